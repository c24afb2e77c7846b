// Finds the values of `password1: V`: digits before a colon are as common as times of day, so the word itself is the trigger.
import { DIGIT } from '../scan/byte-classes.ts';
import { anyCasePair, type Detector } from '../scan/detector.ts';
import { findNamedValue } from './credentials.ts';

const COLON = 0x3a;

export const numberedPasswords: Detector = {
  name: 'numbered-passwords',
  entities: ['CREDENTIAL'],
  pairs: anyCasePair('sw'),
  find(scan, at) {
    const end = at + 5;
    if ((scan.classAt(end) & DIGIT) === 0 || !scan.hasWordAt('password', at - 3)) return at + 1;
    const nameEnd = scan.skip(end, DIGIT, end + 2);
    if (scan.at(nameEnd) === COLON && at >= scan.credentialEnd) findNamedValue(scan, nameEnd, nameEnd);
    return at + 1;
  },
};
