// Where quotes stand, after as many backslashes as their level of escaping has.
import { BACKSLASH } from '../../scan/ascii.ts';
import { QUOTE } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';

/** Whether a quote, escaped or not, stands at an index. */
export function isQuoteAt(scan: Scan, at: number): boolean {
  return (scan.classAt(skipBackslashes(scan, at)) & QUOTE) !== 0;
}

export function skipBackslashes(scan: Scan, from: number): number {
  let at = from;
  while (scan.at(at) === BACKSLASH && at < from + 16) at++;
  return at;
}
