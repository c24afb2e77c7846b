// The table macro for DuckDB over files that are damaged, of foreign writers, there twice, or very many: what can be read is there, and once.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { connect, type Row, rows } from './duckdb.ts';
import { ODD_LINES, ODD_RECORDS } from './odd-lines.ts';

const lineOf = (...logRecords: unknown[]): string =>
  `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })}\n`;
const saying = (stringValue: string): string => lineOf({ body: { stringValue } });
const attribute = (key: string, value: unknown): object => ({ key, value });

/** What the macro finds in a directory with these files, in the order of its bodies. */
async function found(
  files: Readonly<Record<string, string | Buffer>>,
  columns: string,
  macro = 'laketrace',
): Promise<Row[]> {
  const directory = temporaryDirectory();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory, name), bytes);
  return rows(await connect(), `SELECT ${columns} FROM ${macro}('${directory}') ORDER BY body`);
}

const bodies = async (files: Readonly<Record<string, string | Buffer>>, macro?: string): Promise<unknown[]> =>
  (await found(files, 'body', macro)).map(({ body }) => body);

describe('records of foreign writers', () => {
  test('of a name that is there twice the last value counts, and the other names and records stay', async () => {
    const twice = ['old', 'new'].map((stringValue) => attribute('twice', { stringValue }));
    const line = lineOf(
      { body: { stringValue: 'a' }, attributes: [...twice, attribute('once', { intValue: '1' })] },
      { body: { stringValue: 'b' }, attributes: [attribute('only', { boolValue: true })] },
    );
    expect(await found({ 'a.jsonl': line }, 'attributes::JSON::VARCHAR AS attributes')).toEqual([
      { attributes: '{"twice":"new","once":"1"}' },
      { attributes: '{"only":"true"}' },
    ]);
  });

  test('attributes without a name, without a value, or that are none, and records without any', async () => {
    const odd = [
      { value: { stringValue: 'x' } },
      attribute('none', null),
      attribute('empty', {}),
      { key: 'bare' },
      5,
      null,
    ];
    const line = lineOf(
      { body: { stringValue: 'a' }, attributes: odd },
      { body: { stringValue: 'b' }, attributes: 'text' },
      { body: { stringValue: 'c' } },
    );
    expect(await found({ 'a.jsonl': line }, 'attributes::JSON::VARCHAR AS attributes')).toEqual([
      { attributes: '{"none":null,"empty":null,"bare":null}' },
      { attributes: '{}' },
      { attributes: '{}' },
    ]);
  });

  test('times that are none, and the edges of 64 bits', async () => {
    const times = ['9223372036854775807', '-9223372036854775808', '99999999999999999999', 'abc', 1, '2'];
    const records = times.map((timeUnixNano, i) => ({ body: { stringValue: String(i) }, timeUnixNano }));
    const observed = { body: { stringValue: '6' }, timeUnixNano: '0', observedTimeUnixNano: '3000' };
    // Every time can be asked for, also in microseconds.
    const microseconds = await found(
      { 'a.jsonl': lineOf(...records, observed) },
      'epoch_ns(time)::INT AS ns, epoch_us(time)::INT AS us',
    );
    expect(microseconds.map(({ ns }) => ns)).toEqual([null, null, null, null, 1, 2, 3000]);
  });

  test('lines that end in CR LF, and a byte order mark', async () => {
    const text = `\ufeff${saying('a')}${saying('b')}`.replaceAll('\n', '\r\n') + saying('c');
    expect(await bodies({ 'a.jsonl': text })).toEqual(['a', 'b', 'c']);
  });
});

