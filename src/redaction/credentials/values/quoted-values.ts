// Reads a value between quotes: escaped on any level, doubled, tripled, in the braces of ODBC, spelled as entities.
import {
  AMPERSAND,
  BACKSLASH,
  BACKTICK,
  BLANK,
  CLOSE_BRACE,
  LINE_FEED,
  OPEN_BRACE,
  SEMICOLON,
} from '../../scan/ascii.ts';
import { CLASS, DIGIT, QUOTE, SPACE, VALUE_END, WORD } from '../../scan/byte-classes.ts';
import { skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { closesText, endWithinText } from '../../scan/text-ends.ts';
import { shellWordEnd } from './shell-words.ts';

/** A value read. */
export interface Value {
  readonly start: number;
  readonly end: number;
  /** It stood between quotes (or tags), so that everything between them is the value. */
  readonly isQuoted: boolean;
  /** It is longer than {@link LONGEST_JUDGED}; `end` is that far only. */
  readonly isOverlong: boolean;
}

/** The index after a value and the quote that closes it. */
export function afterValue(scan: Scan, { end, isQuoted }: Value): number {
  return isQuoted ? skipBackslashes(scan, end) + 1 : end;
}

/** The index after an empty text in quotes; -1 where there is none. */
export function afterEmpty(scan: Scan, from: number): number {
  const quote = skipBackslashes(scan, from);
  const close = skipBackslashes(scan, quote + 1);
  const isEmpty = (scan.classAt(quote) & QUOTE) !== 0 && close - quote - 1 === quote - from;
  return isEmpty && scan.at(close) === scan.at(quote) ? close + 1 : -1;
}

/** A value is judged by this many of its first characters; a longer one is read to its end once it is believed. */
export const LONGEST_JUDGED = 256;
const LONGEST_QUOTED = 4096;

/** What is left of a value whose text was cut before the quote that closes it: up to the end of the text; `undefined` elsewhere. */
export function cutValue(scan: Scan, at: number): Value | undefined {
  const start = skipBackslashes(scan, at) + 1;
  const { length } = scan;
  if (length - start > LONGEST_JUDGED) return undefined;
  for (let i = start; i < length; i++) if ((scan.classAt(i) & QUOTE) !== 0 || scan.at(i) < BLANK) return undefined;
  return length > start ? { start, end: length, isQuoted: true, isOverlong: false } : undefined;
}

/** More quotes than this in a row are no doubled ones. */
const MOST_DOUBLED = 8;

/** The value between the quotes of any kind that open at an index; `undefined` where none do, or they are not closed. */
export function readQuoted(scan: Scan, at: number): Value | undefined {
  const open = skipBackslashes(scan, at);
  const quote = scan.at(open);
  if (quote === OPEN_BRACE) return readBraces(scan, open);
  if ((scan.classAt(open) & QUOTE) === 0) return readSpelledQuotes(scan, at);
  if (closesText(scan, at, open)) return undefined;
  const depth = open - at;
  if (depth === 0 && quote !== BACKTICK && scan.at(open + 1) === quote) {
    const isTriple = scan.at(open + 2) === quote;
    if (isTriple || (scan.classAt(open + 2) & WORD) !== 0) return readWideQuotes(scan, open, quote, isTriple ? 3 : 2);
  }
  const close = closingQuote(scan, open + 1, quote, depth);
  if (close < 0) return undefined;
  const end = endWithinText(scan, open + 1, close, at);
  if (end < close) return end > open + 1 ? { start: open + 1, end, isQuoted: true, isOverlong: false } : undefined;
  const wordEnd = depth === 0 && quote !== BACKTICK ? shellWordEnd(scan, close) : close;
  if (wordEnd > close) return { start: open, end: wordEnd, isQuoted: true, isOverlong: false };
  return { start: open + 1, end: close, isQuoted: true, isOverlong: false };
}

/**
 * Where the value ends that a quote with `depth` backslashes before it opened. A quote one level deeper has twice as many and
 * one more, and a backslash at the end of the value two (four, …) more: so the number modulo `2 * (depth + 1)` tells.
 */
function closingQuote(scan: Scan, from: number, quote: number, depth: number): number {
  const limit = Math.min(scan.length, from + scan.lookAhead(from, LONGEST_QUOTED));
  let backslashes = 0;
  let at = from;
  let found = -1;
  let firstDoubled = -1;
  for (; at < limit; at++) {
    const byte = scan.bytes[at] as number;
    if (byte === BACKSLASH) {
      backslashes++;
      continue;
    }
    if (byte === quote && (backslashes < depth || backslashes % (2 * (depth + 1)) === depth)) {
      const escaped = Math.min(backslashes, depth);
      const last = at - escaped === from ? at : lastOfRun(scan, at, depth);
      if (((last - at) / (depth + 1)) % 2 === 0) {
        found = last - escaped;
        break;
      }
      if (firstDoubled < 0) firstDoubled = at - escaped;
      at = last;
    } else if (byte === LINE_FEED && depth === 0 && quote !== BACKTICK) break;
    backslashes = 0;
  }
  scan.hasLookedAt(at - from);
  return found < 0 ? firstDoubled : found;
}

/** The last of the same quotes, each escaped alike, that stand side by side: a pair of them is one that belongs to the value. */
function lastOfRun(scan: Scan, from: number, depth: number): number {
  const quote = scan.at(from);
  let at = from;
  for (let n = 0; n < MOST_DOUBLED; n++) {
    const next = at + depth + 1;
    if (scan.at(next) !== quote || skipBackslashes(scan, at + 1) !== next) break;
    at = next;
  }
  return at;
}

/** `"""…"""` of Python and TOML; `""…""` in a cell of CSV, whose quotes are all doubled. */
function readWideQuotes(scan: Scan, open: number, quote: number, width: number): Value | undefined {
  const from = open + width;
  const limit = Math.min(scan.length, from + scan.lookAhead(from, LONGEST_QUOTED));
  let at = from;
  while (at < limit && !isRunOf(scan, at, quote, width) && !(width === 2 && scan.bytes[at] === LINE_FEED)) at++;
  scan.hasLookedAt(at - from);
  if (!isRunOf(scan, at, quote, width)) return undefined;
  const start = scan.skip(from, SPACE, at);
  const end = scan.skipBack(at, SPACE, start);
  return { start, end, isQuoted: true, isOverlong: false };
}

function isRunOf(scan: Scan, at: number, quote: number, width: number): boolean {
  for (let i = 0; i < width; i++) if (scan.at(at + i) !== quote) return false;
  return true;
}

/**
 * `PWD={…};`: ODBC's quotes are braces, in which a closing one is doubled. `{0};` is the place of an argument, and braces at the
 * end of a text are ODBC's only after a semicolon.
 */
function readBraces(scan: Scan, open: number): Value | undefined {
  for (let end = open + 1; end < open + LONGEST_JUDGED; end++) {
    const byte = scan.at(end);
    if (byte === CLOSE_BRACE) {
      if (scan.at(end + 1) === CLOSE_BRACE) {
        end++;
        continue;
      }
      const isPlace = scan.skip(open + 1, DIGIT, end) === end || REFERENCE.test(scan.text.slice(open + 1, end));
      const isClosed = scan.at(end + 1) === SEMICOLON || (isLastSetting(scan, end + 1) && isInSettings(scan, open));
      return isClosed && !isPlace ? { start: open + 1, end, isQuoted: true, isOverlong: false } : undefined;
    }
    if (byte === OPEN_BRACE || byte < BLANK) return undefined;
  }
  return undefined;
}

/** `{env:NAME}`, `{{name}}` */
const REFERENCE = /^(?:\{|(?:env|file|vault|secret|var):)/;

function isLastSetting(scan: Scan, at: number): boolean {
  return at >= scan.length || scan.at(at) === BACKSLASH || (scan.classAt(at) & (VALUE_END | QUOTE)) !== 0;
}

/** Whether a setting stands before the one whose braces open: `…;PWD={`. */
function isInSettings(scan: Scan, open: number): boolean {
  let name = scan.skipBack(open - 1, WORD | SPACE, open - LONGEST_SETTING);
  if (name === open - 1) name--;
  return scan.at(name - 1) === SEMICOLON;
}

const LONGEST_SETTING = 24;

/** Entities that stand for a quote; others are decoded before they are looked at. */
const QUOTE_SPELLINGS = ['&quot;', '&#34;', '&#39;'];

function readSpelledQuotes(scan: Scan, at: number): Value | undefined {
  if (scan.at(at) !== AMPERSAND) return undefined;
  const spelling = QUOTE_SPELLINGS.find((text) => scan.hasWordAt(text, at));
  if (spelling === undefined) return undefined;
  const start = at + spelling.length;
  const limit = Math.min(scan.length, start + LONGEST_JUDGED);
  for (let end = start; end < limit; end++) {
    if (scan.bytes[end] === spelling.charCodeAt(0) && scan.hasWordAt(spelling, end)) {
      return { start, end, isQuoted: true, isOverlong: false };
    }
    if (((CLASS[scan.bytes[end] as number] as number) & VALUE_END) !== 0) break;
  }
  return undefined;
}
