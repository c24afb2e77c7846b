// Notices during a scan that a text has encodings, so that it is scanned once more without them.
import { BACKSLASH, BLANK, DASH, ESCAPE, HASH, LOWER_CASE, LOWER_X, PLUS, ZERO } from './ascii.ts';
import { HEX, LOWER } from './byte-classes.ts';
import { LONGEST_COLOUR } from './decoder.ts';
import { type Detector, DIGITS, LOWER_LETTERS, pairsOf } from './detector.ts';
import { ENTITY_NAMES } from './entities.ts';
import type { Scan } from './scan.ts';

/** Notes that a text has percent-encoded characters, so that it is scanned once more without them. */
export const percentEscapes: Detector = {
  name: 'percent-escapes',
  entities: ENTITY_NAMES,
  pairs: pairsOf('%', `${DIGITS}abcdefABCDEF`),
  find(scan, at) {
    if (!scan.hasEscapes && (scan.classAt(at + 2) & HEX) !== 0) scan.noteEscapes();
    return at + 1;
  },
};

/** Notes the same of quotes, `=` and `:` that are written as entities or as JSON's escapes: `&#39;`, `&#x22;`, `&amp;quot;`, `\\u0022`. */
export const writtenMarks: Detector = {
  name: 'written-marks',
  entities: ENTITY_NAMES,
  pairs: [...pairsOf('&', '#aceqACEQ'), ...pairsOf('\\', 'uU')],
  find(scan, at) {
    if (!scan.hasEscapes && isMark(scan, at)) scan.noteEscapes();
    return at + 1;
  },
};

/** Quotes, `=` and `:`, by their last digits: `\\u0022`, `&#x22;`, `&#34;`. */
const HEX_MARKS = '22 27 3a 3d';
/** Letters, `_` and `-`, of which nobody writes a name so who does not hide it: `pass\\u0077ord`. */
const LETTER_OF_NAME = /^(?:[46][1-9a-f]|[57][0-9a]|5f|2d)$/i;
const DECIMAL_MARKS = '34 39 58 61';
const NAMED_MARKS: readonly string[] = ['quot;', 'apos;', 'colon;', 'equals;'];

function isMark(scan: Scan, at: number): boolean {
  if (scan.at(at) === BACKSLASH) {
    if (scan.at(at + 2) !== ZERO || scan.at(at + 3) !== ZERO) return false;
    return hasDigits(scan, at + 4, HEX_MARKS) || LETTER_OF_NAME.test(scan.text.slice(at + 4, at + 6));
  }
  const from = scan.hasWordAt('amp;', at + 1) ? at + 5 : at + 1;
  if (scan.at(from) !== HASH) return NAMED_MARKS.some((name) => scan.hasWordAt(name, from));
  const isHex = (scan.at(from + 1) | LOWER_CASE) === LOWER_X;
  return isHex ? hasDigits(scan, from + 2, HEX_MARKS) : hasDigits(scan, from + 1, DECIMAL_MARKS);
}

function hasDigits(scan: Scan, at: number, list: string): boolean {
  return (
    (scan.classAt(at) & scan.classAt(at + 1) & HEX) !== 0 && list.includes(scan.text.slice(at, at + 2).toLowerCase())
  );
}

/** Notes that a plus stands for a blank beside a word of a statement or command that has a password: `WITH+PASSWORD+%27`. */
export const plusBlanks: Detector = {
  name: 'plus-blanks',
  entities: ['CREDENTIAL', 'URL_PASSWORD', 'BEARER_TOKEN'],
  leftOutAt: 1,
  pairs: [...pairsOf('dDyYsS:', '+'), ...pairsOf('+', '-%')],
  find(scan, at) {
    if (!scan.hasPlusBlanks && isBlankBeside(scan, at)) scan.noteBlanks();
    return at + 1;
  },
};

const BEFORE_PLUS: readonly string[] = [
  'password',
  'passwd',
  'pwd',
  'identified+by',
  'password+is',
  'password:',
  'pwd:',
];

function isBlankBeside(scan: Scan, at: number): boolean {
  if (scan.at(at) !== PLUS) return BEFORE_PLUS.some((word) => scan.hasWordAt(word, at + 1 - word.length));
  if (scan.hasWordAt('password', at - 8) || scan.hasWordAt('by', at - 2)) return true;
  const option = scan.at(at + 2) === DASH ? at + 3 : at + 2;
  return scan.at(at + 1) === DASH && 'pu'.includes(String.fromCharCode(scan.at(option) || PLUS));
}

/** What a terminal shows nothing of: the colours of `inspect` and `jq`, characters without a width, and what a file has by accident. */
export const unseenMarks: Detector = {
  name: 'unseen-marks',
  entities: ENTITY_NAMES,
  leftOutAt: 1,
  pairs: [
    ...pairsOf(`${LOWER_LETTERS} =:"'`, '\x1b'),
    ...pairsOf('\0\xad\r', '=:'),
    ...pairsOf('=:', '\0\xad'),
    ...pairsOf(LOWER_LETTERS, '\xad'),
  ],
  find(scan, at) {
    // A text that ends in a colon has a zero byte after it that is none of its own.
    if (!scan.hasEscapes && at + 1 < scan.length && isUnseenInPair(scan, at)) scan.noteEscapes();
    return at + 1;
  },
};

/** Colours stand around words of all lines; those around a name, its separator or its value count. */
function isUnseenInPair(scan: Scan, at: number): boolean {
  if (scan.at(at + 1) !== ESCAPE) return (scan.classAt(at) & LOWER) === 0 || (scan.classAt(at + 2) & LOWER) !== 0;
  const byte = scan.at(at);
  if (byte === BLANK) return BESIDE[scan.at(at - 1)] === 1;
  if (BESIDE[byte] === 1) return true;
  let end = at + 2;
  while (end < at + LONGEST_COLOUR && (scan.classAt(end) & LOWER) === 0) end++;
  return BESIDE[scan.at(end + 1)] === 1;
}

const BESIDE: Uint8Array = new Uint8Array(256);
for (const mark of '=:"\'') BESIDE[mark.charCodeAt(0)] = 1;
