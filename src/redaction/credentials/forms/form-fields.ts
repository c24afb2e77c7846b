// Finds the values of secrets in multi-part forms, where a header names the field and its value stands below an empty line.
import { BACKSLASH, BLANK } from '../../scan/ascii.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import type { Scan } from '../../scan/scan.ts';
import { credentialNameBefore } from '../names/credential-words.ts';
import { afterLineEnd } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';

/** How far `name="` may stand before the end of the name. */
const NAME_REACH = 64;
const MOST_HEADERS = 4;
const LONGEST_HEADER = 128;

/** `name="password"`, an empty line, the value: a field of a multi-part form (RFC 7578). */
export const formFields: Detector = {
  name: 'form-fields',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  pairs: pairsOf('"', '\r\n\\'),
  find(scan, at) {
    const start = afterEmptyLine(scan, at + 1);
    if (start < 0) return at + 1;
    const found = credentialNameBefore(scan, at);
    if (found === undefined || !scan.textBefore(at, NAME_REACH).includes('name="')) return at + 1;
    let end = start;
    while (
      end < start + 1024 &&
      (scan.bytes[end] as number) >= BLANK &&
      scan.bytes[end] !== BACKSLASH &&
      end < scan.length
    )
      end++;
    if (end > start) acceptArgument(scan, found.word, { start, end, isQuoted: true, isOverlong: false });
    return at + 1;
  },
};

/** The index after the empty line that ends the headers of a field, of which others may follow; -1 when there is none. */
function afterEmptyLine(scan: Scan, from: number): number {
  let at = from;
  for (let n = 0; n < MOST_HEADERS; n++) {
    const line = afterLineEnd(scan, at);
    if (line < 0) return -1;
    const value = afterLineEnd(scan, line);
    if (value >= 0) return value;
    if (!scan.hasWordAt('content-', line)) return -1;
    at = line;
    while (at < line + LONGEST_HEADER && at < scan.length && afterLineEnd(scan, at) < 0) at++;
  }
  return -1;
}
