// What was thrown -> one line for people, and an exit code.
import { asError, isErrno, isOf } from '../foreign/shape.ts';
import { sanitizeText } from '../format/sanitize-text.ts';
import type { MissingPackageError } from '../sdk/sdk-packages.ts';
import type { ConfigurationError } from '../spec/configuration-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { NoInputError } from './no-input-error.ts';
import type { UsageError } from './usage-error.ts';

/** Why a verb did not do it. */
export interface Failure {
  readonly code: ExitCode;
  /** Safe to print. */
  readonly message: string;
}

/** What an error of the file system says, and what to do about it. */
const OF_SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory; look at the path',
  EACCES: 'this user may not open it; look at its mode, or run as the user who wrote it',
  EPERM: 'the system does not permit it; look at the owner and the mode',
  EISDIR: 'it is a directory; name a file in it',
  ENOTDIR: 'a part of the path is no directory; look at the path',
  ENOSPC: 'the disk is full; free some of it, and run the command again',
  EROFS: 'the file system can only be read; choose another directory',
  EMFILE: 'too many files are open; raise the limit (ulimit -n)',
  ENAMETOOLONG: 'the path is too long; look at the path',
  ELOOP: 'its links lead round; look at what they point to',
};

/** What is said of a named pipe, of `<(…)` of a shell, and of a device. */
const NO_REGULAR = 'a pipe, a socket or a device';
const PIPE = `it is ${NO_REGULAR}, and no file; send what comes of it to standard input: … | laketrace cat -`;

/** What to say of an error of the file system whose message is all that there is: `ENOENT: no such file or directory, stat 'a'`. */
export function sayingOf(message: string): string {
  if (message.includes(NO_REGULAR)) return PIPE;
  const code = message.slice(0, Math.max(0, message.indexOf(':')));
  return Object.hasOwn(OF_SYSTEM, code) ? (OF_SYSTEM[code] as string) : message;
}

/** The same without what to do about it. */
export function reasonOf(message: string): string {
  const saying = sayingOf(message);
  return saying === message ? message : saying.slice(0, saying.indexOf(';'));
}

/** What to say of something that was thrown. */
export function failureOf(thrown: unknown): Failure {
  const { message } = asError(thrown);
  if (isOf<UsageError>(thrown, 'UsageError')) return failure(EXIT.usage, message);
  if (isOf<ConfigurationError>(thrown, 'ConfigurationError')) return failure(EXIT.usage, message);
  if (isOf<NoInputError>(thrown, 'NoInputError')) return failure(thrown.code, message);
  if (isOf<MissingPackageError>(thrown, 'MissingPackageError')) return failure(EXIT.failed, message);
  const ofSystem = Object.keys(OF_SYSTEM).find((code) => isErrno(thrown, code));
  if (ofSystem === undefined) return failure(EXIT.failed, message);
  const { path } = thrown as NodeJS.ErrnoException;
  return failure(EXIT.failed, path === undefined ? message : `${path}: ${OF_SYSTEM[ofSystem]}`);
}

function failure(code: ExitCode, message: string): Failure {
  // More than one line may come with the error of a package.
  const lines = message.split('\n').map((line) => line.trim());
  return { code, message: sanitizeText(lines.filter((line) => line !== '').join(' ')) };
}
