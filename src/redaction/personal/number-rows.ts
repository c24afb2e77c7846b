// Tells a card from a window of a row of numbers: columns of counters, and hex dumps with their groups of four.
import { BLANK, COLON, ZERO } from '../scan/ascii.ts';
import { DIGIT, HEX, WORD } from '../scan/byte-classes.ts';
import type { Scan } from '../scan/scan.ts';

/** A group of a row is no longer. */
const LONGEST_GROUP = 20;
/** The address before a line of a dump. */
const LEAST_ADDRESS = 6;

/**
 * Whether groups of digits from `start` to `end`, with one blank between them, continue on either side. After a card stand at most an expiry date
 * (`12/29`, `12 29`, `1229`) and a security code.
 */
export function isInRow(scan: Scan, start: number, end: number, isShort: boolean): boolean {
  const before = groupLengthBefore(scan, start);
  if (before === 4 || (before > 0 && isShort) || isDumpAddress(scan, start)) return true;
  const first = groupLengthAfter(scan, end);
  if (first === 0 || (before === 0 && isBehindCard(scan, end + 1, first))) return false;
  // More groups than a number of a sentence (`… 5 items`).
  return first === 4 || isShort || before > 0 || groupLengthAfter(scan, end + 1 + first) > 0;
}

/** Whether another group of four stands before a number, so that it is a part of a row whatever follows. */
export function isAfterGroupOfFour(scan: Scan, start: number): boolean {
  return groupLengthBefore(scan, start) === 4;
}

/** The length of the group of digits, or of four hexadecimal ones, before a blank; 0 for none. */
function groupLengthBefore(scan: Scan, start: number): number {
  if (scan.at(start - 1) !== BLANK) return 0;
  const end = start - 1;
  const group = scan.skipBack(end, HEX, end - LONGEST_GROUP);
  if (!isApart(scan, group - 1)) return 0;
  return end - group === 4 || scan.skip(group, DIGIT, end) === end ? end - group : 0;
}

function groupLengthAfter(scan: Scan, end: number): number {
  if (scan.at(end) !== BLANK) return 0;
  const group = scan.skip(end + 1, HEX, end + 1 + LONGEST_GROUP);
  const length = group - end - 1;
  if (!isApart(scan, group)) return 0;
  return length === 4 || scan.skip(end + 1, DIGIT, group) === group ? length : 0;
}

/** No letter, and nothing that makes a date, a time, a fraction or an identifier of the digits. */
function isApart(scan: Scan, at: number): boolean {
  return (scan.classAt(at) & WORD) === 0 && !':./-,'.includes(String.fromCharCode(scan.at(at) || BLANK));
}

/** `00000410: 5500 0000 …` */
function isDumpAddress(scan: Scan, start: number): boolean {
  if (scan.at(start - 1) !== BLANK || scan.at(start - 2) !== COLON) return false;
  const from = scan.skipBack(start - 2, HEX, start - 2 - LONGEST_GROUP);
  return (
    start - 2 - from >= LEAST_ADDRESS &&
    scan.skip(from, DIGIT, start - 2) > from &&
    (scan.classAt(from - 1) & WORD) === 0
  );
}

/** A month, a month and a year, or a security code, and not a second group of four. */
function isBehindCard(scan: Scan, at: number, length: number): boolean {
  if (length === 3) return groupLengthAfter(scan, at + 3) === 0;
  if (length !== 2 && length !== 4) return false;
  const month = (scan.at(at) - ZERO) * 10 + scan.at(at + 1) - ZERO;
  const next = groupLengthAfter(scan, at + length);
  return month >= 1 && month <= 12 && (next === 0 || next === 3 || (length === 2 && next !== 1));
}
