// Finds secrets beside their name in tables and sentences: `| db_password | V |`, `Password ..... V`, `Unseal Key 1: V`, `API key is V`.
import {
  BACKSLASH,
  BAR,
  BLANK,
  CARRIAGE_RETURN,
  COLON,
  DOT,
  DOUBLE_QUOTE,
  LINE_FEED,
  LOWER_C,
  LOWER_CASE,
  LOWER_I,
  LOWER_O,
  SINGLE_QUOTE,
} from '../../scan/ascii.ts';
import { ALNUM, DIGIT, LETTER, QUOTE, TOKEN } from '../../scan/byte-classes.ts';
import { anyCasePair, type Detector } from '../../scan/detector.ts';
import { COST } from '../../scan/effort.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO, REJECTED_UP_TO } from '../judgement/looked-at.ts';
import { isPassphrase, looksGenerated, looksSecret } from '../judgement/randomness.ts';
import { shapeOf } from '../judgement/value-shape.ts';
import { credentialNameBefore, type FoundName } from '../names/credential-words.ts';
import type { Value } from '../values/quoted-values.ts';
import { rowEnd, rowStart, tableMarkAt } from '../values/table-marks.ts';
import { blanksEnd, readValue } from '../values/values.ts';
import { acceptArgument, findDeclared } from './credentials.ts';
import { findQualifiedName } from './qualified-names.ts';
import { findSecretCall } from './secret-calls.ts';
import { findColumn } from './table-columns.ts';

/** The longest row of dots. */
const MOST_DOTS = 64;
const LONGEST_CELL = 128;
/** A key in free text is at least so long. */
const SHORTEST_KEY = 16;
const SHORTEST_SPOKEN = 20;
const SHORTEST_SPOKEN_TOKEN = 32;
const SHORTEST_CELL = 8;

/** Where the word ends of which one of these pairs was seen: sECRet, kEY, tOKen, pWD. */
function wordEnd(scan: Scan, at: number): number {
  switch (scan.at(at) | LOWER_CASE) {
    case LOWER_C:
    case LOWER_O:
      return at + 4;
    default:
      return at + 2;
  }
}

export const spokenSecrets: Detector = {
  name: 'spoken-secrets',
  entities: ['CREDENTIAL', 'AZURE_KEY', 'AWS_KEY'],
  leftOutAt: 1,
  // sECRet, toKEN, kEY, pWD: of each word the pair that is rarest elsewhere; password is looked at by its own detector.
  pairs: ['cr', 'ok', 'ey', 'wd'].flatMap(anyCasePair),
  find(scan, at) {
    if (!mayBeSpoken(scan, at)) return at + 1;
    const end = wordEnd(scan, at);
    findQualifiedName(scan, end);
    findSecretCall(scan, end);
    findDeclared(scan, end);
    findSpoken(scan, at);
    return at + 1;
  },
};

/** Whether nothing at an index was read as a value. */
export function mayBeSpoken(scan: Scan, at: number): boolean {
  return at >= FOUND_UP_TO.of(scan) && at >= REJECTED_UP_TO.of(scan);
}

/** Finds what stands beside the name whose last letters an index is in, in a table or a sentence. */
export function findSpoken(scan: Scan, at: number): void {
  scan.effort.spend(COST.neighbourhood);
  const nameEnd = scan.skip(at, LETTER, at + 12);
  findColumn(scan, nameEnd);
  const mark = scan.at(nameEnd);
  if (mark !== BLANK) {
    if (mark === DOT || mark === BAR) findTight(scan, nameEnd, mark);
    return;
  }
  const from = blanksEnd(scan, nameEnd);
  const value = isMarkNext(scan, from) ? valueAfterMark(scan, nameEnd, from) : undefined;
  if (value !== undefined) {
    const word = credentialNameBefore(scan, nameEnd)?.word;
    if (word?.strength === 'strong' || word?.strength === 'token') acceptArgument(scan, word, value);
  } else findAfterSecret(scan, nameEnd, from);
}

/** `Password......: V`, `password|V`: without a blank between. */
function findTight(scan: Scan, nameEnd: number, mark: number): void {
  const value = mark === DOT ? valueAfterDots(scan, nameEnd) : tightCell(scan, nameEnd + 1);
  if (value === undefined) return;
  const word = credentialNameBefore(scan, nameEnd)?.word;
  if (word?.strength === 'strong') acceptArgument(scan, word, value);
}

