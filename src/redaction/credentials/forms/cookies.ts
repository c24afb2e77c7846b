// Finds the values of cookies in Cookie and Set-Cookie headers, in lists of such headers, and in objects of cookies.

import {
  BLANK,
  CLOSE_BRACE,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  OPEN_BRACE,
  OPEN_BRACKET,
  SEMICOLON,
} from '../../scan/ascii.ts';
import { DIGIT, SPACE, TOKEN } from '../../scan/byte-classes.ts';
import { Remembered } from '../../scan/memory.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { isPlaceholder, isWordForValue } from '../judgement/placeholders.ts';
import { afterValue, readQuoted, type Value } from '../values/quoted-values.ts';
import { isQuoteAt, skipBackslashes } from '../values/quotes.ts';
import { readValue, skipBlanks, skipBlanksAndLines } from '../values/values.ts';

const RULE = defineRule('CREDENTIAL', 'cookie', 'the value of a cookie that is not known to be public');

/** Up to here everything is a list of cookies, which was looked at. */
const READ_UP_TO = new Remembered();
const MOST_COOKIES = 300;
const LONGEST_VALUE = 4096;
const LONGEST_NAME = 80;
const MOST_ATTRIBUTES = 16;
const LONGEST_DATE = 40;
const LONGEST_GAP = 64;
const LEAST_VALUE = 4;
const LEAST_NUMBER = 6;

/** Names of cookies that carry a login, a session or a token: their values may be numbers. */
const SESSION_NAME =
  /sess|sid$|^sid|\.sid|token|auth|jwt|csrf|xsrf|remember|login|key|secret|passw|identity|^__(?:host|secure)-|aspx|^s$/i;
/** Counters of analytics, what a visitor chose to see, and attributes of Set-Cookie (RFC 6265 section 4.1): everybody may read them. */
const PUBLIC_NAME =
  /^(?:_ga|_gid|_gat|_gcl|_fbp|_hj|__utm|_pk_|path$|domain$|expires$|max-age$|samesite$|priority$|version$|comment|lang|locale|theme|tz$|time_?zone|currency|country|color_?(?:scheme|mode)|dark_?mode|(?:[\w-]{0,32}[_-])?(?:consent|banner)|cookie_?consent)/i;

/** Handles the cookies that start at `from`, ignoring blanks and quotes: `name=value; name=value`, and a list of such. */
export function findCookies(scan: Scan, from: number): void {
  if (from < READ_UP_TO.of(scan)) return;
  let at = skipBlanks(scan, from);
  if (scan.at(at) === OPEN_BRACE) {
    findCookieObject(scan, at + 1);
    return;
  }
  if (scan.at(at) === OPEN_BRACKET && scan.at(skipGap(scan, at + 1)) === OPEN_BRACE) {
    findCookieList(scan, skipGap(scan, at + 1));
    return;
  }
  for (let n = 0; n < MOST_COOKIES; n++) {
    at = skipOpening(scan, at);
    const nameEnd = cookieNameEnd(scan, at);
    if (nameEnd === at || scan.at(nameEnd) !== EQUALS) return;
    const value = cookieValue(scan, nameEnd + 1);
    judgeCookie(scan, { start: at, end: nameEnd }, value);
    const isDate = scan.hasWordAt('expires', at) && nameEnd === at + 7;
    const end = isDate ? dateEnd(scan, nameEnd + 1) : value.end;
    READ_UP_TO.set(scan, end);
    // The quote of a value, but not the one around the whole header.
    at = nextCookie(scan, value.start > nameEnd + 1 ? skipBackslashes(scan, end) + 1 : end);
    if (at < 0) return;
  }
}

/** Quotes and brackets before a cookie. */
function skipOpening(scan: Scan, from: number): number {
  let at = from;
  while (at < scan.length && at < from + LONGEST_GAP && (isQuoteAt(scan, at) || scan.at(at) === OPEN_BRACKET)) at++;
  return at;
}

