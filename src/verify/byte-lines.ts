// Bytes -> lines, in bounded memory: of a line that is too long only its length is known.

/** A line of a file, without its end. */
export interface ByteLine {
  /** Nothing of a line that is longer than the limit. */
  readonly bytes: Buffer | undefined;
  readonly length: number;
  /** Whether a line feed ends it. */
  readonly isWhole: boolean;
}

const LINE_FEED = 0x0a;

/**
 * Calls with each line until the stream ends.
 * @param longest bytes of a line that are kept at most
 */
export async function readByteLines(
  chunks: AsyncIterable<Uint8Array>,
  longest: number,
  onLine: (line: ByteLine) => void,
): Promise<void> {
  let parts: Buffer[] = [];
  let length = 0;
  const end = (part: Buffer, isWhole: boolean): void => {
    const total = length + part.length;
    const bytes = total > longest ? undefined : parts.length === 0 ? part : Buffer.concat([...parts, part]);
    parts = [];
    length = 0;
    onLine({ bytes, length: total, isWhole });
  };
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, start)) {
      end(bytes.subarray(start, at), true);
      start = at + 1;
    }
    if (start === bytes.length) continue;
    length += bytes.length - start;
    if (length > longest) parts = [];
    // A copy: the stream may use its chunk again.
    else parts.push(Buffer.from(bytes.subarray(start)));
  }
  if (length > 0) end(Buffer.alloc(0), false);
}
