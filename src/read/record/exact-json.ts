// JSON whose integers keep all their digits: what a double cannot hold becomes a bigint.

const INTEGER = /^-?\d+$/;
/** An integer of fewer digits is a double. */
const LONG = 16;
/** Doubles within 64 bits are written with all their digits, others with as few as say which they are. */
const BEYOND_INT64 = 2 ** 63;
const ZERO = 0x30;
const NINE = 0x39;
/** What stands before a number. */
const BEFORE_NUMBER = ':,[- \t';

interface ValueSource {
  readonly source?: string;
}

/**
 * Parses JSON. An integer that is no double, such as 2^53 + 1, is given as a bigint.
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  return hasLongNumber(text) ? JSON.parse(text, exactly as (key: string, value: unknown) => unknown) : JSON.parse(text);
}

/**
 * Whether there are sixteen digits in a row that may be an integer: no string of their own, as the times of OTLP/JSON are, and no
 * fraction. Such a row has a digit at one of every sixteen places: to look at those takes a tenth of the time of an expression.
 */
function hasLongNumber(text: string): boolean {
  for (let at = LONG - 1; at < text.length; at += LONG) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let start = at;
    while (isDigit(text.charCodeAt(start - 1))) start--;
    let end = at + 1;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end - start >= LONG && BEFORE_NUMBER.includes(text.charAt(start - 1))) return true;
    at += Math.floor((end - 1 - at) / LONG) * LONG;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function exactly(_key: string, value: unknown, context?: ValueSource): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const { source } = context ?? {};
  return source !== undefined && INTEGER.test(source) ? exactInteger(source) : value;
}

/** The integer of some digits: a number where a double says the same, and is written with these digits again; else a bigint. */
export function exactInteger(digits: string): number | bigint {
  const number = Number(digits);
  if (Number.isSafeInteger(number)) return number;
  const exact = BigInt(digits);
  const isInt64 = number >= -BEYOND_INT64 && number < BEYOND_INT64;
  return (isInt64 ? BigInt(number) === exact : String(number) === digits) ? number : exact;
}
