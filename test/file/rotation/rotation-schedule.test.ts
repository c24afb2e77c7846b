import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPossibleStart, nextRotation } from '../../../src/file/rotation/rotation-schedule.ts';
import { parseRotation, type RotationRule } from '../../../src/spec/rotation.ts';
import { runsOf } from '../../support/long-form.ts';
import { luxonChanges, luxonWallTime, oracleNext, oracleNextHour } from './zone-oracle.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Follows a rotation from one time to the next, as the files of a program that never stops would. */
function firings(rotation: string, timeZone: string, start: string, count: number): string[] {
  const rule = parseRotation(rotation);
  const instants: string[] = [];
  let instant = Date.parse(start);
  while (instants.length < count) {
    instant = nextRotation(rule, instant, timeZone);
    instants.push(new Date(instant).toISOString().replace(/:00\.000Z$/, 'Z'));
  }
  return instants;
}

describe('in UTC', () => {
  test.each<[string, string, string[]]>([
    ['hourly', '2024-02-28T22:59:59.999Z', ['2024-02-28T23:00Z', '2024-02-29T00:00Z', '2024-02-29T01:00Z']],
    ['hourly', '2024-02-28T23:00:00.000Z', ['2024-02-29T00:00Z']],
    ['daily', '2024-02-28T12:00Z', ['2024-02-29T00:00Z', '2024-03-01T00:00Z', '2024-03-02T00:00Z']],
    ['daily', '2023-02-28T12:00Z', ['2023-03-01T00:00Z', '2023-03-02T00:00Z']],
    ['daily', '2024-12-31T00:00Z', ['2025-01-01T00:00Z']],
    ['daily', '2024-12-31T23:59:59.999Z', ['2025-01-01T00:00Z', '2025-01-02T00:00Z']],
    ['weekly', '2024-12-29T23:59Z', ['2024-12-30T00:00Z', '2025-01-06T00:00Z']],
    ['weekly', '2024-12-30T00:00Z', ['2025-01-06T00:00Z']],
    ['weekly', '1970-01-01T00:00Z', ['1970-01-05T00:00Z']],
    ['monthly', '2024-01-31T12:00Z', ['2024-02-01T00:00Z', '2024-03-01T00:00Z', '2024-04-01T00:00Z']],
    ['monthly', '2024-12-01T00:00Z', ['2025-01-01T00:00Z']],
    ['yearly', '2024-02-29T12:00Z', ['2025-01-01T00:00Z', '2026-01-01T00:00Z']],
    ['yearly', '2025-01-01T00:00Z', ['2026-01-01T00:00Z']],
    ['yearly', '9998-06-01T00:00Z', ['9999-01-01T00:00Z', '+010000-01-01T00:00Z']],
    ['monthly', '2100-02-28T23:00Z', ['2100-03-01T00:00Z']],
    ['18:30', '2024-02-28T18:29:59.999Z', ['2024-02-28T18:30Z', '2024-02-29T18:30Z', '2024-03-01T18:30Z']],
    ['18:30', '2024-02-28T18:30Z', ['2024-02-29T18:30Z']],
    ['06:30:15', '2024-02-28T06:30:14Z', ['2024-02-28T06:30:15.000Z', '2024-02-29T06:30:15.000Z']],
    ['13:00:00.123', '2024-02-28T13:00:00.122Z', ['2024-02-28T13:00:00.123Z']],
    ['00:00', '2024-02-28T12:00Z', ['2024-02-29T00:00Z']],
    ['monday', '2024-12-29T12:00Z', ['2024-12-30T00:00Z', '2025-01-06T00:00Z']],
    ['sunday', '2024-12-29T00:00Z', ['2025-01-05T00:00Z']],
    ['w6', '2024-12-28T23:59Z', ['2024-12-29T00:00Z']],
    ['sunday at 12:00', '2024-12-29T11:59Z', ['2024-12-29T12:00Z', '2025-01-05T12:00Z']],
    ['thursday at 6:30 pm', '1970-01-01T00:00Z', ['1970-01-01T18:30Z', '1970-01-08T18:30Z']],
    ['12 h', '2024-02-28T18:00Z', ['2024-02-29T06:00Z', '2024-02-29T18:00Z']],
    ['500 ms', '2024-02-28T18:00Z', ['2024-02-28T18:00:00.500Z']],
    ['daily', '1969-12-31T12:00Z', ['1970-01-01T00:00Z']],
    ['weekly', '1969-12-20T12:00Z', ['1969-12-22T00:00Z', '1969-12-29T00:00Z', '1970-01-05T00:00Z']],
    ['18:30', '1960-02-28T18:30:00.001Z', ['1960-02-29T18:30Z']],
  ])('%s after %s', (rotation, start, expected) => {
    expect(firings(rotation, 'UTC', start, expected.length)).toEqual(expected);
  });
});

