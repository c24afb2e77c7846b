// Memory for blocks on their way to a service: lent to one after the other, as memory outside of the heap is given back late.

/** A few pieces of memory, which all uploads of a target share. */
export class BlockMemory {
  readonly #free: Buffer[] = [];
  readonly #waiting: (() => void)[] = [];
  #left: number;

  /** @param pieces how many are lent at once */
  constructor(pieces: number) {
    this.#left = pieces;
  }

  /**
   * Lends memory for as long as some work takes; waits until there is some.
   * @param length in bytes
   */
  async lend<T>(length: number, work: (memory: Buffer) => Promise<T>): Promise<T> {
    while (this.#left === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#left--;
    const free = this.#free.pop();
    const memory = free !== undefined && free.length >= length ? free : Buffer.allocUnsafeSlow(length);
    try {
      return await work(memory);
    } finally {
      this.#free.push(memory);
      this.#left++;
      this.#waiting.shift()?.();
    }
  }

  /** Gives the memory up that nobody has. */
  clear(): void {
    this.#free.length = 0;
  }
}
