// Chunks of whole lines -> the active file, which is owned, checked, rotated and replaced as needed.

import { isErrno } from '../../foreign/shape.ts';
import type { RotatedNames } from '../naming/rotated-names.ts';
import type { RotationPolicy } from '../rotation/rotation-policy.ts';
import type { BestEffort } from '../system/best-effort.ts';
import type { FileEnvironment } from '../system/file-environment.ts';
import { attempt, call, runAsync, runSync, type Steps } from '../system/file-system.ts';
import type { ActiveName } from './active-name.ts';
import {
  type Chunk,
  type ChunkEncoding,
  type Chunks,
  type EncodedChunk,
  encodeFor,
  joined,
  lasting,
  NOTHING,
} from './chunk.ts';
import { DELETED, type KnownFile, LogFile } from './log-file.ts';
import { endFile, SideFile } from './side-file.ts';
import type { WriterEvents } from './writer-events.ts';

/** What a {@link RotatingWriter} is made of. */
export interface RotatingWriterParts {
  readonly environment: FileEnvironment;
  readonly policy: RotationPolicy;
  readonly activeName: ActiveName;
  readonly rotatedNames: RotatedNames;
  readonly encoding: ChunkEncoding;
  readonly events: WriterEvents;
  readonly bestEffort: BestEffort;
  /** Permissions of new files. */
  readonly mode: number;
  /** Whether files are written on the thread pool: at positions then. Else every call blocks, but `sync` and `close`. */
  readonly isOffLoop: boolean;
}

// How often the name of the active file is compared with the open one while it is written, in milliseconds.
const NAME_CHECK_INTERVAL = 1000;
// How long a rotation that failed is not tried again, in milliseconds.
const ROTATION_RETRY = 1000;

/** Chunks whose bytes are on their way to the file on the thread pool. */
interface UnderWay {
  readonly encoded: EncodedChunk;
  readonly count: number;
}

/**
 * Writes chunks to the active file of one exporter and rotates it.
 *
 * What is done to the files is done one after the other, whoever asks for it and however it is run. A blocking write that comes
 * while something is under way on the thread pool finishes the write that is under way; where the files are between two steps, it
 * goes to a side file. Everything else waits for its turn.
 */
export class RotatingWriter {
  readonly #parts: RotatingWriterParts;
  #file: LogFile | undefined;
  #known: KnownFile | undefined;
  // By the monotonic clock.
  #nextNameCheck = Number.NEGATIVE_INFINITY;
  #nextRotation = Number.NEGATIVE_INFINITY;
  // Whether the files are between two steps: on the thread pool, or in a blocking call, which may call the application's code.
  #isStepping = false;
  #isBlocking = false;
  readonly #side: SideFile;
  #isForeign = false;
  #underWay: UnderWay | undefined;
  // The file that was written last, where nothing else was done since.
  #justWritten: LogFile | undefined;
  #last: Promise<void> = Promise.resolve();
  // Counts the blocking writes: one that comes before a write on the thread pool has begun takes that one's place.
  #blockingWrites = 0;
  #isUnsynced = false;
  // Whether the active file was given up without what should end it.
  #isUnended = false;

  constructor(parts: RotatingWriterParts) {
    this.#parts = parts;
    this.#side = new SideFile(parts);
  }

  /** The active file, where one is open. */
  get file(): LogFile | undefined {
    return this.#file;
  }

  /** Whether a side file is open: it is finished before the next write to the active file. */
  get hasSideFile(): boolean {
    return this.#side.isOpen;
  }

  /**
   * Writes chunks in one call, blocking: as many as may go into one file, at least the first. Answers how many. On an error nothing
   * of them is in any file. A {@link write} that waits for its turn is given up.
   *
   * While the files are between two steps, the first chunk goes to a side file.
   */
  writeNow(chunks: Chunks): number {
    this.#blockingWrites++;
    this.#justWritten = undefined;
    if (this.#isBetweenSteps || this.#file?.isRollingBack === true) return this.#side.writeNow(chunks[0]);
    const { fs } = this.#parts.environment;
    return this.#block(() => {
      for (let isRetry = false; ; isRetry = true) {
        const file = this.#readyFile(chunks[0]) ?? runSync(fs, this.#prepare(chunks[0]));
        try {
          const { encoded, count } = this.#encode(chunks, file);
          file.appendNow(encoded.bytes);
          encoded.written();
          this.#isUnsynced = true;
          return count;
        } catch (error) {
          if (!this.#mayRetry(error, file) || isRetry) throw error;
        }
      }
    });
  }

