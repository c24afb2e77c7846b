// Bits in and out of bytes, most significant first, as bzip2 packs them.
import { nameClass } from '../../foreign/shape.ts';

/** Gathers bits into bytes. */
export class BitWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  /** @param capacity how many bytes to make room for at first. */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Appends the lowest `bits` of `value`: at most 24, and the value must have no others. */
  write(value: number, bits: number): void {
    this.#pending = (this.#pending << bits) | value;
    this.#pendingBits += bits;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      this.#append(this.#pending >>> this.#pendingBits);
    }
  }

  /** Appends 32 bits. */
  writeWord(value: number): void {
    this.write(value >>> 16, 16);
    this.write(value & 0xffff, 16);
  }

  /** Fills the last byte with zeros and returns all bytes: a view that the next {@link write} may change. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.#pendingBits > 0) {
      this.write(0, 8 - this.#pendingBits);
    }
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets all bytes and keeps their memory. */
  clear(): void {
    this.#length = 0;
    this.#pending = 0;
    this.#pendingBits = 0;
  }

  #append(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#length + 64);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = byte;
  }
}

/** Thrown by {@link BitReader} when it is asked for more bits than there are. */
export class OutOfBits extends Error {
  static {
    nameClass(OutOfBits, 'OutOfBits');
  }
}

/** Reads bits out of bytes that arrive in pieces. */
export class BitReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #position = 0;
  #pending = 0;
  #pendingBits = 0;

  /** How many bytes are left that no bit was taken from. */
  get remaining(): number {
    return this.#bytes.length - this.#position + (this.#pendingBits >> 3);
  }

  /** Appends bytes to read. Not to be called once {@link peek} has looked past the end. */
  append(bytes: Uint8Array): void {
    const rest = this.#bytes.subarray(this.#position);
    const joined = new Uint8Array(rest.length + bytes.length);
    joined.set(rest);
    joined.set(bytes, rest.length);
    this.#bytes = joined;
    this.#position = 0;
  }

  /**
   * Reads 1 to 24 bits.
   * @throws OutOfBits if there are fewer.
   */
  read(bits: number): number {
    const value = this.peek(bits);
    this.skip(bits);
    return value;
  }

  /** Reads 32 bits, as a signed integer. */
  readWord(): number {
    return (this.read(16) << 16) | this.read(16);
  }

  /** The next 1 to 24 bits, still to be read; zeros stand for bits past the end. */
  peek(bits: number): number {
    while (this.#pendingBits < bits) {
      // Past the end, undefined shifts in as zeros; skip() notices.
      this.#pending = (this.#pending << 8) | (this.#bytes[this.#position++] as number);
      this.#pendingBits += 8;
    }
    return (this.#pending >>> (this.#pendingBits - bits)) & ((1 << bits) - 1);
  }

  /** Leaves out bits that {@link peek} has shown. */
  skip(bits: number): void {
    this.#pendingBits -= bits;
    if (this.#position - (this.#pendingBits >> 3) > this.#bytes.length) {
      throw new OutOfBits();
    }
  }

  /** Leaves out the rest of a byte that was begun. */
  align(): void {
    this.#pendingBits -= this.#pendingBits & 7;
  }
}
