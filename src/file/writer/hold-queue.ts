// Chunks that are encoded but not in a file yet, oldest first, and how many bytes they hold.
import type { Chunk, Chunks } from './chunk.ts';

/** The queue of chunks that wait to be written. */
export class HoldQueue {
  #chunks: Chunk[] = [];
  #first = 0;
  #bytes = 0;
  #highWater = 0;

  /** UTF-8 bytes of all chunks. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The most bytes that all chunks had together so far. */
  get highWater(): number {
    return this.#highWater;
  }

  /** When the first record of the oldest chunk was taken in, by the monotonic clock; nothing where the queue is empty. */
  get oldestSince(): number | undefined {
    return this.#chunks[this.#first]?.since;
  }

  get isEmpty(): boolean {
    return this.#first === this.#chunks.length;
  }

  /** The oldest chunks, up to a number of bytes, but at least one; nothing where the queue is empty. They stay in it. */
  oldest(bytes: number): Chunks | undefined {
    const first = this.#chunks[this.#first];
    if (first === undefined) return undefined;
    const chunks: [Chunk, ...Chunk[]] = [first];
    let sum = first.bytes;
    for (let index = this.#first + 1; index < this.#chunks.length; index++) {
      const next = this.#chunks[index];
      sum += next?.bytes ?? 0;
      if (next === undefined || sum > bytes) break;
      chunks.push(next);
    }
    return chunks;
  }

  push(chunk: Chunk): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.bytes;
    if (this.#bytes > this.#highWater) this.#highWater = this.#bytes;
  }

  /** Takes the oldest chunk out. */
  shift(): Chunk | undefined {
    const chunk = this.#chunks[this.#first];
    if (chunk === undefined) return undefined;
    this.#bytes -= chunk.bytes;
    this.#first++;
    if (this.#first === this.#chunks.length || this.#first > 1000) {
      this.#chunks = this.#chunks.slice(this.#first);
      this.#first = 0;
    }
    return chunk;
  }

  /** Takes out the oldest chunk after the first N, which may be on their way to the disk. */
  takeAfter(count: number): Chunk | undefined {
    if (count === 0) return this.shift();
    const [chunk] = this.#chunks.splice(this.#first + count, 1);
    if (chunk !== undefined) this.#bytes -= chunk.bytes;
    return chunk;
  }
}
