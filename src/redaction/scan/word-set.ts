// A set of short words that is asked often and mostly in vain: length and first letter answer before a string is made.
import type { Scan } from './scan.ts';

/** Words of ASCII, found in any case. */
export class WordSet {
  readonly #words: ReadonlySet<string>;
  /** Which lengths, as a bit set, the words have that start with a byte. */
  readonly #lengths = new Uint32Array(256);

  /** `list` has the words in lower case, parted by blanks; none is longer than 31 characters. */
  constructor(list: string) {
    const words = list.split(' ');
    this.#words = new Set(words);
    for (const word of words) {
      const first = word.charCodeAt(0);
      for (const byte of [first, word.charAt(0).toUpperCase().charCodeAt(0)]) {
        this.#lengths[byte] = (this.#lengths[byte] as number) | (1 << word.length);
      }
    }
  }

  has(text: string): boolean {
    return this.#mayHave(text.charCodeAt(0), text.length) && this.#words.has(text.toLowerCase());
  }

  /** Whether the scanned text from `start` to before `end` is one of the words. */
  hasAt(scan: Scan, start: number, end: number): boolean {
    return this.#mayHave(scan.at(start), end - start) && this.#words.has(scan.text.slice(start, end).toLowerCase());
  }

  #mayHave(first: number, length: number): boolean {
    return length < 32 && first < 256 && (((this.#lengths[first] as number) >>> length) & 1) === 1;
  }
}
