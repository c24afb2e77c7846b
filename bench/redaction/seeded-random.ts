// A small seeded generator, so that a corpus is the same on every machine for the same seed.

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGIT = '0123456789';

export const ALPHABET: Readonly<
  Record<
    | 'lower'
    | 'upper'
    | 'digit'
    | 'hex'
    | 'HEX'
    | 'base32'
    | 'lower32'
    | 'lowerDigit'
    | 'upperDigit'
    | 'base58'
    | 'base62'
    | 'base64'
    | 'base64url',
    string
  >
> = {
  lower: LOWER,
  upper: UPPER,
  digit: DIGIT,
  hex: `${DIGIT}abcdef`,
  HEX: `${DIGIT}ABCDEF`,
  base32: `${UPPER}234567`,
  lower32: `${LOWER}234567`,
  lowerDigit: LOWER + DIGIT,
  upperDigit: UPPER + DIGIT,
  base58: '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
  base62: UPPER + LOWER + DIGIT,
  base64: `${UPPER}${LOWER}${DIGIT}+/`,
  base64url: `${UPPER}${LOWER}${DIGIT}-_`,
};

/** mulberry32: 32 bits of state, even enough for choosing samples; never for real secrets. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  chars(alphabet: string, length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += alphabet[Math.floor(this.next() * alphabet.length)];
    return text;
  }

  digits(length: number): string {
    return this.chars(DIGIT, length);
  }

  hex(length: number): string {
    return this.chars(ALPHABET.hex, length);
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.int(0, 255)));
  }

  guid(): string {
    const h = this.hex(32);
    const variant = this.pick(['8', '9', 'a', 'b']);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
  }
}
