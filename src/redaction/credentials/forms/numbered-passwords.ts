// Finds the values of `password1: V`: digits before a colon are as common as times of day, so the word itself is the trigger.

import { COLON } from '../../scan/ascii.ts';
import { DIGIT } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO } from '../judgement/looked-at.ts';
import { findNamedValue } from './credentials.ts';

/** Looks at the word password around an index of its `sw`. */
export function findNumberedPassword(scan: Scan, at: number): void {
  const end = at + 5;
  if ((scan.classAt(end) & DIGIT) === 0 || !scan.hasWordAt('password', at - 3)) return;
  const nameEnd = scan.skip(end, DIGIT, end + 2);
  if (scan.at(nameEnd) === COLON && at >= FOUND_UP_TO.of(scan)) findNamedValue(scan, nameEnd, nameEnd);
}
