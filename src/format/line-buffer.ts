// UTF-8 that grows at its end: where encoders gather the records of the pending lines.

// A few records never need a buffer: their text is still there when they are taken.
const NONE = Buffer.alloc(0);
// A buffer that a large record has made larger than this is not kept for the next lines.
const MOST_KEPT_BYTES = 256 * 1024;
// How many characters are gathered before they become bytes: some records, for a call of the engine costs as much as copying one.
const MOST_TEXT = 16 * 1024;

/**
 * Texts as bytes, one after the other. Strings that lived as long as the lines they are in, and all the strings that they were put
 * together from, would be copied by the garbage collector meanwhile.
 */
export class LineBuffer {
  #bytes: Buffer;
  // The bytes that are filled, and the text after them with its number of bytes.
  #filled = 0;
  #text = '';
  #textBytes = 0;

  /** @param bytes where to write. Default: a buffer of its own */
  constructor(bytes: Buffer = NONE) {
    this.#bytes = bytes;
  }

  /** The number of bytes. */
  get length(): number {
    return this.#filled + this.#textBytes;
  }

  /** All bytes. They are good until something is added or cleared. */
  get bytes(): Uint8Array {
    this.#fill();
    return this.#filled === this.#bytes.length ? this.#bytes : this.#bytes.subarray(0, this.#filled);
  }

  /** @param bytes of the text in UTF-8 */
  add(text: string, bytes: number): void {
    this.#text += text;
    this.#textBytes += bytes;
    if (this.#text.length >= MOST_TEXT) this.#fill();
  }

  /** Adds what another buffer holds. */
  append(other: LineBuffer): void {
    if (other.#filled > 0) {
      this.#fill();
      this.#makeRoom(other.#filled);
      other.#bytes.copy(this.#bytes, this.#filled, 0, other.#filled);
      this.#filled += other.#filled;
    }
    this.add(other.#text, other.#textBytes);
  }

  clear(): void {
    if (this.#bytes.length > MOST_KEPT_BYTES) this.#bytes = NONE;
    this.#filled = 0;
    this.#text = '';
    this.#textBytes = 0;
  }

  #fill(): void {
    if (this.#textBytes === 0) return;
    this.#makeRoom(this.#textBytes);
    this.#bytes.write(this.#text, this.#filled, this.#textBytes === this.#text.length ? 'latin1' : 'utf8');
    this.#filled += this.#textBytes;
    this.#text = '';
    this.#textBytes = 0;
  }

  #makeRoom(bytes: number): void {
    this.#bytes = withRoom(this.#bytes, this.#filled, bytes);
  }
}

/** A buffer with what another is filled with, and room for more bytes behind it: the same one where it has that room. */
export function withRoom(bytes: Buffer, filled: number, more: number): Buffer {
  const needed = filled + more;
  if (needed <= bytes.length) return bytes;
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * bytes.length));
  bytes.copy(larger, 0, 0, filled);
  return larger;
}
