// Finds telephone numbers: international ones by their prefix, national ones by their grouping or a word before them.
import {
  BLANK,
  CLOSE_BRACKET,
  CLOSE_PARENTHESIS,
  DASH,
  DOT,
  digitsEnd,
  LAST_BYTE,
  NO_BREAK_SPACE,
  OPEN_PARENTHESIS,
  PLUS,
  SLASH,
  ZERO,
} from '../scan/ascii.ts';
import { ALNUM, CLASS, DIGIT, LETTER, UPPER } from '../scan/byte-classes.ts';
import { type Detector, DIGITS, pairsOf } from '../scan/detector.ts';
import { COST } from '../scan/effort.ts';
import { defineRule, type Rule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';
import { ContextWords } from './number-context.ts';

const INTERNATIONAL = defineRule('PHONE', 'international number', '+ or 00, a calling code and 8 to 15 digits');
const GROUPED = defineRule('PHONE', 'grouped number', 'groups and separators of a national numbering plan');
const NAMED = defineRule('PHONE', 'named number', 'a word such as phone before 6 to 15 digits');

/** ITU-T E.164: at most 15 digits. */
const MOST_DIGITS = 15;
const LONGEST = 28;
/** What is shorter is no number, whatever stands before it. */
const LEAST_DIGITS = 6;
const WORDS = new ContextWords([
  'phone',
  'tel',
  'telephone',
  'mobile',
  'cell',
  'call',
  'calling',
  'dial',
  'dialing',
  'fax',
  'msisdn',
  'whatsapp',
  'sms',
  'contact',
  'handy',
  'telefon',
]);

/** What all rules for phone numbers share. */
const SHARED = { entities: ['PHONE'], leftOutAt: 2 } as const;

/** Those that begin with a sign. Of several brackets the last opens the number. */
export const signedPhones: Detector = {
  ...SHARED,
  name: 'signed-phones',
  pairs: [...pairsOf('+(', DIGITS), ...pairsOf('+', '(')],
  find: (scan, at) => (at > 0 && isInside(scan, at) ? at + 1 : findNumber(scan, at, at + 1)),
};

/** Those that begin with three digits or more. */
export const phones: Detector = {
  ...SHARED,
  name: 'phones',
  pairs: pairsOf(DIGITS, DIGITS),
  after: DIGIT,
  find(scan, at) {
    if (at > 0 && isInside(scan, at)) return at + 1;
    const end = digitsEnd(scan.bytes, at + 2);
    // The last digit of a run is looked at again, as other rules want it with what follows it.
    return mayBegin(scan, at, end) ? findNumber(scan, at, end - 1) : end - 1;
  },
};

/** Those that begin with one or two digits: `1 212 555 0134`, `01 23 45 67 89`. */
export const phonesInShortGroups: Detector = {
  ...SHARED,
  name: 'phones-in-short-groups',
  pairs: pairsOf(DIGITS, '-. '),
  after: DIGIT,
  find(scan, at) {
    const start = isDigitAt(scan, at - 1) ? at - 1 : at;
    if (start > 0 && (isDigitAt(scan, start - 1) || isInside(scan, start))) return at + 1;
    return mayBegin(scan, start, at + 1) ? findNumber(scan, start, at + 1) : at + 1;
  },
};

/** `1 (212) 555-0134`, `8 (800) 555-35-35`: the prefix before a bracket. */
export const prefixedPhones: Detector = {
  ...SHARED,
  name: 'prefixed-phones',
  pairs: pairsOf('178', ' '),
  find: (scan, at) =>
    scan.at(at + 2) !== OPEN_PARENTHESIS || (at > 0 && isInside(scan, at)) ? at + 1 : findNumber(scan, at, at + 1),
};

/** Looks at the number that starts at an index; the index from which the scan continues: `next` where there is none. */
function findNumber(scan: Scan, at: number, next: number): number {
  const end = readNumber(scan, at);
  if (count < LEAST_DIGITS || (scan.classAt(end) & (ALNUM | LETTER)) !== 0) return next;
  const rule = ruleFor(scan, at);
  if (rule === undefined) return next;
  const extended = extensionEnd(scan, end);
  scan.add(at, extended, rule);
  return extended;
}

function isDigitAt({ bytes }: Scan, at: number): boolean {
  return at >= 0 && ((bytes[at] as number) - ZERO) >>> 0 < 10;
}

/** Whether what stands before makes the digits a part of something else: a word, a fraction, what was glued to a label. */
function isInside(scan: Scan, at: number): boolean {
  const before = scan.bytes[at - 1] as number;
  if (((CLASS[before] as number) & (ALNUM | LETTER)) !== 0) return true;
  // What begins with a plus was looked at with it.
  if (before === PLUS) return true;
  if (before === DOT || before === DASH) return (scan.classAt(at - 2) & ALNUM) !== 0;
  return before === CLOSE_BRACKET && (scan.classAt(at - 2) & UPPER) !== 0;
}

/**
 * Whether the digits from `at` to `first` can begin a number. Most of a log are times, dates, counts and fractions: how many
 * digits there are up to the first separator, and up to the second, rules these out.
 */
function mayBegin({ bytes }: Scan, at: number, first: number): boolean {
  const separator = bytes[first] as number;
  const length = first - at;
  if (length > MOST_DIGITS) return false;
  if (!isSeparator(separator) && separator !== OPEN_PARENTHESIS) return length >= LEAST_DIGITS;
  const second = digitsEnd(bytes, first + 1) - first - 1;
  if (second === 0) return length >= LEAST_DIGITS || isOpen(bytes[first + 1] as number);
  const third = bytes[first + 1 + second] as number;
  // A fraction or a version: 12.345, 1.2.3
  if (separator === DOT && third !== DOT)
    return length + second >= LEAST_DIGITS && length + second < 8 ? isSeparator(third) : false;
  // A date: 2026-11-29, 2026/11/29
  if (length === 4 && second === 2 && third === separator && bytes[at] !== ZERO) return false;
  return length + second >= LEAST_DIGITS || isSeparator(third) || isOpen(third);
}

function isOpen(byte: number): boolean {
  return byte === OPEN_PARENTHESIS || byte === CLOSE_PARENTHESIS;
}

function ruleFor(scan: Scan, at: number): Rule | undefined {
  if (scan.at(at) === PLUS) {
    if (digits[0] !== 0 && count >= 8 && count <= MOST_DIGITS) return INTERNATIONAL;
  } else if (isDialledAbroad(scan, at)) return INTERNATIONAL;
  if (isPartOfAccount(scan, at)) return undefined;
  if (isGrouped()) return GROUPED;
  // `sms took 0.123456`
  const isFraction = groups === 2 && gaps[1] === DOT;
  return count <= MOST_DIGITS && !isFraction && WORDS.areBefore(scan, at) ? NAMED : undefined;
}

/** Calling codes of ITU-T E.164: of one digit, and the first two digits of all others. */
const CODES = new Set(
  '1 7 20 21 22 23 24 25 26 27 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 80 81 82 84 85 86 87 88 90 91 92 93 94 95 96 97 98 99'.split(
    ' ',
  ),
);

/** `0049 30 1234567`, `00 44 20 7946 0958`: the prefix of most countries, a calling code, and groups; alone it is an identifier. */
function isDialledAbroad(scan: Scan, at: number): boolean {
  if (digits[0] !== 0 || digits[1] !== 0 || digits[2] === 0) return false;
  if (groups < 2 || (lengths[0] as number) < 2 || count < 10 || count > MOST_DIGITS + 2) return false;
  if (!CODES.has(`${digits[2]}`) && !CODES.has(`${digits[2]}${digits[3]}`)) return false;
  let longest = 0;
  for (let i = 1; i < groups; i++) {
    if (gaps[i] === DOT && groups === 2) return false;
    longest = Math.max(longest, lengths[i] as number);
  }
  // Bytes in pairs, and the middle of a row.
  return longest > 2 && longest <= 11 && !isAfterGroup(scan, at);
}

/** Whether another group of digits stands right before. */
function isAfterGroup(scan: Scan, at: number): boolean {
  const before = scan.at(at - 1);
  return (before === BLANK || before === DASH || before === NO_BREAK_SPACE) && (scan.classAt(at - 2) & DIGIT) !== 0;
}

/** An IBAN in groups has no more before one of them. */
const LONGEST_ACCOUNT = 36;

/** Whether the digits are groups of what begins as an IBAN does, whose checksum fails: `DE89 3704 0044 0532 …`. */
function isPartOfAccount(scan: Scan, at: number): boolean {
  let end = at - 1;
  const stop = at - LONGEST_ACCOUNT;
  while (end > stop && isSeparator(scan.at(end))) {
    const start = scan.skipBack(end, ALNUM, end - 5);
    const length = end - start;
    if (length === 0 || length > 4) return false;
    if (
      length === 4 &&
      (scan.classAt(start) & scan.classAt(start + 1) & UPPER) !== 0 &&
      (scan.classAt(start + 2) & scan.classAt(start + 3) & DIGIT) !== 0
    )
      return true;
    end = start - 1;
  }
  return false;
}

/** The end of ` x123` or ` ext. 123` after a number. */
function extensionEnd(scan: Scan, end: number): number {
  const extension = /^ ?(?:x|ext\.?) ?\d{2,6}(?!\w)/i.exec(scan.text.slice(end, end + LONGEST_EXTENSION));
  return extension === null ? end : end + extension[0].length;
}

const LONGEST_EXTENSION = 14;

/*
 * The number read last, in place of strings, which would be made at every group of digits: its digits, the lengths of its groups, and
 * what stands before each group, its bytes packed into a number.
 */
const digits = new Uint8Array(LONGEST);
const lengths = new Uint8Array(LONGEST + 1);
const gaps = new Int32Array(LONGEST + 1);
let count = 0;
let groups = 0;

/** Reads digits with single separators and brackets between them; the index after the last digit. */
function readNumber(scan: Scan, start: number): number {
  scan.effort.spend(COST.number);
  count = 0;
  groups = 0;
  let end = start;
  let gap = 0;
  let isSeparated = false;
  const stop = Math.min(start + LONGEST, scan.length);
  for (let at = start; at < stop; at++) {
    const byte = scan.bytes[at] as number;
    if (((CLASS[byte] as number) & DIGIT) !== 0) {
      if (at !== end || at === start) {
        gaps[groups] = gap;
        lengths[groups++] = 0;
      }
      digits[count++] = byte - ZERO;
      lengths[groups - 1] = (lengths[groups - 1] as number) + 1;
      end = at + 1;
      gap = 0;
      isSeparated = false;
      continue;
    }
    if (byte === OPEN_PARENTHESIS || byte === CLOSE_PARENTHESIS || (byte === PLUS && at === start)) {
      if (byte === OPEN_PARENTHESIS && count > 5) break;
    } else if (isSeparated || !isSeparator(byte)) break;
    else isSeparated = true;
    gap = (gap << 8) | byte;
  }
  return end;
}

function isSeparator(byte: number): boolean {
  return byte === BLANK || byte === DASH || byte === DOT || byte === SLASH || byte === NO_BREAK_SPACE;
}

/** Whether the groups and separators are those of a national numbering plan: North America, France, trunk prefixes with groups. */
function isGrouped(): boolean {
  if (count < 7 || count > 13) return false;
  if (gaps[0] === OPEN_PARENTHESIS) return digits[0] === 0 ? isBracketedTrunk() : isNorthAmericanFrom(0);
  if (gaps[0] !== 0) return false;
  if (lengths[0] === 1) return isNorthAmericanFrom(1);
  if (isNorthAmericanFrom(0)) return true;
  return digits[0] === 0 && digits[1] !== 0 && (isFrench() || isTrunk());
}

/** `212-555-0134`, `(212) 555-0134`, with or without the 1 before it. */
function isNorthAmericanFrom(first: number): boolean {
  if (groups !== first + 3 || lengths[first] !== 3 || lengths[first + 1] !== 3 || lengths[first + 2] !== 4)
    return false;
  const before = gaps[first] as number;
  const between = gaps[first + 1] as number;
  const last = gaps[first + 2] as number;
  if (!isCommon(last)) return false;
  if ((before & LAST_BYTE) === OPEN_PARENTHESIS) {
    const isAfterOne =
      first === 0 ? before === OPEN_PARENTHESIS : digits[0] === 1 && before >> 16 === 0 && isCommon(before >> 8);
    return (
      isAfterOne &&
      (between === CLOSE_PARENTHESIS || (between >> 8 === CLOSE_PARENTHESIS && isCommon(between & LAST_BYTE)))
    );
  }
  return (first === 0 || isCommon(before)) && between === last;
}

/** `01 23 45 67 89` */
function isFrench(): boolean {
  if (groups !== 5 || !isCommon(gaps[1] as number)) return false;
  for (let i = 0; i < groups; i++) if (lengths[i] !== 2 || (i > 1 && gaps[i] !== gaps[1])) return false;
  return true;
}

/** `(030) 1234 567` */
function isBracketedTrunk(): boolean {
  const area = lengths[0] as number;
  if (area < 2 || area > 6 || groups < 2) return false;
  const isClosed =
    gaps[1] === CLOSE_PARENTHESIS ||
    ((gaps[1] as number) >> 8 === CLOSE_PARENTHESIS && isNarrow((gaps[1] as number) & LAST_BYTE));
  if (!isClosed) return false;
  let least = 0;
  for (let i = 1; i < groups; i++) {
    const length = lengths[i] as number;
    if (length < 2 || (i > 1 && !isNarrow(gaps[i] as number))) return false;
    // What is written as one group may be several without a separator.
    least += Math.ceil(length / 5);
  }
  return least <= 3;
}

/** `030/1234567`, `0151-234-5678` */
function isTrunk(): boolean {
  const area = lengths[0] as number;
  if (groups === 2 && area >= 2 && area <= 5) {
    const length = lengths[1] as number;
    if (length >= 3 && length <= 8 && (isNarrow(gaps[1] as number) || gaps[1] === SLASH)) return true;
  }
  if (groups < 3 || groups > 4 || area < 3 || area > 5) return false;
  for (let i = 1; i < groups; i++) {
    const length = lengths[i] as number;
    if (length < 2 || length > 4 || !isNarrow(gaps[i] as number)) return false;
  }
  return true;
}

function isCommon(gap: number): boolean {
  return gap === DASH || gap === DOT || gap === BLANK;
}

function isNarrow(gap: number): boolean {
  return gap === DASH || gap === BLANK;
}
