// The OTLP/JSON format as a file exporter uses it: lines, groups, exact byte counts, file ids, resources that are not ready.
import { createHash } from 'node:crypto';
import { diag } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { otlpJson } from '../../src/format/otlp-json.ts';
import { anyAttributes, anyString, hostileValue } from './arbitrary-values.ts';
import { otlpJsonProblems } from './otlp-json-rules.ts';
import {
  identified,
  linesOf,
  otlpLine,
  type ParsedLogs,
  parsedRecord,
  RESOURCE,
  recordWith,
  takeText,
} from './otlp-lines.ts';

const FILE_ID = '00112233445566778899aabbccddeeff';

/** Service, scope and body of each record, in the order of the line. */
function layout(line: string): unknown[] {
  const { resourceLogs } = JSON.parse(line) as ParsedLogs;
  return resourceLogs.map(({ resource, scopeLogs }) => [
    (resource.attributes[0]?.value as { stringValue?: string } | undefined)?.stringValue,
    ...scopeLogs.map(({ scope, logRecords }) => [
      scope.name,
      ...logRecords.map(({ body }) => (body as { stringValue: string }).stringValue),
    ]),
  ]);
}

test('names itself and its files', () => {
  expect(otlpJson()).toMatchObject({ name: 'otlp-json', extension: '.jsonl' });
});

test('writes the fields of a record, whole', () => {
  const line = otlpLine(
    recordWith({
      hrTime: [1_700_000_000, 5],
      hrTimeObserved: [1_700_000_001, 999_999_999],
      severityNumber: 10,
      severityText: 'SUCCESS',
      eventName: 'table.loaded',
      body: 'Loaded "flights"\n',
      attributes: { 'rows.read': 5714, ratio: 0.25, retry: false, table: 'flights' },
      droppedAttributesCount: 3,
      spanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 },
      resource: resourceFromAttributes({ 'service.name': 'etl' }, { schemaUrl: 'https://example.com/r' }),
      instrumentationScope: {
        name: 'job',
        version: '2.0.0',
        schemaUrl: 'https://example.com/s',
        attributes: { team: 'data' },
      },
    }),
  );
  expect(line).toBe(
    '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"etl"}}],' +
      '"droppedAttributesCount":0,"schemaUrl":"https://example.com/r"},"scopeLogs":[{"scope":{"name":"job",' +
      '"version":"2.0.0","attributes":[{"key":"team","value":{"stringValue":"data"}}],"droppedAttributesCount":0},' +
      '"logRecords":[{"timeUnixNano":"1700000000000000005","observedTimeUnixNano":"1700000001999999999",' +
      '"severityNumber":10,"severityText":"SUCCESS","eventName":"table.loaded",' +
      '"body":{"stringValue":"Loaded \\"flights\\"\\n"},"attributes":[' +
      '{"key":"rows.read","value":{"intValue":"5714"}},{"key":"ratio","value":{"doubleValue":0.25}},' +
      '{"key":"retry","value":{"boolValue":false}},{"key":"table","value":{"stringValue":"flights"}}],' +
      '"droppedAttributesCount":3,"flags":1,"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331"}' +
      '],"schemaUrl":"https://example.com/s"}],"schemaUrl":"https://example.com/r"}]}\n',
  );
});

test('leaves out what the record does not have', () => {
  const record = parsedRecord(otlpLine(recordWith()));
  expect(record).toEqual({
    timeUnixNano: '1700000000123456789',
    observedTimeUnixNano: '1700000000123456789',
    body: {},
    attributes: [],
    droppedAttributesCount: 0,
  });
});

test.each<[string, Partial<Record<keyof ReadableLogRecord, unknown>>, string]>([
  ['a severity that is no integer', { severityNumber: 9.5 }, 'severityNumber'],
  ['a severity text that is no string', { severityText: 9 }, 'severityText'],
  ['a negative dropped count', { droppedAttributesCount: -1 }, 'droppedAttributesCount'],
  ['a short trace id', { spanContext: { traceId: 'abc', spanId: 'b7ad6b7169203331', traceFlags: 0 } }, 'traceId'],
  ['a span id with a quote', { spanContext: { traceId: '', spanId: 'b7ad6b716920333"', traceFlags: 0 } }, 'spanId'],
  ['flags that are no number', { spanContext: { traceId: '', spanId: '', traceFlags: '1' } }, 'flags'],
])('leaves out %s, for which a reader would refuse the line', (_, fields, name) => {
  expect(parsedRecord(otlpLine(recordWith(fields)))).not.toHaveProperty(name);
});

