import { describe, expect, test } from 'vitest';
import { type CalendarPeriod, parseRotation, type RotationOption, type RotationRule } from '../../src/spec/rotation.ts';
import { SOON } from '../support/patience.ts';
import { processorTime } from '../support/processor-time.ts';
import { expectRejected, NEVER_ACCEPTED, NEVER_ACCEPTED_STRINGS } from './rejects.ts';

const MB = 1024 * 1024;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEVER: RotationRule = { kind: 'never' };

const size = (bytes: number) => ({ kind: 'size', bytes }) as const;
const interval = (milliseconds: number) => ({ kind: 'interval', milliseconds }) as const;
const calendar = (period: CalendarPeriod) => ({ kind: 'calendar', period }) as const;
const at = (hour: number, minute = 0, second = 0, millisecond = 0) =>
  ({ kind: 'time', timeOfDay: hour * HOUR + minute * 60_000 + second * 1000 + millisecond }) as const;
const on = (weekday: number, hour = 0, minute = 0, second = 0, millisecond = 0) =>
  ({ ...at(hour, minute, second, millisecond), weekday }) as const;

describe('parseRotation accepts', () => {
  test.each<[RotationOption, RotationRule]>([
    // Never.
    [false, NEVER],
    [null, NEVER],
    ['never', NEVER],
    ['None', NEVER],
    [' NEVER ', NEVER],
    [[false], NEVER],
    [[null, ['none']], NEVER],
    // Sizes.
    [1048576, size(MB)],
    [1, size(1)],
    [10.7, size(10)],
    ['1048576', size(MB)],
    ['100', size(100)],
    [' 2017 ', size(2017)],
    ['18 B', size(18)],
    ['500 MB', size(500 * MB)],
    ['500mb', size(500 * MB)],
    ['1.5 GB', size(1536 * MB)],
    ['2 GiB', size(2048 * MB)],
    ['10 bytes', size(10)],
    [{ size: '10 MB' }, size(10 * MB)],
    [{ size: 5000 }, size(5000)],
    [{ size: '18' }, size(18)],
    // Intervals.
    ['12 h', interval(12 * HOUR)],
    ['12h', interval(12 * HOUR)],
    ['2 h', interval(2 * HOUR)],
    ['1 hour', interval(HOUR)],
    ['7 days', interval(7 * DAY)],
    ['1h 30 minutes', interval(1.5 * HOUR)],
    ['1h30m', interval(1.5 * HOUR)],
    ['1 w, 2D', interval(9 * DAY)],
    ['1.5d', interval(1.5 * DAY)],
    ['1.222 hours, 3.44s', interval(4402640)],
    ['1 week 3 days', interval(10 * DAY)],
    ['1 week and 3 days', interval(10 * DAY)],
    ['30 min', interval(HOUR / 2)],
    ['1 month', interval(30 * DAY)],
    ['500 ms', interval(500)],
    ['1 s', interval(1000)],
    ['1 w', interval(7 * DAY)],
    [{ interval: '12 h' }, interval(12 * HOUR)],
    [{ interval: 60000 }, interval(60000)],
    [{ interval: '10m' }, interval(600000)],
    [{ every: '12 h' }, interval(12 * HOUR)],
    // Calendar periods.
    ['hourly', calendar('hour')],
    ['daily', calendar('day')],
    ['WEEKLY', calendar('week')],
    ['mOnthLY', calendar('month')],
    ['Yearly ', calendar('year')],
    [{ every: 'hourly' }, calendar('hour')],
    [{ every: 'daily' }, calendar('day')],
    [{ every: ' Day ' }, calendar('day')],
    [{ every: 'hour' }, calendar('hour')],
    [{ every: 'week' }, calendar('week')],
    [{ every: 'month' }, calendar('month')],
    [{ every: 'YEAR' }, calendar('year')],
    // Times of the day.
    ['13', at(13)],
    ['0', at(0)],
    ['00', at(0)],
    ['9', at(9)],
    ['23', at(23)],
    ['18:00', at(18)],
    ['18:30', at(18, 30)],
    ['8:05', at(8, 5)],
    ['8:5', at(8, 5)],
    ['00:00', at(0)],
    ['23:59:59', at(23, 59, 59)],
    ['23:59:59.999', at(23, 59, 59, 999)],
    ['06:30:15', at(6, 30, 15)],
    ['13:00:00.123456', at(13, 0, 0, 123)],
    ['13:00:00.5', at(13, 0, 0, 500)],
    ['13:00:00.05', at(13, 0, 0, 50)],
    ['6:30 PM', at(18, 30)],
    ['6:30PM', at(18, 30)],
    ['6:30 pm', at(18, 30)],
    ['06:30 am', at(6, 30)],
    ['6pm', at(18)],
    ['6 PM', at(18)],
    ['12 am', at(0)],
    ['12 pm', at(12)],
    ['12:30 AM', at(0, 30)],
    ['12:30 PM', at(12, 30)],
    ['11:59:59.999 pm', at(23, 59, 59, 999)],
    ['1:00:00 pm', at(13)],
    [{ at: '18:30' }, at(18, 30)],
    [{ at: '18' }, at(18)],
    [{ at: ' 6 pm ' }, at(18)],
    // Weekdays.
    ['monday', on(0)],
    ['tuesday', on(1)],
    ['Wednesday', on(2)],
    ['THURSDAY', on(3)],
    ['friday', on(4)],
    ['saturday', on(5)],
    ['sunday', on(6)],
    ['mon', on(0)],
    ['Sun', on(6)],
    ['thu 8 am', on(3, 8)],
    ['w0', on(0)],
    ['w6', on(6)],
    ['W6', on(6)],
    ['W0 at 00:00', on(0)],
    ['w6 at 00', on(6)],
    [' W6 at 13 ', on(6, 13)],
    ['w2  at  11:00:00 AM', on(2, 11)],
    ['MoNdAy at 11:00:30.123', on(0, 11, 0, 30, 123)],
    ['SUNDAY at 11:00', on(6, 11)],
    ['sunDAY at 1:0:0.0 pm', on(6, 13)],
    ['sunday at 12:00', on(6, 12)],
    ['sunday AT 12:00', on(6, 12)],
    ['monday 08:00', on(0, 8)],
    ['monday  8:00 pm', on(0, 20)],
    ['w0 18:30', on(0, 18, 30)],
    [{ at: 'monday at 18:30' }, on(0, 18, 30)],
    [{ at: 'w6' }, on(6)],
    // Lists and objects with several properties.
    [['10 MB'], size(10 * MB)],
    [[['10 MB']], size(10 * MB)],
    [['10 MB', false], size(10 * MB)],
    [['10 MB', 'daily'], { kind: 'any', rules: [size(10 * MB), calendar('day')] }],
    [
      ['10 MB', ['daily', [{ at: '18:30' }, [1000]]], '12 h'],
      { kind: 'any', rules: [size(10 * MB), calendar('day'), at(18, 30), size(1000), interval(12 * HOUR)] },
    ],
    [
      { size: '10 MB', every: 'daily' },
      { kind: 'any', rules: [size(10 * MB), calendar('day')] },
    ],
    [
      [{ size: '10 MB', interval: '1 h', at: 'sunday' }, 'yearly'],
      { kind: 'any', rules: [size(10 * MB), interval(HOUR), on(6), calendar('year')] },
    ],
  ])('%j', (value, rule) => {
    expect(parseRotation(value)).toEqual(rule);
  });

  test('callbacks, which it keeps as they are', () => {
    const callback = () => true;
    expect(parseRotation(callback)).toEqual({ kind: 'callback', callback });
    expect(parseRotation([callback, '1 MB'])).toEqual({
      kind: 'any',
      rules: [{ kind: 'callback', callback }, size(MB)],
    });
  });

  test('properties that are undefined as absent ones', () => {
    const value = { size: '1 MB', interval: undefined, every: 'daily', at: undefined } as unknown as RotationOption;
    expect(parseRotation(value)).toEqual({ kind: 'any', rules: [size(MB), calendar('day')] });
  });

  test('lists as deep as people write them, and leaves the value alone', () => {
    const value = Object.freeze([
      Object.freeze([Object.freeze(['1 MB'])]),
      Object.freeze({ at: '18:30' }),
    ]) as RotationOption;
    expect(parseRotation(value)).toEqual({ kind: 'any', rules: [size(MB), at(18, 30)] });
  });
});

