// Finds secrets in property lists, where key and value are two tags: `<key>password</key>`, `<string>V</string>`.

import { type Detector, pairsOf } from '../scan/detector.ts';
import { credentialNameBefore } from './credential-words.ts';
import { acceptArgument } from './credentials.ts';

/** What stands between the key and its string. */
const STRING = /^<\\?\/key>(?:\s|\\[nrt]){0,64}<(?:string|data)>(?:\s|\\[nrt])*([^<\n]{1,256}?)(?:\s|\\[nrt])*<\\?\//;
const REACH = 512;

export const propertyLists: Detector = {
  name: 'property-lists',
  entities: ['CREDENTIAL', 'AWS_KEY', 'AZURE_KEY'],
  pairs: pairsOf('y', '>'),
  find(scan, at) {
    // </key>
    const open = scan.hasExactlyAt('</key>', at - 4) ? at - 4 : scan.hasExactlyAt('<\\/key>', at - 5) ? at - 5 : -1;
    const word = open < 0 ? undefined : credentialNameBefore(scan, open)?.word;
    if (word === undefined) return at + 1;
    const found = STRING.exec(scan.text.slice(open, open + REACH));
    const text = found?.[1];
    if (found === null || text === undefined) return at + 1;
    const start = open + found[0].indexOf(text, found[0].indexOf('>', 7));
    acceptArgument(scan, word, { start, end: start + text.length, isQuoted: true, isOverlong: false });
    return at + 1;
  },
};
