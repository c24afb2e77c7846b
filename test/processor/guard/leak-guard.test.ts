// What a leak guard objects to, and what it does with it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LeakGuard, type LeakGuardOptions } from '../../../src/processor/guard/leak-guard.ts';
import { type CuttableRecord, cutTo, sizeOf } from '../../../src/processor/guard/record-size.ts';
import { RateWindow } from '../../../src/processor/record/rate-window.ts';
import { ConfigurationError } from '../../../src/spec/configuration-error.ts';
import { SOON } from '../../support/patience.ts';
import { processorTime } from '../../support/processor-time.ts';
import { LeakGuardBy } from '../clocks.ts';

const QUIET = { maxRecordSize: false, maxRecordsPerMinute: false, combinations: false } as const;

function record(body: unknown, attributes: Record<string, unknown> = {}): CuttableRecord {
  return { body: body as never, attributes };
}

test('a guard without options has the limits of the Python version: 50 KB, 1,000 a minute, and only reports', () => {
  let now = 0;
  const guard = new LeakGuardBy({}, { now: () => now });
  expect(guard.check(record('x'.repeat(51_000)))).toEqual({ safe: true, warnings: [], action: 'pass', checks: [] });
  const verdict = guard.check(record('x'.repeat(52_000)));
  expect(verdict).toEqual({
    safe: false,
    warnings: ['size: a record of 52001 bytes or more, the limit is 51200'],
    action: 'report',
    checks: ['size'],
  });
  for (let i = 2; i < 1_000; i++) expect(guard.check(record('x')).safe).toBe(true);
  expect(guard.check(record('x'))).toEqual({
    safe: false,
    warnings: ['rate: more than 1000 records in a minute'],
    action: 'report',
    checks: ['rate'],
  });
  now = 60_000;
  expect(guard.check(record('x')).safe).toBe(true);
  expect(guard.check(record('x', { name: 'n', ssn: 's' })).checks).toEqual(['combination']);
  expect(guard.counts).toEqual({ size: 1, rate: 1, combination: 1 });
});

describe('the size', () => {
  test.each([
    ['ASCII', 'x'.repeat(10), 11],
    ['two-byte characters', 'é'.repeat(10), 21],
    ['three-byte characters', '日'.repeat(10), 31],
    ['four-byte characters', '🚀'.repeat(10), 41],
    ['a number', 1.5, 8],
    ['a big integer', 10n, 8],
    ['true', true, 1],
    ['nothing', undefined, 1],
    ['bytes', new Uint8Array(10), 11],
    ['a list', ['ab', 1], 1 + 3 + 8],
    ['an object', { ab: 'c' }, 1 + 3 + 2],
    ['a map', new Map([['ab', 'c']]), 1 + 3 + 2],
    ['a set', new Set(['ab']), 1 + 3],
    ['what toJSON gives', { toJSON: () => 'x'.repeat(10) }, 11],
    ['a buffer', new ArrayBuffer(10), 11],
    ['a regular expression', /x{8}/, 1 + 6],
    ['a boxed text', Object('x'.repeat(10)), 11],
    ['a big integer beyond 64 bits', 10n ** 99n, 1 + 100],
    ['an unreadable part', { toJSON: () => expect.fail() }, 1 + '[Unreadable]'.length],
  ])('of %s', (_name, body, size) => {
    // A limit that is near, so that bytes are counted and not code units.
    expect(sizeOf(record(body), size + 1)).toBe(size + 1);
    expect(sizeOf(record(body), size)).toBeGreaterThan(size);
  });

  test('of an error counts its cause, its other errors and its own fields', () => {
    const long = 'x'.repeat(2000);
    for (const error of [
      new Error('e', { cause: new Error(long) }),
      new AggregateError([new Error(long)], 'e'),
      Object.assign(new Error('e'), { response: { body: long } }),
    ])
      expect(sizeOf(record({ error }), 1500)).toBeGreaterThan(1500);
  });

  test('that a part cannot be read of does not let the rest through', () => {
    const hostile = Object.defineProperty({ long: 'x'.repeat(100) }, 'first', {
      enumerable: true,
      get: () => expect.fail(),
    });
    const guard = new LeakGuard({ ...QUIET, maxRecordSize: 100, action: 'drop' });
    expect(guard.check(record({ hostile }))).toMatchObject({ safe: false, action: 'drop' });
  });

  test('counts body, event name, and names and values of attributes', () => {
    expect(sizeOf({ body: 'ab', eventName: 'e', attributes: { cd: 'ef' } }, 13)).toBe(3 + 2 + 1 + 3 + 3);
  });

  test('of what holds itself, or is nested without end, is above any limit, in no time', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle, cycle);
    let deep: unknown = 'x';
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const guard = new LeakGuard({ ...QUIET, maxRecordSize: '10 MB', action: 'truncate' });
    for (const body of [cycle, deep]) {
      const given = record(body);
      const verdict = guard.check(given);
      expect(verdict.checks).toEqual(['size']);
      guard.truncate(given, verdict);
      expect(given.body).toMatch(/^\[\d+ bytes cut\]$/);
    }
  });
});

