// The number lexer: at the start of a run of digits it tells payment cards, US social security and taxpayer numbers, routing and NHS numbers.
import { DIGIT, IGNORABLE, LETTER, SPACE, WORD } from './byte-classes.ts';
import { CARD_GROUPINGS, cardShape } from './cards.ts';
import { isAbaChecksum, isNhsChecksum } from './checksums.ts';
import { type Detector, DIGITS, pairsOf } from './detector.ts';
import { CARD_WORDS, hasContextWord, isIdentified } from './number-context.ts';
import { defineRule } from './rule.ts';
import type { Scan } from './scan.ts';

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

const SSN_WORDS = ['ssn', 'ssns', 'social', 'socialsecurity', 'sin'];
const ITIN_WORDS = ['itin', 'taxpayer', 'tin'];
const ABA_WORDS = ['routing', 'aba', 'rtn', 'transit'];
const NHS_WORDS = ['nhs'];

/** No number that is looked for has more digits or groups. */
const MOST_DIGITS = 20;
const MOST_GROUPS = 5;

/** Kinds of separators between groups; `mixed` is never valid. */
const NO_SEPARATOR = 0;
const BLANK = 1;
const DASH = 2;
const DOT = 3;
const UNICODE_SPACE = 4;

export const numbers: Detector = {
  name: 'numbers',
  entities: ['CREDIT_CARD', 'US_SSN', 'US_ITIN', 'ABA_ROUTING', 'UK_NHS'],
  pairs: [...pairsOf(DIGITS, DIGITS), ...pairsOf(DIGITS, String.fromCharCode(IGNORABLE))],
  find(scan, at) {
    if (!startsNumber(scan, at)) return endOfDigits(scan, at);
    const first = readGroup(scan, at);
    if (first.digits.length >= 9) {
      if (first.digits.length <= MOST_DIGITS) judgePlain(scan, at, first);
      return Math.max(first.next, at + 1);
    }
    if (first.digits.length >= 3) judgeGrouped(scan, at, first);
    return endOfDigits(scan, at);
  },
};

/** A run of digits, with the zero-width characters among them. */
interface Group {
  readonly digits: string;
  readonly end: number;
  /** Where to go on when nothing is found: after a run too long to be anything. */
  readonly next: number;
}

function endOfDigits(scan: Scan, at: number): number {
  return Math.max(at + 1, scan.skip(at, DIGIT, scan.length));
}

/** Not inside a word, a decimal number, a dotted or dashed chain of letters and digits (a GUID, a version, a date). */
function startsNumber(scan: Scan, at: number): boolean {
  const before = scan.at(at - 1);
  const classBefore = scan.classAt(at - 1);
  if ((classBefore & (LETTER | DIGIT)) !== 0) return scan.endsEscape(at);
  if (before === IGNORABLE) return (scan.classAt(at - 2) & (DIGIT | LETTER)) === 0;
  if (before === 0x2e || before === 0x2d)
    return (scan.classAt(at - 2) & (DIGIT | LETTER)) === 0 || isCardDash(scan, at);
  return true;
}

/** `card-4111…`: a dash after a word of payment does not make the number part of an identifier. */
function isCardDash(scan: Scan, at: number): boolean {
  return (scan.classAt(at - 2) & LETTER) !== 0 && hasContextWord(scan, at, CARD_WORDS);
}

function readGroup(scan: Scan, start: number): Group {
  let at = start;
  let digits = '';
  while (digits.length <= MOST_DIGITS) {
    const byte = scan.at(at);
    if ((scan.classAt(at) & DIGIT) !== 0) digits += String.fromCharCode(byte);
    else if (byte !== IGNORABLE || at > start + 3 * MOST_DIGITS) break;
    at++;
  }
  let end = at;
  while (end > start && scan.at(end - 1) === IGNORABLE) end--;
  return { digits, end, next: digits.length > MOST_DIGITS ? endOfDigits(scan, at) : end };
}

/** Whether a number may end here: no letter, no fraction, no further part of a chain. */
function endsNumber(scan: Scan, end: number): boolean {
  if ((scan.classAt(end) & WORD) !== 0) return false;
  const byte = scan.at(end);
  if (byte !== 0x2e && byte !== 0x2d) return true;
  return (scan.classAt(end + 1) & (DIGIT | LETTER)) === 0 || (byte === 0x2d && (scan.classAt(end + 1) & DIGIT) === 0);
}

function judgePlain(scan: Scan, at: number, { digits, end }: Group): void {
  const length = digits.length;
  if (length >= 12) {
    if (endsNumber(scan, end)) judgePlainCard(scan, at, end, digits);
    else judgeGrouped(scan, at, { digits, end, next: end });
    return;
  }
  if (!endsNumber(scan, end)) return;
  if (length === 9) judgeNine(scan, at, end, digits, NO_SEPARATOR);
  else if (length === 10 && isNhsChecksum(digits) && hasContextWord(scan, at, NHS_WORDS)) scan.add(at, end, NHS);
}

function judgePlainCard(scan: Scan, at: number, end: number, digits: string): void {
  const shape = cardShape(digits);
  if (shape === 'none') return;
  if (shape === 'certain' && !isIdentified(scan, at)) scan.add(at, end, CARD_PLAIN);
  else if (hasContextWord(scan, at, CARD_WORDS)) scan.add(at, end, CARD_CONTEXT);
}

