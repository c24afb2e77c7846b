// Finds passwords among the values that a statement is given beside it: `INSERT INTO users (name, password) VALUES (%s, %s) [parameters: ('Jo', V)]`.

import {
  AT_SIGN,
  BACKSLASH,
  BLANK,
  CLOSE_BRACKET,
  CLOSE_PARENTHESIS,
  COLON,
  COMMA,
  DOLLAR,
  DOT,
  DOUBLE_QUOTE,
  LOWER_CASE,
  LOWER_L,
  LOWER_P,
  LOWER_S,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  PERCENT,
  QUESTION,
  SEMICOLON,
} from '../../scan/ascii.ts';
import { SPACE, WORD } from '../../scan/byte-classes.ts';
import { anyCasePair, type Detector, pairsOf } from '../../scan/detector.ts';
import { COST } from '../../scan/effort.ts';
import { Remembered } from '../../scan/memory.ts';
import { isQuoteAt } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { labelEnd } from '../judgement/placeholders.ts';
import { type CredentialWord, credentialNameBefore } from '../names/credential-words.ts';
import { afterValue, type Value } from '../values/quoted-values.ts';
import { columnNameEnds, readItems, textEnd } from '../values/statement-rows.ts';
import { readValue, skipBlanks } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';

/** Up to here everything is a statement, whose places for values were looked at. */
const READ_UP_TO = new Remembered();
const LONGEST_STATEMENT = 1024;
/** How far the values stand after the statement. */
const LONGEST_LEAD = 240;
const MOST_VALUES = 64;
const MOST_ROWS = 50;
/** SQLAlchemy writes 100 values of a list. */
const MOST_LISTED = 256;

/** Of each place for a value, in order, the word of its column, where that names a secret. */
type Places = readonly (CredentialWord | undefined)[];

/**
 * What announces the values: `[parameters: (` and `[generated in 0.1s] (` of SQLAlchemy, `; args=(` of Django, `-- PARAMETERS: [` of TypeORM,
 * `; [` of Sequelize, `==> Parameters: ` of MyBatis, `parameters: $1 = ` of PostgreSQL.
 */
