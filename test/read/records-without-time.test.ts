// Records without a time: whatever is written of them claims none, it is read back as none, and no range of time has them.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ecs, flatJson, type LogRecordFormat, logfmt, otlpJson, template, text } from '../../src/index.ts';
import { inProcess } from '../cli/run-command.ts';
import { logRecord } from '../support/log-records.ts';
import { directoryOf, readBack } from '../support/read-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const NONE: [number, number] = [0, 0];

function linesOf(format: LogRecordFormat): string {
  const encoder = format.createEncoder();
  for (const message of ['first', 'second']) {
    encoder.stage(logRecord(message, { hrTime: NONE, hrTimeObserved: NONE, attributes: { stage: 'load' } }));
    encoder.commit();
  }
  return Buffer.from(encoder.take()).toString();
}

test.each<[string, LogRecordFormat, string]>([
  ['otlp', otlpJson(), 'app.jsonl'],
  ['flat', flatJson(), 'app.jsonl'],
  ['full flat', flatJson({ serialize: true }), 'app.jsonl'],
  ['ecs', ecs(), 'app.jsonl'],
  ['text', text(), 'app.log'],
  ['text in another zone', text({ timeZone: 'Asia/Tokyo' }), 'app.log'],
  ['logfmt', logfmt(), 'app.log'],
  ['a template', template('{level} {timestamp:YYYY} {message}'), 'app.log'],
])('%s', async (name, format, file) => {
  const written = linesOf(format);
  expect(written).not.toContain('1970');
  const { records, problems } = await readBack(directoryOf({ [file]: written }));
  expect(problems).toEqual([]);
  const { hrTime } = records[0] ?? {};
  expect([records.length, hrTime, records[0]?.timestamp]).toEqual([2, NONE, '']);
  expect(Number.isNaN(records[0]?.time.getTime())).toBe(true);
  if (name !== 'a template') expect(records.map(({ message }) => message)).toEqual(['first', 'second']);
});

describe('the command', () => {
  const plain = [
    '{"level":"INFO","message":"no time"}',
    '{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"noon"}',
  ];
  const logs = (): string => directoryOf({ 'app.jsonl': `${plain.join('\n')}\n` });

  test('shows no time that there is not', async () => {
    const directory = logs();
    for (const as of ['pretty', 'otlp', 'flat', 'text', 'logfmt', 'ecs', 'template:{timestamp} {message}']) {
      const { code, stdout } = await inProcess(['cat', directory, '--format', as]);
      expect([as, code, stdout.includes('no time'), stdout.includes('noon')]).toEqual([as, 0, true, true]);
      expect(stdout).not.toContain('1970');
    }
    const json = await inProcess(['cat', directory, '--json']);
    expect(json.stdout).not.toContain('1970');
    expect((await inProcess(['stats', directory])).stdout).not.toContain('1970');
  });

  test('has them in no range of time', async () => {
    const directory = logs();
    for (const range of [
      ['--since', '1990-01-01'],
      ['--until', '2030-01-01'],
    ])
      expect((await inProcess(['cat', directory, '--format', 'template:{message}', ...range])).stdout).toBe('noon\n');
  });

  test('their time is NULL in SQL, and empty in CSV', async () => {
    const directory = logs();
    const sql = 'select body, time is null as none from logs order by time nulls first';
    expect((await inProcess(['query', sql, directory, '--csv'])).stdout).toBe(
      'body,none\r\nno time,true\r\nnoon,false\r\n',
    );
    const target = temporaryDirectory();
    const otlp = join(target, 'logs.jsonl');
    await inProcess(['convert', directory, '--to', 'otlp', '-o', otlp]);
    expect((await inProcess(['query', sql, otlp, '--csv'])).stdout).toContain('no time,true');
    const { code, stdout } = await inProcess(['convert', directory, '--to', 'csv']);
    expect([code, stdout.includes('1970'), stdout.includes('2026-01-31')]).toEqual([0, false, true]);
  });
});
