// What the Spark job makes of all that OTLP/JSON allows, of what lies beside logs in a directory, and of one that is being written.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { ODD_LINES, ODD_RECORDS } from '../examples/odd-lines.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { parquetTable, rows, runJob, type Summary } from './spark-job.ts';

const lineOf = (...logRecords: object[]): string => JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
const saying = (stringValue: string): object => ({ body: { stringValue } });

/** Valid JSON, but of types that the columns do not have: what would become NULL without a word. */
const MISTYPED = [
  lineOf({ ...saying('mistyped severity'), severityNumber: 'SEVERITY_NUMBER_INFO' }),
  lineOf({ ...saying('mistyped flags'), flags: 'x' }),
  '{"resourceLogs":[{"scopeLogs":[{"logRecords":{"body":{"stringValue":"mistyped records"}}}]}]}',
];

/** By what they hold nothing may come into a table. */
const BESIDE: Readonly<Record<string, Buffer | string>> = {
  'odd.2026-01-31T12-00-00.000Z.jsonl.torn': 'cords":[]}]}]}',
  'odd.2026-01-31T12-00-00.000Z.jsonl.gz.tmp': gzipSync(lineOf(saying('of .tmp'))),
  'odd.2026-01-31T12-00-00.001Z.jsonl.zip': 'PK of .zip',
  'odd.2026-01-31T12-00-00.002Z.jsonl.zst': zstdCompressSync(lineOf(saying('of .zst'))),
  '.odd.jsonl.1.lock': '{"pid":1}',
  '.odd.1-0-abc.claim': '{"pid":1}',
  '_odd.jsonl': lineOf(saying('of a hidden file')),
  'empty.jsonl': '',
};

describe.skipIf(inject('python') === '')('the Spark job, with odd lines and odd files', () => {
  let output = '';
  let summary: Summary;

  beforeAll(async () => {
    output = mkdtempSync(join(tmpdir(), 'laketrace-spark-odd-'));
    const logs = join(output, 'logs');
    mkdirSync(logs);
    for (const [name, bytes] of Object.entries(BESIDE)) writeFileSync(join(logs, name), bytes);
    const half =
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"half \\ud83d pair"}},{"body":{"stringValue":"beside"}}]}]}]}';
    writeFileSync(join(logs, 'odd.jsonl'), [...ODD_LINES, ...MISTYPED, half, ''].join('\n'));
    const invalid = Buffer.from(lineOf(saying('invalid ~ byte'))).map((byte) => (byte === 0x7e ? 0xff : byte));
    writeFileSync(join(logs, 'invalid.jsonl'), invalid);
    summary = await runJob(logs, output);
    return () => rmSync(output, { recursive: true });
  });

  const ask = (columns: string, where = 'true') =>
    rows(`SELECT ${columns} FROM ${parquetTable(join(output, 'table'))} WHERE ${where} ORDER BY body`);

  test.each(ODD_RECORDS)('all that record $body says is in the table', async (record) => {
    const columns =
      'body, service_name AS service, scope_name AS scope, attributes::JSON::VARCHAR AS attributes, time_unix_nano AS time';
    const [row, ...others] = await ask(columns, `body = '${record.body}'`);
    expect(others).toEqual([]);
    expect({ ...row, attributes: JSON.parse(String(row?.['attributes'])) }).toEqual({
      ...record,
      time: '1769860800123456789',
    });
  });

  test('a line with a value of another type is in the quarantine, whole', async () => {
    const found = await rows(`SELECT line FROM read_parquet('${output}/invalid/*.parquet')`);
    expect(found.map(({ line }) => line).sort()).toEqual(MISTYPED.toSorted());
  });

  test('what no text can have becomes another character, and costs no record', async () => {
    expect((await ask('body', "service_name = 'unknown'")).map(({ body }) => body)).toEqual([
      'beside',
      'half ? pair',
      'invalid \ufffd byte',
    ]);
  });

  test('a record without a time has none', async () => {
    const times = await ask('body, time::VARCHAR AS time, time_unix_nano AS nano', "service_name = 'unknown'");
    expect(times.map(({ time, nano }) => [time, nano])).toEqual([0, 1, 2].map(() => [null, '0']));
  });

  test('what lies beside the logs comes into no table', () => {
    expect(summary).toMatchObject({
      records: ODD_RECORDS.length + 3,
      written: ODD_RECORDS.length + 3,
      quarantined: MISTYPED.length,
    });
  });

  test('an archive that was cut short stops the job, which names it', async () => {
    const logs = temporaryDirectory();
    const whole = gzipSync(
      Array.from({ length: 5000 }, (_, i) => `${lineOf(saying(`${i} ${Math.sin(i)}`))}\n`).join(''),
    );
    writeFileSync(join(logs, 'cut.jsonl.gz'), whole.subarray(0, whole.length / 2));
    await expect(runJob(logs, temporaryDirectory())).rejects.toThrow(/cut\.jsonl\.gz/);
  });

  test('files that are written, rotated and compressed while the job runs: the next run has what is missing, each record once', async () => {
    const directory = temporaryDirectory();
    const written = temporaryDirectory();
    const writer = startWriter(directory);
    const said = { text: '' };
    writer.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said.text = text;
    });
    await vi.waitFor(() => expect(said.text).not.toBe(''), { timeout: 60_000 });
    const first = await runJob(directory, written);
    expect(first.written).toBeGreaterThan(0);
    const ended = once(writer, 'close');
    writer.stdin?.end();
    await ended;
    const count = Number(said.text.trim().split('\n').at(-1));
    const last = await runJob(directory, written);
    expect(first.written + last.written).toBe(count);
    const [row] = await rows(
      `SELECT count(*)::INT AS records, count(DISTINCT attributes['n'])::INT AS numbers FROM ${parquetTable(join(written, 'table'))}`,
    );
    expect(row).toEqual({ records: count, numbers: count });
  });
});

/** A program that logs until its standard input ends, in files of 100 KB that are compressed at once; it prints how many records it has logged. */
function startWriter(directory: string): ChildProcess {
  const writer = spawn(process.execPath, [join(import.meta.dirname, '../programs/endless-writer.ts'), directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void writer.kill('SIGKILL'));
  return writer;
}
