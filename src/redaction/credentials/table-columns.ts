// Finds the secrets in a column of a table whose header names it: `df.show()`, psql, MySQL, Markdown, CSV.
import type { Scan } from '../scan/scan.ts';
import { type CredentialWord, credentialNameBefore } from './credential-words.ts';
import { acceptArgument } from './credentials.ts';
import { looksSecret } from './randomness.ts';
import type { Value } from './values.ts';

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
const NAMES_ONLY = /^"?[A-Za-z][\w.-]*"?(?:([,\t])"?[A-Za-z][\w.-]*"?)(?:\1"?[A-Za-z][\w.-]*"?)*$/;
/** The line between the header and the rows of a table drawn with bars. */
const RULE_LINE = /^[ \t]*[|+]?[ :]*-{2,}[-+|: ]*$/;
const QUOTES = /^["'`]|["'`]$/g;

interface Column {
  readonly word: CredentialWord;
  readonly separator: string;
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
  const header = withoutReturn(scan.text.slice(headerStart, headerEnd));
  const separator = separatorOf(header);
  const word = credentialNameBefore(scan, nameEnd)?.word;
  if (separator === undefined || (word?.strength !== 'strong' && word?.strength !== 'token')) return;
  const index = scan.text.slice(headerStart, nameEnd).split(separator).length - 1;
  // The values are far ahead: what is between is looked at as ever.
  const { credentialEnd, rejectedEnd } = scan;
  findInRows(scan, headerEnd + 1, { word, separator, index, count: header.split(separator).length });
  scan.credentialEnd = credentialEnd;
  scan.rejectedEnd = rejectedEnd;
}

/** Reports a column's values, row after row, up to a line that is no row of the table. */
function findInRows(scan: Scan, from: number, column: Column): void {
  let isBelowRule = column.separator !== '|';
  let at = from;
  for (const line of scan.text.slice(from).matchAll(/([^\r\n]*)\r?(?:\n|$)/g)) {
    const row = line[1] as string;
    at = from + line.index;
    if (column.separator === '|' && RULE_LINE.test(row)) isBelowRule = true;
    else if (!isBelowRule || !findInRow(scan, at, row, column)) break;
  }
  scan.spentOnTables += (at - from) * COST_OF_A_CHARACTER;
  scan.rowsStart = from;
  scan.rowsEnd = at;
}

/** Reports a column's value in one line; whether the line is a row of the table. */
function findInRow(scan: Scan, at: number, row: string, { word, separator, index, count }: Column): boolean {
  const cells = row.split(separator);
  if (cells.length !== count) return false;
  const start = cells.slice(0, index).reduce((sum, cell) => sum + cell.length + 1, at);
  const value = cellValue(start, cells[index] as string);
  if (value !== undefined && isBelieved(word, scan.text.slice(value.start, value.end)))
    acceptArgument(scan, word, value);
  return true;
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

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** What parts the cells of a header; `undefined` where a line is none. */
function separatorOf(header: string): string | undefined {
  if (header.includes('|')) return '|';
  return NAMES_ONLY.exec(header)?.[1];
}

function cellValue(start: number, cell: string): Value | undefined {
  const text = cell.trim().replace(QUOTES, '');
  if (text === '') return undefined;
  const from = start + cell.indexOf(text);
  return { start: from, end: from + text.length, isQuoted: true, isOverlong: false };
}
