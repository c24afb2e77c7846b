// Dates of the UTC calendar -> milliseconds since the epoch, for every year.

/** Years after which the calendar is the same again, and their milliseconds. */
const CYCLE = 400;
const CYCLE_LENGTH = 146_097 * 86_400_000;

/**
 * Milliseconds since the epoch of a date and a time of day in UTC.
 * @param year as it is written: `Date.UTC` takes 0 to 99 for 1900 to 1999 (ECMA-262, MakeFullYear)
 * @param month from 1
 */
export function utcTime(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  return year >= 0 && year < 100
    ? Date.UTC(year + CYCLE, month - 1, day, hour, minute, second) - CYCLE_LENGTH
    : Date.UTC(year, month - 1, day, hour, minute, second);
}
