// There is nothing to work on: no log files, or none that can be read.
import { nameClass } from '../foreign/shape.ts';
import type { EXIT } from './exit-code.ts';

/** Nothing to work on. */
export class NoInputError extends Error {
  static {
    nameClass(NoInputError, 'NoInputError');
  }

  /** `no` where there are no log files, `failed` where they cannot be read. */
  readonly code: typeof EXIT.no | typeof EXIT.failed;

  /** @param message what is wrong and what to do, in one line */
  constructor(message: string, code: NoInputError['code']) {
    super(message);
    this.name = 'NoInputError';
    this.code = code;
  }
}
