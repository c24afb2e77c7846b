// What each byte of the scanned view is, and how code units beyond Latin-1 fold into such bytes.

import type { Buffer } from 'node:buffer';
import {
  AT_SIGN,
  BLANK,
  COLON,
  DASH,
  DOT,
  DOUBLE_QUOTE,
  EXCLAMATION,
  LAST_BYTE,
  NO_BREAK_SPACE,
  SINGLE_QUOTE,
  SLASH,
  SOFT_HYPHEN,
  ZERO,
} from './ascii.ts';

/** `0-9`, and every Unicode decimal digit after folding. */
export const DIGIT = 1;
/** `A-Z`. */
export const UPPER = 2;
/** `a-z`. */
export const LOWER = 4;
/** A letter outside ASCII. */
export const HIGH_LETTER = 8;
/** `_`. */
export const UNDERSCORE = 16;
/** `-`, and its look-alikes after folding. */
export const HYPHEN = 32;
/** `+` and `/`. */
const BASE64_SYMBOL = 64;
/** Blank, tab, line ends, no-break and other Unicode spaces. */
export const SPACE = 128;
/** `"`, `'` and the back-tick. */
export const QUOTE = 256;
/** `0-9a-fA-F`. */
export const HEX = 512;
/** Legal in the local part of an address as people write it: ASCII letters and digits have {@link ALNUM} already. */
const LOCAL_PART_SYMBOL = 1024;
/** Ends a value that no quotes surround: spaces, quotes, control characters, `<` `>`. */
export const VALUE_END = 2048;
/** Shows nothing and separates nothing: soft hyphen, zero-width characters. */
export const IGNORED = 4096;

export const ALNUM: number = DIGIT | UPPER | LOWER;
export const LETTER: number = UPPER | LOWER | HIGH_LETTER;
export const WORD: number = ALNUM | HIGH_LETTER | UNDERSCORE;
export const TOKEN: number = ALNUM | UNDERSCORE | HYPHEN;
export const BASE64: number = ALNUM | BASE64_SYMBOL;
export const BASE64_ANY: number = BASE64 | UNDERSCORE | HYPHEN;
export const LOCAL_PART: number = ALNUM | HIGH_LETTER | LOCAL_PART_SYMBOL;
export const DOMAIN: number = ALNUM | HIGH_LETTER | HYPHEN;

/** The byte that stands for a character which separates nothing and shows nothing: soft hyphen, zero-width characters. */
export const IGNORABLE: number = SOFT_HYPHEN;
/** The byte of every letter beyond Latin-1. */
export const OTHER_LETTER: number = LAST_BYTE;
/** The byte of every other character beyond Latin-1: a control character that texts do not have. */
export const OTHER = 1;

/** From here on Latin-1 has letters, but for the signs of multiplication and division. */
const FIRST_LATIN_1_LETTER = '\u00c0';
const SIGNS_AMONG_LETTERS = '\u00d7\u00f7';
/** The two ordinals and the micro sign. */
const LETTERS_AMONG_SIGNS = '\u00aa\u00b5\u00ba';

/** The classes of each byte, as a bit set. */
export const CLASS: Uint16Array = buildClasses();

function buildClasses(): Uint16Array {
  const table = new Uint16Array(256);
  const mark = (characters: string, bits: number): void => {
    for (let i = 0; i < characters.length; i++) {
      const code = characters.charCodeAt(i);
      table[code] = (table[code] as number) | bits;
    }
  };
  mark('0123456789', DIGIT | HEX);
  mark('ABCDEFGHIJKLMNOPQRSTUVWXYZ', UPPER);
  mark('abcdefghijklmnopqrstuvwxyz', LOWER);
  mark('abcdefABCDEF', HEX);
  table.fill(HIGH_LETTER, FIRST_LATIN_1_LETTER.charCodeAt(0));
  for (let i = 0; i < SIGNS_AMONG_LETTERS.length; i++) table[SIGNS_AMONG_LETTERS.charCodeAt(i)] = 0;
  mark(LETTERS_AMONG_SIGNS, HIGH_LETTER);
  mark('_', UNDERSCORE);
  mark('-', HYPHEN);
  mark('+/', BASE64_SYMBOL);
  mark(' \t\n\v\f\r\u0085\u00a0', SPACE);
  mark('"\'`', QUOTE);
  mark(String.fromCharCode(IGNORABLE), IGNORED);
  mark('._%+-~!#$^*', LOCAL_PART_SYMBOL);
  for (let code = 0; code < BLANK; code++) table[code] = (table[code] as number) | VALUE_END;
  mark(' \u007f\u0085\u00a0"\'`<>', VALUE_END);
  return table;
}

