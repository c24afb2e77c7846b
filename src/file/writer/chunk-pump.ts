// Moves chunks from the hold queue to the writer, blocking or on the thread pool, and keeps them while the disk refuses them.

import { Timer } from '../../lifecycle/timeout.ts';
import type { FileSettings } from '../options/file-options.ts';
import type { DiskWatch } from '../system/disk-watch.ts';
import type { FileEnvironment } from '../system/file-environment.ts';
import { type Chunk, type Chunks, discard } from './chunk.ts';
import { HoldQueue } from './hold-queue.ts';
import type { RotatingWriter } from './rotating-writer.ts';

/** A time during which nothing could be written. */
export interface FaultEpisode {
  readonly error: Error;
  /** When it began, by the monotonic clock. */
  readonly since: number;
  /** How often the write was tried. */
  readonly attempts: number;
}

/** What one write has brought into files. */
export interface Written extends Pick<Chunk, 'bytes' | 'records'> {
  /** When it was begun, by the monotonic clock. */
  readonly began: number;
}

/** Called by the pump with what it did. */
export interface PumpEvents {
  /** These records and bytes are in files now. */
  written(what: Written): void;
  /** A write on the thread pool has ended: what has gathered meanwhile may be pushed now. */
  writtenOffLoop(): void;
  /** A write that failed is about to be tried again: what has gathered meanwhile may be pushed now. */
  retrying(): void;
  /** Writing failed; it is tried again by itself. Called once an episode. */
  faulted(error: Error): void;
  /** Writing works again. */
  resumed(episode: FaultEpisode): void;
}

/** How far {@link ChunkPump.drainNow} goes. */
export interface DrainOptions {
  /** Whether enough is written. Default: all is to be. */
  isEnough?(): boolean;
  /** How many milliseconds the disk may be silent before no further call is made. Default: however long. */
  readonly patience?: number;
  /** Whether the process ends: it does not come back to a blocking write that this one is inside of. */
  readonly isLast?: boolean;
}

/** The parts of a {@link ChunkPump}. */
export interface PumpParts {
  readonly environment: FileEnvironment;
  readonly writer: RotatingWriter;
  readonly disk: Pick<DiskWatch, 'silentFor' | 'takeLongestSilence'>;
  /** `enqueue`: {@link ChunkPump.drain} writes on the thread pool; `fsync`: with `'flush'` what was written is synced. */
  readonly settings: Pick<FileSettings, 'enqueue' | 'fsync'>;
  readonly events: PumpEvents;
}

const FIRST_RETRY = 100;
const LONGEST_RETRY = 30_000;
// What waits is written in one call, as far as the file takes it. Encoding as much as this takes a few milliseconds.
const MOST_AT_ONCE = 4 * 1024 * 1024;
const FIRST_AT_ONCE = 256 * 1024;
// By what the bytes of one write are divided after a failure, for a disk may have room for some of them; and on a slow disk, which
// would else seem not to answer while it takes one large write after the other. Every other write multiplies them by as much.
const STEP = 4;
// From how many milliseconds for one answer on a disk is slow.
const SLOW = 500;

/** Writes the hold queue, in order. */
export class ChunkPump {
  readonly #parts: PumpParts;
  readonly #queue = new HoldQueue();
  #episode: FaultEpisode | undefined;
  #retry: Timer | undefined;
  // How many bytes are written at once.
  #width = FIRST_AT_ONCE;
  // Whether chunks are written on the thread pool, one write after the other, and how many of them are on their way.
  #isRunning = false;
  #underWay = 0;
  // What the thread pool was given: it may read it as long as a call is not answered, also after another write took its place.
  readonly #handedOver = new WeakSet<Chunk>();
  // When the last write was begun, by the monotonic clock.
  #began = 0;
  #failures = 0;
  // The number of the present run on the thread pool: a run that a blocking write has overtaken finds another one here, and ends.
  #run = 0;
  // Whether a blocking write is under way: it may call the application's code, which may log and so come back here.
  #isBlocking = false;

  constructor(parts: PumpParts) {
    this.#parts = parts;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#queue.bytes;
  }

  /** See {@link HoldQueue.highWater}. */
  get highWater(): number {
    return this.#queue.highWater;
  }

  /** See {@link HoldQueue.oldestSince}. */
  get oldestSince(): number | undefined {
    return this.#queue.oldestSince;
  }

  /** How many writes failed, those that were tried again included. */
  get failures(): number {
    return this.#failures;
  }

  /** Since when nothing can be written, by the monotonic clock. */
  get faultingSince(): number | undefined {
    return this.#episode?.since;
  }

  /** Whether the last write failed and none has worked since. */
  get isFaulted(): boolean {
    return this.#episode !== undefined;
  }

  /** Whether a write failed, and is tried again after a pause. */
  get isPausing(): boolean {
    return this.#retry !== undefined;
  }

  /** Why the last write failed, where none has worked since. */
  get lastError(): Error | undefined {
    return this.#episode?.error;
  }

  /** See {@link DiskWatch.silentFor}. */
  get silentFor(): number {
    return this.#parts.disk.silentFor;
  }

  /** Whether a write is under way on the thread pool. */
  get isWriting(): boolean {
    return this.#isRunning;
  }

  /** Takes a chunk in, after the others. */
  push(chunk: Chunk): void {
    this.#queue.push(chunk);
  }

