// Finds secrets that a blank alone parts from their key: `spark.x.password V`, `refreshed access token V`.
import { LETTER, TOKEN, WORD } from './byte-classes.ts';
import { type CredentialWord, credentialNameBefore, type FoundName } from './credential-words.ts';
import { acceptArgument } from './credentials.ts';
import { anyCasePair, type Detector } from './detector.ts';
import { looksGenerated, looksSecret } from './randomness.ts';
import type { Scan } from './scan.ts';
import { readValue, skipBlanks, type Value } from './values.ts';

const LONGEST_KEY = 100;
const DOT = 0x2e;

export const propertyKeys: Detector = {
  name: 'property-keys',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  // passWord, sECRet, toKEN, kEY: of each word the pair that is rarest elsewhere.
  pairs: [...anyCasePair('sw'), ...anyCasePair('cr'), ...anyCasePair('ok'), ...anyCasePair('ey')],
  find(scan, at) {
    if (at < scan.credentialEnd) return at + 1;
    const nameEnd = scan.skip(at, LETTER, at + 12);
    const from = skipBlanks(scan, nameEnd);
    // A word of a name or of prose, not its end: nearly every call.
    if (from === nameEnd || from >= scan.length) return at + 1;
    const found = credentialNameBefore(scan, nameEnd);
    if (found === undefined || !isBelievable(found.word)) return at + 1;
    const value = readValue(scan, from);
    if (value === undefined || value.isOverlong || !isLast(scan, value)) return at + 1;
    if (isPropertyKey(scan, found, nameEnd, value) || isSpokenKey(scan, found, value))
      acceptArgument(scan, found.word, value);
    return at + 1;
  },
};

function isBelievable({ strength }: CredentialWord): boolean {
  return strength === 'strong' || strength === 'token';
}

/** Whether nothing but the end of a line, a string or a bracket follows. */
function isLast(scan: Scan, { end, isQuoted }: Value): boolean {
  if (isQuoted) return true;
  const byte = scan.at(end);
  return byte < 0x20 || byte === 0x22 || byte === 0x27 || byte === 0x5c || byte === 0x60;
}

/** `a.b.password`, alone before the blank on its line: a sentence about a property goes on after its name. */
function isPropertyKey(scan: Scan, { start, word }: FoundName, nameEnd: number, value: Value): boolean {
  if (word.strength !== 'strong' && !looksSecret(scan.text.slice(value.start, value.end))) return false;
  let key = start;
  const stop = nameEnd - LONGEST_KEY;
  while (key > stop && ((scan.classAt(key - 1) & TOKEN) !== 0 || scan.at(key - 1) === DOT)) key--;
  const name = scan.text.slice(key, nameEnd);
  return name.includes('.') && !name.startsWith('.') && (scan.classAt(key) & LETTER) !== 0;
}

/** Names of keys that are spoken with a blank, and are no names of anything else. */
const SPOKEN = /^(?:api|access|secret|auth|app|client|bearer|refresh|private|personal|session|account|storage)/;

/** `heroku api key V`, `refreshed access token V`: only what is generated. */
function isSpokenKey(scan: Scan, { word, start }: FoundName, { start: from, end }: Value): boolean {
  if (!word.word.includes('~') || !SPOKEN.test(word.word) || end - from < 20) return false;
  const text = scan.text.slice(from, end);
  return (scan.classAt(start - 1) & WORD) === 0 && looksGenerated(text) && looksSecret(text);
}
