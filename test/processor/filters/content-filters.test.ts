// What filters keep and drop by what is in a record: severity, text, attributes, scope.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filters } from '../../../src/processor/filters/filters.ts';
import { SOON } from '../../support/patience.ts';
import { processorTime } from '../../support/processor-time.ts';
import { logRecord } from '../log-record.ts';
import { kept } from './kept.ts';

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
    const record = logRecord({ body: `${' '.repeat(5_000_000)}x` });
    const took = processorTime(() => expect(filters.pattern(/\s+$/)(record)).toBe(true));
    expect(took).toBeLessThan(SOON);
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
    expect(processorTime(() => filter(logRecord({ scope: 'a'.repeat(100_000) })))).toBeLessThan(SOON);
  });
});
