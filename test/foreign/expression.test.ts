// Expressions of the application find what the engine finds, and none keeps the thread, whatever the text.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Expression } from '../../src/foreign/expression.ts';
import { costOf } from '../../src/foreign/expression-cost.ts';
import { growthOf } from '../expressions/growth.ts';
import { PATIENT } from '../support/patience.ts';

/** The matches that take characters, by the engine. */
function matchesOf(expression: RegExp, text: string): number[] {
  return [...text.matchAll(new RegExp(expression, `${expression.flags.replace('g', '')}g`))]
    .filter(([match]) => match !== '')
    .flatMap(({ index, 0: match }) => [index, index + match.length]);
}

describe('each is stopped, or has an answer', () => {
  test.each<[expression: RegExp, pump: string]>([
    [/(?:a|a){22}b/, 'a'],
    [/(?:a?){24}b/, 'a'],
    [/(a+)+$/, 'a'],
    [/(a|aa)+$/, 'a'],
    [/x(a*)*\1$/, 'a'],
    [/(?<n>a+)\k<n>+!/, 'a'],
    [/(\w+)\1+!/, 'ab'],
    [/(?:a|A)*!/i, 'a'],
    [/(?:k|\u212a)+!/iu, 'k\u212a'],
    [/(?:\p{L}|é)+!/u, 'é'],
    [/[\w--\d](?:[\p{L}--[x]]|\w)+!/v, 'aé'],
    [/(?:[\q{ab|a|b}]|\w)+!/v, 'ab'],
    [/(?<=(?:a|a){40})b/, 'a'],
    [/(?<=a*a*a*)b/, 'a'],
    [/(?=(?:a|a)+$)a!/, 'a'],
    [/(?!(?:a|a)*$)ab/, 'a'],
    [/x(?:\w+\s?)*$/, 'ab '],
    [/(?:.*)*x/s, 'ab\n'],
    [/^(?:a*)*!/m, 'a\n'],
    [/\w*\w*\w*\w*!/, 'a'],
    [/(?:a{0,30}){0,30}b/, 'a'],
    [/a{0,1000}a{0,1000}!/, 'a'],
    [/(?:(?:|){30}){3}!/, 'a'],
    [/(?:\w|\d)+!/y, '1'],
  ])('%s', (expression, pump) => {
    const own = new Expression(expression);
    for (const length of [24, 60, 300, 4000, 1_000_000]) {
      const text = `x${pump.repeat(length / pump.length)} `;
      // An end in time is the test: the engine alone would take longer than the test may, by years.
      expect([undefined, false]).toContain(own.test(text));
    }
  });
});

describe('what is proven to take few steps needs no watch, and has its answer whatever the length', () => {
  test.each([
    /\bC-\d{8}\b/,
    /ORD-(\d{4})/i,
    /\b[A-Z]{2}\d{6,8}[A-Z]?\b/,
    /\d{3}-\d{3}-\d{4}/,
    /(?:\d[ -]?){13,16}/,
    /\b\d{4}[- ]?\d{4}[- ]?\d{4}[- ]?\d{4}\b/,
    /customer(?:Id|_id)?["']?\s*[:=]\s*["']?(\d+)/i,
    /(?<!\w)(?:[A-Z]{3}\d{3}|\d{3}[A-Z]{3})(?!\w)/,
    /^x-/,
  ])('%s', (expression) => {
    const { perCharacter } = costOf(expression.source, expression.flags);
    expect(perCharacter).toBeLessThan(40);
  });
});

/** Small expressions of two letters, with all that makes ways. */
const { expression } = fc.letrec<{ expression: string; item: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('item'),
    fc.tuple(tie('item'), tie('expression')).map(([a, b]) => a + b),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('expression'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}')).map(([a, many]) => `(?:${a})${many}`),
  ),
  item: fc.constantFrom('a', 'b', '[ab]', 'a*', 'b+', 'a?', '\\b', '(?=a)', '(?<=b)', '(?!b)', '(a|b)\\1'),
}));

test('finds what the engine finds', () => {
  fc.assert(
    fc.property(expression, fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 12 }), (source, text) => {
      // The number of a group changes as they are joined: a reference may then be to another, which is as good.
      const plain = new RegExp(source);
      const own = new Expression(plain);
      expect(own.matchesIn(text)).toEqual(matchesOf(plain, text));
      expect(own.test(text)).toBe(plain.test(text));
    }),
    { numRuns: 500 },
  );
});

test('what it calls linear is linear to another judge', () => {
  fc.assert(
    fc.property(expression, (source) => {
      fc.pre(!source.includes('(?') || !/\\1|\(\?[=!<]/.test(source));
      if (costOf(source, '').perCharacter === Number.POSITIVE_INFINITY) return;
      expect({ source, growth: growthOf(source, '').growth }).toEqual({ source, growth: 'linear' });
    }),
    { numRuns: 500 },
  );
});

describe('a long text that is read by parts', () => {
  /** One that may explode on other texts, so that it is never read directly. */
  const watched = /(?:q|q)+!|(?<=key=)\S+/;
  const filler = (length: number): string => '- '.repeat(length / 2);

  test.each([0, 3580, 3584, 4090, 4092, 4096, 4606, 8000])('a match from %i on is found', (at) => {
    const text = `${filler(at)}key=secret ${filler(9000)}`;
    expect(new Expression(watched).matchesIn(text)).toEqual([at + 4, at + 10]);
  });

  test('one longer than a part is found whole', () => {
    const text = `${filler(4000)}key=${'s'.repeat(20_000)} ${filler(5000)}key=end`;
    expect(new Expression(watched).matchesIn(text)).toEqual([4004, 24_004, 29_009, 29_012]);
  });
});

test('after it was stopped it still answers for short texts, and soon for long ones again', async () => {
  const own = new Expression(/(a|aa)+$/);
  expect(own.test(`${'a'.repeat(90)}!`)).toBe(undefined);
  const stopped = performance.now();
  expect(own.test('a man')).toBe(false);
  expect(own.test('aaa')).toBe(true);
  const answer = own.test('- '.repeat(5000));
  // It rests for a second. On a machine that did something else meanwhile it does no more.
  expect([undefined, performance.now() - stopped > 900 ? false : undefined]).toContain(answer);
  await expect.poll(() => own.test('- '.repeat(5000)), PATIENT).toBe(false);
});
