// The name of an exporter's active file, held by a lock: the plain one where no live process has it, else one with the process id.
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { isErrno, isOf } from '../../foreign/shape.ts';
import { type FileLock, HEARTBEAT } from '../lock/lock-files.ts';
import type { FileLocks, LockListing } from '../lock/take-lock.ts';
import type { FileNames } from '../naming/file-names.ts';
import type { RotatedNames } from '../naming/rotated-names.ts';
import { endRotation } from '../recovery/interrupted-rotation.ts';
import { cutTornEnd, type UncutEndError } from '../recovery/torn-end.ts';
import type { BestEffort } from '../system/best-effort.ts';
import type { FileEnvironment } from '../system/file-environment.ts';
import { attempt, call, lstatIfAny, runSync, type Steps } from '../system/file-system.ts';
import { ForeignFileError, whyForeign } from '../system/foreign-file.ts';
import { CREATE_NEW, READ_OWN } from '../system/open-flags.ts';

/** A file that this exporter may open for writing. */
export interface OwnFile {
  readonly path: string;
  /** The user whom our files belong to in this directory; nothing where that is not known. */
  readonly uid: number | undefined;
  /** Whether it was there before, for this exporter to continue. */
  readonly isThere: boolean;
}

/** What stands under a name: nothing, a file that this exporter may continue, or what is not touched. */
type Occupant = 'none' | 'own' | 'foreign';

/** What {@link ActiveName} is made of. */
export interface ActiveNameParts {
  readonly environment: FileEnvironment;
  readonly directory: string;
  /** The exporter's name. */
  readonly exporter: string;
  readonly names: FileNames;
  /** Permissions of new files. */
  readonly mode: number;
  readonly bestEffort: BestEffort;
  /** Whether a file that begins so is of the exporter's format. */
  recognizes(head: Buffer): boolean;
  /** Called with each thing that the user should know. */
  warn(message: string): void;
  /** Called with what stands under a name of ours and is not touched. */
  leftAlone(error: ForeignFileError): void;
  readonly locks: FileLocks;
  readonly rotatedNames: RotatedNames;
  /** Makes the directory; gives the locks in it where it was listed for that. Called before a name is taken. */
  prepare(): Steps<LockListing | undefined>;
}

const HEAD_BYTES = 512;
const MAXIMUM_NAMES = 10_000;

/** Takes a name for the exporter's active file, and keeps it by its lock. */
export class ActiveName {
  readonly #parts: ActiveNameParts;
  #fileName: string | undefined;
  // What was not there when it was looked for: an opening of our own that failed may have left it empty since.
  #newName: string | undefined;
  #lock: FileLock | undefined;
  #isSecond = false;
  // By the monotonic clock.
  #nextHeartbeat = Number.NEGATIVE_INFINITY;

  constructor(parts: ActiveNameParts) {
    this.#parts = parts;
  }

  /** Whether the name is not the plain one. */
  get isSecond(): boolean {
    return this.#isSecond;
  }

  /** The name of the file, where one is taken. */
  get fileName(): string | undefined {
    return this.#fileName;
  }

  /** The lock on the file, where the file system has locks. */
  get lock(): FileLock | undefined {
    return this.#lock;
  }

  /** The file. A name is taken first where there is none, or where something foreign stands under the present one. */
  *take(): Steps<OwnFile> {
    const { locks } = this.#parts;
    const listing = yield* this.#parts.prepare();
    yield* this.check();
    if (this.#fileName !== undefined) {
      const occupant = yield* this.#occupantOf(this.#fileName, this.#lock?.uid);
      if (occupant !== 'foreign') return this.#ownFile(this.#fileName, occupant);
      yield* this.release();
    }
    for (const owner of this.#owners()) {
      const fileName = this.#parts.names.active(owner);
      // A thousand exporters of one name do not look through the directory a thousand times each.
      if (owner !== undefined && locks.isHeldHere(fileName)) continue;
      const result = yield* locks.acquire(fileName, { listing });
      if (result.kind === 'busy') continue;
      if (result.kind === 'unsupported') return yield* this.#takeWithoutLock(result.error);
      const occupant = yield* this.#occupantOrReleased(fileName, result.lock);
      if (occupant === 'foreign') continue;
      yield* result.lock.confirm();
      this.#lock = result.lock;
      this.#nextHeartbeat = this.#parts.environment.monotonic() + HEARTBEAT;
      this.#isSecond = owner !== undefined;
      this.#fileName = fileName;
      return this.#ownFile(fileName, occupant);
    }
    throw this.#noneIsFree();
  }

