import { describe, expect, test } from 'vitest';
import { printValue } from '../../src/spec/print-value.ts';

describe('printValue', () => {
  test.each<[unknown, string]>([
    ['10 MB', '"10 MB"'],
    ['', '""'],
    ['say "no"', '"say \\"no\\""'],
    ['a\nb\r\u0000\u001b[31m', '"a\\nb\\r\\u0000\\u001b[31m"'],
    ['\u007f\u0085\u009b', '"\\u007f\\u0085\\u009b"'],
    ['\u202e\u2066\u2028\u200f', '"\\u202e\\u2066\\u2028\\u200f"'],
    ['\ud800', '"\\ud800"'],
    ['x'.repeat(80), `"${'x'.repeat(80)}"`],
    ['x'.repeat(81), `"${'x'.repeat(80)}"... (81 characters)`],
    [`${'x'.repeat(79)}\u{1f600}`, `"${'x'.repeat(79)}\\ud83d"... (81 characters)`],
    [1.5, '1.5'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [10n, '10n'],
    [10n ** 100n, `1${'0'.repeat(79)}... (a bigint)`],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [Symbol('a\u202eb'), 'Symbol(a\\u202eb)'],
    [{ size: '10 MB' }, "{ size: '10 MB' }"],
    [['daily', 5], "[ 'daily', 5 ]"],
    [{ a: { b: { c: 1 } } }, '{ a: { b: [Object] } }'],
    [
      function rotate() {
        return true;
      },
      '[Function: rotate]',
    ],
    [class Rotation {}, '[class Rotation]'],
    [Object.create(null), '[Object: null prototype] {}'],
  ])('shows %o as %s', (value, expected) => {
    expect(printValue(value)).toBe(expected);
  });

  test('cuts what is long', () => {
    expect(printValue(Array.from({ length: 1000 }, (_, index) => index))).toBe('[ 0, 1, 2, 3, 4, ... 995 more items ]');
    expect(
      printValue(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`key${index}`, index]))).length,
    ).toBe(123);
  });

  test('calls nothing of the value and never throws', () => {
    const forbidden = (): never => {
      throw new Error('called');
    };
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
    ];
    for (const value of hostile) expect(printValue(value)).not.toContain('\n');
  });

  test('keeps an error on one line', () => {
    expect(printValue(new Error('first\nsecond'))).toMatch(/^Error: first second at .*/);
  });
});
