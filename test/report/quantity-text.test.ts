// Numbers and durations as people read them.
import { expect, test } from 'vitest';
import { counted } from '../../src/format/counted.ts';
import { durationText } from '../../src/report/quantity-text.ts';

test.each([
  [0, '0 ms'],
  [0.25, '0.25 ms'],
  [345, '345 ms'],
  [1000, '1 s'],
  [12_345, '12.3 s'],
  [59_949, '59.9 s'],
  [59_951, '1 min'],
  [265_000, '4 min 25 s'],
  [3_599_600, '1 h'],
  [11_100_000, '3 h 5 min'],
  [86_399_000, '1 d'],
  [187_200_000, '2 d 4 h'],
  [1e12, '11,574 d 2 h'],
])('%d ms is %s', (milliseconds, text) => expect(durationText(milliseconds)).toBe(text));

test.each([
  [0, '0 records'],
  [1, '1 record'],
  [71_768, '71,768 records'],
])('%d', (count, text) => expect(counted(count, 'record')).toBe(text));
