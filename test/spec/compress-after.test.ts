import { describe, expect, test } from 'vitest';
import { type CompressAfterRule, parseCompressAfter } from '../../src/spec/compress-after.ts';
import { expectRejected, NEVER_ACCEPTED, NEVER_ACCEPTED_STRINGS } from './rejects.ts';

describe('parseCompressAfter accepts', () => {
  test.each<[string | number, CompressAfterRule]>([
    [0, { kind: 'count', count: 0 }],
    [2, { kind: 'count', count: 2 }],
    ['0', { kind: 'count', count: 0 }],
    ['0 files', { kind: 'count', count: 0 }],
    ['2', { kind: 'count', count: 2 }],
    ['2 files', { kind: 'count', count: 2 }],
    ['1 File', { kind: 'count', count: 1 }],
    ['1 hour', { kind: 'age', milliseconds: 3_600_000 }],
    ['90s', { kind: 'age', milliseconds: 90_000 }],
    ['5m', { kind: 'age', milliseconds: 300_000 }],
    ['1 day and 12 hours', { kind: 'age', milliseconds: 129_600_000 }],
  ])('%j', (value, rule) => {
    expect(parseCompressAfter(value)).toEqual(rule);
  });
});

describe('parseCompressAfter refuses', () => {
  test.each([
    ...NEVER_ACCEPTED.filter((value) => value !== 0),
    ...NEVER_ACCEPTED_STRINGS,
    null,
    false,
    1.5,
    '1.5',
    '1.5 files',
    '5 MB',
    'daily',
    '18:30',
    ['1 hour'],
    { files: 2 },
    () => true,
  ])('%o', (value) => {
    expectRejected(() => parseCompressAfter(value as string), 'compressAfter', value, /"2 files".*"12 h"/);
  });

  test('under the path of the option that it was given', () => {
    expectRejected(() => parseCompressAfter('x', 'file.compressAfter'), 'file.compressAfter', 'x', /"2 files"/);
  });
});
