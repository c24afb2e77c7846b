// What the words around a number say of it: that it is an identifier, or that it is a card, a social security number, a phone.
import { ALNUM, LETTER, LOWER, UNDERSCORE, UPPER } from '../scan/byte-classes.ts';
import { COST } from '../scan/effort.ts';
import type { Scan } from '../scan/scan.ts';
import { WordSet } from '../scan/word-set.ts';

/** How far back a context word may stand. */
const REACH = 40;

/** Whether one of `words` (lower case) stands in the text shortly before an index, or in the name of its attribute. */
export function hasContextWord(scan: Scan, at: number, words: readonly string[]): boolean {
  return findWordBack(scan, at, words) || (scan.name !== '' && nameHas(scan.name, words));
}

function findWordBack(scan: Scan, at: number, words: readonly string[]): boolean {
  scan.effort.spend(COST.context);
  const stop = Math.max(0, at - REACH);
  for (let i = at - 3; i >= stop; i--) {
    const byte = scan.bytes[i] as number;
    // Only where a word starts: after something else than a letter, or at a capital.
    if ((scan.classAt(i) & LETTER) === 0) continue;
    if (
      (scan.classAt(i - 1) & LETTER) !== 0 &&
      !((scan.classAt(i) & UPPER) !== 0 && (scan.classAt(i - 1) & LOWER) !== 0)
    ) {
      continue;
    }
    for (const word of words) {
      if (
        (byte | 0x20) === word.charCodeAt(0) &&
        scan.hasWordAt(word, i) &&
        !isMiddleOfWord(scan, i + word.length, at)
      ) {
        return true;
      }
    }
  }
  return false;
}

/** A context word may be followed by a capital (`ssnValue`), a digit or a plural s, not by more of a longer word. */
function isMiddleOfWord(scan: Scan, end: number, at: number): boolean {
  if (end >= at || (scan.classAt(end) & LOWER) === 0) return false;
  return !(scan.at(end) === 0x73 && (scan.classAt(end + 1) & LETTER) === 0) && (scan.classAt(end - 1) & UPPER) === 0;
}

function nameHas(name: string, words: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return words.some((word) => {
    const at = lower.indexOf(word);
    if (at < 0) return false;
    const before = name.charAt(at - 1);
    const isStart = at === 0 || !/[a-zA-Z]/.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(name.charAt(at)));
    return isStart && !/[a-rt-z]/.test(name.charAt(at + word.length));
  });
}

/** Names of numbers that count, order or identify: what stands under one is no card, whatever its digits. */
const IDENTIFIERS = new WordSet(
  'id ids uid gid pid tid oid xid txid lsn offset offsets timestamp ts time epoch millis micros nanos ms us ns seq sequence ' +
    'serial version ver snapshot commit checkpoint batch batches job jobs run runs task tasks stage stages query queries ' +
    'notebook notebooks command commands cell cells cluster clusters workspace workspaces application app attempt attempts executor partition partitions shard ' +
    'trace span parent hash hashcode checksum crc digest seed size bytes length len count rows row records total duration elapsed ' +
    'start end expires expiry position pos index cursor watermark generation revision rev build tx block height inode dev nonce ' +
    'port address addr ref key o object model order request req session thread node container pod',
);

/** Whether the name right before a number (`run_id=`, `"offset": `, `jobs/`, `run `) says that it identifies or counts. */
export function isIdentified(scan: Scan, at: number): boolean {
  let end = at;
  const stop = Math.max(0, at - 8);
  while (end > stop && isBetweenNameAndValue(scan.bytes[end - 1] as number)) {
    // `job(12)` is a job, `job: (12)` is not.
    if (scan.bytes[end - 1] === 0x28 && scan.at(end - 2) === 0x20) return false;
    end--;
  }
  if (end === 0) return scan.name !== '' && isIdentifierName(scan.name);
  if (end === at || (scan.classAt(end - 1) & ALNUM) === 0) return false;
  const start = scan.skipBack(end, LETTER | UNDERSCORE, end - 32);
  return start < end && isIdentifierName(scan.text.slice(start, end));
}

function isBetweenNameAndValue(byte: number): boolean {
  switch (byte) {
    case 0x20: // blank
    case 0x22: // "
    case 0x23: // #
    case 0x27: // '
    case 0x28: // (
    case 0x2f: // /
    case 0x3a: // :
    case 0x3d: // =
    case 0x5b: // [
    case 0x5c: // backslash
    case 0x5f: // _
      return true;
    default:
      return false;
  }
}

/** Whether the last word of a name in any case style is one of {@link IDENTIFIERS}, and no word of it is of payment. */
function isIdentifierName(name: string): boolean {
  if (!IDENTIFIERS.has(lastWord(name))) return false;
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return !words.some((word) => CARD_WORDS.includes(word));
}

/** `id` of `run_id_7`, `Id` of `runId`, `ID` of `runID`. */
function lastWord(name: string): string {
  let end = name.length;
  while (end > 0 && !isLetter(name, end - 1)) end--;
  let start = end;
  while (start > 0 && isLower(name, start - 1)) start--;
  if (start < end) return name.slice(start > 0 && isUpper(name, start - 1) ? start - 1 : start, end);
  while (start > 0 && isUpper(name, start - 1)) start--;
  return name.slice(start, end);
}

function isLower(text: string, at: number): boolean {
  return text.charAt(at) >= 'a' && text.charAt(at) <= 'z';
}

function isUpper(text: string, at: number): boolean {
  return text.charAt(at) >= 'A' && text.charAt(at) <= 'Z';
}

function isLetter(text: string, at: number): boolean {
  return isLower(text, at) || isUpper(text, at);
}

/** Words that a card number stands beside. */
export const CARD_WORDS: readonly string[] = [
  'card',
  'cc',
  'ccn',
  'ccnum',
  'pan',
  'credit',
  'debit',
  'visa',
  'mastercard',
  'amex',
  'payment',
  'creditcard',
  'cardnumber',
];
