// Finds the values of cookies in Cookie and Set-Cookie headers and in lists of such headers.

import { BLANK, CLOSE_BRACE, COMMA, EQUALS, OPEN_BRACE, SEMICOLON } from '../../scan/ascii.ts';
import { DIGIT, SPACE } from '../../scan/byte-classes.ts';
import { byteTable } from '../../scan/byte-table.ts';
import { COST } from '../../scan/effort.ts';
import { Remembered } from '../../scan/memory.ts';
import { isQuoteAt, skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { judgeBareCookie, judgeCookie } from '../judgement/cookie-judgement.ts';
import { isListAt, openingAt } from '../values/printed-openings.ts';
import { readQuoted } from '../values/quoted-values.ts';
import { afterLineEnd, skipBlanks, skipGap } from '../values/values.ts';
import { findCookieList, findCookieObject } from './cookie-objects.ts';

/** Up to here everything is a list of cookies, which was looked at. */
const READ_UP_TO = new Remembered();
const MOST_COOKIES = 300;
const LONGEST_VALUE = 4096;
const LONGEST_NAME = 80;
/** A part of a header that is no cookie: the next one is no farther away. */
const LONGEST_OTHER = 160;
const LONGEST_DATE = 40;
const LONGEST_GAP = 96;

/** Handles the cookies that start at `from`, ignoring blanks and quotes: `name=value; name=value`, a list of such, an object. */
export function findCookies(scan: Scan, from: number): void {
  if (from < READ_UP_TO.of(scan)) return;
  const at = skipBlanks(scan, from);
  const open = openingAt(scan, at);
  if (open < 0) findHeaders(scan, at, false);
  else if (isListAt(scan, at, open)) {
    const first = skipGap(scan, open + 1);
    const isOfObjects = scan.at(openingAt(scan, first)) === OPEN_BRACE;
    if (isOfObjects) READ_UP_TO.set(scan, findCookieList(scan, first));
    else findHeaders(scan, first, true);
  } else READ_UP_TO.set(scan, findCookieObject(scan, open));
}

/** The header that starts at an index, and those after it in a list. */
function findHeaders(scan: Scan, from: number, isInList: boolean): void {
  let at = from;
  for (let n = 0; n < MOST_COOKIES && at >= 0; n++) {
    const isBytes = scan.hasExactlyAt('b', at) && isQuoteAt(scan, at + 1);
    const start = isBytes ? at + 1 : at;
    const isQuoted = isQuoteAt(scan, start);
    const reader = new HeaderReader(scan, afterQuotes(scan, start), isQuoted);
    reader.read();
    // Only in a list is an item that has no cookie followed by others that have.
    if (!isInList && !reader.hasCookie) return;
    at = nextItem(scan, reader.at, isQuoted);
  }
}

/** Quotes before a cookie. */
function afterQuotes(scan: Scan, from: number): number {
  let at = from;
  while (at < from + LONGEST_GAP && isQuoteAt(scan, at)) at = skipBackslashes(scan, at) + 1;
  return at;
}

/** Where the next item of a list starts after a header that ends at an index; -1 where there is none. */
function nextItem(scan: Scan, end: number, isQuoted: boolean): number {
  let at = end;
  if (isQuoted) {
    if (!isQuoteAt(scan, at)) return -1;
    at = skipGap(scan, skipBackslashes(scan, at) + 1);
  }
  if (scan.at(at) !== COMMA) return -1;
  at = skipGap(scan, at + 1);
  return isQuoted === isQuoteAt(scan, at) ? at : -1;
}

/** Reads the cookies and attributes of one header. */
class HeaderReader {
  at: number;
  hasCookie = false;
  readonly #scan: Scan;
  readonly #isQuoted: boolean;
  /** Whether all before was cookies: after anything else what follows must look like a secret. */
  #isSure = true;

  constructor(scan: Scan, from: number, isQuoted: boolean) {
    this.#scan = scan;
    this.at = from;
    this.#isQuoted = isQuoted;
  }

  read(): void {
    const scan = this.#scan;
    this.#skipLineEnd();
    for (let n = 0; n < MOST_COOKIES; n++) {
      scan.effort.spend(COST.name);
      const start = skipBlanks(scan, this.at);
      const nameEnd = nameEndAt(scan, start);
      if (scan.at(nameEnd) === EQUALS) this.#takeCookie(start, nameEnd);
      else if (!this.#skipOther(start, nameEnd, n === 0)) return;
      if (scan.at(this.at) === COMMA && this.#isCookieAt(skipGap(scan, this.at + 1)))
        this.at = skipGap(scan, this.at + 1);
      else if (scan.at(this.at) === SEMICOLON) {
        this.at++;
        this.#skipLineEnd();
      } else if (!this.#skipLineEnd() && !this.#isOtherNext()) return;
    }
  }

  #takeCookie(start: number, nameEnd: number): void {
    const scan = this.#scan;
    const quoted = isQuoteAt(scan, nameEnd + 1) ? readQuoted(scan, nameEnd + 1) : undefined;
    const value = quoted ?? { start: nameEnd + 1, end: this.#valueEnd(nameEnd + 1) };
    judgeCookie(scan, scan.text.slice(start, nameEnd), value, this.#isSure);
    this.hasCookie = true;
    const isDate = scan.hasWordAt('expires', start) && nameEnd === start + 7;
    const end = isDate ? dateEnd(scan, nameEnd + 1) : value.end;
    READ_UP_TO.set(scan, end);
    // The quote of a value, but not the one around the whole header.
    this.at = quoted === undefined ? end : skipBackslashes(scan, end) + 1;
  }

  #valueEnd(from: number): number {
    const scan = this.#scan;
    const end = scan.at(from) === OPEN_BRACE && !this.#isQuoted ? objectEnd(scan, from) : -1;
    return end < 0 ? valueEnd(scan, from) : end;
  }

  /** Continues with the next cookie after an attribute, a lone value, or words; whether there may be one. */
  #skipOther(start: number, nameEnd: number, isFirst: boolean): boolean {
    const scan = this.#scan;
    if (isFirst && nameEnd > start) {
      judgeBareCookie(scan, { start, end: nameEnd }, this.#isQuoted);
      this.#isSure = false;
    }
    const next = skipBlanks(scan, nameEnd);
    this.at = scan.at(next) === SEMICOLON ? next : nameEnd;
    return this.at === next || this.#isOtherNext();
  }

  /** Whether another cookie comes after words, within the line: `a=b c; d=V`. */
  #isOtherNext(): boolean {
    const scan = this.#scan;
    if (scan.at(this.at) !== BLANK) return false;
    const limit = this.at + scan.lookAhead(this.at, LONGEST_OTHER);
    let at = this.at;
    while (at < limit && ENDS_OTHER[scan.at(at)] === 0) at++;
    scan.hasLookedAt(at - this.at);
    if (scan.at(at) !== SEMICOLON || !this.#isCookieAt(skipBlanks(scan, at + 1))) return false;
    this.at = at;
    this.#isSure = false;
    return true;
  }

  #isCookieAt(at: number): boolean {
    const end = nameEndAt(this.#scan, at);
    return end > at && this.#scan.at(end) === EQUALS;
  }

  /** Continues in the next line, where that is indented and has a cookie; whether it is. */
  #skipLineEnd(): boolean {
    const scan = this.#scan;
    const next = afterLineEnd(scan, skipBlanks(scan, this.at));
    if (next < 0) return false;
    const start = skipGap(scan, next);
    if (start === next || !this.#isCookieAt(start)) return false;
    this.at = start;
    this.#isSure = false;
    return true;
  }
}

/** What ends the name of a cookie, or a value that stands alone. */
const ENDS_NAME: Uint8Array = byteTable('=:;,{}()<>\\"\'`');
/** What ends words between two cookies. */
const ENDS_OTHER: Uint8Array = byteTable(';"\'`\\\n\r\0');

function nameEndAt(scan: Scan, from: number): number {
  let at = from;
  while (at < from + LONGEST_NAME && scan.at(at) > BLANK && ENDS_NAME[scan.at(at)] === 0) at++;
  return at;
}

function valueEnd(scan: Scan, from: number): number {
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

/** The end of `{"a":1,"b":"c"}`, before a semicolon or a line end; -1 where it is no such value. */
function objectEnd(scan: Scan, from: number): number {
  const limit = from + scan.lookAhead(from, LONGEST_VALUE);
  let at = from;
  while (at < limit && scan.at(at) >= BLANK && scan.at(at) !== SEMICOLON) at++;
  scan.hasLookedAt(at - from);
  return scan.at(at - 1) === CLOSE_BRACE && at < limit ? at : -1;
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
