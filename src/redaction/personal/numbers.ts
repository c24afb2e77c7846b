// The number lexer: at the start of a run of digits it tells payment cards, US social security and taxpayer numbers, routing and NHS numbers.
import { BLANK, DASH, DOT, digitsEnd, UNDERLINE, ZERO } from '../scan/ascii.ts';
import { CLASS, DIGIT, IGNORABLE, IGNORED, LETTER, SPACE, WORD } from '../scan/byte-classes.ts';
import { type Detector, DIGITS, pairsOf } from '../scan/detector.ts';
import { COST } from '../scan/effort.ts';
import { defineRule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';
import { CARD_GROUPINGS, cardShape, packGroups } from './cards.ts';
import { isAbaChecksum, isNhsChecksum } from './checksums.ts';
import { CARD_WORDS, ContextWords, isIdentified, isMeasured } from './number-context.ts';
import { isAfterGroupOfFour, isInRow } from './number-rows.ts';

const CARD_PLAIN = defineRule('CREDIT_CARD', 'card number', 'issuer prefix and length, Luhn checksum');
const CARD_GROUPED = defineRule(
  'CREDIT_CARD',
  'grouped card number',
  'issuer prefix and length, Luhn checksum, grouping',
);
const CARD_CONTEXT = defineRule(
  'CREDIT_CARD',
  'named card number',
  'issuer prefix, Luhn checksum, a word such as card before it',
);
const SSN_SEPARATED = defineRule(
  'US_SSN',
  'separated social security number',
  'valid area, group and serial, separators',
);
const SSN_CONTEXT = defineRule(
  'US_SSN',
  'named social security number',
  'valid area, group and serial, a context word',
);
const ITIN = defineRule('US_ITIN', 'taxpayer number', '9xx, a group that is issued, separators or a context word');
const ABA = defineRule('ABA_ROUTING', 'routing number', 'valid first pair, checksum, a context word');
const NHS = defineRule('UK_NHS', 'NHS number', 'mod 11 check digit, grouping or the word NHS');

const SSN_WORDS = new ContextWords([
  'ssn',
  'ssns',
  'social',
  'socialsecurity',
  'sin',
  'ss#',
  'ss number',
  'ss no',
  'soc_sec',
  'soc sec',
]);
const ITIN_WORDS = new ContextWords(['itin', 'taxpayer', 'tin', 'tax', 'taxid']);
const ABA_WORDS = new ContextWords(['routing', 'aba', 'rtn', 'transit']);
const NHS_WORDS = new ContextWords(['nhs']);

/** No number that is looked for has more digits or groups. */
const MOST_DIGITS = 20;
const MOST_GROUPS = 5;

/** Kinds of separators between groups. */
const NO_SEPARATOR = 0;
const BY_BLANK = 1;
const BY_DASH = 2;
const BY_DOT = 3;
const BY_UNICODE_SPACE = 4;

/** The number that was read last: its digits, and its groups. One scan runs at a time, so nothing is allocated for a number. */
const digits = new Uint8Array(MOST_DIGITS + 1);
const lengths = new Uint8Array(MOST_GROUPS);
const ends = new Int32Array(MOST_GROUPS);
let total = 0;

export const numbers: Detector = {
  name: 'numbers',
  entities: ['CREDIT_CARD', 'US_SSN', 'US_ITIN', 'ABA_ROUTING', 'UK_NHS'],
  pairs: [...pairsOf(DIGITS, DIGITS), ...pairsOf(DIGITS, String.fromCharCode(IGNORABLE))],
  after: DIGIT | IGNORED,
  find(scan, at) {
    const end = digitsEnd(scan.bytes, at + 1);
    // The last digit is looked at again, as other rules want it with what follows it.
    const next = end > at + 1 ? end - 1 : at + 1;
    if (!mayBegin(scan, at, end)) return next;
    // The high half of a mathematical digit is a part of it.
    let start = at;
    while (scan.at(start - 1) === IGNORABLE) start--;
    if (!startsNumber(scan, start)) return next;
    const first = readGroup(scan, start, 0);
    const length = first < 0 ? 0 : (lengths[0] as number);
    if (length >= 9) {
      if (length <= MOST_DIGITS) judgePlain(scan, start, first);
    } else if (length >= 3) judgeGrouped(scan, start);
    return next;
  },
};

/**
 * Whether the run of digits from `at` to `end`, with what follows it, can be the beginning of a number that is looked for: most
 * numbers of a log are dates, times and counts, and end here.
 */
function mayBegin({ bytes }: Scan, at: number, end: number): boolean {
  const separator = bytes[end] as number;
  if (separator === IGNORABLE) return true;
  const length = end - at;
  if (length >= 9) return length <= MOST_DIGITS;
  if (length !== 3 && length !== 4 && length !== 6 && length !== 8) return false;
  if (SEPARATORS[separator] === NO_SEPARATOR) return false;
  if (bytes[end + 1] === IGNORABLE) return true;
  const second = digitsEnd(bytes, end + 1);
  if (bytes[second] === IGNORABLE) return true;
  switch (second - end - 1) {
    case 2:
      // 536-90-4399, 6011-62##-…: four digits follow. A date has two.
      return length <= 4 && bytes[second] === separator && digitsEnd(bytes, second + 1) >= second + 5;
    case 3:
      return length <= 4 && bytes[second] === separator;
    case 4:
      return length === 4;
    case 6:
      return length === 4;
    case 8:
      return length === 8;
    case 10:
    case 13:
      return length === 6;
    default:
      return false;
  }
}

/** Not inside a word, a decimal number, a dotted or dashed chain of letters and digits (a GUID, a version, a date). */
function startsNumber(scan: Scan, at: number): boolean {
  const before = scan.at(at - 1);
  const classBefore = scan.classAt(at - 1);
  if ((classBefore & (LETTER | DIGIT)) !== 0) return scan.endsEscape(at);
  if (before === DOT || before === DASH) return (scan.classAt(at - 2) & (DIGIT | LETTER)) === 0 || isCardDash(scan, at);
  return true;
}

/** `card-4111…`: a dash after a word of payment does not make the number part of an identifier. */
function isCardDash(scan: Scan, at: number): boolean {
  return (scan.classAt(at - 2) & LETTER) !== 0 && CARD_WORDS.areBefore(scan, at);
}

/** Reads a run of digits, with the zero-width characters among them, as group `group`; its end, or -1 when it is too long. */
function readGroup(scan: Scan, start: number, group: number): number {
  const { bytes } = scan;
  const from = group === 0 ? 0 : total;
  let count = from;
  let end = start;
  for (let at = start; at < start + 3 * MOST_DIGITS; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (count > MOST_DIGITS) return -1;
      digits[count++] = digit;
      end = at + 1;
    } else if (bytes[at] !== IGNORABLE) break;
  }
  lengths[group] = count - from;
  ends[group] = end;
  total = count;
  return count > MOST_DIGITS ? -1 : end;
}

