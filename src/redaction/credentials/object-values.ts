// Finds the value in an object under the name of a secret that has other fields too: `{"secret":{"name":"db","value":"V"}}`.
import { ALNUM, QUOTE, SPACE, WORD } from '../scan/byte-classes.ts';
import type { Scan } from '../scan/scan.ts';
import type { Value } from './quoted-values.ts';
import { isQuoteAt, skipBackslashes } from './quotes.ts';
import { readValue } from './values.ts';

const MOST_FIELDS = 12;
const MOST_OBJECTS = 64;
const MOST_LEVELS = 3;
const LONGEST_GAP = 64;
const LONGEST_NAME = 64;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;

/** The names under which such an object has its secret. */
const VALUE_NAME = /^(?:(?:secret|string|plain)?_?value|plaintext)$/i;

/** Fields that say whose or where a secret is. */
export const NO_SECRET: RegExp =
  /^(?:user(?:name|_?id)?|login|host(?:name)?|server|port|url|uri|endpoint|address|database|db_?name|schema|engine|name|type|ttl|region|namespace|created_time|version|db_?(?:instance|cluster)_?identifier|[a-z]{0,16}_?arn)$/i;

/** A field and its value; texts are in quotes. */
type OnField = (name: string, value: Value) => void;

/** The secret of the object that opens at an index, the quote before it included; -1 where it has none of its own. */
export function valueInObject(scan: Scan, open: number): number {
  let found = -1;
  if (scan.at(open) === OPEN)
    readFields(scan, open, (name, { start, isQuoted }) => {
      if (found < 0 && isQuoted && VALUE_NAME.test(name)) found = start;
    });
  if (found < 0) return -1;
  let at = found - 1;
  while (scan.at(at - 1) === BACKSLASH) at--;
  return at;
}

/** Reports the secrets of the objects in the list that opens at an index: `"secrets": [{"name": "db", "value": "V"}]`. */
export function findInObjects(scan: Scan, open: number, report: (value: Value) => void): void {
  if (scan.at(open) !== OPEN_LIST) return;
  let at = skipGap(scan, open + 1);
  for (let n = 0; n < MOST_OBJECTS && scan.at(at) === OPEN; n++) {
    at = readFields(scan, at, (name, value) => {
      if (value.isQuoted && VALUE_NAME.test(name)) report(value);
    });
    if (scan.at(at) !== CLOSE) return;
    at = skipGap(scan, at + 1);
    if (scan.at(at) !== COMMA) return;
    at = skipGap(scan, at + 1);
  }
}

/** Reports the texts of an object, or of the one in it (`{"data": {…}}`), but for what says whose or where they are. */
export function findTexts(scan: Scan, open: number, report: (value: Value) => void): void {
  let at = open;
  for (let n = 0; n < MOST_LEVELS && scan.at(at) === OPEN; n++) {
    const from = fieldAt(scan, skipGap(scan, at + 1))?.from ?? -1;
    if (scan.at(from) !== OPEN) break;
    at = from;
  }
  if (scan.at(at) !== OPEN) return;
  readFields(scan, at, (name, value) => {
    if (value.isQuoted && !NO_SECRET.test(name)) report(value);
  });
}

/** Those of an object that a text is: `"SecretString": "{\\"db\\": \\"V\\"}"`. */
export function findTextsIn(scan: Scan, at: number, report: (value: Value) => void): void {
  const quote = skipBackslashes(scan, at);
  findTexts(scan, (scan.classAt(quote) & QUOTE) === 0 ? quote : quote + 1, report);
}

/** Reports the fields of a flat object up to the first that is no text, number or literal; where it stopped. */
function readFields(scan: Scan, open: number, onField: OnField): number {
  let at = skipGap(scan, open + 1);
  for (let n = 0; n < MOST_FIELDS; n++) {
    const field = fieldAt(scan, at);
    const value = field === undefined ? undefined : readPlain(scan, field.from);
    if (field === undefined || value === undefined) return at;
    onField(field.name, value);
    at = skipGap(scan, value.isQuoted ? skipBackslashes(scan, value.end) + 1 : value.end);
    if (scan.at(at) !== COMMA) return at;
    at = skipGap(scan, at + 1);
  }
  return at;
}

/** The name of the field that starts at an index, in quotes or not, and where its value starts. */
function fieldAt(scan: Scan, at: number): { readonly name: string; readonly from: number } | undefined {
  const isQuoted = isQuoteAt(scan, at);
  const start = isQuoted ? skipBackslashes(scan, at) + 1 : at;
  const end = scan.skip(start, WORD, start + LONGEST_NAME);
  const close = isQuoted ? skipBackslashes(scan, end) : end;
  if (end === start || (isQuoted && (scan.classAt(close) & QUOTE) === 0)) return undefined;
  const colon = skipGap(scan, isQuoted ? close + 1 : close);
  if (scan.at(colon) !== COLON) return undefined;
  return { name: scan.text.slice(start, end), from: skipGap(scan, colon + 1) };
}

function readPlain(scan: Scan, from: number): Value | undefined {
  if (!isQuoteAt(scan, from) && (scan.classAt(from) & ALNUM) === 0) return undefined;
  const value = readValue(scan, from);
  return value === undefined || value.isOverlong ? undefined : value;
}

/** Blanks and line ends, also escaped ones. */
function skipGap(scan: Scan, from: number): number {
  let at = from;
  while (at < from + LONGEST_GAP) {
    if ((scan.classAt(at) & SPACE) !== 0) at++;
    else if (scan.at(at) === BACKSLASH && 'nrt'.includes(String.fromCharCode(scan.at(at + 1)))) at += 2;
    else break;
  }
  return at;
}
