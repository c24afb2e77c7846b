// Finds the private part of PuTTY's key files, which have no BEGIN and END lines.
import { COLON, EQUALS } from '../scan/ascii.ts';
import { BASE64 } from '../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../scan/detector.ts';
import { defineRule } from '../scan/rule.ts';

const RULE = defineRule('PRIVATE_KEY', 'PuTTY key', 'the lines that Private-Lines of a PuTTY key file counts');

const FILE = 'PuTTY-User-Key-File-';
/** The public lines of a key of 16,384 bits and the headers are shorter. */
const REACH = 8192;
const PRIVATE_LINES = /Private-Lines: (\d{1,3})(\r?\n|\\n)/;

export const puttyKeys: Detector = {
  name: 'putty-keys',
  entities: ['PRIVATE_KEY'],
  pairs: pairsOf('T', 'Y'),
  find(scan, at) {
    const start = at - 3;
    if (!scan.hasExactlyAt(FILE, start) || scan.at(start + FILE.length + 1) !== COLON) return at + 1;
    const found = PRIVATE_LINES.exec(scan.textAfter(start, REACH));
    if (found === null) return at + 1;
    const lineEnd = found[2] as string;
    const from = start + found.index + found[0].length;
    let end = from;
    for (let line = Number(found[1]); line > 0; line--) {
      const next = scan.skip(end, BASE64, end + 80);
      let after = next;
      while (scan.at(after) === EQUALS) after++;
      end = after;
      if (line === 1 || !scan.hasExactlyAt(lineEnd, end)) break;
      end += lineEnd.length;
    }
    scan.add(from, end, RULE);
    return Math.max(end, at + 1);
  },
};
