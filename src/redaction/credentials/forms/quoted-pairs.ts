// Finds the secret of a name and a value that stand side by side in quotes: `.option("password", "…")`, `['token', '…']`.
import {
  BACKSLASH,
  BLANK,
  CLOSE_BRACKET,
  CLOSE_PARENTHESIS,
  COLON,
  COMMA,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
} from '../../scan/ascii.ts';
import { CLASS, DIGIT, LOWER, QUOTE, SPACE, TOKEN, UPPER, WORD } from '../../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import { isQuoteAt } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { endBeforeSeparator } from '../../scan/text-ends.ts';
import { isPassphrase, looksChosen, looksSecret } from '../judgement/randomness.ts';
import { credentialNameBefore } from '../names/credential-words.ts';
import { NameEndings } from '../names/name-endings.ts';
import { isKey, isLabel, isLoneName } from '../values/beside-texts.ts';
import { nameBeforeHost, STORE_HOST } from '../values/names-elsewhere.ts';
import { afterValue, cutValue, type Value } from '../values/quoted-values.ts';
import { readValue, skipGap } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';
import { findHeader, isHeaderName } from './headers.ts';

/** The longest name, and the longest word before the bracket. */
const LONGEST_NAME = 64;
const LONGEST_CALL = 32;

const NAME_ENDINGS = new NameEndings(['authorization', 'cookie', STORE_HOST]);

export const quotedPairs: Detector = {
  name: 'quoted-pairs',
  entities: ['CREDENTIAL', 'AZURE_KEY', 'AWS_KEY', 'NPM_TOKEN', 'BEARER_TOKEN'],
  pairs: pairsOf('"\'', ',;'),
  find(scan, at) {
    const textEnd = beforeBackslashes(scan, at);
    // Most texts end in a letter or digit.
    const nameEnd = (scan.classAt(textEnd - 1) & WORD) === 0 ? endBeforeSeparator(scan, textEnd) : textEnd;
    if (nameEnd < 2 || !NAME_ENDINGS.mayBeBefore(scan, nameEnd)) return at + 1;
    const isList = scan.at(at + 1) === COMMA;
    const from = isList ? skipGap(scan, at + 2) : afterLength(scan, at + 2);
    if (!isQuoteAt(scan, from) && !isBytes(scan, from)) return at + 1;
    if (isList && isHeaderName(scan, nameEnd)) {
      if (!isKeyAt(scan, from)) findHeader(scan, nameEnd, isBytes(scan, from) ? from + 1 : from);
      return at + 1;
    }
    const word = (credentialNameBefore(scan, nameEnd) ?? nameBeforeHost(scan, nameEnd))?.word;
    if (word === undefined || word.strength === 'weak' || word.strength === 'code') return at + 1;
    const value = quotedAt(scan, from);
    if (value !== undefined && (!isList || isValue(scan, nameEnd, textEnd, value))) acceptArgument(scan, word, value);
    return at + 1;
  },
};

function beforeBackslashes(scan: Scan, quote: number): number {
  let at = quote;
  while (at > quote - 8 && scan.at(at - 1) === BACKSLASH) at--;
  return at;
}

/** `{"message":"Send Cookie:","user":"ann"}`: what follows is the name of the next field. */
function isKeyAt(scan: Scan, from: number): boolean {
  const value = quotedAt(scan, from);
  return value !== undefined && isKey(scan, value);
}

/** Whether a text is the value of a name before it, after which there may be a separator: `"password:","V"`. */
function isValue(scan: Scan, nameEnd: number, textEnd: number, value: Value): boolean {
  const hasSeparator = nameEnd < textEnd;
  if (isKey(scan, value) || (hasSeparator && isLabel(scan, value))) return false;
  if (isPair(scan, nameEnd, value)) return true;
  return isHeader(scan, nameEnd, value) || (hasSeparator && isAnswer(scan, nameEnd, value));
}

function quotedAt(scan: Scan, from: number): Value | undefined {
  const value = readValue(scan, from);
  return value?.isQuoted === true ? value : cutValue(scan, from);
}

/** After a text that is nothing but a name and a separator what looks chosen is its value; after others, which may be a question, what looks like a secret. */
function isAnswer(scan: Scan, nameEnd: number, { start, end }: Value): boolean {
  const text = scan.text.slice(start, end);
  return !/\s/.test(text) && (looksSecret(text) || (isLoneName(scan, nameEnd) && looksChosen(text, true)));
}

/** `s:8:"password";s:12:"…"` is how PHP writes a map: the length stands before the value. */
function afterLength(scan: Scan, from: number): number {
  if (!scan.hasExactlyAt('s:', from)) return -1;
  const end = scan.skip(from + 2, DIGIT, from + 8);
  return scan.at(end) === COLON ? end + 1 : -1;
}

/** `b'…'` of Python. */
function isBytes(scan: Scan, at: number): boolean {
  return (scan.hasExactlyAt('b', at) || scan.hasExactlyAt('u', at)) && isQuoteAt(scan, at + 1);
}