/** How many digits the first `groups` groups have. */
function digitCount(groups: number): number {
  let count = 0;
  for (let i = 0; i < groups; i++) count += lengths[i] as number;
  return count;
}

/** Whether a number may end here: no letter, no fraction, no further part of a chain. */
function endsNumber(scan: Scan, end: number): boolean {
  if ((scan.classAt(end) & WORD) !== 0) return false;
  const byte = scan.at(end);
  if (byte !== DOT && byte !== DASH) return true;
  return (scan.classAt(end + 1) & (DIGIT | LETTER)) === 0 || (byte === DASH && (scan.classAt(end + 1) & DIGIT) === 0);
}

function judgePlain(scan: Scan, at: number, end: number): void {
  const length = lengths[0] as number;
  if (!endsNumber(scan, end) && !isJoined(scan, at, end)) {
    if (length >= 12) judgeGrouped(scan, at);
    return;
  }
  if (length >= 12) judgePlainCard(scan, at, end, length);
  else if (length === 9) judgeNine(scan, at, end, NO_SEPARATOR);
  else if (length === 10 && scan.isEnabled(NHS) && isNhsChecksum(digits) && NHS_WORDS.areBefore(scan, at))
    scan.add(at, end, NHS);
}

/** `pay_4111…_retry`: parts of a name; with the checksum of a card one of them is a card. */
function isJoined(scan: Scan, at: number, end: number): boolean {
  return scan.at(end) === UNDERLINE && scan.at(at - 1) === UNDERLINE;
}

function judgePlainCard(scan: Scan, at: number, end: number, length: number): void {
  const shape = cardShape(digits, length);
  if (shape === 'none') return;
  if (shape === 'certain' && !isIdentified(scan, at) && !isMeasured(scan, end)) scan.add(at, end, CARD_PLAIN);
  else if (CARD_WORDS.areBefore(scan, at)) scan.add(at, end, CARD_CONTEXT);
}

