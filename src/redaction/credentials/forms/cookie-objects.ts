// Finds the values of cookies in objects of them, by name, and in lists of cookies with their attributes.
import { CLOSE_BRACE, COLON, COMMA, OPEN_BRACE } from '../../scan/ascii.ts';
import type { Scan } from '../../scan/scan.ts';
import { judgeCookie } from '../judgement/cookie-judgement.ts';
import { isOfCookieSettings } from '../names/held-fields.ts';
import { type HeldText, textsIn } from '../values/object-values.ts';
import { openingAt } from '../values/printed-openings.ts';
import { afterValue, type Value } from '../values/quoted-values.ts';
import { readValue, skipBlanks, skipGap } from '../values/values.ts';

const MOST_COOKIES = 300;
const MOST_ATTRIBUTES = 16;

/** The object that opens at an index: `{"session":"…","theme":"dark"}`, on any level of escaping; the index up to which it was read. */
export function findCookieObject(scan: Scan, open: number): number {
  const { texts, end } = textsIn(scan, open);
  const isOfSettings = isOfCookieSettings(texts.map(({ field }) => field));
  const name = isOfSettings ? nameIn(scan, texts) : undefined;
  for (const { value, field } of texts) {
    if (!value.isQuoted) continue;
    if (name !== undefined && field === 'value') judgeCookie(scan, name, value, true);
    // `cookie: { name: 'connect.sid', maxAge: 3600 }`
    else if (!isOfSettings || !NAME_FIELD.test(field)) judgeCookie(scan, field, value, !isOfSettings);
  }
  return end;
}

const NAME_FIELD = /^(?:name|key)$/;

function nameIn(scan: Scan, texts: readonly HeldText[]): string | undefined {
  const found = texts.find(({ field }) => NAME_FIELD.test(field));
  return found === undefined ? undefined : scan.text.slice(found.value.start, found.value.end);
}

/** The items from an index on: `{"name":"session","value":"…","path":"/"}, …`, as browsers and their archives list them. */
export function findCookieList(scan: Scan, from: number): number {
  let at = from;
  for (let n = 0; n < MOST_COOKIES; n++) {
    const open = openingAt(scan, at);
    if (open < 0 || scan.at(open) !== OPEN_BRACE) break;
    at = findCookieFields(scan, skipGap(scan, open + 1));
    if (scan.at(at) !== CLOSE_BRACE) break;
    at = skipGap(scan, at + 1);
    if (scan.at(at) !== COMMA) break;
    at = skipGap(scan, at + 1);
  }
  return at;
}

function findCookieFields(scan: Scan, from: number): number {
  const fields = new Map<string, Value>();
  let at = from;
  for (let n = 0; n < MOST_ATTRIBUTES; n++) {
    const key = readValue(scan, at);
    if (key === undefined || key.isOverlong) break;
    const colon = skipBlanks(scan, afterValue(scan, key));
    const value = scan.at(colon) === COLON ? readValue(scan, colon + 1) : undefined;
    if (value === undefined) break;
    fields.set(scan.text.slice(key.start, key.end).toLowerCase(), value);
    at = skipGap(scan, afterValue(scan, value));
    if (scan.at(at) !== COMMA) break;
    at = skipGap(scan, at + 1);
  }
  const name = fields.get('name') ?? fields.get('key');
  const value = fields.get('value');
  if (name?.isQuoted === true && value?.isQuoted === true)
    judgeCookie(scan, scan.text.slice(name.start, name.end), value, true);
  return at;
}
