// Chunks of whole lines -> the active file, or the side file where that is between two steps; one piece of work after the other.

import { attempt, runAsync, runSync, type Steps } from '../system/file-system.ts';
import { ActiveFile, type ActiveFileParts } from './active-file.ts';
import { type Chunk, type Chunks, type EncodedChunk, encodeFor, joined } from './chunk.ts';
import type { LogFile } from './log-file.ts';
import { SideFile } from './side-file.ts';

/** What a {@link RotatingWriter} is made of. With `isOffLoop` false every call blocks, but `sync` and `close`. */
export type RotatingWriterParts = ActiveFileParts;

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
  readonly #active: ActiveFile;
  readonly #side: SideFile;
  // Whether the files are between two steps: on the thread pool, or in a blocking call, which may call the application's code.
  #isStepping = false;
  #isBlocking = false;
  #underWay: UnderWay | undefined;
  // The file that was written last, where nothing else was done since.
  #justWritten: LogFile | undefined;
  #last: Promise<void> = Promise.resolve();
  // Counts the blocking writes: one that comes before a write on the thread pool has begun takes that one's place.
  #blockingWrites = 0;
  #isUnsynced = false;

  constructor(parts: RotatingWriterParts) {
    this.#parts = parts;
    this.#active = new ActiveFile(parts);
    this.#side = new SideFile(parts);
  }

  /** The active file, where one is open. */
  get file(): LogFile | undefined {
    return this.#active.file;
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
    if (this.#isBetweenSteps || this.#active.file?.isRollingBack === true) return this.#side.writeNow(chunks[0]);
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
          if (!this.#active.mayRetry(error, file) || isRetry) throw error;
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
      if (!this.#active.mayRetry(error, file) || isRetry) throw error;
      return this.#writeInTurn(chunks, isOvertaken, false, true);
    }
  }

  async #append(chunks: Chunks, file: LogFile, isContinued: boolean): Promise<number> {
    const underWay = this.#encode(chunks, file);
    this.#justWritten = undefined;
    this.#underWay = underWay;
    try {
      await file.append(underWay.encoded.bytes, isContinued);
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
    const [file, underWay] = [this.#active.file, this.#underWay];
    if (this.#isBetweenSteps || file === undefined || underWay === undefined || file.isRollingBack) return 0;
    try {
      if (!file.takeOverNow()) return 0;
    } catch (error) {
      if (this.#active.mayRetry(error, file)) return 0;
      throw error;
    }
    this.#blockingWrites++;
    underWay.encoded.written();
    return underWay.count;
  }

  /** Has what was written to the active file reach the disk, blocking. */
  syncNow(): void {
    const { file } = this.#active;
    if (!this.#isUnsynced || file === undefined) return;
    runSync(this.#parts.environment.fs, file.sync());
    this.#isUnsynced = false;
  }

  /** As {@link syncNow}, on the thread pool. */
  sync(): Promise<void> {
    return this.#serially(async () => {
      this.#justWritten = undefined;
      const { file } = this.#active;
      if (!this.#isUnsynced || file === undefined) return;
      this.#isUnsynced = false;
      try {
        await runAsync(this.#parts.environment.fs, file.sync());
      } catch (error) {
        this.#isUnsynced = true;
        throw error;
      }
    });
  }

  /** Rotates the active file where it has content. */
  rotate(): Promise<void> {
    return this.#inTurn(() => this.#active.rotate());
  }

  /** Rotates the active file where its time has come. */
  rotateDue(): Promise<void> {
    return this.#inTurn(() => this.#active.rotateDue());
  }

  /** Has the next chunk open the active file by its name again. */
  reopen(): Promise<void> {
    return this.#inTurn(() => this.#active.reopen());
  }

  /** Shows other processes that this one lives, and owns its file. */
  refreshLock(): Promise<void> {
    return this.#inTurn(() => this.#active.refreshLock());
  }

  /** Gives the active file up, closing it and, where its name is a second one, rotating it. Blocking. */
  closeNow(): void {
    const { fs } = this.#parts.environment;
    runSync(fs, attempt(this.#isBetweenSteps ? this.#retireInterrupted() : this.#retire()));
    this.#active.releaseNow();
  }

  /**
   * As {@link closeNow} in the middle of the process, once all is written: only the lock of the active file is given up. Where the files
   * are between two steps nothing is done.
   */
  handOver(): void {
    if (this.#isBetweenSteps || this.#active.file?.isRollingBack === true) return;
    const { fs } = this.#parts.environment;
    this.#block(() => {
      runSync(fs, attempt(this.#retire()));
      runSync(fs, attempt(this.#active.releaseName()));
    });
  }

  /** As {@link closeNow}, on the thread pool. */
  close(): Promise<void> {
    return this.#serially(async () => {
      await this.#step(this.#retire());
      await this.#step(this.#active.releaseName());
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

  /** The active file where nothing has to be done before the chunk is written to it. */
  #readyFile(chunk: Chunk): LogFile | undefined {
    return this.#side.isOpen ? undefined : this.#active.ready(chunk);
  }

  *#prepare(chunk: Chunk): Steps<LogFile> {
    yield* this.#side.finish();
    return yield* this.#active.prepare(chunk);
  }

  #encode(chunks: Chunks, file: LogFile): UnderWay {
    const count = this.#active.fitting(chunks, file);
    return { encoded: encodeFor(file, joined(chunks, count), this.#parts.encoding), count };
  }

  *#retire(): Steps<void> {
    yield* this.#side.finish();
    yield* this.#active.retire();
  }

  *#retireInterrupted(): Steps<void> {
    yield* attempt(this.#side.finish());
    yield* this.#active.retireInterrupted();
  }
}