/** Reads further groups with one kind of separator, the first being read, and judges them. */
function judgeGrouped(scan: Scan, start: number): void {
  // A card after a group of four is no card, but a part of a row.
  if (lengths[0] !== 3 && separatorAt(scan, ends[0] as number) === BY_BLANK && isAfterGroupOfFour(scan, start)) return;
  scan.effort.spend(COST.number);
  let separator = NO_SEPARATOR;
  let groups = 1;
  let end = ends[0] as number;
  while (groups < MOST_GROUPS) {
    const kind = separatorAt(scan, end);
    if (kind === NO_SEPARATOR || (separator !== NO_SEPARATOR && kind !== separator)) break;
    let from = end + 1;
    while (scan.at(from) === IGNORABLE) from++;
    if ((scan.classAt(from) & DIGIT) === 0) break;
    const next = readGroup(scan, from, groups);
    if (next < 0) break;
    separator = kind;
    end = next;
    groups++;
  }
  if (groups === 1) return;
  if (lengths[0] === 3) judgeThreeGroups(scan, start, groups, separator);
  else judgeGroupedCard(scan, start, groups, separator);
}

/** What kind of separator each byte is. */
const SEPARATORS: Uint8Array = new Uint8Array(256);
for (let byte = BLANK + 1; byte < 256; byte++)
  if (((CLASS[byte] as number) & SPACE) !== 0) SEPARATORS[byte] = BY_UNICODE_SPACE;
SEPARATORS[BLANK] = BY_BLANK;
SEPARATORS[DASH] = BY_DASH;
SEPARATORS[DOT] = BY_DOT;

function separatorAt(scan: Scan, at: number): number {
  return SEPARATORS[scan.bytes[at] as number] as number;
}

function judgeGroupedCard(scan: Scan, start: number, groups: number, separator: number): void {
  for (let used = groups; used >= 2; used--) {
    if (!CARD_GROUPINGS.has(packGroups(lengths, used)) || cardShape(digits, digitCount(used)) === 'none') continue;
    const end = ends[used - 1] as number;
    // With dashes and dots nothing may follow; after blanks another number may (an expiry date).
    if (!endsNumber(scan, end) || (used < groups && separator !== BY_BLANK && separator !== BY_UNICODE_SPACE)) continue;
    if (
      (used === 2 && isIdentified(scan, start)) ||
      (separator === BY_BLANK && isInRow(scan, start, end, isShort(used)))
    )
      continue;
    scan.add(start, end, CARD_GROUPED);
    return;
  }
}

/** Whether the first `used` groups are few, or one of them is of one digit: chance makes such rows more often than cards. */
function isShort(used: number): boolean {
  return used < 4 || (lengths[used - 1] as number) < 3;
}

function judgeThreeGroups(scan: Scan, start: number, groups: number, separator: number): void {
  const end = ends[2] as number;
  if (groups !== 3 || lengths[2] !== 4 || !endsNumber(scan, end)) return;
  if (lengths[1] === 2) judgeNine(scan, start, end, separator);
  else if (lengths[1] === 3 && scan.isEnabled(NHS) && isNhsChecksum(digits)) {
    if (separator === BY_BLANK || separator === BY_UNICODE_SPACE || NHS_WORDS.areBefore(scan, start))
      scan.add(start, end, NHS);
  }
}

/** Nine digits: US social security and taxpayer numbers, routing numbers. */
function judgeNine(scan: Scan, start: number, end: number, separator: number): void {
  const isSeparated =
    separator === BY_DASH || separator === BY_UNICODE_SPACE || isWholeText(scan, start, end, separator);
  if (isSsn()) {
    if (isSeparated) scan.add(start, end, SSN_SEPARATED);
    else if (SSN_WORDS.areBefore(scan, start)) scan.add(start, end, SSN_CONTEXT);
  }
  if (scan.isEnabled(ITIN) && isItin() && (isSeparated || ITIN_WORDS.areBefore(scan, start))) {
    scan.add(start, end, ITIN);
  }
  if (scan.isEnabled(ABA) && separator === NO_SEPARATOR && isAba() && ABA_WORDS.areBefore(scan, start)) {
    scan.add(start, end, ABA);
  }
}

/** `536 90 4399` alone is no row of a table. */
function isWholeText(scan: Scan, start: number, end: number, separator: number): boolean {
  return separator === BY_BLANK && start === 0 && end === scan.length;
}

/** The digits from `from` to before `to` as a number. */
function numberOf(from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i++) number = number * 10 + (digits[i] as number);
  return number;
}

function isSsn(): boolean {
  const area = numberOf(0, 3);
  return area !== 0 && area !== 666 && area < 900 && numberOf(3, 5) !== 0 && numberOf(5, 9) !== 0;
}

function isItin(): boolean {
  const group = numberOf(3, 5);
  const isIssued =
    (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) || group >= 94;
  return digits[0] === 9 && isIssued;
}

function isAba(): boolean {
  const first = numberOf(0, 2);
  const isValid = first <= 12 || (first >= 21 && first <= 32) || (first >= 61 && first <= 72) || first === 80;
  return isValid && isAbaChecksum(digits);
}
