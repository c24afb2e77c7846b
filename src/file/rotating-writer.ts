// Chunks of whole lines -> the active file, which is owned, checked, rotated and replaced as needed.

import { dirname } from 'node:path';
import { isErrno } from '../foreign/shape.ts';
import type { BestEffort } from './best-effort.ts';
import { makeDirectory } from './directory.ts';
import type { FileClaims } from './file-claims.ts';
import type { FileEnvironment } from './file-environment.ts';
import { attempt, call, runAsync, runSync, type Steps } from './file-system.ts';
import { DELETED, type KnownFile, LogFile } from './log-file.ts';
import type { RotatedNames } from './rotated-names.ts';
import type { RotationPolicy } from './rotation-policy.ts';

/** Whole lines, written or not written as one. */
export interface Chunk {
  readonly text: string;
  /** UTF-8 bytes of the text. */
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  /** Whether the rotation callback logged it while it was asked. It is not asked again about that: it would have no end. */
  readonly isOfCallback?: boolean;
}

/** The bytes of a chunk, as they are to stand in a file. */
export interface EncodedChunk {
  readonly bytes: Uint8Array;
  /** To be called once they are in the file. */
  written(): void;
}

/** Turns the text of chunks into the bytes that stand in files. */
export interface ChunkEncoding {
  /** Bytes that a file takes, at most, besides its lines: a file id, a header, a closing line. */
  readonly overhead: number;
  /** Bytes by which each line gets longer. */
  readonly bytesPerLine: number;
  /** The bytes by which a chunk makes a file grow, at most, that already has content; what ends the file is counted with it. */
  growthBy(chunk: Chunk): number;
  /** @param file the file that the chunk is to be the first of; nothing where it already has content */
  encode(chunk: Chunk, file: { readonly id: string } | undefined): EncodedChunk;
  /** Looks at a file that was opened. Answers whether chunks may be added to it; where not, it is finished as it is. */
  enter(file: LogFile): Steps<boolean>;
  /** Whether what ends the file is still missing in it. */
  readonly hasOpenEnd: boolean;
  /** What ends the file, where something does. */
  end(): EncodedChunk | undefined;
  /** An encoding for a file beside the active one. */
  fork(): ChunkEncoding;
}

/** What the writer tells of what it did. */
export interface WriterEvents {
  /** A file will get no more lines. It is still open; `path` is its rotated name, nothing where it was taken away from us. */
  finished(file: LogFile, path: string | undefined): void;
  /** The active file could not be given its rotated name, and goes on being written. */
  rotationFailed(error: Error): void;
  /** What should end a file could not be written to it. */
  endFailed(error: Error, file: LogFile): void;
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
  readonly bestEffort: BestEffort;
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
  // By the monotonic clock.
  #nextFateCheck = Number.NEGATIVE_INFINITY;
  #nextRotation = Number.NEGATIVE_INFINITY;
  #isStepping = false;
  #spill: LogFile | undefined;
  #spillEncoding: ChunkEncoding | undefined;
  #isForeign = false;
  // The chunk that is on its way on the thread pool.
  #underWay: EncodedChunk | undefined;
  #last: Promise<void> = Promise.resolve();
  // Counts the blocking writes, before which a write that was put off is given up.
  #generation = 0;
  #isUnsynced = false;
  // Whether the active file was given up without what should end it.
  #isUnended = false;

  constructor(parts: RotatingWriterParts) {
    this.#parts = parts;
  }

  /** The active file, where one is open. */
  get file(): LogFile | undefined {
    return this.#file;
  }

