// Chunks of whole lines -> the active file, which is owned, checked, rotated and replaced as needed.

import type { FileClaims } from './file-claims.ts';
import type { FileEnvironment } from './file-environment.ts';
import { attempt, call, isErrno, runAsync, runSync, type Steps } from './file-system.ts';
import { DeletedFileError, type KnownFile, LogFile } from './log-file.ts';
import type { RotatedNames } from './rotated-names.ts';
import type { RotationPolicy } from './rotation-policy.ts';

/** Whole lines, written or not written as one. */
export interface Chunk {
  readonly text: string;
  /** UTF-8 bytes of the text. */
  readonly bytes: number;
  readonly records: number;
}

/** Turns the text of a chunk into the bytes that stand in a file. */
export interface ChunkEncoding {
  /** Bytes that a chunk takes, at most, besides its own: a file id, a header. */
  readonly overhead: number;
  /** @param file the file that the chunk is to be the first of; nothing where it already has content */
  encode(chunk: Chunk, file: { readonly id: string } | undefined): Uint8Array;
}

/** What the writer tells of what it did. */
export interface WriterEvents {
  /** A file will get no more lines. It is still open; `path` is its rotated name, nothing where it was taken away from us. */
  finished(file: LogFile, path: string | undefined): void;
  /** The active file could not be given its rotated name, and goes on being written. */
  rotationFailed(error: Error): void;
  /** A new active file was opened; the steps are run before anything is written to it. */
  opened(file: LogFile): Steps<void>;
}

/** What a {@link RotatingWriter} is made of. */
export interface RotatingWriterParts {
  readonly environment: FileEnvironment;
  readonly policy: RotationPolicy;
  readonly claims: FileClaims;
  readonly rotatedNames: RotatedNames;
  readonly encoding: ChunkEncoding;
  readonly events: WriterEvents;
  /** Permissions of new files. */
  readonly mode: number;
  /** Whether {@link RotatingWriter.write} is used: files are then written at positions. */
  readonly positioned: boolean;
}

// How often the name of the active file is compared with the open one while it is written, in milliseconds.
const FATE_INTERVAL = 1000;
// How long a rotation that failed is not tried again, in milliseconds.
const ROTATION_RETRY = 1000;

/** Writes chunks to the active file of one exporter and rotates it. */
export class RotatingWriter {
  readonly #parts: RotatingWriterParts;
  #file: LogFile | undefined;
  #known: KnownFile | undefined;
  #nextFateCheck = 0;
  #nextRotation = 0;
  #isStepping = false;
  #spill: LogFile | undefined;
  #last: Promise<void> = Promise.resolve();
  // Counts the blocking writes, before which a write that was put off is given up.
  #generation = 0;
  #isUnsynced = false;

  constructor(parts: RotatingWriterParts) {
    this.#parts = parts;
  }

  /** The active file, where one is open. */
  get file(): LogFile | undefined {
    return this.#file;
  }

