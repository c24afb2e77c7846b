// Looks at the word password where no separator follows it: the rules that ask for that share its rarest pair of letters.
import { anyCasePair, type Detector } from '../scan/detector.ts';
import { COST } from '../scan/effort.ts';
import type { Scan } from '../scan/scan.ts';
import { findAfterPassword } from './after-password.ts';
import { findNumberedPassword } from './numbered-passwords.ts';
import { findPasswordSentence } from './password-sentences.ts';
import { propertyKeys } from './property-keys.ts';
import { spokenSecrets } from './spoken-secrets.ts';

/** So many rules share the pair. */
const SHARED = 5;

export const passwordWord: Detector = {
  name: 'password-word',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  leftOutAt: 1,
  pairs: anyCasePair('sw'),
  find(scan, at) {
    if (isAssigned(scan, at)) return at + 1;
    scan.effort.spend(SHARED * COST.rule);
    findAfterPassword(scan, at);
    findPasswordSentence(scan, at);
    findNumberedPassword(scan, at);
    propertyKeys.find(scan, at);
    spokenSecrets.find(scan, at);
    return at + 1;
  },
};

/** `password=`, `passwd:`, `password = `: most words are so, and another rule's. */
function isAssigned(scan: Scan, at: number): boolean {
  const isShort = (scan.at(at + 2) | 0x20) === 0x64;
  const end = isShort ? at + 3 : at + 5;
  const byte = scan.at(scan.at(end) === 0x20 ? end + 1 : end);
  return byte === 0x3d || byte === 0x3a;
}
