// Finds numbers in the bytes of lines that are shown otherwise than they are written, and so have a text that does not stand there.
import { textOf } from '../../format/json-value.ts';
import { exactInteger } from '../../read/record/exact-json.ts';

const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
const E = 0x65;
const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
/** The bit in which a capital letter differs. */
const CASE = 0x20;
/** Whether a byte is a digit, or the point among them. */
const OF_DIGITS: Uint8Array = new Uint8Array(256).fill(1, ZERO, NINE + 1).fill(1, DOT, DOT + 1);
const INTEGER = /^-?\d+$/;
/** What stands before a number, or before its sign. */
const BEFORE: ReadonlySet<number | undefined> = new Set(Buffer.from(':,[ ="\t\r'));
/** A number of fewer digits and a point is its own text, but for zeros at its ends (IEEE 754 binary64), unless it is {@link TINY}. */
const LONG = 16;
/** A number beyond 2^53 may be shown with other digits than are written. It has as many before its point. */
const HUGE = 17;
const INT64_DIGITS = 19;
/** What is left of a number that is rounded up to zeros before the point, as 1299.99999999999999 is to 1300. */
const BEFORE_ZEROS = '9.9';
/** Bytes of a number, on each side, that are looked at. With more it may be any. */
const MOST_LENGTH = 400;
/** A number below a millionth is shown with an exponent (ECMA-262, `Number::toString`). */
const TINY = Buffer.from('.000000');

/** What of a number a text may be: digits with a point and an exponent, or a part of what is beyond a double. */
const OF_NUMBER = /^-?\d*(?:\.\d*)?(?:e-?\d*)?$/i;
const BEYOND = '-infinity';
/** What only such numbers have that are shown with an exponent: one digit before a point, or some of the exponent. */
const OF_EXPONENT = /^-?\d?\.|e|^-\d\d$/i;

/** In each of the four bytes of a word: the bit that letters have, and digits, signs and quotes have not; and others. */
const BYTES = 4;
const WORD_SHIFT = 2;
const LETTER_BITS = 0x40404040;
const CASE_BITS = 0x20202020;
const ALL_E = 0x65656565;
const ONES = 0x01010101;
/** How many words are whole among the digits of a huge number, wherever it begins. */
const WORDS_OF_HUGE = 3;
/** Digits, and six characters behind them, have these bits in common. */
const HIGH_BITS = 0xf0f0f0f0 | 0;
const ZEROS = 0x30303030;

/** Gives where something is from an index on; -1 where it is not. */
type Find = (from: number) => number;
/** Whether a number is shown otherwise, with one of the texts that are looked for. */
type IsShown = (start: number, end: number) => boolean;

/** Whether a text may be part of how a number is shown. */
export function mayBeOfNumber(text: string): boolean {
  return OF_NUMBER.test(text) || BEYOND.includes(text.toLowerCase());
}

/**
 * What finds such numbers, some of them each. The shortest digits that say which number it is are the first of those that are written, and
 * one more, which may be another: all of a text but its last character stands in such a number, unless it has an exponent or is huge.
 * @param texts that are looked for, of numbers, in any case
 */
export function findsOfNumbers(lines: Buffer, texts: readonly string[]): Find[] {
  const wanted = texts.map((text) => text.toLowerCase());
  const isShown: IsShown = (start, end) => {
    const shown = shownOtherwise(lines, start, end)?.toLowerCase();
    return shown !== undefined && (shown === ANY || wanted.some((text) => shown.includes(text)));
  };
  const isRounded: IsShown = (start, end) => end - start >= LONG && isShown(start, end);
  const finds: Find[] = [(from) => nextExponent(lines, from, isShown), (from) => nextHuge(lines, from, isShown)];
  for (const text of wanted) {
    const stem = Buffer.from(ENDS_WITH_ZERO.test(text) ? BEFORE_ZEROS : text.slice(0, -1));
    finds.push((from) => nextAround(lines, from, stem, isRounded));
  }
  if (wanted.some((text) => OF_EXPONENT.test(text))) finds.push((from) => nextAround(lines, from, TINY, isShown));
  return finds;
}

/** Such as 1300: behind a point no last digit is zero. */
const ENDS_WITH_ZERO = /^-?\d+0$/;

/**
 * A number with an exponent. Four bytes are looked at in one go for an `e` that has no letter beside it: an expression takes twice as long.
 */
