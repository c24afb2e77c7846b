// What the words around a number say of it: that it is an identifier, or that it is a card, a social security number, a phone.
import {
  BACKSLASH,
  BLANK,
  COLON,
  DASH,
  DOUBLE_QUOTE,
  EQUALS,
  HASH,
  LOWER_S,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  SINGLE_QUOTE,
  SLASH,
  UNDERLINE,
} from '../scan/ascii.ts';
import { ALNUM, CLASS, DIGIT, HYPHEN, LETTER, LOWER, UNDERSCORE, UPPER, WORD } from '../scan/byte-classes.ts';
import { COST } from '../scan/effort.ts';
import type { Scan } from '../scan/scan.ts';
import { WordSet } from '../scan/word-set.ts';

/** Of a name. */
const NAME = LETTER | UNDERSCORE | HYPHEN;
/** How far back a context word may stand. */
const REACH = 40;

/** Words that say what a number is. */
export class ContextWords {
  readonly list: readonly string[];
  /** By a byte, in any case, the words that start with it: that alone rules most words of a text out. */
  readonly #byFirst = new Uint8Array(256);
  readonly #lists: (readonly string[])[] = [[]];

  /** `words` in lower case. */
  constructor(words: readonly string[]) {
    this.list = words;
    for (const [first = '', list = []] of Map.groupBy(words, (word) => word.charAt(0))) {
      const index = this.#lists.push(list) - 1;
      this.#byFirst[first.charCodeAt(0)] = index;
      this.#byFirst[first.toUpperCase().charCodeAt(0)] = index;
    }
  }

  /** Whether one stands in the text shortly before an index, or in the name of its attribute. */
  areBefore(scan: Scan, at: number): boolean {
    return this.#isBefore(scan, at) || (scan.name !== '' && nameHas(scan.name, this.list));
  }

  #isBefore(scan: Scan, at: number): boolean {
    scan.effort.spend(COST.context);
    const { bytes } = scan;
    const byFirst = this.#byFirst;
    const stop = Math.max(0, at - REACH);
    for (let i = at - 3; i >= stop; i--) {
      const byte = bytes[i] as number;
      const list = byFirst[byte] as number;
      if (list === 0) continue;
      // Only where a word starts: after something else than a letter, or at a capital.
      const before = i === 0 ? 0 : (CLASS[bytes[i - 1] as number] as number);
      if ((before & LETTER) !== 0 && ((before & LOWER) === 0 || ((CLASS[byte] as number) & UPPER) === 0)) continue;
      for (const word of this.#lists[list] as readonly string[]) {
        if (scan.hasWordAt(word, i) && !isMiddleOfWord(scan, i + word.length, at)) return true;
      }
    }
    return false;
  }
}

/** A context word may be followed by a capital (`ssnValue`), a digit or a plural s, not by more of a longer word. */
function isMiddleOfWord(scan: Scan, end: number, at: number): boolean {
  if (end >= at || (scan.classAt(end) & LOWER) === 0) return false;
  return !(scan.at(end) === LOWER_S && (scan.classAt(end + 1) & LETTER) === 0) && (scan.classAt(end - 1) & UPPER) === 0;
}

function nameHas(name: string, words: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return words.some((word) => {
    const at = lower.indexOf(word);
    if (at < 0) return false;
    const before = name.charAt(at - 1);
    const isStart = at === 0 || !/[a-zA-Z]/.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(name.charAt(at)));
    return isStart && !/[a-rt-z]/.test(name.charAt(at + word.length));
  });
}

/** Words that a card number stands beside. */
const CARD_NAMES: readonly string[] = [
  'card',
  'cc',
  'ccn',
  'ccnum',
  'pan',
  'credit',
  'debit',
  'visa',
  'mastercard',
  'amex',
  'payment',
  'creditcard',
  'cardnumber',
];
export const CARD_WORDS: ContextWords = new ContextWords(CARD_NAMES);

/** Names of numbers that count, order or identify: what stands under one is no card, whatever its digits. */
const IDENTIFIERS = new WordSet(
  'id ids uid gid pid tid oid xid txid zxid cxid lsn scn csn offset offsets timestamp ts time epoch millis micros nanos ms us ns seq sequence ' +
    'serial version ver snapshot commit checkpoint batch batches job jobs run runs task tasks stage stages query queries ' +
    'notebook notebooks command commands cell cells cluster clusters workspace workspaces application app attempt attempts executor partition partitions shard ' +
    'trace span parent hash hashcode checksum crc digest seed size bytes length len count rows row records total duration elapsed ' +
    'start end expires expiry position pos index cursor watermark generation genstamp gs revision rev build tx txn block blk height inode dev nonce ' +
    'port address addr ref key o object model order request req session thread node container pod lease lock ' +
    'chunk segment seg broadcast rdd ledger wal split ballot',
);
/** After one of {@link IDENTIFIERS} they say no more: `sequence-number`. */
const NUMBER_WORDS = new WordSet('number num no nr value');
/** What counts as a measure where it names a value, and as a word of a sentence where a blank follows: `call us 4111…`. */
const PRONOUNS = new WordSet('us');
/** What a number is counted in. */
const UNITS = new WordSet(
  'us ms ns micros nanos millis microseconds nanoseconds milliseconds bytes rows records events ticks',
);