  /**
   * Writes a chunk, blocking; on an error nothing of it is in any file. A chunk that {@link write} has not begun to write yet
   * is given up there.
   *
   * While {@link write} is between two files, whose state is then unknown, the chunk goes to a file of its own that bears a
   * rotated name from the start.
   */
  writeNow(chunk: Chunk): void {
    this.#generation++;
    if (this.#isStepping || this.#file?.isRollingBack === true) return this.#spillNow(chunk);
    const { fs } = this.#parts.environment;
    for (let isRetry = false; ; isRetry = true) {
      const file = this.#readyFile(chunk) ?? runSync(fs, this.#prepare(chunk));
      try {
        file.appendNow(this.#encode(chunk, file));
        this.#isUnsynced = true;
        return;
      } catch (error) {
        if (!this.#mayRetry(error, file) || isRetry) throw error;
      }
    }
  }

  /**
   * Writes a chunk on the thread pool; fails as {@link writeNow} does. Resolves without having written it where the chunk was
   * written by a blocking call meanwhile.
   */
  write(chunk: Chunk): Promise<void> {
    const generation = this.#generation;
    return this.#serially(async () => {
      for (let isRetry = false; ; isRetry = true) {
        if (generation !== this.#generation) return;
        const file = this.#readyFile(chunk) ?? (await this.#step(this.#prepare(chunk)));
        if (generation !== this.#generation) return;
        try {
          // A copy: the scratch buffer is used again before the thread pool has come to this one.
          await file.append(Buffer.from(this.#encode(chunk, file)));
          this.#isUnsynced = true;
          return;
        } catch (error) {
          if (!this.#mayRetry(error, file) || isRetry) throw error;
        }
      }
    });
  }

  /** Writes the chunk that {@link write} has handed to the thread pool, blocking; answers whether there was one. */
  takeOverNow(): boolean {
    if (this.#isStepping || this.#file === undefined || this.#file.isRollingBack) return false;
    const isTakenOver = this.#file.takeOverNow();
    if (isTakenOver) this.#generation++;
    return isTakenOver;
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
      if (!this.#isUnsynced || this.#file === undefined) return;
      await runAsync(this.#parts.environment.fs, this.#file.sync());
      this.#isUnsynced = false;
    });
  }

  /** Rotates the active file where it has content, blocking. */
  rotateNow(): void {
    runSync(this.#parts.environment.fs, this.#rotate());
  }

  /** Rotates the active file where it has content, on the thread pool, after the write that is under way. */
  rotate(): Promise<void> {
    return this.#serially(() => this.#step(this.#rotate()));
  }

  /** Has the next chunk open the active file by its name again. */
  reopen(): void {
    this.#abandon();
  }

  /** Shows other processes that this one lives, and owns its file. */
  refreshClaim(): Promise<void> {
    return this.#serially(() => this.#step(this.#parts.claims.refresh()));
  }

  /** Gives the active file up, closing it and, where its name is a second one, rotating it. Blocking. */
  closeNow(): void {
    const { environment, claims } = this.#parts;
    if (!this.#isStepping) runSync(environment.fs, attempt(this.#retire()));
    claims.releaseNow();
  }

  /** As {@link closeNow}, on the thread pool, after the write that is under way. */
  close(): Promise<void> {
    return this.#serially(async () => {
      await this.#step(this.#retire());
      await this.#step(this.#parts.claims.release());
    });
  }

  /** One after the other: each piece of work on the thread pool finds the files as the one before left them. */
  #serially<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async #step<T>(steps: Steps<T>): Promise<T> {
    this.#isStepping = true;
    try {
      return await runAsync(this.#parts.environment.fs, steps);
    } finally {
      this.#isStepping = false;
    }
  }

  /** The open file where nothing has to be done before the chunk is written to it: the case of nearly every chunk. */
  #readyFile(chunk: Chunk): LogFile | undefined {
    const file = this.#file;
    if (file === undefined || this.#spill !== undefined) return undefined;
    const now = this.#parts.environment.now();
    if (now >= this.#nextFateCheck || now < this.#nextFateCheck - FATE_INTERVAL) return undefined;
    return this.#isDue(file, chunk.bytes, now) ? undefined : file;
  }

  *#prepare(chunk: Chunk): Steps<LogFile> {
    this.#finishSpill();
    const now = this.#parts.environment.now();
    if (this.#file !== undefined && (yield* this.#file.fate()) !== 'kept') this.#abandon();
    this.#nextFateCheck = now + FATE_INTERVAL;
    if (this.#file !== undefined && this.#isDue(this.#file, chunk.bytes, now)) yield* this.#rotate();
    this.#file ??= yield* this.#open();
    // A file that an earlier process left may be due, or too full, as it is opened.
    if (this.#isDue(this.#file, chunk.bytes, now)) {
      yield* this.#rotate();
      this.#file ??= yield* this.#open();
    }
    return this.#file;
  }

  #isDue(file: LogFile, bytes: number, now: number): boolean {
    if (file.size === 0 || now < this.#nextRotation) return false;
    return this.#parts.policy.isDue(now, file.size, bytes + this.#parts.encoding.overhead, file.path);
  }

  *#open(): Steps<LogFile> {
    const { environment, claims, mode, positioned, policy, events } = this.#parts;
    const { path, uid } = yield* claims.claim();
    const file = yield* LogFile.open({
      fs: environment.fs,
      path,
      mode,
      now: environment.now(),
      uid,
      positioned,
      known: this.#known,
    });
    this.#known = undefined;
    policy.open(file.start);
    yield* events.opened(file);
    return file;
  }

  *#rotate(): Steps<void> {
    const file = this.#file;
    if (file === undefined || file.size === 0) return;
    if ((yield* file.fate()) !== 'kept') return this.#abandon();
    const { environment, rotatedNames, events } = this.#parts;
    try {
      const path = yield* rotatedNames.moveAside(file.path, environment.now());
      this.#file = undefined;
      events.finished(file, path);
    } catch (error) {
      this.#nextRotation = environment.now() + ROTATION_RETRY;
      events.rotationFailed(error as Error);
    }
  }

  /** Closes the active file for good. A second name is not used again: its file gets a rotated one. */
  *#retire(): Steps<void> {
    this.#finishSpill();
    const file = this.#file;
    if (file === undefined) return;
    if (this.#parts.claims.isSecond) yield* this.#rotate();
    if (file.size === 0) yield* this.#removeEmpty(file);
    this.#abandon();
  }

  *#removeEmpty(file: LogFile): Steps<void> {
    if ((yield* file.fate()) === 'kept') yield* attempt(call('unlink', file.path));
  }

  #abandon(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    this.#known = file.known;
    this.#parts.events.finished(file, undefined);
  }

  /** Whether a failed write is worth a second try at once: on another file, where this one is gone. */
  #mayRetry(error: unknown, file: LogFile): boolean {
    if (file !== this.#file) return false;
    const isGone = error instanceof DeletedFileError || isErrno(error, 'EBADF', 'ESTALE');
    if (isGone) this.#abandon();
    else this.#nextFateCheck = 0;
    return isGone;
  }

  #encode(chunk: Chunk, file: LogFile): Uint8Array {
    return this.#parts.encoding.encode(chunk, file.size === 0 ? file : undefined);
  }

  #spillNow(chunk: Chunk): void {
    const { environment, rotatedNames, mode, policy, encoding } = this.#parts;
    const { fs } = environment;
    const isFull = this.#spill !== undefined && this.#spill.size + chunk.bytes + encoding.overhead > policy.sizeLimit;
    if (isFull) this.#finishSpill();
    while (this.#spill === undefined) {
      const path = rotatedNames.next(environment.now());
      if (runSync(fs, rotatedNames.isArchived(path))) continue;
      try {
        const options = { fs, path, mode, now: environment.now(), uid: undefined, positioned: false, exclusive: true };
        this.#spill = runSync(fs, LogFile.open(options));
      } catch (error) {
        if (!isErrno(error, 'EEXIST')) throw error;
      }
    }
    this.#spill.appendNow(this.#encode(chunk, this.#spill));
  }

  #finishSpill(): void {
    const spill = this.#spill;
    if (spill === undefined) return;
    this.#spill = undefined;
    this.#parts.events.finished(spill, spill.path);
  }
}
