// Finds telephone numbers: international ones by their prefix, national ones by their grouping or a word before them.
import { ALNUM, CLASS, DIGIT, LETTER, UPPER } from '../scan/byte-classes.ts';
import { type Detector, DIGITS, pairsOf } from '../scan/detector.ts';
import { COST } from '../scan/effort.ts';
import { defineRule, type Rule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';
import { hasContextWord } from './number-context.ts';

const INTERNATIONAL = defineRule('PHONE', 'international number', '+ or 00 and 8 to 15 digits');
const GROUPED = defineRule('PHONE', 'grouped number', 'groups and separators of a national numbering plan');
const NAMED = defineRule('PHONE', 'named number', 'a word such as phone before 6 to 15 digits');

/** ITU-T E.164: at most 15 digits. */
const MOST_DIGITS = 15;
const LONGEST = 28;
/** What is shorter is no number, whatever stands before it. */
const LEAST_DIGITS = 6;
const WORDS = [
  'phone',
  'tel',
  'telephone',
  'mobile',
  'cell',
  'call',
  'fax',
  'msisdn',
  'whatsapp',
  'sms',
  'contact',
  'handy',
  'telefon',
];
export const phone: Detector = {
  name: 'phone',
  entities: ['PHONE'],
  leftOutAt: 2,
  // Of several brackets the last opens the number.
  pairs: [...pairsOf('+(', DIGITS), ...pairsOf('+', '('), ...pairsOf(DIGITS, `${DIGITS}-. `)],
  find(scan, at) {
    const before = scan.at(at - 1);
    if (
      (scan.classAt(at - 1) & (ALNUM | LETTER)) !== 0 ||
      ((before === 0x2e || before === 0x2d) && (scan.classAt(at - 2) & ALNUM) !== 0)
    ) {
      return at + 1;
    }
    // What was glued to something that is a label now is no number of its own.
    if (before === 0x5d && (scan.classAt(at - 2) & UPPER) !== 0) return at + 1;
    const end = readNumber(scan, at);
    // Without a hit the scan goes on right here: other rules read the same digits as an address or an identifier.
    if (count < LEAST_DIGITS || (scan.classAt(end) & (ALNUM | LETTER)) !== 0) return at + 1;
    const rule = ruleFor(scan, at);
    if (rule === undefined) return at + 1;
    const extended = extensionEnd(scan, end);
    scan.add(at, extended, rule);
    return extended;
  },
};

function ruleFor(scan: Scan, at: number): Rule | undefined {
  const isInternational = scan.at(at) === PLUS || (digits[0] === 0 && digits[1] === 0 && digits[2] !== 0);
  if (isInternational && count >= 8 && count <= MOST_DIGITS + 2) return INTERNATIONAL;
  if (isGrouped()) return GROUPED;
  return count <= MOST_DIGITS && hasContextWord(scan, at, WORDS) ? NAMED : undefined;
}

/** The end of ` x123` or ` ext. 123` after a number. */
function extensionEnd(scan: Scan, end: number): number {
  const extension = /^ ?(?:x|ext\.?) ?\d{2,6}(?!\w)/i.exec(scan.text.slice(end, end + LONGEST_EXTENSION));
  return extension === null ? end : end + extension[0].length;
}

const LONGEST_EXTENSION = 14;

const PLUS = 0x2b;
const OPEN = 0x28;
const CLOSE = 0x29;
const DASH = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const BLANK = 0x20;
const NO_BREAK_SPACE = 0xa0;

/*
 * The number read last, in place of strings, which would be made at every group of digits: its digits, the lengths of its groups, and
 * what stands before each group, its bytes packed into a number.
 */
const digits = new Uint8Array(LONGEST);
const lengths = new Uint8Array(LONGEST + 1);
const gaps = new Int32Array(LONGEST + 1);
let count = 0;
let groups = 0;

/** Reads digits with single separators and brackets between them; the index behind the last digit. */
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
      digits[count++] = byte - 0x30;
      lengths[groups - 1] = (lengths[groups - 1] as number) + 1;
      end = at + 1;
      gap = 0;
      isSeparated = false;
      continue;
    }
    if (byte === OPEN || byte === CLOSE || (byte === PLUS && at === start)) {
      if (byte === OPEN && count > 5) break;
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
  if (gaps[0] === OPEN) return digits[0] === 0 ? isBracketedTrunk() : isNorthAmericanFrom(0);
  if (gaps[0] !== 0) return false;
  if (lengths[0] === 1) return isNorthAmericanFrom(1);
  return isNorthAmericanFrom(0) || isFrench() || (digits[0] === 0 && isTrunk());
}

/** `212-555-0134`, `(212) 555-0134`, with or without the 1 before it. */
function isNorthAmericanFrom(first: number): boolean {
  if (groups !== first + 3 || lengths[first] !== 3 || lengths[first + 1] !== 3 || lengths[first + 2] !== 4)
    return false;
  const before = gaps[first] as number;
  const between = gaps[first + 1] as number;
  const last = gaps[first + 2] as number;
  if (!isCommon(last)) return false;
  if ((before & 0xff) === OPEN) {
    const isAfterOne = first === 0 ? before === OPEN : digits[0] === 1 && before >> 16 === 0 && isCommon(before >> 8);
    return isAfterOne && (between === CLOSE || (between >> 8 === CLOSE && isCommon(between & 0xff)));
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
  const isClosed = gaps[1] === CLOSE || ((gaps[1] as number) >> 8 === CLOSE && isNarrow((gaps[1] as number) & 0xff));
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
