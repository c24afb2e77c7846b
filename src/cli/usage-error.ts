// What is wrong with a command line, and what to write instead.
import { nameClass } from '../foreign/shape.ts';

/** A command line that is not accepted. */
export class UsageError extends Error {
  static {
    nameClass(UsageError, 'UsageError');
  }

  /** @param message what is wrong and what to do, in one line: `--limit: "ten" is no number; write one, such as --limit 10` */
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
