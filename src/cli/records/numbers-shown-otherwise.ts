// Finds numbers in the bytes of lines that are shown otherwise than they are written, and so have a text that does not stand there.
import { textOf } from '../../format/json-value.ts';
import { exactInteger } from '../../read/record/exact-json.ts';
import { type Find, findsOf } from './text-of-bytes.ts';

const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
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
const HALF_HUGE = 8;
const INT64_DIGITS = 19;
/** What is left of a number that is rounded up to zeros before the point, as 1299.99999999999999 is to 1300. */
const BEFORE_ZEROS = '9.9';
/** Bytes of a number, on each side, that are looked at. With more it may be any. */
const MOST_LENGTH = 400;
/** A number below a millionth is shown with an exponent (ECMA-262, `Number::toString`). */
const TINY = Buffer.from('.000000');

/** The last digit of a number with an exponent, and two bytes behind it. */
const EXPONENTS = findsOf(/\d[eE][-+\d]/g, 3);

/** What of a number a text may be: digits with a point and an exponent, or a part of what is beyond a double. */
const OF_NUMBER = /^-?\d*(?:\.\d*)?(?:e-?\d*)?$/i;
const BEYOND = '-infinity';
/** What only such numbers have that are shown with an exponent: one digit before a point, or some of the exponent. */
const OF_EXPONENT = /^-?\d?\.|e|^-\d\d$/i;

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
  const exponents = EXPONENTS(lines);
  const finds: Find[] = [
    (from) => nextExponent(lines, from, exponents, isShown),
    (from) => nextHuge(lines, from, isShown),
  ];
  for (const text of wanted) {
    const stem = Buffer.from(ENDS_WITH_ZERO.test(text) ? BEFORE_ZEROS : text.slice(0, -1));
    finds.push((from) => nextAround(lines, from, stem, isRounded));
  }
  if (wanted.some((text) => OF_EXPONENT.test(text))) finds.push((from) => nextAround(lines, from, TINY, isShown));
  return finds;
}

/** Such as 1300: behind a point no last digit is zero. */
const ENDS_WITH_ZERO = /^-?\d+0$/;

/** A number with an exponent. */
function nextExponent(lines: Buffer, from: number, next: Find, isShown: IsShown): number {
  for (let at = next(from); at !== -1; at = next(at + 1)) {
    const sign = lines[at + 2];
    const digits = sign === MINUS || sign === PLUS ? at + 3 : at + 2;
    if (isDigit(lines[digits]) && isShown(startOfDigits(lines, at), endOfDigits(lines, digits))) return at;
  }
  return -1;
}

/** A number with enough digits before its point to be shown with others. */
function nextHuge(lines: Buffer, from: number, isShown: IsShown): number {
  for (let at = from + HALF_HUGE; at < lines.length; at += 2 * HALF_HUGE) {
    // Among enough digits in a row one stands in each of these places, and others beside it: what has none is passed over at once.
    if (!isDigit(lines[at]) || !(isHalf(lines, at, -1) || isHalf(lines, at, 1))) continue;
    const start = startOfDigits(lines, at);
    const end = endOfDigits(lines, at);
    if (isHuge(lines, start, end) && isShown(start, end)) return Math.max(start, from);
    // The next one is not among its digits.
    at = Math.max(at, end - HALF_HUGE);
  }
  return -1;
}

/** Whether digits may stand on one side of an index, half as many as a huge number has. */
function isHalf(lines: Buffer, at: number, side: number): boolean {
  return isDigit(lines[at + side * HALF_HUGE]) && isDigit(lines[at + (side * HALF_HUGE) / 2]);
}

/** Whether a number has enough digits before its point to be shown with others: integers of 64 bits have their own. */
function isHuge(lines: Buffer, start: number, end: number): boolean {
  if (end - start < HUGE) return false;
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

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
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
