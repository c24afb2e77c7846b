// Reads the value that follows a name: quoted on any level of escaping, or bare up to what ends it.
import {
  AMPERSAND,
  BACKSLASH,
  BACKTICK,
  BAR,
  BLANK,
  CARRIAGE_RETURN,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PARENTHESIS,
  COLON,
  COMMA,
  DASH,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER,
  LESS,
  LINE_FEED,
  LOWER_N,
  LOWER_R,
  LOWER_T,
  LOWER_U,
  NO_BREAK_SPACE,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  SEMICOLON,
  SINGLE_QUOTE,
  SLASH,
  TAB,
  ZERO,
} from '../../scan/ascii.ts';
import { ALNUM, LETTER, LOWER, QUOTE, SPACE, UPPER, VALUE_END, WORD } from '../../scan/byte-classes.ts';
import { byteTable } from '../../scan/byte-table.ts';
import { COST } from '../../scan/effort.ts';
import { isQuoteAt, skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { isTextEnd } from '../../scan/text-ends.ts';
import { LONGEST_JUDGED, readQuoted, type Value } from './quoted-values.ts';
import { isPieceNext, pieceEnd } from './shell-words.ts';

const MOST_BLANKS = 16;
const WIDEST_COLUMN = 64;
const LONGEST_GAP = 256;

/** The first index from `from` on that is no blank or tab (also an escaped one), after at most 16 characters or the one that the last of them escapes. */
export function skipBlanks(scan: Scan, from: number): number {
  let at = from;
  const limit = from + MOST_BLANKS;
  while (at < limit) {
    const byte = scan.at(at);
    if (byte === BLANK || byte === TAB || byte === NO_BREAK_SPACE) at++;
    else if (byte === BACKSLASH && scan.at(at + 1) === LOWER_T) at += 2;
    else break;
  }
  return at;
}

/** The first index from `from` on that is no blank, after at most the width of a column. */
export function blanksEnd(scan: Scan, from: number): number {
  let at = from;
  while (at < from + WIDEST_COLUMN && scan.at(at) === BLANK) at++;
  return at;
}

/** The first index from `from` on that is no blank and no line end, also an escaped one, after at most `longest` characters. */
export function skipBlanksAndLines(scan: Scan, from: number, longest: number, escapes = 'nrt'): number {
  let at = from;
  while (at < from + longest) {
    if ((scan.classAt(at) & SPACE) !== 0) at++;
    else if (scan.at(at) === BACKSLASH && escapes.includes(String.fromCharCode(scan.at(at + 1)))) at += 2;
    else break;
  }
  return at;
}

/** Blanks and line ends, also escaped ones: printers put the items of a list on lines of their own, or in columns. */
export function skipGap(scan: Scan, from: number): number {
  return skipBlanksAndLines(scan, from, LONGEST_GAP);
}

/** The index after a line end, also an escaped one; -1 when there is none. */
export function afterLineEnd(scan: Scan, from: number): number {
  let at = from;
  if (scan.at(at) === CARRIAGE_RETURN) at++;
  else if (scan.hasExactlyAt('\\r', at)) at += 2;
  if (scan.at(at) === LINE_FEED) return at + 1;
  return scan.hasExactlyAt('\\n', at) ? at + 2 : -1;
}

/** The value that starts at `from`, ignoring blanks, the bracket of a list, the letters of a kind of string and a quote that nothing closes; `undefined` when there is none. */
export function readValue(scan: Scan, from: number): Value | undefined {
  scan.effort.spend(COST.value);
  let at = skipBlanks(scan, from);
  if (scan.at(at) === OPEN_BRACKET && isQuoteAt(scan, skipBlanks(scan, at + 1))) at = skipBlanks(scan, at + 1);
  at = afterPrefix(scan, at);
  const quoted = readQuoted(scan, at);
  if (quoted !== undefined) return quoted.end > quoted.start ? quoted : undefined;
  while (isQuoteAt(scan, at)) {
    if (isTextEnd(scan, at)) return undefined;
    at = skipBackslashes(scan, at) + 1;
  }
  const bare = readBareWord(scan, at);
  return bare.end > bare.start ? bare : undefined;
}

/** What stands before the quote of a string in Python, SQL, C, C#, Rust and shells: `rb'…'`, `N'…'`, `E'…'`, `L"…"`, `@"…"`, `$'…'`. */
const PREFIXES = 'ubrfeNUBRFEL@$';

function afterPrefix(scan: Scan, at: number): number {
  if (!isPrefix(scan, at)) return at;
  if ((scan.classAt(at + 1) & QUOTE) !== 0) return at + 1;
  return isPrefix(scan, at + 1) && (scan.classAt(at + 2) & QUOTE) !== 0 ? at + 2 : at;
}

function isPrefix(scan: Scan, at: number): boolean {
  return PREFIXES.includes(String.fromCharCode(scan.at(at)));
}

/** Which bytes may end a bare value, depending on what follows. */
const MAY_END: Uint8Array = byteTable('\\&,;|)]}', VALUE_END);

/** The bare value that starts at an index. */
export function readBareWord(scan: Scan, start: number): Value {
  const limit = Math.min(scan.length, start + scan.lookAhead(start, LONGEST_JUDGED));
  const end = bareEnd(scan, start, limit);
  scan.hasLookedAt(end - start);
  if (end === limit && limit < scan.length) return { start, end, isQuoted: false, isOverlong: true };
  return { start, end: withoutFullStop(scan, start, end), isQuoted: false, isOverlong: false };
}

function bareEnd(scan: Scan, start: number, limit: number): number {
  let at = start;
  while (at < limit) {
    if (MAY_END[scan.bytes[at] as number] === 1 && endsBare(scan, start, at)) {
      if (at === start || isCodeNext(scan, start) || !isPieceNext(scan, at)) break;
      at = pieceEnd(scan, at) - 1;
    }
    at++;
  }
  return Math.min(at, limit);
}

/** `(r'…' + x`: a bracket opens no word of a shell. */
function isCodeNext(scan: Scan, start: number): boolean {
  const byte = scan.at(start);
  return byte === OPEN_PARENTHESIS || byte === OPEN_BRACKET || byte === OPEN_BRACE;
}

/** The end of an overlong value, at most `most` characters beyond what was judged of it. */
export function overlongEnd(scan: Scan, value: Value, most: number = scan.length): number {
  return bareEnd(scan, value.end, Math.min(scan.length, value.end + most));
}

/** Full stop, colon or comma after a value end the sentence. */
function withoutFullStop(scan: Scan, start: number, from: number): number {
  let end = from;
  while (end > start + 1 && (scan.at(end - 1) === DOT || scan.at(end - 1) === COLON || scan.at(end - 1) === COMMA))
    end--;
  return end;
}

function endsBare(scan: Scan, start: number, at: number): boolean {
  switch (scan.bytes[at]) {
    case BACKSLASH:
      return isEscape(scan, at);
    case AMPERSAND:
      return at === start || isNameNext(scan, at + 1) || scan.hasExactlyAt('amp;', at + 1) || at + 1 === scan.length;
    case SEMICOLON:
      return true;
    case BAR:
      return isNameNext(scan, at + 1) || isEndNext(scan, at + 1);
    case COMMA:
      return isEndNext(scan, at + 1) || isNameNext(scan, skipBlanks(scan, at + 1));
    case CLOSE_PARENTHESIS:
      return isEndNext(scan, at + 1) && !hasOpener(scan, start, at, OPEN_PARENTHESIS);
    case CLOSE_BRACKET:
      return isEndNext(scan, at + 1) && !hasOpener(scan, start, at, OPEN_BRACKET);
    case CLOSE_BRACE:
      return isEndNext(scan, at + 1) && !hasOpener(scan, start, at, OPEN_BRACE);
    case LESS:
      return at === start || scan.at(at + 1) === SLASH || isTagNext(scan, at + 1);
    case GREATER:
      return isEndNext(scan, at + 1);
    case DOUBLE_QUOTE:
    case BACKTICK:
      return at > start || isEndNext(scan, at + 1);
    case SINGLE_QUOTE:
      return at > start ? !isApostrophe(scan, start, at) : isEndNext(scan, at + 1);
    case BLANK:
      // `two\ words` in a shell.
      return scan.at(at - 1) !== BACKSLASH || at - 1 <= start || (scan.classAt(at + 1) & WORD) === 0;
    default:
      return true;
  }
}

/** `can't`, `O'Neill7`, where no quote before the value closes here. */
function isApostrophe(scan: Scan, start: number, at: number): boolean {
  if ((scan.classAt(at - 1) & LETTER) === 0 || (scan.classAt(at + 1) & LETTER) === 0) return false;
  for (let i = start - 1; i >= 0 && i > start - QUOTE_REACH && scan.at(i) !== LINE_FEED; i--)
    if (scan.at(i) === SINGLE_QUOTE) return false;
  return true;
}

const QUOTE_REACH = 64;

/** `<br>`, `<br/>`, `<span class=`: but `a<b(1` is a password. */
function isTagNext(scan: Scan, at: number): boolean {
  const end = scan.skip(at, WORD, at + LONGEST_TAG_NAME);
  const byte = scan.at(end);
  return end > at && (scan.classAt(at) & LETTER) !== 0 && (byte === GREATER || byte === SLASH || byte === BLANK);
}

const LONGEST_TAG_NAME = 32;

/** A line end, tab, quote or code point in JSON's escapes, on any level. */
function isEscape(scan: Scan, at: number): boolean {
  const next = skipBackslashes(scan, at);
  const byte = scan.at(next);
  if (
    byte === LOWER_N ||
    byte === LOWER_R ||
    byte === LOWER_T ||
    (scan.classAt(next) & QUOTE) !== 0 ||
    next === scan.length
  )
    return true;
  return byte === LOWER_U && scan.at(next + 1) === ZERO && scan.at(next + 2) === ZERO;
}

/** Whether nothing of a value can follow: the end, a space, a quote, a separator or another bracket. */
function isEndNext(scan: Scan, at: number): boolean {
  if (at >= scan.length) return true;
  return MAY_END[scan.bytes[at] as number] === 1 || scan.bytes[at] === DOT || scan.bytes[at] === COLON;
}

function hasOpener(scan: Scan, start: number, end: number, opener: number): boolean {
  for (let i = start; i < end; i++) if (scan.bytes[i] === opener) return true;
  return false;
}

/** Whether another `name=` or `name:` starts at an index. */
export function isNameNext(scan: Scan, at: number): boolean {
  let end = at;
  const limit = at + 40;
  while (end < limit && ((scan.classAt(end) & WORD) !== 0 || scan.at(end) === DASH || scan.at(end) === DOT)) end++;
  if (end === at || (scan.classAt(at) & LETTER) === 0) return false;
  return scan.at(end) === EQUALS || scan.at(end) === COLON;
}

/** Whether more words follow a value on its line: then it may be the first word of a sentence. */
export function isSentenceNext(scan: Scan, end: number): boolean {
  const classes = scan.classAt(end + 1);
  return (
    (scan.classAt(end) & SPACE) !== 0 &&
    scan.at(end) >= BLANK &&
    (classes & (LOWER | UPPER)) !== 0 &&
    !isNameNext(scan, end + 1)
  );
}

/** Whether nothing but the end of a line or of a string follows a value. */
export function isLastOnLine(scan: Scan, { end, isQuoted }: Value): boolean {
  if (isQuoted) return true;
  const byte = scan.at(end);
  return byte < BLANK || byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE || byte === BACKSLASH || byte === BACKTICK;
}

/** Whether a value has a letter or digit at all. */
export function hasAlnum(scan: Scan, { start, end }: Value): boolean {
  for (let i = start; i < end; i++) if ((scan.classAt(i) & (ALNUM | LETTER)) !== 0) return true;
  return false;
}

/** Whether a blank stands in a range. */
export function hasBlank(scan: Scan, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((scan.classAt(i) & SPACE) !== 0) return true;
  return false;
}
