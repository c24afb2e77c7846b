// Where quotes stand, after as many backslashes as their level of escaping has.
import { BACKSLASH } from './ascii.ts';
import { QUOTE } from './byte-classes.ts';
import type { TextView } from './text-view.ts';

/** Whether a quote, escaped or not, stands at an index. */
export function isQuoteAt(scan: TextView, at: number): boolean {
  return (scan.classAt(skipBackslashes(scan, at)) & QUOTE) !== 0;
}

export function skipBackslashes(scan: TextView, from: number): number {
  let at = from;
  while (scan.at(at) === BACKSLASH && at < from + 16) at++;
  return at;
}