/** Where the cookie or attribute after one starts, also in the next item of a list; -1 where there is none. */
function nextCookie(scan: Scan, from: number): number {
  let at = from;
  for (let n = 0; n < MOST_ATTRIBUTES && scan.at(at) === SEMICOLON; n++) {
    const start = skipBlanks(scan, at + 1);
    at = cookieNameEnd(scan, start);
    if (scan.at(at) === EQUALS) return start;
  }
  const isQuoted = isQuoteAt(scan, at);
  if (isQuoted) at = skipGap(scan, skipBackslashes(scan, at) + 1);
  if (scan.at(at) !== COMMA) return -1;
  at = skipGap(scan, at + 1);
  return isQuoted === isQuoteAt(scan, at) ? at : -1;
}

/** `{"session":"…","theme":"dark"}`, on any level of escaping. */
function findCookieObject(scan: Scan, from: number): void {
  let at = from;
  for (let n = 0; n < MOST_COOKIES; n++) {
    const name = readValue(scan, skipGap(scan, at));
    if (name === undefined || name.isOverlong) return;
    at = skipBlanks(scan, afterValue(scan, name));
    if (scan.at(at) !== COLON) return;
    const value = readValue(scan, at + 1);
    if (value?.isQuoted !== true) return;
    judgeCookie(scan, name, value);
    at = skipGap(scan, afterValue(scan, value));
    READ_UP_TO.set(scan, at);
    if (scan.at(at) !== COMMA) return;
    at++;
  }
}

/** `[{"name":"session","value":"…","path":"/"}]`, as browsers and their archives list them. */
function findCookieList(scan: Scan, from: number): void {
  let at = from;
  for (let n = 0; n < MOST_COOKIES && scan.at(at) === OPEN_BRACE; n++) {
    at = findCookieFields(scan, skipGap(scan, at + 1));
    READ_UP_TO.set(scan, at);
    if (scan.at(at) !== CLOSE_BRACE) return;
    at = skipGap(scan, at + 1);
    if (scan.at(at) !== COMMA) return;
    at = skipGap(scan, at + 1);
  }
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
  const name = fields.get('name');
  const value = fields.get('value');
  if (name?.isQuoted === true && value?.isQuoted === true) judgeCookie(scan, name, value);
  return at;
}

function cookieNameEnd(scan: Scan, from: number): number {
  let at = from;
  while (at < from + LONGEST_NAME && ((scan.classAt(at) & TOKEN) !== 0 || scan.at(at) === DOT)) at++;
  return at;
}

/** The value from an index on, without the quotes that it may stand in. */
function cookieValue(scan: Scan, from: number): Range {
  const quoted = isQuoteAt(scan, from) ? readQuoted(scan, from) : undefined;
  return quoted ?? { start: from, end: cookieEnd(scan, from) };
}

function cookieEnd(scan: Scan, from: number): number {
  const limit = Math.min(scan.length, from + LONGEST_VALUE);
  let at = from;
  while (at < limit) {
    const byte = scan.bytes[at] as number;
    if (byte === SEMICOLON || byte === COMMA || (scan.classAt(at) & SPACE) !== 0 || byte < BLANK || isQuoteAt(scan, at))
      break;
    at++;
  }
  return at;
}

/** The end of `Thu, 01 Jan 2026 00:00:00 GMT`. */
function dateEnd(scan: Scan, from: number): number {
  let at = from;
  for (let n = 0; n < LONGEST_DATE; n++, at++) {
    const byte = scan.at(at);
    const isInDate = byte === COMMA && (scan.classAt(at + 2) & DIGIT) !== 0;
    if ((byte === COMMA && !isInDate) || byte === SEMICOLON || byte < BLANK || isQuoteAt(scan, at)) break;
  }
  return at;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Every value but that of a public name, a word that says something of it, or a number (RFC 6265 section 5.4: what it means is the server's). */
function judgeCookie(scan: Scan, nameRange: Range, { start, end }: Range): void {
  const name = scan.text.slice(nameRange.start, nameRange.end);
  if (end - start < LEAST_VALUE || PUBLIC_NAME.test(name)) return;
  const isNumber = scan.skip(start, DIGIT, end) === end;
  if (isNumber && (end - start < LEAST_NUMBER || !SESSION_NAME.test(name))) return;
  const value = scan.text.slice(start, Math.min(end, start + 256));
  if (!isPlaceholder(value) && !isWordForValue(value)) scan.add(start, end, RULE);
}

/** Blanks and line ends, also escaped ones. */
function skipGap(scan: Scan, from: number): number {
  return skipBlanksAndLines(scan, from, LONGEST_GAP);
}
