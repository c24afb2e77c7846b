// Finds the text of tags that were escaped, as XML and HTML in a string or in JSON is: `&lt;password&gt;…&lt;/password&gt;`.

import { BLANK } from '../../scan/ascii.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import type { Scan } from '../../scan/scan.ts';
import { credentialNameBefore } from '../names/credential-words.ts';
import { acceptArgument } from './credentials.ts';

/** The spellings of `<` and `>`. */
const BRACKETS: readonly (readonly [open: string, close: string])[] = [
  ['&lt;', '&gt;'],
  ['\\u003c', '\\u003e'],
  ['%3c', '%3e'],
];
const LONGEST_TEXT = 256;
const LONGEST_NAME = 64;

export const escapedTags: Detector = {
  name: 'escaped-tags',
  entities: ['CREDENTIAL', 'AZURE_KEY', 'AWS_KEY'],
  leftOutAt: 1,
  pairs: pairsOf('t', ';').concat(pairsOf('3', 'eE')),
  find(scan, at) {
    for (const [open, close] of BRACKETS) {
      const nameEnd = at + 2 - close.length;
      if (scan.hasWordAt(close, nameEnd)) findText(scan, nameEnd, at + 2, open);
    }
    return at + 1;
  },
};

function findText(scan: Scan, nameEnd: number, start: number, open: string): void {
  const found = credentialNameBefore(scan, nameEnd);
  if (found === undefined || !isTag(scan, found.start, open)) return;
  let end = start;
  while (end < start + LONGEST_TEXT && (scan.bytes[end] as number) >= BLANK && !scan.hasWordAt(open, end)) end++;
  if (end > start && scan.hasWordAt(open, end)) {
    acceptArgument(scan, found.word, { start, end, isQuoted: true, isOverlong: false });
  }
}

/** Whether the bracket opens right before the name, ignoring its prefixes. */
function isTag(scan: Scan, from: number, open: string): boolean {
  const text = scan.textBefore(from, LONGEST_NAME).toLowerCase();
  const at = text.lastIndexOf(open);
  return at >= 0 && /^[\w:.-]*$/.test(text.slice(at + open.length));
}
