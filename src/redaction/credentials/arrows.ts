// Finds the secret after an arrow: `get("token") -> …`, `Map(user -> app, password -> …)`.
import { QUOTE } from '../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../scan/detector.ts';
import type { Scan } from '../scan/scan.ts';
import { credentialNameBefore } from './credential-words.ts';
import { acceptArgument } from './credentials.ts';
import { isPassphrase, looksSecret } from './randomness.ts';
import { readValue, skipBlanks } from './values.ts';

/** How far a `Map(` may open before one of its keys. */
const MAP_REACH = 200;
const MOST_CLOSERS = 4;
const DOT = 0x2e;

export const arrows: Detector = {
  name: 'arrows',
  entities: ['CREDENTIAL', 'AZURE_KEY', 'AWS_KEY'],
  leftOutAt: 1,
  pairs: pairsOf('-', '>'),
  find(scan, at) {
    const from = skipBlanks(scan, at + 2);
    if (at < scan.credentialEnd || from === at + 2) return at + 1;
    let nameEnd = at;
    while (nameEnd > at - 4 && scan.at(nameEnd - 1) === 0x20) nameEnd--;
    const afterName = nameEnd;
    while (nameEnd > afterName - MOST_CLOSERS && isCloser(scan, nameEnd - 1)) nameEnd--;
    const found = credentialNameBefore(scan, nameEnd);
    if (found === undefined || found.word.strength === 'weak' || found.word.strength === 'code') return at + 1;
    const value = readValue(scan, from);
    if (value === undefined) return at + 1;
    // `token -> expression` is a grammar, a type or a step: a name without quotes takes more.
    const isEntry = afterName > nameEnd || isInMap(scan, nameEnd) || scan.at(found.start - 1) === DOT;
    const text = scan.text.slice(value.start, value.end);
    if (isEntry || looksSecret(text) || isPassphrase(text)) acceptArgument(scan, found.word, value);
    return at + 1;
  },
};

function isCloser(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  return (scan.classAt(at) & QUOTE) !== 0 || byte === 0x29 || byte === 0x5c;
}

function isInMap(scan: Scan, at: number): boolean {
  const before = scan.textBefore(at, MAP_REACH);
  return before.lastIndexOf('Map(') > before.lastIndexOf(')');
}
