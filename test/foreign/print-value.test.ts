// A value in an error message: distinguishable where that helps, never a secret, never long, never more than a line.
import { describe, expect, test } from 'vitest';
import { printValue, printWithoutText } from '../../src/foreign/print-value.ts';

describe('printValue', () => {
  test.each<[unknown, string]>([
    ['10 MB', '"10 MB"'],
    ['', '""'],
    ['12 parsecs', '"12 parsecs"'],
    ['wednesday at 18:30', '"wednesday at 18:30"'],
    ['Europe/Atlantis', '"Europe/Atlantis"'],
    ['say "no"', '"say \\"no\\""'],
    ['a\nb\r\u0000\u001b[31m', '"a\\nb\\r\\u0000\\u001b[31m"'],
    ['\u007f\u0085\u009b', '"\\u007f\\u0085\\u009b"'],
    ['\u202e\u2066\u2028\u200f', '"\\u202e\\u2066\\u2028\\u200f"'],
    ['\ud800', '"\\ud800"'],
    ['x'.repeat(40), `"${'x'.repeat(40)}"`],
    ['x'.repeat(41), 'a text of 41 characters'],
    [1.5, '1.5'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [10n, '10n'],
    [10n ** 100n, 'a bigint'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'a symbol'],
    [{ size: '10 MB' }, 'an object'],
    [['daily', 5], 'an array'],
    [() => true, 'a function'],
    [/x/, 'a regular expression'],
    [new Error('first\nsecond'), 'an Error'],
    [Object.create(null), 'an object'],
  ])('shows %o as %s', (value, expected) => {
    expect(printValue(value)).toBe(expected);
  });

  test.each([
    'https://etl:hunter2@host/x',
    'Server=db;Password=hunter2',
    'etl@host',
    'Bearer hunter2',
    'Basic ZXRs',
    ['gh', 'p_16C7e42F292c6912E7710c838347Ae178B4a'].join(''),
    ['AK', 'IAIOSFODNN7EXAMPLE'].join(''),
    ['dapi', '0123456789abcdef0123456789abcdef'].join(''),
    '3f8a1c90-7d1e-4a55-9c0b-5c1d8f1a2b3c',
  ])('does not show %o', (text) => {
    expect(printValue(text)).toBe(`a text of ${text.length} characters`);
  });

  test('calls nothing of the value and never throws', () => {
    const forbidden = (): never => {
      throw new Error('called');
    };
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile: unknown[] = [
      {
        toString: forbidden,
        toJSON: forbidden,
        [Symbol.toPrimitive]: forbidden,
        [Symbol.for('nodejs.util.inspect.custom')]: forbidden,
      },
      Object.defineProperty({}, 'size', { get: forbidden, enumerable: true }),
      new Proxy(
        {},
        { get: forbidden, ownKeys: forbidden, getPrototypeOf: forbidden, getOwnPropertyDescriptor: forbidden },
      ),
      Object.defineProperty(() => undefined, 'name', { get: forbidden }),
      Object.create({}, { constructor: { get: forbidden } }),
      revoked,
    ];
    for (const value of hostile) expect(printValue(value)).toMatch(/^an? (?:object|function)$/);
  });
});

test('printWithoutText shows no text', () => {
  const shown = ['daily', 42, true, 10n, {}, [], null, undefined].map(printWithoutText);
  expect(shown).toEqual(['a text', '42', 'true', '10n', 'an object', 'an array', 'null', 'undefined']);
});
