// The judge of the expressions is judged: by cases of known growth, by another checker, and by the engine itself.
import fc from 'fast-check';
import { checkSync } from 'recheck';
import { describe, expect, test } from 'vitest';
import { leastProcessorTime } from '../support/processor-time.ts';
import { type Growth, growthOf, stepsFor } from './growth.ts';

/** The two that stopped programs: the second takes three times as long for every four characters more. */
const CAMEL_CASE = '^(?:[A-Z]?[a-z]{2,}|[A-Z]{2,}(?=[A-Z][a-z]))+$';
const FORMAT = '^(?:%(?:\\d*\\$?[-\\d.]*[sdvqxr@]|[({]\\w+[)}]s?)[:/@, -]?)+$';

test.each<[growth: Growth, source: string]>([
  ['exponential', CAMEL_CASE],
  ['exponential', FORMAT],
  ['exponential', '^(?:a|a)*$'],
  ['exponential', '(a*)*b'],
  ['exponential', '((a*)*)*b'],
  ['exponential', '^(?:a?b?)*$'],
  ['exponential', '^(?:\\w+\\s?)*$'],
  // What may be repeated many times counts as what may be repeated for ever.
  ['exponential', '(?:a|a){22}b'],
  // The optional part is tried, and fails, before the text is found to match without.
  ['exponential', 'a(?:(?:x+x+)+y)?'],
  ['polynomial', '(?:a?){24}b'],
  ['polynomial', 'a+$'],
  ['polynomial', '\\s*\\n\\s*'],
  ['polynomial', '\\w+='],
  ['polynomial', '^\\d*\\w*$'],
  ['polynomial', '(?:x(?:x*y)?)*'],
  ['polynomial', '(.*)\\1$'],
  ['polynomial', '^(?:(?=a*b)a)*$'],
  ['polynomial', '\\bgh +set\\b[^|\\n]*$'],
  ['linear', '^(?:[a-z]{2,})?(?:[A-Z](?:[A-Z]{2,})?[a-z]{2,})*$'],
  ['linear', '^(?:%(?:(?:\\d*\\$)?[-\\d.]*[sdvqxr@]|[({]\\w+[)}]s?)[:/@, -]?)+$'],
  ['linear', 'a+'],
  ['linear', '^a+$'],
  ['linear', '(?:a|a)*'],
  ['linear', '\\b\\w+='],
  ['linear', '^(?=.*\\d)(?=.*[^a-z])'],
  ['linear', '\\bgh +set\\b'],
])('%s: %s', (growth, source) => {
  expect(growthOf(source, '').growth).toBe(growth);
});

test('by flags: a sticky expression begins at one place, and letters may be alike in any case', () => {
  expect(growthOf('a+b', 'y').growth).toBe('linear');
  expect(growthOf('^(?:a|A)*$', '').growth).toBe('linear');
  expect(growthOf('^(?:a|A)*$', 'i').growth).toBe('exponential');
});

/** The text of a verdict, with its pump so many times, and an end by which no expression of these tests matches. */
function textOf({ prefix, pump }: { readonly prefix: string; readonly pump: string }, times: number): string {
  return `${prefix}${pump.repeat(times)}`;
}

test.each([
  [CAMEL_CASE, 12, 13, 2],
  [FORMAT, 12, 13, 2],
  ['^\\d*\\w*$', 50, 100, 4],
])('the steps of what grows: %s, from %i to %i repetitions', (source, few, many, factor) => {
  const verdict = growthOf(source, '');
  const steps = (times: number): number => stepsFor(source, '', textOf(verdict, times));
  expect(steps(many)).toBeGreaterThan(0.9 * factor * steps(few));
});

test('the engine takes as long as the steps say: each repetition doubles the time', () => {
  const expression = new RegExp(FORMAT);
  const verdict = growthOf(FORMAT, '');
  const time = (times: number): number => {
    const text = `${textOf(verdict, times)}!`;
    return leastProcessorTime(() => expect(expression.test(text)).toBe(false));
  };
  let times = 8;
  // Up to where it can be measured, however fast the machine is.
  while (time(times) < 20) times++;
  expect(time(times + 3)).toBeGreaterThan(3 * time(times));
});

/** Small expressions of two letters, with all that makes ways: choices, options, loops in loops. */
const { expression } = fc.letrec<{ expression: string; item: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('item'),
    fc.tuple(tie('item'), tie('expression')).map(([a, b]) => a + b),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('expression'), fc.constantFrom('*', '+', '?')).map(([a, quantifier]) => `(?:${a})${quantifier}`),
  ),
  item: fc.constantFrom('a', 'b', '[ab]', 'a*', 'b+', 'a?'),
}));

describe('another checker agrees', () => {
  test.each(['^%$', '%c', '^%c'])(
    'on expressions within %s',
    (around) => {
      fc.assert(
        fc.property(expression, (inner) => {
          const source = around.replace('%', () => inner);
          const other = checkSync(source, '', { checker: 'automaton' });
          // A safe expression may still read a text several times over; none that it flags is linear here.
          if (other.status === 'vulnerable') {
            expect({ source, growth: growthOf(source, '').growth }).toEqual({ source, growth: other.complexity.type });
          } else if (other.status === 'safe') {
            expect({ source, growth: growthOf(source, '').growth }).toEqual({ source, growth: 'linear' });
          }
        }),
        { numRuns: 300 },
      );
    },
    240_000,
  );
});
