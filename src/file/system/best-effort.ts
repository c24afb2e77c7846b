// What a file system may refuse without harm to a record, and what is then missing.
import { isErrno } from '../../foreign/shape.ts';
import { attempt, call, type Steps } from './file-system.ts';

/**
 * Every call that the exporter makes, by what its failure costs. The tests inject failures of each by this table.
 *
 * | call                                                     | where it fails                                                       |
 * | -------------------------------------------------------- | -------------------------------------------------------------------- |
 * | `open`, `write` of the active file; `fstat` of it        | records wait in memory and are written once it works                 |
 * | `open`, `write`, `fstat` of a claim                      | the same: in such a directory no file could be made either           |
 * | `mkdir`                                                  | the same                                                             |
 * | `stat` of the directory's parents                        | nothing: making the directory shows whether they are there           |
 * | `read` of a file that is to be continued                 | it is left alone, and another name is taken                          |
 * | `ftruncate` of a torn end that an earlier process left   | the same                                                             |
 * | `ftruncate` of what a failed write left                  | records wait in memory                                               |
 * | `link` of a lock, `readdir` of locks                     | no locks: a name of the process's own                                |
 * | `link` of a rotated name                                 | it is given by renaming                                              |
 * | `rename`, `unlink` of a rotation                         | the active file continues to grow, and is tried again                |
 * | `readdir`, `lstat` of finished files                     | what earlier processes left stays as it is; nothing is deleted       |
 * | `open`, `read`, `write`, `rename`, `unlink`, `lstat` of a compression | the file stays plain, and is tried again                |
 * | `unlink` of retention                                    | the file stays                                                       |
 * | `fsync`, `fchmod`, `open` and `write` of a lock's heartbeat | see {@link WITHOUT}                                               |
 * | `symlink`                                                | the link to the active file is missing, or names an older one        |
 * | `close`, `unlink` of claims and locks                    | nothing: they are litter, which later starts remove                  |
 */
export type Dispensable = 'fsync' | 'fchmod' | 'heartbeat' | 'readdir';

/** What is missing without a call. */
const WITHOUT: Readonly<Record<Dispensable, string>> = {
  fsync: 'files are written, rotated and compressed all the same, but what a power failure leaves of them is not known',
  fchmod: 'files have the permissions that the file system gives them',
  heartbeat:
    'other hosts and containers cannot see that this process lives, and may take its file over after two minutes',
  readdir: 'what earlier processes left is not looked for, and nothing is deleted',
};

/** Whether a call failed for good, however often it is tried: it is not supported here, or not allowed. */
export function isRefusal(error: unknown): boolean {
  return isErrno(error, ...REFUSALS);
}

const REFUSALS = [
  'EPERM',
  'EACCES',
  'ENOSYS',
  'EINVAL',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOTTY',
  'ERR_ACCESS_DENIED',
] as const;

/** A call that is dispensable was refused. */
export class RefusedCallError extends Error {
  override readonly name = 'RefusedCallError';
  readonly code: string | undefined;

  constructor(what: Dispensable, cause: NodeJS.ErrnoException) {
    super(`${what} is refused (${cause.message}): ${WITHOUT[what]}`, { cause });
    this.code = cause.code;
  }
}

/** What {@link BestEffort} is made of. */
export interface BestEffortParts {
  /** `'never'`: nothing is synced. */
  readonly fsync: 'never' | 'rotate' | 'flush';
  /** Called with a refusal, once a kind of call. */
  refused(error: RefusedCallError, path: string): void;
}

/** Makes the calls of one exporter that may be refused. */
export class BestEffort {
  readonly #parts: BestEffortParts;
  readonly #refused = new Set<Dispensable>();

  constructor(parts: BestEffortParts) {
    this.#parts = parts;
  }

  /**
   * Has what was written to an open file reach the disk. After a refusal it is not asked again. Any other error is thrown, for the
   * disk may have lost something.
   */
  *sync(fd: number, path: string): Steps<void> {
    if (this.#parts.fsync === 'never' || this.#refused.has('fsync')) return;
    const synced = yield* attempt(call('fsync', fd));
    if ('value' in synced) return;
    if (!isRefusal(synced.error)) throw synced.error;
    this.refuse('fsync', synced.error, path);
  }

  /** Makes a call whose every failure is forgiven. */
  *attempt(what: Dispensable, steps: Steps<unknown>, path: string): Steps<void> {
    const done = yield* attempt(steps);
    if ('error' in done) this.refuse(what, done.error, path);
  }

  /** Reports a refusal, unless it was reported before. */
  refuse(what: Dispensable, error: NodeJS.ErrnoException, path: string): void {
    if (this.#refused.has(what)) return;
    this.#refused.add(what);
    this.#parts.refused(new RefusedCallError(what, error), path);
  }
}
