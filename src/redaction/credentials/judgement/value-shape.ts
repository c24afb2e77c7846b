// What characters a value has: counted once, so that most questions about it need no regular expression.
import { LAST_BYTE } from '../../scan/ascii.ts';
import { CLASS, DIGIT, LOWER, UPPER } from '../../scan/byte-classes.ts';
import { byteTable } from '../../scan/byte-table.ts';

/** Marks of {@link ValueShape.marks}. */
export const HAS_BLANK = 1;
export const HAS_DOT = 2;
export const HAS_COLON = 4;
export const HAS_SLASH = 8;
export const HAS_EQUALS = 16;
export const HAS_STAR = 32;
/** `[` */
export const HAS_BRACKET = 64;
/** `(` */
export const HAS_PARENTHESIS = 128;
/** `>` */
export const HAS_GREATER = 256;
/** `;`, `)`, `{` and `}` */
export const HAS_CODE_MARK = 512;
/** `<` and `,` */
export const HAS_LESS_OR_COMMA = 1024;

/** The characters of a value by kind. */
export interface ValueShape {
  /** ASCII capitals. */
  readonly upper: number;
  /** ASCII small letters. */
  readonly lower: number;
  readonly digits: number;
  /** `-`, `_`, `.`, `/` and `:`, which join words. */
  readonly joints: number;
  /** All others. */
  readonly symbols: number;
  /** Which of the marks above it has. */
  readonly marks: number;
}

const JOINTS = '-_./:';
const MARKS: Uint16Array = new Uint16Array(256);
for (const [characters, mark] of [
  [' \t\n\v\f\r\u00a0', HAS_BLANK],
  ['.', HAS_DOT],
  [':', HAS_COLON],
  ['/', HAS_SLASH],
  ['=', HAS_EQUALS],
  ['*', HAS_STAR],
  ['[', HAS_BRACKET],
  ['(', HAS_PARENTHESIS],
  ['>', HAS_GREATER],
  [';){}', HAS_CODE_MARK],
  ['<,', HAS_LESS_OR_COMMA],
] as const) {
  for (const character of characters) MARKS[character.charCodeAt(0)] = mark;
}

const IS_JOINT: Uint8Array = byteTable(JOINTS);

/** Counts the characters of a value. */
export function shapeOf(value: string): ValueShape {
  let upper = 0;
  let lower = 0;
  let digits = 0;
  let joints = 0;
  let symbols = 0;
  let marks = 0;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > LAST_BYTE) {
      symbols++;
      if (code >= 0x1680 && /\s/.test(value.charAt(i))) marks |= HAS_BLANK;
      continue;
    }
    const classes = CLASS[code] as number;
    if ((classes & LOWER) !== 0) lower++;
    else if ((classes & DIGIT) !== 0) digits++;
    else if ((classes & UPPER) !== 0) upper++;
    else {
      if (IS_JOINT[code] === 1) joints++;
      else symbols++;
      marks |= MARKS[code] as number;
    }
  }
  return { upper, lower, digits, joints, symbols, marks };
}
