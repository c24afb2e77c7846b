// Finds passwords that a shell gives a command on its input: `chpasswd <<< 'bob:V'`, `sudo -S … <<< V`, `read PASSWORD <<EOF` and the line below.

import { afterLast } from '../../scan/after-last.ts';
import { LESS, LINE_FEED } from '../../scan/ascii.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO } from '../judgement/looked-at.ts';
import { isPlaceholder } from '../judgement/placeholders.ts';
import { hereDocumentEnd } from '../values/value-wrappers.ts';
import { readValue, skipBlanks } from '../values/values.ts';

const INPUT = defineRule(
  'CREDENTIAL',
  'password on the input',
  'what a command that reads a password is given by <<< or <<',
);

const REACH = 160;
const MOST_LINES = 4;
/** What reads a password. */
const READER = /\b(?:chpasswd|passwd|smbpasswd|kinit|cryptsetup)\b|-stdin\b/;
const SUDO = /\bsudo\b/;
/** `read -rs DB_PASSWORD` */
const READ = /\bread\b/;
const NAME = /pass|pwd|secret|token/i;
const CHANGES_PASSWORDS = /\bchpasswd\b/;

export const hereDocuments: Detector = {
  name: 'here-documents',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  pairs: pairsOf('<', '<'),
  find(scan, at) {
    if (scan.at(at - 1) === LESS || at < FOUND_UP_TO.of(scan)) return at + 1;
    // The word after `<<<` is the input, that after `<<` what ends the lines that are.
    const isWord = scan.at(at + 2) === LESS;
    const document = isWord ? undefined : hereDocumentEnd(scan, at);
    if (document === undefined && !isWord) return at + 1;
    const command = afterLast(scan.textBefore(at, REACH), '\n;|');
    if (!readsPassword(command)) return at + 1;
    const isPair = CHANGES_PASSWORDS.test(command);
    if (document === undefined) addInput(scan, skipBlanks(scan, at + 3), isPair);
    else addLines(scan, document, isPair);
    return at + 1;
  },
};

function readsPassword(command: string): boolean {
  if (READER.test(command)) return true;
  return (command.includes(' -S ') && SUDO.test(command)) || (READ.test(command) && NAME.test(command));
}

/** Reports the lines up to the word that ends them, which is in capitals. */
function addLines(scan: Scan, from: number, isPair: boolean): void {
  let at = from;
  for (let n = 0; n < MOST_LINES && at >= 0; n++) {
    const end = addInput(scan, at, isPair);
    at = end >= 0 && scan.at(end) === LINE_FEED ? end + 1 : -1;
  }
}

/** Where the value ended; -1 where none was read. */
function addInput(scan: Scan, from: number, isPair: boolean): number {
  const value = readValue(scan, from);
  if (value === undefined || value.isOverlong) return -1;
  const text = scan.text.slice(value.start, value.end);
  const offset = isPair ? text.indexOf(':') + 1 : 0;
  if (isPlaceholder(text.slice(offset)) || END.test(text)) return -1;
  scan.add(value.start + offset, value.end, INPUT);
  return value.end;
}

const END = /^[A-Z]{2,8}$/;
