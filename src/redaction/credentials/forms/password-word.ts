// Looks at the word password where no separator follows it: the rules that ask for that share its rarest pair of letters.
import { BLANK, COLON, EQUALS, LOWER_CASE, LOWER_D, LOWER_S } from '../../scan/ascii.ts';
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
import { spokenSecrets } from './spoken-secrets.ts';

/** How many rules share the pair. */
const SHARED = 5;

export const passwordWord: Detector = {
  name: 'password-word',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  leftOutAt: 1,
  pairs: anyCasePair('sw'),
  find(scan, at) {
    if (isAssigned(scan, at)) return at + 1;
    findQualifiedName(scan, wordEnd(scan, at));
    findSecretCall(scan, wordEnd(scan, at));
    findDeclared(scan, wordEnd(scan, at));
    scan.effort.spend(SHARED * COST.rule);
    findAfterPassword(scan, at);
    findPasswordSentence(scan, at);
    findNumberedPassword(scan, at);
    propertyKeys.find(scan, at);
    spokenSecrets.find(scan, at);
    return at + 1;
  },
};

/** After `passwd`, `password` or `passwort`. */
function wordEnd(scan: Scan, at: number): number {
  return (scan.at(at + 2) | LOWER_CASE) === LOWER_D ? at + 3 : at + 5;
}

/** `password=`, `passwd:`, `password = `: most words are so, and another rule's. */
function isAssigned(scan: Scan, at: number): boolean {
  const end = wordEnd(scan, at);
  const byte = scan.at(scan.at(end) === BLANK ? end + 1 : end);
  return byte === EQUALS || byte === COLON;
}

/** The word passphrase, without a separator or with more of a name after it. */
export const passphraseWord: Detector = {
  name: 'passphrase-word',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  leftOutAt: 1,
  // passpHRase
  pairs: anyCasePair('hr'),
  find(scan, at) {
    if (!scan.hasWordAt('passphrase', at - 5)) return at + 1;
    findQualifiedName(scan, at + 5);
    findDeclared(scan, at + 5);
    findAfterPassword(scan, at - 2);
    return at + 1;
  },
};

/** The word passcode, without a separator after it. */
export const passcodeWord: Detector = {
  name: 'passcode-word',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  leftOutAt: 1,
  // pasSCode
  pairs: anyCasePair('sc'),
  find(scan, at) {
    if ((scan.at(at - 1) | LOWER_CASE) !== LOWER_S || !scan.hasWordAt('passcode', at - 3)) return at + 1;
    findQualifiedName(scan, at + 5);
    findDeclared(scan, at + 5);
    findAfterPassword(scan, at);
    return at + 1;
  },
};
