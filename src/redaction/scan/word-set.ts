// A set of short words that is asked often and mostly in vain: length and first letter answer before a string is made.
import { LOWER_A, LOWER_CASE, LOWER_Z } from './ascii.ts';
import type { Scan } from './scan.ts';

/** Lengths are bits of a number. */
const LONGEST_WORD = 31;
const LAST_OF_LATIN_1 = 255;

function capitalOf(word: string): number {
  return word.charAt(0).toUpperCase().charCodeAt(0);
}

/** Words that begin with a letter of Latin-1, found in any case. It is made of its list when it is first asked: most programs ask few. */
export class WordSet {
  readonly #list: string;
  #words: ReadonlySet<string> = NO_WORDS;
  /** Which lengths, as a bit set, the words have that start with a byte. */
  #lengths: Uint32Array | undefined;

  /** `list` has the words in lower case, parted by blanks; a test holds that the bit sets have a place for each. */
  constructor(list: string) {
    this.#list = list;
  }

  has(text: string): boolean {
    return this.#mayHave(text.charCodeAt(0), text.length) && this.#words.has(text.toLowerCase());
  }

  /** Whether the scanned text from `start` to before `end` is one of the words. */
  hasAt(scan: Scan, start: number, end: number): boolean {
    return this.#mayHave(scan.at(start), end - start) && this.#words.has(scan.text.slice(start, end).toLowerCase());
  }

  #mayHave(first: number, length: number): boolean {
    const lengths = this.#lengths ?? this.#read();
    return length <= LONGEST_WORD && first <= LAST_OF_LATIN_1 && (((lengths[first] as number) >>> length) & 1) === 1;
  }

  #read(): Uint32Array {
    const words = this.#list.split(' ');
    const lengths = new Uint32Array(256);
    for (const word of words) {
      const first = word.charCodeAt(0);
      allow(lengths, word, first);
      // Most begin with a letter of ASCII, or with what has no capital.
      allow(lengths, word, first < LOWER_A ? first : first <= LOWER_Z ? first ^ LOWER_CASE : capitalOf(word));
    }
    this.#words = new Set(words);
    this.#lengths = lengths;
    return lengths;
  }
}

/** Throws for a word that the bit sets have no place for. */
function allow(lengths: Uint32Array, word: string, first: number): void {
  // Of no word at all it is NaN.
  const isLatin1 = first <= LAST_OF_LATIN_1;
  if (word.length > LONGEST_WORD || !isLatin1)
    throw new RangeError(`a word set has no place for ${JSON.stringify(word)}`);
  lengths[first] = (lengths[first] as number) | (1 << word.length);
}

const NO_WORDS: ReadonlySet<string> = new Set();
