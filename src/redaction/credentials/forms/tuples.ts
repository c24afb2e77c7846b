// Finds the secret of a name and a value that stand in brackets without quotes around the name: `(fs.s3a.secret.key,V)`, `{password,"V"}`.

import {
  BLANK,
  CLOSE_BRACE,
  CLOSE_PARENTHESIS,
  COMMA,
  DOT,
  GREATER,
  OPEN_BRACE,
  OPEN_PARENTHESIS,
} from '../../scan/ascii.ts';
import { ALNUM, LETTER, QUOTE, TOKEN } from '../../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import { isQuoteAt } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO } from '../judgement/looked-at.ts';
import { looksChosen, looksSecret } from '../judgement/randomness.ts';
import { credentialNameBefore, LAST_LETTERS } from '../names/credential-words.ts';
import { NameEndings } from '../names/name-endings.ts';
import type { Value } from '../values/quoted-values.ts';
import { readValue, skipBlanks } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';
import { findHeader } from './headers.ts';

const LONGEST_NAME = 120;
const NAME_ENDINGS = new NameEndings(['authorization', 'cookie']);

export const tuples: Detector = {
  name: 'tuples',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  leftOutAt: 1,
  pairs: pairsOf(LAST_LETTERS, ','),
  before: LETTER,
  find(scan, at) {
    const nameEnd = at + 1;
    if (!NAME_ENDINGS.mayBeBefore(scan, nameEnd) || at < FOUND_UP_TO.of(scan)) return at + 1;
    if (scan.at(nameEnd + 1) > BLANK && findHeader(scan, nameEnd, nameEnd + 1)) return at + 1;
    const found = credentialNameBefore(scan, nameEnd);
    if (found?.word.strength !== 'strong' && found?.word.strength !== 'token') return at + 1;
    const start = nameStart(scan, found.start);
    const opener = scan.at(start - 1);
    if (opener === OPEN_PARENTHESIS) findPair(scan, found.word, start, nameEnd);
    else if (opener === OPEN_BRACE) findTerm(scan, found.word, nameEnd);
    else if (opener === COMMA || opener <= BLANK) findJoined(scan, found.word, start, nameEnd);
    if (scan.hasExactlyAt(FLINK, start - FLINK.length)) findSetting(scan, found.word, nameEnd);
    return at + 1;
  },
};

type Word = Parameters<typeof acceptArgument>[1];

function nameStart(scan: Scan, from: number): number {
  let at = from;
  const stop = Math.max(0, from - LONGEST_NAME);
  while (at > stop && ((scan.classAt(at - 1) & TOKEN) !== 0 || scan.at(at - 1) === DOT)) at--;
  return at;
}

/** How Scala prints a pair, as Spark its settings: the name is dotted, or the value looks like a secret. */
function findPair(scan: Scan, word: Word, start: number, nameEnd: number): void {
  const value = readValue(scan, nameEnd + 1);
  if (value === undefined || value.isQuoted || value.isOverlong || scan.at(value.end) !== CLOSE_PARENTHESIS) return;
  const text = scan.text.slice(value.start, value.end);
  // `StructField(password,StringType,true)`
  if (text.includes(',')) return;
  const isDotted = scan.text.slice(start, nameEnd).includes('.');
  if (looksSecret(text) || (isDotted && value.start === nameEnd + 1 && (scan.classAt(value.start) & ALNUM) !== 0))
    acceptArgument(scan, word, value);
}

/** How a template string joins a list of headers: `accept,text/html,x-api-key,V`. */
function findJoined(scan: Scan, word: Word, start: number, nameEnd: number): void {
  if (!scan.text.slice(start, nameEnd).includes('-')) return;
  let end = nameEnd + 1;
  while (end < nameEnd + LONGEST_NAME && scan.at(end) > BLANK && scan.at(end) !== COMMA) end++;
  const text = scan.text.slice(nameEnd + 1, end);
  if (HAS_DIGIT.test(text) && looksChosen(text, false))
    acceptArgument(scan, word, { start: nameEnd + 1, end, isQuoted: false, isOverlong: false });
}

const HAS_DIGIT = /\d/;

/** How Flink prints a setting: `Loading configuration property: a.password, V`. */
const FLINK = 'configuration property: ';

function findSetting(scan: Scan, word: Word, nameEnd: number): void {
  const value = readValue(scan, nameEnd + 1);
  if (value !== undefined && !value.isOverlong && scan.at(value.end) < BLANK) acceptArgument(scan, word, value);
}

/** Erlang's `{password,"V"}` and `{password,<<"V">>}`. */
function findTerm(scan: Scan, word: Word, nameEnd: number): void {
  let from = skipBlanks(scan, nameEnd + 1);
  if (scan.hasExactlyAt('<<', from)) from += 2;
  const value: Value | undefined = isQuoteAt(scan, from) ? readValue(scan, from) : undefined;
  if (value?.isQuoted !== true || (scan.classAt(value.end) & QUOTE) === 0) return;
  const next = scan.at(value.end + 1);
  if (next === CLOSE_BRACE || next === GREATER) acceptArgument(scan, word, value);
}
