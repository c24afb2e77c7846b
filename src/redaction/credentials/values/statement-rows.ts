// Reads the row of values of an SQL statement item by item: a literal, a place for a parameter, a call with commas of its own.
import { CLOSE_PARENTHESIS, COMMA, OPEN_PARENTHESIS, SEMICOLON } from '../../scan/ascii.ts';
import { QUOTE } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';
import { skipBackslashes } from './quotes.ts';
import { readValue, skipBlanks } from './values.ts';

const LONGEST_ROW = 2048;

/** Called with each item and its place, from 0 on. */
type OnItem = (place: number, start: number, end: number) => void;

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
    if (isTextAt(scan, at)) {
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

/** Whether a text stands at an index, escaped or not. */
export function isTextAt(scan: Scan, at: number): boolean {
  return (scan.classAt(skipBackslashes(scan, at)) & QUOTE) !== 0;
}

/** The index after a text; the next one where it is not closed. */
export function textEnd(scan: Scan, at: number): number {
  const value = readValue(scan, at);
  if (value?.isQuoted !== true) return skipBackslashes(scan, at) + 1;
  return skipBackslashes(scan, value.end) + 1;
}
