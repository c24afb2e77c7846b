// How far work has come, in the order in which it was taken in, and who waits for how much of it.

interface Waiter {
  readonly upTo: number;
  readonly reached: () => void;
}

/** Counts what is done with, and calls those who wait for it. */
export class Progress {
  #count = 0;
  #waiting: Waiter[] = [];

  /** How much is done with. */
  get count(): number {
    return this.#count;
  }

  /** Whether anybody waits. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** Counts what is done with; those who wait for it are called by the next {@link notify}. */
  add(count: number): void {
    this.#count += count;
  }

  /** Calls those whose count is reached, in the order in which they came. */
  notify(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (first.upTo > this.#count) return;
      this.#waiting.shift();
      first.reached();
    }
  }

  /**
   * Has a function called when a count is reached. Does not call it at once.
   * @param upTo not less than that of those who wait already
   * @returns a function that takes the function out again
   */
  when(upTo: number, reached: () => void): () => void {
    const waiter = { upTo, reached };
    this.#waiting.push(waiter);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiter);
    };
  }
}