const LEAD =
  /(?:\bparam(?:eter)?s?(?: are)?[:=]?|\bargs[:=]|\bbind(?:s|ings)?[:=]|\bvalues?[:=]|--|;|ago\]|s\]|\)\]|engine|\))\s{0,3}(?=\(|\[(?!\w{3,}(?: in |:))|\$1 = )|==> {1,2}Parameters: /i;

export const boundParameters: Detector = {
  name: 'bound-parameters',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  leftOutAt: 1,
  // uPDate, vaLUes, WHERE: of each word a pair that is rare elsewhere; where in small letters is a word of every sentence.
  pairs: [...anyCasePair('pd'), ...anyCasePair('lu'), ...pairsOf('W', 'H')],
  find(scan, at) {
    switch (scan.at(at) | LOWER_CASE) {
      case LOWER_P:
        if (scan.hasWordAt('update ', at - 1) && scan.startsToken(at - 1)) findInStatement(scan, at + 6, at + 6);
        break;
      case LOWER_L:
        if (scan.hasWordAt('values', at - 2) && scan.startsToken(at - 2)) findInInsert(scan, at - 2);
        break;
      default:
        if (scan.hasWordAt('where ', at) && scan.startsToken(at)) findInQuery(scan, at);
    }
    return at + 1;
  },
};

/** Whether a place for a value stands at an index: its length, 0 for none. */
function placeLength(scan: Scan, at: number): number {
  switch (scan.at(at)) {
    case QUESTION:
      return 1;
    case PERCENT: // %s
      return scan.at(at + 1) === LOWER_S ? 2 : 0;
    case DOLLAR: // $1
    case AT_SIGN: // @p0
    case COLON: {
      // :1
      const end = scan.skip(at + 1, WORD, at + 5);
      return end > at + 1 ? end - at : 0;
    }
    default:
      return 0;
  }
}

/** The credential words among the columns before VALUES, by their place in the rows after it. */
function findInInsert(scan: Scan, valuesAt: number): void {
  const row = skipBlanks(scan, valuesAt + 6);
  if (scan.at(row) !== OPEN_PARENTHESIS || valuesAt < READ_UP_TO.of(scan)) return;
  const before = scan.textBefore(valuesAt, LONGEST_STATEMENT);
  const list = COLUMNS.exec(before);
  const columns = list?.[1];
  if (list === null || columns === undefined || !MAY_NAME_SECRET.test(columns)) return;
  scan.effort.spend(COST.argument);
  const words = columnNameEnds(scan, valuesAt - before.length + list.index + 1, columns).map((end) =>
    wordOf(scan, end),
  );
  const places: (CredentialWord | undefined)[] = [];
  let close = findPlaces(scan, row, words, places);
  // Rows that follow are like the first.
  let next = rowAfter(scan, close);
  for (let n = 0; n < MOST_ROWS && next > 0; n++) {
    const last = readItems(scan, next + 1, MOST_VALUES, () => undefined);
    if (last < 0) break;
    close = last;
    next = rowAfter(scan, close);
  }
  if (places.length === 0 || close < 0) return;
  READ_UP_TO.set(scan, close);
  findValues(scan, close, places);
}

/** `(name, password)` before VALUES, with what SQL Server puts between. */
const COLUMNS = /\(([^()]{1,900})\)\s{0,16}(?:OUTPUT [\w.,* ]{1,80})?$/i;

/** Adds the words of the places in a row, in order; the bracket that closes it. */
function findPlaces(
  scan: Scan,
  row: number,
  words: readonly (CredentialWord | undefined)[],
  places: (CredentialWord | undefined)[],
): number {
  return readItems(scan, row + 1, MOST_VALUES, (column, start, end) => {
    for (let at = start; at < end; at++) {
      if (isQuoteAt(scan, at)) {
        at = textEnd(scan, at) - 1;
        continue;
      }
      const length = placeLength(scan, at);
      if (length === 0) continue;
      places.push(words[column]);
      at += length - 1;
    }
  });
}

/** The bracket of the row that follows the one that closes at an index; -1 where none does. */
function rowAfter(scan: Scan, close: number): number {
  const comma = close < 0 ? -1 : skipBlanks(scan, close + 1);
  const next = scan.at(comma) === COMMA ? skipBlanks(scan, comma + 1) : -1;
  return scan.at(next) === OPEN_PARENTHESIS ? next : -1;
}

function wordOf(scan: Scan, nameEnd: number): CredentialWord | undefined {
  const word = credentialNameBefore(scan, nameEnd)?.word;
  return word?.strength === 'strong' || word?.strength === 'token' ? word : undefined;
}

/** `SELECT … WHERE name = ? AND password = ?`: the places before the WHERE count. */
function findInQuery(scan: Scan, whereAt: number): void {
  if (whereAt < READ_UP_TO.of(scan)) return;
  const before = scan.textBefore(whereAt, LONGEST_STATEMENT).toLowerCase();
  const head = Math.max(before.lastIndexOf('select '), before.lastIndexOf('delete '));
  if (head < 0 || before.lastIndexOf('update ') > head) return;
  findInStatement(scan, whereAt - before.length + head, whereAt);
}

/** Looks at the places of a statement that stand after a column and an operator: `password = %s`. */
function findInStatement(scan: Scan, start: number, from: number): void {
  if (from < READ_UP_TO.of(scan)) return;
  const text = scan.textAfter(from, LONGEST_STATEMENT);
  if (!MAY_NAME_SECRET.test(text) || !MAY_HAVE_PLACE.test(text)) return;
  scan.effort.spend(COST.argument);
  const places: (CredentialWord | undefined)[] = [];
  let last = start;
  for (let at = start; at < from + text.length && places.length < MOST_VALUES; at++) {
    const length = placeLength(scan, at);
    if (length === 0) {
      if (places.length > 0 && isEndOfStatement(scan, at)) break;
      continue;
    }
    places.push(wordOf(scan, columnEnd(scan, at)));
    last = at + length;
    at = last - 1;
  }
  READ_UP_TO.set(scan, last);
  findValues(scan, last, places);
}

const MAY_NAME_SECRET = /pass|pwd|secret|token|key/i;
const MAY_HAVE_PLACE = /[=(]\s{0,2}(?:\?|%s|\$\d|@p|:\w)/;

const ANNOUNCEMENTS: readonly string[] = ['param', 'args', 'detail:', 'bind'];

function isEndOfStatement(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  if (byte === SEMICOLON || byte === CLOSE_BRACKET || scan.hasExactlyAt('--', at)) return true;
  return (scan.classAt(at - 1) & WORD) === 0 && ANNOUNCEMENTS.some((word) => scan.hasWordAt(word, at));
}

/** The end of the column's name before `= %s`. */
function columnEnd(scan: Scan, at: number): number {
  let end = scan.skipBack(beforeCall(scan, at), SPACE, at - LONGEST_FUNCTION);
  const stop = end - 6;
  while (end > stop && '=<>!('.includes(String.fromCharCode(scan.at(end - 1)))) end--;
  end = scan.skipBack(end, SPACE, end - 4);
  while (end > stop - 10 && '"`]\\'.includes(String.fromCharCode(scan.at(end - 1)))) end--;
  return end;
}

/** The start of the function of which a place is the first argument: `password = crypt(?, …)`. */
function beforeCall(scan: Scan, at: number): number {
  return scan.at(at - 1) === OPEN_PARENTHESIS ? scan.skipBack(at - 1, WORD, at - LONGEST_FUNCTION) : at;
}

const LONGEST_FUNCTION = 32;

/** Reports those of the values after a statement that belong to a column of secrets. */
function findValues(scan: Scan, end: number, places: Places): void {
  if (!places.some((word) => word !== undefined)) return;
  const found = LEAD.exec(scan.textAfter(end, LONGEST_LEAD));
  if (found === null || isNamed(scan, end + found.index)) return;
  let at = end + found.index + found[0].length;
  if (!isOpener(scan, at) || labelEnd(scan, at) > 0) {
    readRow(scan, at, places);
    return;
  }
  // Several rows: `[('Jo', V), ('Al', V)]`.
  if (isOpener(scan, at + 1)) at++;
  for (let n = 0; n < MOST_ROWS && isOpener(scan, at); n++) {
    const rowEnd = readRow(scan, at + 1, places);
    at = skipBlanks(scan, rowEnd + 1);
    if (scan.at(at) === COMMA) at = skipBlanks(scan, at + 1);
    else at += LEFT_OUT_SETS.exec(scan.textAfter(at, LONGEST_NOTE))?.[0].length ?? 0;
  }
}

/** `[["name", "Jo"], ["password", V]]` of Rails: each value stands beside its name, which is another rule's. */
function isNamed(scan: Scan, from: number): boolean {
  return NAMED_VALUE.test(scan.textAfter(from, LONGEST_LEAD));
}

const NAMED_VALUE =
  /\[\s?\\?"(?:encrypted_|hashed_)?(?:password|passwd|pwd|secret|token|api_key|access_token)(?:_hash|_digest)?\\?",/i;

function isOpener(scan: Scan, at: number): boolean {
  return scan.at(at) === OPEN_PARENTHESIS || scan.at(at) === OPEN_BRACKET;
}

/** What SQLAlchemy writes in the place of rows, and of values, that are too many. */
const LEFT_OUT_SETS = /^\.\.\. displaying \d{1,9} of \d{1,9} total bound parameter sets \.\.\.\s{0,3}/;
const LEFT_OUT_VALUES = /^\.\.\. (\d{1,9}) parameters truncated \.\.\.\s{0,3}/;
const LONGEST_NOTE = 72;

/** Reads values up to what closes the row; the index of that. Those of several rows may stand in one list. */
function readRow(scan: Scan, from: number, places: Places): number {
  let at = from;
  let place = 0;
  for (let n = 0; n < MOST_LISTED; n++) {
    const value = valueAt(scan, skipBlanks(scan, at));
    if (value === undefined) break;
    const word = places[place % places.length];
    if (word !== undefined) acceptArgument(scan, word, value);
    place++;
    at = afterValue(scan, value);
    // The type that MyBatis tells: `Jo(String)`
    if (!value.isQuoted && scan.at(at) === OPEN_PARENTHESIS) at = scan.skip(at + 1, WORD, at + 24) + 1;
    at = skipBlanks(scan, at);
    if (scan.at(at) === COMMA) {
      at++;
      continue;
    }
    const leftOut = scan.at(at) === DOT ? LEFT_OUT_VALUES.exec(scan.textAfter(at, LONGEST_NOTE)) : null;
    if (leftOut === null) break;
    place += Number(leftOut[1]);
    at += leftOut[0].length;
  }
  return at;
}

function valueAt(scan: Scan, from: number): Value | undefined {
  // `$2 = 'V'` of PostgreSQL
  const number = scan.at(from) === DOLLAR ? scan.skip(from + 1, WORD, from + 4) : from;
  const at = scan.hasExactlyAt(' = ', number) ? number + 3 : from;
  if (isQuoteAt(scan, at) || isQuoteAt(scan, at + 1)) {
    const value = readValue(scan, at);
    if (value?.isQuoted === true) return value;
  }
  // What was masked before has a bracket at its end.
  let end = Math.max(at, labelEnd(scan, at));
  while (end < at + LONGEST_LEAD && !endsItem(scan.at(end))) end++;
  return end > at ? { start: at, end, isQuoted: false, isOverlong: false } : undefined;
}

function endsItem(byte: number): boolean {
  return (
    byte < BLANK ||
    byte === COMMA ||
    byte === OPEN_PARENTHESIS ||
    byte === CLOSE_PARENTHESIS ||
    byte === CLOSE_BRACKET ||
    byte === BACKSLASH ||
    byte === DOUBLE_QUOTE
  );
}