/** `"X-Api-Key","V"` among the headers of a flat list: the name has a dash, and the value is none of a header. */
function isHeader(scan: Scan, nameEnd: number, value: Value): boolean {
  const start = scan.skipBack(nameEnd, TOKEN, nameEnd - LONGEST_NAME);
  const text = scan.text.slice(value.start, value.end);
  const isChosen = !/\s/.test(text) && ((HAS_DIGIT.test(text) && looksChosen(text, true)) || looksSecret(text));
  // `"--password","V"` is an option.
  return isChosen && scan.text.slice(start, nameEnd).indexOf('-') > 0;
}

const HAS_DIGIT = /\d/;

/** The name of a function that sets something by name has one of these. */
const SETTER = /set|put|option|conf|env|header|prop|param|define|constant/i;
/** Calls with a further argument after the value. */
const SETTER_OF_THREE = /setenv$/i;
/** Of these, the ones whose values are settings, and no names of fields. */
const OPTION_SETTER = /(?:option|property)$/i;
/** `spark.conf.set`, `sparkConf.set` */
const SET = '.set';
const CONFIGURATION = /conf/i;
/** What could be the name of another field, or its label. */
const FIELD_NAME = /^[A-Za-z][a-z_]*$|^[a-z]+(?:[A-Z][a-z]+)*$/;

/** `["--password", "--verbose"]` */
const OPTION = /^--[a-z][a-z-]*$/i;
const PATH_OF_NAMES = /^[A-Za-z_*]+(?:\[\w*\])?(?:\.[A-Za-z_*]+(?:\[\w*\])?)+$/;

/**
 * Whether nothing else stands between the brackets. A list of two fields (`["password", "email"]`) looks the same: where no
 * setter is called and no pair comes before, the value has to be something else than a name.
 */
function isPair(scan: Scan, nameEnd: number, value: Value): boolean {
  const close = skipGap(scan, afterValue(scan, value));
  const closer = scan.at(close);
  if (closer !== CLOSE_PARENTHESIS && closer !== CLOSE_BRACKET && closer !== COMMA) return false;
  const open = openerBefore(scan, nameEnd);
  if (open < 0 || (closer === COMMA && !SETTER_OF_THREE.test(scan.textBefore(open, LONGEST_CALL)))) return false;
  const text = scan.text.slice(value.start, value.end);
  // `['user.password', 'auth.token']` are two names.
  if (/\s/.test(text) || OPTION.test(text) || credentialNameBefore(scan, value.end) !== undefined) return false;
  // `users.*.profile`: a path.
  if (PATH_OF_NAMES.test(text)) return isPassphrase(text) && isOptionSetter(scan, open);
  if (!FIELD_NAME.test(text)) return true;
  const callStart = scan.skipBack(open, UPPER | LOWER, open - LONGEST_CALL);
  return SETTER.test(scan.text.slice(callStart, open)) || isOpened(scan, open);
}

/** Whether what is called before a bracket is `option`, or `set` of a configuration. */
function isOptionSetter(scan: Scan, open: number): boolean {
  const start = scan.skipBack(open, UPPER | LOWER, open - LONGEST_CALL);
  if (OPTION_SETTER.test(scan.text.slice(start, open))) return true;
  const dot = open - SET.length;
  if (!scan.hasWordAt(SET, dot)) return false;
  return CONFIGURATION.test(scan.text.slice(scan.skipBack(dot, WORD, dot - LONGEST_CALL), dot));
}

/** Whether another bracket or a comma stands before one. */
function isOpened(scan: Scan, open: number): boolean {
  const before = scan.at(scan.skipBack(open, SPACE, open - LONGEST_CALL) - 1);
  return before === OPEN_PARENTHESIS || before === OPEN_BRACKET || before === COMMA;
}

/** The bracket before a quoted name; -1 when something else stands there. */
function openerBefore(scan: Scan, nameEnd: number): number {
  let at = nameEnd;
  const stop = nameEnd - LONGEST_NAME;
  while (at > stop && ((CLASS[scan.at(at - 1)] as number) & QUOTE) === 0 && scan.at(at - 1) > BLANK) at--;
  if ((scan.classAt(at - 1) & QUOTE) === 0) return -1;
  at--;
  while (at > stop && isGapBefore(scan, at)) at = scan.escapeBefore(at) < at ? scan.escapeBefore(at) : at - 1;
  const opener = scan.at(at - 1);
  return opener === OPEN_PARENTHESIS || opener === OPEN_BRACKET ? at - 1 : -1;
}

/** Whether a blank, a line end, also an escaped one, or a backslash stands right before an index. */
function isGapBefore(scan: Scan, at: number): boolean {
  return scan.at(at - 1) === BACKSLASH || (scan.classAt(at - 1) & SPACE) !== 0 || scan.hasExactlyAt('\\n', at - 2);
}