/** Whether the name right before a number (`run_id=`, `"offset": `, `jobs/`, `run `) says that it identifies or counts. */
export function isIdentified(scan: Scan, at: number): boolean {
  if (isPartOfId(scan, at)) return true;
  let end = at;
  const stop = Math.max(0, at - 8);
  while (end > stop && isBetweenNameAndValue(scan.bytes[end - 1] as number)) {
    // `job(12)` is a job, `job: (12)` is not.
    if (scan.bytes[end - 1] === OPEN_PARENTHESIS && scan.at(end - 2) === BLANK) return false;
    end--;
  }
  if (end === 0) return scan.name !== '' && isIdentifierName(scan.name);
  if (end === at || (scan.classAt(end - 1) & ALNUM) === 0) return false;
  const start = scan.skipBack(end, NAME, end - 32);
  if (start === end) return false;
  const name = scan.text.slice(start, end);
  if (end === at - 1 && scan.at(end) === BLANK && PRONOUNS.has(name)) return false;
  if (isIdentifierName(name)) return true;
  // `sequence number 4111…`: the word before it tells.
  if (!NUMBER_WORDS.has(name) || scan.at(start - 1) !== BLANK) return false;
  const before = scan.skipBack(start - 1, NAME, start - 33);
  return isIdentifierName(scan.text.slice(before, start - 1));
}

/** Whether a unit follows a number: `4111111111111111 us`. */
export function isMeasured(scan: Scan, end: number): boolean {
  if (scan.at(end) !== BLANK || (scan.classAt(end + 1) & LETTER) === 0) return false;
  const wordEnd = scan.skip(end + 1, LETTER, end + 16);
  return (scan.classAt(wordEnd) & WORD) === 0 && UNITS.hasAt(scan, end + 1, wordEnd);
}

/** Names of things that are paid by card. */
const PAID = new ContextWords([...CARD_NAMES, 'pay', 'payer', 'paid', 'charge', 'purchase', 'checkout', 'refund']);

/** `blk_4111…`, `blk_-4111…`, `1412345678901_4111…`: a part of an identifier by an underscore, unless a word says that it is a card. */
function isPartOfId(scan: Scan, at: number): boolean {
  const joint = scan.at(at - 1) === DASH ? at - 2 : at - 1;
  return (
    scan.at(joint) === UNDERLINE && (scan.classAt(joint - 1) & (LETTER | DIGIT)) !== 0 && !PAID.areBefore(scan, at)
  );
}

function isBetweenNameAndValue(byte: number): boolean {
  switch (byte) {
    case BLANK:
    case DOUBLE_QUOTE:
    case HASH:
    case SINGLE_QUOTE:
    case OPEN_PARENTHESIS:
    case SLASH:
    case COLON:
    case EQUALS:
    case OPEN_BRACKET:
    case BACKSLASH:
    case UNDERLINE:
      return true;
    default:
      return false;
  }
}

/** Whether the last word of a name in any case style is one of {@link IDENTIFIERS}, and no word of it is of payment. */
function isIdentifierName(name: string): boolean {
  const last = lastWord(name);
  if (
    !IDENTIFIERS.has(last) &&
    !(NUMBER_WORDS.has(last) && IDENTIFIERS.has(lastWord(name.slice(0, name.lastIndexOf(last)))))
  )
    return false;
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return !words.some((word) => CARD_NAMES.includes(word));
}

/** `id` of `run_id_7`, `Id` of `runId`, `ID` of `runID`. */
function lastWord(name: string): string {
  let end = name.length;
  while (end > 0 && !isLetter(name, end - 1)) end--;
  let start = end;
  while (start > 0 && isLower(name, start - 1)) start--;
  if (start < end) return name.slice(start > 0 && isUpper(name, start - 1) ? start - 1 : start, end);
  while (start > 0 && isUpper(name, start - 1)) start--;
  return name.slice(start, end);
}

function isLower(text: string, at: number): boolean {
  return text.charAt(at) >= 'a' && text.charAt(at) <= 'z';
}

function isUpper(text: string, at: number): boolean {
  return text.charAt(at) >= 'A' && text.charAt(at) <= 'Z';
}

function isLetter(text: string, at: number): boolean {
  return isLower(text, at) || isUpper(text, at);
}
