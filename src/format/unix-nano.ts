// OpenTelemetry's [seconds, nanoseconds] -> the decimal digits of OTLP's `fixed64` nanoseconds since the epoch.

const NANOSECONDS = 1_000_000_000n;
const MAX_UINT64 = 2n ** 64n - 1n;
// The last whole second whose every nanosecond is within uint64: the year 2554.
const LAST_SECOND = 18_446_744_072;

/**
 * The digits of a time in nanoseconds since the epoch. Fractions of a second's or nanosecond's number are cut off, as the SDK
 * does. A time that OTLP cannot express would make readers refuse the whole line: before the epoch, or no number, is `0`, which
 * OTLP defines as unknown; beyond uint64 is the largest that it holds.
 */
export function unixNanoDigits(time: readonly [number, number]): string {
  const [seconds, nanoseconds] = time;
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= LAST_SECOND && isBelowSecond(nanoseconds)) {
    return seconds + String(nanoseconds).padStart(9, '0');
  }
  return exactDigits(seconds, nanoseconds);
}

/** The same for times before the epoch as well, which are negative: for what is no OTLP. */
export function signedNanoDigits(time: readonly [number, number]): string {
  const [seconds, nanoseconds] = time;
  const isBefore = Number.isFinite(seconds) && seconds < 0 && Number.isFinite(nanoseconds);
  return isBefore ? String(totalNanoseconds(seconds, nanoseconds)) : unixNanoDigits(time);
}

function isBelowSecond(nanoseconds: number): boolean {
  return Number.isInteger(nanoseconds) && nanoseconds >= 0 && nanoseconds < 1e9;
}

function exactDigits(seconds: number, nanoseconds: number): string {
  if (!Number.isFinite(seconds) || !Number.isFinite(nanoseconds)) {
    return String(seconds === Number.POSITIVE_INFINITY ? MAX_UINT64 : 0);
  }
  const total = totalNanoseconds(seconds, nanoseconds);
  if (total < 0n) return '0';
  return String(total > MAX_UINT64 ? MAX_UINT64 : total);
}

function totalNanoseconds(seconds: number, nanoseconds: number): bigint {
  return BigInt(Math.trunc(seconds)) * NANOSECONDS + BigInt(Math.trunc(nanoseconds));
}
