// What each of the filters keeps and drops, and what it refuses when it is made.
import { performance } from 'node:perf_hooks';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reasonOf } from '../../../src/processor/filters/filter.ts';
import { filters } from '../../../src/processor/filters/filters.ts';
import { ConfigurationError } from '../../../src/spec/configuration-error.ts';
import { dedupeBy, rateLimitBy, sampleBy } from '../clocks.ts';
import { logRecord } from '../log-record.ts';

function kept(filter: (record: ReadableLogRecord) => boolean, records: readonly ReadableLogRecord[]): boolean[] {
  return records.map((record) => filter(record));
}

const severities = [0, 1, 5, 8, 9, 10, 12, 13, 16, 17, 21, 24];
function severitiesKept(filter: (record: ReadableLogRecord) => boolean): number[] {
  return severities.filter((severityNumber) => filter(logRecord({ severityNumber })));
}

describe('filters.level', () => {
  test.each([
    ['INFO', undefined, [0, 9, 10, 12, 13, 16, 17, 21, 24]],
    ['warning', undefined, [0, 13, 16, 17, 21, 24]],
    ['SUCCESS', undefined, [0, 10, 12, 13, 16, 17, 21, 24]],
    [17, undefined, [0, 17, 21, 24]],
    ['DEBUG', 'INFO', [0, 5, 8, 9, 10, 12]],
    ['DEBUG', 9, [0, 5, 8, 9]],
    ['DEBUG', 'INFO2', [0, 5, 8, 9, 10]],
    ['ERROR', 'CRITICAL', [0, 17, 21, 24]],
    ['INFO', 'INFO', [0, 9, 10, 12]],
  ] as const)('from %s to %s', (min, max, expected) => {
    expect(severitiesKept(filters.level(min, max))).toEqual(expected);
  });

  test('keeps a record without any severity', () => {
    const { severityNumber: _, ...record } = logRecord();
    expect(filters.level('FATAL')(record)).toBe(true);
  });
});

describe('filters.levels', () => {
  const records = (scope: string) =>
    [5, 9, 13, 17].filter((severityNumber) => filter(logRecord({ scope, severityNumber })));
  const filter = filters.levels({
    '*': 'INFO',
    'org.noisy.*': 'ERROR',
    'org.noisy.important': 'DEBUG',
    'org.noisy.db.*': 13,
  });

  test.each([
    ['anything', [9, 13, 17]],
    ['org.noisy', [9, 13, 17]],
    ['org.noisy.http', [17]],
    ['org.noisy.db.pool', [13, 17]],
    ['org.noisy.important', [5, 9, 13, 17]],
  ])('the most particular rule counts: %s', (scope, expected) => {
    expect(records(scope)).toEqual(expected);
    expect(records(scope)).toEqual(expected);
  });

  test('scopes without a rule keep all, or what the second argument says', () => {
    const debug = logRecord({ scope: 'app', severityNumber: 5 });
    expect(filters.levels({ 'org.*': 'ERROR' })(debug)).toBe(true);
    expect(filters.levels({ 'org.*': 'ERROR' }, 'INFO')(debug)).toBe(false);
  });

  test('stays right over more scopes than it remembers', () => {
    const noisy = filters.levels({ 'org.*': 'ERROR' });
    for (let i = 0; i < 3_000; i++) {
      expect(noisy(logRecord({ scope: `org.${i}` }))).toBe(false);
      expect(noisy(logRecord({ scope: `app.${i}` }))).toBe(true);
    }
  });
});

