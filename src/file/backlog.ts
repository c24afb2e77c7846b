// Chunks that are encoded but not in a file yet, oldest first, and how many bytes they hold.
import type { Chunk } from './rotating-writer.ts';

/** A queue of chunks that knows its size. */
export class Backlog {
  #chunks: Chunk[] = [];
  #first = 0;
  #bytes = 0;

  /** UTF-8 bytes of all chunks. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#first === this.#chunks.length;
  }

  /** The oldest chunk. */
  peek(): Chunk | undefined {
    return this.#chunks[this.#first];
  }

  push(chunk: Chunk): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.bytes;
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

  /** Takes the second chunk out: the oldest may be on its way to the disk. */
  takeSecond(): Chunk | undefined {
    const [chunk] = this.#chunks.splice(this.#first + 1, 1);
    if (chunk !== undefined) this.#bytes -= chunk.bytes;
    return chunk;
  }
}