describe('cutting', () => {
  test('takes the end of the largest value, and says how much', () => {
    const given = record('b'.repeat(1_000), { a: 'a'.repeat(300), n: 5 });
    cutTo(given, 500);
    expect(given.attributes).toEqual({ a: 'a'.repeat(300), n: 5 });
    expect(given.body).toMatch(/^b+\[\d{3} bytes cut\]$/);
    const [kept = '', cut = ''] = /^(b+)\[(\d+)/.exec(given.body as string)?.slice(1) ?? [];
    expect(kept.length + Number(cut)).toBe(1_000);
    expect(sizeOf(given, 500)).toBeLessThanOrEqual(500);
    expect(sizeOf(given, 10_000)).toBeGreaterThan(480);
  });

  test('replaces a value that is no text', () => {
    const given = record({ rows: Array(100).fill('customer') }, { a: 'x' });
    cutTo(given, 200);
    expect(given).toEqual(record('[907 bytes cut]', { a: 'x' }));
  });

  test('removes attributes where names alone are too many', () => {
    const given = record('b', Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`attribute-${i}`, i])));
    cutTo(given, 500);
    expect(sizeOf(given, 500)).toBeLessThanOrEqual(500);
    expect(Object.keys(given.attributes).length).toBeGreaterThan(10);
  });

  test('leaves a record of no more than the limit, made of whole characters, whatever it was', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('🚀', '日', 'a'), maxLength: 300 }),
      fc.jsonValue(),
      fc.uint8Array({ maxLength: 100 }),
    );
    fc.assert(
      fc.property(
        value,
        fc.dictionary(fc.string({ maxLength: 40 }), value),
        fc.integer({ min: 40, max: 2_000 }),
        (body, attributes, limit) => {
          const given = record(body, attributes);
          const before = structuredClone(given);
          cutTo(given, limit);
          expect(sizeOf(given, limit)).toBeLessThanOrEqual(limit);
          if (sizeOf(before, limit) <= limit) expect(given).toEqual(before);
          for (const text of [given.body, ...Object.values(given.attributes)]) {
            if (typeof text === 'string' && text.endsWith(' bytes cut]')) expect(text.isWellFormed()).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the rate', () => {
  test('a second and a minute have their own limits', () => {
    let now = 1_000_000;
    const guard = new LeakGuardBy({ ...QUIET, maxRecordsPerSecond: 2, maxRecordsPerMinute: 4 }, { now: () => now });
    const warnings = () => guard.check(record('x')).warnings;
    expect([warnings(), warnings(), warnings()]).toEqual([[], [], ['rate: more than 2 records in a second']]);
    now += 1_000;
    expect([warnings(), warnings()]).toEqual([[], ['rate: more than 4 records in a minute']]);
  });

  test('dropping lets the limit through, again and again; reporting lets all through', () => {
    for (const [action, passed] of [
      ['drop', 30],
      ['report', 10],
    ] as const) {
      let now = 0;
      const guard = new LeakGuardBy({ ...QUIET, maxRecordsPerMinute: 10, action }, { now: () => now });
      let safe = 0;
      for (now = 0; now < 180_000; now += 100) if (guard.check(record('x')).safe) safe++;
      expect(safe).toBe(passed);
    }
  });

  test('a window counts what was within the last 59/60 of its span, and nothing older than it', () => {
    const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 200_000 })), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(gaps, (steps) => {
        const window = new RateWindow(60_000);
        const times: number[] = [];
        let now = 5_000_000;
        for (const step of steps) {
          now += step;
          const count = window.countAt(now);
          expect(count).toBeGreaterThanOrEqual(times.filter((time) => time > now - 59_000).length);
          expect(count).toBeLessThanOrEqual(times.filter((time) => time > now - 60_000).length);
          window.add();
          times.push(now);
        }
      }),
    );
  });

  test('a clock that is set back neither forgets nor blocks for long', () => {
    const window = new RateWindow(60_000);
    for (let i = 0; i < 5; i++) {
      window.countAt(10_000_000);
      window.add();
    }
    expect(window.countAt(0)).toBe(5);
    expect(window.countAt(61_000)).toBe(0);
  });
});

