// Tells the columns of a manual, and a sentence about an option, from an option and its argument.
import { BLANK } from '../../scan/ascii.ts';
import { LOWER, UPPER } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';
import { WordSet } from '../../scan/word-set.ts';
import type { Value } from './quoted-values.ts';
import { isSentenceNext, skipBlanks } from './values.ts';

/** At least this many blanks stand between columns. */
const LEAST_GAP = 3;
const LONGEST_WORD = 16;

/** What a sentence continues with after the name of an option. */
const AFTER_OPTION = new WordSet(
  'via flag flags option options argument arguments parameter parameters switch when while if is are was were will would can cannot ' +
    'could should must may might has have had to for from in on at by with without using and or but nor instead as because since ' +
    'that which unless until also only not does do requires required expects takes accepts needs before after because than then',
);
/** What the next but one word is in a sentence: `--password prompts the user`. */
const IN_SENTENCE = new WordSet('the a an be been to of is are was will must cannot');

/** `--password        force a prompt`, `-password val      Set the source`: what follows the option explains it. */
export function isUsageText(scan: Scan, nameEnd: number, { start, end, isQuoted }: Value): boolean {
  if (isQuoted) return false;
  if (isSentence(scan, start, end)) return true;
  if (start - nameEnd >= LEAST_GAP && isSentenceNext(scan, end)) return true;
  const next = skipBlanks(scan, end);
  return next - end >= LEAST_GAP && (scan.classAt(next) & UPPER) !== 0;
}

/** `Using --password via the CLI is insecure`, `the --password flag cannot`: the line is no command. */
function isSentence(scan: Scan, start: number, end: number): boolean {
  if (scan.skip(start, LOWER, end) !== end) return false;
  if (AFTER_OPTION.hasAt(scan, start, end)) return true;
  if (scan.at(end) !== BLANK) return false;
  return IN_SENTENCE.hasAt(scan, end + 1, scan.skip(end + 1, LOWER, end + 1 + LONGEST_WORD));
}
