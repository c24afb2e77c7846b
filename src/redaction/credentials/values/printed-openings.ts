// Finds the bracket that opens a list or object behind what printers put before it: `Map(2) {`, `Set(1) {`, `[Object: null prototype] {`, `[]string{`, `Foo {`.
import { BLANK, CLOSE_BRACKET, DOT, OPEN_BRACE, OPEN_BRACKET, OPEN_PARENTHESIS } from '../../scan/ascii.ts';
import { UPPER, WORD } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';

const LONGEST_NAME = 64;
const SET = 'Set(';
const TAG = '[Object: ';
/** A header with its values, as Go prints it. */
export const GO_LIST = '[]string{';

/** Where the `[` or `{` stands that opens at an index, ignoring what is printed before it; -1 where none does. */
export function openingAt(scan: Scan, at: number): number {
  const byte = scan.at(at);
  if (byte === OPEN_BRACE) return at;
  if (byte === OPEN_BRACKET) return afterTag(scan, at);
  if ((scan.classAt(at) & UPPER) === 0) return -1;
  let end = scan.skip(at, WORD, at + LONGEST_NAME);
  while (scan.at(end) === DOT && end < at + LONGEST_NAME) end = scan.skip(end + 1, WORD, at + LONGEST_NAME);
  // `Map(2)`, `Foo(2)`, `Foo (Map)`
  const size = scan.at(end) === BLANK && scan.at(end + 1) === OPEN_PARENTHESIS ? end + 1 : end;
  if (scan.at(size) === OPEN_PARENTHESIS) end = scan.skip(size + 1, WORD, size + LONGEST_NAME) + 1;
  if (scan.at(end) === BLANK) end++;
  const open = scan.at(end) === OPEN_BRACKET && scan.hasExactlyAt(TAG, end) ? afterTag(scan, end) : end;
  // `ENV["PASSWORD"]` reads a list.
  return scan.at(open) === OPEN_BRACE || (scan.at(open) === OPEN_BRACKET && scan.at(open - 1) === BLANK) ? open : -1;
}

/** The brace after `[Object: null prototype]` or `[]string`; the bracket itself elsewhere. */
function afterTag(scan: Scan, at: number): number {
  if (scan.hasExactlyAt(GO_LIST, at)) return at + GO_LIST.length - 1;
  if (!scan.hasExactlyAt(TAG, at)) return at;
  let end = at + TAG.length;
  while (end < at + LONGEST_NAME && scan.at(end) !== CLOSE_BRACKET) end++;
  return scan.at(end + 2) === OPEN_BRACE ? end + 2 : at;
}

/** Whether what opens at an index, by {@link openingAt}, is a list, although its bracket may be a brace. */
export function isListAt(scan: Scan, at: number, open: number): boolean {
  if (scan.at(open) === OPEN_BRACKET) return true;
  return open > at && (scan.hasExactlyAt(SET, at) || scan.hasExactlyAt(GO_LIST, at));
}