/** The cell up to the next bar or the end of the line, if it is no name of a column or command. */
function tightCell(scan: Scan, start: number): Value | undefined {
  let end = start;
  while (end < start + LONGEST_CELL && scan.at(end) > BLANK && scan.at(end) !== BAR) end++;
  if (end - start < SHORTEST_CELL || scan.at(end) === BLANK) return undefined;
  const text = scan.text.slice(start, end);
  const shape = shapeOf(text);
  const isSecret = looksSecret(text, shape) && (shape.upper + shape.symbols > 0 || looksGenerated(text, shape));
  return isSecret && !/[(){}\\"']/.test(text) ? bare(start, end) : undefined;
}

/** A bar, dots, a digit, or the `i` of `is`: nearly every other word is done with here. */
function isMarkNext(scan: Scan, at: number): boolean {
  const byte = tableMarkAt(scan, at);
  return byte === BAR || byte === DOT || byte === LOWER_I || (scan.classAt(at) & DIGIT) !== 0;
}

function valueAfterMark(scan: Scan, nameEnd: number, at: number): Value | undefined {
  switch (tableMarkAt(scan, at)) {
    case BAR:
      return cellAfter(scan, nameEnd, at);
    case DOT:
      return valueAfterDots(scan, at);
    case LOWER_I:
      return valueAfterIs(scan, at);
    default:
      return valueAfterNumber(scan, at);
  }
}

/** The cell beside a name in a table of names and values; one of more columns must look like a secret. */
function cellAfter(scan: Scan, nameEnd: number, bar: number): Value | undefined {
  let start = blanksEnd(scan, bar + 1);
  let end = start;
  while (end < start + LONGEST_CELL && scan.at(end) > BLANK && tableMarkAt(scan, end) !== BAR) end++;
  const close = blanksEnd(scan, end);
  if (end === start) return undefined;
  if (tableMarkAt(scan, close) !== BAR) return isInRecord(scan, nameEnd) ? restOfRow(scan, start) : undefined;
  if (!startsRow(scan, nameEnd)) return undefined;
  const next = blanksEnd(scan, close + 1);
  const isLast = scan.at(close + 1) < BLANK || scan.at(next) < BLANK || tableMarkAt(scan, next) === LINE_FEED;
  if (scan.at(start) === scan.at(end - 1) && (scan.classAt(start) & QUOTE) !== 0 && end - start > 2) {
    start++;
    end--;
  }
  const text = scan.text.slice(start, end);
  const isSecret = looksSecret(text) || (isLast && (isPassphrase(text) || /\d/.test(text)));
  return isSecret && !/[(){}]/.test(text) ? bare(start, end) : undefined;
}

/** Whether a name starts a line of a record that has one field a line: `-[ RECORD 1 ]---` of psql, `-RECORD 0---` of Spark. */
function isInRecord(scan: Scan, nameEnd: number): boolean {
  const line = rowStart(scan, nameEnd, LONGEST_CELL);
  if (line < 0 || scan.skip(blanksEnd(scan, line), TOKEN, nameEnd) < nameEnd) return false;
  const before = scan.textBefore(line, LONGEST_RECORD);
  const record = before.lastIndexOf('RECORD ');
  if (record < 1 || !RECORD.test(before.slice(Math.max(0, record - 3), record + LONGEST_MARK))) return false;
  // No empty line stands between.
  const fields = before.slice(record);
  return !fields.includes('\n\n') && !fields.includes('\\n\\n');
}

const RECORD = /-\[? ?RECORD \d{1,9} ?\]?-/;
const LONGEST_MARK = 20;
const LONGEST_RECORD = 1024;

/** What stands up to the end of a line, ignoring blanks. */
function restOfRow(scan: Scan, start: number): Value | undefined {
  const limit = start + LONGEST_CELL;
  let end = rowEnd(scan, start, limit);
  if (end === limit) return undefined;
  while (
    end > start &&
    (scan.at(end - 1) === BLANK || scan.at(end - 1) === CARRIAGE_RETURN || scan.at(end - 1) === DOUBLE_QUOTE)
  )
    end--;
  return end > start ? { start, end, isQuoted: true, isOverlong: false } : undefined;
}

/** Whether nothing but a bar and blanks stands before the name. */
function startsRow(scan: Scan, nameEnd: number): boolean {
  let at = nameEnd;
  const stop = Math.max(0, nameEnd - LONGEST_CELL);
  while (at > stop && ((scan.classAt(at - 1) & TOKEN) !== 0 || scan.at(at - 1) === DOT)) at--;
  while (at > stop && scan.at(at - 1) === BLANK) at--;
  return tableMarkAt(scan, at - 1) === BAR;
}

/** `Password ............ V` */
function valueAfterDots(scan: Scan, from: number): Value | undefined {
  let at = from;
  while (at < from + MOST_DOTS && scan.at(at) === DOT) at++;
  if (at - from < 3) return undefined;
  if (scan.at(at) === COLON) at++;
  return scan.at(at) === BLANK ? lastOnLine(scan, at, isBelievable) : undefined;
}

/** `enable secret 5 V`, of Cisco IOS: the kind of encryption before it. */
function isEnableSecret(scan: Scan, from: number): boolean {
  return scan.hasWordAt('enable secret ', from - 14);
}

/** `Unseal Key 1: V`, `enable secret 5 V` */
function valueAfterNumber(scan: Scan, from: number): Value | undefined {
  const at = scan.skip(from, DIGIT, from + 2);
  if (scan.at(at) === BLANK && isEnableSecret(scan, from)) return lastOnLine(scan, at, looksSecret);
  return scan.at(at) === COLON && scan.at(at + 1) === BLANK ? lastOnLine(scan, at + 1, looksSecret) : undefined;
}

/** `session token is V`, `Your API key is: V` */
function valueAfterIs(scan: Scan, from: number): Value | undefined {
  if (!scan.hasExactlyAt('is', from)) return undefined;
  if (scan.hasExactlyAt(': ', from + 2)) return lastOnLine(scan, from + 3, looksSecret);
  if (scan.at(from + 2) !== BLANK) return undefined;
  const isWordOfOne = isBareWord(scan, from);
  return lastOnLine(scan, from + 2, (text) => isSaid(text) || (isWordOfOne && WORD_AND_DIGITS.test(text)));
}

/** `the pwd is V`, `the secret is V`: words of their own, of which nothing else is said than what they are. */
function isBareWord(scan: Scan, isAt: number): boolean {
  return (
    scan.hasWordAt(' pwd ', isAt - 5) ||
    scan.hasWordAt(' secret ', isAt - 8) ||
    scan.hasWordAt('secretstring ', isAt - 13)
  );
}

const WORD_AND_DIGITS = /^[A-Za-z]{4,}\d{1,6}[!#$%&*?@]?$/;

/** A generated key, or what has small letters, capitals and digits: no word, version or status. */
function isSaid(text: string): boolean {
  if (text.length >= SHORTEST_KEY && looksSecret(text) && looksGenerated(text)) return true;
  const { upper, lower, digits } = shapeOf(text);
  return text.length >= SHORTEST_CELL && upper > 0 && lower > 1 && digits > 0 && !/[.:/()]/.test(text);
}

function isBelievable(text: string): boolean {
  return looksSecret(text) || isPassphrase(text) || (/\d/.test(text) && /[A-Za-z]{3}/.test(text));
}

function lastOnLine(scan: Scan, from: number, isLikely: (text: string) => boolean): Value | undefined {
  const value = readValue(scan, from);
  if (value === undefined || value.isOverlong) return undefined;
  const end = scan.at(value.end);
  const isLast =
    value.isQuoted || end < BLANK || end === DOUBLE_QUOTE || end === SINGLE_QUOTE || end === BACKSLASH || end === DOT;
  return isLast && isLikely(scan.text.slice(value.start, value.end)) ? value : undefined;
}

/** `signed with secret V`, `got token V from vault`: a name of one has no capitals and digits mixed; an id may be hexadecimal. */
function findAfterSecret(scan: Scan, nameEnd: number, from: number): void {
  const isWordNext = from === nameEnd + 1 && (scan.classAt(from) & ALNUM) !== 0;
  const isToken = scan.hasWordAt('token', nameEnd - 5);
  if (!isWordNext || !(isToken || scan.hasWordAt('secret', nameEnd - 6))) return;
  const least = isToken ? SHORTEST_SPOKEN_TOKEN : SHORTEST_SPOKEN;
  if (isToken && scan.skip(from, TOKEN, from + least) < from + least) return;
  const found: FoundName | undefined = credentialNameBefore(scan, nameEnd);
  const value = found === undefined ? undefined : readValue(scan, from);
  if (found === undefined || value === undefined || value.isOverlong) return;
  const text = scan.text.slice(value.start, value.end);
  if (text.length < least || !looksGenerated(text)) return;
  const { upper, lower, digits } = shapeOf(text);
  const isMixed = upper > 1 && lower > 1 && digits > 1;
  if (isMixed || (!isToken && /^[0-9a-f]{32,}$/i.test(text))) acceptArgument(scan, found.word, value);
}

function bare(start: number, end: number): Value {
  return { start, end, isQuoted: false, isOverlong: false };
}