describe('where the clock changes', () => {
  test.each<[string, string, string, string, string[]]>([
    // Berlin: 2024-03-31 02:00 -> 03:00 (01:00Z), 2024-10-27 03:00 -> 02:00 (01:00Z).
    [
      'daily',
      'Europe/Berlin',
      'spring',
      '2024-03-30T12:00Z',
      ['2024-03-30T23:00Z', '2024-03-31T22:00Z', '2024-04-01T22:00Z'],
    ],
    [
      'daily',
      'Europe/Berlin',
      'autumn',
      '2024-10-26T12:00Z',
      ['2024-10-26T22:00Z', '2024-10-27T23:00Z', '2024-10-28T23:00Z'],
    ],
    ['weekly', 'Europe/Berlin', 'spring', '2024-03-27T12:00Z', ['2024-03-31T22:00Z', '2024-04-07T22:00Z']],
    ['monthly', 'Europe/Berlin', 'spring', '2024-02-29T12:00Z', ['2024-02-29T23:00Z', '2024-03-31T22:00Z']],
    ['yearly', 'Europe/Berlin', 'summer', '2024-07-01T12:00Z', ['2024-12-31T23:00Z', '2025-12-31T23:00Z']],
    [
      '02:30',
      'Europe/Berlin',
      'a skipped time fires at once',
      '2024-03-30T12:00Z',
      ['2024-03-31T01:00Z', '2024-04-01T00:30Z'],
    ],
    [
      '02:00',
      'Europe/Berlin',
      'the first skipped time',
      '2024-03-30T12:00Z',
      ['2024-03-31T01:00Z', '2024-04-01T00:00Z'],
    ],
    [
      '03:00',
      'Europe/Berlin',
      'the first time after the skip',
      '2024-03-30T12:00Z',
      ['2024-03-31T01:00Z', '2024-04-01T01:00Z'],
    ],
    [
      '01:59:59.999',
      'Europe/Berlin',
      'the last before the skip',
      '2024-03-30T12:00Z',
      ['2024-03-31T00:59:59.999Z', '2024-03-31T23:59:59.999Z'],
    ],
    [
      '02:30',
      'Europe/Berlin',
      'a repeated time fires once',
      '2024-10-26T12:00Z',
      ['2024-10-27T00:30Z', '2024-10-28T01:30Z'],
    ],
    ['02:30', 'Europe/Berlin', 'even for a file of between', '2024-10-27T01:10Z', ['2024-10-28T01:30Z']],
    ['02:30', 'Europe/Berlin', 'even for a file of the second hour', '2024-10-27T00:45Z', ['2024-10-28T01:30Z']],
    [
      '02:00',
      'Europe/Berlin',
      'the first repeated time',
      '2024-10-26T12:00Z',
      ['2024-10-27T00:00Z', '2024-10-28T01:00Z'],
    ],
    [
      '03:00',
      'Europe/Berlin',
      'reached only after the repeat',
      '2024-10-26T12:00Z',
      ['2024-10-27T02:00Z', '2024-10-28T02:00Z'],
    ],
    [
      'sunday at 02:30',
      'Europe/Berlin',
      'a skipped weekday time',
      '2024-03-25T12:00Z',
      ['2024-03-31T01:00Z', '2024-04-07T00:30Z'],
    ],
    [
      'sunday at 02:30',
      'Europe/Berlin',
      'a repeated weekday time',
      '2024-10-21T12:00Z',
      ['2024-10-27T00:30Z', '2024-11-03T01:30Z'],
    ],
    [
      'hourly',
      'Europe/Berlin',
      'spring: an hour is missing',
      '2024-03-30T23:30Z',
      ['2024-03-31T00:00Z', '2024-03-31T01:00Z', '2024-03-31T02:00Z'],
    ],
    [
      'hourly',
      'Europe/Berlin',
      'autumn: both hours are hours',
      '2024-10-26T23:30Z',
      ['2024-10-27T00:00Z', '2024-10-27T01:00Z', '2024-10-27T02:00Z'],
    ],
    [
      '1 day',
      'Europe/Berlin',
      'an interval is real time',
      '2024-03-30T12:00Z',
      ['2024-03-31T12:00Z', '2024-04-01T12:00Z'],
    ],
    ['daily', 'America/New_York', 'spring', '2024-03-09T12:00Z', ['2024-03-10T05:00Z', '2024-03-11T04:00Z']],
    ['01:30', 'America/New_York', 'a repeated time', '2024-11-02T12:00Z', ['2024-11-03T05:30Z', '2024-11-04T06:30Z']],
    ['daily', 'Australia/Sydney', 'southern spring', '2024-10-05T12:00Z', ['2024-10-05T14:00Z', '2024-10-06T13:00Z']],
    // Midnights that do not exist.
    [
      'daily',
      'America/Sao_Paulo',
      'midnight is skipped',
      '2018-11-03T12:00Z',
      ['2018-11-04T03:00Z', '2018-11-05T02:00Z'],
    ],
    ['daily', 'Asia/Beirut', 'midnight is skipped', '2024-03-30T12:00Z', ['2024-03-30T22:00Z', '2024-03-31T21:00Z']],
    ['daily', 'Africa/Cairo', 'midnight is skipped', '2024-04-25T12:00Z', ['2024-04-25T22:00Z', '2024-04-26T21:00Z']],
    [
      'weekly',
      'Asia/Amman',
      'a weekday before a skip',
      '2021-03-25T12:00Z',
      ['2021-03-28T21:00Z', '2021-04-04T21:00Z'],
    ],
    [
      'monthly',
      'America/Asuncion',
      'midnight of the month is skipped',
      '2017-09-10T12:00Z',
      ['2017-10-01T04:00Z', '2017-11-01T03:00Z'],
    ],
    [
      'friday',
      'Asia/Amman',
      'midnight of the weekday is skipped',
      '2022-02-20T12:00Z',
      ['2022-02-24T22:00Z', '2022-03-03T21:00Z'],
    ],
    // Midnights that come twice, or that the clock only comes near to.
    ['daily', 'America/Havana', '01:00 -> 00:00', '2024-11-02T12:00Z', ['2024-11-03T04:00Z', '2024-11-04T05:00Z']],
    ['daily', 'Asia/Beirut', '00:00 -> 23:00', '2024-10-26T12:00Z', ['2024-10-26T22:00Z', '2024-10-27T22:00Z']],
    [
      '23:30',
      'Asia/Beirut',
      'repeated before midnight',
      '2024-10-26T12:00Z',
      ['2024-10-26T20:30Z', '2024-10-27T21:30Z'],
    ],
    [
      'daily',
      'America/St_Johns',
      '00:01 -> 23:01: a minute of the new day',
      '2009-10-31T12:00Z',
      ['2009-11-01T02:30Z', '2009-11-02T03:30Z'],
    ],
    ['daily', 'America/St_Johns', 'the old day again', '2009-11-01T02:45Z', ['2009-11-02T03:30Z']],
    [
      'hourly',
      'America/St_Johns',
      '00:01 -> 23:01',
      '2009-11-01T02:00Z',
      ['2009-11-01T02:30Z', '2009-11-01T03:30Z', '2009-11-01T04:30Z'],
    ],
    // Days that do not exist.
    [
      'daily',
      'Pacific/Apia',
      '2011-12-30 was left out',
      '2011-12-29T12:00Z',
      ['2011-12-30T10:00Z', '2011-12-31T10:00Z'],
    ],
    ['friday', 'Pacific/Apia', 'that Friday', '2011-12-25T12:00Z', ['2011-12-30T10:00Z', '2012-01-05T10:00Z']],
    [
      '12:00',
      'Pacific/Apia',
      'that noon',
      '2011-12-29T12:00Z',
      ['2011-12-29T22:00Z', '2011-12-30T10:00Z', '2011-12-30T22:00Z'],
    ],
    [
      'yearly',
      'Pacific/Kiritimati',
      '1994-12-31 was left out',
      '1994-06-01T12:00Z',
      ['1994-12-31T10:00Z', '1995-12-31T10:00Z'],
    ],
    [
      'daily',
      'Pacific/Kwajalein',
      '1993-08-21 was left out',
      '1993-08-20T13:00Z',
      ['1993-08-21T12:00Z', '1993-08-22T12:00Z'],
    ],
    // Odd offsets.
    [
      'hourly',
      'Asia/Kathmandu',
      'five hours and 45 minutes',
      '2024-01-01T00:00Z',
      ['2024-01-01T00:15Z', '2024-01-01T01:15Z'],
    ],
    ['daily', 'Asia/Kolkata', 'five hours and a half', '2024-01-01T00:00Z', ['2024-01-01T18:30Z', '2024-01-02T18:30Z']],
    [
      'hourly',
      'Australia/Lord_Howe',
      '02:00 -> 02:30',
      '2024-10-05T14:45Z',
      ['2024-10-05T15:30Z', '2024-10-05T16:00Z'],
    ],
    [
      'hourly',
      'Australia/Lord_Howe',
      '02:00 -> 01:30',
      '2024-04-06T13:30Z',
      ['2024-04-06T14:00Z', '2024-04-06T15:30Z', '2024-04-06T16:30Z'],
    ],
    [
      'daily',
      'Africa/Monrovia',
      '44 minutes and a half behind UTC, then UTC',
      '1972-01-05T12:00Z',
      ['1972-01-06T00:44:30.000Z', '1972-01-07T00:44:30.000Z', '1972-01-08T00:00Z'],
    ],
    [
      'hourly',
      'Africa/Monrovia',
      '00:00:00 -> 00:44:30',
      '1972-01-06T22:00Z',
      ['1972-01-06T22:44:30.000Z', '1972-01-06T23:44:30.000Z', '1972-01-07T00:44:30.000Z', '1972-01-07T01:00Z'],
    ],
    [
      'daily',
      'Asia/Singapore',
      'local mean time',
      '1900-06-01T12:00Z',
      ['1900-06-01T17:04:35.000Z', '1900-06-02T17:04:35.000Z'],
    ],
  ])('%s in %s: %s (after %s)', (rotation, zone, _, start, expected) => {
    expect(firings(rotation, zone, start, expected.length)).toEqual(expected);
  });
});

