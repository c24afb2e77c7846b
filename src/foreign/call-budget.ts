// How often a callback is called, at most: one that logs at each of its calls, and is called for what it logs, must come to an end.

const SPAN = 10_000;

/** Allows a number of calls in ten seconds. */
export class CallBudget {
  readonly #most: number;
  #began = Number.NEGATIVE_INFINITY;
  #calls = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes one call out of the budget; answers whether there was one left. */
  take(): boolean {
    const now = performance.now();
    if (now - this.#began >= SPAN) {
      this.#began = now;
      this.#calls = 0;
    }
    return this.#calls++ < this.#most;
  }
}
