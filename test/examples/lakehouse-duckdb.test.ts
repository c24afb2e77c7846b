// The table macro and the queries for DuckDB, and the line for jq, over files that LakeTrace has written.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { beforeAll, describe, expect, test } from 'vitest';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { connect, LAKEHOUSE, rows } from './duckdb.ts';

const root = join(import.meta.dirname, '../..');
const EACH = 6000;
const hasJq = spawnSync('jq', ['--version']).status === 0;

function textOf(name: string): string {
  return readFileSync(join(LAKEHOUSE, name), 'utf8');
}

/** The queries of the file by the comment above each. */
function queriesIn(sql: string): Map<string, string> {
  return new Map([...sql.matchAll(/^-- ([^\n]*)\n(SELECT.*?;)$/gms)].map(([, name = '', query = '']) => [name, query]));
}

/** Writes a log in plain and in compressed files. */
function makeLogs(directory: string, compression: string): void {
  const args = [join(LAKEHOUSE, 'make-logs.mjs'), directory, String(EACH), compression];
  execFileSync(process.execPath, args, { cwd: root });
}

beforeAll(() => {
  // `npm test` has built the package; a single test may be run before.
  if (!existsSync(join(root, 'dist/index.mjs'))) execFileSync('npm', ['run', 'build'], { cwd: root });
});

describe('a log in plain, gzip and zstd files', () => {
  let directory = '';
  let connection: DuckDBConnection;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'laketrace-duckdb-'));
    makeLogs(directory, 'gzip');
    makeLogs(directory, 'zstd');
    connection = await connect();
    await connection.run(`CREATE TEMP TABLE logs AS FROM laketrace('${directory}')`);
    return () => rmSync(directory, { recursive: true });
  });

  const query = (name: string) => rows(connection, queriesIn(textOf('queries.sql')).get(name) ?? '');

  test('has every record once', async () => {
    const names = readdirSync(directory);
    for (const suffix of ['.jsonl', '.gz', '.zst']) expect(names.some((name) => name.endsWith(suffix))).toBe(true);
    const [counts] = await rows(
      connection,
      `SELECT count(*)::INT AS records, count(DISTINCT record_id)::INT AS ids, count(DISTINCT attributes['n'])::INT AS numbers,
        min(time)::VARCHAR AS first, any_value(service_name) AS service, count(DISTINCT resource)::INT AS resources,
        any_value(scope) AS scope FROM logs`,
    );
    expect(counts).toEqual({
      records: 2 * EACH,
      ids: 2 * EACH,
      numbers: EACH,
      first: '2026-01-31 12:00:00',
      service: 'orders',
      resources: 1,
      scope: 'orders',
    });
  });

  test('queries.sql has the five queries, and runs as it stands', async () => {
    expect([...queriesIn(textOf('queries.sql')).keys()].map((name) => name.replace(/ \(.*/, ''))).toEqual([
      'errors by minute',
      'slowest stages',
      'redactions by entity',
      'traces of one run',
      'slowest requests',
    ]);
    const other = await connect();
    const statements = await other.extractStatements(textOf('queries.sql').replace("'logs'", `'${directory}'`));
    for (let i = 0; i < statements.count; i++) {
      const found = await (await statements.prepare(i)).runAndReadAll();
      expect(found.currentRowCount).toBeGreaterThan(0);
    }
    expect(statements.count).toBe(6);
  });

  test('errors by minute', async () => {
    const found = await query('errors by minute');
    expect(found).toHaveLength(60);
    expect(found.reduce((sum, { errors }) => sum + Number(errors), 0)).toBe((2 * EACH) / 100);
    expect(found[0]).toEqual({
      minute: '2026-01-31 12:00:00',
      service_name: 'orders',
      errors: '2',
      example: 'refund for [EMAIL] failed',
    });
  });

  test('slowest stages', async () => {
    const found = await query('slowest stages');
    expect(found.map(({ stage, runs }) => [stage, runs])).toHaveLength(3);
    expect(found.reduce((sum, { runs }) => sum + Number(runs), 0)).toBe((2 * EACH) / 10);
    expect(found.map(({ longest_ms: longest }) => Number(longest)).every((longest) => longest > 1000)).toBe(true);
  });

  test('redactions by entity', async () => {
    expect(await query('redactions by entity (with `redaction: { mark: true }`)')).toEqual([
      { entity: 'EMAIL', masked: String((2 * EACH) / 100) },
    ]);
  });

  test('traces of one run', async () => {
    const found = await query('traces of one run');
    expect(found).toHaveLength(20);
    // Of the ten records of the first trace those with the numbers 1, 4 and 7 are of this run, in both logs.
    expect(found[0]).toEqual({
      trace_id: '1'.padStart(32, '0'),
      began: '2026-01-31 12:00:00.6',
      milliseconds: '3600',
      records: '6',
      spans: '3',
      worst: 'INFO',
    });
  });

  test('slowest requests', async () => {
    const found = await query('slowest requests');
    expect(found).toHaveLength(10);
    const times = found.map(({ milliseconds }) => Number(milliseconds));
    expect(times[0]).toBe(509);
    expect(times.toSorted((a, b) => b - a)).toEqual(times);
    expect(found.every(({ trace_id: trace }) => /^[0-9a-f]{32}$/.test(String(trace)))).toBe(true);
  });

  test('what is no whole line of a log gives no row', async () => {
    appendFileSync(join(directory, 'orders.jsonl'), '{"resourceLogs":[{"scopeLogs":[{"logRec');
    writeFileSync(join(directory, 'orders.2026-01-31T12-00-00.000Z.jsonl.torn'), '{"resourceLogs":[{"scopeLo');
    writeFileSync(join(directory, 'orders.2026-01-31T12-00-00.001Z.jsonl.gz.tmp'), 'half an archive');
    writeFileSync(join(directory, 'orders.2026-01-31T12-00-00.002Z.jsonl.zip'), 'PK');
    expect(await rows(connection, `SELECT count(*)::INT AS records FROM laketrace('${directory}')`)).toEqual([
      { records: 2 * EACH },
    ]);
  });

  test.skipIf(!hasJq && process.env['CI'] === undefined)('jq finds the errors in the plain and the gzip files', () => {
    let command = /```sh\n(zcat .*?)\n```/s.exec(textOf('README.md'))?.[1] ?? '';
    command = command.replaceAll('logs/', `${directory}/`);
    const lines = execFileSync('bash', ['-c', command], { encoding: 'utf8' }).trimEnd().split('\n');
    const texts = readdirSync(directory).map((name) => {
      const bytes = readFileSync(join(directory, name));
      if (name.endsWith('.jsonl')) return bytes.toString();
      return name.endsWith('.gz') ? gunzipSync(bytes).toString() : '';
    });
    const errors = texts.join('\n').match(/"severityText":"ERROR"/g)?.length;
    expect(errors).toBeGreaterThan(EACH / 100);
    expect(lines).toHaveLength(errors ?? 0);
    for (const line of lines) expect(line).toMatch(/^2026-01-31T12:\d\d:\d\dZ\tERROR\trefund for \[EMAIL\] failed$/);
  });
});

