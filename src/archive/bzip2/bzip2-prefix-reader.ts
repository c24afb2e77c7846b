// Reads the symbols of one prefix code of a bzip2 block.
import type { BitReader } from './bzip2-bits.ts';

/** The longest code that the format allows. */
const MAX_LENGTH = 20;
/** Codes up to this length are looked up; longer ones, which are rare, are searched for. */
const SHORT_LENGTH = 10;
/** In the table, the symbol has the lowest 9 bits and its length the ones above. */
const SYMBOL_BITS = 9;

/** Reads symbols written in a canonical prefix code. */
export class PrefixReader {
  readonly #short: Uint16Array = new Uint16Array(1 << SHORT_LENGTH);
  /** Of each length: the first number past its codes, filled up to 20 bits. */
  readonly #bounds: Int32Array = new Int32Array(MAX_LENGTH + 1);
  /** Of each length: the place of its first symbol in the list, less its first code. */
  readonly #offsets: Int32Array = new Int32Array(MAX_LENGTH + 1);
  /** The symbols in the order of their codes. */
  readonly #symbols: Uint16Array;

  /**
   * @param lengths of the symbols' codes, 1 to 20 bits.
   * @throws Error if there is no such code.
   */
  constructor(lengths: Uint8Array) {
    this.#symbols = Uint16Array.from(lengths.keys()).sort(
      (a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b,
    );
    let code = 0;
    let place = 0;
    for (let length = 1; length <= MAX_LENGTH; length++) {
      code <<= 1;
      this.#offsets[length] = place - code;
      for (; place < lengths.length && lengths[this.#symbols[place] as number] === length; place++) {
        if (code >> length !== 0) {
          throw new Error('bz2: damaged: more codes than there can be');
        }
        this.#enter(this.#symbols[place] as number, code, length);
        code++;
      }
      this.#bounds[length] = code << (MAX_LENGTH - length);
    }
  }

  /**
   * Reads a symbol.
   * @throws Error if no code of the symbols is next.
   */
  read(bits: BitReader): number {
    const next = bits.peek(MAX_LENGTH);
    const entry = this.#short[next >> (MAX_LENGTH - SHORT_LENGTH)] as number;
    if (entry !== 0) {
      bits.skip(entry >> SYMBOL_BITS);
      return entry & ((1 << SYMBOL_BITS) - 1);
    }
    for (let length = SHORT_LENGTH + 1; length <= MAX_LENGTH; length++) {
      if (next < (this.#bounds[length] as number)) {
        bits.skip(length);
        return this.#symbols[(next >> (MAX_LENGTH - length)) + (this.#offsets[length] as number)] as number;
      }
    }
    throw new Error('bz2: damaged: a code without a symbol');
  }

  #enter(symbol: number, code: number, length: number): void {
    if (length <= SHORT_LENGTH) {
      const from = code << (SHORT_LENGTH - length);
      this.#short.fill((length << SYMBOL_BITS) | symbol, from, from + (1 << (SHORT_LENGTH - length)));
    }
  }
}