describe('parseRotation refuses', () => {
  test.each([
    ...NEVER_ACCEPTED,
    ...NEVER_ACCEPTED_STRINGS,
    '24',
    '99',
    '10m',
    '10 m',
    '1.5m',
    '30 M',
    '1.5',
    '100.5',
    'w7',
    'w10',
    'w-1',
    'w1at13',
    '13 at w2',
    'w1 13 14',
    'h',
    '2017.11.12',
    '2017-11-12',
    '2017-11-12T18:30',
    '11:99',
    '24:00',
    '23:60',
    '23:59:60',
    '1:2:3:4',
    '18:',
    ':30',
    '18:30:',
    '18:30.5',
    '18.30',
    '013:00',
    '18:030',
    '0 am',
    '0:30 pm',
    '13 pm',
    '18:30 pm',
    '6 p',
    '6 p.m.',
    '6pmm',
    'am',
    '01:00:00!UTC',
    '18:30 UTC',
    '18:30Z',
    '1８:30',
    'monday at',
    'at 18:30',
    'monday at at 8',
    'monday at 2017',
    'monday at 24:00',
    'monday at noon',
    'monday, 18:30',
    'mondays',
    'mo',
    'monda',
    'montag',
    'm0nday',
    'monday tuesday',
    'w5 at [not|a|time]',
    '[not|a|day] at 12:00',
    'day',
    'week',
    'hour',
    'dayly',
    'daily weekly',
    'bi-weekly',
    'every day',
    '@daily',
    '0 0 * * *',
    'off',
    '10 files',
  ])('%o', (value) => {
    expectRejected(
      () => parseRotation(value as string),
      'rotation',
      value,
      /1.5 GB.*12 h.*hourly.*18:30.*monday.*function.*list.*false/,
    );
  });

  const cyclic: unknown[] = ['1 MB'];
  cyclic.push(cyclic);
  const cyclicPath = `rotation${'[1]'.repeat(16)}`;

  test.each<[unknown, string, unknown, RegExp]>([
    [['10 MB', 'foobar'], 'rotation[1]', 'foobar', /1.5 GB/],
    [['10 MB', ['daily', [undefined]]], 'rotation[1][1][0]', undefined, /1.5 GB/],
    [{ size: '0 MB' }, 'rotation.size', '0 MB', /at least one byte/],
    [{ size: 'daily' }, 'rotation.size', 'daily', /at least one byte/],
    [{ size: null }, 'rotation.size', null, /at least one byte/],
    [{ interval: 0 }, 'rotation.interval', 0, /"12 h".*number of milliseconds/],
    [{ interval: '10 MB' }, 'rotation.interval', '10 MB', /"12 h"/],
    [{ interval: 'daily' }, 'rotation.interval', 'daily', /"12 h"/],
    [{ at: 'daily' }, 'rotation.at', 'daily', /"18:30".*"monday"/],
    [{ at: 18 }, 'rotation.at', 18, /"18:30"/],
    [{ at: '25:00' }, 'rotation.at', '25:00', /"18:30"/],
    [{ every: '18:30' }, 'rotation.every', '18:30', /"hourly".*"yearly".*"12 h"/],
    [{ every: 'fortnight' }, 'rotation.every', 'fortnight', /"hourly"/],
    [{ every: '10m' }, 'rotation.every', '10m', /"hourly"/],
    [{ every: 5 }, 'rotation.every', 5, /"hourly"/],
    [{ sise: '10 MB' }, 'rotation.sise', '10 MB', /size/],
    [{ sise: '10 MB', every: 'daily' }, 'rotation.sise', '10 MB', /size, interval, at, every/],
    [{ size: '10 MB', Every: 'daily' }, 'rotation.Every', 'daily', /size, interval, at, every/],
    [
      JSON.parse('{"every": "daily", "__proto__": "10 MB"}'),
      'rotation.__proto__',
      '10 MB',
      /size, interval, at, every/,
    ],
    [{ every: 'daily', constructor: '10 MB' }, 'rotation.constructor', '10 MB', /size, interval, at, every/],
    [['daily', { size: -1 }], 'rotation[1].size', -1, /at least one byte/],
    [cyclic, cyclicPath, cyclic, /list/],
  ])('%o at its place', (value, option, culprit, accepted) => {
    expectRejected(() => parseRotation(value as RotationOption), option, culprit, accepted);
  });

  test('an object with every and at, which reads as something else than any of both', () => {
    const value = { every: 'daily', at: '18:30' };
    expectRejected(() => parseRotation(value), 'rotation', value, /monday at 18:30/);
    expect(parseRotation({ every: 'daily', at: undefined } as unknown as RotationOption)).toEqual(calendar('day'));
  });

  test('under the path of the option that it was given', () => {
    expectRejected(() => parseRotation(['x'], 'file.rotation'), 'file.rotation[0]', 'x', /GiB/);
  });

  test('long hostile strings at once', () => {
    const took = processorTime(() => {
      for (const value of [
        '9'.repeat(1e6),
        `monday${' '.repeat(1e6)}x`,
        `monday at${' '.repeat(1e6)}at`,
        `18:30${' '.repeat(1e6)}p`,
        'w'.repeat(1e6),
        ':'.repeat(1e6),
      ]) {
        expectRejected(() => parseRotation(value), 'rotation', value, /size/);
      }
    });
    // The square of their length takes a quarter of an hour.
    expect(took).toBeLessThan(SOON);
  });
});
