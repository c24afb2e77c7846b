// Finds the secret after an arrow: `get("token") -> …`, `Map(user -> app, password -> …)`, `password <- "…"`.

import { BACKSLASH, BLANK, CLOSE_BRACKET, CLOSE_PARENTHESIS, DOT, GREATER, LESS } from '../../scan/ascii.ts';
import { QUOTE } from '../../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO } from '../judgement/looked-at.ts';
import { isPassphrase, looksChosen, looksSecret } from '../judgement/randomness.ts';
import { type CredentialWord, credentialNameBefore } from '../names/credential-words.ts';
import type { Value } from '../values/quoted-values.ts';
import { readValue, skipBlanks } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';

/** How far a `Map(` may open before one of its keys. */
const MAP_REACH = 200;
const MOST_CLOSERS = 4;
const MOST_BLANKS = 5;

export const arrows: Detector = {
  name: 'arrows',
  entities: ['CREDENTIAL', 'AZURE_KEY', 'AWS_KEY'],
  leftOutAt: 1,
  pairs: [...pairsOf('-', '>'), ...pairsOf('<', '-')],
  find(scan, at) {
    // `->>` and `<<-`: the arrows of PostgreSQL's JSON and of R.
    const end = scan.at(at + 2) === GREATER ? at + 3 : at + 2;
    const from = skipBlanks(scan, end);
    if (at < FOUND_UP_TO.of(scan) || (from === end && (scan.classAt(from) & QUOTE) === 0)) return at + 1;
    let nameEnd = scan.at(at) === LESS && scan.at(at - 1) === LESS ? at - 1 : at;
    while (nameEnd > at - MOST_BLANKS && scan.at(nameEnd - 1) === BLANK) nameEnd--;
    const afterName = nameEnd;
    while (nameEnd > afterName - MOST_CLOSERS && isCloser(scan, nameEnd - 1)) nameEnd--;
    const found = credentialNameBefore(scan, nameEnd);
    if (found === undefined || found.word.strength === 'weak' || found.word.strength === 'code') return at + 1;
    const value = readValue(scan, from);
    if (value === undefined) return at + 1;
    // `token -> expression` is a grammar, a type or a step: a name without quotes takes more.
    const isEntry = afterName > nameEnd || isInMap(scan, nameEnd) || scan.at(found.start - 1) === DOT;
    const text = scan.text.slice(value.start, value.end);
    if (
      isEntry ||
      looksSecret(text) ||
      isPassphrase(text) ||
      isChosen(scan, found.word, value, text, scan.at(at) === LESS)
    )
      acceptArgument(scan, found.word, value);
    return at + 1;
  },
};

/** `password <- "V"`, `password -> hunter2` at the end of a line. */
function isChosen(scan: Scan, { strength }: CredentialWord, value: Value, text: string, isAssigned: boolean): boolean {
  // `token -> "while"` is a rule of a grammar.
  if (strength !== 'strong') return value.isQuoted && isAssigned;
  return value.isQuoted || (looksChosen(text, false) && scan.at(value.end) < BLANK);
}

function isCloser(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  return (scan.classAt(at) & QUOTE) !== 0 || byte === CLOSE_PARENTHESIS || byte === CLOSE_BRACKET || byte === BACKSLASH;
}

function isInMap(scan: Scan, at: number): boolean {
  const before = scan.textBefore(at, MAP_REACH);
  return before.lastIndexOf('Map(') > before.lastIndexOf(')');
}
