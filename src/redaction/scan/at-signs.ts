// The next `@` of an address, searched for once where many rules ask for it in one stretch.
import { AT_SIGN } from './ascii.ts';
import { CLASS, VALUE_END } from './byte-classes.ts';
import { Remembered } from './memory.ts';
import type { Scan } from './scan.ts';

/** Where the last search began, and where it ended. */
const SEARCHED_FROM = new Remembered();
const SEARCHED_TO = new Remembered(-1);

/** The next `@`, or what ends an address (a space, quote, control character, `<` or `>`), from an index on. */
export function nextAtSign(scan: Scan, from: number): number {
  // What was searched once is remembered, which keeps hostile texts linear.
  const searchedTo = SEARCHED_TO.of(scan);
  if (from >= SEARCHED_FROM.of(scan) && from <= searchedTo) return searchedTo;
  const { bytes, length } = scan;
  let at = from;
  while (at < length) {
    const byte = bytes[at] as number;
    if (byte === AT_SIGN || ((CLASS[byte] as number) & VALUE_END) !== 0) break;
    at++;
  }
  SEARCHED_FROM.set(scan, from);
  SEARCHED_TO.set(scan, at);
  return at;
}
