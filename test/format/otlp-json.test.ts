// OTLP/JSON lines: the SDK's meaning without its faults, exact sizes, and no value that could break a line.
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { otlpJson } from '../../src/format/otlp-json.ts';
import { logRecord } from '../support/log-records.ts';

function lineOf(records: readonly ReadableLogRecord[]): string {
  const encoder = otlpJson().createEncoder();
  for (const record of records) {
    encoder.stage(record);
    encoder.commit();
  }
  return encoder.take();
}

/** The JSON of the value of the attribute `a` in our line. */
function encoded(value: unknown): unknown {
  const line = lineOf([logRecord('', { attributes: { a: value } as ReadableLogRecord['attributes'] })]);
  return JSON.parse(line).resourceLogs[0].scopeLogs[0].logRecords[0].attributes[0].value;
}

// Code units of every kind: lone surrogates, controls, line separators, emoji.
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('', '\u2028', '\u0000', '"', '\\', '\ud800', 'line\nline\r', '😀'),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => Math.abs(number) < 2 ** 53),
    fc.constantFrom(null, undefined, 0, -0, Number.MIN_VALUE),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(text, tie('any'), { maxKeys: 4 }),
  ),
})).any;
const record = fc.record(
  {
    body: value,
    attributes: fc.dictionary(text, value, { maxKeys: 6 }),
    severityNumber: fc.integer({ min: 0, max: 24 }),
    severityText: text,
    eventName: text,
    droppedAttributesCount: fc.nat(),
    hrTime: fc.tuple(fc.nat(), fc.integer({ min: 0, max: 999_999_999 })),
    spanContext: fc.record({
      traceId: fc.stringMatching(/^[0-9a-f]{32}$/),
      spanId: fc.stringMatching(/^[0-9a-f]{16}$/),
      traceFlags: fc.integer({ min: 0, max: 255 }),
    }),
  },
  { requiredKeys: [] },
);

/** The SDK writes integers as JSON numbers where OTLP/JSON has decimal strings; a reader takes both for the same. */
function normalized(json: string): unknown {
  return JSON.parse(json, (key, nested) => (key === 'intValue' ? String(nested) : nested));
}

const RESOURCE = resourceFromAttributes(
  { 'service.name': 'app', list: ['a', 'b'] },
  { schemaUrl: 'https://x.example/1' },
);
const SCOPES = [{ name: 'one', version: '1', schemaUrl: 'https://x.example/2' }, { name: 'two' }];

test('means what the SDK writes, for values of all kinds', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (parts) => {
      const records = parts.map((part, index) =>
        logRecord('', {
          ...(part as Partial<ReadableLogRecord>),
          resource: RESOURCE,
          instrumentationScope: SCOPES[index % 2] as ReadableLogRecord['instrumentationScope'],
        }),
      );
      const line = lineOf(records);
      const sdk = new TextDecoder().decode(JsonLogsSerializer.serializeRequest(records));
      expect(normalized(line)).toEqual(normalized(sdk));
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(Buffer.from(line).toString()).toBe(line);
    }),
    { numRuns: 500 },
  );
});

test('says exactly how many bytes it holds', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(record, fc.nat(2), fc.boolean()), { maxLength: 12 }), (steps) => {
      const encoder = otlpJson().createEncoder();
      let sum = 0;
      for (const [part, scope, isTaken] of steps) {
        const next = logRecord('', {
          ...(part as Partial<ReadableLogRecord>),
          instrumentationScope: { name: `scope ${scope}` },
          resource: scope === 0 ? RESOURCE : logRecord('').resource,
        });
        sum += encoder.stage(next);
        encoder.commit();
        expect(encoder.pendingBytes).toBe(sum);
        if (!isTaken) continue;
        expect(Buffer.byteLength(encoder.take())).toBe(sum);
        sum = 0;
      }
      expect(Buffer.byteLength(encoder.take())).toBe(sum);
    }),
    { numRuns: 300 },
  );
});

