// Finds the secrets in a column of a table whose header names it: `df.show()`, psql, MySQL, Markdown, CSV.

import {
  BACKSLASH,
  BACKTICK,
  BAR,
  BLANK,
  CARRIAGE_RETURN,
  COMMA,
  DOUBLE_QUOTE,
  LINE_FEED,
  SEMICOLON,
  SINGLE_QUOTE,
  TAB,
} from '../../scan/ascii.ts';
import { byteTable } from '../../scan/byte-table.ts';
import { Remembered } from '../../scan/memory.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO, REJECTED_UP_TO } from '../judgement/looked-at.ts';
import { looksSecret } from '../judgement/randomness.ts';
import { type CredentialWord, credentialNameBefore } from '../names/credential-words.ts';
import { afterRow, rowEnd, rowStart, tableMarkAt, withPlainBars } from '../values/table-marks.ts';
import { acceptArgument } from './credentials.ts';

const LONGEST_HEADER = 512;
/** A text is looked at for tables until this and its length are spent, so that one of nothing but headers is not slow. */
const FREE_LOOKS = 8192;
const COST_OF_A_HEADER = 256;
/** Four columns of a table may be looked at from end to end. */
const COST_OF_A_CHARACTER = 1 / 4;
/** What was spent on looking for tables so far. */
const SPENT = new Remembered();
/** Where the rows of the last table that was found start and end. */
const ROWS_START = new Remembered();
const ROWS_END = new Remembered();
/** Of a header of values that commas, semicolons, bars or tabs part: names, so that a sentence is none. */
const NAMES_ONLY = /^"?[A-Za-z][\w.-]*"?(?:([,;|\t])"?[A-Za-z][\w.-]*"?)(?:\1"?[A-Za-z][\w.-]*"?)*\r?$/;
/** What the line between the header and the rows of a table drawn with bars is made of. */
const RULE_MARKS: Uint8Array = byteTable('-+|: \t\r');

/** Which cell of a row, from 0 on, and how rows are parted. */
interface Cell {
  readonly separator: number;
  readonly index: number;
  /** Line ends are escaped: the table is in a string of JSON, whose quote ends it. */
  readonly isEscaped: boolean;
}

interface Column extends Cell {
  readonly word: CredentialWord;
  /** How many cells a row has. */
  readonly count: number;
  /** A line parts the header from the rows. */
  readonly hasRule: boolean;
}

/** Looks at the rows below when a credential word that ends at an index ends a cell of a header. */
export function findColumn(scan: Scan, nameEnd: number): void {
  const mark = cellEnd(scan, nameEnd);
  const isInRow = nameEnd > ROWS_START.of(scan) && nameEnd < ROWS_END.of(scan);
  if (mark < 0 || isInRow || SPENT.of(scan) > scan.length + FREE_LOOKS) return;
  SPENT.set(scan, SPENT.of(scan) + COST_OF_A_HEADER);
  // Nearly every word at the end of a line is another: the line is not looked at then.
  const word = credentialNameBefore(scan, nameEnd)?.word;
  if (word?.strength !== 'strong' && word?.strength !== 'token') return;
  const lineStart = rowStart(scan, nameEnd, LONGEST_HEADER);
  const headerEnd = lineStart < 0 ? scan.length : rowEnd(scan, mark, lineStart + LONGEST_HEADER);
  if (tableMarkAt(scan, headerEnd) !== LINE_FEED) return;
  const isEscaped = scan.at(headerEnd) !== LINE_FEED;
  const headerStart = isEscaped ? afterQuote(scan, lineStart, nameEnd) : lineStart;
  const header = withPlainBars(scan.text.slice(headerStart, headerEnd));
  const separator = separatorOf(header);
  if (separator === undefined) return;
  const { count } = readRow(scan, headerStart, { separator, index: 0, isEscaped });
  const index = readRow(scan, headerStart, { separator, index: 0, isEscaped }, nameEnd).count - 1;
  // The values are far ahead: what is between is looked at as ever.
  const found = FOUND_UP_TO.of(scan);
  const rejected = REJECTED_UP_TO.of(scan);
  const hasRule = separator === BAR && !NAMES_ONLY.test(header);
  scan.effort.uncounted(() =>
    findInRows(scan, afterRow(scan, headerEnd), { word, separator, index, count, hasRule, isEscaped }),
  );
  FOUND_UP_TO.set(scan, found);
  REJECTED_UP_TO.set(scan, rejected);
}