describe('damage', () => {
  test('half lines, lines that are no JSON, and JSON that is no log give no row, and cost no other line its rows', async () => {
    const broken = [
      '{"resourceLogs":[{"scope',
      'no JSON',
      '[]',
      '5',
      'null',
      '',
      '{"resourceSpans":[]}',
      '{"resourceLogs":"a"}',
    ];
    const lines = [...broken, '{"resourceLogs":[5,null,"x",[]]}', '\u0001', '"\u0000"'].map(
      (line, i) => `${line}\n${saying(String(i))}`,
    );
    expect(await bodies({ 'a.jsonl': lines.join('') })).toEqual(lines.map((_, i) => String(i)).sort());
  });

  test('invalid UTF-8 costs its own line alone', async () => {
    const invalid = Buffer.from(saying('x~')).map((byte) => (byte === 0x7e ? 0xff : byte));
    const bytes = Buffer.concat([Buffer.from(saying('a')), invalid, Buffer.from(saying('b'))]);
    expect(await bodies({ 'a.jsonl': bytes })).toEqual(['a', 'b']);
  });

  test('half of a surrogate pair is U+FFFD, and the other records of its line are there', async () => {
    const directory = temporaryDirectory();
    const processor = new LakeTraceLogRecordProcessor({ file: { directory, name: 'app' }, redaction: false });
    const logger = new LoggerProvider({ processors: [processor] }).getLogger('test');
    // A text that was cut within an emoji.
    for (const body of ['a', 'b \u{1f600}'.slice(0, -1), 'c \u{1f600}', 'd \\ud83d'])
      logger.emit({ severityNumber: 9, body });
    await processor.shutdown();
    const all = await rows(await connect(), `SELECT body FROM laketrace('${directory}') ORDER BY body`);
    expect(all.map(({ body }) => body)).toEqual(['a', 'b \ufffd', 'c \u{1f600}', 'd \\ufffd']);
  });

  test('empty files, and archives that were cut short: their whole lines are there', async () => {
    // Text that does not compress well, so that half of the archive has some of the lines.
    const many = Array.from({ length: 5000 }, (_, i) => saying(`${i} ${Math.sin(i)}`)).join('');
    const half = (archive: Buffer): Buffer => archive.subarray(0, archive.length / 2);
    const files = {
      'a.jsonl.gz': half(gzipSync(many)),
      'b.jsonl.zst': half(zstdCompressSync(many)),
      'c.jsonl': '',
      'd.jsonl': saying('whole'),
    };
    const all = await bodies(files);
    expect(all).toContain('whole');
    expect(all.filter((body) => body === `0 ${Math.sin(0)}`)).toHaveLength(2);
    expect(all.length).toBeLessThan(10_000);
  });

  test('a file that is named .gz and is none stops the query, which names it', async () => {
    await expect(bodies({ 'a.jsonl.gz': 'no archive', 'b.jsonl': saying('b') })).rejects.toThrow(/a\.jsonl\.gz/);
  });
});

test('a file beside its archive: laketrace_distinct has each record with an id once, and all without', async () => {
  const uid = (stringValue: string) => [attribute('log.record.uid', { stringValue })];
  const text = lineOf(
    { body: { stringValue: 'a' }, attributes: uid('1') },
    { body: { stringValue: 'a' }, attributes: uid('2') },
    { body: { stringValue: 'no id' } },
  );
  const files = { 'a.jsonl': text, 'a.jsonl.gz': gzipSync(text) };
  expect(await bodies(files)).toEqual(['a', 'a', 'a', 'a', 'no id', 'no id']);
  expect(await bodies(files, 'laketrace_distinct')).toEqual(['a', 'a', 'no id', 'no id']);
});

test('a directory of 2,000 files, and what lies beside them', async () => {
  const directory = temporaryDirectory();
  for (let i = 0; i < 2000; i++) writeFileSync(join(directory, `app.${i}.jsonl.gz`), gzipSync(saying(String(i))));
  for (const name of ['app.jsonl.torn', '.app.jsonl.1.lock', 'app.jsonl.gz.tmp', 'app.jsonl.bz2'])
    writeFileSync(join(directory, name), saying('no'));
  mkdirSync(join(directory, 'quarantine'));
  const [row] = await rows(
    await connect(),
    `SELECT count(DISTINCT body)::INT AS bodies, count(*)::INT AS records FROM laketrace('${directory}')`,
  );
  expect(row).toEqual({ bodies: 2000, records: 2000 });
});

test('all that OTLP allows is in the table: edges of 64 bits, deep values, several resources and scopes a line, fields of later versions', async () => {
  const columns = `body, service_name AS service, scope, attributes::JSON::VARCHAR AS attributes, resource::JSON::VARCHAR AS resource, epoch_ns(time)::VARCHAR AS time`;
  const all = await found({ 'a.jsonl': `${ODD_LINES.join('\n')}\n` }, columns);
  const read = all.map((row) => ({ ...row, attributes: JSON.parse(String(row['attributes'])) }));
  const rest = ({ service }: { service: string }) => ({
    resource: JSON.stringify({ 'service.name': service }),
    time: '1769860800123456789',
  });
  expect(read).toEqual(ODD_RECORDS.map((record) => ({ ...record, ...rest(record) })));
});
