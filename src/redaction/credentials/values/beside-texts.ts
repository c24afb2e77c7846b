// Finds the value of a name that is a text of its own, with a separator: `{"Password:":"V"}`, `"password=" + "V"`, `"X-Api-Key:" "V"`.
import { AMPERSAND, BAR, BLANK, COLON, DOT, EQUALS, LESS, OPEN_BRACE, OPEN_BRACKET, PLUS } from '../../scan/ascii.ts';
import { DIGIT, QUOTE, TOKEN } from '../../scan/byte-classes.ts';
import { isQuoteAt, skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { isTextEnd } from '../../scan/text-ends.ts';
import { looksSecret } from '../judgement/randomness.ts';
import { afterValue, type Value } from './quoted-values.ts';
import { readValue, skipBlanks, skipGap } from './values.ts';

const LONGEST_NAME = 64;

/** Whether nothing but the name that ends at an index stands between a quote and there: no question, and no sentence. */
export function isLoneName(scan: Scan, nameEnd: number): boolean {
  const start = scan.skipBack(nameEnd, TOKEN, nameEnd - LONGEST_NAME);
  return (scan.classAt(start - 1) & QUOTE) !== 0;
}

/** `user:`, `host=`: the name of another value. */
const LABEL = /^[A-Za-z][a-z_ -]{0,32}[:=] ?$/;

/** Whether a text is the name of another value. */
export function isLabel(scan: Scan, { start, end }: Value): boolean {
  return LABEL.test(scan.text.slice(start, end));
}

/** Whether a text in quotes is the name of a field. */
export function isKey(scan: Scan, value: Value): boolean {
  const byte = scan.at(skipBlanks(scan, afterValue(scan, value)));
  return byte === COLON || byte === EQUALS;
}

/** The separator after a text that is the key of an object, and that a quote at an index closes; -1 where it is none or has no value. */
export function keySeparator(scan: Scan, close: number): number {
  const separator = skipBlanks(scan, skipBackslashes(scan, close) + 1);
  const byte = scan.at(separator);
  if (byte !== COLON && byte !== EQUALS) return -1;
  const from = skipBlanks(scan, scan.hasExactlyAt('=>', separator) ? separator + 2 : separator + 1);
  const first = scan.at(from);
  if (first === OPEN_BRACE || first === OPEN_BRACKET || (scan.classAt(from) & DIGIT) !== 0) return separator;
  return isQuoteAt(scan, from) && !isTextEnd(scan, from) ? separator : -1;
}

/** The text after the one that a name and its separator end, joined to it or beside it; `undefined` where there is none, or another name. */
export function textBeside(scan: Scan, nameEnd: number, close: number): Value | undefined {
  const from = afterJoint(scan, skipBackslashes(scan, close) + 1);
  const value = isQuoteAt(scan, from) ? readValue(scan, from) : undefined;
  if (value?.isQuoted !== true || value.isOverlong || isLabel(scan, value) || isKey(scan, value)) return undefined;
  const text = scan.text.slice(value.start, value.end);
  return isLoneName(scan, nameEnd) || (!/\s/.test(text) && looksSecret(text)) ? value : undefined;
}

const JOINTS: readonly number[] = [PLUS, AMPERSAND, BAR, LESS, DOT];

/** After `+`, `&`, `||`, `<<`, `..` or ` .` of an expression, and the blanks around it. */
function afterJoint(scan: Scan, from: number): number {
  const at = skipBlanks(scan, from);
  const byte = scan.at(at);
  if (!JOINTS.includes(byte)) return at;
  const isDouble = scan.at(at + 1) === byte;
  if ((byte === DOT && !isDouble && scan.at(at - 1) !== BLANK) || ((byte === BAR || byte === LESS) && !isDouble))
    return at;
  return skipGap(scan, isDouble ? at + 2 : at + 1);
}
