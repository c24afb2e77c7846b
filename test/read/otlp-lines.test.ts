// OTLP/JSON is read as the SDK had it, whoever wrote it.
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import { otlpJson } from '../../src/index.ts';
import { logRecord } from '../support/log-records.ts';
import { directoryOf, readBack } from '../support/read-records.ts';

const VALUES = {
  text: 'ünï 🦄 \u2028 "\\',
  empty: '',
  integer: 5,
  negative: -7,
  long: 2n ** 63n - 1n,
  double: 0.1,
  exactDouble: 2 ** 60,
  huge: 1e300,
  nan: Number.NaN,
  infinite: Number.POSITIVE_INFINITY,
  yes: true,
  bytes: new Uint8Array([0, 255, 10]),
  list: ['a', 1, [true, null]],
  map: { a: { b: ['c'] }, ['__proto__']: 'own' },
  nothing: null,
};

function encoded(...records: readonly ReadableLogRecord[]): string {
  const encoder = otlpJson().createEncoder();
  for (const record of records) {
    encoder.stage(record);
    encoder.commit();
  }
  return Buffer.from(encoder.take()).toString();
}

test('values of every type, times to the nanosecond, everything that a record has', async () => {
  const written = logRecord('', {
    body: VALUES as never,
    attributes: VALUES as never,
    hrTime: [1_769_860_800, 123_456_789],
    hrTimeObserved: [1_769_860_801, 1],
    severityNumber: 10,
    severityText: 'SUCCESS',
    eventName: 'job.done',
    droppedAttributesCount: 3,
    spanContext: { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags: 1 },
    resource: resourceFromAttributes({ 'service.name': 'etl', 'process.pid': 12, 'host.name': 'worker' }),
    instrumentationScope: { name: 'etl', version: '1.2.3', schemaUrl: 'https://example.org' },
  });
  const { records, problems } = await readBack(directoryOf({ 'app.jsonl': encoded(written) }));
  expect(problems).toEqual([]);
  expect(records.length).toBe(1);
  const [record] = records;
  expect(record?.body).toStrictEqual(VALUES);
  expect(record?.attributes).toStrictEqual(VALUES);
  expect(Object.hasOwn((record?.attributes.map as object) ?? {}, '__proto__')).toBe(true);
  for (const part of [
    'hrTime',
    'hrTimeObserved',
    'severityNumber',
    'severityText',
    'eventName',
    'spanContext',
  ] as const) {
    expect(record?.[part]).toStrictEqual(written[part]);
  }
  expect(record?.droppedAttributesCount).toBe(3);
  expect(record?.instrumentationScope).toEqual(written.instrumentationScope);
  expect(record?.resource.attributes).toEqual(written.resource.attributes);
  expect([record?.pid, record?.hostname]).toEqual([12, 'worker']);
  // Written again, it is the same line.
  expect(encoded(record as ReadableLogRecord)).toBe(encoded(written));
});

test('what the serializer of the SDK writes', async () => {
  const written = [1, 2, 3].map((n) => logRecord(`record ${n}`, { attributes: { n, ratio: n / 2, list: ['a', n] } }));
  const line = Buffer.from(JsonLogsSerializer.serializeRequest(written as never) ?? []).toString();
  const { records, problems } = await readBack(directoryOf({ 'app.jsonl': line }));
  expect(problems).toEqual([]);
  expect(records.map(({ message, attributes }) => ({ message, ...attributes }))).toEqual(
    written.map(({ body, attributes }) => ({ message: body, ...attributes })),
  );
});

test('what the collector and other writers write: integers as numbers, empty ids, no observed time, blanks', async () => {
  const line = `{ "resourceLogs": [ { "resource": {}, "scopeLogs": [ { "scope": {}, "logRecords": [ { "timeUnixNano": 1769860800123456789,
    "severityNumber": "SEVERITY_NUMBER_WARN", "body": { "stringValue": "hello" }, "traceId": "", "spanId": "",
    "attributes": [ { "key": "id", "value": { "intValue": 9007199254740993 } }, { "key": "n", "value": { "intValue": 5 } } ] } ] } ] } ] }`;
  const { records, problems } = await readBack(directoryOf({ 'a.json': `${line.replaceAll('\n', '')}\n` }));
  expect(problems).toEqual([]);
  const [record] = records;
  expect(record?.hrTime).toEqual([1_769_860_800, 123_456_789]);
  expect(record?.severityNumber).toBe(13);
  expect(record?.attributes).toEqual({ id: 9_007_199_254_740_993n, n: 5 });
  expect(record?.spanContext).toBeUndefined();
  expect([record?.pid, record?.hostname, record?.loggerName]).toEqual([0, '', '']);
});

test('the records of a line come by time, those of a scope in their order', async () => {
  const at = (message: string, second: number, scope: string) =>
    logRecord(message, { hrTime: [second, 0], hrTimeObserved: [second, 0], instrumentationScope: { name: scope } });
  const line = encoded(
    at('a1', 100, 'a'),
    at('a3', 300, 'a'),
    at('a-late', 250, 'a'),
    at('b2', 200, 'b'),
    at('b4', 400, 'b'),
  );
  const { messages } = await readBack(directoryOf({ 'app.jsonl': line }));
  expect(messages).toEqual(['a1', 'b2', 'a3', 'a-late', 'b4']);
});

test('spans and metrics are no logs, empty envelopes are nothing', async () => {
  const { records, problems } = await readBack(
    directoryOf({
      'app.jsonl':
        '{"resourceLogs":[]}\n{"resourceSpans":[]}\n{"resourceLogs":[{"scopeLogs":[{}]},{"scopeLogs":null}]}\n',
    }),
  );
  expect(records).toEqual([]);
  expect(problems.map(({ line, kind, message }) => [line, kind, message])).toEqual([
    [2, 'line', 'spans or metrics, not logs'],
  ]);
});

test('what stands in the place of a record and is none is told, and the others are read', async () => {
  const lines = [
    '{"resourceLogs":[null,5]}',
    '{"resourceLogs":[{"scopeLogs":7}]}',
    '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"a"}},{},null,"b"]}]}]}',
  ];
  const { messages, problems } = await readBack(directoryOf({ 'app.jsonl': `${lines.join('\n')}\n` }));
  expect(messages).toEqual(['a', '']);
  expect(problems.map(({ line, kind, message }) => [line, kind, message])).toEqual([
    [1, 'line', '2 of its records are none'],
    [2, 'line', '1 of its records is none'],
    [3, 'line', '2 of its records are none'],
  ]);
});

test.each<[string, unknown]>([
  ['{"intValue":"abc"}', 'abc'],
  ['{"intValue":"0x1F"}', '0x1F'],
  ['{"intValue":"1e3"}', 1000],
  ['{"doubleValue":"-Infinity"}', Number.NEGATIVE_INFINITY],
  ['{"doubleValue":"12345678901234567891"}', 12345678901234567891n],
  ['{"doubleValue":" 5"}', ' 5'],
  ['{"boolValue":"false"}', false],
  ['{"boolValue":1}', 1],
  ['{"stringValue":{"a":[1]}}', '{"a":[1]}'],
  ['{"bytesValue":"-_8"}', new Uint8Array([251, 255])],
  ['{"bytesValue":"no base64"}', 'no base64'],
])('a value that is not of its kind is read as it is written: %s', async (value, read) => {
  const record = `{"body":${value}}`;
  const line = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${record}]}]}]}`;
  const { records } = await readBack(directoryOf({ 'app.jsonl': line }));
  expect(records[0]?.body).toStrictEqual(read);
});
