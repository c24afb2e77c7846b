// Tells the lines that tables are drawn with: bars, rules, and the ends of rows, also escaped ones.
import { BACKSLASH, BAR, DASH, LINE_FEED, LOWER_N } from '../../scan/ascii.ts';
import { OTHER } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';

/** The characters that boxes are drawn with, and those of them that part columns. */
const FIRST_OF_BOX = 0x2500;
const LAST_OF_BOX = 0x257f;
const UPRIGHT = /[\u2502\u2503\u2506\u2507\u250a\u250b\u2551]/;

/** What stands at an index of a table: a bar, a dash of a rule or a line end, however it is written; else the byte. */
export function tableMarkAt(scan: Scan, at: number): number {
  const byte = scan.at(at);
  if (byte === BACKSLASH) return scan.at(at + 1) === LOWER_N ? LINE_FEED : byte;
  if (byte !== OTHER) return byte;
  const code = scan.text.charCodeAt(at);
  if (code < FIRST_OF_BOX || code > LAST_OF_BOX) return byte;
  return UPRIGHT.test(scan.text.charAt(at)) ? BAR : DASH;
}

/** The index of the line end from an index on, at most `limit`; it may be an escaped one. */
export function rowEnd(scan: Scan, from: number, limit: number): number {
  const stop = Math.min(limit, scan.length);
  let at = from;
  while (at < stop && tableMarkAt(scan, at) !== LINE_FEED) at++;
  return at;
}

/** Where the row below starts, after the line end at an index. */
export function afterRow(scan: Scan, end: number): number {
  return scan.at(end) === BACKSLASH ? end + 2 : end + 1;
}

/** Where the row starts that an index is in, at most `reach` before it; -1 where it starts further away. */
export function rowStart(scan: Scan, from: number, reach: number): number {
  const stop = Math.max(0, from - reach);
  let at = from;
  while (at > stop && scan.at(at - 1) !== LINE_FEED && !(scan.at(at - 1) === LOWER_N && scan.at(at - 2) === BACKSLASH))
    at--;
  return at > stop || at === 0 ? at : -1;
}

/** A row whose columns are parted by `|`, whatever parts them. */
export function withPlainBars(row: string): string {
  return row.split(UPRIGHT).join('|');
}
