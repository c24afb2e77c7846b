// Reads the row of values of an SQL statement item by item: a literal, a place for a parameter, a call with commas of its own.
import { BACKSLASH, CLOSE_BRACKET, CLOSE_PARENTHESIS, COMMA, OPEN_PARENTHESIS, SEMICOLON } from '../../scan/ascii.ts';
import { QUOTE, SPACE } from '../../scan/byte-classes.ts';
import { isQuoteAt, skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { afterValue } from './quoted-values.ts';
import { readValue, skipBlanks } from './values.ts';

const LONGEST_ROW = 2048;

/** Called with each item and its place, from 0 on. */
type OnItem = (place: number, start: number, end: number) => void;

/** Of the names in a list of columns that starts at an index where each ends, without the blanks, quotes and brackets that close it. */
export function columnNameEnds(scan: Scan, start: number, columns: string): number[] {
  let from = start;
  return columns.split(',').map((column) => {
    const end = nameEnd(scan, from, from + column.length);
    from += column.length + 1;
    return end;
  });
}

function nameEnd(scan: Scan, start: number, columnEnd: number): number {
  let end = columnEnd;
  while (end > start && ((scan.classAt(end - 1) & (SPACE | QUOTE)) !== 0 || isCloser(scan.at(end - 1)))) end--;
  return end;
}

function isCloser(byte: number): boolean {
  return byte === CLOSE_BRACKET || byte === BACKSLASH;
}

/** Reads a row from after its bracket on; the index of the bracket that closes it, or -1 where none does. */
export function readItems(scan: Scan, from: number, most: number, onItem: OnItem): number {
  const limit = Math.min(scan.length, from + scan.lookAhead(from, LONGEST_ROW));
  let depth = 0;
  let place = 0;
  let start = from;
  let at = from;
  let closed = -1;
  while (at < limit && place < most) {
    const byte = scan.bytes[at];
    if (isQuoteAt(scan, at)) {
      at = textEnd(scan, at);
      continue;
    }
    if (byte === OPEN_PARENTHESIS) depth++;
    else if (byte === CLOSE_PARENTHESIS && depth-- === 0) {
      closed = at;
      break;
    } else if (byte === SEMICOLON) break;
    else if (byte === COMMA && depth === 0) {
      onItem(place++, skipBlanks(scan, start), at);
      start = at + 1;
    }
    at++;
  }
  scan.hasLookedAt(at - from);
  if (closed >= 0) onItem(place, skipBlanks(scan, start), closed);
  return closed;
}

/** The index after a text; the next one where it is not closed. */
export function textEnd(scan: Scan, at: number): number {
  const value = readValue(scan, at);
  return value?.isQuoted === true ? afterValue(scan, value) : skipBackslashes(scan, at) + 1;
}
