// Readers that know nothing of the chain read chained lines as they read others.
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function query(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test('DuckDB finds every record of chained OTLP/JSON files, plain and compressed, and the places in the chain', async () => {
  const directory = temporaryDirectory();
  const exporter = new RotatingFileLogRecordExporter({
    directory,
    name: 'app',
    rotation: '8 KB',
    compression: 'gzip',
    integrity: { key: 'k'.repeat(32) },
    flush: 'record',
  });
  for (let i = 0; i < 100; i++) exporter.append(logRecord(`record ${i}`));
  await exporter.shutdown();
  const source = `read_json('${directory}/app*', format = 'newline_delimited', maximum_object_size = 10000000)`;
  const bodies = await query(`
    with r as (select unnest(resourceLogs) as r from ${source}),
         s as (select unnest(r.scopeLogs) as s from r),
         l as (select unnest(s.logRecords) as l from s)
    select l.body.stringValue from l order by cast(substr(l.body.stringValue, 8) as int)`);
  expect(bodies).toEqual(Array.from({ length: 100 }, (_, i) => [`record ${i}`]));
  const marks = await query(
    `select count(*), min(laketraceChain.seq), max(laketraceChain.seq), count(laketraceChain."end") from ${source}`,
  );
  const [lines, first, last, ends] = marks[0] as string[];
  expect(Number(lines)).toBeGreaterThan(100);
  expect([first, last]).toEqual(['000000000000001', String(lines).padStart(15, '0')]);
  expect(Number(lines) - Number(ends)).toBe(100);
});
