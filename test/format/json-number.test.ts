// The fast way to a number's text gives the same text as the slow one.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalText } from '../../src/format/json-number.ts';

test.each([
  0.1, 0.5, 0.01, 0.05, 0.001, 0.123, 1.5, 12.34, 99.999, 1.005, 100.01, -0.001, -0.5, -1.001, -1234.5, 1e-7, 5e-324,
])('%d', (value) => {
  expect(decimalText(value)).toBe(String(value));
});

test.each([
  0.1 + 0.2,
  1.1 * 3,
  999_999_999_999.999,
  1_000_000_000_000.001,
  123_456_789_012_345.6,
  4_503_599_627_370_495.5,
])('%d', (value) => {
  expect(decimalText(value)).toBe(String(value));
});

test('any fractional number', () => {
  const shortDecimal = fc
    .tuple(fc.maxSafeInteger(), fc.integer({ min: 1, max: 9 }))
    .map(([digits, decimals]) => digits / 10 ** decimals);
  const smallDecimal = fc
    .tuple(fc.integer(), fc.integer({ min: 1, max: 4 }))
    .map(([digits, decimals]) => digits / 10 ** decimals);
  const fractional = fc
    .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), shortDecimal, smallDecimal)
    .filter((value) => !Number.isInteger(value));
  fc.assert(
    fc.property(fractional, (value) => {
      expect(decimalText(value)).toBe(String(value));
    }),
    { numRuns: 5_000 },
  );
});
