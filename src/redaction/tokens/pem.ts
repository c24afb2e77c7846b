// Finds private keys in PEM or PGP armour, the whole block.

import { Buffer } from 'node:buffer';
import { BLANK, COLON, DASH, EQUALS } from '../scan/ascii.ts';
import { BASE64, SPACE, VALUE_END } from '../scan/byte-classes.ts';
import { byteTable } from '../scan/byte-table.ts';
import { type Detector, pairsOf } from '../scan/detector.ts';
import { defineRule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';

const BLOCK = defineRule('PRIVATE_KEY', 'key block', 'BEGIN and END lines of a private key');
const CUT_BLOCK = defineRule(
  'PRIVATE_KEY',
  'cut key block',
  'the BEGIN line of a private key and what looks like its body',
);

/** No key block is longer: an RSA key of 16,384 bits takes 13 KB. */
export const LONGEST_KEY_BLOCK = 65_536;
const LONGEST_LABEL = 64;
const BEGIN = '-----BEGIN ';
const END = '-----END ';

export const pem: Detector = {
  name: 'pem',
  entities: ['PRIVATE_KEY'],
  // The dash and the B of `-----BEGIN`.
  pairs: pairsOf('-', 'B'),
  find(scan, at) {
    const start = at - 4;
    if (!scan.hasExactlyAt(BEGIN, start)) return at + 1;
    const labelEnd = lineEnd(scan, start + BEGIN.length);
    if (labelEnd < 0 || !scan.text.slice(start, labelEnd).includes('PRIVATE KEY')) return at + 1;
    const end = blockEnd(scan, labelEnd);
    if (end > 0) {
      scan.add(start, end, BLOCK);
      return end;
    }
    const bodyEnd = cutBodyEnd(scan, labelEnd);
    scan.add(start, bodyEnd, CUT_BLOCK);
    return bodyEnd;
  },
};

/** The start of `-----BEGIN ` in base64, as key files stand in kubeconfigs and environment variables. */
const ENCODED_BEGIN = 'LS0tLS1CRUdJTi';
const ENCODED = defineRule('PRIVATE_KEY', 'base64 of a key block', 'decodes to the BEGIN line of a private key');

export const encodedPem: Detector = {
  name: 'encoded-pem',
  entities: ['PRIVATE_KEY'],
  pairs: pairsOf('C', 'R'),
  find(scan, at) {
    const start = at - ENCODED_BEGIN.indexOf('CR');
    if (!scan.hasExactlyAt(ENCODED_BEGIN, start)) return at + 1;
    const decoded = Buffer.from(scan.text.slice(start, start + 80), 'base64').toString('latin1');
    if (!decoded.slice(0, LONGEST_LABEL).includes('PRIVATE KEY')) return at + 1;
    let end = scan.skip(start, BASE64, start + 2 * LONGEST_KEY_BLOCK);
    while (end < scan.length && scan.bytes[end] === EQUALS) end++;
    scan.add(start, end, ENCODED);
    return end;
  },
};

/** The end of the five dashes that close a BEGIN or END line; -1 when they are not near. */
function lineEnd(scan: Scan, from: number): number {
  const limit = Math.min(scan.length, from + LONGEST_LABEL);
  for (let at = from; at < limit; at++) {
    if (scan.bytes[at] === DASH && scan.hasExactlyAt('-----', at)) return at + 5;
    if ((scan.bytes[at] as number) < BLANK) return -1;
  }
  return -1;
}

/** The end of the block's END line; -1 when it has none. What is no body ends the search, so that each byte is searched once. */
function blockEnd(scan: Scan, from: number): number {
  const bodyEnd = skipBody(scan, from);
  return scan.hasExactlyAt(END, bodyEnd) ? lineEnd(scan, bodyEnd + END.length) : -1;
}

/** What may stand in a block: base64, line ends (also escaped), headers, indentation, the quotes of a code listing. */
const BODY: Uint8Array = byteTable('=\\,:-().\'"|>_[]', BASE64 | SPACE);

function skipBody(scan: Scan, from: number): number {
  const limit = Math.min(scan.length, from + LONGEST_KEY_BLOCK);
  let at = from;
  while (at < limit && BODY[scan.bytes[at] as number] === 1) {
    if (scan.bytes[at] === DASH && scan.hasExactlyAt('-----', at)) break;
    at++;
  }
  return at;
}

/** `Proc-Type: 4,ENCRYPTED` and the like (RFC 1421 section 4.6), which part a label from the body. */
const HEADER = /^(?:\\r|\\n|\s)*(?:Proc-Type|DEK-Info|Comment|Version|Hash|Charset|Subject): /;
const MOST_HEADERS = 8;
const LONGEST_HEADER = 128;

/** The end of the headers after a label; the index itself where there are none. */
function headersEnd(scan: Scan, from: number, limit: number): number {
  let at = from;
  for (let n = 0; n < MOST_HEADERS; n++) {
    const found = HEADER.exec(scan.textAfter(at, LONGEST_HEADER));
    if (found === null) break;
    at += found[0].length;
    const stop = Math.min(limit, at + LONGEST_HEADER);
    while (at < stop && (scan.bytes[at] as number) >= BLANK && !scan.hasExactlyAt('\\n', at)) at++;
  }
  return at;
}

/** The shortest line of a body, but for its last one; what is shorter and followed by more words is prose. */
const SHORTEST_LINE = 24;

/** `password=…` below a block that was cut: padding ends a body, and has nothing after it. */
function isNameOfValue(scan: Scan, runEnd: number): boolean {
  const byte = scan.at(runEnd);
  return (
    (byte === EQUALS || byte === COLON) &&
    scan.at(runEnd + 1) !== EQUALS &&
    (scan.classAt(runEnd + 1) & VALUE_END) === 0 &&
    runEnd + 1 < scan.length
  );
}

/** The end of the body of a block that was cut: runs of base64 with line ends or escapes between. */
function cutBodyEnd(scan: Scan, from: number): number {
  const limit = skipBody(scan, from);
  let at = headersEnd(scan, from, limit);
  let end = at;
  while (at < limit) {
    const run = scan.skip(at, BASE64, limit);
    if (run - at >= SHORTEST_LINE) end = run;
    else if (run > at) {
      // A short last line ends the text or its string; a word of a sentence has blanks around it.
      if (scan.at(at - 1) === BLANK || scan.at(run) === BLANK || isNameOfValue(scan, run)) break;
      if (end > from) end = run;
    }
    at = run > at ? run : at + 1;
  }
  return end;
}