function judgeGrouped(scan: Scan, start: number, first: Group): void {
  const lengths = [first.digits.length];
  const ends = [first.end];
  let digits = first.digits;
  let separator = NO_SEPARATOR;
  let end = first.end;
  while (lengths.length < MOST_GROUPS) {
    const kind = separatorAt(scan, end);
    if (kind === NO_SEPARATOR || (separator !== NO_SEPARATOR && kind !== separator)) break;
    if ((scan.classAt(end + 1) & DIGIT) === 0) break;
    const group = readGroup(scan, end + 1);
    if (digits.length + group.digits.length > MOST_DIGITS) break;
    separator = kind;
    digits += group.digits;
    end = group.end;
    lengths.push(group.digits.length);
    ends.push(end);
  }
  if (lengths.length === 1) return;
  if (lengths[0] === 3) judgeThreeGroups(scan, start, digits, lengths, ends, separator);
  else judgeGroupedCard(scan, start, digits, lengths, ends, separator);
}

function separatorAt(scan: Scan, at: number): number {
  const byte = scan.at(at);
  if (byte === 0x20) return BLANK;
  if (byte === 0x2d) return DASH;
  if (byte === 0x2e) return DOT;
  return byte > 0x20 && (scan.classAt(at) & SPACE) !== 0 ? UNICODE_SPACE : NO_SEPARATOR;
}

function judgeGroupedCard(
  scan: Scan,
  start: number,
  digits: string,
  lengths: readonly number[],
  ends: readonly number[],
  separator: number,
): void {
  for (const grouping of CARD_GROUPINGS) {
    const last = grouping.length - 1;
    if (last >= lengths.length || !grouping.every((length, i) => lengths[i] === length)) continue;
    const end = ends[last] as number;
    // With dashes and dots nothing may follow; after blanks another number may (an expiry date).
    if (!endsNumber(scan, end) || (last < lengths.length - 1 && separator !== BLANK && separator !== UNICODE_SPACE))
      continue;
    const number = digits.slice(
      0,
      grouping.reduce((sum, length) => sum + length, 0),
    );
    if (cardShape(number) === 'none' || (grouping.length === 2 && isIdentified(scan, start))) continue;
    if (isColumn(scan, start, separator) && grouping.length < 4) continue;
    scan.add(start, end, CARD_GROUPED);
    return;
  }
}

/** Numbers in a column of a table, one blank apart: `… 4 4111 111111 11111`. */
function isColumn(scan: Scan, start: number, separator: number): boolean {
  return separator === BLANK && scan.at(start - 1) === 0x20 && (scan.classAt(start - 2) & DIGIT) !== 0;
}

function judgeThreeGroups(
  scan: Scan,
  start: number,
  digits: string,
  lengths: readonly number[],
  ends: readonly number[],
  separator: number,
): void {
  const end = ends[2];
  if (end === undefined || lengths.length > 3 || !endsNumber(scan, end)) return;
  if (lengths[1] === 2 && lengths[2] === 4) judgeNine(scan, start, end, digits, separator);
  else if (lengths[1] === 3 && lengths[2] === 4 && isNhsChecksum(digits)) {
    if (separator !== DASH || hasContextWord(scan, start, NHS_WORDS)) scan.add(start, end, NHS);
  }
}

/** Nine digits: US social security and taxpayer numbers, routing numbers. */
function judgeNine(scan: Scan, start: number, end: number, digits: string, separator: number): void {
  const isSeparated = separator === DASH || separator === UNICODE_SPACE || isWholeText(scan, start, end, separator);
  if (isSsn(digits)) {
    if (isSeparated) scan.add(start, end, SSN_SEPARATED);
    else if (hasContextWord(scan, start, SSN_WORDS)) scan.add(start, end, SSN_CONTEXT);
  }
  if (scan.isEnabled(ITIN) && isItin(digits) && (isSeparated || hasContextWord(scan, start, ITIN_WORDS))) {
    scan.add(start, end, ITIN);
  }
  if (scan.isEnabled(ABA) && separator === NO_SEPARATOR && isAba(digits) && hasContextWord(scan, start, ABA_WORDS)) {
    scan.add(start, end, ABA);
  }
}

/** `536 90 4399` alone is no row of a table. */
function isWholeText(scan: Scan, start: number, end: number, separator: number): boolean {
  return separator === BLANK && start === 0 && end === scan.length;
}

function isSsn(digits: string): boolean {
  const area = Number(digits.slice(0, 3));
  return area !== 0 && area !== 666 && area < 900 && digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000';
}

function isItin(digits: string): boolean {
  const group = Number(digits.slice(3, 5));
  const isIssued =
    (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) || group >= 94;
  return digits.charCodeAt(0) === 0x39 && isIssued;
}

function isAba(digits: string): boolean {
  const first = Number(digits.slice(0, 2));
  const isValid = first <= 12 || (first >= 21 && first <= 32) || (first >= 61 && first <= 72) || first === 80;
  return isValid && isAbaChecksum(digits);
}