  /** Whether there were chunks that went to files of their own, beside the active one. */
  get hasSpilled(): boolean {
    return this.#spillEncoding !== undefined;
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
        const encoded = encode(this.#parts.encoding, chunk, file);
        file.appendNow(encoded.bytes);
        encoded.written();
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
          const encoded = encode(this.#parts.encoding, chunk, file);
          this.#underWay = encoded;
          // A copy: the scratch buffer is used again before the thread pool has come to this one.
          await file.append(Buffer.from(encoded.bytes));
          encoded.written();
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
    if (!isTakenOver) return false;
    this.#generation++;
    this.#underWay?.written();
    return true;
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

  /** Rotates the active file where its time has come, blocking. */
  rotateDueNow(): void {
    runSync(this.#parts.environment.fs, this.#rotateDue());
  }

  /** Rotates the active file where its time has come, on the thread pool, after the write that is under way. */
  rotateDue(): Promise<void> {
    return this.#serially(() => this.#step(this.#rotateDue()));
  }

  /** Has the next chunk open the active file by its name again. */
  reopen(): void {
    const file = this.#file;
    if (file !== undefined && !this.#isStepping) runSync(this.#parts.environment.fs, this.#end(file));
    this.#abandon();
  }

  /** Shows other processes that this one lives, and owns its file. */
  refreshClaim(): Promise<void> {
    return this.#serially(() => this.#step(this.#refreshClaim()));
  }

  /** Gives the active file up, closing it and, where its name is a second one, rotating it. Blocking. */
  closeNow(): void {
    const { environment, claims, encoding } = this.#parts;
    if (this.#isStepping) this.#isUnended = encoding.hasOpenEnd;
    runSync(environment.fs, attempt(this.#isStepping ? this.#finishSpill() : this.#retire()));
    claims.releaseNow(this.#isUnended);
  }

  /** As {@link closeNow}, on the thread pool, after the write that is under way. */
  close(): Promise<void> {
    return this.#serially(async () => {
      await this.#step(this.#retire());
      await this.#step(this.#parts.claims.release(this.#isUnended));
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
    const { environment } = this.#parts;
    if (environment.monotonic() >= this.#nextFateCheck) return undefined;
    return this.#isDue(file, chunk, environment.now()) ? undefined : file;
  }

  *#prepare(chunk: Chunk): Steps<LogFile> {
    yield* this.#finishSpill();
    const { environment } = this.#parts;
    const now = environment.now();
    if (this.#file !== undefined) yield* this.#followFate(this.#file);
    this.#nextFateCheck = environment.monotonic() + FATE_INTERVAL;
    if (this.#file !== undefined && this.#isDue(this.#file, chunk, now)) yield* this.#rotate();
    this.#file ??= yield* this.#open();
    // A file that an earlier process left may be due, or too full, or not to be gone on with, as it is opened.
    if (this.#isForeign || this.#isDue(this.#file, chunk, now)) {
      yield* this.#rotate();
      this.#file ??= yield* this.#open();
    }
    return this.#file;
  }

  /** Gives the active file up where another process has taken it over while this one was stopped. */
  *#refreshClaim(): Steps<void> {
    const { claims } = this.#parts;
    const { fileName } = claims;
    yield* claims.refresh();
    if (claims.fileName !== fileName) this.#abandon();
  }

  /** Gives the active file up where its name no longer stands for it. */
  *#followFate(file: LogFile): Steps<void> {
    const fate = yield* file.fate();
    if (fate === 'kept') return;
    if (fate === 'moved') yield* this.#end(file);
    this.#abandon();
  }

  #isDue(file: LogFile, chunk: Chunk, now: number): boolean {
    if (file.size === 0 || this.#parts.environment.monotonic() < this.#nextRotation) return false;
    return this.#parts.policy.isDue(
      now,
      file.size,
      this.#parts.encoding.growthBy(chunk),
      file.path,
      chunk.isOfCallback !== true,
    );
  }

  *#open(): Steps<LogFile> {
    const { environment, encoding, policy, events } = this.#parts;
    const file = yield* this.#openOwned();
    this.#known = undefined;
    policy.open(file.start, environment.now());
    yield* events.opened(file);
    this.#isForeign = !(yield* encoding.enter(file));
    return file;
  }

  /** What was written last may have rotated it already. */
  *#rotateDue(): Steps<void> {
    const { environment, policy } = this.#parts;
    if (environment.now() >= policy.dueAt) yield* this.#rotate();
  }

  /** Opens the claimed file, and looks at the claim once more: a directory that was removed meanwhile took our lock with it. */
  *#openOwned(): Steps<LogFile> {
    const { environment, claims, mode, positioned, bestEffort } = this.#parts;
    for (;;) {
      const { path, uid } = yield* claims.claim();
      const file = yield* LogFile.open({
        fs: environment.fs,
        path,
        mode,
        now: environment.now(),
        uid,
        positioned,
        known: this.#known,
        bestEffort,
      });
      yield* claims.refresh();
      if (claims.fileName !== undefined) return file;
      this.#file = file;
      this.#abandon();
    }
  }

  *#rotate(): Steps<void> {
    const file = this.#file;
    if (file === undefined || file.size === 0) return;
    if ((yield* file.fate()) !== 'kept') return this.#abandon();
    const { environment, rotatedNames, events } = this.#parts;
    yield* this.#end(file);
    try {
      const path = yield* rotatedNames.moveAside(file.path, environment.now());
      this.#file = undefined;
      this.#isForeign = false;
      events.finished(file, path);
    } catch (error) {
      this.#nextRotation = environment.monotonic() + ROTATION_RETRY;
      events.rotationFailed(error as Error);
    }
  }

  /** Closes the active file for good. A second name is not used again: its file gets a rotated one. */
  *#retire(): Steps<void> {
    yield* this.#finishSpill();
    const file = this.#file;
    if (file === undefined) return;
    const { claims, encoding } = this.#parts;
    this.#isUnended = encoding.hasOpenEnd;
    if (claims.isSecond) yield* this.#rotate();
    if (file.size === 0) yield* this.#removeEmpty(file);
    else if (this.#file !== undefined) yield* this.#end(file);
    this.#isUnended = this.#file !== undefined && encoding.hasOpenEnd;
    this.#abandon();
  }

  /** Writes what ends a file. Where that fails the file is merely not known to be whole, so its error stops nothing. */
  *#end(file: LogFile, encoding = this.#parts.encoding): Steps<void> {
    const last = file.size === 0 ? undefined : encoding.end();
    if (last === undefined) return;
    const result = yield* attempt(file.appendInSteps(Buffer.from(last.bytes)));
    if ('error' in result) this.#parts.events.endFailed(result.error, file);
    else last.written();
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
    const isGone = isErrno(error, DELETED, 'EBADF', 'ESTALE');
    if (isGone) this.#abandon();
    else this.#nextFateCheck = Number.NEGATIVE_INFINITY;
    return isGone;
  }

  #spillNow(chunk: Chunk): void {
    const { environment, policy, encoding } = this.#parts;
    this.#spillEncoding ??= encoding.fork();
    const own = this.#spillEncoding;
    const isFull = this.#spill !== undefined && this.#spill.size + own.growthBy(chunk) > policy.sizeLimit;
    if (isFull) runSync(environment.fs, this.#finishSpill());
    if (this.#spill === undefined) {
      this.#spill = this.#openSpill();
      runSync(environment.fs, own.enter(this.#spill));
    }
    const encoded = encode(own, chunk, this.#spill);
    this.#spill.appendNow(encoded.bytes);
    encoded.written();
  }

  #openSpill(): LogFile {
    const { environment, rotatedNames, mode, bestEffort } = this.#parts;
    const { fs } = environment;
    for (let isDirectoryMade = false; ; ) {
      const path = runSync(fs, rotatedNames.next(environment.now()));
      if (runSync(fs, rotatedNames.isArchived(path))) continue;
      try {
        const target = { fs, path, mode, bestEffort, now: environment.now(), uid: undefined };
        return runSync(fs, LogFile.open({ ...target, positioned: false, exclusive: true }));
      } catch (error) {
        // The very first steps, which make the directory, may be those that are under way.
        if (isErrno(error, 'ENOENT') && !isDirectoryMade) {
          runSync(fs, makeDirectory(dirname(path)));
          isDirectoryMade = true;
        } else if (!isErrno(error, 'EEXIST')) throw error;
      }
    }
  }

  *#finishSpill(): Steps<void> {
    const spill = this.#spill;
    if (spill === undefined) return;
    this.#spill = undefined;
    if (spill.size === 0) {
      // The disk refused its first chunk: an empty file is not kept, nor an archive of it made.
      yield* attempt(call('unlink', spill.path));
      return this.#parts.events.finished(spill, undefined);
    }
    yield* this.#end(spill, this.#spillEncoding);
    this.#parts.events.finished(spill, spill.path);
  }
}

function encode(encoding: ChunkEncoding, chunk: Chunk, file: LogFile): EncodedChunk {
  return encoding.encode(chunk, file.size === 0 ? file : undefined);
}
