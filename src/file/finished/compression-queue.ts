// Which finished file is compressed when: oldest first, the bytes of one at a time, those that are due by `compressAfter`.
import { Timer } from '../../lifecycle/timeout.ts';
import type { CompressAfterRule } from '../../spec/compress-after.ts';

/** What a {@link CompressionQueue} is made of. */
export interface CompressionQueueParts {
  readonly compressAfter: CompressAfterRule;
  /** The monotonic clock, in milliseconds. */
  monotonic(): number;
  /** Does the work on a file; never rejects. What is to be tried again is left in the queue, the rest {@link CompressionQueue.forget | forgotten}. */
  compress(path: string, turn: Turn): Promise<void>;
  /** Called when all that was due has been compressed or has failed. */
  rested(): void;
}

/** A file's place among the files that are under way. */
export interface Turn {
  /** Resolves when the bytes of the files before it are compressed: its own may be now. */
  readonly came: Promise<void>;
  /** Has the next file be got ready. */
  nearsEnd(): void;
  /** Has the bytes of the next file be compressed. */
  ended(): void;
}

/** One or two files are got ready, one is compressed, and the archive of one gets its name. */
const MOST_UNDER_WAY = 4;

/**
 * The files that wait, and those that are under way. What comes before and after the compression of a file is some forty calls of the
 * file system, and each waits for a turn of the event loop: in a program that logs 1,000 records a turn, files came faster than
 * they were compressed. So the next file is locked and opened, and the one before gets its name, meanwhile.
 */
export class CompressionQueue {
  readonly #parts: CompressionQueueParts;
  /** When each file may be compressed, by the monotonic clock. Those that are under way are among them. */
  readonly #waiting = new Map<string, number>();
  /** Those that were due when all were last put in order, the oldest last. */
  #ready: string[] = [];
  readonly #underWay = new Map<string, Promise<void>>();
  /** What failed, or was put off, since the last {@link start}. */
  readonly #tried = new Set<string>();
  #timer: Timer | undefined;
  /** Resolves when the bytes of the last file under way are compressed. */
  #last: Promise<void> = Promise.resolve();
  #mayBegin = true;

  constructor(parts: CompressionQueueParts) {
    this.#parts = parts;
  }

  /**
   * Takes a finished file in.
   * @param age for how many milliseconds it has been finished; where a clock is wrong it may be anything
   */
  add(path: string, age: number): void {
    const after = this.#parts.compressAfter;
    const longest = after.kind === 'age' ? after.milliseconds : 0;
    const delay = Math.min(Math.max(longest - age, 0), longest);
    this.#waiting.set(path, this.#parts.monotonic() + delay);
  }

  /** A file that was compressed, or will not be. */
  forget(path: string): void {
    this.#waiting.delete(path);
  }

  /** Whether a file is under way. */
  isUnderWay(path: string): boolean {
    return this.#underWay.has(path);
  }

  /** Begins with what `compressAfter` lets be compressed, what has failed before as well; the rest follows once it is due. */
  start(): void {
    this.#tried.clear();
    this.#beginNext();
  }

  /** Resolves when what is under way, or may begin now, has ended. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values());
  }

  /** What is not due yet is left to the next start. */
  close(): void {
    this.#timer?.clear();
  }

  #beginNext(): void {
    if (!this.#mayBegin || this.#underWay.size === MOST_UNDER_WAY) return;
    const next = this.#nextReady() ?? this.#nextAfterSorting();
    if (next !== undefined) this.#begin(next);
  }

  #nextAfterSorting(): string | undefined {
    this.#ready = this.#due().reverse();
    return this.#nextReady();
  }

  #nextReady(): string | undefined {
    for (;;) {
      const path = this.#ready.pop();
      if (path === undefined) return undefined;
      if (this.#waiting.has(path) && !this.#underWay.has(path) && !this.#tried.has(path)) return path;
    }
  }

  #begin(path: string): void {
    this.#mayBegin = false;
    const [before, compressed] = [this.#last, Promise.withResolvers<void>()];
    this.#last = compressed.promise;
    let isNearEnd = false;
    const nearsEnd = (): void => {
      if (isNearEnd) return;
      isNearEnd = true;
      this.#mayBegin = true;
      this.#beginNext();
    };
    const ended = (): void => compressed.resolve(before);
    const work = this.#parts.compress(path, { came: before, nearsEnd, ended }).then(() => {
      this.#underWay.delete(path);
      this.#tried.add(path);
      ended();
      nearsEnd();
      this.#beginNext();
      if (this.#underWay.size === 0) this.#parts.rested();
    });
    this.#underWay.set(path, work);
  }

  #due(): string[] {
    // Nearly sorted already.
    const oldestFirst = [...this.#waiting.keys()].sort();
    const after = this.#parts.compressAfter;
    if (after.kind === 'count') return oldestFirst.slice(0, Math.max(0, oldestFirst.length - after.count));
    const now = this.#parts.monotonic();
    const due: string[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const path of oldestFirst) {
      const dueAt = this.#waiting.get(path) ?? now;
      if (dueAt <= now) due.push(path);
      else next = Math.min(next, dueAt);
    }
    this.#armTimer(next - now);
    return due;
  }

  #armTimer(delay: number): void {
    this.#timer?.clear();
    if (delay === Number.POSITIVE_INFINITY) return;
    this.#timer = new Timer(delay, () => this.start(), { keepsAlive: false });
  }
}