function nextExponent(lines: Buffer, from: number, isShown: IsShown): number {
  const words = wordsOf(lines);
  const { byteOffset } = lines;
  const last = Math.min(words.length, (byteOffset + lines.length + BYTES - 1) >> WORD_SHIFT);
  let before = 0;
  for (let index = (byteOffset + from) >> WORD_SHIFT; index < last; index++) {
    const word = words[index] as number;
    const letters = word & LETTER_BITS;
    const alone = letters & ~((letters << 8) | before) & ~(letters >>> 8);
    before = letters >>> 24;
    if (alone === 0) continue;
    const other = (word | CASE_BITS) ^ ALL_E;
    // Such a difference is below zero in a byte that is `e`.
    if (((other - ONES) & ~other & (alone << 1)) === 0) continue;
    const found = exponentIn(lines, index * BYTES - byteOffset, from, isShown);
    if (found !== -1) return found;
  }
  return exponentIn(lines, last * BYTES - byteOffset, from, isShown);
}

/** Among the four bytes from an index on, as far as they are lines. */
function exponentIn(lines: Buffer, start: number, from: number, isShown: IsShown): number {
  for (let at = Math.max(start, from); at < start + BYTES && at < lines.length; at++) {
    if (((lines[at] as number) | CASE) === E && isExponent(lines, at, isShown)) return at;
  }
  return -1;
}

function isExponent(lines: Buffer, at: number, isShown: IsShown): boolean {
  const sign = lines[at + 1];
  const digits = sign === MINUS || sign === PLUS ? at + 2 : at + 1;
  if (OF_DIGITS[lines[at - 1] ?? 0] === 0 || OF_DIGITS[lines[digits] ?? 0] === 0) return false;
  return isShown(startOfDigits(lines, at), endOfDigits(lines, digits));
}

/** A number with many digits before its point: of three words of them in a row, one is looked at. */
function nextHuge(lines: Buffer, from: number, isShown: IsShown): number {
  const words = wordsOf(lines);
  const { byteOffset, length } = lines;
  const last = Math.min(words.length, (byteOffset + length) >> WORD_SHIFT);
  // Each has one before it and one behind it: the engine is slow where there is none.
  const first = Math.max(1, (byteOffset + from + BYTES - 1) >> WORD_SHIFT);
  for (let index = first; index < last; index += WORDS_OF_HUGE) {
    if (((words[index] as number) & HIGH_BITS) !== ZEROS) continue;
    const isBeside = index + 1 === words.length || ((words[index + 1] as number) & HIGH_BITS) === ZEROS;
    if (!isBeside && ((words[index - 1] as number) & HIGH_BITS) !== ZEROS) continue;
    const at = index * BYTES - byteOffset;
    const start = startOfDigits(lines, at);
    const end = endOfDigits(lines, at);
    if (isHuge(lines, start, end) && isShown(start, end)) return Math.max(start, from);
    // The next one is not among its digits.
    index = Math.max(index, ((byteOffset + end) >> WORD_SHIFT) - WORDS_OF_HUGE);
  }
  return -1;
}

/** Whether a number has enough digits before its point to be shown with others: integers of 64 bits have their own. */
function isHuge(lines: Buffer, start: number, end: number): boolean {
  let point = start;
  while (point < end && lines[point] !== DOT) point++;
  const whole = point - start;
  return whole >= HUGE && (point < end || whole > INT64_DIGITS || (whole === INT64_DIGITS && lines[start] === NINE));
}

/** A number in which something stands. */
function nextAround(lines: Buffer, from: number, sought: Buffer, isMeant: IsShown): number {
  for (let at = lines.indexOf(sought, from); at !== -1; at = lines.indexOf(sought, at + 1)) {
    if (isMeant(startOfDigits(lines, at), endOfDigits(lines, at + sought.length))) return at;
  }
  return -1;
}

function wordsOf({ buffer }: Buffer): Int32Array {
  return new Int32Array(buffer, 0, buffer.byteLength >> WORD_SHIFT);
}

/** Of a number that may be any. */
const ANY = '';

/** How a number is shown that stands as in JSON, or behind a name, and is no part of an id; nothing where it is shown as it is written. */
function shownOtherwise(lines: Buffer, start: number, end: number): string | undefined {
  if (end - start >= MOST_LENGTH) return ANY;
  const first = lines[start - 1] === MINUS ? start - 1 : start;
  if ((first > 0 && !BEFORE.has(lines[first - 1])) || isLetter(lines[end])) return undefined;
  const text = lines.toString('latin1', first, end);
  const number = INTEGER.test(text) ? exactInteger(text) : Number(text);
  const shown = textOf(number);
  return Number.isNaN(number) || shown === text ? undefined : shown;
}

function startOfDigits(lines: Buffer, before: number): number {
  const least = Math.max(0, before - MOST_LENGTH);
  let at = before;
  while (at > least && OF_DIGITS[lines[at - 1] as number] === 1) at--;
  return at;
}

function endOfDigits(lines: Buffer, from: number): number {
  const most = Math.min(lines.length, from + MOST_LENGTH);
  let at = from;
  while (at < most && OF_DIGITS[lines[at] as number] === 1) at++;
  return at;
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | CASE) >= LOWER_A && (byte | CASE) <= LOWER_Z;
}
