import { describe, expect, test } from 'vitest';
import {
  parseRetention,
  type RetainedFile,
  type RetentionOption,
  type RetentionRule,
} from '../../src/spec/retention.ts';
import { SOON } from '../support/patience.ts';
import { processorTime } from '../support/processor-time.ts';
import { expectRejected, NEVER_ACCEPTED, NEVER_ACCEPTED_STRINGS } from './rejects.ts';

const GB = 1024 ** 3;
const DAY = 86_400_000;
const NEVER: RetentionRule = { kind: 'never' };

const count = (files: number) => ({ kind: 'count', count: files }) as const;
const age = (milliseconds: number) => ({ kind: 'age', milliseconds }) as const;
const size = (bytes: number) => ({ kind: 'size', bytes }) as const;

describe('parseRetention accepts', () => {
  test.each<[RetentionOption, RetentionRule]>([
    [false, NEVER],
    [null, NEVER],
    ['never', NEVER],
    [' None', NEVER],
    [[false, ['never']], NEVER],
    [5, count(5)],
    [1, count(1)],
    [Number.MAX_SAFE_INTEGER, count(Number.MAX_SAFE_INTEGER)],
    ['5', count(5)],
    [' 05 ', count(5)],
    ['10 files', count(10)],
    ['10files', count(10)],
    ['10 FILES', count(10)],
    ['1 file', count(1)],
    ['10   files ', count(10)],
    [{ files: 10 }, count(10)],
    [{ files: '10' }, count(10)],
    [{ files: '10 files' }, count(10)],
    [{ count: 10 }, count(10)],
    [{ count: '3' }, count(3)],
    ['7 days', age(7 * DAY)],
    ['7d', age(7 * DAY)],
    ['1 week 3 days', age(10 * DAY)],
    ['1 week, 3 days and 12 hours', age(10.5 * DAY)],
    ['6 months', age(180 * DAY)],
    ['1 year', age(365 * DAY)],
    ['12 h', age(DAY / 2)],
    ['30 min', age(DAY / 48)],
    ['1h30m', age(DAY / 16)],
    ['1.5 days', age(1.5 * DAY)],
    [{ age: '7 days' }, age(7 * DAY)],
    [{ age: 60000 }, age(60000)],
    [{ age: '10m' }, age(600000)],
    [{ size: '5 GB' }, size(5 * GB)],
    [{ size: 1048576 }, size(1048576)],
    [{ size: '1.5 TiB' }, size(1536 * GB)],
    [['10 files'], count(10)],
    [['10 files', false], count(10)],
    [['10 files', '7 days'], { kind: 'all', rules: [count(10), age(7 * DAY)] }],
    [[10, ['7 days', [{ size: '5 GB' }]]], { kind: 'all', rules: [count(10), age(7 * DAY), size(5 * GB)] }],
    [
      { files: 10, age: '7 days', size: '5 GB' },
      { kind: 'all', rules: [count(10), age(7 * DAY), size(5 * GB)] },
    ],
  ])('%j', (value, rule) => {
    expect(parseRetention(value)).toEqual(rule);
  });

  test('callbacks, which it keeps as they are', () => {
    const callback = (files: readonly RetainedFile[]) => files.slice(0, -3);
    expect(parseRetention(callback)).toEqual({ kind: 'callback', callback });
    expect(parseRetention([callback, 5])).toEqual({ kind: 'all', rules: [{ kind: 'callback', callback }, count(5)] });
  });

  test('properties that are undefined as absent ones', () => {
    expect(parseRetention({ files: 3, age: undefined } as unknown as RetentionOption)).toEqual(count(3));
  });
});

describe('parseRetention refuses', () => {
  test.each([
    ...NEVER_ACCEPTED,
    ...NEVER_ACCEPTED_STRINGS.filter((text) => text !== '9007199254740992'),
    1.5,
    '0',
    '0 files',
    '-5 files',
    '1.5 files',
    '1e3 files',
    '1,000 files',
    '９ files',
    'files',
    '10 filess',
    '10 logs',
    '10 files 7 days',
    '10 files, 7 days',
    'files: 10',
    '9007199254740992',
    '99999999999999999999 files',
    '5 MB',
    '5 GB',
    '100 B',
    '6m',
    '6 M',
    'w5',
    'W5',
    'monday at 14:00',
    'sunday',
    'nope',
    '18:30',
    'daily',
    'd',
    'H',
    'all',
    'forever',
  ])('%o', (value) => {
    expectRejected(
      () => parseRetention(value as string),
      'retention',
      value,
      /"10 files".*"12 h".*5 GB.*function.*list.*false/,
    );
  });

  const cyclic: unknown[] = [];
  cyclic.push(cyclic);

  test.each<[unknown, string, unknown, RegExp]>([
    [['7 days', '5 MB'], 'retention[1]', '5 MB', /10 files/],
    [[5, [['x']]], 'retention[1][0][0]', 'x', /10 files/],
    [{ files: 0 }, 'retention.files', 0, /at least 1/],
    [{ files: 1.5 }, 'retention.files', 1.5, /at least 1/],
    [{ files: '7 days' }, 'retention.files', '7 days', /at least 1/],
    [{ files: null }, 'retention.files', null, /at least 1/],
    [{ count: -1 }, 'retention.count', -1, /at least 1/],
    [{ count: 5n }, 'retention.count', 5n, /at least 1/],
    [{ age: '10 files' }, 'retention.age', '10 files', /number of milliseconds/],
    [{ age: 0 }, 'retention.age', 0, /number of milliseconds/],
    [{ size: '7 days' }, 'retention.size', '7 days', /at least one byte/],
    [{ days: 7 }, 'retention.days', 7, /files, count, age, size/],
    [{ days: 7, files: 5 }, 'retention.days', 7, /files, count, age, size/],
    [{ files: 5, Size: '1 GB' }, 'retention.Size', '1 GB', /files, count, age, size/],
    [JSON.parse('{"files": 7, "__proto__": 5}'), 'retention.__proto__', 5, /files, count, age, size/],
    [[5, { size: 0 }], 'retention[1].size', 0, /at least one byte/],
    [cyclic, `retention${'[0]'.repeat(16)}`, cyclic, /list/],
  ])('%o at its place', (value, option, culprit, accepted) => {
    expectRejected(() => parseRetention(value as RetentionOption), option, culprit, accepted);
  });

  test('under the path of the option that it was given', () => {
    expectRejected(() => parseRetention(['x'], 'file.retention'), 'file.retention[0]', 'x', /10 files/);
  });

  test('long hostile strings at once', () => {
    const took = processorTime(() => {
      for (const value of [
        '9'.repeat(1e6),
        `5${' '.repeat(1e6)}x`,
        `5 files${' '.repeat(1e6)}x`,
        `${' '.repeat(1e6)}x`,
      ]) {
        expectRejected(() => parseRetention(value), 'retention', value, /files/);
      }
    });
    // The square of their length takes a quarter of an hour.
    expect(took).toBeLessThan(SOON);
  });
});
