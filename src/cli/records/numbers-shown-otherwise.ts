// Finds numbers in the bytes of lines that are shown otherwise than they are written, and may so have a text that does not stand there.
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
const BEFORE: ReadonlySet<number | undefined> = new Set(Buffer.from(':,[ ="'));
/** A number of as many digits, with a fraction, may have a shorter text (IEEE 754 binary64). */
const LONG = 16;
const HALF = LONG / 2;
/** Of 17 digits before a point not all are kept (2^53); with more than these, zeros are shown for the last (2^63). */
const HUGE = 17;
const INT64_DIGITS = 19;
/** Bytes of a number, on each side, that are looked at: more nobody writes. */
const MOST_LENGTH = 400;
/** A number below a millionth is shown with an exponent (ECMA-262, `Number::toString`). */
const TINY = Buffer.from('.000000');
/** In each of the four bytes of a word: the bit that letters have, and digits, signs and quotes have not; and others. */
const BYTES = 4;
const WORD_SHIFT = 2;
const LETTER_BITS = 0x40404040;
const CASE_BITS = 0x20202020;
const ALL_E = 0x65656565;
const ONES = 0x01010101;

/** Gives where something is from an index on; -1 where it is not. */
type Find = (from: number) => number;

/**
 * What finds such numbers, some of them each. The shortest digits of a number are the first of those that are written, and one more, which may
 * be another; zeros before a point may follow, as 1300 is shown for 1299.99999999999999.
 * @param texts that are looked for: digits, points, signs, exponents
 */
export function findsOfNumbers(lines: Buffer, texts: readonly string[]): Find[] {
  const finds: Find[] = [(from) => nextExponent(lines, from)];
  if (texts.some((text) => !DIGITS_ALONE.test(text))) {
    finds.push((from) => nextLong(lines, from, LONG));
    finds.push((from) => nextAround(lines, from, TINY));
    return finds;
  }
  finds.push((from) => nextLong(lines, from, HUGE));
  for (const text of texts) {
    const stem = text.endsWith('0') ? BEFORE_ZEROS : Buffer.from(text.slice(0, -1));
    finds.push((from) => nextAround(lines, from, stem, LONG));
  }
  return finds;
}

/** Texts in which no point and no exponent can stand: of three digits, those of exponents below 325. */
const DIGITS_ALONE = /^(?:\d{4,}|[04-9]\d\d)$/;
const BEFORE_ZEROS = Buffer.from('9.9');

/**
 * A number with an exponent. Four bytes are looked at in one go for an `e` that has no letter beside it: an expression takes twice as long.
 */
function nextExponent(lines: Buffer, from: number): number {
  const { buffer, byteOffset, length } = lines;
  const words = new Int32Array(buffer, 0, buffer.byteLength >> WORD_SHIFT);
  const last = Math.min(words.length, (byteOffset + length + BYTES - 1) >> WORD_SHIFT);
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
    const found = exponentIn(lines, index * BYTES - byteOffset, from);
    if (found !== -1) return found;
  }
  return exponentIn(lines, last * BYTES - byteOffset, from);
}

/** Among the four bytes from an index on, as far as they are lines. */
function exponentIn(lines: Buffer, start: number, from: number): number {
  for (let at = Math.max(start, from); at < start + BYTES && at < lines.length; at++) {
    if (((lines[at] as number) | CASE) === E && isExponent(lines, at)) return at;
  }
  return -1;
}

function isExponent(lines: Buffer, at: number): boolean {
  const start = startOfDigits(lines, at);
  const sign = lines[at + 1];
  const digits = sign === MINUS || sign === PLUS ? at + 2 : at + 1;
  const end = endOfDigits(lines, digits);
  return start < at && end > digits && isShownOtherwise(lines, start, end);
}

/**
 * A number with many digits. At one of every sixteen places such a row has a digit.
 * @param least how many of them stand before a point
 */
function nextLong(lines: Buffer, from: number, least: number): number {
  const most = lines.length - HALF;
  for (let at = from + LONG - 1; at < lines.length; at += LONG) {
    if (OF_DIGITS[lines[at] as number] === 0) continue;
    // Of a row so long there is as much as half of it on one side.
    const isLong =
      OF_DIGITS[lines[at - HALF] as number] === 1 || (at < most && OF_DIGITS[lines[at + HALF] as number] === 1);
    if (!isLong) continue;
    const start = startOfDigits(lines, at);
    const end = endOfDigits(lines, at);
    const isSuch = end - start >= least && (least === LONG || isHuge(lines, start, end));
    if (isSuch && start >= from && isShownOtherwise(lines, start, end)) return start;
    at = Math.max(at, end - 1);
  }
  return -1;
}

/** Whether a number has enough digits before a point for others to be shown, or zeros for the last. */
function isHuge(lines: Buffer, start: number, end: number): boolean {
  let point = start;
  while (point < end && lines[point] !== DOT) point++;
  const whole = point - start;
  return whole >= HUGE && (point < end || whole > INT64_DIGITS || (whole === INT64_DIGITS && lines[start] === NINE));
}

/** A number in which something stands, of as many characters at least. */
function nextAround(lines: Buffer, from: number, sought: Buffer, least = 0): number {
  for (let at = lines.indexOf(sought, from); at !== -1; at = lines.indexOf(sought, at + 1)) {
    const start = startOfDigits(lines, at);
    const end = endOfDigits(lines, at);
    if (end - start >= least && isShownOtherwise(lines, start, end)) return at;
  }
  return -1;
}

/** Of a number that stands as in JSON, or behind a name, and is no part of an id. */
function isShownOtherwise(lines: Buffer, start: number, end: number): boolean {
  const first = lines[start - 1] === MINUS ? start - 1 : start;
  if ((first > 0 && !BEFORE.has(lines[first - 1])) || isLetter(lines[end])) return false;
  const text = lines.toString('latin1', first, end);
  const number = INTEGER.test(text) ? exactInteger(text) : Number(text);
  return !Number.isNaN(number) && textOf(number) !== text;
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
