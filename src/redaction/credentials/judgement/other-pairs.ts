// Tells what has the look of `name: value` and is something else: a test's result, a logger, a shell's expansion, a URL's user.
import {
  AT_SIGN,
  BLANK,
  COLON,
  DOLLAR,
  DOT,
  GREATER,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  QUESTION,
  SLASH,
} from '../../scan/ascii.ts';
import { nextAtSign } from '../../scan/at-signs.ts';
import { DIGIT, LETTER, TOKEN, UPPER, WORD } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';
import { WordSet } from '../../scan/word-set.ts';
import type { FoundName } from '../names/credential-words.ts';
import { isAfterUser } from './user-and-password.ts';

const LONGEST_NAME = 64;
const LEVELS = new WordSet('trace debug info notice warn warning error critical fatal');

/** `src/{token => tokens}/pem.ts`: a part of a path that git shows renamed. */
const RENAMED = /^> [\w./-]{0,64}\}(?:\/|\.[a-z])/i;

/** Whether the name that starts at an index is what a part of a path was called before. */
function isRenamed(scan: Scan, start: number, separator: number): boolean {
  if (scan.at(separator + 1) !== GREATER || scan.at(separator - 1) !== BLANK) return false;
  const part = dottedNameStart(scan, start);
  return scan.at(part - 1) === OPEN_BRACE && RENAMED.test(scan.textAfter(separator + 1, LONGEST_NAME * 2));
}

/** Whether a name that ends at `nameEnd`, before the separator, names no value. */
export function isOtherPair(scan: Scan, { word, start }: FoundName, nameEnd: number, separator: number): boolean {
  if (scan.at(separator) !== COLON) return isRenamed(scan, start, separator);
  if (nameEnd !== separator) return word.strength !== 'strong' && isTypeOfResource(scan, nameEnd);
  if (word.word === 'pass') return isTestResult(scan, start, nameEnd);
  const after = scan.at(separator + 1);
  if (after === BLANK) return false;
  const nameStart = dottedNameStart(scan, nameEnd);
  const before = scan.at(nameStart - 1);
  // `${DB_PASSWORD:?required}`, `${DB_PASSWORD:+set}`
  if (before === OPEN_BRACE) return (after === QUESTION || after === PLUS) && scan.at(nameStart - 2) === DOLLAR;
  if (before === OPEN_BRACKET) return VISIBILITY.test(scan.textAfter(separator + 1, LONGEST_NAME));
  if (before === COLON) return isLoggerName(scan, nameStart - 1) || isResourceName(scan, nameStart - 1);
  // `https://x-access-token:…@host`: what follows is judged as a part of the URL.
  return (
    before === SLASH && scan.hasExactlyAt('://', nameStart - 3) && scan.at(nextAtSign(scan, separator)) === AT_SIGN
  );
}

/** One word to the end of its line, with a capital or a mark, and neither a test's name nor a path. */
const LONE_PASSWORD = /^(?!Test|Fuzz|Example|Benchmark)(?=\S*[A-Z!@#$%^&*+~?])[^\s/.()]{6,}(?:\s*$|[\r\n])/;

/** `--- PASS: TestParse (0.00s)`, but not the second line of `USER: app`, `PASS: …`. */
function isTestResult(scan: Scan, start: number, nameEnd: number): boolean {
  const isWord = (scan.classAt(start - 1) & WORD) === 0 && scan.hasExactlyAt('PASS', start);
  if (!isWord || scan.at(nameEnd + 1) !== BLANK || isAfterUser(scan, start)) return false;
  return !LONE_PASSWORD.test(scan.textAfter(nameEnd + 2, LONGEST_NAME));
}

/** `[password:protected] => …` of PHP. */
const VISIBILITY = /^(?:[\w\\]{1,48}:)?(?:protected|private)\]/;

function dottedNameStart(scan: Scan, nameEnd: number): number {
  const stop = nameEnd - LONGEST_NAME;
  let start = scan.skipBack(nameEnd, TOKEN, stop);
  while (start > stop && scan.at(start - 1) === DOT) start = scan.skipBack(start - 1, TOKEN, stop);
  return start;
}

/** `"AWS::SecretsManager::Secret": …`: a type of CloudFormation. */
function isTypeOfResource(scan: Scan, nameEnd: number): boolean {
  const start = scan.skipBack(nameEnd, WORD, nameEnd - LONGEST_NAME);
  return scan.at(start - 1) === COLON && scan.at(start - 2) === COLON;
}

/** `arn:aws:secretsmanager:region:123456789012:secret:name`: the account has 12 digits. */
function isResourceName(scan: Scan, colon: number): boolean {
  const start = scan.skipBack(colon, DIGIT, colon - 13);
  return colon - start === 12 && scan.at(start - 1) === COLON;
}

/** `WARNING:services.auth:message`: level, name and message of Python's logging. */
function isLoggerName(scan: Scan, colon: number): boolean {
  const start = scan.skipBack(colon, UPPER, colon - 9);
  return LEVELS.hasAt(scan, start, colon) && (scan.classAt(start - 1) & LETTER) === 0;
}