test('each record keeps its own time, severity and span beside others', () => {
  const [traceId, spanId] = ['a'.repeat(32), 'b'.repeat(16)];
  const info = { hrTime: [1, 0], severityNumber: 9, severityText: 'INFO' };
  // Each differs from the one before by little.
  const variants = [
    info,
    { ...info, severityText: 'Info' },
    { ...info, hrTimeObserved: [1_700_000_000, 0] },
    { ...info, hrTime: [1, 1], hrTimeObserved: [1_700_000_000, 0] },
    { hrTime: [1, 1], severityNumber: 9 },
    { hrTime: [1, 1], severityText: 'Größe', hrTimeObserved: [2, 0] },
    { ...info, spanContext: { traceId, spanId, traceFlags: 0 } },
    { ...info, spanContext: { traceId, spanId, traceFlags: 1 } },
    { ...info, spanContext: { traceId, spanId: 'c'.repeat(16), traceFlags: 1 } },
    { ...info, spanContext: { traceId: 'd'.repeat(32), spanId: 'c'.repeat(16), traceFlags: 1 } },
  ];
  const encoder = otlpJson().createEncoder();
  const alone = variants.map((fields) => parsedRecord(otlpLine(recordWith(fields))));
  const together = [...variants, ...variants].map((fields) => parsedRecord(linesOf(encoder, [recordWith(fields)])));
  expect(together).toEqual([...alone, ...alone]);
});

test('more attribute names than are kept, long ones too', () => {
  const encoder = otlpJson().createEncoder();
  for (let i = 0; i < 2000; i++) {
    const key = `key ${i % 700} ${'ö'.repeat(i % 200)}`;
    expect(
      parsedRecord(linesOf(encoder, [recordWith({ attributes: { [key]: i, [`${key}2`]: key } })])).attributes,
    ).toEqual([
      { key, value: { intValue: String(i) } },
      { key: `${key}2`, value: { stringValue: key } },
    ]);
  }
});

describe('grouping', () => {
  const etl = resourceFromAttributes({ 'service.name': 'etl' });
  const api = resourceFromAttributes({ 'service.name': 'api' });
  const read = { name: 'read' };
  const load = { name: 'load' };
  const record = (body: string, resource: unknown, instrumentationScope: unknown) =>
    recordWith({ body, resource, instrumentationScope });

  test('groups stand in the order in which they were first seen, records in their own', () => {
    const line = otlpLine(
      record('1', etl, load),
      record('2', api, read),
      record('3', etl, read),
      record('4', etl, load),
      record('5', api, read),
    );
    expect(layout(line)).toEqual([
      ['etl', ['load', '1', '4'], ['read', '3']],
      ['api', ['read', '2', '5']],
    ]);
  });

  test('different objects that say the same share a group', () => {
    const line = otlpLine(
      record('1', etl, load),
      record('2', resourceFromAttributes({ 'service.name': 'etl' }), { name: 'load' }),
      record('3', etl, { name: 'load', version: '2' }),
      record('4', etl, load),
    );
    expect(layout(line)).toEqual([['etl', ['load', '1', '2', '4'], ['load', '3']]]);
  });

  test('a line starts without the groups of the line before', () => {
    const encoder = otlpJson().createEncoder();
    linesOf(encoder, [record('1', etl, load), record('2', api, read)]);
    expect(layout(linesOf(encoder, [record('3', api, load)]))).toEqual([['api', ['load', '3']]]);
  });

  test('encoders share nothing', () => {
    const [first, second] = [otlpJson().createEncoder(), otlpJson().createEncoder()];
    first.stage(record('1', etl, load));
    second.stage(record('2', etl, load));
    first.commit();
    second.commit();
    expect([layout(takeText(first)), layout(takeText(second))]).toEqual([
      [['etl', ['load', '1']]],
      [['etl', ['load', '2']]],
    ]);
  });
});

