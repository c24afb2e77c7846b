// Which names can be those of secrets, by their last letters: asked at every separator, it is done with nearly all of them.
import { BEYOND_ASCII, LAST_BYTE, LOWER_CASE, NINE, ZERO } from '../../scan/ascii.ts';
import { CLASS, LOWER, UPPER } from '../../scan/byte-classes.ts';
import { PAIRS, putIndex } from '../../scan/pair-lists.ts';
import type { Scan } from '../../scan/scan.ts';
import { type Strength, viewByte, WORDS } from './credential-words.ts';

/** Every letter may stand before. */
const ANY = -1;
const LETTER = UPPER | LOWER;

/** The ends of credential words, and of some others. Their tables are filled when they are first asked. */
export class NameEndings {
  readonly #others: readonly string[];
  readonly #strengths: readonly Strength[] | undefined;
  /** By the last two bytes of a name, which letters may stand before them: an index into {@link #letters}, 0 where no word ends so. */
  #kinds: Uint8Array | undefined;
  /** A bit for each letter. */
  #letters: Int32Array = NONE;

  /**
   * @param others further words, in lower case
   * @param strengths of the credential words. Default: all
   */
  constructor(others: readonly string[], strengths?: readonly Strength[]) {
    this.#others = others;
    this.#strengths = strengths;
  }

  #fill(): Uint8Array {
    const strengths = this.#strengths;
    const own = strengths === undefined ? WORDS : WORDS.filter(({ strength }) => strengths.includes(strength));
    const lettersBefore = new Map<number, number>();
    for (const { word } of own) allow(lettersBefore, word.replaceAll('~', ''));
    for (const word of this.#others) allow(lettersBefore, word);
    const kinds = [...new Set([0, ANY, ...lettersBefore.values()])];
    const table = new Uint8Array(PAIRS);
    for (const [pair, letters] of lettersBefore) put(table, pair, kinds.indexOf(letters));
    // A number may follow the word.
    for (let first = 0; first < PAIRS; first += 256) table.fill(kinds.indexOf(ANY), first | ZERO, (first | NINE) + 1);
    this.#letters = Int32Array.from(kinds);
    this.#kinds = table;
    return table;
  }

  /** Whether a name that ends right before an index may be one of the words. */
  mayBeBefore({ bytes }: Scan, end: number): boolean {
    const kinds = this.#kinds ?? this.#fill();
    const kind = kinds[((bytes[end - 2] as number) << 8) | (bytes[end - 1] as number)] as number;
    if (kind === 0) return false;
    const before = end > 2 ? (bytes[end - 3] as number) : 0;
    // Anything else may join two words, or not be seen.
    return ((CLASS[before] as number) & LETTER) === 0 || (((this.#letters[kind] as number) >> (before & 31)) & 1) !== 0;
  }
}

const NONE = new Int32Array(0);

/** The two bytes in any case. */
function put(table: Uint8Array, pair: number, kind: number): void {
  const [a, b] = [pair >> 8, pair & LAST_BYTE];
  for (const first of [a, upperByte(a)])
    for (const second of [b, upperByte(b)]) putIndex(table, (first << 8) | second, kind, 'the ends of names');
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
