// The active file of one exporter: opened under its own name, looked after while others may delete or rename it, rotated, ended.

import { isErrno } from '../../foreign/shape.ts';
import type { RotatedNames } from '../naming/rotated-names.ts';
import type { RotationPolicy } from '../rotation/rotation-policy.ts';
import type { BestEffort } from '../system/best-effort.ts';
import type { FileEnvironment } from '../system/file-environment.ts';
import { attempt, call, type Steps } from '../system/file-system.ts';
import type { ActiveName } from './active-name.ts';
import { type Chunk, type ChunkEncoding, type Chunks, endFile, NOTHING } from './chunk.ts';
import { DELETED, type KnownFile, LogFile } from './log-file.ts';
import type { WriterEvents } from './writer-events.ts';

/** What {@link ActiveFile} is made of. */
export interface ActiveFileParts {
  readonly environment: FileEnvironment;
  readonly policy: RotationPolicy;
  readonly activeName: ActiveName;
  readonly rotatedNames: RotatedNames;
  readonly encoding: ChunkEncoding;
  readonly events: WriterEvents;
  readonly bestEffort: BestEffort;
  /** Permissions of new files. */
  readonly mode: number;
  /** Whether the file is written on the thread pool: at positions then. */
  readonly isOffLoop: boolean;
}

// How often the name of the active file is compared with the open one while it is written, in milliseconds.
const NAME_CHECK_INTERVAL = 1000;
/** How long a rotation that failed is not tried again, in milliseconds. */
export const ROTATION_RETRY = 1000;

/** The active file, and the next one after each rotation. Its steps are run one after the other: the writer sees to that. */
export class ActiveFile {
  readonly #parts: ActiveFileParts;
  #file: LogFile | undefined;
  #known: KnownFile | undefined;
  // By the monotonic clock.
  #nextNameCheck = Number.NEGATIVE_INFINITY;
  #nextRotation = Number.NEGATIVE_INFINITY;
  // Whether nothing may be added to the file: its last line is not of our chain.
  #isForeign = false;
  // Whether the file was given up without what should end it.
  #isUnended = false;

  constructor(parts: ActiveFileParts) {
    this.#parts = parts;
  }

  /** The open file, where there is one. */
  get file(): LogFile | undefined {
    return this.#file;
  }

