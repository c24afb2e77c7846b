// A set of short words that is asked often and mostly in vain: length and first letter answer before a string is made.
import { LOWER_A, LOWER_CASE, LOWER_Z } from './ascii.ts';
import type { Scan } from './scan.ts';

/** Lengths are bits of a number. */
const LONGEST_WORD = 31;
const LAST_OF_LATIN_1 = 255;

function capitalOf(word: string): number {
  return word.charAt(0).toUpperCase().charCodeAt(0);
}

/** Words that begin with a letter of Latin-1, found in any case. */
export class WordSet {
  readonly #words: ReadonlySet<string>;
  /** Which lengths, as a bit set, the words have that start with a byte. */
  readonly #lengths = new Uint32Array(256);

  /** `list` has the words in lower case, parted by blanks; throws for one that the bit sets have no place for. */
  constructor(list: string) {
    const words = list.split(' ');
    this.#words = new Set(words);
    for (const word of words) {
      const first = word.charCodeAt(0);
      this.#allow(word, first);
      // Most begin with a letter of ASCII, or with what has no capital.
      this.#allow(word, first < LOWER_A ? first : first <= LOWER_Z ? first ^ LOWER_CASE : capitalOf(word));
    }
  }

  #allow(word: string, first: number): void {
    // Of no word at all it is NaN.
    const isLatin1 = first <= LAST_OF_LATIN_1;
    if (word.length > LONGEST_WORD || !isLatin1)
      throw new RangeError(`a word set has no place for ${JSON.stringify(word)}`);
    this.#lengths[first] = (this.#lengths[first] as number) | (1 << word.length);
  }

  has(text: string): boolean {
    return this.#mayHave(text.charCodeAt(0), text.length) && this.#words.has(text.toLowerCase());
  }

  /** Whether the scanned text from `start` to before `end` is one of the words. */
  hasAt(scan: Scan, start: number, end: number): boolean {
    return this.#mayHave(scan.at(start), end - start) && this.#words.has(scan.text.slice(start, end).toLowerCase());
  }

  #mayHave(first: number, length: number): boolean {
    return (
      length <= LONGEST_WORD && first <= LAST_OF_LATIN_1 && (((this.#lengths[first] as number) >>> length) & 1) === 1
    );
  }
}
