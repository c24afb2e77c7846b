// Finds the values of secrets in multi-part forms, where a header names the field and its value stands below an empty line.
import { BACKSLASH, BLANK, CARRIAGE_RETURN, LINE_FEED, LOWER_N, LOWER_R } from '../../scan/ascii.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import type { Scan } from '../../scan/scan.ts';
import { credentialNameBefore } from '../names/credential-words.ts';
import { acceptArgument } from './credentials.ts';

/** How far `name="` may stand before the end of the name. */
const NAME_REACH = 64;

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

/** The index after two line ends (escaped ones too); -1 when there are not two. */
function afterEmptyLine(scan: Scan, from: number): number {
  let lineEnds = 0;
  let at = from;
  while (at < from + 8) {
    const byte = scan.at(at);
    const isEscaped = byte === BACKSLASH;
    const kind = isEscaped ? scan.at(at + 1) : byte;
    if (kind === LINE_FEED || (isEscaped && kind === LOWER_N)) lineEnds++;
    else if (kind !== CARRIAGE_RETURN && !(isEscaped && kind === LOWER_R)) break;
    at += isEscaped ? 2 : 1;
  }
  return lineEnds === 2 ? at : -1;
}
