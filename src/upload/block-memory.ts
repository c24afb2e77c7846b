// Memory for bytes of files on their way: lent to one after the other, as memory outside of the heap that is dropped is given back late.

/** A few pieces of memory of one size, which all who read files share. */
export class BlockMemory {
  readonly #size: number;
  readonly #free: Buffer[] = [];
  readonly #waiting: (() => void)[] = [];
  #left: number;

  /**
   * @param pieces how many are lent at once
   * @param size of a piece, in bytes
   */
  constructor(pieces: number, size: number) {
    this.#left = pieces;
    this.#size = size;
  }

  /**
   * Lends a piece for as long as some work takes; waits until there is one. The work must not borrow a second one: all may have one, and wait for
   * another.
   * @param length that is needed where that is more than a piece has
   */
  async lend<T>(work: (memory: Buffer) => Promise<T>, length: number = this.#size): Promise<T> {
    while (this.#left === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#left--;
    const free = this.#free.pop();
    const needed = Math.max(length, this.#size);
    const memory = free !== undefined && free.length >= needed ? free : Buffer.allocUnsafeSlow(needed);
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

/** Bytes of a file that are read at once for its digest, its copy, or a connection. */
const FILE_BLOCK = 256 * 1024;
/** As many files may be sent at once (`concurrency`): each has one piece. */
const MOST_FILES = 64;

/** What all uploads of the process read files into: 16 MiB, where 64 files are under way. */
export const fileBlocks: BlockMemory = new BlockMemory(MOST_FILES, FILE_BLOCK);
