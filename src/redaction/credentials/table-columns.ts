// Finds the secrets in a column of a table whose header names it: `df.show()`, psql, MySQL, Markdown, CSV.
import type { Scan } from '../scan/scan.ts';
import { type CredentialWord, credentialNameBefore } from './credential-words.ts';
import { acceptArgument } from './credentials.ts';
import { looksSecret } from './randomness.ts';

const LONGEST_HEADER = 512;
/** A text is looked at for tables until this and its length are spent, so that one of nothing but headers is not slow. */
const FREE_LOOKS = 8192;
const COST_OF_A_HEADER = 256;
/** Four columns of a table may be looked at from end to end. */
const COST_OF_A_CHARACTER = 1 / 4;
const BAR = 0x7c;
const COMMA = 0x2c;
const TAB = 0x09;
const LINE_END = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Of a header of values that commas or tabs part: names, so that a sentence is none. */
const NAMES_ONLY = /^"?[A-Za-z][\w.-]*"?(?:([,\t])"?[A-Za-z][\w.-]*"?)(?:\1"?[A-Za-z][\w.-]*"?)*\r?$/;
/** What the line between the header and the rows of a table drawn with bars is made of. */
const RULE_MARKS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  '-+|: \t\r'.includes(String.fromCharCode(byte)) ? 1 : 0,
);
const QUOTE = 0x22;
const BACKTICK = 0x60;

interface Column {
  readonly word: CredentialWord;
  readonly separator: number;
  /** Which cell of a row it is, from 0 on, of how many. */
  readonly index: number;
  readonly count: number;
}

/** Looks at the rows below when a credential word that ends at an index ends a cell of a header. */
export function findColumn(scan: Scan, nameEnd: number): void {
  const mark = cellEnd(scan, nameEnd);
  const isInRow = nameEnd > scan.rowsStart && nameEnd < scan.rowsEnd;
  if (mark < 0 || isInRow || scan.spentOnTables > scan.length + FREE_LOOKS) return;
  scan.spentOnTables += COST_OF_A_HEADER;
  const headerStart = lineStart(scan, nameEnd);
  const headerEnd = headerStart < 0 ? -1 : scan.text.indexOf('\n', mark);
  if (headerEnd < 0 || headerEnd - headerStart > LONGEST_HEADER) return;
  const header = scan.text.slice(headerStart, headerEnd);
  const separator = separatorOf(header);
  const word = credentialNameBefore(scan, nameEnd)?.word;
  if (separator === undefined || (word?.strength !== 'strong' && word?.strength !== 'token')) return;
  const { count } = readRow(scan, headerStart, separator, 0);
  const index = readRow(scan, headerStart, separator, 0, nameEnd).count - 1;
  // The values are far ahead: what is between is looked at as ever.
  const { credentialEnd, rejectedEnd } = scan;
  scan.effort.uncounted(() => findInRows(scan, headerEnd + 1, { word, separator, index, count }));
  scan.credentialEnd = credentialEnd;
  scan.rejectedEnd = rejectedEnd;
}

/** Reports a column's values, row after row, up to a line that is no row of the table. */
function findInRows(scan: Scan, from: number, { word, separator, index, count }: Column): void {
  let isBelowRule = separator !== BAR;
  let at = from;
  while (at < scan.length) {
    const row = readRow(scan, at, separator, index);
    if (row.isRule && separator === BAR) isBelowRule = true;
    else if (!isBelowRule || row.count !== count) break;
    else findInCell(scan, word, row);
    at = row.end + 1;
  }
  scan.spentOnTables += (at - from) * COST_OF_A_CHARACTER;
  scan.rowsStart = from;
  scan.rowsEnd = at;
}

/** A line, taken apart at the separators of a table. */
interface Row {
  readonly end: number;
  /** How many cells it has. */
  readonly count: number;
  /** Where the cell of the column is. */
  readonly cellStart: number;
  readonly cellEnd: number;
  /** It has nothing but the lines of the table: `|---|---|`. */
  readonly isRule: boolean;
}

function readRow({ bytes, length }: Scan, start: number, separator: number, index: number, limit = length): Row {
  let count = 1;
  let cellStart = start;
  let cellEnd = -1;
  let isRule = true;
  let at = start;
  for (; at < limit && bytes[at] !== LINE_END; at++) {
    const byte = bytes[at] as number;
    if (byte === separator) {
      if (count === index) cellStart = at + 1;
      else if (count === index + 1) cellEnd = at;
      count++;
    } else if (isRule && RULE_MARKS[byte] === 0) isRule = false;
  }
  return { end: at, count, cellStart, cellEnd: cellEnd < 0 ? at : cellEnd, isRule: isRule && at > start };
}

function findInCell(scan: Scan, word: CredentialWord, { cellStart, cellEnd }: Row): void {
  let start = cellStart;
  let end = cellEnd;
  while (start < end && isAroundValue(scan.bytes[start] as number)) start++;
  while (end > start && isAroundValue(scan.bytes[end - 1] as number)) end--;
  if (end > start && isBelieved(word, scan.text.slice(start, end)))
    acceptArgument(scan, word, { start, end, isQuoted: true, isOverlong: false });
}

/** Blanks, the line end of Windows and quotes. */
function isAroundValue(byte: number): boolean {
  return byte === 0x20 || byte === TAB || byte === CARRIAGE_RETURN || byte === QUOTE || byte === BACKTICK;
}

/** A column of tokens may have words of a text. */
function isBelieved({ strength }: CredentialWord, text: string): boolean {
  return strength === 'strong' || looksSecret(text);
}

/** Where the cell ends that a word ends, at its separator or the end of the line; -1 when more of it follows. */
function cellEnd(scan: Scan, nameEnd: number): number {
  let at = nameEnd;
  while (at < nameEnd + 64 && (scan.at(at) === 0x20 || scan.at(at) === 0x22)) at++;
  const byte = scan.at(at);
  return byte === BAR || byte === COMMA || byte === TAB || byte === LINE_END || byte === CARRIAGE_RETURN ? at : -1;
}

function lineStart(scan: Scan, from: number): number {
  const stop = Math.max(0, from - LONGEST_HEADER);
  let at = from;
  while (at > stop && scan.at(at - 1) !== LINE_END) at--;
  return at > stop || at === 0 ? at : -1;
}

/** What parts the cells of a header; `undefined` where a line is none. */
function separatorOf(header: string): number | undefined {
  if (header.includes('|')) return BAR;
  return NAMES_ONLY.exec(header)?.[1]?.charCodeAt(0);
}
