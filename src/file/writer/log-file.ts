// One open log file: appends whole chunks, never a part of one, and notices when others delete or rename the file.
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { isErrno } from '../../foreign/shape.ts';
import { readLastLine } from '../recovery/last-line.ts';
import type { BestEffort } from '../system/best-effort.ts';
import { Descriptor } from '../system/descriptor.ts';
import { attempt, call, type FileSystem, progress, runAsync, runSync, type Steps } from '../system/file-system.ts';
import { checkOwn } from '../system/foreign-file.ts';
import { logFileFlags } from '../system/open-flags.ts';

/** What other programs have done to the name of an open file: nothing, or they deleted or renamed the file. */
export type NameState = 'kept' | 'deleted' | 'moved';

/** The code of {@link DeletedFileError}. */
export const DELETED = 'LAKETRACE_DELETED';

/** The file was deleted, so that the chunk just written is nowhere. */
export class DeletedFileError extends Error {
  readonly code: string = DELETED;
  override readonly name = 'DeletedFileError';
}

/** How to open a {@link LogFile}. */
export interface LogFileOptions {
  readonly fs: FileSystem;
  readonly path: string;
  /** Permissions of a new file. */
  readonly mode: number;
  /** The present, in milliseconds since the epoch: the start of a new file. */
  readonly now: number;
  /** The user whom our files belong to here; nothing where that is not known. */
  readonly uid: number | undefined;
  /** Whether chunks are written at positions: one that is on its way can then safely be written a second time. */
  readonly positioned: boolean;
  readonly bestEffort: BestEffort;
  /** Fail where the name exists. */
  readonly exclusive?: boolean;
  /** Whether an earlier process left it. Default: it is new. */
  readonly isThere?: boolean;
  /** The same file as it was last known: what a failed write left after that size is cut off. */
  readonly known?: KnownFile | undefined;
}

/** What is remembered of a file that was closed. */
export interface KnownFile {
  readonly inode: number;
  readonly size: number;
  readonly start: number;
}

/** An open log file. */
export class LogFile {
  readonly path: string;
  /** 32 hexadecimal digits that no other file has. */
  readonly id: string = randomBytes(16).toString('hex');
  /** When the file began, in milliseconds since the epoch. */
  readonly start: number;
  /** Whether it was there, with nothing in it: no process of ours leaves it so, but one that is killed. */
  readonly wasEmptied: boolean;
  readonly #fs: FileSystem;
  readonly #descriptor: Descriptor;
  readonly #inode: number;
  readonly #device: number;
  readonly #bestEffort: BestEffort;
  readonly #positioned: boolean;
  #size: number;
  #hasTornEnd: boolean;
  #isRollingBack = false;
  #underWay: Uint8Array | undefined;
  // Why a chunk could not be taken over. Its write on the thread pool may still change the file.
  #contention: unknown;

  private constructor(options: LogFileOptions, fd: number, stats: Stats) {
    const { fs, path, now, positioned, known, bestEffort, isThere = false } = options;
    const isKnown = known?.inode === stats.ino;
    this.#fs = fs;
    this.path = path;
    this.#descriptor = new Descriptor(fs, fd);
    this.#inode = stats.ino;
    this.#device = stats.dev;
    this.#bestEffort = bestEffort;
    this.#size = isKnown ? Math.min(known.size, stats.size) : stats.size;
    this.#hasTornEnd = this.#size < stats.size;
    this.#positioned = positioned;
    this.wasEmptied = isThere && stats.size === 0;
    this.start = stats.size === 0 ? now : isKnown ? known.start : startOfExistingFile(stats);
  }

  /** Opens or creates a file, following no link and touching nothing that is not a regular file of our user. */
  static *open(options: LogFileOptions): Steps<LogFile> {
    const { path, mode, positioned, exclusive = false, uid, bestEffort } = options;
    const fd = yield* call('open', path, logFileFlags(positioned, exclusive), mode);
    try {
      const stats = yield* call('fstat', fd);
      checkOwn(path, stats, uid);
      // A new file has the mode less the umask; an older one may have been made before `mode` was asked for.
      if ((stats.mode & 0o777) !== mode) yield* bestEffort.attempt('fchmod', call('fchmod', fd, mode), path);
      return new LogFile(options, fd, stats);
    } catch (error) {
      yield* attempt(call('close', fd));
      throw error;
    }
  }

  /** The size in bytes, up to the end of the last whole chunk. */
  get size(): number {
    return this.#size;
  }