  /**
   * Does on the thread pool what {@link writeNow} does. Resolves to 0 where the chunks were written by a blocking call meanwhile.
   * @param isContinued whether the call comes right after the last one
   */
  write(chunks: Chunks, isContinued = false): Promise<number> {
    const before = this.#blockingWrites;
    const isOvertaken = () => before !== this.#blockingWrites;
    return this.#serially(() => this.#writeInTurn(chunks, isOvertaken, isContinued));
  }

  async #writeInTurn(
    chunks: Chunks,
    isOvertaken: () => boolean,
    isContinued: boolean,
    isRetry = false,
  ): Promise<number> {
    if (isOvertaken()) return 0;
    const file = this.#readyFile(chunks[0]) ?? (await this.#step(this.#prepare(chunks[0])));
    if (isOvertaken()) return 0;
    try {
      const count = await this.#append(chunks, file, isContinued && this.#justWritten === file);
      if (!isOvertaken()) this.#justWritten = file;
      return count;
    } catch (error) {
      if (!this.#mayRetry(error, file) || isRetry) throw error;
      return this.#writeInTurn(chunks, isOvertaken, false, true);
    }
  }

  async #append(chunks: Chunks, file: LogFile, isContinued: boolean): Promise<number> {
    const underWay = this.#encode(chunks, file);
    this.#justWritten = undefined;
    this.#underWay = underWay;
    try {
      await file.append(lasting(underWay.encoded), isContinued);
    } finally {
      this.#underWay = undefined;
    }
    underWay.encoded.written();
    this.#isUnsynced = true;
    return underWay.count;
  }

  /**
   * Writes the chunks that {@link write} has handed to the thread pool, blocking; answers how many: 0 where there are none, or
   * their file was taken away, so that they are to be written anew.
   */
  takeOverNow(): number {
    const [file, underWay] = [this.#file, this.#underWay];
    if (this.#isBetweenSteps || file === undefined || underWay === undefined || file.isRollingBack) return 0;
    try {
      if (!file.takeOverNow()) return 0;
    } catch (error) {
      if (this.#mayRetry(error, file)) return 0;
      throw error;
    }
    this.#blockingWrites++;
    underWay.encoded.written();
    return underWay.count;
  }

  /** Has what was written to the active file reach the disk, blocking. */
  syncNow(): void {
    if (!this.#isUnsynced || this.#file === undefined) return;
    runSync(this.#parts.environment.fs, this.#file.sync());
    this.#isUnsynced = false;
  }

  /** As {@link syncNow}, on the thread pool. */
  sync(): Promise<void> {
    return this.#serially(async () => {
      this.#justWritten = undefined;
      if (!this.#isUnsynced || this.#file === undefined) return;
      this.#isUnsynced = false;
      try {
        await runAsync(this.#parts.environment.fs, this.#file.sync());
      } catch (error) {
        this.#isUnsynced = true;
        throw error;
      }
    });
  }

  /** Rotates the active file where it has content. */
  rotate(): Promise<void> {
    return this.#inTurn(() => this.#rotate());
  }

  /** Rotates the active file where its time has come. */
  rotateDue(): Promise<void> {
    return this.#inTurn(() => this.#rotateDue());
  }

  /** Has the next chunk open the active file by its name again. */
  reopen(): Promise<void> {
    return this.#inTurn(() => this.#reopen());
  }

  /** Shows other processes that this one lives, and owns its file. */
  refreshLock(): Promise<void> {
    return this.#inTurn(() => this.#refreshLock());
  }

  /** Gives the active file up, closing it and, where its name is a second one, rotating it. Blocking. */
  closeNow(): void {
    const { environment, activeName, encoding } = this.#parts;
    if (this.#isBetweenSteps) this.#isUnended = encoding.hasOpenEnd;
    runSync(environment.fs, attempt(this.#isBetweenSteps ? this.#endInterrupted() : this.#retire()));
    activeName.releaseNow(this.#isUnended);
  }

  /** As {@link closeNow}, on the thread pool. */
  close(): Promise<void> {
    return this.#serially(async () => {
      await this.#step(this.#retire());
      await this.#step(this.#parts.activeName.release(this.#isUnended));
    });
  }

  get #isBetweenSteps(): boolean {
    return this.#isStepping || this.#isBlocking;
  }

  /** Does something after what is under way: on the thread pool; or else blocking, before this returns where nothing is. */
  #inTurn(steps: () => Steps<void>): Promise<void> {
    const { environment, isOffLoop } = this.#parts;
    if (isOffLoop) return this.#serially(() => this.#step(steps()));
    const work = async () => this.#block(() => runSync(environment.fs, steps()));
    return this.#isBetweenSteps ? this.#serially(work) : work();
  }

  /** One after the other: each piece of work finds the files as the one before left them. */
  #serially<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async #step<T>(steps: Steps<T>): Promise<T> {
    this.#justWritten = undefined;
    this.#isStepping = true;
    try {
      return await runAsync(this.#parts.environment.fs, steps);
    } finally {
      this.#isStepping = false;
    }
  }

  #block<T>(work: () => T): T {
    this.#isBlocking = true;
    try {
      return work();
    } finally {
      this.#isBlocking = false;
    }
  }

  /** The open file where nothing has to be done before the chunk is written to it: the case of nearly every chunk. */
  #readyFile(chunk: Chunk): LogFile | undefined {
    const file = this.#file;
    if (file === undefined || this.#side.isOpen) return undefined;
    const { environment } = this.#parts;
    if (environment.monotonic() >= this.#nextNameCheck) return undefined;
    return this.#isDue(file, file.size, chunk) ? undefined : file;
  }

  *#prepare(chunk: Chunk): Steps<LogFile> {
    yield* this.#side.finish();
    if (this.#file !== undefined) yield* this.#followName(this.#file);
    this.#nextNameCheck = this.#parts.environment.monotonic() + NAME_CHECK_INTERVAL;
    if (this.#file !== undefined && this.#isDue(this.#file, this.#file.size, chunk)) yield* this.#rotate();
    this.#file ??= yield* this.#open();
    // A file that an earlier process left may be due, or too full, or not to be continued, as it is opened.
    if (this.#isForeign || this.#isDue(this.#file, this.#file.size, chunk)) {
      yield* this.#rotate();
      this.#file ??= yield* this.#open();
    }
    return this.#file;
  }

  /** Gives the active file up where another process has taken it over while this one was stopped. */
  *#refreshLock(): Steps<void> {
    const { activeName } = this.#parts;
    const { fileName } = activeName;
    yield* activeName.refresh();
    if (activeName.fileName !== fileName) this.#abandon();
  }

  *#reopen(): Steps<void> {
    if (this.#file !== undefined) yield* this.#end(this.#file);
    this.#abandon();
  }

  /** Gives the active file up where its name no longer stands for it. */
  *#followName(file: LogFile): Steps<void> {
    const state = yield* file.nameState();
    if (state === 'kept') return;
    if (state === 'moved') yield* this.#end(file);
    this.#abandon();
  }

  /** Whether a file is to be rotated before a chunk is written to it, once it has that size. */
  #isDue({ path }: LogFile, size: number, chunk: Chunk): boolean {
    const { environment, policy, encoding } = this.#parts;
    if (size === 0 || environment.monotonic() < this.#nextRotation) return false;
    return policy.isDue(environment.now(), size, encoding.growthBy(chunk), path, chunk.isOfCallback !== true);
  }

  #encode(chunks: Chunks, file: LogFile): UnderWay {
    const count = this.#fitting(chunks, file);
    return { encoded: encodeFor(file, joined(chunks, count), this.#parts.encoding), count };
  }

  /** How many of some chunks go into the file before it is due; the first one does. */
  #fitting(chunks: Chunks, file: LogFile): number {
    const { encoding } = this.#parts;
    const end = encoding.growthBy(NOTHING);
    let size = file.size === 0 ? encoding.overhead : file.size;
    for (const [index, chunk] of chunks.entries()) {
      if (index > 0 && this.#isDue(file, size, chunk)) return index;
      size += encoding.growthBy(chunk) - end;
    }
    return chunks.length;
  }

  *#open(): Steps<LogFile> {
    const { environment, activeName, encoding, policy, events } = this.#parts;
    const file = yield* this.#openOwned();
    policy.open(file.start, environment.now());
    try {
      yield* events.opened(file);
      this.#isForeign = !(yield* encoding.enter(file, activeName.isSecond));
    } catch (error) {
      events.finished(file, undefined);
      throw error;
    }
    this.#known = undefined;
    return file;
  }

  /** Not where the last write has rotated it already. */
  *#rotateDue(): Steps<void> {
    const { environment, policy } = this.#parts;
    if (environment.now() >= policy.dueAt) yield* this.#rotate();
  }

  /** Opens the file of our name, and looks at the lock once more: a directory that was removed meanwhile took our lock with it. */
  *#openOwned(): Steps<LogFile> {
    const { environment, activeName, mode, isOffLoop, bestEffort } = this.#parts;
    for (;;) {
      const { path, uid } = yield* activeName.take();
      const file = yield* LogFile.open({
        fs: environment.fs,
        path,
        mode,
        now: environment.now(),
        uid,
        positioned: isOffLoop,
        known: this.#known,
        bestEffort,
      });
      yield* activeName.refresh();
      if (activeName.fileName !== undefined) return file;
      this.#file = file;
      this.#abandon();
    }
  }

  *#rotate(): Steps<void> {
    const file = this.#file;
    if (file === undefined || file.size === 0) return;
    if ((yield* file.nameState()) !== 'kept') return this.#abandon();
    const { environment, rotatedNames, events } = this.#parts;
    yield* this.#end(file);
    try {
      const path = yield* rotatedNames.giveRotatedName(file.path, environment.now());
      this.#file = undefined;
      this.#isForeign = false;
      events.finished(file, path);
    } catch (error) {
      this.#nextRotation = environment.monotonic() + ROTATION_RETRY;
      events.rotationFailed(error as Error, file);
    }
  }

  /** At the exit: ends what the steps under way have begun. */
  *#endInterrupted(): Steps<void> {
    yield* attempt(this.#side.finish());
    yield* this.#parts.activeName.endRotation();
  }

  /** Closes the active file for good. A second name is not used again: its file gets a rotated one. */
  *#retire(): Steps<void> {
    yield* this.#side.finish();
    const file = this.#file;
    if (file === undefined) return;
    const { activeName, encoding } = this.#parts;
    this.#isUnended = encoding.hasOpenEnd;
    if (activeName.isSecond) yield* this.#rotate();
    if (file.size === 0) yield* this.#removeEmpty(file);
    else if (this.#file !== undefined) yield* this.#end(file);
    this.#isUnended = this.#file !== undefined && encoding.hasOpenEnd;
    this.#abandon();
  }

  #end(file: LogFile): Steps<void> {
    return endFile(file, this.#parts.encoding, this.#parts.events);
  }

  *#removeEmpty(file: LogFile): Steps<void> {
    if ((yield* file.nameState()) === 'kept') yield* attempt(call('unlink', file.path));
  }

  #abandon(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    this.#known = file.known;
    this.#parts.events.finished(file, undefined);
  }

  /** Whether a failed write is worth a second try at once: where this file is gone, on another one. */
  #mayRetry(error: unknown, file: LogFile): boolean {
    if (file !== this.#file) return false;
    const isGone = isErrno(error, DELETED, 'EBADF', 'ESTALE');
    if (isGone) this.#abandon();
    else this.#nextNameCheck = Number.NEGATIVE_INFINITY;
    return isGone;
  }
}