describe('filters.pattern', () => {
  const records = [
    logRecord({ body: 'GET /health 200' }),
    logRecord({ body: 'POST /orders 500' }),
    logRecord({ body: { path: '/health' } }),
  ];

  test.each([
    ['a text', '/health', [true, false, true]],
    ['a text that is an expression', '^(GET|HEAD) ', [true, false, false]],
    ['an expression', /\/ORDERS/i, [false, true, false]],
    ['a global expression, every time', /\/health/g, [true, false, true]],
    ['a sticky expression, at the beginning', /GET/y, [true, false, false]],
  ])('%s', (_name, pattern, expected) => {
    const filter = filters.pattern(pattern);
    expect(kept(filter, records)).toEqual(expected);
    expect(kept(filter, records)).toEqual(expected);
  });

  test("does not touch the user's expression", () => {
    const pattern = /health/g;
    pattern.lastIndex = 3;
    filters.pattern(pattern)(records[0] ?? logRecord());
    expect(pattern.lastIndex).toBe(3);
  });

  test.each([
    ['eventName', { eventName: 'device.app.lifecycle' }],
    ['event_name', { eventName: 'device.app.lifecycle' }],
    ['severityText', { severityText: 'lifecycle' }],
    ['scope', { scope: 'lifecycle' }],
    ['some.key', { attributes: { 'some.key': 'lifecycle' } }],
    ['some.key', { attributes: { 'some.key': ['a', 'lifecycle'] } }],
    ['some.key', { attributes: { 'some.key': { nested: 'lifecycle' } } }],
    [
      (record: ReadableLogRecord) => record.resource.attributes['life'],
      { resource: { attributes: { life: 'lifecycle' } } as never },
    ],
  ])('on %s', (on, parts) => {
    const filter = filters.pattern(/lifecycle/, on);
    expect(filter(logRecord(parts))).toBe(true);
    expect(filter(logRecord())).toBe(false);
  });

  test('on a number, a boolean, a big integer, bytes and a map', () => {
    for (const [value, pattern] of [
      [42, /^42$/],
      [true, /true/],
      [12n, /12/],
      [new Uint8Array([0xca, 0xfe]), /cafe/],
      [new Map([['k', 'v']]), /"v"/],
    ] as const) {
      expect(filters.pattern(pattern, 'a')(logRecord({ attributes: { a: value as never } }))).toBe(true);
    }
  });

  test('drops what has no such text: nothing, a cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    for (const body of [undefined, null, cycle])
      expect(filters.pattern(/.*/)(logRecord({ body: body as never }))).toBe(false);
  });

  test('costs little where an expression takes quadratic time on long text', () => {
    const start = performance.now();
    expect(filters.pattern(/\s+$/)(logRecord({ body: `${' '.repeat(5_000_000)}x` }))).toBe(true);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test('is stopped where an expression would take without end, as a filter that throws', () => {
    for (const expression of [/(?:a|a){40}b/, /(?:a?){40}b/, /(a*)*b/y])
      expect(() => filters.pattern(expression)(logRecord({ body: 'a'.repeat(200) }))).toThrow(
        `${expression} took more than 50 ms on one text and was stopped`,
      );
  });
});

describe('filters.attribute', () => {
  test.each([
    ['being there', undefined, [['x'], [0], [false], [['a']]], [[undefined]]],
    ['a text', 'eu', [['eu']], [['EU'], ['europe'], [undefined]]],
    ['a number', 200, [[200]], [['200'], [201], [undefined]]],
    ['no number', Number.NaN, [[Number.NaN]], [[0], ['NaN'], [undefined]]],
    ['zero', 0, [[0], [-0]], [['0'], [1]]],
    ['null', null, [[null]], [[0], [undefined]]],
    ['false', false, [[false]], [[0], [true], [undefined]]],
    ['a list', ['a', 1], [[['a', 1]]], [[['a']], ['a,1'], [undefined]]],
    ['an object', { a: { b: 1 } }, [[{ a: { b: 1 } }]], [[{ a: { b: 2 } }]]],
    ['a predicate', (value: unknown) => Number(value) >= 500, [[500], ['503']], [[200], [undefined]]],
    ['an expression', /^5\d\d$/g, [[500], ['503'], [500]], [[200], ['x500']]],
  ] as const)('%s', (_name, expected, yes, no) => {
    const filter = filters.attribute('k', expected);
    for (const [k] of yes) expect(filter(logRecord({ attributes: { k: k as never } }))).toBe(true);
    for (const [k] of no)
      expect(filter(logRecord({ attributes: k === undefined ? {} : { k: k as never } }))).toBe(false);
  });

  test('a key of all objects is no attribute', () => {
    expect(filters.attribute('constructor')(logRecord())).toBe(false);
    expect(filters.attribute('toString', () => true)(logRecord())).toBe(false);
  });
});

describe('filters.scope', () => {
  test.each([
    ['app', ['app'], ['app.db', 'App', 'xapp']],
    ['org.noisy.*', ['org.noisy.db', 'org.noisy.a.b', 'org.noisy.'], ['org.noisy', 'org_noisy.db', 'my.org.noisy.db']],
    ['*.db', ['a.db', 'a.b.db', '.db'], ['db', 'a.db.x']],
    ['a?c', ['abc', 'a.c'], ['ac', 'abbc']],
    ['*a*b*', ['ab', 'xaxbx', 'aab'], ['ba', 'x']],
    ['*', ['', 'anything'], []],
    [/^http/i, ['HTTP server', 'http'], ['my http']],
    ['a(b)+[c]', ['a(b)+[c]'], ['abbc']],
  ] as const)('%s', (name, yes, no) => {
    const filter = filters.scope(name);
    for (const scope of yes) expect([scope, filter(logRecord({ scope }))]).toEqual([scope, true]);
    for (const scope of no) expect([scope, filter(logRecord({ scope }))]).toEqual([scope, false]);
  });

  test('globs are those that an expression would give', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(glob, text, (pattern, scope) => {
        const expression = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(filters.scope(pattern)(logRecord({ scope }))).toBe(expression.test(scope));
      }),
      { numRuns: 2_000 },
    );
  });

  test('a hostile name takes no long time', () => {
    const filter = filters.scope('*a*a*a*a*a*a*a*b');
    const start = performance.now();
    filter(logRecord({ scope: 'a'.repeat(100_000) }));
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('filters.sample', () => {
  const traces = Array.from({ length: 20_000 }, (_, i) => {
    const low = Math.imul(i + 1, 0x9e3779b1) >>> 0;
    return (
      '0'.repeat(18) +
      low.toString(16).padStart(8, '0') +
      (Math.imul(low, 0x85ebca6b) >>> 0).toString(16).padStart(8, '0').slice(0, 6)
    );
  });

  test.each([0, 0.01, 0.25, 0.5, 1])('keeps its part of traces: %d', (rate) => {
    const filter = filters.sample(rate, 'traceId');
    const part = traces.filter((traceId) => filter(logRecord({ traceId }))).length / traces.length;
    expect(Math.abs(part - rate)).toBeLessThan(0.01);
  });

  test.each([0, 0.1, 0.5, 1])('keeps its part of keys, the same in every process: %d', (rate) => {
    const [one, other] = [filters.sample(rate, 'user'), filters.sample(rate, 'user')];
    const records = Array.from({ length: 20_000 }, (_, i) => logRecord({ attributes: { user: `user-${i}` } }));
    const choice = kept(one, records);
    expect(kept(other, records)).toEqual(choice);
    expect(Math.abs(choice.filter(Boolean).length / records.length - rate)).toBeLessThan(0.015);
  });

  test('decides by the threshold of consistent probability sampling', () => {
    const filter = filters.sample(0.25, 'traceId');
    const low = logRecord({ traceId: 'ffffffffffffffffffbfffffffffffff' });
    const high = logRecord({ traceId: '000000000000000000c0000000000000' });
    expect(kept(filter, [low, high])).toEqual([false, true]);
  });

  test('keeps at a higher rate what it keeps at a lower', () => {
    const [few, many] = [filters.sample(0.1, 'traceId'), filters.sample(0.3, 'traceId')];
    for (const traceId of traces.slice(0, 2_000)) {
      if (few(logRecord({ traceId }))) expect(many(logRecord({ traceId }))).toBe(true);
    }
  });

  test('is random without a field, and for a record that has none', () => {
    const numbers = [0.09, 0.1, 0.5, 0.05];
    const next = () => numbers.shift() ?? 1;
    expect(kept(sampleBy(0.1, undefined, { random: next }), [logRecord(), logRecord()])).toEqual([true, false]);
    expect(kept(sampleBy(0.1, 'traceId', { random: next }), [logRecord(), logRecord()])).toEqual([false, true]);
  });
});

describe('filters.rateLimit', () => {
  function clocked(n: number, per: string | number, by?: string) {
    let time = 1_000_000;
    const filter = rateLimitBy(n, per, by, { now: () => time });
    return {
      at: (ms: number, count = 1, attributes = {}) => {
        time = 1_000_000 + ms;
        return Array.from({ length: count }, () => filter(logRecord({ attributes }))).filter(Boolean).length;
      },
    };
  }

  test('keeps n, and the next when the time since has gone by', () => {
    const { at } = clocked(3, '1 s');
    expect([at(0, 10), at(500, 10), at(999, 10), at(1_000, 10), at(1_500, 10), at(2_000, 10)]).toEqual([
      3, 0, 0, 3, 0, 3,
    ]);
  });

  test('counts in any span, not from one boundary to the next', () => {
    const { at } = clocked(3, 1_000);
    expect([at(0), at(800), at(900), at(950), at(1_000), at(1_100), at(1_800), at(1_900), at(1_950)]).toEqual([
      1, 1, 1, 0, 1, 0, 1, 1, 0,
    ]);
  });

  test('never keeps more than n in any span, and never drops below that', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), steps, (n, gaps) => {
        let time = 0;
        const filter = rateLimitBy(n, 1_000, undefined, { now: () => time });
        const passed: number[] = [];
        for (const gap of gaps) {
          time += gap;
          const within = passed.filter((earlier) => earlier > time - 1_000).length;
          const isKept = filter(logRecord());
          expect(isKept).toBe(within < n);
          if (isKept) passed.push(time);
        }
      }),
    );
  });

  test.each([
    ['minute', 60_000],
    ['Minute', 60_000],
    ['2 minutes', 120_000],
    [250, 250],
    ['h', 3_600_000],
  ])('per %s', (per, span) => {
    const { at } = clocked(1, per);
    expect([at(0), at(span - 1), at(span)]).toEqual([1, 0, 1]);
  });

  test('by a key: each has its own, those without share one', () => {
    const { at } = clocked(1, '1 s', 'user');
    expect([at(0, 2, { user: 'a' }), at(0, 2, { user: 'b' }), at(0, 2), at(0, 1, { user: 'a' })]).toEqual([1, 1, 1, 0]);
  });

  test('does not block when the clock is set back', () => {
    const { at } = clocked(2, '1 h');
    expect([at(0, 3), at(-1_000_000, 3), at(-999_999, 3)]).toEqual([2, 2, 0]);
  });

  test('remembers no more keys than it says, and forgets the one not used for longest', () => {
    const { at } = clocked(1, '1 h', 'user');
    for (let i = 0; i < 10_000; i++) at(0, 1, { user: i });
    expect(at(0, 1, { user: 0 })).toBe(0);
    at(0, 1, { user: 'one more' });
    expect([at(0, 1, { user: 0 }), at(0, 1, { user: 1 })]).toEqual([0, 1]);
  });
});

