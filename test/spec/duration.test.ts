import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/spec/duration.ts';
import { SOON } from '../support/patience.ts';
import { processorTime } from '../support/processor-time.ts';
import { expectRejected, NEVER_ACCEPTED, NEVER_ACCEPTED_STRINGS } from './rejects.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

const UNIT_NAMES: readonly (readonly [number, string])[] = [
  [1, 'ms msec msecs millis millisecond milliseconds'],
  [SECOND, 's sec secs second seconds'],
  [MINUTE, 'min mins minute minutes'],
  [HOUR, 'h hr hrs hour hours'],
  [DAY, 'd day days'],
  [WEEK, 'w wk wks week weeks'],
  [MONTH, 'mo mos month months'],
  [YEAR, 'y yr yrs year years'],
];
const UNITS = UNIT_NAMES.flatMap(([milliseconds, names]) =>
  names.split(' ').map((name) => [name, milliseconds] as const),
);

describe('parseDuration accepts', () => {
  test.each(UNITS)('the unit %s in any case, with and without a blank', (unit, milliseconds) => {
    for (const name of [unit, unit.toUpperCase(), `${unit[0]?.toUpperCase()}${unit.slice(1)}`]) {
      expect(parseDuration(`1 ${name}`)).toBe(milliseconds);
      expect(parseDuration(`12${name}`)).toBe(12 * milliseconds);
      expect(parseDuration(`2.5 ${name}`)).toBe(Math.round(2.5 * milliseconds));
    }
  });

  test.each<[string | number, number]>([
    [1, 1],
    [500, 500],
    [1.4, 1],
    [1.5, 2],
    [0.5, 1],
    [Number.MAX_SAFE_INTEGER, 9007199254740991],
    ['500 ms', 500],
    ['1500 us', 2],
    ['1 us 999 us', 1],
    ['2500 µs', 3],
    ['2500 \u03bcs', 3],
    ['1000 usec', 1],
    ['3000 microseconds', 3],
    ['5m', 5 * MINUTE],
    ['1h30m', 1.5 * HOUR],
    ['1h 30m 15s', 1.5 * HOUR + 15 * SECOND],
    ['3h 30min', 3.5 * HOUR],
    ['3H30MIN', 3.5 * HOUR],
    ['2 weeks', 2 * WEEK],
    ['1.5 days', 1.5 * DAY],
    ['12 h', 12 * HOUR],
    ['1 week 3 days', 10 * DAY],
    ['1 week, 3 days', 10 * DAY],
    ['1 week,3 days', 10 * DAY],
    ['1 week , 3 days', 10 * DAY],
    ['1 week and 3 days', 10 * DAY],
    ['1 week AND 3 days', 10 * DAY],
    ['1 week, 3 days and 2 hours', 10 * DAY + 2 * HOUR],
    ['1 week, 3 days, and 2 hours', 10 * DAY + 2 * HOUR],
    ['1 w, 2D', 9 * DAY],
    ['1h 30 minutes', 1.5 * HOUR],
    ['1.5d', 1.5 * DAY],
    ['1.222 hours, 3.44s', 4402640],
    ['1 y 2 months', YEAR + 2 * MONTH],
    ['1 month', 30 * DAY],
    ['1 year', 365 * DAY],
    ['6 months', 180 * DAY],
    ['30 min 1 h', 1.5 * HOUR],
    ['1 h 1 h', 2 * HOUR],
    ['  7 days  ', 7 * DAY],
    ['7\tdays', 7 * DAY],
    ['7\u00a0days', 7 * DAY],
    ['.5 h', HOUR / 2],
    ['1e3 s', 1000 * SECOND],
    ['1e-1 s', 100],
    ['2.3 s', 2300],
    ['4.35 s', 4350],
    ['0.1 s 0.2 s', 300],
    ['0.0005 s', 1],
    ['0 days 1 h', HOUR],
    ['9007199254740991 ms', 9007199254740991],
    ['285616 years', 9007186176000000],
  ])('%j as %i ms', (value, milliseconds) => {
    expect(parseDuration(value)).toBe(milliseconds);
  });
});

describe('parseDuration refuses', () => {
  test.each([
    ...NEVER_ACCEPTED,
    ...NEVER_ACCEPTED_STRINGS,
    null,
    false,
    0.49,
    () => 10,
    ['1 h'],
    { hours: 1 },
    '1',
    '500',
    '1.5',
    '499 us',
    '0.0004 s',
    '285617 years',
    '9007199254740992 ms',
    '10 MB',
    '10 files',
    '18:30',
    '1:30 h',
    'daily',
    'hour',
    'a day',
    'one day',
    '1 day at 18:30',
    '1hand 2min',
    '1 h and2 min',
    '1 d h',
  ])('%o', (value) => {
    expectRejected(() => parseDuration(value as string), 'duration', value, /"12 h".*"1 week 3 days".*milliseconds/);
  });

  test('under the path of the option that it was given', () => {
    expectRejected(() => parseDuration('soon', 'batch.delay'), 'batch.delay', 'soon', /"500 ms"/);
  });

  test('long hostile strings at once', () => {
    const took = processorTime(() => {
      for (const value of [
        '9'.repeat(1e6),
        `1 h${' '.repeat(1e6)}x`,
        `${'1h'.repeat(3e5)}x`,
        `1${'h'.repeat(1e6)}`,
        `1 h${' and'.repeat(3e5)}`,
      ]) {
        expectRejected(() => parseDuration(value), 'duration', value, /duration/);
      }
    });
    // The square of their length takes a quarter of an hour.
    expect(took).toBeLessThan(SOON);
  });
});
