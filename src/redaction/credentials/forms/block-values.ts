// Finds secrets that stand below their name: YAML's block scalars, values on the next line, lists of `- value` lines.
import { BACKSLASH, BAR, BLANK, CARRIAGE_RETURN, DASH, DOT, GREATER, LINE_FEED, LOWER_N } from '../../scan/ascii.ts';
import { QUOTE, SPACE, WORD } from '../../scan/byte-classes.ts';
import { COST } from '../../scan/effort.ts';
import type { Scan } from '../../scan/scan.ts';
import { isSecretValue } from '../judgement/credential-judgement.ts';
import type { CredentialWord } from '../names/credential-words.ts';
import type { Value } from '../values/quoted-values.ts';
import { isQuoteAt } from '../values/quotes.ts';
import { blanksEnd, isNameNext, readValue } from '../values/values.ts';

const LONGEST_KEY = 120;
const MOST_LINES = 64;
const LONGEST_LINE = 1024;

/** Reports a value. */
type Accept = (value: Value) => void;

/** Whether nothing but a block indicator follows a separator on its line; `first` is the first byte that is no blank. */
export function isBlockNext(scan: Scan, first: number): boolean {
  const byte = scan.at(first);
  // A line end, `|` or `>`: nearly every value starts otherwise.
  const mayBe =
    byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === BACKSLASH || byte === BAR || byte === GREATER;
  return mayBe && afterHeader(scan, first) >= 0;
}

/** Looks at the lines below a key that ends at `nameEnd`; `from` is after its separator. */
export function findBlock(scan: Scan, word: CredentialWord, nameEnd: number, from: number, accept: Accept): void {
  scan.effort.spend(COST.argument);
  const keyIndent = indentOfKey(scan, nameEnd);
  let line = afterHeader(scan, from);
  if (keyIndent < 0 || line < 0) return;
  for (let n = 0; n < MOST_LINES && line >= 0; n++) {
    const start = blanksEnd(scan, line);
    const isItem = scan.at(start) === DASH && scan.at(start + 1) === BLANK;
    // A list may stand at its key's own indentation.
    if (isItem ? start - line < keyIndent : start - line <= keyIndent) return;
    const value = readLine(scan, isItem ? blanksEnd(scan, start + 1) : start);
    if (value === undefined || !isSecretLine(scan, word, value)) return;
    accept(value);
    line = afterLineEnd(scan, value.isQuoted ? value.end + 1 : value.end);
  }
}

function isSecretLine(scan: Scan, word: CredentialWord, value: Value): boolean {
  const text = scan.text.slice(value.start, value.end);
  return !/\s/.test(text) && isSecretValue(word, text, { isStructured: true, isQuoted: true, isInSentence: false });
}

/** The start of the line after `name:`, `name: |` or `name: >-`; -1 when something else follows. */
function afterHeader(scan: Scan, from: number): number {
  let at = blanksEnd(scan, from);
  if (scan.at(at) === BAR || scan.at(at) === GREATER) {
    at++;
    while ('+-123456789'.includes(String.fromCharCode(scan.at(at))) && at < from + 24) at++;
    at = blanksEnd(scan, at);
  }
  return afterLineEnd(scan, at);
}

/** The index after a line end, also an escaped one; -1 when there is none. */
function afterLineEnd(scan: Scan, from: number): number {
  let at = from;
  if (scan.at(at) === CARRIAGE_RETURN) at++;
  else if (scan.hasExactlyAt('\\r', at)) at += 2;
  if (scan.at(at) === LINE_FEED) return at + 1;
  return scan.hasExactlyAt('\\n', at) ? at + 2 : -1;
}

/** The column of a key that is alone on its line, ignoring `- `; -1 when it is not. */
function indentOfKey(scan: Scan, nameEnd: number): number {
  let start = nameEnd;
  const stop = Math.max(0, nameEnd - LONGEST_KEY);
  while (start > stop && isKeyByte(scan, start - 1) && !isLineStart(scan, start)) start--;
  let line = start;
  while (line > stop && (scan.at(line - 1) === BLANK || scan.at(line - 1) === DASH) && !isLineStart(scan, line)) line--;
  return isLineStart(scan, line) ? start - line : -1;
}

function isKeyByte(scan: Scan, at: number): boolean {
  return (scan.classAt(at) & WORD) !== 0 || scan.at(at) === DASH || scan.at(at) === DOT;
}

function isLineStart(scan: Scan, at: number): boolean {
  if (at === 0 || scan.at(at - 1) === LINE_FEED || (scan.classAt(at - 1) & QUOTE) !== 0) return true;
  return scan.at(at - 2) === BACKSLASH && scan.at(at - 1) === LOWER_N;
}

/** The whole of a line; `undefined` when it is empty, or a key with a value of its own. */
function readLine(scan: Scan, start: number): Value | undefined {
  if (isQuoteAt(scan, start)) return readValue(scan, start);
  if (isNameNext(scan, start)) return undefined;
  let end = start;
  while (end < start + LONGEST_LINE && end < scan.length && afterLineEnd(scan, end) < 0 && !isQuoteAt(scan, end)) end++;
  while (end > start && (scan.classAt(end - 1) & SPACE) !== 0) end--;
  return end > start ? { start, end, isQuoted: false, isOverlong: false } : undefined;
}
