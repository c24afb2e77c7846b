// Moves chunks from the backlog to the writer, blocking or on the thread pool, and keeps them while the disk refuses them.
import { Backlog } from './backlog.ts';
import type { FileEnvironment } from './file-environment.ts';
import type { FileSettings } from './options.ts';
import type { Chunk, RotatingWriter } from './rotating-writer.ts';
import { Timer } from './timeout.ts';

/** A time during which nothing could be written. */
export interface FaultEpisode {
  readonly error: Error;
  /** When it began, by the monotonic clock. */
  readonly since: number;
  /** How often the write was tried. */
  readonly attempts: number;
}

/** What the pump tells of. */
export interface PumpEvents {
  written(chunk: Chunk): void;
  /** A write on the thread pool has ended: what has gathered meanwhile may be pushed now. */
  writtenOffLoop(): void;
  /** Writing failed; it is tried again by itself. Told once an episode. */
  faulted(error: Error): void;
  /** Writing works again. */
  resumed(episode: FaultEpisode): void;
}

const FIRST_RETRY = 100;
const LONGEST_RETRY = 30_000;

/** Writes the backlog, in order. */
export class ChunkPump {
  readonly #environment: FileEnvironment;
  readonly #writer: RotatingWriter;
  readonly #isOffLoop: boolean;
  readonly #isSynced: boolean;
  readonly #events: PumpEvents;
  readonly #backlog = new Backlog();
  #episode: FaultEpisode | undefined;
  #retry: Timer | undefined;
  #underWaySince: number | undefined;
  // A run of the thread pool that a blocking write has overtaken finds another number here and ends.
  #run = 0;
  // Whether a blocking write is under way: it may call the application's code, which may log and so come back here.
  #isDraining = false;

  /**
   * @param settings `enqueue`: {@link drain} writes on the thread pool; `fsync`: with `'flush'` what was written is synced
   */
  constructor(
    environment: FileEnvironment,
    writer: RotatingWriter,
    { enqueue, fsync }: Pick<FileSettings, 'enqueue' | 'fsync'>,
    events: PumpEvents,
  ) {
    this.#environment = environment;
    this.#writer = writer;
    this.#isOffLoop = enqueue;
    this.#isSynced = fsync === 'flush';
    this.#events = events;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#backlog.bytes;
  }

  /** Whether the last write failed and none has worked since. */
  get isFaulted(): boolean {
    return this.#episode !== undefined;
  }

  /** Why the last write failed, where none has worked since. */
  get lastError(): Error | undefined {
    return this.#episode?.error;
  }

  /** For how many milliseconds the write on the thread pool has not come back; 0 where there is none. */
  get stalledFor(): number {
    return this.#underWaySince === undefined ? 0 : this.#environment.monotonic() - this.#underWaySince;
  }

  /** Whether a write is under way on the thread pool. */
  get isWriting(): boolean {
    return this.#underWaySince !== undefined;
  }

  /** Takes a chunk in, behind the others. */
  push(chunk: Chunk): void {
    this.#backlog.push(chunk);
  }

  /** Gives up the oldest chunk that is not being written right now. */
  dropOldest(): Chunk | undefined {
    const isBeingWritten = this.#underWaySince !== undefined || this.#isDraining;
    return isBeingWritten ? this.#backlog.takeSecond() : this.#backlog.shift();
  }

  /** Has the backlog written, blocking or not as the pump was made; does nothing while a retry is waited for. */
  drain(): void {
    if (this.#retry !== undefined) return;
    if (!this.#isOffLoop) this.drainNow();
    else if (this.#underWaySince === undefined && !this.#backlog.isEmpty) void this.#drainOffLoop();
  }

  /**
   * Writes the whole backlog, blocking, whether or not a retry is waited for. Answers whether all of it was written; not where
   * that is under way further up the stack, which will write what was pushed meanwhile.
   */
  drainNow(): boolean {
    return !this.#isDraining && this.#drainAll();
  }

  /** As {@link drainNow}, also where a write is under way further up the stack, to which the process will not come back. */
  drainAtExit(): void {
    this.#drainAll();
  }

  #drainAll(): boolean {
    this.#isDraining = true;
    try {
      this.#overtake();
      for (let chunk = this.#backlog.peek(); chunk !== undefined; chunk = this.#backlog.peek()) {
        this.#writer.writeNow(chunk);
        this.#advance();
      }
      if (this.#isSynced) this.#writer.syncNow();
      return true;
    } catch (error) {
      this.#fail(error as Error);
      return false;
    } finally {
      this.#isDraining = false;
    }
  }

  /** Stops trying again. */
  close(): void {
    this.#retry?.clear();
    this.#retry = undefined;
  }

  async #drainOffLoop(): Promise<void> {
    const run = ++this.#run;
    for (let chunk = this.#backlog.peek(); chunk !== undefined; chunk = this.#backlog.peek()) {
      this.#underWaySince = this.#environment.monotonic();
      try {
        await this.#writer.write(chunk);
        if (run !== this.#run) return;
        this.#advance();
        this.#events.writtenOffLoop();
        // Who was told may have written all the rest, blocking.
        if (run !== this.#run) return;
      } catch (error) {
        if (run !== this.#run) return;
        this.#underWaySince = undefined;
        this.#fail(error as Error);
        return;
      }
    }
    this.#underWaySince = undefined;
    if (this.#isSynced) await this.#writer.sync().catch((error) => this.#events.faulted(error));
  }

  /** Ends the run of the thread pool, whose chunk is written here and now. */
  #overtake(): void {
    if (this.#underWaySince === undefined) return;
    this.#run++;
    this.#underWaySince = undefined;
    if (this.#writer.takeOverNow()) this.#advance();
  }

  #advance(): void {
    const chunk = this.#backlog.shift();
    const episode = this.#episode;
    this.#episode = undefined;
    this.close();
    if (chunk !== undefined) this.#events.written(chunk);
    if (episode !== undefined) this.#events.resumed(episode);
  }

  #fail(error: Error): void {
    const isFirst = this.#episode === undefined;
    const { since = this.#environment.monotonic(), attempts = 0 } = this.#episode ?? {};
    this.#episode = { error, since, attempts: attempts + 1 };
    this.#retry?.clear();
    const delay = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** attempts);
    const again = () => {
      this.#retry = undefined;
      this.drain();
    };
    this.#retry = new Timer(delay, again, { keepsAlive: false });
    if (isFirst) this.#events.faulted(error);
  }
}