  /** Gives up the oldest chunk that is not being written right now; tells what was in it. */
  dropOldest(): Pick<Chunk, 'records' | 'notice'> | undefined {
    const chunk = this.#queue.takeAfter(this.#underWay);
    if (chunk !== undefined && !this.#handedOver.has(chunk)) discard(chunk);
    return chunk;
  }

  /** Writes the hold queue, on the thread pool with `enqueue`, else blocking; does nothing while a retry is waited for. */
  drain(): void {
    if (this.#retry !== undefined || this.#isBlocking) return;
    if (!this.#parts.settings.enqueue) this.drainNow();
    else if (!this.#isRunning && !this.#queue.isEmpty) void this.#drainOffLoop();
  }

  /**
   * Writes the hold queue, blocking, whether or not a retry is waited for. Does nothing inside of another blocking write, which will
   * write what was pushed meanwhile.
   */
  drainNow(options: DrainOptions = {}): void {
    const { writer, settings } = this.#parts;
    const { isLast = false, patience = Number.POSITIVE_INFINITY } = options;
    if (this.silentFor >= patience || (this.#isBlocking && !isLast)) return;
    this.#isBlocking = true;
    try {
      this.#overtake();
      this.#writeNow(options);
      if (settings.fsync === 'flush') writer.syncNow();
    } catch (error) {
      this.#fail(error as Error);
      return;
    } finally {
      this.#isBlocking = false;
    }
    // The caller had enough: what is left is written on the thread pool.
    if (settings.enqueue && !isLast) this.drain();
  }

  /** Stops trying again. */
  close(): void {
    this.#retry?.clear();
    this.#retry = undefined;
  }

  #writeNow({ isEnough = NEVER, patience = Number.POSITIVE_INFINITY }: DrainOptions): void {
    // Once there is a side file it takes everything: else there would be ever more of them, of a chunk each.
    while ((this.#parts.writer.hasSideFile || !isEnough()) && this.silentFor < patience) {
      const chunks = this.#queue.oldest(this.#width);
      if (chunks === undefined) return;
      this.#underWay = chunks.length;
      this.#began = this.#parts.environment.monotonic();
      try {
        const count = this.#parts.writer.writeNow(chunks);
        this.#underWay = 0;
        this.#advance(count);
      } catch (error) {
        this.#underWay = 0;
        if (!this.#narrow(chunks)) throw error;
      }
    }
  }

  async #drainOffLoop(): Promise<void> {
    const { writer, settings, events } = this.#parts;
    const run = ++this.#run;
    this.#isRunning = true;
    let isContinued = false;
    for (let chunks = this.#queue.oldest(this.#width); chunks; chunks = this.#queue.oldest(this.#width)) {
      this.#underWay = chunks.length;
      this.#began = this.#parts.environment.monotonic();
      for (const chunk of chunks) this.#handedOver.add(chunk);
      try {
        const count = await writer.write(chunks, isContinued);
        if (run !== this.#run) return;
        this.#underWay = 0;
        this.#advance(count);
        isContinued = true;
        events.writtenOffLoop();
        // The one just called may have written all the rest, blocking.
        if (run !== this.#run) return;
      } catch (error) {
        if (run !== this.#run) return;
        this.#underWay = 0;
        isContinued = false;
        if (this.#narrow(chunks)) continue;
        this.#isRunning = false;
        this.#fail(error as Error);
        return;
      }
    }
    this.#isRunning = false;
    if (settings.fsync === 'flush') await writer.sync().catch((error) => events.faulted(error));
  }

  /** Ends the run of the thread pool, whose chunks are written here and now. */
  #overtake(): void {
    if (!this.#isRunning) return;
    this.#run++;
    this.#isRunning = false;
    this.#underWay = 0;
    this.#advance(this.#parts.writer.takeOverNow());
  }

  /** Makes the next write smaller after a failure; answers whether it is worth a try right now. */
  #narrow(chunks: Chunks): boolean {
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
    this.#width = Math.floor(bytes / STEP);
    return chunks.length > 1;
  }

  /** Takes out what was written. */
  #advance(count: number): void {
    if (count === 0) return;
    const sum = { records: 0, bytes: 0, began: this.#began };
    for (let left = count; left > 0; left--) {
      const chunk = this.#queue.shift();
      sum.records += chunk?.records ?? 0;
      sum.bytes += chunk?.bytes ?? 0;
    }
    this.#adjustWidth();
    const episode = this.#episode;
    this.#episode = undefined;
    this.close();
    this.#parts.events.written(sum);
    if (episode !== undefined) this.#parts.events.resumed(episode);
  }

  #adjustWidth(): void {
    const isSlow = this.#parts.disk.takeLongestSilence() >= SLOW;
    this.#width = isSlow ? Math.floor(this.#width / STEP) : Math.min(MOST_AT_ONCE, Math.max(1, this.#width) * STEP);
  }

  #fail(error: Error): void {
    this.#failures++;
    const isFirst = this.#episode === undefined;
    const { since = this.#parts.environment.monotonic(), attempts = 0 } = this.#episode ?? {};
    this.#episode = { error, since, attempts: attempts + 1 };
    this.#retry?.clear();
    const delay = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** attempts);
    const again = () => {
      this.#retry = undefined;
      this.#parts.events.retrying();
      this.drain();
    };
    this.#retry = new Timer(delay, again, { keepsAlive: false });
    if (isFirst) this.#parts.events.faulted(error);
  }
}

const NEVER = () => false;