describe('staging', () => {
  test('a record that is changed after it was staged is written as it was', () => {
    const encoder = otlpJson().createEncoder();
    const nested = { rows: [1, 2] };
    const attributes: Record<string, unknown> = { table: 'flights', nested };
    const bytes = Buffer.from('abc');
    const before = otlpLine(recordWith({ attributes, body: bytes }));
    encoder.stage(recordWith({ attributes, body: bytes }));
    attributes['table'] = 'changed';
    nested.rows.push(3);
    bytes.fill(0);
    encoder.commit();
    attributes['more'] = 'changed';
    expect(takeText(encoder)).toBe(before);
  });

  test('a record that is staged and not committed is not written', () => {
    const encoder = otlpJson().createEncoder();
    encoder.stage(recordWith({ body: 'dropped' }));
    expect([encoder.pendingBytes, encoder.pendingLines, encoder.pendingRecords, takeText(encoder)]).toEqual([
      0,
      0,
      0,
      '',
    ]);
    encoder.stage(recordWith({ body: 'dropped' }));
    encoder.stage(recordWith({ body: 'kept' }));
    encoder.commit();
    encoder.commit();
    expect(layout(takeText(encoder))).toEqual([['etl', ['test', 'kept']]]);
  });

  test('a record whose getters throw leaves nothing in the line', () => {
    const encoder = otlpJson().createEncoder();
    encoder.stage(recordWith({ body: 'earlier' }));
    const broken = {
      ...recordWith(),
      get body(): never {
        throw new Error('no body');
      },
    };
    expect(() => encoder.stage(broken)).toThrow('no body');
    encoder.commit();
    expect(takeText(encoder)).toBe('');
    encoder.stage(recordWith({ body: 'later' }));
    encoder.commit();
    expect(layout(takeText(encoder))).toEqual([['etl', ['test', 'later']]]);
  });
});

describe('byte counts', () => {
  const resources = [
    RESOURCE,
    resourceFromAttributes({ 'service.name': 'größer' }),
    resourceFromAttributes({}, { schemaUrl: 'https://ü' }),
  ];
  const scopes = [
    { name: 'a' },
    { name: 'b', version: '😀' },
    { name: 'b', version: '😀' },
    { name: '', schemaUrl: 'ß' },
  ];
  const step = fc.record({
    resource: fc.constantFrom(...resources),
    instrumentationScope: fc.constantFrom(...scopes),
    body: hostileValue,
    attributes: anyAttributes,
    severityText: fc.option(anyString, { nil: undefined }),
    action: fc.constantFrom('commit', 'commit', 'commit', 'drop', 'take first', 'take after'),
  });

  test('what stage announces and what is pending is what take gives', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const encoder = otlpJson().createEncoder();
        let records = 0;
        const takeAndCheck = (): void => {
          const announced = encoder.pendingBytes;
          expect([encoder.pendingRecords, encoder.pendingLines]).toEqual([records, Math.min(records, 1)]);
          const lines = takeText(encoder);
          expect(Buffer.byteLength(lines)).toBe(announced);
          expect(encoder.pendingBytes).toBe(0);
          if (records > 0) expect(otlpJsonProblems(lines)).toEqual([]);
          records = 0;
        };
        for (const { action, body, ...fields } of steps) {
          const before = encoder.pendingBytes;
          const growth = encoder.stage(recordWith({ ...fields, body: body() }));
          expect(encoder.pendingBytes).toBe(before);
          if (action === 'drop') continue;
          if (action === 'take first') takeAndCheck();
          encoder.commit();
          records++;
          if (action !== 'take first') expect(encoder.pendingBytes).toBe(before + growth);
          if (action === 'take after') takeAndCheck();
        }
        takeAndCheck();
      }),
      { numRuns: 500 },
    );
  });
});

