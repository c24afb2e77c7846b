import { describe, expect, test } from 'vitest';
import { parseSize } from '../../src/spec/size.ts';
import { SOON } from '../support/patience.ts';
import { processorTime } from '../support/processor-time.ts';
import { expectRejected, NEVER_ACCEPTED, NEVER_ACCEPTED_STRINGS } from './rejects.ts';

const KB = 1024;
const MB = 1024 * KB;
const GB = 1024 * MB;
const TB = 1024 * GB;
const PB = 1024 * TB;

describe('parseSize accepts', () => {
  test.each<[string | number, number]>([
    [1, 1],
    [1048576, 1048576],
    [1.9, 1],
    [1e9, 1e9],
    [Number.MAX_SAFE_INTEGER, 9007199254740991],
    ['1', 1],
    ['1024', 1024],
    ['007', 7],
    ['1 B', 1],
    ['1b', 1],
    ['1 byte', 1],
    ['12 bytes', 12],
    ['12 Bytes', 12],
    ['1 KB', KB],
    ['1 kb', KB],
    ['1 Kb', KB],
    ['1 kB', KB],
    ['1 KiB', KB],
    ['1 kib', KB],
    ['1 KIB', KB],
    ['1 MB', MB],
    ['1 Mb', MB],
    ['1 mb', MB],
    ['1 MiB', MB],
    ['1 GB', GB],
    ['2 GiB', 2 * GB],
    ['1 TB', TB],
    ['1 TiB', TB],
    ['1 PB', PB],
    ['7 PiB', 7 * PB],
    ['0.001 EB', 1152921504606846],
    ['0.000001 ZB', 1180591620717411],
    ['0.000000001 YiB', 1208925819614629],
    ['500 MB', 500 * MB],
    ['500MB', 500 * MB],
    ['500  \t MB', 500 * MB],
    ['500\u00a0MB', 500 * MB],
    ['  500 MB\n', 500 * MB],
    ['1.5 GB', 1.5 * GB],
    ['1.5GiB', 1.5 * GB],
    ['.5 MB', MB / 2],
    ['0.5 KB', 512],
    ['00.50 KB', 512],
    ['1e3 KB', 1000 * KB],
    ['1E3 KB', 1000 * KB],
    ['1e+3 KB', 1000 * KB],
    ['15e-1 KB', 1536],
    ['1.5e1 KB', 15 * KB],
    ['1.1 MB', 1153433],
    ['0.1 KB', 102],
    ['1.9999 B', 1],
    ['0.0009765625 KB', 1],
    ['0.3 GB', 322122547],
    ['9007199254740991', 9007199254740991],
    ['9007199254740991 B', 9007199254740991],
    ['8191.9999999999999 TB', 9007199254740991],
    ['7.999999999999999 PB', 9007199254740990],
  ])('%j as %i bytes', (value, bytes) => {
    expect(parseSize(value)).toBe(bytes);
  });
});

describe('parseSize refuses', () => {
  test.each([
    ...NEVER_ACCEPTED,
    ...NEVER_ACCEPTED_STRINGS,
    null,
    false,
    0.999,
    () => 10,
    ['10 MB'],
    { size: '10 MB' },
    '0',
    '0.5',
    '0.9 B',
    '0.0009 KB',
    '1e-30 GB',
    '1 day',
    '12 h',
    '18:30',
    'daily',
    'monday',
    '10 files',
    'never',
    '10 kilobytes',
    '10 K B',
    'MB 10',
    '10 MB!',
    '$10 MB',
  ])('%o', (value) => {
    expectRejected(
      () => parseSize(value as string),
      'size',
      value,
      /at least one byte such as .*"1.5 GB".*up to 2\^53/,
    );
  });

  test('under the path of the option that it was given', () => {
    expectRejected(() => parseSize('10 parsecs', 'file.flush.bytes'), 'file.flush.bytes', '10 parsecs', /GiB/);
    expect(() => parseSize('10 parsecs', 'file.flush.bytes')).toThrow(
      'file.flush.bytes: "10 parsecs" is not accepted; accepted is a size of at least one byte such as 1048576, "500 KB", "1.5 GB" or "2 GiB", up to 2^53 - 1 bytes',
    );
  });

  test('long hostile strings at once', () => {
    const took = processorTime(() => {
      for (const value of [
        '9'.repeat(1e6),
        `${' '.repeat(1e6)}x`,
        `1${' '.repeat(1e6)}x`,
        `1.${'0'.repeat(1e6)} MB`,
        `1e${'9'.repeat(1e6)}`,
      ]) {
        expectRejected(() => parseSize(value), 'size', value, /size/);
      }
    });
    // The square of their length takes a quarter of an hour.
    expect(took).toBeLessThan(SOON);
  });
});
