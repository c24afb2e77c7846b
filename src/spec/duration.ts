// Durations in milliseconds: 5000, "2 weeks", "3h 30min", "1 week, 3 days and 12 hours".
import { ConfigurationError } from './configuration-error.ts';
import { DECIMAL, multiplyDecimal } from './decimal.ts';

/** What a duration may look like, for error messages. */
export const DURATION_FORMS =
  'a duration above zero such as "500 ms", "90 s", "30 min", "12 h", "1.5 days", "1 week 3 days", "6 months" or "1 year"';

const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;

// In microseconds, the finest unit, so that sums are exact.
const UNITS: ReadonlyMap<string, bigint> = new Map(
  (
    [
      ['us µs μs usec usecs microsecond microseconds', 1n],
      ['ms msec msecs millis millisecond milliseconds', 1000n],
      ['s sec secs second seconds', SECOND],
      ['m min mins minute minutes', 60n * SECOND],
      ['h hr hrs hour hours', 3600n * SECOND],
      ['d day days', DAY],
      ['w wk wks week weeks', 7n * DAY],
      ['mo mos month months', 30n * DAY],
      ['y yr yrs year years', 365n * DAY],
    ] as const
  ).flatMap(([names, microseconds]) => names.split(' ').map((name) => [name, microseconds] as const)),
);

const TERM = new RegExp(`(${DECIMAL})\\s*([a-zA-Zµμ]+)`, 'y');
// Between two terms: blanks, a comma, "and", or nothing at all.
const JOINT = /\s*(?:,\s*)?(?:and\s+)?/iy;
const LONE_M = new RegExp(`^${DECIMAL}\\s*m$`, 'i');

function unitOf(name: string): bigint | undefined {
  // A capital M is a month to some (systemd, ISO 8601) and a minute to others.
  return name === 'M' ? undefined : UNITS.get(name.toLowerCase());
}

/** Returns the microseconds of a sum of terms, or undefined where the text is none. */
function readTerms(text: string): bigint | undefined {
  let sum = 0n;
  let position = 0;
  do {
    TERM.lastIndex = position;
    const [, amount, name] = TERM.exec(text) ?? [];
    if (amount === undefined || name === undefined) return undefined;
    const unit = unitOf(name);
    if (unit === undefined) return undefined;
    sum += multiplyDecimal(amount, unit);
    JOINT.lastIndex = TERM.lastIndex;
    JOINT.test(text);
    position = TERM.lastIndex < text.length ? JOINT.lastIndex : -1;
  } while (position >= 0);
  return sum;
}

/** Returns the milliseconds of a duration, or undefined where the value is none. See {@link parseDuration}. */
export function readDuration(value: unknown): number | undefined {
  let milliseconds: number;
  if (typeof value === 'number') {
    milliseconds = Math.round(value);
  } else if (typeof value === 'string') {
    milliseconds = Number(((readTerms(value.trim()) ?? 0n) + 500n) / 1000n);
  } else {
    return undefined;
  }
  return milliseconds >= 1 && milliseconds <= Number.MAX_SAFE_INTEGER ? milliseconds : undefined;
}

/**
 * As {@link readDuration}, for options that take other things too: there a text such as `10m` is not taken for minutes. Other rotating
 * loggers read it as megabytes, and under a retention `6m` is six months to many: a guess would cost them their files.
 */
export function readUnmistakableDuration(value: unknown): number | undefined {
  return typeof value === 'string' && LONE_M.test(value.trim()) ? undefined : readDuration(value);
}

/**
 * Parses a duration into milliseconds.
 *
 * A number counts milliseconds. A string is one or more terms of a decimal number and a unit, with blanks, a comma, `and` or nothing
 * between the terms; they add up. A unit is always needed, in any case, in its short or long form: `us` (microseconds), `ms`,
 * `s`, `sec`, `min`, `h`, `hr`, `d`, `w`, `wk`, `mo`, `y`, `yr`, or the word, such as `hour` or `hours`. `m` is minutes; a capital `M` is
 * refused, being months to some. A month is 30 days and a year is 365 days, whatever the calendar says. Decimals are exact;
 * the result is rounded to whole milliseconds.
 *
 * Refused: zero, negative, infinite and NaN durations, less than half a millisecond, more than `Number.MAX_SAFE_INTEGER`
 * milliseconds, a number without a unit in a string, signs, decimal commas, and digits other than `0` to `9`.
 *
 * @param value the duration.
 * @param option the option's path for the error message. Default `duration`.
 * @returns whole milliseconds, at least 1.
 * @throws {ConfigurationError} naming the option, the value and what is accepted.
 */
export function parseDuration(value: string | number, option = 'duration'): number {
  const milliseconds = readDuration(value);
  if (milliseconds === undefined) {
    throw new ConfigurationError(option, value, `${DURATION_FORMS}, or a number of milliseconds`);
  }
  return milliseconds;
}