describe('the file id', () => {
  const format = otlpJson();

  test('stands first in the first resource, and adds what fileIdBytes says', () => {
    const line = otlpLine(recordWith({ body: 'ü' }));
    const identifiedLine = identified(line, FILE_ID);
    const head = '{"resourceLogs":[{';
    expect(line.startsWith(head)).toBe(true);
    expect(identifiedLine).toBe(`${head}"laketraceFileId":"${FILE_ID}",${line.slice(head.length)}`);
    expect(Buffer.byteLength(identifiedLine) - Buffer.byteLength(line)).toBe(format.fileIdBytes);
    expect(otlpJsonProblems(identifiedLine)).toEqual([]);
  });

  test('makes the first 256 bytes of any two files differ, whatever the resource', () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`host.attribute.${i}`, 'the same in every file']),
    );
    const line = otlpLine(recordWith({ resource: resourceFromAttributes(attributes) }));
    const beginnings = Array.from({ length: 1000 }, (_, file) =>
      identified(line, createHash('md5').update(`${file}`).digest('hex')).slice(0, 256),
    );
    expect(new Set(beginnings).size).toBe(1000);
  });

  test('files with and without one are recognized, others are not', () => {
    const line = otlpLine(recordWith());
    expect([line, identified(line, FILE_ID)].map((head) => format.recognizes(head.slice(0, 64)))).toEqual([true, true]);
    expect(['', '{}', '{"timestamp":1}', 'plain text'].map((head) => format.recognizes(head))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('a resource with asynchronous attributes', () => {
  afterEach(() => diag.disable());

  const reported: string[] = [];
  const listen = (): void => {
    reported.length = 0;
    const report = (message: string): void => void reported.push(message);
    const ignore = (): void => undefined;
    diag.setLogger({ error: report, warn: report, info: ignore, debug: ignore, verbose: ignore });
  };
  const attributesOf = (line: string) => (JSON.parse(line) as ParsedLogs).resourceLogs[0]?.resource.attributes;
  const name = { key: 'service.name', value: { stringValue: 'etl' } };
  const host = { key: 'host.id', value: { stringValue: 'h1' } };

  test('is written with all of them once they are there', async () => {
    listen();
    const resource = resourceFromAttributes({ 'service.name': 'etl', 'host.id': Promise.resolve('h1') });
    await resource.waitForAsyncAttributes?.();
    expect(attributesOf(otlpLine(recordWith({ resource })))).toEqual([name, host]);
    expect(reported).toEqual([]);
  });

  test('is written with the known ones before, without an error of the SDK, and with all of them later', async () => {
    listen();
    const resource = resourceFromAttributes({ 'service.name': 'etl', 'host.id': Promise.resolve('h1') });
    expect(attributesOf(otlpLine(recordWith({ resource }), recordWith({ resource })))).toEqual([name]);
    await resource.waitForAsyncAttributes?.();
    expect(attributesOf(otlpLine(recordWith({ resource })))).toEqual([name, host]);
    expect(reported).toEqual([]);
  });

  test('where a name is given twice, the one that wins in the SDK is written', () => {
    const merged = resourceFromAttributes({ 'service.name': 'old', late: Promise.resolve(1) }).merge(
      resourceFromAttributes({ 'service.name': 'etl' }),
    );
    expect(attributesOf(otlpLine(recordWith({ resource: merged })))).toEqual([name]);
  });
});

test('writes an attribute alike whether or not the record before had the same value', () => {
  const values = [
    'load',
    'load',
    'sales "orders"',
    'load',
    '',
    'żółw',
    'load',
    'load',
    'x'.repeat(300),
    true,
    false,
    true,
  ];
  const lines = values.map((stage) => otlpLine(recordWith({ attributes: { first: stage, stage, other: 'żółw' } })));
  const attributes = lines.map((line) =>
    parsedRecord(line).attributes.map(({ key, value }) => [key, Object.values(value as object)[0]]),
  );
  expect(attributes).toEqual(
    values.map((stage) => [
      ['first', stage],
      ['stage', stage],
      ['other', 'żółw'],
    ]),
  );
});
