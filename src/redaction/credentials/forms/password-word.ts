// Looks at the word password where no separator follows it: the rules that ask for that share its rarest pair of letters.
import { BLANK, COLON, EQUALS, LOWER_CASE, LOWER_D } from '../../scan/ascii.ts';
import { anyCasePair, type Detector } from '../../scan/detector.ts';
import { COST } from '../../scan/effort.ts';
import type { Scan } from '../../scan/scan.ts';
import { findAfterPassword } from './after-password.ts';
import { findDeclared } from './credentials.ts';
import { findNumberedPassword } from './numbered-passwords.ts';
import { findPasswordSentence } from './password-sentences.ts';
import { propertyKeys } from './property-keys.ts';
import { findQualifiedName } from './qualified-names.ts';
import { findSecretCall } from './secret-calls.ts';
import { findSpoken, mayBeSpoken } from './spoken-secrets.ts';

/** How many rules share the pair. */
const SHARED = 5;

export const passwordWord: Detector = {
  name: 'password-word',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  leftOutAt: 1,
  pairs: anyCasePair('sw'),
  find(scan, at) {
    const end = wordEnd(scan, at);
    if (isAssigned(scan, end)) return at + 1;
    findQualifiedName(scan, end);
    findSecretCall(scan, end);
    findDeclared(scan, end);
    scan.effort.spend(SHARED * COST.rule);
    findAfterPassword(scan, at);
    findPasswordSentence(scan, at);
    findNumberedPassword(scan, at);
    propertyKeys.find(scan, at);
    if (mayBeSpoken(scan, at)) findSpoken(scan, at);
    return at + 1;
  },
};

/** After `passwd`, `password` or `passwort`. */
function wordEnd(scan: Scan, at: number): number {
  return (scan.at(at + 2) | LOWER_CASE) === LOWER_D ? at + 3 : at + 5;
}

/** `password=`, `passwd:`, `password = `: most words are so, and another rule's. */
function isAssigned(scan: Scan, end: number): boolean {
  const byte = scan.at(scan.at(end) === BLANK ? end + 1 : end);
  return byte === EQUALS || byte === COLON;
}

/** The word passphrase, without a separator or with more of a name after it. */
export const passphraseWord: Detector = otherWord('passphrase', 'hr');

/** The word passcode, likewise. */
export const passcodeWord: Detector = otherWord('passcode', 'sc');

/** Looks at a word that is rarer than password by one of its pairs of letters. */
function otherWord(word: string, pair: string): Detector {
  const trigger = word.indexOf(pair);
  return {
    name: `${word}-word`,
    entities: passwordWord.entities,
    leftOutAt: 1,
    pairs: anyCasePair(pair),
    find(scan, at) {
      const start = at - trigger;
      if (!scan.hasWordAt(word, start)) return at + 1;
      const end = start + word.length;
      findQualifiedName(scan, end);
      findDeclared(scan, end);
      findAfterPassword(scan, start + LAST_OF_PASS);
      return at + 1;
    },
  };
}

/** The last letter of `pass`. */
const LAST_OF_PASS = 3;
