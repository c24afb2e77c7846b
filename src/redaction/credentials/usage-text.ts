// Tells the columns of a manual from an option and its argument.
import { UPPER } from '../scan/byte-classes.ts';
import type { Scan } from '../scan/scan.ts';
import { isSentenceNext, skipBlanks, type Value } from './values.ts';

/** Columns are so many blanks apart. */
const LEAST_GAP = 3;

/** `--password        force a prompt`, `-password val      Set the source`: what follows the option explains it. */
export function isUsageText(scan: Scan, nameEnd: number, { start, end, isQuoted }: Value): boolean {
  if (isQuoted) return false;
  if (start - nameEnd >= LEAST_GAP && isSentenceNext(scan, end)) return true;
  const next = skipBlanks(scan, end);
  return next - end >= LEAST_GAP && (scan.classAt(next) & UPPER) !== 0;
}