/** Reports a column's values, row after row, up to a line that is no row of the table. */
function findInRows(scan: Scan, from: number, column: Column): void {
  const { word, separator, count, hasRule } = column;
  let isBelowRule = !hasRule;
  let at = from;
  while (at < scan.length) {
    const row = readRow(scan, at, column);
    if (row.isRule && separator === BAR) isBelowRule = true;
    else if (!isBelowRule || row.count !== count) break;
    else findInCell(scan, word, row);
    at = afterRow(scan, row.end);
  }
  SPENT.set(scan, SPENT.of(scan) + (at - from) * COST_OF_A_CHARACTER);
  ROWS_START.set(scan, from);
  ROWS_END.set(scan, at);
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

function readRow(scan: Scan, start: number, { separator, index, isEscaped }: Cell, limit = scan.length): Row {
  let count = 1;
  let cellStart = start;
  let cellEnd = -1;
  let isRule = true;
  let at = start;
  for (; at < limit; at++) {
    const byte = tableMarkAt(scan, at);
    if (isRowEnd(scan, at, byte, isEscaped)) break;
    if (byte === separator) {
      if (count === index) cellStart = at + 1;
      else if (count === index + 1) cellEnd = at;
      count++;
    } else if (isRule && RULE_MARKS[byte] === 0) isRule = false;
  }
  return { end: at, count, cellStart, cellEnd: cellEnd < 0 ? at : cellEnd, isRule: isRule && at > start };
}

/** A line end; an escaped one, and the quote that closes the string, where the table is in one. */
function isRowEnd(scan: Scan, at: number, mark: number, isEscaped: boolean): boolean {
  if (mark === LINE_FEED) return isEscaped || scan.at(at) === LINE_FEED;
  return isEscaped && mark === DOUBLE_QUOTE && scan.at(at - 1) !== BACKSLASH;
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
  return (
    byte === BLANK ||
    byte === TAB ||
    byte === CARRIAGE_RETURN ||
    byte === DOUBLE_QUOTE ||
    byte === BACKTICK ||
    byte === SINGLE_QUOTE
  );
}

/** A column of tokens may have words of a text. */
function isBelieved({ strength }: CredentialWord, text: string): boolean {
  return strength === 'strong' || looksSecret(text);
}

/** Where the cell ends that a word ends, at its separator or the end of the line; -1 when more of it follows. */
function cellEnd(scan: Scan, nameEnd: number): number {
  let at = nameEnd;
  while (at < nameEnd + 64 && (scan.at(at) === BLANK || scan.at(at) === DOUBLE_QUOTE)) at++;
  return ENDS_CELL.includes(tableMarkAt(scan, at)) ? at : -1;
}

const ENDS_CELL: readonly number[] = [BAR, COMMA, SEMICOLON, TAB, LINE_FEED, CARRIAGE_RETURN];

/** Where the string of JSON starts in which a header stands. */
function afterQuote(scan: Scan, lineStart: number, nameEnd: number): number {
  let at = nameEnd;
  while (at > lineStart && (scan.at(at - 1) !== DOUBLE_QUOTE || scan.at(at - 2) === BACKSLASH)) at--;
  return at;
}

/** What parts the cells of a header; `undefined` where a line is none. */
function separatorOf(header: string): number | undefined {
  if (header.includes('|')) return BAR;
  return NAMES_ONLY.exec(header)?.[1]?.charCodeAt(0);
}
