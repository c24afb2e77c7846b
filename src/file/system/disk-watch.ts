// For how long the disk has owed an answer, counting only time in which one would have been heard.

import { every } from '../../lifecycle/timeout.ts';
import type { FileEnvironment } from './file-environment.ts';
import { callNames, type FileSystem } from './file-system.ts';

// How often is looked whether an answer has come, in milliseconds.
const LOOK = 100;
// How much of the time between two looks is counted, at most: while the loop is busy, or the process stopped, no answer is heard.
const LONGEST_TURN = 500;

/** Watches the calls of a file system. */
export class DiskWatch {
  /** The file system whose calls are watched. */
  readonly fs: FileSystem;
  readonly #monotonic: () => number;
  // The calls on the thread pool that have not come back; `since` is how much time was counted before each.
  readonly #owed = new Set<{ readonly since: number; longestBlocking: number }>();
  #listened = 0;
  #longestSilence = 0;
  #lastLook = 0;
  #endLooking: (() => void) | undefined;

  constructor({ fs, monotonic }: Pick<FileEnvironment, 'fs' | 'monotonic'>) {
    this.#monotonic = monotonic;
    this.fs = this.#watched(fs);
  }

  /**
   * For how many milliseconds the oldest call on the thread pool has not come back, though the event loop turned. Or how long the
   * longest blocking call took since then, which asks the same disk, if that is more. 0 where no answer is owed.
   */
  get silentFor(): number {
    for (const { since, longestBlocking } of this.#owed) return Math.max(this.#listened - since, longestBlocking);
    return 0;
  }

  /** The longest time that a call on the thread pool took, of those that have come back since this was last asked. */
  takeLongestSilence(): number {
    const silence = this.#longestSilence;
    this.#longestSilence = 0;
    return silence;
  }

  #watched(fs: FileSystem): FileSystem {
    const watched: Record<string, unknown> = {};
    for (const name of callNames) {
      const onPool = fs[name] as (...args: unknown[]) => void;
      const blocking = fs[`${name}Sync`] as (...args: unknown[]) => unknown;
      watched[`${name}Sync`] = (...args: unknown[]) => this.#timed(() => blocking.apply(fs, args));
      // Nobody waits for a file to be closed.
      watched[name] =
        name === 'close' ? onPool.bind(fs) : (...args: unknown[]) => onPool.apply(fs, this.#withAnswerNoted(args));
    }
    return watched as unknown as FileSystem;
  }

  #withAnswerNoted(args: unknown[]): unknown[] {
    const callback = args.pop() as (...results: unknown[]) => void;
    const call = { since: this.#listened, longestBlocking: 0 };
    if (this.#endLooking === undefined) this.#beginLooking();
    this.#owed.add(call);
    const answered = (...results: unknown[]) => {
      this.#owed.delete(call);
      this.#longestSilence = Math.max(this.#longestSilence, this.#listened - call.since);
      callback(...results);
    };
    return [...args, answered];
  }

  #timed<T>(call: () => T): T {
    if (this.#owed.size === 0) return call();
    const began = this.#monotonic();
    try {
      return call();
    } finally {
      const took = this.#monotonic() - began;
      for (const owed of this.#owed) owed.longestBlocking = Math.max(owed.longestBlocking, took);
    }
  }

  #beginLooking(): void {
    this.#lastLook = this.#monotonic();
    let wasOwed = true;
    // In the turn that calls timers, answers are heard only after them.
    const lookAfterAnswers = () => void setImmediate(() => this.#look()).unref();
    const end = every(LOOK, () => {
      if (this.#owed.size > 0 || wasOwed) {
        wasOwed = this.#owed.size > 0;
        lookAfterAnswers();
      } else this.#endLooking?.();
    });
    this.#endLooking = () => {
      end();
      this.#endLooking = undefined;
    };
  }

  #look(): void {
    const now = this.#monotonic();
    this.#listened += Math.min(LONGEST_TURN, now - this.#lastLook);
    this.#lastLook = now;
  }
}
