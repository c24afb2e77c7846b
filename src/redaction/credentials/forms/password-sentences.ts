// Finds passwords that a sentence announces: `Changed password for app to V`, `… password is generated for root: V`, or on the line below.

import { BLANK, COLON, EQUALS } from '../../scan/ascii.ts';
import { COST } from '../../scan/effort.ts';
import { Remembered } from '../../scan/memory.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { isPlaceholder, isWordForValue } from '../judgement/placeholders.ts';
import { isPassphrase, looksGenerated, looksSecret } from '../judgement/randomness.ts';
import { shapeOf } from '../judgement/value-shape.ts';
import { rowEnd } from '../values/table-marks.ts';

const ANNOUNCED = defineRule(
  'CREDENTIAL',
  'announced password',
  'stands at the end of a sentence about a password, or below it',
);

/** Up to here everything is a sentence about a password, which was looked at. */
const READ_UP_TO = new Remembered();
const LONGEST_SENTENCE = 160;
const LONGEST_PASSWORD = 128;
/** ` for app to V`, ` is generated for root@localhost: V`, in quotes or up to the next blank. */
const FOR_USER =
  /^(?: (?:is|was|has been))?(?: (?:generated|created|set|reset|changed|issued))? for (?:the )?(?:(?:user|account|role|login) )?["'`[]?[\w.@\\/-]{1,64}["'`\]]?(?:(?: (?:was |has been )?(?:set|changed|reset))? to| is:|:) (?:"([^"\n]+)"|'([^'\n]+)'|`([^`\n]+)`|([^\s"'`]+)(?=[\n\r]|\\[nr]|["'`]|\.?$))/i;
/** What {@link FOR_USER} can begin with. */
const FOR_USER_LETTERS = 'fiwhgcsrFIWHGCSR';
/** What may stand between a sentence and the password below it. */
const BELOW = /^(?:\s|\\[nrt]){0,40}(?:New value: )?([^\s"'`\\]{8,128})(?=\s*$|\s*[\n\r]|\\[nr]|["'`])/;

/** Looks at the sentence around an index of the `sw` of password. */
export function findPasswordSentence(scan: Scan, at: number): void {
  const end = at + 5;
  // `password = V` is a pair, and no sentence.
  const next = scan.at(end + 1);
  const isSentence = scan.at(end) === BLANK && next !== EQUALS && next !== COLON && scan.hasWordAt('password', at - 3);
  // Where the word comes again and again, the rest of the line is read once.
  if (!isSentence || findForUser(scan, end) || at < READ_UP_TO.of(scan)) return;
  scan.effort.spend(COST.neighbourhood);
  const lineEnd = rowEnd(scan, end, end + LONGEST_SENTENCE);
  READ_UP_TO.set(scan, lineEnd);
  if (!findOnLine(scan, at - 3, end, lineEnd)) findBelow(scan, end, lineEnd);
}

function findForUser(scan: Scan, end: number): boolean {
  if (!FOR_USER_LETTERS.includes(String.fromCharCode(scan.at(end + 1)))) return false;
  const found = FOR_USER.exec(scan.textAfter(end, LONGEST_SENTENCE + LONGEST_PASSWORD));
  if (found === null) return false;
  const text = found[1] ?? found[2] ?? found[3] ?? found[4] ?? '';
  const start = end + found.index + found[0].lastIndexOf(text);
  if (isAnnounced(text)) scan.add(start, start + text.length, ANNOUNCED);
  return true;
}

const BEFORE_PASSWORD: readonly string[] = 'following initial temporary generated admin root default'.split(' ');

/** `Please use the following password to proceed: V`, where V is generated. */
function findOnLine(scan: Scan, start: number, end: number, lineEnd: number): boolean {
  const isNamed = BEFORE_PASSWORD.some((word) => scan.hasWordAt(word, start - 1 - word.length));
  if (!isNamed) return false;
  const found = LAST_ON_LINE.exec(scan.text.slice(end, lineEnd));
  const text = found?.[1];
  if (found === null || text === undefined || !looksGenerated(text) || GUID.test(text)) return false;
  scan.add(end + found.index + 2, end + found.index + 2 + text.length, ANNOUNCED);
  return true;
}

const LAST_ON_LINE = /: ([\w+/=-]{16,64})\s*$/;
const GUID = /^[0-9a-f]{8}-/i;

/** `Please use the following password:`, a line end, the password; also below the command that prints it. */
function findBelow(scan: Scan, end: number, lineEnd: number): void {
  const isColon = scan.at(lineEnd - 1) === COLON || scan.hasExactlyAt(':\r', lineEnd - 2);
  const isReset = scan.hasExactlyAt('successfully reset.', lineEnd - 19);
  if (!isColon && !isReset && !scan.hasExactlyAt('initial-', end - 16)) return;
  const found = BELOW.exec(scan.textAfter(lineEnd, LONGEST_PASSWORD + 64));
  const text = found?.[1];
  if (found === null || text === undefined || !isAnnounced(text) || NO_PASSWORD.test(text)) return;
  const start = lineEnd + found[0].lastIndexOf(text);
  scan.add(start, start + text.length, ANNOUNCED);
}

/** A prompt, a key, an URL. */
const NO_PASSWORD = /[$#>:=]$|:\/\//;

function isAnnounced(text: string): boolean {
  if (isPlaceholder(text) || isWordForValue(text) || /^[/~(]|:$/.test(text)) return false;
  if (looksSecret(text) || isPassphrase(text)) return true;
  const { upper, lower, digits } = shapeOf(text);
  const letters = upper + lower;
  return (digits > 0 && letters > 2) || (upper > 2 && lower > 2);
}
