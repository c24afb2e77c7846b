// Finds JSON in base64url: tokens of RFC 7519 by a header with an algorithm, and the keys that vendors write so.

import { Buffer } from 'node:buffer';
import { DOT, EQUALS, LOWER_Y } from '../scan/ascii.ts';
import { BASE64_ANY, TOKEN } from '../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../scan/detector.ts';
import { COST } from '../scan/effort.ts';
import { defineRule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';

const RULE = defineRule('JWT', 'JSON web token', 'the header decodes to JSON with alg or enc');

const KEY = defineRule('CREDENTIAL', 'encoded key', 'base64 of an object that begins as the vendor writes it');
/** `{"k":"` of Grafana's keys, `{"auths":` of a registry's credentials. */
const KEY_BEGINNINGS: readonly string[] = ['eyJrIjoi', 'eyJhdXRocyI6'];
const SHORTEST_KEY = 32;

const SHORTEST_HEADER = 16;
const LONGEST_HEADER = 4096;

/**
 * The beginnings of an object in base64url: `{"` and a letter, nearly always; `{"` and a digit, `{ `, `{` and a line end or tab; and
 * blanks and line ends before the brace.
 */
const OBJECT_BEGINNINGS: readonly string[] = [
  'eyJ',
  'eyI',
  'eyK',
  'eyL',
  'eyA',
  'ewo',
  'ew0',
  'ewk',
  'IHs',
  'ICB7',
  'ICAge',
  'Cns',
  'CXs',
  'DQp7',
];

const beginsObject = (scan: Scan, start: number): boolean =>
  OBJECT_BEGINNINGS.some((beginning) => scan.hasExactlyAt(beginning, start));

export const jwt: Detector = {
  name: 'jwt',
  entities: ['JWT', 'CREDENTIAL'],
  // Those of the first letters that are rare in logs: the second and third of what begins with `ey`, else the first two.
  pairs: [
    ...pairsOf('y', 'JIKLA'),
    ...['ew', 'IH', 'IC', 'Cn', 'CX', 'DQ'].flatMap(([a = '', b = '']) => pairsOf(a, b)),
  ],
  find(scan, at) {
    const start = scan.at(at) === LOWER_Y ? at - 1 : at;
    if (!beginsObject(scan, start) || !scan.startsToken(start)) return at + 1;
    const headerEnd = scan.skip(start, TOKEN, scan.length);
    if (scan.at(headerEnd) !== DOT) return findKey(scan, start, headerEnd);
    const length = headerEnd - start;
    if (length < SHORTEST_HEADER || length > LONGEST_HEADER || !isHeader(scan, start, headerEnd)) return headerEnd;
    const end = partsEnd(scan, headerEnd);
    if (end > headerEnd + 1) scan.add(start, end, RULE);
    return end;
  },
};

function findKey(scan: Scan, start: number, runEnd: number): number {
  if (!KEY_BEGINNINGS.some((beginning) => scan.hasExactlyAt(beginning, start))) return runEnd;
  let end = scan.skip(runEnd, BASE64_ANY, scan.length);
  while (scan.at(end) === EQUALS) end++;
  if (end - start >= SHORTEST_KEY) scan.add(start, end, KEY);
  return end;
}

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

function isHeader(scan: Scan, start: number, end: number): boolean {
  scan.effort.spend(COST.base64);
  const json = Buffer.from(scan.text.slice(start, end), 'base64url').toString('latin1');
  if (!json.includes('"alg"') && !json.includes('"enc"') && !json.includes('\\u')) return false;
  // What is no JSON is dear to parse: in a text of nothing but such the name of the field is enough.
  if (scan.effort.hasteAt(start) > 0) return true;
  scan.effort.spend(COST.json);
  try {
    const header: unknown = JSON.parse(json);
    return typeof header === 'object' && header !== null && ('alg' in header || 'enc' in header);
  } catch {
    return false;
  }
}
