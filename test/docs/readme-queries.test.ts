// The queries of the README, as they stand there, on files that the exporter has written.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const queries = new Map(
  [...README.matchAll(/^```sql (\S+)\n(.*?)^```$/gms)].map(([, name = '', sql = '']) => [name, sql]),
);
const directory = mkdtempSync(join(tmpdir(), 'laketrace-readme-'));
const LINES = 21_000;
const LARGE = 3 * 1024 * 1024;

/** More lines than the sample, then a record with a key that none before has, and one that is larger than any line. */
beforeAll(async () => {
  mkdirSync(directory, { recursive: true });
  const file = { directory, name: 'app', flush: 'record', compression: 'gzip' } as const;
  const provider = new LoggerProvider({ processors: [new LakeTraceLogRecordProcessor({ file, redaction: false })] });
  const logger = provider.getLogger('readme');
  for (let n = 0; n < LINES; n++) logger.emit({ severityNumber: 9, severityText: 'INFO', body: `record ${n}` });
  logger.emit({ severityNumber: 17, severityText: 'ERROR', body: 'late', eventName: 'late.event' });
  logger.emit({ severityNumber: 9, severityText: 'INFO', body: 'x'.repeat(LARGE) });
  await provider.shutdown();
  return () => rmSync(directory, { recursive: true });
});

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  return (await connection.runAndReadAll(sql.replaceAll("'logs/", `'${directory}/`))).getRowObjectsJson();
}

test('a line is longer than 3 MB where a record is, and there are more lines than the sample has', () => {
  expect(readdirSync(directory)).toEqual(['app.jsonl']);
  const lines = readFileSync(join(directory, 'app.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(LINES + 2);
  expect(Math.max(...lines.map((line) => line.length))).toBeGreaterThan(LARGE);
});

test('by paths every record is found', async () => {
  const sql = queries.get('records.sql') ?? '';
  const found = `SELECT count(*) AS records, count(*) FILTER (severity = 'ERROR' AND body = 'late') AS late, max(length(body)) AS longest`;
  expect(await rows(`${found} FROM (${sql})`)).toEqual([
    { records: String(LINES + 2), late: '1', longest: String(LARGE) },
  ]);
});

test('by columns the rare key is read with the sample size that the README gives, and not by default', async () => {
  const sql = queries.get('columns.sql') ?? '';
  const late = (query: string) => rows(`SELECT eventName FROM (${query}) WHERE stringValue = 'late'`);
  expect(await late(sql)).toEqual([{ eventName: 'late.event' }]);
  expect(sql).toContain(', sample_size = -1');
  await expect(late(sql.replace(', sample_size = -1', ''))).rejects.toThrow(/eventName/);
});