  /** The open file where nothing has to be done before the chunk is written to it: the case of nearly every chunk. */
  ready(chunk: Chunk): LogFile | undefined {
    const file = this.#file;
    if (file === undefined || this.#parts.environment.monotonic() >= this.#nextNameCheck) return undefined;
    return this.#isDue(file, file.size, chunk) ? undefined : file;
  }

  /** The file that the chunk is to be written to: opened, checked and rotated as needed. */
  *prepare(chunk: Chunk): Steps<LogFile> {
    if (this.#file !== undefined) yield* this.#followName(this.#file);
    this.#nextNameCheck = this.#parts.environment.monotonic() + NAME_CHECK_INTERVAL;
    if (this.#file !== undefined && this.#isDue(this.#file, this.#file.size, chunk)) yield* this.#rotate(this.#file);
    this.#file ??= yield* this.#open();
    // A file that an earlier process left may be due, or too full, or not to be continued, as it is opened.
    if (this.#isForeign || this.#isDue(this.#file, this.#file.size, chunk)) {
      yield* this.rotate();
      this.#file ??= yield* this.#open();
    }
    return this.#file;
  }

  /** How many of some chunks go into the file before it is due; the first one does. */
  fitting(chunks: Chunks, file: LogFile): number {
    const { encoding } = this.#parts;
    const end = encoding.growthBy(NOTHING);
    let size = file.size === 0 ? encoding.overhead : file.size;
    for (const [index, chunk] of chunks.entries()) {
      if (index > 0 && this.#isDue(file, size, chunk)) return index;
      size += encoding.growthBy(chunk) - end;
    }
    return chunks.length;
  }

  /** Whether a failed write is worth a second try at once: where this file is gone, on another one. */
  mayRetry(error: unknown, file: LogFile): boolean {
    if (file !== this.#file) return false;
    const isGone = isErrno(error, DELETED, 'EBADF', 'ESTALE');
    if (isGone) this.#abandon();
    else this.#nextNameCheck = Number.NEGATIVE_INFINITY;
    return isGone;
  }

  /** Rotates the file where it has content. */
  *rotate(): Steps<void> {
    const file = this.#file;
    if (file === undefined || file.size === 0) return;
    if ((yield* file.nameState()) === 'kept') yield* this.#rotate(file);
    else this.#abandon();
  }

  /** Rotates the file, which was found under its name just now. */
  *#rotate(file: LogFile): Steps<void> {
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

  /** Rotates the file where its time has come; not where the last write has rotated it already. */
  *rotateDue(): Steps<void> {
    const { environment, policy } = this.#parts;
    if (environment.now() >= policy.dueAt) yield* this.rotate();
  }

  /** Has the next chunk open the file by its name again. */
  *reopen(): Steps<void> {
    if (this.#file !== undefined) yield* this.#end(this.#file);
    this.#abandon();
  }

  /** Shows that the owner lives. Gives the file up where another process has taken it over while this one was stopped. */
  *refreshLock(): Steps<void> {
    const { activeName } = this.#parts;
    const { fileName } = activeName;
    yield* activeName.refresh();
    if (activeName.fileName !== fileName) this.#abandon();
  }

  /** Closes the file for good. A second name is not used again: its file gets a rotated one. */
  *retire(): Steps<void> {
    const file = this.#file;
    if (file === undefined) return;
    const { activeName, encoding } = this.#parts;
    this.#isUnended = encoding.hasOpenEnd;
    if (activeName.isSecond) yield* this.rotate();
    if (file.size === 0) yield* this.#removeEmpty(file);
    else if (this.#file !== undefined) yield* this.#end(file);
    this.#isUnended = this.#file !== undefined && encoding.hasOpenEnd;
    this.#abandon();
  }

  /** At the exit, where {@link retire} would come between two steps: only ends a rotation that has begun. */
  *retireInterrupted(): Steps<void> {
    const { activeName, encoding } = this.#parts;
    this.#isUnended = encoding.hasOpenEnd;
    yield* activeName.endRotation();
  }

  /** Gives the name up, after the file was retired. */
  releaseName(): Steps<void> {
    return this.#parts.activeName.release(this.#isUnended);
  }

  /** As {@link releaseName}, at the exit: gives every lock of the exporter up. */
  releaseNow(): void {
    this.#parts.activeName.releaseNow(this.#isUnended);
  }

  /** Whether the file is to be rotated before a chunk is written to it, once it has that size. */
  #isDue({ path }: LogFile, size: number, chunk: Chunk): boolean {
    const { environment, policy, encoding } = this.#parts;
    if (size === 0 || environment.monotonic() < this.#nextRotation) return false;
    return policy.isDue(environment.now(), size, encoding.growthBy(chunk), path, chunk.isOfCallback !== true);
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

  /** Opens the file of our name, and looks at the lock once more: a directory that was removed meanwhile took our lock with it. */
  *#openOwned(): Steps<LogFile> {
    const { environment, activeName, mode, isOffLoop, bestEffort } = this.#parts;
    for (;;) {
      const { path, uid, isThere } = yield* activeName.take();
      const file = yield* LogFile.open({
        fs: environment.fs,
        path,
        mode,
        now: environment.now(),
        uid,
        isThere,
        positioned: isOffLoop,
        known: this.#known,
        bestEffort,
      });
      yield* activeName.check();
      if (activeName.fileName !== undefined) return file;
      this.#file = file;
      this.#abandon();
    }
  }

  /** Gives the file up where its name no longer stands for it. */
  *#followName(file: LogFile): Steps<void> {
    const state = yield* file.nameState();
    if (state === 'kept') return;
    if (state === 'moved') yield* this.#end(file);
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
}
