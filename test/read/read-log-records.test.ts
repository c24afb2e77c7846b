// What was written is read back: every format, every codec.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import type { FormatOption } from '../../src/format/named-formats.ts';
import { flatJson, RotatingFileLogRecordExporter } from '../../src/index.ts';
import { logRecord } from '../support/log-records.ts';
import { directoryOf, readBack } from '../support/read-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const SPAN = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags: 1 };

const RECORDS: readonly ReadableLogRecord[] = Array.from({ length: 60 }, (_, n) =>
  logRecord(`record ${n} = "quoted" | [bar] ünï 🦄`, {
    hrTime: [1_769_860_800 + n, 123_000_000],
    severityNumber: n % 2 === 0 ? 9 : 17,
    severityText: n % 2 === 0 ? 'INFO' : 'ERROR',
    attributes: {
      stage: 'load',
      rows: n,
      ratio: 0.5,
      ok: true,
      ...(n % 7 === 0 && {
        'exception.type': 'TypeError',
        'exception.message': 'boom',
        'exception.stacktrace': 'TypeError: boom\n    at main (file.js:1:1)',
      }),
    },
    ...(n % 3 === 0 && { spanContext: SPAN }),
  }),
);

async function write(options: ConstructorParameters<typeof RotatingFileLogRecordExporter>[0]): Promise<string> {
  const directory = temporaryDirectory();
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', ...options });
  for (const record of RECORDS) exporter.append(record as never);
  await exporter.shutdown();
  return directory;
}

const FORMATS: Readonly<Record<string, FormatOption>> = {
  otlp: 'otlp',
  json: 'json',
  'full json': flatJson({ serialize: true }),
  'renamed json': flatJson({ rename: { timestamp: '@timestamp', level: 'severity', message: 'msg' } }),
  'strangely renamed json': flatJson({ rename: { timestamp: 'wann', level: 'wie', message: 'was' } }),
  text: 'text',
  logfmt: 'logfmt',
  ecs: 'ecs',
};

// A thread for each file of bzip2 takes long: one format has it.
describe.each(Object.entries(FORMATS))('%s', (name, format) => {
  test.each(
    name === 'otlp' ? ([undefined, 'gzip', 'zstd', 'bz2', 'zip'] as const) : ([undefined, 'gzip', 'zip'] as const),
  )('in %s, rotated', async (compression) => {
    const directory = await write({ format, rotation: '4 KB', ...(compression !== undefined && { compression }) });
    const { records, problems } = await readBack(directory);
    expect(problems).toEqual([]);
    expect(records.map(({ message }) => message)).toEqual(RECORDS.map(({ body }) => body));
    expect(records.map(({ level }) => level)).toEqual(RECORDS.map(({ severityText }) => severityText));
    expect(records.map(({ timestamp }) => timestamp).slice(0, 2)).toEqual([
      '2026-01-31T12:00:00.123Z',
      '2026-01-31T12:00:01.123Z',
    ]);
    const [first] = records;
    expect(first?.traceId).toBe(SPAN.traceId);
    expect(first?.loggerName).toBe('test');
    expect(first?.exception).toEqual({
      type: 'TypeError',
      value: 'boom',
      traceback: 'TypeError: boom\n    at main (file.js:1:1)',
    });
    const values = { stage: 'load', rows: 1, ratio: 0.5, ok: true };
    const isText = name === 'logfmt' || name === 'ecs';
    expect(records[1]?.extra).toMatchObject(isText ? { stage: 'load', rows: '1', ratio: '0.5', ok: 'true' } : values);
  });
});

test('a logger is one, though the first lines of its file had none', async () => {
  const lines = [
    '{"level":"info","ts":1769860800.5,"msg":"of nobody"}',
    '{"level":"info","ts":1769860801.5,"logger":"http","msg":"of one"}',
    '{"level":"info","ts":1769860802.5,"logger":"http","msg":"of one again"}',
  ];
  const { records } = await readBack(directoryOf({ 'app.jsonl': lines.join('\n') }));
  expect(records.map(({ loggerName, extra }) => [loggerName, extra])).toEqual([
    ['', {}],
    ['http', {}],
    ['http', {}],
  ]);
});
