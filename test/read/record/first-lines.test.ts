// What a file holds is said by its first lines: one of other looks among them, or behind them, costs none.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logfmt, tailLogRecords, template, text } from '../../../src/index.ts';
import { inProcess } from '../../cli/run-command.ts';
import { logRecord } from '../../support/log-records.ts';
import { all, directoryOf, flatLine, readBack } from '../../support/read-records.ts';

const JSON_ERROR = 'Error: 400\n{"error":"bad request","code":7}\n    at f';
const PRETTY_ERROR = 'Error: 400\n{\n  "error": "bad request"\n}\n    at f';
const FULL_LINE = flatLine('a record of another log').trim();

/** Ten records of a template, of which the sixth is another. */
function tenRecords(pattern: string, message: string, stacktrace?: string): string {
  const encoder = template(pattern).createEncoder();
  for (let n = 0; n < 10; n++) {
    const attributes = { stage: 'load', ...(n === 5 && stacktrace && { 'exception.stacktrace': stacktrace }) };
    encoder.stage(logRecord(n === 5 ? message : `record ${n}`, { severityText: 'INFO', attributes }));
    encoder.commit();
  }
  return Buffer.from(encoder.take()).toString();
}

test.each<[pattern: string, message: string, stacktrace: string | undefined]>([
  ...['{timestamp:HH:mm:ss.SSS} {level:<8} {extra[stage]:>6} {message:.20}', '{level:<8} {message}'].flatMap(
    (pattern): [string, string, string][] => [
      [pattern, 'm', JSON_ERROR],
      [pattern, 'm', PRETTY_ERROR],
      [pattern, 'm', `Error: 400\n${FULL_LINE}\n${FULL_LINE}`],
    ],
  ),
  ['{level:>8} {message}', 'm', JSON_ERROR],
  ['{message}', '{"resourceLogs":[]}', undefined],
  ['{message}', FULL_LINE, undefined],
  ['{message}', '2026-01-01T00:00:00Z boo', undefined],
  ['{message}', 'time=2026-01-01T00:00:00Z level=INFO msg=m', undefined],
])('all ten records of %s, with %j and %j in one: all readers', async (pattern, message, stacktrace) => {
  const directory = directoryOf({ 'app.log': tenRecords(pattern, message, stacktrace) });
  const { records, problems } = await readBack(directory);
  expect([records.length, problems]).toEqual([10, []]);
  if (message !== 'm') expect(records.map((record) => record.message)[6]).toBe('record 6');
  expect(await all(tailLogRecords(directory, { lines: 100 }))).toHaveLength(10);
  const shown = await inProcess(['cat', '--format', 'json', directory]);
  expect(shown.stdout.trim().split('\n')).toHaveLength(10);
});

test('those behind the first lines are no other', async () => {
  const many = Array.from({ length: 10_000 }, (_, n) => `a record of text, number ${n}\n`);
  many.splice(20, 0, `${FULL_LINE}\n`);
  many.splice(9990, 0, `${FULL_LINE}\n`, '2026-01-01T00:00:00Z boo\n', 'time=2026-01-01T00:00:00Z msg=m\n');
  const directory = directoryOf({ 'app.log': many.join('') });
  const { records, problems } = await readBack(directory);
  expect([records.length, problems]).toEqual([10_004, []]);
  const last = await all(tailLogRecords(directory, { lines: 20 }));
  expect(last.map(({ message }) => message)).toEqual(records.slice(-20).map(({ message }) => message));
});

test('a long line behind others says the same where reading begins at the end', async () => {
  const record = (text: string): object => ({ body: { stringValue: text } });
  const line = (...logRecords: object[]): string =>
    `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })}\n`;
  const content = `printed\n${line(record('ü'.repeat(100_000)))}${line(record('last'))}`;
  const directory = directoryOf({ 'app.log': content.replaceAll('printed', 'printed\ntwice') });
  expect((await readBack(directory)).messages.at(-1)).toBe('last');
  expect((await all(tailLogRecords(directory, { lines: 1 }))).map(({ message }) => message)).toEqual(['last']);
});

test('what a program prints before its lines of JSON, logfmt or text is a record', async () => {
  const printed = '> app@1.0.0 start\n> node app.js\n';
  const text3 = [1, 2, 3].map((n) => `2026-01-01T00:00:0${n}Z INFO m\nTraceback\nValueError: x\n`).join('');
  const pairs = 'time=2026-01-01T00:00:00Z level=info msg=m\n';
  const read = async (content: string, name = 'app.log') => {
    const { messages, problems } = await readBack(join(directoryOf({ [name]: content }), name));
    return [messages.length, problems.map(({ line }) => line)];
  };
  const otlp = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{},{},{}]}]}]}\n`;
  expect(await read(printed + otlp)).toEqual([5, []]);
  expect(await read(printed + flatLine('one'))).toEqual([3, []]);
  expect(await read(printed + '{"x":1}\n'.repeat(5))).toEqual([7, []]);
  expect(await read(printed + flatLine('one'), 'app.jsonl')).toEqual([3, []]);
  expect(await read(printed + pairs)).toEqual([3, []]);
  expect(await read(printed + text3)).toEqual([4, []]);
  // Few among many lines of text are text.
  expect(await read(printed.repeat(5) + flatLine('one'))).toEqual([11, []]);
});

test.each(['# a header', '# a header\nof two lines', 'any text', 'any text\n  of two lines'])(
  'the header %j of our own files is neither',
  async (header) => {
    for (const format of [text(), logfmt()]) {
      const encoder = format.createEncoder();
      encoder.stage(logRecord('one'));
      encoder.commit();
      const { messages, problems } = await readBack(
        directoryOf({ 'app.log': `${header}\n${Buffer.from(encoder.take()).toString()}` }),
      );
      expect([messages, problems]).toEqual([['one'], []]);
    }
  },
);

test('a record of JSON among text without times has its level and time; all else there is text', async () => {
  const others = ['   at stack', '{broken', '[1,2]', '"str"', '42', 'null', 'true', '{"x":1}', `{${'x'.repeat(9000)}}`];
  const content = `${'starting up\n'.repeat(10)}${flatLine('one')}${others.join('\n')}\n${flatLine('two', 1)}`;
  const { records, problems } = await readBack(directoryOf({ 'app.log': content }));
  expect(problems).toEqual([]);
  expect(records.filter(({ level }) => level === 'INFO').map(({ message }) => message)).toEqual(['one', 'two']);
  expect(records.map(({ message }) => message)).toEqual([...Array(10).fill('starting up'), 'one', ...others, 'two']);
});
