// Finds the value in an object under the name of a secret that has other fields too: `{"secret":{"name":"db","value":"V"}}`.
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  EQUALS,
  GREATER,
  OPEN_BRACE,
  OPEN_BRACKET,
} from '../../scan/ascii.ts';
import { ALNUM, QUOTE, UPPER, WORD } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';
import { afterValue, type Value } from './quoted-values.ts';
import { isQuoteAt, skipBackslashes } from './quotes.ts';
import { readValue, skipBlanksAndLines } from './values.ts';

const MOST_FIELDS = 12;
const MOST_OBJECTS = 64;
const MOST_LEVELS = 3;
const LONGEST_GAP = 64;
const LONGEST_NAME = 64;
const LONGEST_NESTED = 512;

/** The names under which such an object has its secret. */
const VALUE_NAME =
  /^(?:(?:secret|string|plain|raw|current|old|new)?_?(?:value|text)|plain(?:_?text)?|clear(?:_?text)?|data|raw|inner|current|old|new|previous|payload|access|refresh|jwt|S)$/i;
/** Those of objects that have it. */
const CONTAINER = /^(?:(?:secret|string)?_?(?:value|data)|payload|secret|password|access|refresh|current|old|new)$/i;
/** `"stringData": {"db": "V"}` of Kubernetes: whatever the names are. */
const ANY_IN = /^string_?data$/i;

/** Fields that say whose or where a secret is. */
export const NO_SECRET: RegExp =
  /^(?:user(?:name|_?id)?|login|host(?:name)?|server|port|url|uri|endpoint|address|database|db_?name|schema|engine|name|type|ttl|region|namespace|created_time|version|db_?(?:instance|cluster)_?identifier|[a-z]{0,16}_?arn)$/i;

/** A field and its value; texts are in quotes. */
type OnField = (name: string, value: Value) => void;

/** Where the object opens that stands at an index, after the name of its type too: `Secret { inner: "V" }`; -1 where none does. */
export function objectAt(scan: Scan, at: number): number {
  const isNamed = (scan.classAt(at) & UPPER) !== 0;
  const open = isNamed ? skipGap(scan, scan.skip(at, WORD, at + LONGEST_NAME)) : at;
  return scan.at(open) === OPEN_BRACE ? open : -1;
}

/** Reports the texts of the object that opens at an index whose names say that they are its value, those of objects in it too. */
export function findValues(scan: Scan, open: number, report: (value: Value) => void, level = 0): void {
  readFields(
    scan,
    open,
    (name, value) => {
      if (value.isQuoted && VALUE_NAME.test(name)) report(value);
    },
    (name, from) => {
      if (level >= MOST_LEVELS || !CONTAINER.test(name)) return;
      if (ANY_IN.test(name)) findTexts(scan, from, report);
      else findValues(scan, from, report, level + 1);
    },
  );
}

/** Reports the secrets of the objects in the list that opens at an index: `"secrets": [{"name": "db", "value": "V"}]`. */
export function findInObjects(scan: Scan, open: number, report: (value: Value) => void): void {
  if (scan.at(open) !== OPEN_BRACKET) return;
  let at = skipGap(scan, open + 1);
  for (let n = 0; n < MOST_OBJECTS && scan.at(at) === OPEN_BRACE; n++) {
    at = readFields(scan, at, (name, value) => {
      if (value.isQuoted && VALUE_NAME.test(name)) report(value);
    });
    if (scan.at(at) !== CLOSE_BRACE) return;
    at = skipGap(scan, at + 1);
    if (scan.at(at) !== COMMA) return;
    at = skipGap(scan, at + 1);
  }
}

/** Reports the texts of an object, or of the one in it (`{"data": {…}}`), but for what says whose or where they are. */
export function findTexts(scan: Scan, open: number, report: (value: Value) => void): void {
  let at = open;
  for (let n = 0; n < MOST_LEVELS && scan.at(at) === OPEN_BRACE; n++) {
    const from = fieldAt(scan, skipGap(scan, at + 1))?.from ?? -1;
    if (scan.at(from) !== OPEN_BRACE) break;
    at = from;
  }
  if (scan.at(at) !== OPEN_BRACE) return;
  readFields(scan, at, (name, value) => {
    if (value.isQuoted && !NO_SECRET.test(name)) report(value);
  });
}

/** Those of an object that a text is: `"SecretString": "{\\"db\\": \\"V\\"}"`. */
export function findTextsIn(scan: Scan, at: number, report: (value: Value) => void): void {
  const quote = skipBackslashes(scan, at);
  findTexts(scan, (scan.classAt(quote) & QUOTE) === 0 ? quote : quote + 1, report);
}

/** Reports the fields of an object up to the first that is no text, number, literal, list or object; where it stopped. */
function readFields(
  scan: Scan,
  open: number,
  onField: OnField,
  onObject: (name: string, open: number) => void = () => undefined,
): number {
  let at = skipGap(scan, open + 1);
  for (let n = 0; n < MOST_FIELDS; n++) {
    const field = fieldAt(scan, at);
    if (field === undefined) return at;
    const nested = nestedEnd(scan, field.from);
    if (nested > 0) {
      if (scan.at(field.from) === OPEN_BRACE) onObject(field.name, field.from);
      at = skipGap(scan, nested);
    } else {
      const value = readPlain(scan, field.from);
      if (value === undefined) return at;
      onField(field.name, value);
      at = skipGap(scan, afterValue(scan, value));
    }
    if (scan.at(at) !== COMMA) return at;
    at = skipGap(scan, at + 1);
  }
  return at;
}

/** The index after the object or list that opens at an index; -1 where none does, or is not closed soon. */
function nestedEnd(scan: Scan, open: number): number {
  if (scan.at(open) !== OPEN_BRACE && scan.at(open) !== OPEN_BRACKET) return -1;
  const limit = Math.min(scan.length, open + scan.lookAhead(open, LONGEST_NESTED));
  let depth = 0;
  let at = open;
  let end = -1;
  for (; at < limit && end < 0; at++) {
    const byte = scan.bytes[at];
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) end = at + 1;
  }
  scan.hasLookedAt(at - open);
  return end;
}

/** The name of the field that starts at an index, in quotes or not, and where its value starts. */
function fieldAt(scan: Scan, at: number): { readonly name: string; readonly from: number } | undefined {
  const isQuoted = isQuoteAt(scan, at);
  const bare = scan.at(at) === COLON ? at + 1 : at;
  const start = isQuoted ? skipBackslashes(scan, at) + 1 : bare;
  const end = scan.skip(start, WORD, start + LONGEST_NAME);
  const close = isQuoted ? skipBackslashes(scan, end) : end;
  if (end === start || (isQuoted && (scan.classAt(close) & QUOTE) === 0)) return undefined;
  const separator = skipGap(scan, isQuoted ? close + 1 : close);
  if (scan.at(separator) !== COLON && scan.at(separator) !== EQUALS) return undefined;
  const isArrow = scan.at(separator) === EQUALS && scan.at(separator + 1) === GREATER;
  return { name: scan.text.slice(start, end), from: skipGap(scan, separator + (isArrow ? 2 : 1)) };
}

function readPlain(scan: Scan, from: number): Value | undefined {
  if (!isQuoteAt(scan, from) && (scan.classAt(from) & ALNUM) === 0) return undefined;
  const value = readValue(scan, from);
  return value === undefined || value.isOverlong ? undefined : value;
}

/** Blanks and line ends, also escaped ones. */
function skipGap(scan: Scan, from: number): number {
  return skipBlanksAndLines(scan, from, LONGEST_GAP);
}