test('values come out as they went in', async () => {
  const directory = temporaryDirectory();
  const processor = new LakeTraceLogRecordProcessor({ file: { directory, name: 'app' }, redaction: false });
  const provider = new LoggerProvider({ processors: [processor] });
  const logger = provider.getLogger('test');
  const numbers = {
    safe: Number.MAX_SAFE_INTEGER,
    negative: -7,
    large: 1e300,
    small: 5e-324,
    third: 1 / 3,
    nan: Number.NaN,
    infinite: Number.NEGATIVE_INFINITY,
  };
  const deep = { a: [1, { b: { c: [{ d: 'deep' }] } }] };
  logger.emit({
    severityNumber: 9,
    body: 'line\nof "text" \u{1f600}',
    attributes: { ...numbers, deep, none: null, no: false },
  });
  logger.emit({
    severityNumber: 9,
    body: { max: 9_223_372_036_854_775_807n, min: -9_223_372_036_854_775_808n } as never,
  });
  logger.emit({ severityNumber: 9, eventName: 'nothing else' });
  await provider.shutdown();
  const connection = await connect();
  const [first, second, third] = await rows(
    connection,
    `SELECT body, event_name, attributes::JSON::VARCHAR AS attributes FROM laketrace('${directory}')`,
  );
  expect(first?.['body']).toBe('line\nof "text" \u{1f600}');
  const attributes = JSON.parse(String(first?.['attributes']));
  for (const [name, value] of Object.entries(numbers)) expect(Number(attributes[name])).toBe(value);
  expect(attributes.safe).toBe('9007199254740991');
  expect(attributes).toMatchObject({ nan: 'NaN', infinite: '-Infinity', none: null, no: 'false' });
  expect(attributes.deep).toBe(JSON.stringify(deep));
  expect(second?.['body']).toBe('{"max":9223372036854775807,"min":-9223372036854775808}');
  expect(third).toEqual({ body: null, event_name: 'nothing else', attributes: '{}' });
});
