// Finds secrets that stand below their name: YAML's block scalars, values on the next line, lists of `- value` lines.
import {
  BACKSLASH,
  BAR,
  BLANK,
  CARRIAGE_RETURN,
  COLON,
  DASH,
  DOT,
  EQUALS,
  GREATER,
  HASH,
  LINE_FEED,
  LOWER_N,
} from '../../scan/ascii.ts';
import { QUOTE, SPACE, WORD } from '../../scan/byte-classes.ts';
import { COST } from '../../scan/effort.ts';
import { isQuoteAt } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { isSecretValue } from '../judgement/credential-judgement.ts';
import { looksChosen } from '../judgement/randomness.ts';
import type { CredentialWord } from '../names/credential-words.ts';
import { isDescribing, isNoSecret } from '../names/held-fields.ts';
import type { Value } from '../values/quoted-values.ts';
import { afterLineEnd, blanksEnd, isNameNext, readValue } from '../values/values.ts';

const LONGEST_KEY = 120;
const MOST_LINES = 256;
const MOST_EMPTY = 8;
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

/**
 * Looks at the lines below a key that ends at `nameEnd`; `from` is after its separator. They are a value, a list of values, or fields that
 * have them, unless one describes what they are.
 */
export function findBlock(scan: Scan, word: CredentialWord, nameEnd: number, from: number, accept: Accept): void {
  scan.effort.spend(COST.argument);
  const keyIndent = indentOfKey(scan, nameEnd);
  let line = afterHeader(scan, from);
  if (keyIndent < 0 || line < 0) return;
  const held: Value[] = [];
  for (let n = 0; n < MOST_LINES && line >= 0; n++) {
    line = skipEmptyLines(scan, line);
    const content = contentAt(scan, line, keyIndent);
    if (content < 0) break;
    const field = word.strength === 'strong' ? fieldAt(scan, content) : undefined;
    if (field !== undefined && isDescribing(field.name)) return;
    line = field === undefined ? readText(scan, word, content, accept) : readField(scan, word, field, held);
  }
  for (const value of held) accept(value);
}

/** The first line from one on that has more than a comment. */
function skipEmptyLines(scan: Scan, from: number): number {
  let line = from;
  for (let n = 0; n < MOST_EMPTY; n++) {
    const below = afterLineEnd(scan, commentEnd(scan, line));
    if (below < 0) break;
    line = below;
  }
  return line;
}

/** Where the content of a line starts that belongs to a key; -1 where it does not. */
function contentAt(scan: Scan, line: number, keyIndent: number): number {
  const start = blanksEnd(scan, line);
  const isItem = scan.at(start) === DASH && scan.at(start + 1) === BLANK;
  // A list may stand at its key's own indentation.
  if (isItem ? start - line < keyIndent : start - line <= keyIndent) return -1;
  return isItem ? blanksEnd(scan, start + 1) : start;
}

/** Reports a line that is a value; the start of the line below, -1 where the block ends. */
function readText(scan: Scan, word: CredentialWord, from: number, accept: Accept): number {
  const value = readLine(scan, from);
  if (value === undefined || !isSecretLine(scan, word, value)) return -1;
  accept(value);
  return afterLineEnd(scan, commentEnd(scan, value.isQuoted ? value.end + 1 : value.end));
}

/** Keeps the value of a field; the start of the line below it. */
function readField(scan: Scan, word: CredentialWord, { name, from }: Field, held: Value[]): number {
  const value = readLine(scan, from);
  if (value !== undefined && isHeld(scan, word, name, value)) held.push(value);
  return afterLine(scan, value?.end ?? from);
}

interface Field {
  readonly name: string;
  /** Where its value starts, or its line ends. */
  readonly from: number;
}

/** The field whose name starts at an index. */
function fieldAt(scan: Scan, at: number): Field | undefined {
  if (!isNameNext(scan, at)) return undefined;
  let end = at;
  while (scan.at(end) !== COLON && scan.at(end) !== EQUALS) end++;
  const after = scan.at(end + 1);
  if (after !== BLANK && after !== BACKSLASH && (scan.classAt(end + 1) & SPACE) === 0) return undefined;
  return { name: scan.text.slice(at, end), from: blanksEnd(scan, end + 1) };
}

/** What has a name of its own must look chosen, unless it stands in quotes. */
function isHeld(scan: Scan, word: CredentialWord, name: string, value: Value): boolean {
  if (isNoSecret(name, word.word) || !isSecretLine(scan, word, value)) return false;
  return value.isQuoted || looksChosen(scan.text.slice(value.start, value.end), false);
}

/** The start of the line below, whatever else stands on this one; -1 when there is none. */
function afterLine(scan: Scan, from: number): number {
  for (let at = from; at < from + LONGEST_LINE && at < scan.length; at++) {
    const next = afterLineEnd(scan, at);
    if (next >= 0) return next;
  }
  return -1;
}

/** The end of the comment that starts at an index or after blanks; the index itself where there is none. */
function commentEnd(scan: Scan, from: number): number {
  const start = blanksEnd(scan, from);
  if (scan.at(start) !== HASH) return afterLineEnd(scan, start) >= 0 ? start : from;
  let end = start;
  while (end < start + LONGEST_LINE && end < scan.length && afterLineEnd(scan, end) < 0) end++;
  return end;
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
  while (
    end < start + LONGEST_LINE &&
    end < scan.length &&
    afterLineEnd(scan, end) < 0 &&
    !isQuoteAt(scan, end) &&
    !(scan.at(end) === HASH && scan.at(end - 1) === BLANK)
  )
    end++;
  while (end > start && (scan.classAt(end - 1) & SPACE) !== 0) end--;
  return end > start ? { start, end, isQuoted: false, isOverlong: false } : undefined;
}
