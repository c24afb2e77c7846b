// Finds passwords in an INSERT by the place of their column: `INSERT INTO users (name, password) VALUES ('app', '…')`.
import { CLOSE_PARENTHESIS, COMMA, OPEN_PARENTHESIS } from '../../scan/ascii.ts';
import { SPACE } from '../../scan/byte-classes.ts';
import { anyCasePair, type Detector } from '../../scan/detector.ts';
import { isQuoteAt } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { type CredentialWord, credentialNameBefore } from '../names/credential-words.ts';
import { columnNameEnds, readItems } from '../values/statement-rows.ts';
import { isEncoding } from '../values/value-calls.ts';
import { readValue, skipBlanks } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';

const LONGEST_COLUMNS = 512;
const MOST_COLUMNS = 40;
const MOST_ROWS = 50;
const COLUMNS = /\(([\w\s,."'`[\]\\]{1,500})\)\s*$/;

export const insertStatements: Detector = {
  name: 'insert-statements',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  leftOutAt: 1,
  pairs: anyCasePair('lu'),
  find(scan, at) {
    if (!scan.hasWordAt('values', at - 2) || !scan.startsToken(at - 2)) return at + 1;
    let row = skipBlanks(scan, at + 4);
    if (scan.at(row) !== OPEN_PARENTHESIS) return at + 1;
    const columns = credentialColumns(scan, at - 2);
    if (columns.size === 0) return at + 1;
    for (let n = 0; n < MOST_ROWS && scan.at(row) === OPEN_PARENTHESIS; n++) {
      const end = readRow(scan, row + 1, columns);
      if (end < 0) break;
      row = skipBlanks(scan, end);
      if (scan.at(row) === COMMA) row = skipBlanks(scan, row + 1);
    }
    return at + 1;
  },
};

type Columns = ReadonlyMap<number, CredentialWord>;

/** The credential words among the columns listed before VALUES, by their place. */
function credentialColumns(scan: Scan, valuesAt: number): Columns {
  const columns = new Map<number, CredentialWord>();
  let close = valuesAt;
  while (close > valuesAt - 16 && (scan.classAt(close - 1) & SPACE) !== 0) close--;
  if (scan.at(close - 1) !== CLOSE_PARENTHESIS) return columns;
  const found = COLUMNS.exec(scan.textBefore(valuesAt, LONGEST_COLUMNS));
  if (found === null) return columns;
  const ends = columnNameEnds(scan, valuesAt - found[0].length + 1, found[1] as string);
  for (const [place, end] of ends.slice(0, MOST_COLUMNS).entries()) {
    const word = credentialNameBefore(scan, end)?.word;
    if (word !== undefined && word.strength !== 'weak') columns.set(place, word);
  }
  return columns;
}

/** Reads a row; the index after its bracket, or -1 where it is not closed. What a call is given first is its column's: `md5('V')`. */
function readRow(scan: Scan, from: number, columns: Columns): number {
  const close = readItems(scan, from, MOST_COLUMNS, (place, start, end) => {
    const word = columns.get(place);
    if (word === undefined) return;
    let at = start;
    while (at < end && !isQuoteAt(scan, at)) at++;
    const isFirst = at < end && CALLS_ONLY.test(scan.text.slice(start, at));
    const value = isFirst ? readValue(scan, at) : undefined;
    if (value?.isQuoted === true && !isEncoding(scan.text.slice(value.start, value.end)))
      acceptArgument(scan, word, value);
  });
  return close < 0 ? -1 : close + 1;
}

/** What stands before the first argument of calls. */
const CALLS_ONLY = /^(?:[\w.]{1,64}\()*[\sNnEe]?$/;
