// What garbage collection takes of a process: the share of its time, the longest pause.
import { PerformanceObserver } from 'node:perf_hooks';

/** Of the time since {@link GcWatch} began. */
export interface GcFigures {
  /** Of the time, between 0 and 1. */
  readonly gcShare: number;
  /** Milliseconds. */
  readonly gcLongest: number;
}

export class GcWatch {
  readonly #observer: PerformanceObserver;
  readonly #start = performance.now();
  #total = 0;
  #longest = 0;

  constructor() {
    this.#observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        this.#total += duration;
        this.#longest = Math.max(this.#longest, duration);
      }
    });
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** Ends it. Entries come in a turn of their own, so one must have passed. */
  stop(): GcFigures {
    this.#observer.disconnect();
    return { gcShare: this.#total / (performance.now() - this.#start), gcLongest: this.#longest };
  }
}
