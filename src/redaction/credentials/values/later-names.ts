// Finds the name of a value that stands after it in the same object: `{"value":"V","name":"X-Api-Key"}`, `- value: V` and `  name: TOKEN` below it.
import { COLON, COMMA, EQUALS } from '../../scan/ascii.ts';
import { WORD } from '../../scan/byte-classes.ts';
import { COST, type Haste } from '../../scan/effort.ts';
import { isQuoteAt, skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { afterEmpty, afterValue } from './quoted-values.ts';
import { readValue, skipBlanks, skipGap } from './values.ts';

const NAMING = /^(?:name|key|\w{0,16}(?:Name|Key)|field|header|k)$/i;
/** Fields between a value and its name. */
const MOST_FIELDS = 4;
/** From here on the name must stand right after the value. */
const HASTE_TO_LOOK_NEAR: Haste = 2;
const LONGEST_FIELD = 32;
const LONGEST_NAME = 64;

/** Where the name ends that is given to the value that starts at an index; -1 where none is. */
export function laterNameEnd(scan: Scan, from: number): number {
  let at = valueEnd(scan, from);
  const most = scan.effort.hasteAt(from) < HASTE_TO_LOOK_NEAR ? MOST_FIELDS : 1;
  for (let n = 0; n < most && at >= 0; n++) {
    scan.effort.spend(COST.name);
    at = skipGap(scan, at);
    if (scan.at(at) === COMMA) at = skipGap(scan, at + 1);
    const isQuoted = isQuoteAt(scan, at);
    const start = isQuoted ? skipBackslashes(scan, at) + 1 : at;
    const end = scan.skip(start, WORD, start + LONGEST_FIELD);
    const separator = skipBlanks(scan, isQuoted ? skipBackslashes(scan, end) + 1 : end);
    if (end === start || (scan.at(separator) !== COLON && scan.at(separator) !== EQUALS)) return -1;
    if (NAMING.test(scan.text.slice(start, end))) {
      const name = readValue(scan, separator + 1);
      return name === undefined || name.end - name.start > LONGEST_NAME ? -1 : name.end;
    }
    at = valueEnd(scan, separator + 1);
  }
  return -1;
}

/** The index after the value that starts at an index, also an empty one; -1 where none does. */
function valueEnd(scan: Scan, from: number): number {
  const value = readValue(scan, from);
  if (value === undefined) return afterEmpty(scan, skipBlanks(scan, from));
  return value.isOverlong ? -1 : afterValue(scan, value);
}
