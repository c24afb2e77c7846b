// Integers keep their digits, wherever they stand in a line.
import { expect, test } from 'vitest';
import { parseExactly } from '../../../src/read/record/exact-json.ts';

const BEYOND = 2n ** 53n + 1n;

test('integers beyond 2^53 are bigints at every place of a line, also behind other rows of digits', () => {
  for (let length = 0; length < 40; length++) {
    const padding = 'x'.repeat(length);
    for (const [json, value] of [
      [`{"p":"${padding}","n":${BEYOND}}`, { p: padding, n: BEYOND }],
      [`{"p":"${padding}","n":[1,-${BEYOND}]}`, { p: padding, n: [1, -BEYOND] }],
      [`{"p":"${padding}","n": ${BEYOND}}`, { p: padding, n: BEYOND }],
      [
        `{"p":"${padding}","time":"1769860800000000000","n":${BEYOND}}`,
        { p: padding, time: '1769860800000000000', n: BEYOND },
      ],
      [`{"p":"${padding}","n":${2n ** 64n}}`, { p: padding, n: 2n ** 64n }],
    ] as const) {
      expect(parseExactly(json)).toEqual(value);
    }
  }
});

test('an integer beyond all doubles keeps its digits', () => {
  const digits = '7'.repeat(400);
  expect(parseExactly(`{"n":${digits}}`)).toEqual({ n: BigInt(digits) });
});

test('numbers with fractions and texts of digits are what they are', () => {
  const json =
    '{"a":0.30000000000000004,"b":"12345678901234567890","c":1e21,"d":123456789012345,"e":1769860800.1234567890123}';
  expect(parseExactly(json)).toEqual(JSON.parse(json));
});