describe('against an independent oracle', () => {
  const zones = Intl.supportedValuesOf('timeZone');

  /** A zone and a start, mostly within a day and a half of a change of the zone's offset. */
  const zoneAndStart = fc
    .record({
      zone: fc.constantFrom(...zones),
      year: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 1970, max: 2037 }) },
        { weight: 1, arbitrary: fc.integer({ min: 2038, max: 9998 }) },
      ),
      which: fc.nat(),
      away: fc.integer({ min: -1.5 * DAY, max: 1.5 * DAY }),
      anywhere: fc.integer({ min: 0, max: 365 * DAY }),
    })
    .map(({ zone, year, which, away, anywhere }) => {
      const changes = luxonChanges(zone, year);
      const change = changes[which % changes.length];
      return { zone, start: change === undefined ? Date.UTC(year, 0, 1) + anywhere : change + away };
    });

  test('calendar periods', () => {
    const units = fc.constantFrom('day', 'week', 'month', 'year');
    fc.assert(
      fc.property(zoneAndStart, units, ({ zone, start }, unit) => {
        const expected = oracleNext(zone, start, (shown) => shown.plus({ [unit]: 1 }).startOf(unit));
        expect(nextRotation({ kind: 'calendar', period: unit }, start, zone)).toBe(expected);
      }),
      { numRuns: runsOf(250, 1000) },
    );
  });

  test('full hours', () => {
    fc.assert(
      fc.property(zoneAndStart, fc.integer({ min: -3 * HOUR, max: 3 * HOUR }), ({ zone, start }, nudge) => {
        expect(nextRotation({ kind: 'calendar', period: 'hour' }, start + nudge, zone)).toBe(
          oracleNextHour(zone, start + nudge),
        );
      }),
      { numRuns: runsOf(250, 1000) },
    );
  });

  test('times of the day, with and without a weekday', () => {
    // Most times are near the one that the clock shows at the start, so that many of them are skipped or repeated.
    const nearby = fc.integer({ min: -3 * HOUR, max: 3 * HOUR });
    const anyTime = fc.integer({ min: 0, max: DAY - 1 });
    fc.assert(
      fc.property(
        zoneAndStart,
        fc.oneof({ weight: 3, arbitrary: nearby }, { weight: 1, arbitrary: anyTime }),
        fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
        fc.constantFrom(1, 1000, HOUR / 4),
        ({ zone, start }, shift, weekday, precision) => {
          const wallTime = Math.floor((luxonWallTime(zone, start) + shift) / precision) * precision;
          const timeOfDay = ((wallTime % DAY) + DAY) % DAY;
          const rule: RotationRule = { kind: 'time', timeOfDay, ...(weekday === undefined ? {} : { weekday }) };
          const expected = oracleNext(zone, start, (shown) => {
            let day = shown.startOf('day');
            while (day.plus(timeOfDay) <= shown || (weekday !== undefined && day.weekday !== weekday + 1)) {
              day = day.plus({ days: 1 });
            }
            return day.plus(timeOfDay);
          });
          expect(nextRotation(rule, start, zone)).toBe(expected);
        },
      ),
      { numRuns: runsOf(250, 1000) },
    );
  });
});

