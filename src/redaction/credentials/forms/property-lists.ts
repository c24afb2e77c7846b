// Finds secrets in property lists, where key and value are two tags: `<key>password</key>`, `<string>V</string>`.

import { BACKSLASH, LOWER_N, LOWER_R, LOWER_T } from '../../scan/ascii.ts';
import { SPACE } from '../../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import type { Scan } from '../../scan/scan.ts';
import { credentialNameBefore } from '../names/credential-words.ts';
import { acceptArgument } from './credentials.ts';

/** What stands between the key and its string, and the string. */
const STRING = /^<\\?\/key>(?:\s|\\[nrt])*<(?:string|data)>([^<]+)<\\?\//;
const REACH = 512;
const LONGEST_VALUE = 256;

export const propertyLists: Detector = {
  name: 'property-lists',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  leftOutAt: 1,
  pairs: pairsOf('y', '>'),
  find(scan, at) {
    // </key>
    const open = scan.hasExactlyAt('</key>', at - 4) ? at - 4 : scan.hasExactlyAt('<\\/key>', at - 5) ? at - 5 : -1;
    const word = open < 0 ? undefined : credentialNameBefore(scan, open)?.word;
    if (word === undefined) return at + 1;
    const found = STRING.exec(scan.textAfter(open, REACH));
    const text = found?.[1];
    if (found === null || text === undefined) return at + 1;
    const stringEnd = open + found[0].lastIndexOf('<');
    const start = lineEndsAfter(scan, stringEnd - text.length, stringEnd);
    const end = lineEndsBefore(scan, start, stringEnd);
    if (end > start && end - start <= LONGEST_VALUE && !scan.text.slice(start, end).includes('\n'))
      acceptArgument(scan, word, { start, end, isQuoted: true, isOverlong: false });
    return at + 1;
  },
};

/** The index after the blanks and line ends that a string starts with, also escaped ones. */
function lineEndsAfter(scan: Scan, stringStart: number, end: number): number {
  let start = stringStart;
  while (start < end) {
    if ((scan.classAt(start) & SPACE) !== 0) start++;
    else if (isEscapedLineEnd(scan, start)) start += 2;
    else break;
  }
  return start;
}

/** The index of the blanks and line ends that a string ends with, also escaped ones. */
function lineEndsBefore(scan: Scan, start: number, stringEnd: number): number {
  let end = stringEnd;
  while (end > start) {
    if ((scan.classAt(end - 1) & SPACE) !== 0) end--;
    else if (isEscapedLineEnd(scan, end - 2)) end -= 2;
    else break;
  }
  return end;
}

function isEscapedLineEnd(scan: Scan, at: number): boolean {
  const byte = scan.at(at + 1);
  return scan.at(at) === BACKSLASH && (byte === LOWER_N || byte === LOWER_R || byte === LOWER_T);
}