/** The first digit of every run of ten decimal digits (general category Nd) of the Basic Multilingual Plane. */
const DIGIT_ZEROS: readonly number[] = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6, 0x0e50,
  0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
  0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
];

/** Characters that look like an ASCII one and are used for it. */
const LOOK_ALIKES: readonly (readonly [ascii: number, characters: string])[] = [
  [DASH, '\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u02d7\ufe58\ufe63'],
  [NO_BREAK_SPACE, '\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000'],
  [IGNORABLE, '\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u180e'],
  [DOUBLE_QUOTE, '\u201c\u201d\u201e\u201f'],
  [SINGLE_QUOTE, '\u2018\u2019\u201a\u201b'],
  [DOT, '\u2024\u3002\uff61\ufe52'],
  [COLON, '\u2236\ufe55\ua789'],
  [AT_SIGN, '\ufe6b'],
  [SLASH, '\u2044\u2215'],
];

const FIRST_FULL_WIDTH = 0xff01;
const LAST_FULL_WIDTH = 0xff5e;

const PAGES: (Uint8Array | undefined)[] = new Array<Uint8Array | undefined>(256);

/** Folds one page of 256 code units; pages are made when text first needs them, so that ASCII programs never pay. */
function buildPage(page: number): Uint8Array {
  const table = new Uint8Array(256);
  const first = page * 256;
  const letter = /^[\p{L}\p{M}]$/u;
  for (let low = 0; low < 256; low++) {
    table[low] = letter.test(String.fromCharCode(first + low)) ? OTHER_LETTER : OTHER;
  }
  const put = (code: number, byte: number): void => {
    if (code >> 8 === page) table[code & 255] = byte;
  };
  for (const zero of DIGIT_ZEROS) for (let digit = 0; digit < 10; digit++) put(zero + digit, ZERO + digit);
  for (const [ascii, characters] of LOOK_ALIKES) for (const c of characters) put(c.charCodeAt(0), ascii);
  // The full-width forms are ASCII shifted as a whole.
  for (let code = FIRST_FULL_WIDTH; code <= LAST_FULL_WIDTH; code++) put(code, EXCLAMATION + code - FIRST_FULL_WIDTH);
  PAGES[page] = table;
  return table;
}

/** Up to this length a loop is faster than two calls into the runtime (measured: 2.1 ns a character against 41 ns at any length). */
const SHORT_TEXT = 16;

/**
 * Writes the folded view of `text` into `bytes`, one byte a code unit, so that an index into the view is an index into the
 * text: Latin-1 stays, Unicode digits become `0-9`, look-alike separators and full-width forms their ASCII twin, letters a
 * letter, everything else a byte of no class.
 */
export function foldInto(bytes: Buffer, text: string): void {
  if (text.length <= SHORT_TEXT) {
    if (!copyLatin1(bytes, text)) foldEach(bytes, text);
  } else if (isBeyondLatin1(text)) foldEach(bytes, text);
  else bytes.write(text, 'latin1');
}

/** Copies a text; `false` when it has characters beyond Latin-1. */
function copyLatin1(bytes: Uint8Array, text: string): boolean {
  let union = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[i] = code;
    union |= code;
  }
  return union < 0x100;
}

function foldEach(bytes: Uint8Array, text: string): void {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x100) bytes[i] = code;
    else if (code >= 0xd800 && code < 0xdc00) i = foldSurrogates(bytes, text, i);
    else bytes[i] = (PAGES[code >> 8] ?? buildPage(code >> 8))[code & 255] as number;
  }
}

/** U+1D7CE to U+1D7FF, five times ten digits, by the halves of their pairs. */
const HIGH_HALF_OF_DIGITS = 0xd835;
const FIRST_LOW_HALF = 0xdfce;
const LAST_LOW_HALF = 0xdfff;

/** The mathematical digits are digits; other characters beyond the first plane are none of our marks. */
function foldSurrogates(bytes: Uint8Array, text: string, at: number): number {
  const low = text.charCodeAt(at + 1);
  if (text.charCodeAt(at) === HIGH_HALF_OF_DIGITS && low >= FIRST_LOW_HALF && low <= LAST_LOW_HALF) {
    bytes[at] = IGNORABLE;
    bytes[at + 1] = ZERO + ((low - FIRST_LOW_HALF) % 10);
    return at + 1;
  }
  bytes[at] = OTHER;
  return at;
}

/** Whether a text has code units beyond Latin-1. On a one-byte string V8 answers without looking at it (measured: 8 ns at any length). */
function isBeyondLatin1(text: string): boolean {
  return BEYOND_LATIN1.test(text);
}

const BEYOND_LATIN1 = /[\u0100-\uffff]/;
