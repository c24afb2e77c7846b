// agent-flat.yaml: a real collector makes records of flat JSON and of text, with severity, trace, time, resource and exception.
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, inject, test, vi } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import type { FormatName } from '../../src/format/named-formats.ts';
import { logRecord } from '../support/log-records.ts';
import { expectNoComplaints, PATIENT, prepareAgent } from './agent.ts';
import type { ArrivedRecord } from './otlp-logs.ts';

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const TRACEBACK = 'TypeError: no table | x\n2026-01-31 12:00:00.000 | INFO     | forged\n    at load (etl.js:1:2)';
const RESOURCE = resourceFromAttributes({
  'service.name': 'etl',
  'host.name': 'worker-1',
  'process.pid': 4711,
  'laketrace.platform': 'databricks',
  'laketrace.runtime.type': 'job',
  'laketrace.run.id': 'run 7',
});

const LEVELS: readonly (readonly [string, number])[] = [
  ['TRACE', 1],
  ['DEBUG', 5],
  ['INFO', 9],
  ['SUCCESS', 10],
  ['WARNING', 13],
  ['WARN', 13],
  ['ERROR', 17],
  ['CRITICAL', 21],
  ['FATAL', 21],
];

/** One record a level, and three that hold what is hard to read. */
const RECORDS: readonly ReadableLogRecord[] = [
  ...LEVELS.map(([severityText, severityNumber]) =>
    logRecord(`at ${severityText}`, { severityText, severityNumber, resource: RESOURCE }),
  ),
  logRecord('in a span', {
    resource: RESOURCE,
    spanContext: SPAN,
    instrumentationScope: { name: 'etl.load' },
    attributes: { rows: 5, big: 2 ** 53 + 2, stage: 'a] | "b"', 'table.name': 'flights' },
  }),
  logRecord('two\nlines | [with] "marks"', { resource: RESOURCE, attributes: { level: 'mine', trace_id: 'none' } }),
  logRecord('thrown', {
    resource: RESOURCE,
    severityNumber: 17,
    severityText: 'ERROR',
    attributes: {
      'exception.type': 'TypeError',
      'exception.message': 'no table | x',
      'exception.stacktrace': TRACEBACK,
    },
  }),
];

async function carry(format: FormatName): Promise<ReadonlyMap<string, ArrivedRecord>> {
  const { agent, gateway, directory } = await prepareAgent('agent-flat.yaml');
  await agent.start();
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', format, compression: 'gzip' });
  for (const record of RECORDS.slice(0, 5)) exporter.append(record);
  // Read over a rotation, and the first half from an archive.
  await exporter.rotate();
  for (const record of RECORDS.slice(5)) exporter.append(record);
  await exporter.shutdown();
  await vi.waitFor(() => expect(gateway.records.length).toBeGreaterThanOrEqual(RECORDS.length), PATIENT);
  expect(gateway.records).toHaveLength(RECORDS.length);
  expectNoComplaints(agent);
  return new Map(gateway.records.map((arrived) => [arrived.record.body?.stringValue ?? '', arrived]));
}

const attributesOf = ({ record }: ArrivedRecord) =>
  Object.fromEntries((record.attributes ?? []).map(({ key, value }) => [key, value]));
const resourceOf = ({ resource }: ArrivedRecord) => Object.fromEntries(resource.map(({ key, value }) => [key, value]));

describe.skipIf(inject('collector') === '')('agent-flat.yaml', () => {
  test.each<FormatName>(['json', 'text'])(
    '%s: severity, time, logger, trace, run and exception arrive',
    async (format) => {
      const arrived = await carry(format);
      for (const [text, number] of LEVELS) {
        expect([text, arrived.get(`at ${text}`)?.record.severityNumber]).toEqual([text, number]);
        expect(arrived.get(`at ${text}`)?.record.timeUnixNano).toBe('1769860800123000000');
      }
      const inSpan = arrived.get('in a span') as ArrivedRecord;
      expect(inSpan.record).toMatchObject({ traceId: SPAN.traceId, spanId: SPAN.spanId });
      expect(inSpan.scope).toBe('etl.load');
      expect(resourceOf(inSpan)['laketrace.run.id']).toEqual({ stringValue: 'run 7' });
      const thrown = attributesOf(arrived.get('thrown') as ArrivedRecord);
      expect(thrown['exception.type']).toEqual({ stringValue: 'TypeError' });
      expect(thrown['exception.message']).toEqual({ stringValue: 'no table | x' });
      expect(thrown['exception.stacktrace']).toEqual({ stringValue: TRACEBACK });
      expect(Object.keys(thrown)).toHaveLength(3);
    },
  );

  test('json: fields keep their types and names, and the resource is that of the program', async () => {
    const arrived = await carry('json');
    expect(attributesOf(arrived.get('in a span') as ArrivedRecord)).toEqual({
      rows: { intValue: '5' },
      big: { intValue: '9007199254740994' },
      stage: { stringValue: 'a] | "b"' },
      'table.name': { stringValue: 'flights' },
    });
    const hard = arrived.get('two\nlines | [with] "marks"') as ArrivedRecord;
    expect(attributesOf(hard)).toEqual({ level: { stringValue: 'mine' }, trace_id: { stringValue: 'none' } });
    expect(hard.record.traceId ?? '').toBe('');
    expect(resourceOf(hard)).toMatchObject({
      'host.name': { stringValue: 'worker-1' },
      'process.pid': { intValue: '4711' },
      'laketrace.platform': { stringValue: 'databricks' },
      'laketrace.runtime.type': { stringValue: 'job' },
    });
  });
});