describe('sensitive combinations', () => {
  const guard = new LeakGuard({ maxRecordsPerMinute: false });

  test.each([
    [{ name: 'n', ssn: 's' }, ['name', 'ssn']],
    [{ 'customer.firstName': 'n', 'customer.ssn': 's' }, ['customer.firstName', 'customer.ssn']],
    [{ first_name: 'n', SOCIAL_SECURITY_NUMBER: 's' }, ['first_name', 'SOCIAL_SECURITY_NUMBER']],
    [{ 'card.number': 1, cvv: 2 }, ['card.number', 'cvv']],
    [{ creditCard: 1, 'security-code': 2 }, ['creditCard', 'security-code']],
    [{ user: 'u', password: 'p' }, ['user', 'password']],
    [{ 'db.connection_string': 'c', 'db.password': 'p' }, ['db.password', 'db.connection_string']],
    [{ token: 't', user_id: 'u', email: 'e' }, ['token', 'user_id', 'email']],
    [{ payload: { person: [{ name: 'n', ssn: 's' }] } }, ['name', 'ssn']],
    [
      {
        payload: new Map([
          ['name', 'n'],
          ['ssn', 's'],
        ]),
      },
      ['name', 'ssn'],
    ],
  ])('%j', (attributes, keys) => {
    const { warnings, checks } = guard.check(record('x', attributes));
    expect(checks).toEqual(['combination']);
    expect(warnings).toEqual([`combination: ${keys.map((key) => `"${key}"`).join(', ')} in one record`]);
  });

  test('spread over body and attributes', () => {
    expect(guard.check(record({ ssn: 's' }, { name: 'n' })).checks).toEqual(['combination']);
  });

  test.each([
    [{}],
    [{ name: 'n', user: 'u', email: 'e', card: 1 }],
    [{ ssn: 's' }],
    [{ password: 'p' }],
    [{ 'service.name': 'orders', 'host.name': 'h' }],
    [{ username_hint: 'u', password_policy: 'p' }],
    [{ token: 't', email: 'e' }],
  ])('not %j', (attributes) => {
    expect(guard.check(record('name and ssn, user and password', attributes)).safe).toBe(true);
  });

  test.each<[string, () => unknown]>([
    ['what toJSON gives', () => ({ toJSON: () => ({ name: 'n', ssn: 's' }) })],
    ['the cause of an error', () => new Error('e', { cause: { name: 'n', ssn: 's' } })],
    ['the own fields of an error', () => Object.assign(new Error('e'), { ssn: 's', birthday: 'b' })],
    ['the errors in an error', () => new AggregateError([Object.assign(new Error(), { ssn: 's', dob: 'b' })])],
    ['a set', () => new Set([{ name: 'n', ssn: 's' }])],
    [
      'an object beside a getter that throws',
      () => Object.defineProperty({ name: 'n', ssn: 's' }, 'a', { enumerable: true, get: () => expect.fail() }),
    ],
  ])('in %s, which truncating removes', (_name, make) => {
    const guard = new LeakGuard({ maxRecordSize: false, maxRecordsPerMinute: false, action: 'truncate' });
    const found = record({ deep: [make()] });
    const verdict = guard.check(found);
    expect(verdict.checks).toEqual(['combination']);
    guard.truncate(found, verdict);
    expect(guard.check(found).safe).toBe(true);
  });

  test('of which one is only the name of an error are none', () => {
    const guard = new LeakGuard({ maxRecordSize: false, maxRecordsPerMinute: false });
    expect(guard.check(record(Object.assign(new Error('e'), { ssn: 's' }))).safe).toBe(true);
  });

  test('of one’s own, instead of these', () => {
    const own = new LeakGuard({ ...QUIET, combinations: [['plate', ['owner', 'driver']]] });
    expect(own.check(record('', { plate: 1, driver: 2 })).checks).toEqual(['combination']);
    expect(own.check(record('', { name: 1, ssn: 2 })).safe).toBe(true);
  });

  test('never show a value, and no key as it must not be printed', () => {
    const { warnings } = guard.check(record('', { 'x\n\x1b[2J.name': 'Ada', ssn: 'the number' }));
    expect(warnings).toEqual(['combination: "x\\n\\x1b[2J.name", "ssn" in one record']);
  });

  test('truncating removes the values under these keys, wherever they are, and does not touch the objects given', () => {
    const truncating = new LeakGuard({ ...QUIET, combinations: [['name', 'ssn']], action: 'truncate' });
    const person = { name: 'n', ssn: 's', city: 'c', list: [{ ssn: 't', ok: 1 }] };
    const given = record(
      { person, other: 1 },
      {
        ssn: 's',
        kept: { deep: ['x'] },
        map: new Map([
          ['ssn', 1],
          ['b', 2],
        ]),
      },
    );
    const { kept } = given.attributes;
    const verdict = truncating.check(given);
    expect(verdict.action).toBe('truncate');
    truncating.truncate(given, verdict);
    expect(given).toEqual(
      record(
        { person: { city: 'c', list: [{ ok: 1 }] }, other: 1 },
        { kept: { deep: ['x'] }, map: new Map([['b', 2]]) },
      ),
    );
    expect(given.attributes['kept']).toBe(kept);
    expect(person).toEqual({ name: 'n', ssn: 's', city: 'c', list: [{ ssn: 't', ok: 1 }] });
    expect(truncating.check(given).safe).toBe(true);
  });

  test('a record of a million keys takes no long time', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000_000 }, (_, i) => [`k${i}`, i]));
    const guard = new LeakGuard({ ...QUIET, combinations: [['name', 'ssn']] });
    expect(processorTime(() => guard.check(record(many)))).toBeLessThan(SOON);
  });
});