describe('nextRotation', () => {
  const start = Date.UTC(2024, 9, 26, 12);

  test.each(['never', '10 MB'])('of %s is never', (rotation) => {
    expect(nextRotation(parseRotation(rotation), start, 'UTC')).toBe(Number.POSITIVE_INFINITY);
  });

  test('of a callback is never', () => {
    expect(
      nextRotation(
        parseRotation(() => true),
        start,
        'UTC',
      ),
    ).toBe(Number.POSITIVE_INFINITY);
  });

  test('of a list is the earliest of its rules', () => {
    const list = (...rotations: string[]): number => nextRotation(parseRotation(rotations), start, 'Europe/Berlin');
    expect(list('monthly', '10 MB', 'sunday at 02:30', '3 days')).toBe(Date.UTC(2024, 9, 27, 0, 30));
    expect(list('10 MB', '1 h', 'daily')).toBe(Date.UTC(2024, 9, 26, 13));
    expect(list('10 MB', '20 MB')).toBe(Number.POSITIVE_INFINITY);
  });

  test('takes a start with a fraction, as file systems give it', () => {
    expect(nextRotation(parseRotation('daily'), start - 0.25, 'Europe/Berlin')).toBe(Date.UTC(2024, 9, 26, 22));
    expect(nextRotation(parseRotation('12:00'), start - 0.25, 'UTC')).toBe(start);
    expect(nextRotation(parseRotation('12:00'), start + 0.25, 'UTC')).toBe(start + DAY);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -8.64e15, 8.64e15, Date.UTC(10000, 0, 1), Date.UTC(999, 11, 31)])(
    'of the impossible start %d is never',
    (impossible) => {
      expect(isPossibleStart(impossible)).toBe(false);
      for (const rotation of ['hourly', 'daily', '18:30', 'monday', '1 h', 'yearly']) {
        expect(nextRotation(parseRotation(rotation), impossible, 'Asia/Tokyo')).toBe(Number.POSITIVE_INFINITY);
      }
    },
  );

  test.each([Date.UTC(1000, 0, 1), 0, Date.UTC(9999, 11, 31, 23, 59, 59, 999)])('works at %d', (instant) => {
    expect(isPossibleStart(instant)).toBe(true);
    for (const rotation of ['hourly', 'daily', '18:30', 'monday', '1 h', 'yearly']) {
      for (const zone of ['UTC', 'Asia/Tokyo', 'America/New_York', 'local']) {
        const next = nextRotation(parseRotation(rotation), instant, zone);
        expect(next).toBeGreaterThan(instant);
        expect(next - instant).toBeLessThanOrEqual(367 * DAY);
      }
    }
  });

  test("of 'local' follows the zone of the system", () => {
    const module = new URL('../../../src/file/rotation/rotation-schedule.ts', import.meta.url).href;
    const script = `
      const { nextRotation } = await import(${JSON.stringify(module)});
      const next = () => new Date(nextRotation({ kind: 'calendar', period: 'day' }, ${start}, 'local')).toISOString();
      const first = next();
      process.env.TZ = 'America/New_York';
      console.log(first, next());`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: { ...process.env, TZ: 'Asia/Kathmandu' },
      encoding: 'utf8',
    });
    expect(output.trim()).toBe('2024-10-26T18:15:00.000Z 2024-10-27T04:00:00.000Z');
  });
});
