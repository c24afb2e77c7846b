// Finds the operator between a name and its value, and where each of them ends and begins: `=`, `:`, `:=`, `?=`, `||=`, `=>`, colours and quotes around them.
import {
  AMPERSAND,
  BLANK,
  CLOSE_BRACKET,
  COLON,
  DOT,
  EQUALS,
  ESCAPE,
  GREATER,
  HASH,
  LOWER_M,
  LOWER_Q,
  NO_BREAK_SPACE,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  QUESTION,
  SEMICOLON,
  SLASH,
  TAB,
  TILDE,
} from '../../scan/ascii.ts';
import { LETTER, LOWER, QUOTE, WORD } from '../../scan/byte-classes.ts';
import { byteTable } from '../../scan/byte-table.ts';
import type { Scan } from '../../scan/scan.ts';
import { skipBlanks } from './values.ts';

/** More closing quotes, backslashes and brackets than this do not stand between a name and its separator. */
export const MOST_CLOSERS = 12;
const MOST_ALIGNMENT = 32;

/** What stands before an `=` or `:` in operators of languages: `?=`, `||=`, `+=`, `!=`, `.=`, `~=`; `name?:`, `Name*:`. */
export const BEFORE_EQUALS = '?|+&!.~';
export const BEFORE_COLON = '?*!';

/** Which bytes may stand before an `=` (1) or a `:` (2): asked for at every separator. */
const MAY_PRECEDE: Uint8Array = new Uint8Array(256);
for (const [marks, bit] of [
  [BEFORE_EQUALS, 1],
  [BEFORE_COLON, 2],
] as const) {
  for (const mark of marks) MAY_PRECEDE[mark.charCodeAt(0)] = (MAY_PRECEDE[mark.charCodeAt(0)] as number) | bit;
}

/** Where the operator starts that ends with the `=` or `:` at an index. */
export function operatorStart(scan: Scan, separator: number): number {
  const byte = scan.at(separator - 1);
  const bits = MAY_PRECEDE[byte] as number;
  if (bits === 0) return separator;
  if (scan.at(separator) === COLON) return (bits & 2) === 0 ? separator : separator - 1;
  if ((bits & 1) === 0) return separator;
  return scan.at(separator - 2) === byte && byte !== DOT ? separator - 2 : separator - 1;
}

/**
 * Whether an operator gives a name any value: code adds to a variable and compares it more often than it gives one a literal, so that
 * a bare value after others must not look like a name in code.
 */
export function isPlainOperator(scan: Scan, operator: number, separator: number): boolean {
  if (operator === separator) return true;
  return scan.at(separator) === COLON
    ? scan.at(operator) !== QUESTION
    : scan.at(operator) === QUESTION && operator === separator - 1;
}

/** The end of a name before a terminal's escape sequence: `ESC[32mpasswordESC[0m=`. */
export function withoutColour(scan: Scan, separator: number): number {
  return scan.at(separator - 1) === LOWER_M ? scan.escapeBefore(separator) : separator;
}

/** The end of the name before a separator: blanks that align, closing quotes and brackets are skipped. */
export function endOfName(scan: Scan, separator: number): number {
  const limit = separator - MOST_ALIGNMENT;
  let at = operatorStart(scan, separator);
  while (at > limit && isBlankAt(scan, at - 1)) at--;
  const stop = at - MOST_CLOSERS;
  while (at > stop && at > 0 && isCloser(scan, at - 1)) at--;
  return scan.at(at) === SEMICOLON && scan.hasExactlyAt('&quot;', at - 5) ? at - 5 : at;
}

/** A blank, a tab or a no-break space. */
function isBlankAt(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  return byte === BLANK || byte === TAB || byte === NO_BREAK_SPACE;
}

/** Quotes, backslashes and brackets that close a name. */
const CLOSERS: Uint8Array = byteTable('"\'`\\])');

function isCloser(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  if (CLOSERS[byte] === 1) return true;
  if (byte === OPEN_BRACKET) return scan.at(at + 1) === CLOSE_BRACKET;
  return byte === SEMICOLON && scan.hasExactlyAt('&quot', at - 5);
}

/** Where a value may start: after `=`, `==`, `:`, `:=`, `=>`, `::`; -1 after `://`. */
export function afterSeparator(scan: Scan, separator: number): number {
  let at = separator + 1;
  if (scan.at(separator) === COLON && scan.at(at) === SLASH && scan.at(at + 1) === SLASH) return -1;
  if (isMethodNext(scan, at)) return -1;
  while (at < separator + 3 && (scan.at(at) === EQUALS || scan.at(at) === GREATER || scan.at(at) === COLON)) at++;
  // `=~`
  if (scan.at(at) === TILDE && scan.at(at - 1) === EQUALS) at++;
  return scan.at(at) === ESCAPE ? afterColour(scan, at) : at;
}

/** `Provider$ServiceKey::hashCode (19 bytes)`: a method of a class. */
function isMethodNext(scan: Scan, at: number): boolean {
  if (scan.at(at) !== COLON || scan.at(at - 1) !== COLON || (scan.classAt(at + 1) & LOWER) === 0) return false;
  const end = scan.skip(at + 1, LETTER, at + LONGEST_METHOD);
  return scan.at(end) === OPEN_PARENTHESIS || (scan.at(end) === BLANK && scan.at(end + 1) === OPEN_PARENTHESIS);
}

const LONGEST_METHOD = 64;

/** The index after `ESC[33m`, blanks and a further one. */
function afterColour(scan: Scan, from: number): number {
  let at = from;
  for (let n = 0; n < 2 && scan.at(at) === ESCAPE; n++) {
    let end = at + 1;
    while (end < at + 12 && scan.at(end) > BLANK && scan.at(end) !== LOWER_M) end++;
    if (scan.at(end) !== LOWER_M) return from;
    at = skipBlanks(scan, end + 1);
  }
  return at;
}

/** `a=&b=1`: the next parameter follows at once, though `&quot;` opens a value. `"a":""`: nothing between the quotes. */
export function isEmptyValue(scan: Scan, from: number): boolean {
  const first = scan.at(from);
  const second = scan.at(from + 1);
  if (first === AMPERSAND) return second !== LOWER_Q && second !== HASH;
  if (first !== second || (scan.classAt(from) & QUOTE) === 0) return false;
  // `""…""` is how CSV quotes within a cell.
  return first !== scan.at(from + 2) && (scan.classAt(from + 2) & WORD) === 0;
}
