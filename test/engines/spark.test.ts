// The Spark job, run as a user runs it: what is in its table and in its quarantine, after one run and after more.
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';
import { makeLogs, parquetTable, rows, runJob, type Summary } from './spark-job.ts';

const EACH = 3000;
const MILLION = process.env['LAKETRACE_MILLION'] === undefined ? 0 : 1_000_000;
/** It is for machines of any speed: a hung one would be noticed by then. */
const HOUR = 3_600_000;

/** Values at the edges, a service with a number for a name, and three records that say the same and have no id. */
async function writeEdges(directory: string): Promise<void> {
  const processor = new LakeTraceLogRecordProcessor({ file: { directory, name: 'edges' }, redaction: false });
  const resource = resourceFromAttributes({ 'service.name': '2026' });
  const logger = new LoggerProvider({ resource, processors: [processor] }).getLogger('edges');
  // In New Zealand it is the next day.
  const timestamp = Date.UTC(2026, 0, 31, 23, 30);
  const body = { max: 9_223_372_036_854_775_807n, min: -9_223_372_036_854_775_808n } as never;
  const attributes = { safe: Number.MAX_SAFE_INTEGER, negative: -7, third: 1 / 3, nan: Number.NaN, no: false };
  const deep = { a: [1, { b: { c: [{ d: 'deep' }] } }] };
  logger.emit({ severityNumber: 9, timestamp, body, attributes: { ...attributes, deep } });
  for (let i = 0; i < 3; i++)
    logger.emit({ severityNumber: 9, timestamp, observedTimestamp: timestamp, body: 'the same' });
  await processor.shutdown();
}

const INVALID = [
  'not json',
  '{"resourceSpans":[]}',
  '[]',
  '{"resourceLogs":"a text"}',
  '{"resourceLogs":[{"scopeLogs":[{"logRec',
];