  /** Shows that the owner lives; gives the name up where another process took its lock over. */
  *refresh(): Steps<void> {
    this.#nextHeartbeat = this.#parts.environment.monotonic() + HEARTBEAT;
    if (this.#lock !== undefined && !(yield* this.#lock.refresh())) this.#loseName(this.#lock);
  }

  /** As {@link refresh}, but writes to the lock only where that was not done for long: a program may log and never end its turn. */
  *check(): Steps<void> {
    if (this.#parts.environment.monotonic() >= this.#nextHeartbeat) yield* this.refresh();
    else if (this.#lock !== undefined && !(yield* this.#lock.isHeld())) this.#loseName(this.#lock);
  }

  #loseName(lock: FileLock): void {
    this.#parts.warn(`the lock of ${this.#fileName} was taken away; writing continues under another name`);
    lock.forget();
    this.#lock = undefined;
    this.#fileName = undefined;
  }

  /** Ends a rotation of the file that has got half-way: it stands under its old name as well. */
  *endRotation(): Steps<void> {
    if (this.#fileName === undefined) return;
    const path = join(this.#parts.directory, this.#fileName);
    const stats = yield* lstatIfAny(path);
    if (stats !== undefined) yield* endRotation({ ...this.#parts, path, stats, uid: this.#lock?.uid });
  }

  /**
   * Gives the name up. Where a file still stands under a second name, because renaming it failed or has only begun, its lock stays
   * like that of a dead owner: nothing else says to the next start whose it is.
   * @param isUnended whether the file lacks what should end it: its lock then stays as well, which says that nobody cut it
   */
  *release(isUnended = false): Steps<void> {
    if (this.#lock !== undefined && (isUnended || (yield* this.#isUnfinished()))) this.#lock.forget();
    // Known until it is gone: the process may end meanwhile.
    else if (this.#lock !== undefined) yield* this.#lock.release();
    this.#lock = undefined;
    this.#fileName = undefined;
  }

  /** Gives the name and every other lock of the exporter up at once, for the exit of the process. */
  releaseNow(isUnended = false): void {
    const { fs } = this.#parts.environment;
    runSync(fs, this.release(isUnended));
    this.#parts.locks.releaseNow(fs);
  }

  *#isUnfinished(): Steps<boolean> {
    if (!this.#isSecond || this.#fileName === undefined) return false;
    const found = yield* attempt(lstatIfAny(join(this.#parts.directory, this.#fileName)));
    return 'error' in found || found.value !== undefined;
  }

  #ownFile(fileName: string, occupant: Occupant): OwnFile {
    if (occupant === 'none') this.#newName = fileName;
    const isThere = occupant === 'own' && this.#newName !== fileName;
    return { path: join(this.#parts.directory, fileName), uid: this.#lock?.uid, isThere };
  }

  /** The plain name, then ours, then ours with a number for each further exporter of this thread. */
  *#owners(): Generator<string | undefined> {
    const own = this.#ownTag;
    yield undefined;
    yield own;
    for (let n = 2; n < MAXIMUM_NAMES; n++) yield `${own}.${n}`;
  }

  get #ownTag(): string {
    const { pid, thread } = this.#parts.environment.processes.self;
    return thread === 0 ? String(pid) : `${pid}-${thread}`;
  }

  /**
   * Without locks a file that is there may be that of a live process: of another host or container, where process ids are the
   * same. So the name must be new: the file is created, and must not exist.
   */
  *#takeWithoutLock(error: Error): Steps<OwnFile> {
    const { directory, names, mode, warn } = this.#parts;
    for (const owner of this.#owners()) {
      if (owner === undefined) continue;
      const fileName = names.active(owner);
      if (!(yield* createNew(join(directory, fileName), mode))) continue;
      warn(
        `${directory} does not support locks (${error.message}): writing to ${fileName}, a name of this process's own`,
      );
      this.#isSecond = true;
      this.#fileName = fileName;
      // Made just now: nothing was there.
      return this.#ownFile(fileName, 'none');
    }
    throw this.#noneIsFree();
  }

  #noneIsFree(): Error {
    return new Error(`no file name is free for ${this.#parts.exporter} in ${this.#parts.directory}`);
  }

  /** As {@link #occupantOf}; the lock is given up where that is foreign, and where the disk refuses an answer. */
  *#occupantOrReleased(fileName: string, lock: FileLock): Steps<Occupant> {
    let occupant: Occupant = 'foreign';
    try {
      occupant = yield* this.#occupantOf(fileName, lock.uid);
    } finally {
      if (occupant === 'foreign') yield* lock.release();
    }
    return occupant;
  }

  /** Looks at what stands under a name. A torn end of an own file is cut off, and a rotation ended that had begun. */
  *#occupantOf(fileName: string, uid: number | undefined): Steps<Occupant> {
    const { directory, environment, names, rotatedNames, bestEffort, warn, leftAlone } = this.#parts;
    const path = join(directory, fileName);
    const stats = yield* lstatIfAny(path);
    if (stats === undefined) return 'none';
    const objection = whyForeign(stats, uid) ?? (yield* this.#whyUnreadable(path, stats));
    if (objection !== undefined) {
      leftAlone(new ForeignFileError(path, objection));
      return 'foreign';
    }
    // Its owner may have died since this process looked through the directory.
    if (yield* endRotation({ directory, names, path, stats, uid, bestEffort, warn })) return 'none';
    const fragmentPath = () => rotatedNames.next(environment.now());
    const cut = yield* attempt(cutTornEnd(path, fragmentPath, uid, bestEffort));
    if ('error' in cut) {
      if (!isOf<UncutEndError>(cut.error, 'UncutEndError')) throw cut.error;
      leftAlone(new ForeignFileError(path, cut.error.message));
      return 'foreign';
    }
    if (cut.value !== undefined) warn(`${path} ended in a torn line, which is kept in ${cut.value}`);
    return 'own';
  }

  *#whyUnreadable(path: string, { size }: Stats): Steps<string | undefined> {
    if (size === 0) return undefined;
    try {
      const head = yield* readHead(path, HEAD_BYTES);
      // No format writes NUL: what holds one is binary, or was never filled before a power failure.
      const isOfFormat = !head.includes(0) && this.#parts.recognizes(head);
      return isOfFormat ? undefined : 'is not of the format that is to be written';
    } catch (error) {
      return `cannot be read: ${(error as Error).message}`;
    }
  }
}

/** Makes an empty file; answers whether the name was free. */
function* createNew(path: string, mode: number): Steps<boolean> {
  try {
    yield* call('close', yield* call('open', path, CREATE_NEW, mode));
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
}

function* readHead(path: string, bytes: number): Steps<Buffer> {
  const fd = yield* call('open', path, READ_OWN, 0);
  try {
    const head = Buffer.alloc(bytes);
    return head.subarray(0, yield* call('read', fd, head, 0, bytes, 0));
  } finally {
    yield* attempt(call('close', fd));
  }
}
