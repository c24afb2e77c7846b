// Times in nanoseconds: exact, as the SDK counts them, and always within what OTLP can hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unixNanoDigits } from '../../src/format/unix-nano.ts';

test.each<[[number, number], string]>([
  [[1_700_000_000, 123_456_789], '1700000000123456789'],
  [[1_700_000_000, 0], '1700000000000000000'],
  [[1_700_000_000, 1], '1700000000000000001'],
  [[0, 0], '0'],
  [[0, 5], '5'],
  [[1, 999_999_999], '1999999999'],
  [[1, 1_000_000_000], '2000000000'],
  [[1, -1], '999999999'],
  [[1.9, 5.9], '1000000005'],
  [[18_446_744_073, 709_551_615], '18446744073709551615'],
  [[18_446_744_073, 709_551_616], '18446744073709551615'],
  [[1e300, 0], '18446744073709551615'],
  [[Number.POSITIVE_INFINITY, 0], '18446744073709551615'],
  [[-1, 0], '0'],
  [[-1, 1_000_000_001], '1'],
  [[Number.NEGATIVE_INFINITY, 0], '0'],
  [[Number.NaN, 0], '0'],
  [[1, Number.NaN], '0'],
])('%j', (time, digits) => {
  expect(unixNanoDigits(time)).toBe(digits);
});

test('any time within range is exact', () => {
  const seconds = fc.nat({ max: 18_446_744_072 });
  const nanoseconds = fc.nat({ max: 999_999_999 });
  fc.assert(
    fc.property(seconds, nanoseconds, (s, n) => {
      expect(unixNanoDigits([s, n])).toBe(String(BigInt(s) * 1_000_000_000n + BigInt(n)));
    }),
  );
});