describe.skipIf(inject('python') === '')('the Spark job', () => {
  let logs = '';
  let output = '';
  let first: Summary;

  beforeAll(async () => {
    logs = mkdtempSync(join(tmpdir(), 'laketrace-spark-logs-'));
    output = mkdtempSync(join(tmpdir(), 'laketrace-spark-'));
    makeLogs(logs, EACH, 'gzip');
    makeLogs(logs, EACH, 'bz2');
    await writeEdges(logs);
    // A name twice in one record: of a foreign writer.
    const attributes = ['old', 'new'].map((stringValue) => ({ key: 'twice', value: { stringValue } }));
    const foreign = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: '1', attributes }] }] }] };
    writeFileSync(join(logs, 'foreign.jsonl'), `\n${JSON.stringify(foreign)}\n${INVALID.join('\n')}`);
    writeFileSync(join(logs, 'orders.2026-01-31T12-00-00.000Z.jsonl.torn'), 'the end of a line');
    writeFileSync(join(logs, 'orders.2026-01-31T12-00-00.001Z.jsonl.gz.tmp'), 'half an archive');
    // Delivered twice.
    const archive = readdirSync(logs).find((name) => name.endsWith('.bz2')) ?? '';
    copyFileSync(join(logs, archive), join(logs, `again-${archive}`));
    first = await runJob(logs, output);
    return () => {
      for (const directory of [logs, output]) rmSync(directory, { recursive: true });
    };
  });

  const table = () => parquetTable(join(output, 'table'));

  test('reads active, gzip and bz2 files, and has each record once', async () => {
    const names = readdirSync(logs);
    for (const suffix of ['.jsonl', '.gz', '.bz2']) expect(names.some((name) => name.endsWith(suffix))).toBe(true);
    expect(first.records).toBeGreaterThan(2 * EACH + 5);
    expect(first.written).toBe(2 * EACH + 5);
    expect(
      await rows(`SELECT count(*)::INT AS records, count(DISTINCT record_id)::INT AS ids FROM ${table()}`),
    ).toEqual([{ records: 2 * EACH + 5, ids: 2 * EACH + 5 }]);
    const [orders] = await rows(
      `SELECT count(DISTINCT attributes['n'])::INT AS numbers, sum(attributes['n']::BIGINT)::BIGINT AS sum,
        count(DISTINCT trace_id)::INT AS traces, count(*) FILTER (severity_text = 'ERROR' AND body = 'refund for [EMAIL] failed')::INT AS errors,
        min(resource['deployment.environment.name']) AS environment, min(scope_name) AS scope, min(epoch_us(time)) AS first
      FROM ${table()} WHERE service_name = 'orders'`,
    );
    expect(orders).toEqual({
      numbers: EACH,
      sum: String(EACH * (EACH - 1)),
      traces: EACH / 10,
      errors: (2 * EACH) / 100,
      environment: 'test',
      scope: 'orders',
      first: String(Date.UTC(2026, 0, 31, 12) * 1000),
    });
  });

  test('the table is partitioned by date, in UTC, and service', () => {
    const partitions = readdirSync(join(output, 'table'), { recursive: true }).map(String);
    expect(partitions.filter((path) => /service_name=[^/]*$/.test(path)).sort()).toEqual([
      'date=1970-01-01/service_name=unknown',
      'date=2026-01-31/service_name=2026',
      'date=2026-01-31/service_name=orders',
    ]);
  });

  test('int64 edges, deep values and other numbers come out', async () => {
    const [edge] = await rows(
      `SELECT body, attributes::JSON::VARCHAR AS attributes FROM ${table()} WHERE service_name = '2026' AND body <> 'the same'`,
    );
    expect(edge?.['body']).toMatch(/(?<!\d)9223372036854775807(?!\d)/);
    expect(edge?.['body']).toMatch(/-9223372036854775808(?!\d)/);
    const attributes = JSON.parse(String(edge?.['attributes']));
    expect(attributes).toMatchObject({ safe: '9007199254740991', negative: '-7', nan: 'NaN', no: 'false' });
    expect(Number(attributes.third)).toBe(1 / 3);
    expect(attributes.deep).toMatch(/"d": ?"deep"/);
  });

  test('records without an id that say the same stay, and of a name that is there twice the last one counts', async () => {
    expect(await rows(`SELECT count(*)::INT AS same FROM ${table()} WHERE body = 'the same'`)).toEqual([{ same: 3 }]);
    expect(await rows(`SELECT attributes['twice'] AS twice FROM ${table()} WHERE service_name = 'unknown'`)).toEqual([
      { twice: 'new' },
    ]);
  });

  test('what is no OTLP/JSON of logs is in the quarantine, and nothing else', async () => {
    const found = await rows(`SELECT line, source_file FROM read_parquet('${output}/invalid/*.parquet')`);
    expect(found.map(({ line }) => line).sort()).toEqual(INVALID.toSorted());
    for (const { source_file: file } of found) expect(file).toMatch(/\/foreign\.jsonl$/);
  });

  test('a second run, after the active file was compressed and one more was written, adds what is new', async () => {
    const active = join(logs, 'orders.jsonl');
    writeFileSync(join(logs, 'orders.2026-02-01T00-00-00.000Z.jsonl.gz'), gzipSync(readFileSync(active)));
    rmSync(active);
    const line = { timeUnixNano: '1769900000000000000', body: { stringValue: 'new' } };
    const text = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [line] }] }] });
    appendFileSync(join(logs, 'late.jsonl'), `${text}\n`);
    const second = await runJob(logs, output);
    expect(second).toMatchObject({ records: first.records + 1, written: 1, quarantined: 0 });
    expect(
      await rows(`SELECT count(*)::INT AS records, count(DISTINCT record_id)::INT AS ids FROM ${table()}`),
    ).toEqual([{ records: 2 * EACH + 6, ids: 2 * EACH + 6 }]);
  });

  test.runIf(MILLION > 0)(
    'a million records',
    async () => {
      const directory = join(output, 'million');
      const ofMillion = join(output, 'of-million');
      mkdirSync(ofMillion);
      makeLogs(directory, MILLION, 'gzip');
      const summary = await runJob(directory, ofMillion);
      console.log(`Spark: ${MILLION} records to a table in ${summary.seconds} s`);
      expect(summary).toMatchObject({ records: MILLION, written: MILLION, quarantined: 0 });
      const again = await runJob(directory, ofMillion);
      console.log(`Spark: again, with nothing new, in ${again.seconds} s`);
      expect(again).toMatchObject({ records: MILLION, written: 0, quarantined: 0 });
    },
    HOUR,
  );
});
