// Finds secrets that a blank alone parts from their key: `spark.x.password V`, `refreshed access token V`, `(SECRET 'V')` of a statement.

import {
  BACKSLASH,
  BLANK,
  COLON,
  COMMA,
  DASH,
  DOT,
  EQUALS,
  LOWER_CASE,
  LOWER_S,
  OPEN_PARENTHESIS,
  SINGLE_QUOTE,
  TAB,
} from '../../scan/ascii.ts';
import { LETTER, SPACE, TOKEN, WORD } from '../../scan/byte-classes.ts';
import { anyCasePair, type Detector } from '../../scan/detector.ts';
import { skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO, REJECTED_UP_TO } from '../judgement/looked-at.ts';
import { looksGenerated, looksSecret } from '../judgement/randomness.ts';
import { type CredentialWord, credentialNameBefore, type FoundName } from '../names/credential-words.ts';
import type { Value } from '../values/quoted-values.ts';
import { isLastOnLine, readValue, skipBlanks } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';

const LONGEST_KEY = 100;
/** A separator, an option or the end follows a name: that is for other rules. */
const NO_VALUE: readonly number[] = [0, EQUALS, COLON, DASH, OPEN_PARENTHESIS];

export const propertyKeys: Detector = {
  name: 'property-keys',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  leftOutAt: 1,
  // sECRet, toKEN, kEY: of each word the pair that is rarest elsewhere; password is looked at by its own detector.
  pairs: [...anyCasePair('cr'), ...anyCasePair('ok'), ...anyCasePair('ey')],
  find(scan, at) {
    // No value that was read has a blank, by which a key and its value are parted here.
    if (at < FOUND_UP_TO.of(scan) || at < REJECTED_UP_TO.of(scan) || isLonePassword(scan, at)) return at + 1;
    const nameEnd = scan.skip(at, LETTER, at + 12);
    // A word of a name or of prose, not its end: nearly every call.
    const isPadded = scan.hasExactlyAt('....', nameEnd);
    if (!isPadded && !isBlank(scan.at(nameEnd))) return at + 1;
    const from = isPadded ? skipDots(scan, nameEnd) : skipBlanks(scan, nameEnd);
    if (from === nameEnd || NO_VALUE.includes(scan.at(from))) return at + 1;
    const found = credentialNameBefore(scan, nameEnd);
    if (found === undefined || !isBelievable(found.word) || addSetting(scan, found, from)) return at + 1;
    const isProperty = isPadded || isPropertyKey(scan, found, nameEnd);
    if (!isProperty && !isSpokenKey(scan, found)) return at + 1;
    const value = readValue(scan, from);
    if (value === undefined || isOtherWord(scan, found, nameEnd, value)) return at + 1;
    if (value.isOverlong || (isProperty && !isLastOnLine(scan, value))) return at + 1;
    const mayBeWord = isProperty && found.word.strength === 'strong';
    if (mayBeWord || isGenerated(scan, value, isProperty)) acceptArgument(scan, found.word, value);
    return at + 1;
  },
};

/** `CREATE SECRET s (TYPE s3, SECRET 'V')`: a setting in the brackets of a statement, whose text stands in quotes. */
function addSetting(scan: Scan, { start, word }: FoundName, from: number): boolean {
  if (scan.at(skipBackslashes(scan, from)) !== SINGLE_QUOTE) return false;
  const name = scan.skipBack(start, WORD, start - LONGEST_KEY);
  const before = scan.at(scan.skipBack(name, SPACE, name - LONGEST_KEY) - 1);
  if (before !== COMMA && before !== OPEN_PARENTHESIS) return false;
  const value = readValue(scan, from);
  if (value?.isQuoted === true) acceptArgument(scan, word, value);
  return true;
}

/** `password....` without a value; `public.api_keys api_keys_pkey`: a table and what is named after it. */
function isOtherWord(scan: Scan, { start }: FoundName, nameEnd: number, value: Value): boolean {
  if (scan.at(nameEnd) === DOT) return (scan.classAt(value.start) & WORD) === 0;
  return scan.hasExactlyAt(scan.text.slice(start, nameEnd), value.start);
}

/** `password` as a word of its own is no key: what follows it is said in a sentence, which is another rule's. */
function isLonePassword(scan: Scan, at: number): boolean {
  return (
    scan.at(at - 4) === BLANK &&
    (scan.at(at) | LOWER_CASE) === LOWER_S &&
    scan.at(at + 5) !== DOT &&
    !scan.hasExactlyAt('ENV', at - 7)
  );
}

/** `password......V` is how settings are printed in columns. */
function skipDots(scan: Scan, from: number): number {
  let at = from;
  while (at < from + LONGEST_KEY && scan.at(at) === DOT) at++;
  return at;
}

function isBlank(byte: number): boolean {
  return byte === BLANK || byte === TAB || byte === BACKSLASH;
}

function isBelievable({ strength }: CredentialWord): boolean {
  return strength === 'strong' || strength === 'token';
}

/** `a.b.password`: a sentence about a property continues after its name. */
function isPropertyKey(scan: Scan, { start }: FoundName, nameEnd: number): boolean {
  if (scan.hasExactlyAt('ENV ', start - 4)) return true;
  if (scan.at(start - 1) !== DOT && (scan.classAt(start - 1) & TOKEN) === 0) return false;
  let key = start;
  const stop = nameEnd - LONGEST_KEY;
  while (key > stop && ((scan.classAt(key - 1) & TOKEN) !== 0 || scan.at(key - 1) === DOT)) key--;
  const name = scan.text.slice(key, nameEnd);
  if (scan.hasExactlyAt('ENV ', key - 4)) return true;
  return name.includes('.') && !name.startsWith('.') && (scan.classAt(key) & LETTER) !== 0;
}

/** Names of keys that are spoken with a blank, and are no names of anything else. */
const SPOKEN = /^(?:api|access|secret|auth|app|client|bearer|refresh|private|personal|session|account|storage)~/;

/** `heroku api key V`, `refreshed access token V`. */
function isSpokenKey(scan: Scan, { word, start }: FoundName): boolean {
  return word.word.includes('~') && (scan.classAt(start - 1) & WORD) === 0 && SPOKEN.test(word.word);
}

function isGenerated(scan: Scan, { start, end }: Value, isProperty: boolean): boolean {
  const text = scan.text.slice(start, end);
  return looksSecret(text) && (isProperty || (text.length >= 20 && looksGenerated(text)));
}
