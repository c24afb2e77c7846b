// Finds the values of session and login cookies in Cookie and Set-Cookie headers.

import { BLANK, COLON, COMMA, DOT, EQUALS, OPEN_BRACE, OPEN_BRACKET, SEMICOLON } from '../../scan/ascii.ts';
import { DIGIT, SPACE, TOKEN } from '../../scan/byte-classes.ts';
import { Remembered } from '../../scan/memory.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { isPlaceholder } from '../judgement/placeholders.ts';
import { looksGenerated } from '../judgement/randomness.ts';
import { afterValue } from '../values/quoted-values.ts';
import { isQuoteAt } from '../values/quotes.ts';
import { readValue, skipBlanks } from '../values/values.ts';

const RULE = defineRule('CREDENTIAL', 'cookie', 'a session or login cookie of a Cookie or Set-Cookie header');

/** Up to here everything is a list of cookies, which was looked at. */
const READ_UP_TO = new Remembered();
const MOST_COOKIES = 60;
const LONGEST_VALUE = 4096;
const LONGEST_NAME = 80;

/** Names of cookies that carry a login, a session or a token. */
const SESSION_NAME =
  /sess|sid$|^sid|\.sid|token|auth|jwt|csrf|xsrf|remember|login|key|secret|passw|identity|^__(?:host|secure)-|aspx|^s$/i;
/** Counters of analytics, and attributes of Set-Cookie. */
const PUBLIC_NAME =
  /^(?:_ga|_gid|_gat|_fbp|__utm|path|domain|expires|max-age|samesite|version|comment|lang|locale|theme)/i;

/** Handles the cookies that start at `from`, ignoring blanks and quotes: `name=value; name=value`. */
export function findCookies(scan: Scan, from: number): void {
  if (from < READ_UP_TO.of(scan)) return;
  let at = skipBlanks(scan, from);
  if (scan.at(at) === OPEN_BRACE) {
    findCookieObject(scan, at + 1);
    return;
  }
  for (let n = 0; n < MOST_COOKIES; n++) {
    while (at < scan.length && (isQuoteAt(scan, at) || scan.at(at) === OPEN_BRACKET) && at < from + 64) at++;
    const nameEnd = cookieNameEnd(scan, at);
    if (nameEnd === at || scan.at(nameEnd) !== EQUALS) return;
    const end = cookieEnd(scan, nameEnd + 1);
    READ_UP_TO.set(scan, end);
    judgeCookie(scan, { start: at, end: nameEnd }, { start: nameEnd + 1, end });
    if (scan.at(end) !== SEMICOLON) return;
    at = skipBlanks(scan, end + 1);
    at = skipAttributes(scan, at);
  }
}

/** `{"session":"…","theme":"dark"}`, on any level of escaping. */
function findCookieObject(scan: Scan, from: number): void {
  let at = from;
  for (let n = 0; n < MOST_COOKIES; n++) {
    const name = readValue(scan, at);
    if (name?.isQuoted !== true) return;
    at = skipBlanks(scan, afterValue(scan, name));
    if (scan.at(at) !== COLON) return;
    const value = readValue(scan, at + 1);
    if (value?.isQuoted !== true) return;
    judgeCookie(scan, name, value);
    at = skipBlanks(scan, afterValue(scan, value));
    READ_UP_TO.set(scan, at);
    if (scan.at(at) !== COMMA) return;
    at = skipBlanks(scan, at + 1);
  }
}

function cookieNameEnd(scan: Scan, from: number): number {
  let at = from;
  while (at < from + LONGEST_NAME && ((scan.classAt(at) & TOKEN) !== 0 || scan.at(at) === DOT)) at++;
  return at;
}

/** `HttpOnly;` and `Secure;` have no value. */
function skipAttributes(scan: Scan, from: number): number {
  const end = scan.skip(from, TOKEN, from + 16);
  return scan.at(end) === SEMICOLON && end > from ? skipBlanks(scan, end + 1) : from;
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

interface Range {
  readonly start: number;
  readonly end: number;
}

function judgeCookie(scan: Scan, nameRange: Range, { start, end }: Range): void {
  const name = scan.text.slice(nameRange.start, nameRange.end);
  if (end - start < 4 || PUBLIC_NAME.test(name) || scan.skip(start, DIGIT, end) === end) return;
  const value = scan.text.slice(start, Math.min(end, start + 256));
  if (isPlaceholder(value)) return;
  if (SESSION_NAME.test(name) || looksGenerated(value)) scan.add(start, end, RULE);
}
