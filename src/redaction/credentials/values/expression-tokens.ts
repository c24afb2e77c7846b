// The smallest parts of an expression of code: where a text, a path of names or the next operator starts and ends.
import { AT_SIGN, BLANK, DOLLAR, DOT, EXCLAMATION, OPEN_PARENTHESIS, TAB } from '../../scan/ascii.ts';
import { LETTER, QUOTE, UNDERSCORE, WORD } from '../../scan/byte-classes.ts';
import { skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { skipBlanksAndLines } from './values.ts';

export const LONGEST_GAP = 48;
const LONGEST_PATH = 96;

/** A quote, also after the letters of a kind of string: `f"…"`, `rb'…'`, `@"…"`. */
export function isTextAt(scan: Scan, at: number): boolean {
  const quote = skipBackslashes(scan, at);
  if ((scan.classAt(quote) & QUOTE) !== 0) return true;
  if (quote > at) return false;
  const letters = scan.skip(at, LETTER, at + 2);
  const mark = scan.at(at) === AT_SIGN || scan.at(at) === DOLLAR ? at + 1 : letters;
  return mark > at && (scan.classAt(mark) & QUOTE) !== 0 && (scan.classAt(at - 1) & WORD) === 0;
}

/** The index after `""`, escaped or not; -1 where a text stands between the quotes. */
export function emptyEnd(scan: Scan, at: number): number {
  const open = skipBackslashes(scan, at);
  const close = skipBackslashes(scan, open + 1);
  const isPair =
    (scan.classAt(open) & QUOTE) !== 0 && scan.at(close) === scan.at(open) && close - open - 1 === open - at;
  return isPair && scan.at(close + 1) !== scan.at(open) ? close + 1 : -1;
}

export function skipSpaces(scan: Scan, from: number): number {
  let at = from;
  while (at < from + LONGEST_GAP && (scan.at(at) === BLANK || scan.at(at) === TAB)) at++;
  return at;
}

/** Blanks and line ends, also escaped ones, and a backslash before a line end. */
export function gapEnd(scan: Scan, from: number): number {
  return skipBlanksAndLines(scan, from, LONGEST_GAP, 'nrt\n');
}

/** Where the names end that start at an index: `process.env.PW`, `std::env::var`, `opts?.pw`, `cfg!`. */
export function pathEnd(scan: Scan, from: number): number {
  const limit = from + LONGEST_PATH;
  let at = from;
  if (scan.at(at) === DOLLAR) at++;
  at = scan.skip(at, WORD, limit);
  for (let next = memberStart(scan, at); next > 0 && at < limit; next = memberStart(scan, at)) {
    const end = scan.skip(next, WORD, limit);
    if (end === next) break;
    at = end;
  }
  return scan.at(at) === EXCLAMATION && scan.at(at + 1) === OPEN_PARENTHESIS ? at + 1 : at;
}

/** Where the name after `.`, `?.`, `::` or `->` starts; -1 where none does. */
export function memberStart(scan: Scan, at: number): number {
  let from = -1;
  if (scan.at(at) === DOT) from = at + 1;
  else if (scan.hasExactlyAt('?.', at) || scan.hasExactlyAt('::', at) || scan.hasExactlyAt('->', at)) from = at + 2;
  if (scan.at(from) === DOLLAR) from++;
  return from > 0 && (scan.classAt(from) & (LETTER | UNDERSCORE)) !== 0 && !isTextAt(scan, from) ? from : -1;
}
