// Finds the values of names in which more follows the credential word: `password_prod_main = V`, `passwords["prod"]`, `password (for app): V`.

import {
  BACKSLASH,
  BLANK,
  CLOSE_BRACKET,
  CLOSE_PARENTHESIS,
  COLON,
  DASH,
  DOT,
  EQUALS,
  GREATER,
  LESS,
  LINE_FEED,
  LOWER_CASE,
  LOWER_S,
  OPEN_BRACKET,
} from '../../scan/ascii.ts';
import { LOWER, QUOTE, SPACE, WORD } from '../../scan/byte-classes.ts';
import { COST } from '../../scan/effort.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO } from '../judgement/looked-at.ts';
import { credentialNameBefore } from '../names/credential-words.ts';
import {
  isKnownQualifier,
  isOpener,
  isQualifierNext,
  LONGEST_QUALIFIER,
  nameStart,
  OTHER_THINGS,
  partsOf,
  qualifiedNameIn,
} from '../names/qualifiers.ts';
import { afterSeparator, isEmptyValue } from '../values/separators.ts';
import { readValue, skipBlanks } from '../values/values.ts';
import { acceptArgument, judge } from './credentials.ts';
import { addTagText } from './tag-text.ts';

const MOST_CLOSERS = 4;

/** Looks at the credential word that ends at an index, and reports the secret of the longer name that it is in. */
export function findQualifiedName(scan: Scan, wordEnd: number): void {
  if (wordEnd < FOUND_UP_TO.of(scan)) return;
  const isPlural = (scan.at(wordEnd) | LOWER_CASE) === LOWER_S && (scan.classAt(wordEnd + 1) & LOWER) === 0;
  const start = isPlural ? wordEnd + 1 : wordEnd;
  if (!isQualifierNext(scan, start)) return;
  const nameEnd = qualifierEnd(scan, start);
  if (scan.at(nameEnd) === GREATER || scan.at(nameEnd) === BLANK) findInTag(scan, start, nameEnd);
  const separator = separatorAfter(scan, nameEnd);
  scan.effort.spend(COST.neighbourhood);
  if (separator < 0) {
    if (scan.at(nameEnd) === BLANK) findInProperty(scan, start, nameEnd);
    return;
  }
  scan.effort.spend(COST.judgement);
  const found = credentialNameBefore(scan, wordEnd);
  if (found === undefined || (found.word.strength !== 'strong' && found.word.strength !== 'token')) return;
  const qualifier = scan.text.slice(start, nameEnd);
  const words = partsOf(qualifier);
  // `Password (required): V` is the label of a field.
  const isLabel = qualifier.startsWith(' (');
  if (words.length === 0 || (!isLabel && words.some((word) => OTHER_THINGS.has(word)))) return;
  if (credentialNameBefore(scan, nameEnd) !== undefined) return;
  const from = afterSeparator(scan, separator);
  if (from < 0 || isEmptyValue(scan, from)) return;
  const isVague = !isLabel && !words.every(isKnownQualifier);
  judge(scan, found, { separator, nameEnd, from, isVague });
}

/** `spark.password.prod V`: a property whose name is parted from its value by a blank, at the end of the line. */
function findInProperty(scan: Scan, wordEnd: number, nameEnd: number): void {
  const start = nameStart(scan, wordEnd);
  const value = readValue(scan, skipBlanks(scan, nameEnd));
  if (value === undefined || value.isOverlong || (!value.isQuoted && scan.at(value.end) >= BLANK)) return;
  if (!PROPERTY.test(scan.text.slice(start, nameEnd)) || value.start >= nameEnd + MOST_GAP) return;
  const found = qualifiedNameIn(scan, start, nameEnd);
  if (found?.word.strength === 'strong') acceptArgument(scan, found.word, value);
}

const MOST_GAP = 16;
/** Two dots at least: with one it is as often a file, as `encrypt-key.c` is. */
const PROPERTY = /^-{0,2}\w[\w-]*\.[\w-]+\.[\w-]+/;

/** `<password_prod>V</password_prod>`, also with attributes. */
function findInTag(scan: Scan, wordEnd: number, nameEnd: number): void {
  const start = nameStart(scan, wordEnd);
  if (scan.at(start - 1) !== LESS) return;
  const found = qualifiedNameIn(scan, start, nameEnd);
  if (found !== undefined) addTagText(scan, start - 1, found);
}

/** Where the name ends whose credential word ends at an index. */
function qualifierEnd(scan: Scan, start: number): number {
  const stop = start + LONGEST_QUALIFIER;
  let at = start;
  while (at < stop) {
    const byte = scan.at(at);
    if ((scan.classAt(at) & WORD) !== 0) at++;
    else if ((byte === DASH || byte === DOT) && (scan.classAt(at + 1) & WORD) !== 0) at += 2;
    else if (isOpener(byte) || (byte === BLANK && isOpener(scan.at(at + 1))))
      return groupEnd(scan, byte === BLANK ? at + 1 : at, stop);
    else break;
  }
  return at;
}

/** After the bracket that closes the one at an index; that index where it is not closed. */
function groupEnd(scan: Scan, open: number, stop: number): number {
  const closer = scan.at(open) === OPEN_BRACKET ? CLOSE_BRACKET : CLOSE_PARENTHESIS;
  for (let at = open + 1; at < stop; at++) {
    const byte = scan.at(at);
    if (byte === closer) return at > open + 1 ? at + 1 : open;
    if (byte < BLANK || byte === EQUALS || isOpener(byte)) return open;
  }
  return open;
}

/** The `=` or `:` after a name, its closing quotes and an operator's other marks; -1 without one. */
function separatorAfter(scan: Scan, nameEnd: number): number {
  let at = nameEnd;
  while (at < nameEnd + MOST_CLOSERS && ((scan.classAt(at) & QUOTE) !== 0 || scan.at(at) === BACKSLASH)) at++;
  const afterBlanks = scan.skip(at, SPACE, at + LONGEST_QUALIFIER);
  // What stands on the next line is no separator.
  for (let i = at; i < afterBlanks; i++) if (scan.bytes[i] === LINE_FEED) return -1;
  at = skipBlanks(scan, afterBlanks);
  while (at < afterBlanks + 2 && '?|+&'.includes(String.fromCharCode(scan.at(at)))) at++;
  return scan.at(at) === EQUALS || scan.at(at) === COLON ? at : -1;
}
