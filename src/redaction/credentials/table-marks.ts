// Tells the lines that tables are drawn with: bars, rules, and the ends of rows, also escaped ones.
import type { Scan } from '../scan/scan.ts';

export const BAR = 0x7c;
export const LINE_END = 0x0a;
const DASH = 0x2d;
const BACKSLASH = 0x5c;
const SMALL_N = 0x6e;
/** The byte of every character beyond Latin-1 that is no letter. */
const OTHER = 0x01;
/** The characters that boxes are drawn with, and those of them that part columns. */
const FIRST_OF_BOX = 0x2500;
const LAST_OF_BOX = 0x257f;
const UPRIGHT = '\u2502\u2503\u2506\u2507\u250a\u250b\u2551';

/** What stands at an index of a table: a bar, a dash of a rule or a line end, however it is written; else the byte. */
export function tableMarkAt(scan: Scan, at: number): number {
  const byte = scan.at(at);
  if (byte === BACKSLASH) return scan.at(at + 1) === SMALL_N ? LINE_END : byte;
  if (byte !== OTHER) return byte;
  const code = scan.text.charCodeAt(at);
  if (code < FIRST_OF_BOX || code > LAST_OF_BOX) return byte;
  return UPRIGHT.includes(scan.text.charAt(at)) ? BAR : DASH;
}

/** The index of the line end from an index on, at most `limit`; it may be an escaped one. */
export function rowEnd(scan: Scan, from: number, limit: number): number {
  const stop = Math.min(limit, scan.length);
  let at = from;
  while (at < stop && tableMarkAt(scan, at) !== LINE_END) at++;
  return at;
}

/** Where the row below starts, behind the line end at an index. */
export function afterRow(scan: Scan, end: number): number {
  return scan.at(end) === BACKSLASH ? end + 2 : end + 1;
}

/** Where the row starts that an index is in, at most `reach` before it; -1 where it starts further away. */
export function rowStart(scan: Scan, from: number, reach: number): number {
  const stop = Math.max(0, from - reach);
  let at = from;
  while (at > stop && scan.at(at - 1) !== LINE_END && !(scan.at(at - 1) === SMALL_N && scan.at(at - 2) === BACKSLASH))
    at--;
  return at > stop || at === 0 ? at : -1;
}
