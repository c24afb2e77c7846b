// The filters under one name: what their drops are counted under, and what they refuse when they are made.
import { expect, test } from 'vitest';
import { reasonOf } from '../../../src/processor/filters/filter.ts';
import { filters } from '../../../src/processor/filters/filters.ts';
import { ConfigurationError } from '../../../src/spec/configuration-error.ts';
import { dedupeBy, rateLimitBy, sampleBy } from '../clocks.ts';

test('each filter bears the name that its drops are counted under', () => {
  const named = function healthChecks() {
    return true;
  };
  const given = [
    filters.level('INFO'),
    filters.levels({}),
    filters.pattern('x'),
    filters.attribute('x'),
    filters.scope('x'),
    filters.sample(1),
    filters.rateLimit(1, 's'),
    filters.dedupe('1 s'),
    filters.not(named),
    filters.all(),
    filters.any(),
    named,
    () => true,
  ];
  expect(given.map(reasonOf)).toEqual([
    'level',
    'levels',
    'pattern',
    'attribute',
    'scope',
    'sample',
    'rate-limit',
    'dedupe',
    'not',
    'all',
    'any',
    'healthChecks',
    'filter',
  ]);
  expect(filters.rateLimit(1, 's').reason).toBe('rate-limit');
});

test.each([
  ['filters.level(min)', () => filters.level('LOUD')],
  ['filters.level(max)', () => filters.level('ERROR', 'INFO')],
  ['filters.level(max)', () => filters.level('ERROR', 99)],
  ["filters.levels(overrides)['a.*']", () => filters.levels({ 'a.*': 'LOUD' })],
  ['filters.levels(overrides)', () => filters.levels([] as never)],
  ['filters.levels(overrides)', () => filters.levels({ '': 'INFO' })],
  ['filters.levels(other)', () => filters.levels({}, 'LOUD')],
  ['filters.pattern(pattern)', () => filters.pattern('(')],
  ['filters.pattern(pattern)', () => filters.pattern('')],
  ['filters.pattern(pattern)', () => filters.pattern(7 as never)],
  ['filters.pattern(on)', () => filters.pattern('x', 7 as never)],
  ['filters.attribute(key)', () => filters.attribute('')],
  ['filters.scope(name)', () => filters.scope('')],
  ['filters.sample(rate)', () => filters.sample(1.1)],
  ['filters.sample(rate)', () => filters.sample(Number.NaN)],
  ['filters.sample(rate)', () => filters.sample('10%' as never)],
  ['filters.sample(by)', () => filters.sample(0.5, '')],
  ['filters.rateLimit(n)', () => filters.rateLimit(0, '1 s')],
  ['filters.rateLimit(n)', () => filters.rateLimit(1.5, '1 s')],
  ['filters.rateLimit(n)', () => filters.rateLimit(Number.POSITIVE_INFINITY, '1 s')],
  ['filters.rateLimit(per)', () => filters.rateLimit(1, 'parsec')],
  ['filters.rateLimit(per)', () => filters.rateLimit(1, 0)],
  ['filters.rateLimit(by)', () => filters.rateLimit(1, '1 s', null as never)],
  ['filters.dedupe(window)', () => filters.dedupe('soon')],
  ['filters.dedupe(by)', () => filters.dedupe('1 s', '')],
  ['filters.not(filter)', () => filters.not('x' as never)],
  ['filters.not(filter)', () => filters.not((async () => true) as never)],
  ['filters.any(...)', () => filters.any((async () => true) as never)],
  ['filters.sample(options.random)', () => sampleBy(0.5, undefined, { random: 0.5 as never })],
  ['filters.rateLimit(options.now)', () => rateLimitBy(1, '1 s', undefined, { now: 5 as never })],
  ['filters.dedupe(options.now)', () => dedupeBy('1 s', undefined, { now: null as never })],
  ['filters.all(...)', () => filters.all(() => true, undefined as never)],
  ['filters.any(...)', () => filters.any({} as never)],
])('%s is checked when the filter is made', (option, make) => {
  expect(make).toThrow(ConfigurationError);
  expect(make).toThrow(`${option}: `);
});
