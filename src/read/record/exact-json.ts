// JSON whose integers keep all their digits: what a double cannot hold becomes a bigint.

/** Sixteen digits in a row that are not the inside of a text: what could be beyond 2^53. */
const LONG_NUMBER = /[:,[\s]-?\d{16}/;
const INTEGER = /^-?\d+$/;

interface ValueSource {
  readonly source?: string;
}

/**
 * Parses JSON. An integer that is no double, such as 2^53 + 1, is given as a bigint.
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  return LONG_NUMBER.test(text)
    ? JSON.parse(text, exactly as (key: string, value: unknown) => unknown)
    : JSON.parse(text);
}

function exactly(_key: string, value: unknown, context?: ValueSource): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const { source } = context ?? {};
  return source !== undefined && INTEGER.test(source) ? exactInteger(source) : value;
}

/** The integer of some digits: a number where a double holds it, else a bigint. */
export function exactInteger(digits: string): number | bigint {
  const number = Number(digits);
  if (Number.isSafeInteger(number)) return number;
  const exact = BigInt(digits);
  return BigInt(number) === exact ? number : exact;
}
