// Finds the secret between the tags of an element that is named like one: `<password>…</password>`, `<name>x.password</name><value>…</value>`.
import { COLON, DASH, DOT, GREATER, LESS } from '../../scan/ascii.ts';
import { DIGIT, LETTER, WORD } from '../../scan/byte-classes.ts';
import { type Detector, DIGITS, pairsOf } from '../../scan/detector.ts';
import type { Scan } from '../../scan/scan.ts';
import { credentialNameBefore, NAME_LETTERS } from '../names/credential-words.ts';
import { nameBesideValue } from '../values/names-elsewhere.ts';
import { nameInAttributes } from '../values/tag-attributes.ts';
import { addTextOf } from './tag-text.ts';

/** The longest tag with its attributes. */
const LONGEST_TAG = 160;

/** `<password>hunter2</password>`, `<wsse:Password Type="…">hunter2<`. */
export const taggedCredentials: Detector = {
  name: 'tagged-credentials',
  entities: ['CREDENTIAL', 'AZURE_KEY', 'AWS_KEY'],
  leftOutAt: 3,
  pairs: pairsOf(`${NAME_LETTERS}${DIGITS}"'`, '>'),
  find(scan, at) {
    const open = at + 1;
    let tag = at;
    const stop = Math.max(0, at - LONGEST_TAG);
    while (tag > stop && scan.bytes[tag] !== LESS && scan.bytes[tag] !== GREATER) tag--;
    if (scan.at(tag) !== LESS) return at + 1;
    const nameEnd = tagNameEnd(scan, tag + 1);
    const found =
      credentialNameBefore(scan, nameEnd) ?? nameBesideValue(scan, nameEnd) ?? nameInAttributes(scan, tag, open);
    if (found === undefined) return at + 1;
    addTextOf(scan, tag, open, found);
    return at + 1;
  },
};

function tagNameEnd(scan: Scan, from: number): number {
  let at = from;
  while (
    (scan.classAt(at) & (WORD | LETTER | DIGIT)) !== 0 ||
    scan.at(at) === COLON ||
    scan.at(at) === DASH ||
    scan.at(at) === DOT
  )
    at++;
  return at;
}