test.each([
  [42, { intValue: '42' }],
  [-0, { intValue: '0' }],
  [2 ** 53, { intValue: '9007199254740992' }],
  [-(2 ** 63), { intValue: '-9223372036854775808' }],
  [2 ** 63, { doubleValue: 2 ** 63 }],
  [1e21, { doubleValue: 1e21 }],
  [2n ** 63n - 1n, { intValue: '9223372036854775807' }],
  [2n ** 63n, { stringValue: '9223372036854775808' }],
  [Number.NaN, { doubleValue: 'NaN' }],
  [Number.POSITIVE_INFINITY, { doubleValue: 'Infinity' }],
  [Number.NEGATIVE_INFINITY, { doubleValue: '-Infinity' }],
  [0.1, { doubleValue: 0.1 }],
  [new Uint8Array([0, 255]), { bytesValue: 'AP8=' }],
  [Buffer.from('hi'), { bytesValue: 'aGk=' }],
  [new Date(0), { stringValue: '1970-01-01T00:00:00.000Z' }],
  [new Map([['k', 1]]), { kvlistValue: { values: [{ key: 'k', value: { intValue: '1' } }] } }],
  [[undefined, null], { arrayValue: { values: [{}, {}] } }],
  [() => 1, {}],
  [Symbol('s'), {}],
])('encodes %o', (given, expected) => {
  expect(encoded(given)).toEqual(expected);
});

describe('hostile values', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  let deep: unknown = 1;
  for (let i = 0; i < 10_000; i++) deep = [deep];
  const throwing = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();

  test.each([
    ['cyclic', cyclic],
    ['deep', deep],
    ['a getter that throws', throwing],
    ['a revoked proxy', revoked.proxy],
    [
      'toJSON that throws',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
    ],
    ['10 MB', '"\n'.repeat(5_000_000)],
    ['keys of the prototype', JSON.parse('{"__proto__": 1, "constructor": 2}')],
    ['no prototype', Object.assign(Object.create(null), { a: 1 })],
  ])('%s', (_, given) => {
    const line = lineOf([
      logRecord('', { attributes: { a: given } as ReadableLogRecord['attributes'], body: given as string }),
    ]);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(() => JSON.parse(line)).not.toThrow();
  });

  test.each([
    [[Number.NaN, 0], '0'],
    [[-5, 0], '0'],
    [[1.5, 2.5], '1000000002'],
    [[1e300, 0], '18446744073709551615'],
  ] as const)('the time %o', (hrTime, digits) => {
    const [time] = /"timeUnixNano":"(\d+)"/.exec(lineOf([logRecord('', { hrTime: [...hrTime] })]))?.slice(1) ?? [];
    expect(time).toBe(digits);
  });
});

test('a record is encoded when it is staged: what happens to it later does not show', () => {
  const attributes: Record<string, string> = { a: 'before' };
  const encoder = otlpJson().createEncoder();
  encoder.stage(logRecord('x', { attributes }));
  attributes['a'] = 'after';
  encoder.commit();
  expect(encoder.take()).toContain('before');
});

test('groups by content, in order within a scope', () => {
  const records = [0, 1, 2, 3].map((i) =>
    logRecord(`r${i}`, { instrumentationScope: { name: i % 2 === 0 ? 'even' : 'odd' } }),
  );
  const [{ scopeLogs }] = JSON.parse(lineOf(records)).resourceLogs;
  expect(
    scopeLogs.map(
      ({ scope, logRecords }: { scope: { name: string }; logRecords: { body: { stringValue: string } }[] }) => [
        scope.name,
        logRecords.map(({ body }) => body.stringValue),
      ],
    ),
  ).toEqual([
    ['even', ['r0', 'r2']],
    ['odd', ['r1', 'r3']],
  ]);
});

test('a file id stands first, and readers that ignore it read the same', () => {
  const format = otlpJson();
  const line = lineOf([logRecord('x')]);
  const identified = format.identify(line, 'f'.repeat(32));
  expect(identified.startsWith(`{"laketraceFileId":"${'f'.repeat(32)}"`)).toBe(true);
  expect(identified.length - line.length).toBe(format.fileIdBytes);
  expect(JSON.parse(identified).resourceLogs).toEqual(JSON.parse(line).resourceLogs);
});
