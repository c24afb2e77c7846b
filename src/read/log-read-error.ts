// What `strict` throws.
import { isOf, nameClass } from '../foreign/shape.ts';
import type { ReadProblem, ReadProblemKind } from './read-options.ts';

/** Something could not be read, and the reading was `strict`. */
export class LogReadError extends Error {
  static {
    nameClass(LogReadError, 'LogReadError');
  }

  override readonly name = 'LogReadError';
  readonly file: string;
  /** From 1; 0 where it is about the file as a whole. */
  readonly line: number;
  readonly kind: ReadProblemKind;

  constructor(problem: ReadProblem) {
    const { file, line, kind, cause } = problem;
    super(problemText(problem), cause === undefined ? undefined : { cause });
    this.file = file;
    this.line = line;
    this.kind = kind;
  }
}

/** What could not be read, with its place. */
export function problemText({ file, line, message }: ReadProblem): string {
  return line === 0 ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}

/** Whether an error is one that `strict` throws. */
export function isLogReadError(error: unknown): error is LogReadError {
  return isOf<LogReadError>(error, 'LogReadError');
}
