// Which names can be those of secrets, by their last letters: asked at every separator, it is done with nearly all of them.
import { BEYOND_ASCII, LAST_BYTE, LOWER_CASE, NINE, ZERO } from '../../scan/ascii.ts';
import { CLASS, LOWER, UPPER } from '../../scan/byte-classes.ts';
import { PAIRS, putIndex } from '../../scan/pair-lists.ts';
import type { Scan } from '../../scan/scan.ts';
import { type Strength, viewByte, WORDS } from './credential-words.ts';

/** Every letter may stand before. */
const ANY = -1;
const LETTER = UPPER | LOWER;

/** The ends of credential words, and of some others. */
export class NameEndings {
  /** By the last two bytes of a name, which letters may stand before them: an index into {@link #letters}, 0 where no word ends so. */
  readonly #kinds = new Uint8Array(PAIRS);
  /** A bit for each letter. */
  readonly #letters: Int32Array;

  /**
   * @param others further words, in lower case
   * @param strengths of the credential words. Default: all
   */
  constructor(others: readonly string[], strengths?: readonly Strength[]) {
    const own = strengths === undefined ? WORDS : WORDS.filter(({ strength }) => strengths.includes(strength));
    const lettersBefore = new Map<number, number>();
    for (const word of [...own.map((entry) => entry.word), ...others]) allow(lettersBefore, word.replaceAll('~', ''));
    const kinds = [...new Set([0, ANY, ...lettersBefore.values()])];
    this.#letters = Int32Array.from(kinds);
    for (const [pair, letters] of lettersBefore) this.#put(pair, kinds.indexOf(letters));
    // A number may follow the word.
    for (let first = 0; first < PAIRS; first += 256)
      this.#kinds.fill(kinds.indexOf(ANY), first | ZERO, (first | NINE) + 1);
  }

  /** The two bytes in any case. */
  #put(pair: number, kind: number): void {
    const [a, b] = [pair >> 8, pair & LAST_BYTE];
    for (const first of [a, upperByte(a)])
      for (const second of [b, upperByte(b)]) putIndex(this.#kinds, (first << 8) | second, kind, 'the ends of names');
  }

  /** Whether a name that ends right before an index may be one of the words. */
  mayBeBefore({ bytes }: Scan, end: number): boolean {
    const kind = this.#kinds[((bytes[end - 2] as number) << 8) | (bytes[end - 1] as number)] as number;
    if (kind === 0) return false;
    const before = end > 2 ? (bytes[end - 3] as number) : 0;
    // Anything else may join two words, or not be seen.
    return ((CLASS[before] as number) & LETTER) === 0 || (((this.#letters[kind] as number) >> (before & 31)) & 1) !== 0;
  }
}

/** Notes the letter before the last two of a word; any, where it has no more. */
function allow(lettersBefore: Map<number, number>, word: string): void {
  const code = (fromEnd: number): number => viewByte(word.charCodeAt(word.length - fromEnd));
  const pair = (code(2) << 8) | code(1);
  const letters = word.length > 2 ? 1 << (code(3) & 31) : ANY;
  lettersBefore.set(pair, (lettersBefore.get(pair) ?? 0) | letters);
}

function upperByte(byte: number): number {
  if (byte < BEYOND_ASCII) return ((CLASS[byte] as number) & LOWER) === 0 ? byte : byte ^ LOWER_CASE;
  return String.fromCharCode(byte).toUpperCase().charCodeAt(0) & LAST_BYTE;
}
