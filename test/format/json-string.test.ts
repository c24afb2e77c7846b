// Strings inside JSON: read back exactly, safe to print, ASCII reported truly.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AsciiMark, escapeJson } from '../../src/format/json-string.ts';
import { anyString } from './arbitrary-values.ts';

describe('escapeJson', () => {
  const padding = 'x'.repeat(20);
  test.each([
    ['plain text', 'plain text', true],
    ['', '', true],
    ['"\\/', '\\"\\\\/', true],
    ['a\nb\rc\td\be\f', 'a\\nb\\rc\\td\\be\\f', true],
    ['\u0000\u000b\u001b', '\\u0000\\u000b\\u001b', true],
    ['äß日本語', 'äß日本語', false],
    ['😀', '😀', false],
    ['\ud83d', '\\ud83d', true],
    ['😀\udc00', '😀\\udc00', false],
    ['\u0085\u009b\u2028\u2029', '\\u0085\\u009b\\u2028\\u2029', undefined],
    ['\u007f', '\\u007f', undefined],
    ['\u061c\u200e\u200f\u202a\u202e\u2066\u2069', '\\u061c\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069', undefined],
    ['\u200d\u00a0\ufeff', '\u200d\u00a0\ufeff', false],
  ])('%j', (value, expected, isAscii) => {
    for (const around of ['', padding]) {
      const mark: AsciiMark = { isAscii: true };
      expect(escapeJson(around + value, mark)).toBe(around + expected);
      if (isAscii !== undefined) expect(mark.isAscii).toBe(isAscii);
    }
  });

  test('any string is read back, printable, and never called ASCII when it is not', () => {
    fc.assert(
      fc.property(anyString, (value) => {
        const mark: AsciiMark = { isAscii: true };
        const text = escapeJson(value, mark);
        expect(JSON.parse(`"${text}"`)).toBe(value);
        expect(text.isWellFormed()).toBe(true);
        expect(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(text)).toBe(false);
        if (mark.isAscii) expect(Buffer.byteLength(text)).toBe(text.length);
      }),
      { numRuns: 3000 },
    );
  });

  test('the mark is not set back by later text', () => {
    const mark: AsciiMark = { isAscii: true };
    escapeJson('ü', mark);
    escapeJson('plain', mark);
    expect(mark.isAscii).toBe(false);
  });
});