describe('filters.dedupe', () => {
  function clocked(window: string | number, by?: string) {
    let time = 0;
    const filter = dedupeBy(window, by, { now: () => time });
    return (ms: number, parts: Parameters<typeof logRecord>[0]) => {
      time = ms;
      return filter(logRecord(parts));
    };
  }

  test('keeps the first in a window, and one in each window after it', () => {
    const at = clocked('10 s');
    const times = [0, 1, 9_999, 10_000, 15_000, 19_999, 20_000, 50_000];
    expect(times.map((time) => at(time, { body: 'again' }))).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  test.each([
    ['the body', { body: 'other' }],
    ['a nested body', { body: { a: [1, { b: 2 }] } }],
    ['the severity', { severityNumber: 17 }],
    ['an attribute', { attributes: { a: 1 } }],
    ['the type of an attribute', { attributes: { a: '1' } }],
    ['a map', { body: new Map([['a', 1]]) as never }],
    ['a big integer', { body: 1n as never }],
    ['no number', { body: Number.NaN }],
    ['bytes', { body: new Uint8Array([1]) as never }],
    ['the event name', { eventName: 'e' }],
    ['the scope', { scope: 'other' }],
  ])('distinguishes records by %s', (_name, parts) => {
    const at = clocked('1 h');
    for (const known of [
      {},
      { body: 'other', severityNumber: 13 },
      { attributes: { a: 2 } },
      { body: new Map() as never },
      { body: Number.POSITIVE_INFINITY },
    ])
      at(0, known);
    expect([at(1, parts), at(2, parts)]).toEqual([true, false]);
  });

  test('by a field, whatever the rest is; a record without it is kept', () => {
    const at = clocked('1 h', 'id');
    expect([
      at(0, { body: 'a', attributes: { id: 1 } }),
      at(1, { body: 'b', attributes: { id: 1 } }),
      at(2, { body: 'b', attributes: { id: 2 } }),
      at(3, {}),
      at(4, {}),
    ]).toEqual([true, false, true, true, true]);
  });

  test('distinguishes long texts', () => {
    const at = clocked('1 h', 'body');
    const long = 'x'.repeat(100_000);
    expect([at(0, { body: `${long}a` }), at(1, { body: `${long}b` }), at(2, { body: `${long}a` })]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('drops nothing because of a time to come when the clock is set back', () => {
    const at = clocked('1 h');
    expect([at(5_000_000, {}), at(0, {}), at(1, {})]).toEqual([true, true, false]);
  });

  test('remembers no more than it says', () => {
    const at = clocked('1 h', 'body');
    for (let i = 0; i <= 10_000; i++) expect(at(i, { body: i })).toBe(true);
    expect([at(10_001, { body: 10_000 }), at(10_001, { body: 0 })]).toEqual([false, true]);
  });
});

describe('combinations', () => {
  const yes = () => true;
  const no = () => false;
  test.each([
    ['not yes', filters.not(yes), false],
    ['not no', filters.not(no), true],
    ['not what holds though it is not true', filters.not((() => ['a match']) as never), false],
    ['not what does not hold though it is not false', filters.not((() => null) as never), true],
    ['all of none', filters.all(), true],
    ['all', filters.all(yes, yes), true],
    ['all but one', filters.all(yes, no), false],
    ['all of a list', filters.all([yes, no]), false],
    ['any of none', filters.any(), false],
    ['any', filters.any(no, yes), true],
    ['any of no', filters.any([no, no]), false],
  ])('%s', (_name, filter, expected) => {
    expect(filter(logRecord())).toBe(expected);
  });

  test('the first that decides spares the others', () => {
    const never = () => expect.fail('asked');
    expect(filters.all(no, never)(logRecord())).toBe(false);
    expect(filters.any(yes, never)(logRecord())).toBe(true);
  });
});

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
