// Duplicates: what counts as one is what would be written equal, and for how long.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { otlpJson } from '../../../src/format/otlp-json.ts';
import { filters } from '../../../src/processor/filters/filters.ts';
import { anyValue } from '../../format/arbitrary-values.ts';
import { SOON } from '../../support/patience.ts';
import { processorTime } from '../../support/processor-time.ts';
import { dedupeBy } from '../clocks.ts';
import { logRecord } from '../log-record.ts';
import { setUp } from '../provider.ts';

function isDuplicate(first: ReadableLogRecord, second: ReadableLogRecord, by?: string): boolean {
  const filter = filters.dedupe('1 h', by);
  filter(first);
  return !filter(second);
}

function error(message: string, more: object = {}, options?: ErrorOptions): Error {
  const made = Object.assign(new Error(message, options), more);
  made.stack = 'Error\n    at run (etl.js:1:1)';
  return made;
}

function aggregate(...messages: string[]): AggregateError {
  const made = new AggregateError(
    messages.map((message) => error(message)),
    'several',
  );
  made.stack = 'AggregateError';
  return made;
}

const buffer = (...bytes: number[]) => Uint8Array.from(bytes).buffer;

describe('not equal are', () => {
  test.each<[string, unknown, unknown]>([
    ['errors with other causes', error('x', {}, { cause: error('a') }), error('x', {}, { cause: error('b') })],
    [
      'errors with other causes of causes',
      error('x', {}, { cause: error('a', {}, { cause: 1 }) }),
      error('x', {}, { cause: error('a', {}, { cause: 2 }) }),
    ],
    ['errors with other errors in them', aggregate('a', 'b'), aggregate('a', 'c')],
    ['errors with another code', error('x', { code: 'ECONNRESET' }), error('x', { code: 'ETIMEDOUT' })],
    [
      'errors with another status',
      error('x', { response: { status: 500 } }),
      error('x', { response: { status: 503 } }),
    ],
    ['regular expressions', /a/, /b/],
    ['the flags of regular expressions', /a/, /a/i],
    ['buffers', buffer(1, 2), buffer(1, 3)],
    ['shared buffers', new Uint8Array(new SharedArrayBuffer(1)).fill(1).buffer, new SharedArrayBuffer(1)],
    ['views of data', new DataView(buffer(1)), new DataView(buffer(2))],
    ['parts of a buffer', new DataView(buffer(1, 2), 0, 1), new DataView(buffer(1, 2), 1)],
    ['typed arrays', Float64Array.of(1), Float64Array.of(2)],
    ['dates', new Date(1), new Date(2)],
    ['boxed texts', Object('a'), Object('b')],
    ['boxed big integers', Object(1n), Object(2n)],
    ['maps', new Map([['a', 1]]), new Map([['a', 2]])],
    ['sets', new Set([1]), new Set([2])],
    ['a list and a set of more', [1], new Set([1, 2])],
    ['what toJSON gives', { toJSON: () => 'a' }, { toJSON: () => 'b' }],
    ['URLs', new URL('https://a.example'), new URL('https://b.example')],
    ['a text and a number', '1', 1],
    ['true and its text', true, 'true'],
    ['infinities', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ['big integers', 2n ** 80n, 2n ** 81n],
    [
      'objects without a prototype',
      Object.assign(Object.create(null), { a: 1 }),
      Object.assign(Object.create(null), { a: 2 }),
    ],
    ['objects in themselves, by what is beside', cyclic(1), cyclic(2)],
    ['texts of a megabyte, by their last letter', `${'x'.repeat(1e6)}a`, `${'x'.repeat(1e6)}b`],
  ])('%s: in a body, in an attribute, as the field', (_name, a, b) => {
    const inBody = (value: unknown) => logRecord({ body: value as never });
    const within = (value: unknown) => logRecord({ attributes: { deep: [{ value }] as never } });
    const asField = (value: unknown) => logRecord({ attributes: { value: value as never } });
    expect([isDuplicate(inBody(a), inBody(b)), isDuplicate(inBody(a), inBody(a))]).toEqual([false, true]);
    expect([isDuplicate(within(a), within(b)), isDuplicate(within(a), within(a))]).toEqual([false, true]);
    expect([isDuplicate(asField(a), asField(b), 'value'), isDuplicate(asField(a), asField(a), 'value')]).toEqual([
      false,
      true,
    ]);
  });

  test.each<[string, Parameters<typeof logRecord>[0]]>([
    ['the text of the severity', { severityText: 'NOTICE' }],
    ['the version of the scope', { instrumentationScope: { name: 'app', version: '2' } } as never],
    ['the number of dropped attributes', { droppedAttributesCount: 1 }],
    ['the resource', { resource: { attributes: { 'service.name': 'other' } } as never }],
  ])('records by %s', (_name, parts) => {
    expect(isDuplicate(logRecord(), logRecord(parts))).toBe(false);
  });

  test('records whose file would have other lines, whatever is in them', () => {
    // Few values at the leaves, so that many pairs are equal in all but one place, or in all.
    const leaf = fc.oneof(fc.constantFrom('a', 'b', 1, 1n, true, null, undefined, Number.NaN, '1'), anyValue);
    const opaque = leaf.chain((value) =>
      fc.constantFrom<unknown>(
        value,
        [value],
        { value },
        new Map([['value', value]]),
        new Set([value]),
        error('x', {}, { cause: value }),
        error('x', { value }),
        { toJSON: () => value },
        new RegExp(value === 'a' ? 'a' : 'b'),
        buffer(value === 'a' ? 1 : 2),
      ),
    );
    let equal = 0;
    fc.assert(
      fc.property(opaque, opaque, fc.boolean(), (a, b, isBody) => {
        const [first, second] = [a, b].map((value) =>
          logRecord(isBody ? { body: value as never } : { attributes: { value: value as never } }),
        ) as [ReadableLogRecord, ReadableLogRecord];
        const isEqual = lineOf(first) === lineOf(second);
        expect(isDuplicate(first, second)).toBe(isEqual);
        expect(isDuplicate(first, first)).toBe(true);
        if (isEqual) equal++;
      }),
      { numRuns: 2000 },
    );
    expect(equal).toBeGreaterThan(10);
  });
});

function cyclic(n: number): object {
  const value: Record<string, unknown> = { n };
  value['self'] = value;
  return value;
}

function lineOf(record: ReadableLogRecord): string {
  const encoder = otlpJson().createEncoder();
  encoder.stage(record);
  encoder.commit();
  return Buffer.from(encoder.take()).toString();
}

test('one are records that differ in their time and their trace alone', () => {
  const other = logRecord({ hrTime: [1, 2], hrTimeObserved: [3, 4], traceId: 'ab'.repeat(16) });
  expect(isDuplicate(logRecord(), other)).toBe(true);
});

test('hostile values are compared without harm', () => {
  const hostile = [
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    ),
    Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    }),
    {
      toJSON: () => {
        throw new Error('no');
      },
    },
    Array.from({ length: 2000 }).reduce((deep) => [deep], []),
    Array.from({ length: 30 }).reduce((wide) => [wide, wide], [] as unknown),
  ];
  for (const body of hostile) {
    const took = processorTime(() =>
      expect(isDuplicate(logRecord({ body: body as never }), logRecord({ body: body as never }))).toBe(true),
    );
    expect(took).toBeLessThan(SOON);
  }
});

test('a value whose own code logs is compared while another one is', () => {
  const said: unknown[] = [];
  const { logger } = setUp({ filter: filters.dedupe('1 h'), sinks: [({ body }) => void said.push(body)] });
  const toJSON = () => {
    logger.emit({ body: 'from toJSON' });
    return { said: 'once' };
  };
  for (let i = 0; i < 3; i++) logger.emit({ body: { toJSON } as never });
  expect(said.filter((body) => body !== 'from toJSON')).toEqual([{ said: 'once' }]);
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
