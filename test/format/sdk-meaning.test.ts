// otlpJson() says what the SDK's own JsonLogsSerializer says, over all that a record can hold.
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../support/long-form.ts';
import { anyAttributes, anyString, anyValue } from './arbitrary-values.ts';
import { otlpJsonProblems } from './otlp-json-rules.ts';
import { otlpLine, recordWith } from './otlp-lines.ts';
import { meanings } from './sdk-meaning.ts';

function expectSameMeaning(records: readonly ReadableLogRecord[]): void {
  const line = otlpLine(...records);
  const { ours, sdk } = meanings(line, records, JsonLogsSerializer);
  expect(ours).toEqual(sdk);
  expect(otlpJsonProblems(line)).toEqual([]);
}

const hexadecimal = (digits: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: digits, maxLength: digits });
// Within uint64 with two seconds of nanoseconds on top: beyond, ours is clamped.
const time = fc.tuple(
  fc.nat({ max: 18_446_744_070 }),
  fc.oneof(fc.nat({ max: 999_999_999 }), fc.double({ min: 0, max: 2e9, noNaN: true })),
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

// Resources differ by a number of their own, so that no two of them say the same.
const resources = fc
  .array(
    fc.tuple(
      optional(anyString),
      fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(anyString, fc.double(), fc.array(fc.integer()))),
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((list) =>
    list.map(([schemaUrl, attributes], number) =>
      resourceFromAttributes({ number, ...attributes }, schemaUrl === undefined ? {} : { schemaUrl }),
    ),
  );
const scopes = fc
  .array(
    fc.record({
      version: optional(anyString),
      schemaUrl: optional(anyString),
      attributes: optional(anyAttributes),
      droppedAttributesCount: optional(fc.nat()),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((list) => list.map((scope, number) => ({ name: `scope ${number}`, ...scope })));

const recordFields = fc.record({
  hrTime: time,
  hrTimeObserved: time,
  severityNumber: optional(fc.integer({ min: 0, max: 24 })),
  severityText: optional(anyString),
  eventName: optional(anyString),
  body: anyValue,
  attributes: anyAttributes,
  droppedAttributesCount: fc.nat({ max: 2 ** 32 - 1 }),
  spanContext: optional(
    fc.record({ traceId: hexadecimal(32), spanId: hexadecimal(16), traceFlags: fc.nat({ max: 255 }) }),
  ),
});

describe('means the same as JsonLogsSerializer', () => {
  test('for one value', () => {
    fc.assert(
      fc.property(anyValue, (value) => expectSameMeaning([recordWith({ body: value, attributes: { value } })])),
      { numRuns: runsOf(700, 2000) },
    );
  });

  test('for many records of several resources and scopes', () => {
    const batch = fc.record({
      resources,
      scopes,
      records: fc.array(fc.tuple(recordFields, fc.nat(), fc.nat()), { minLength: 1, maxLength: 12 }),
    });
    fc.assert(
      fc.property(batch, (given) => {
        const records = given.records.map(([fields, resource, scope]) =>
          recordWith({
            ...fields,
            resource: given.resources[resource % given.resources.length],
            instrumentationScope: given.scopes[scope % given.scopes.length],
          }),
        );
        expectSameMeaning(records);
      }),
      { numRuns: runsOf(200, 500) },
    );
  });

  test('for records that the SDK made', () => {
    const records: ReadableLogRecord[] = [];
    const provider = new LoggerProvider({
      processors: [
        {
          onEmit: (record) => void records.push(record),
          forceFlush: () => Promise.resolve(),
          shutdown: () => Promise.resolve(),
        },
      ],
    });
    const [first, second] = [
      provider.getLogger('first', '1.2.3', { schemaUrl: 'https://example.com/1' }),
      provider.getLogger('second'),
    ];
    first.emit({
      severityNumber: 9,
      severityText: 'INFO',
      body: 'ready',
      attributes: { 'rows.read': 12, ratio: 0.25, ok: true },
    });
    second.emit({ body: { nested: [1, 'two', null, { three: 3.5 }] }, timestamp: 1_700_000_000_123 });
    first.emit({ severityNumber: 17, exception: new TypeError('broken\n"line"'), eventName: 'job.failed' });
    expectSameMeaning(records);
  });

  test('for a body of 10 MB', () => {
    const body = 'Zeile mit "Anführung"\n\t😀 and plain text\u2028'.repeat(250_000);
    expectSameMeaning([recordWith({ body, attributes: { body } })]);
  });
});
