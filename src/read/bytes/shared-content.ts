// Whether one of two files holds all that the other does, decompressed: which of them need not be read.
import type { FileHandle } from 'node:fs/promises';
import { openGivenFile } from '../../file/system/given-file.ts';
import { ignore } from '../../foreign/call.ts';
import { isErrno } from '../../foreign/shape.ts';
import { archiveChunks, fileKind, plainChunks } from './file-chunks.ts';

/** Which of two files holds all of both; of two that hold the same the first. `neither` where each has something of its own. */
export type Holder = 'first' | 'second' | 'neither';

/**
 * Compares two files up to the first byte in which they differ. An archive that is cut, or being written, holds what can be had of it. A
 * file that is not there any more holds nothing; what cannot be opened is not known to be in the other.
 * @param signal once it is aborted, the answer is `neither`
 */
export async function holderOf(first: string, second: string, signal?: AbortSignal): Promise<Holder> {
  const [a, b] = [new Content(first), new Content(second)];
  try {
    await a.open();
    await b.open();
    for (;;) {
      if (signal?.aborted === true) return 'neither';
      const [hasA, hasB] = [await a.fill(), await b.fill()];
      if (!hasB) return hasA || !a.isBroken || b.isBroken ? 'first' : 'second';
      if (!hasA) return 'second';
      const length = Math.min(a.rest.length, b.rest.length);
      if (a.rest.compare(b.rest, 0, length, 0, length) !== 0) return 'neither';
      a.rest = a.rest.subarray(length);
      b.rest = b.rest.subarray(length);
    }
  } catch {
    return 'neither';
  } finally {
    await a.close();
    await b.close();
  }
}

/** What a file holds, piece by piece. */
class Content {
  /** What of the last piece is still to be compared. */
  rest: Buffer = Buffer.alloc(0);
  /** Whether it ended with an error: there was more in it. */
  isBroken = false;
  readonly #path: string;
  #handle: FileHandle | undefined;
  #pieces: AsyncGenerator<Buffer, void, undefined> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws why it cannot be opened, unless it is not there */
  async open(): Promise<void> {
    try {
      this.#handle = await openGivenFile(this.#path);
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return;
      throw error;
    }
    const [kind, { size }] = [await fileKind(this.#handle), await this.#handle.stat()];
    this.#pieces =
      kind === 'plain'
        ? plainChunks(this.#handle, 0, () => size, { onRead: ignore })
        : archiveChunks(this.#handle, kind, { onRead: ignore });
  }

  /** Answers whether there is something to be compared. */
  async fill(): Promise<boolean> {
    while (this.rest.length === 0) {
      try {
        const next = await this.#pieces?.next();
        if (next === undefined || next.done === true) return false;
        this.rest = next.value;
      } catch {
        this.isBroken = true;
        return false;
      }
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#pieces?.return();
    await this.#handle?.close();
  }
}