describe('the action', () => {
  const bad = record('x'.repeat(2_000), { name: 'n', ssn: 's' });
  test.each([
    [undefined, 'report'],
    ['report', 'report'],
    ['drop', 'drop'],
    ['truncate', 'truncate'],
    [{ size: 'truncate' }, 'truncate'],
    [{ size: 'truncate', combination: 'drop' }, 'drop'],
    [{ rate: 'drop' }, 'report'],
  ] as const)('%j', (action, expected) => {
    const options: LeakGuardOptions = { maxRecordSize: 1_000, ...(action === undefined ? {} : { action }) };
    const verdict = new LeakGuard(options).check(bad);
    expect(verdict.checks).toEqual(['size', 'combination']);
    expect(verdict.action).toBe(expected);
  });

  test('of a rate alone is to report where all is to be truncated', () => {
    const guard = new LeakGuard({ ...QUIET, maxRecordsPerMinute: 1, action: 'truncate' });
    expect([guard.check(bad).action, guard.check(bad).action]).toEqual(['pass', 'report']);
  });

  test('truncating leaves what another check only reports', () => {
    const guard = new LeakGuard({ maxRecordSize: 1_000, action: { size: 'truncate' } });
    const given = record('x'.repeat(2_000), { name: 'n', ssn: 's' });
    guard.truncate(given, guard.check(given));
    expect(given.attributes).toEqual({ name: 'n', ssn: 's' });
    expect(sizeOf(given, 1_000)).toBeLessThanOrEqual(1_000);
  });
});

test.each([
  ['leakGuard', null],
  ['leakGuard.maxSize', { maxSize: 1 }],
  ['leakGuard.maxRecordSize', { maxRecordSize: 0 }],
  ['leakGuard.maxRecordSize', { maxRecordSize: 'big' }],
  ['leakGuard.maxRecordsPerMinute', { maxRecordsPerMinute: 0 }],
  ['leakGuard.maxRecordsPerSecond', { maxRecordsPerSecond: 1.5 }],
  ['leakGuard.combinations', { combinations: 'name+ssn' }],
  ['leakGuard.combinations[0]', { combinations: [['name']] }],
  [
    'leakGuard.combinations[1]',
    {
      combinations: [
        ['a', 'b'],
        ['a', ''],
      ],
    },
  ],
  ['leakGuard.combinations[0]', { combinations: [['a', ['b', 7]]] }],
  ['leakGuard.action', { action: 'warn' }],
  ['leakGuard.action', { action: null }],
  ['leakGuard.action.size', { action: { size: 'warn' } }],
  ['leakGuard.action.rate', { action: { rate: 'truncate' } }],
  ['leakGuard.action.speed', { action: { speed: 'drop' } }],
])('%s is checked', (option, options) => {
  const create = () => new LeakGuard(options as never);
  expect(create).toThrow(ConfigurationError);
  expect(create).toThrow(`${option}: `);
});

describe('what hides its size', () => {
  test.each([
    ['the message of an error', new Error('x'.repeat(1000))],
    ['the cause of an error', new Error('x', { cause: 'x'.repeat(1000) })],
    ['the errors of an error', new AggregateError([new Error('x'.repeat(1000))])],
    ['a field of an error', Object.assign(new Error('x'), { detail: 'x'.repeat(1000) })],
  ])('%s', (_, body) => {
    expect(new LeakGuard({ ...QUIET, maxRecordSize: 900 }).check(record(body)).checks).toEqual(['size']);
    expect(sizeOf(record(body), 1_000_000)).toBeGreaterThan(1000);
  });

  test('an event name is cut as other texts are', () => {
    const given = { ...record('kept'), eventName: 'e'.repeat(10_000) };
    cutTo(given, 100);
    expect(sizeOf(given, 1000)).toBeLessThanOrEqual(100);
    expect(given).toMatchObject({ body: 'kept', eventName: expect.stringMatching(/^e+\[\d+ bytes cut\]$/) });
  });
});
