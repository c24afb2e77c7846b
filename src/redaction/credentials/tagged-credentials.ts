// Finds the secret between the tags of an element that is named like one: `<password>…</password>`, `<name>x.password</name><value>…</value>`.
import { DIGIT, LETTER, WORD } from '../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../scan/detector.ts';
import type { Scan } from '../scan/scan.ts';
import { credentialNameBefore, NAME_LETTERS } from './credential-words.ts';
import { acceptArgument, nameBesideValue } from './credentials.ts';
import { skipBackslashes } from './quotes.ts';
import { nameInAttributes } from './tag-attributes.ts';
import { hasBlank, skipBlanks } from './values.ts';

const COLON = 0x3a;
const SLASH = 0x2f;

/** The longest tag with its attributes. */
const LONGEST_TAG = 160;

/** `<password>hunter2</password>`, `<wsse:Password Type="…">hunter2<`. */
export const taggedCredentials: Detector = {
  name: 'tagged-credentials',
  entities: ['CREDENTIAL', 'AZURE_KEY', 'AWS_KEY'],
  leftOutAt: 3,
  pairs: pairsOf(`${NAME_LETTERS}"'`, '>'),
  find(scan, at) {
    const open = at + 1;
    let tag = at;
    const stop = Math.max(0, at - LONGEST_TAG);
    while (tag > stop && scan.bytes[tag] !== 0x3c && scan.bytes[tag] !== 0x3e) tag--;
    if (scan.at(tag) !== 0x3c) return at + 1;
    const nameEnd = tagNameEnd(scan, tag + 1);
    const found =
      credentialNameBefore(scan, nameEnd) ?? nameBesideValue(scan, nameEnd) ?? nameInAttributes(scan, tag, open);
    if (found === undefined) return at + 1;
    let start = skipBlanks(scan, open + 1);
    if (scan.hasExactlyAt('<![CDATA[', start)) start += 9;
    let end = start;
    while (end < start + 256 && end < scan.length && scan.bytes[end] !== 0x3c && scan.bytes[end] !== 0x0a) end++;
    if (!isClosed(scan, tag, start, end)) return at + 1;
    if (scan.hasExactlyAt(']]', end - 3)) end -= 3;
    else if (scan.hasExactlyAt(']]>', end - 3)) end -= 3;
    if (end === start) return at + 1;
    acceptArgument(scan, found.word, { start, end, isQuoted: true, isOverlong: false });
    return at + 1;
  },
};

/**
 * Whether a closing tag follows a tag's text. `<password>` is also how manuals write what is to be filled in; a text that was cut
 * has one word, and its tag stands at the start of a line or behind another.
 */
function isClosed(scan: Scan, tag: number, start: number, end: number): boolean {
  if (scan.at(end) === 0x3c) return scan.at(skipBackslashes(scan, end + 1)) === SLASH || scan.at(end + 1) === 0x21;
  const before = scan.at(tag - 1);
  return (tag === 0 || before === 0x0a || before === 0x3e) && !hasBlank(scan, start, end);
}

function tagNameEnd(scan: Scan, from: number): number {
  let at = from;
  while (
    (scan.classAt(at) & (WORD | LETTER | DIGIT)) !== 0 ||
    scan.at(at) === COLON ||
    scan.at(at) === 0x2d ||
    scan.at(at) === 0x2e
  )
    at++;
  return at;
}
