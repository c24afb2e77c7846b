// Finds where the value of a declaration starts that says a type between name and value: `password: string = 'V'`, `@password nvarchar(50) = N'V'`.
import {
  AMPERSAND,
  BLANK,
  CLOSE_BRACKET,
  COLON,
  EQUALS,
  GREATER,
  OPEN_BRACE,
  OPEN_BRACKET,
  SINGLE_QUOTE,
  STAR,
} from '../../scan/ascii.ts';
import { DIGIT, LETTER, QUOTE, WORD } from '../../scan/byte-classes.ts';
import { COST } from '../../scan/effort.ts';
import { isQuoteAt } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { WordSet } from '../../scan/word-set.ts';
import { skipBlanks } from './values.ts';

const LONGEST_TYPE = 64;
const LONGEST_WRAPPER = 32;

/** What types begin with that a text has, in languages and databases. */
const TYPES = new WordSet(
  'string str text secretstr secretstring optional union final classvar annotated literal char charsequence unicode bytes byte any object readonly static ' +
    'sysname varchar varchar2 nvarchar nvarchar2 nchar bpchar character tinytext mediumtext longtext citext clob nclob constant const as wstring wchar ' +
    'maybe option nullable securestring password ansistring widestring unicodestring shortstring cstring ustring box cow rc arc mut dyn',
);
/** What may stand in a type besides letters and digits. */
const IN_TYPE: Uint8Array = new Uint8Array(256);
for (const mark of ' .|,&*<>[]?()_') IN_TYPE[mark.charCodeAt(0)] = 1;
/** What a database gives a column without a value of its own. */
const DEFAULT = ' default ';
/** `Password { get; set; } = "V"` of C#. */
const ACCESSORS = /^\{ (?:get; ){0,1}(?:(?:private |protected |internal )?(?:set|init); )?\}$/;

/** Where the quoted value starts of a declaration whose type is read from `from` on; -1 where none is there. */
export function typedValueStart(scan: Scan, from: number): number {
  const start = skipBlanks(scan, from);
  const end = scan.at(start) === OPEN_BRACE ? accessorsEnd(scan, start) : typeEnd(scan, start);
  if (end < 0) return -1;
  const value = afterWrapper(scan, skipBlanks(scan, end));
  return isStringAt(scan, value) ? value : -1;
}

/** After the `=`, `:=` or DEFAULT that ends the type at an index; -1 where no type with one does. */
function typeEnd(scan: Scan, start: number): number {
  const word = firstWord(scan, start);
  const wordEnd = scan.skip(word, LETTER | DIGIT, word + LONGEST_WRAPPER);
  if (wordEnd === word || !TYPES.hasAt(scan, word, wordEnd)) return -1;
  scan.effort.spend(COST.neighbourhood);
  let at = wordEnd;
  while (at < start + LONGEST_TYPE && isInType(scan, at)) at++;
  if (at >= start + LONGEST_TYPE) return -1;
  switch (scan.at(at)) {
    case EQUALS:
      return isAssignment(scan, at) ? at + 1 : -1;
    case COLON:
      return scan.at(at + 1) === EQUALS ? at + 2 : -1;
    case BLANK:
      return at + DEFAULT.length;
    default:
      return -1;
  }
}

/** Whether a type continues; no list has one text as its value (`names: string[] = 'a b'.split(' ')`). */
function isInType(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  if (byte === BLANK) return !scan.hasWordAt(DEFAULT, at);
  if (byte === OPEN_BRACKET && scan.at(at + 1) === CLOSE_BRACKET) return false;
  return (scan.classAt(at) & WORD) !== 0 || IN_TYPE[byte] === 1;
}

/** After the marks of a reference: `&str`, `&'static str`, `*const char`. */
function firstWord(scan: Scan, start: number): number {
  let at = start;
  while (at < start + 2 && (scan.at(at) === AMPERSAND || scan.at(at) === STAR || scan.at(at) === OPEN_BRACKET)) at++;
  if (at === start || scan.at(at) !== SINGLE_QUOTE) return at;
  const end = scan.skip(at + 1, LETTER, at + LONGEST_WRAPPER);
  return scan.at(end) === BLANK ? end + 1 : at;
}

function isAssignment(scan: Scan, at: number): boolean {
  const next = scan.at(at + 1);
  const before = scan.at(at - 1);
  return next !== EQUALS && next !== GREATER && before !== EQUALS && (before !== GREATER || scan.at(at - 2) !== EQUALS);
}

function accessorsEnd(scan: Scan, open: number): number {
  const text = scan.textAfter(open, LONGEST_TYPE);
  const close = text.indexOf('}');
  if (close < 0 || !ACCESSORS.test(text.slice(0, close + 1))) return -1;
  const at = skipBlanks(scan, open + close + 1);
  return scan.at(at) === EQUALS && isAssignment(scan, at) ? at + 1 : -1;
}

/** `= Field(default="V")`, `= SecretStr("V")`, `= String::from("V")`; what `getpass("…")` and `get('…')` are given is no value. */
function afterWrapper(scan: Scan, from: number): number {
  if ((scan.classAt(from) & LETTER) === 0 || isStringAt(scan, from)) return from;
  return from + (WRAPPER.exec(scan.textAfter(from, LONGEST_WRAPPER))?.[0].length ?? 0);
}

const WRAPPER =
  /^(?:new )?(?:Field|SecretStr|SecretString|Secret|Password|String|str|Some|Just|Text|Literal|Optional\.of|String::from|std::string)\((?:default=)?/;

/** A quote, also after the letter of a kind of string. */
function isStringAt(scan: Scan, at: number): boolean {
  return isQuoteAt(scan, at) || ((scan.classAt(at) & LETTER) !== 0 && (scan.classAt(at + 1) & QUOTE) !== 0);
}
