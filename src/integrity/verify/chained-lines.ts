// Bytes of a chained log -> its lines with their marks, each checked against its digest, in bounded memory.
import type { ChainDigests, DigestsInProgress } from '../chain-digest.ts';
import { type ChainMark, LONGEST_MARK, readMark } from '../chain-mark.ts';

/** A line of a chained log. */
export interface ChainedLine {
  /** The mark at its end, where there is one. */
  readonly mark: ChainMark | undefined;
  /** The number of the key, from 0, by which the line's bytes give the digest of its mark; nothing where none does. */
  readonly key: number | undefined;
  /** Whether a line feed ends it. */
  readonly isWhole: boolean;
}

/** Called with each line; answers `false` to have no more. */
export type OnChainedLine = (line: ChainedLine) => boolean;

/**
 * Reads lines until the stream ends or `onLine` has enough. A line is not kept in memory beyond the chunks of the stream.
 * @returns whether the stream was read to its end
 */
export async function readChainedLines(
  chunks: AsyncIterable<Uint8Array>,
  digests: ChainDigests,
  onLine: OnChainedLine,
): Promise<boolean> {
  let open: OpenLine | undefined;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      const part = bytes.subarray(start, end);
      const line: ChainedLine = open === undefined ? judge(part, digests) : open.end(part, true);
      open = undefined;
      start = end + 1;
      if (!onLine(line)) return false;
    }
    if (start < bytes.length) {
      open ??= new OpenLine(digests);
      open.add(bytes.subarray(start));
    }
  }
  if (open !== undefined) onLine(open.end(Buffer.alloc(0), false));
  return true;
}

/** A line that lies in one chunk. */
function judge(line: Buffer, digests: ChainDigests): ChainedLine {
  const found = readMark(line);
  if (found === undefined) return { mark: undefined, key: undefined, isWhole: true };
  const key = digests.keyOf(line.subarray(0, line.length - found.uncovered), found.mark.digest);
  return { mark: found.mark, key, isWhole: true };
}

/** A line that lies in several chunks: all but the end of it, where the mark is, goes into the digest as it comes. */
class OpenLine {
  readonly #digests: DigestsInProgress;
  #tail: Buffer = Buffer.alloc(0);

  constructor(digests: ChainDigests) {
    this.#digests = digests.begin();
  }

  add(part: Buffer): void {
    // concat copies: the stream may use its chunk again.
    const known = Buffer.concat([this.#tail, part]);
    const tailStart = Math.max(0, known.length - LONGEST_MARK);
    this.#digests.update(known.subarray(0, tailStart));
    this.#tail = known.subarray(tailStart);
  }

  end(part: Buffer, isWhole: boolean): ChainedLine {
    this.add(part);
    const found = readMark(this.#tail);
    if (found === undefined) return { mark: undefined, key: undefined, isWhole };
    this.#digests.update(this.#tail.subarray(0, this.#tail.length - found.uncovered));
    return { mark: found.mark, key: this.#digests.keyOf(found.mark.digest), isWhole };
  }
}

const LINE_FEED = 0x0a;