  /** What to remember of the file when it is closed and opened again. */
  get known(): KnownFile {
    return { inode: this.#inode, size: this.#size, start: this.start };
  }

  /** Whether the file is being cut back on the thread pool: nothing may be written to it meanwhile. */
  get isRollingBack(): boolean {
    return this.#isRollingBack;
  }

  /**
   * Appends a chunk, blocking. When this throws, no part of the chunk is in the file, or will be before the next chunk.
   * @throws DeletedFileError when the file turns out to have been deleted
   */
  appendNow(chunk: Uint8Array): void {
    if (this.#contention !== undefined) throw this.#contention;
    try {
      if (this.#hasTornEnd) this.#rollBackNow();
      if (this.#positioned) this.#followEnd(this.#fs.fstatSync(this.#fd));
      let done = 0;
      while (done < chunk.length) {
        done += progress(this.#fs.writeSync(this.#fd, chunk, done, chunk.length - done, this.#position(done)));
      }
      this.#noteWritten(this.#fs.fstatSync(this.#fd), chunk.length);
    } catch (error) {
      this.#noteFailure(error);
      try {
        this.#rollBackNow();
      } catch {
        // The disk does not even take the truncation now: it comes before the next chunk.
      }
      throw error;
    }
  }

  /**
   * Appends a chunk on the thread pool; fails as {@link appendNow} does. The caller waits before it appends the next.
   * Where {@link takeOverNow} wrote the chunk meanwhile, the outcome of this write no longer matters.
   * @param isContinued whether the chunk before was written just now, so that the file's status, asked for after it, is still true
   */
  async append(chunk: Uint8Array, isContinued = false): Promise<void> {
    this.#descriptor.hold();
    try {
      if (this.#hasTornEnd) await this.#rollBack();
      // From here on a blocking write may take the chunk over, so the status that was asked for before may be out of date.
      this.#underWay = chunk;
      if (!isContinued) await this.#followEndLater(chunk);
      let done = 0;
      while (done < chunk.length && this.#underWay === chunk) done += progress(await this.#write(chunk, done));
      if (this.#underWay === chunk) await this.#noteWrittenLater(chunk);
    } catch (error) {
      if (this.#hasTornEnd || this.#underWay === chunk) {
        this.#underWay = undefined;
        this.#noteFailure(error);
        await this.#rollBack().catch(() => undefined);
        throw error;
      }
    } finally {
      // The chunk could not be taken over meanwhile: nobody knows what this write has done since.
      if (this.#contention !== undefined) this.#hasTornEnd = true;
      this.#contention = undefined;
      this.#descriptor.release();
    }
  }

  /**
   * Writes the chunk that {@link append} has under way again, blocking: the same bytes at the same position, so that it does
   * not matter which of the two writes comes last. Needs `positioned`. Where this throws, nothing is appended to the file before
   * the write on the thread pool has come back.
   * @returns whether there was such a chunk
   */
  takeOverNow(): boolean {
    const chunk = this.#underWay;
    if (chunk === undefined) return false;
    this.#underWay = undefined;
    try {
      this.appendNow(chunk);
    } catch (error) {
      this.#contention = error;
      throw error;
    }
    return true;
  }

  /** Appends a chunk while nothing else is written; fails as {@link appendNow} does. */
  *appendInSteps(chunk: Uint8Array): Steps<void> {
    yield* this.#descriptor.use(this.#append(chunk));
  }

  *#append(chunk: Uint8Array): Steps<void> {
    if (this.#contention !== undefined) throw this.#contention;
    try {
      if (this.#hasTornEnd) yield* this.#cutTornEnd();
      if (this.#positioned) this.#followEnd(yield* call('fstat', this.#fd));
      for (let done = 0; done < chunk.length; ) {
        done += progress(yield* call('write', this.#fd, chunk, done, chunk.length - done, this.#position(done)));
      }
      this.#noteWritten(yield* call('fstat', this.#fd), chunk.length);
    } catch (error) {
      this.#noteFailure(error);
      yield* attempt(this.#cutTornEnd());
      throw error;
    }
  }

  /** The last line, without its line feed; nothing where it is not there as a whole. */
  *lastLine(): Steps<Buffer | undefined> {
    return yield* this.#descriptor.use(readLastLine(this.#fd, this.#size));
  }

  /** What has happened to the name since the file was opened. */
  *nameState(): Steps<NameState> {
    return yield* this.#descriptor.use(this.#nameState());
  }

  *#nameState(): Steps<NameState> {
    const open = yield* attempt(call('fstat', this.#fd));
    const isOurs = 'value' in open ? this.#isSame(open.value) : !isErrno(open.error, 'EBADF');
    if (!isOurs) {
      this.#descriptor.forget();
      return 'deleted';
    }
    if ('error' in open) throw open.error;
    if (open.value.nlink === 0) return 'deleted';
    const named = yield* attempt(call('lstat', this.path));
    // A name that cannot be looked at (privileges were dropped, the mount does not answer) says nothing against the open file.
    if ('error' in named) return isErrno(named.error, 'ENOENT', 'ENOTDIR') ? 'moved' : 'kept';
    return this.#isSame(named.value) ? 'kept' : 'moved';
  }

  /** Has the operating system put the file on the disk. */
  *sync(): Steps<void> {
    yield* this.#descriptor.use(this.#bestEffort.sync(this.#fd, this.path));
  }

  /** Closes the file, once, after all that uses it now. */
  close(): Promise<void> {
    return this.#descriptor.close();
  }

  /** As {@link close}, blocking. */
  closeNow(): void {
    this.#descriptor.closeNow();
  }

  /** For one call. @throws EBADF where the file is closed */
  get #fd(): number {
    return this.#descriptor.number;
  }

  #position(done: number): number | null {
    return this.#positioned ? this.#size + done : null;
  }

  #write(chunk: Uint8Array, done: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#fs.write(this.#fd, chunk, done, chunk.length - done, this.#position(done), (error, written) =>
        error ? reject(error) : resolve(written),
      );
    });
  }

  #noteWrittenLater(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#fs.fstat(this.#fd, (error, stats) => {
        if (this.#underWay !== chunk) return resolve();
        if (error) return reject(error);
        try {
          this.#noteWritten(stats, chunk.length);
          this.#underWay = undefined;
          resolve();
        } catch (deleted) {
          reject(deleted);
        }
      });
    });
  }

  async #followEndLater(chunk: Uint8Array): Promise<void> {
    const stats = await runAsync(this.#fs, call('fstat', this.#fd));
    if (this.#underWay === chunk) this.#followEnd(stats);
  }

  /** Where another program has cut the file (`copytruncate`), writing at the old position would leave a hole of zeros. */
  #followEnd(stats: Stats): void {
    this.#checkSame(stats);
    this.#size = Math.min(this.#size, stats.size);
  }

  #isSame({ ino, dev }: Stats): boolean {
    return ino === this.#inode && dev === this.#device;
  }

  /** Other code may have closed our descriptor by mistake. Its number may then mean another file, which is not written to or closed. */
  #checkSame(stats: Stats): void {
    if (this.#isSame(stats)) return;
    throw Object.assign(new Error(`EBADF: ${this.path} was closed by another part of the program`), { code: 'EBADF' });
  }

  /** A part that was written is cut off before the next chunk. A descriptor that is not ours any more is not used again. */
  #noteFailure(error: unknown): void {
    this.#hasTornEnd = true;
    if (isErrno(error, 'EBADF')) this.#descriptor.forget();
  }

  /**
   * Takes note of a chunk that was written. The status is asked for after the write, not before: a deletion is then noticed while
   * the chunk can still be written again, and the size is right where another program has cut the file (`copytruncate`).
   */
  #noteWritten(stats: Stats, length: number): void {
    this.#checkSame(stats);
    if (stats.nlink === 0) throw new DeletedFileError(`${this.path} was deleted while it was written`);
    this.#size = this.#positioned ? this.#size + length : stats.size;
  }

  #rollBackNow(): void {
    runSync(this.#fs, this.#cutTornEnd());
  }

  async #rollBack(): Promise<void> {
    this.#isRollingBack = true;
    try {
      await runAsync(this.#fs, this.#cutTornEnd());
    } finally {
      this.#isRollingBack = false;
    }
  }

  /** Cuts the file back to its last whole chunk; never lengthens one that another program cut further. */
  *#cutTornEnd(): Steps<void> {
    const stats = yield* call('fstat', this.#fd);
    this.#checkSame(stats);
    if (stats.size > this.#size) yield* call('ftruncate', this.#fd, this.#size);
    else this.#size = stats.size;
    this.#hasTornEnd = false;
  }
}

/**
 * When a file that an earlier process left began. The birth time where the file system keeps one (statx(2)); where it does
 * not, the time of the last change is the closest that is known.
 */
function startOfExistingFile({ birthtimeMs, mtimeMs }: Stats): number {
  return birthtimeMs > 0 && birthtimeMs <= mtimeMs ? birthtimeMs : mtimeMs;
}
