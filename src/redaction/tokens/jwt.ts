// Finds JSON Web Tokens: a header that decodes to JSON with an algorithm, and what belongs to it.
import { Buffer } from 'node:buffer';
import { TOKEN } from '../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../scan/detector.ts';
import { defineRule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';

const RULE = defineRule('JWT', 'JSON web token', 'the header decodes to JSON with alg or enc');

const SHORTEST_HEADER = 16;
const LONGEST_HEADER = 4096;
const DOT = 0x2e;

export const jwt: Detector = {
  name: 'jwt',
  entities: ['JWT'],
  // `eyJ` is `{"` in base64url; its last two letters are a rarer pair than its first.
  pairs: pairsOf('y', 'J'),
  find(scan, at) {
    const start = at - 1;
    if (scan.at(start) !== 0x65 || !scan.startsToken(start)) return at + 1;
    const headerEnd = scan.skip(start, TOKEN, scan.length);
    if (scan.at(headerEnd) !== DOT) return headerEnd;
    const length = headerEnd - start;
    if (length < SHORTEST_HEADER || length > LONGEST_HEADER || !isHeader(scan.text.slice(start, headerEnd)))
      return headerEnd;
    const end = partsEnd(scan, headerEnd);
    if (end > headerEnd + 1) scan.add(start, end, RULE);
    return end;
  },
};

/** The end of up to four further parts; empty ones are allowed (an unsigned token, a key agreed on directly). */
function partsEnd(scan: Scan, from: number): number {
  let end = from;
  for (let part = 0; part < 4 && scan.at(end) === DOT; part++) {
    const next = scan.skip(end + 1, TOKEN, scan.length);
    // A full stop after the signature is the sentence's.
    if (next === end + 1 && part >= 2 && scan.at(next) !== DOT) break;
    end = next;
  }
  return end;
}

function isHeader(base64url: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(base64url, 'base64url').toString('latin1'));
    return typeof header === 'object' && header !== null && ('alg' in header || 'enc' in header);
  } catch {
    return false;
  }
}
