// Zeros in the middle of logs, as a crash of the machine leaves them: told once, and all lines that they do not touch are read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { tailLogRecords } from '../../src/index.ts';
import { sortOut } from '../../src/query/native-files.ts';
import { all, directoryOf, flatLine, readBack } from '../support/read-records.ts';
import { seededNoise } from '../support/seed.ts';

const LINES = 40;
const second = (n: number): string => `2026-01-31T12:00:${String(n).padStart(2, '0')}`;
const otlp = (n: number): string =>
  JSON.stringify({
    resourceLogs: [
      {
        scopeLogs: [
          { logRecords: [{ timeUnixNano: `${1769860800 + n}000000000`, body: { stringValue: `message ${n}.` } }] },
        ],
      },
    ],
  });

const FORMATS: readonly (readonly [string, string, (n: number) => string])[] = [
  ['flat JSON', 'app.jsonl', (n) => flatLine(`message ${n}.`, n).trimEnd()],
  ['JSON under another name', 'app.log', (n) => flatLine(`message ${n}.`, n).trimEnd()],
  ['OTLP/JSON', 'app.jsonl', otlp],
  ['our template', 'app.log', (n) => `${second(n)}.000Z | INFO     | app | message ${n}.`],
  ['logfmt', 'app.log', (n) => `time=${second(n)}Z level=info msg="message ${n}."`],
  ['text with times', 'app.log', (n) => `${second(n)} INFO message ${n}.`],
  ['syslog', 'app.log', (n) => `Jan 31 12:00:${String(n).padStart(2, '0')} host app[7]: message ${n}.`],
  ['text', 'app.log', (n) => `message ${n}. of no time`],
];

/** The numbers of messages in records; what a cut one holds as well counts too. */
const numbersIn = (messages: readonly string[]): number[] =>
  messages.flatMap((message) => [...message.matchAll(/message (\d+)\./g)].map(([, n]) => Number(n)));

describe.each(FORMATS)('%s', (_format, name, lineOf) => {
  const lines = Array.from({ length: LINES }, (_, n) => lineOf(n));
  const text = Buffer.from(`${lines.join('\n')}\n`);
  const noise = seededNoise(4096, `holes ${_format}`);
  let drawn = 0;
  const random = (): number => noise.readUInt32LE(4 * drawn++) / 2 ** 32;

  test('a hole at any place, of any length', async () => {
    for (let round = 0; round < 40; round++) {
      // Most of them within the bytes by which a file is known.
      const from = Math.floor(random() * (round % 4 === 0 ? text.length - 1 : 500));
      const length = 1 + Math.floor(random() * 10 ** (1 + Math.floor(random() * 3)));
      const bytes = Buffer.from(text).fill(0, from, Math.min(text.length, from + length));
      const directory = directoryOf({ [name]: bytes });
      const { messages, problems } = await readBack(directory);
      const whole: number[] = [];
      for (let at = 0, n = 0; n < LINES; at += (lines[n++] as string).length + 1) {
        const end = at + (lines[n] as string).length;
        if (end < from || at > from + length) whole.push(n);
      }
      const what = `${from}, ${length}`;
      expect(
        problems.map(({ kind }) => kind),
        what,
      ).toEqual(['line']);
      const found = numbersIn(messages);
      expect(
        found.filter((n) => whole.includes(n)),
        what,
      ).toEqual(whole);
      const last = await all(tailLogRecords(directory, { lines: 2 * LINES, onProblem: () => undefined }));
      expect(
        last.map(({ message }) => message),
        what,
      ).toEqual(messages);
      expect((await sortOut([join(directory, name)])).native, what).toEqual([]);
    }
  });
});

test('of a line with whole records around the zeros both are read', async () => {
  const [a, b] = [`${'\n'.repeat(600)}${flatLine('a').trimEnd()}`, flatLine('b', 1)];
  for (const content of [`${a}\0\0\0${b}`, `${a}\0\0"rows":{"x":1}}\0${b}`]) {
    const { messages, problems } = await readBack(directoryOf({ 'app.jsonl': content }));
    expect(messages).toEqual(['a', 'b']);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^no JSON: it holds \d zero bytes$/),
    ]);
  }
});

describe('what is no text stays refused', () => {
  const utf = 'message one\nmessage two\n';
  const utf32 = (text: string): Buffer => Buffer.from([...text].flatMap((c) => [c.charCodeAt(0), 0, 0, 0]));
  const sqlite = (): Buffer => {
    const path = join(directoryOf({}), 'a.db');
    const database = new DatabaseSync(path);
    database.exec('create table t (a text)');
    database.close();
    return readFileSync(path);
  };
  const tar = (): Buffer => {
    const header = Buffer.alloc(512);
    for (const [at, field] of [
      [0, 'app.log'],
      [100, '0000644'],
      [108, '0001750'],
      [124, '00000000100'],
      [257, 'ustar  '],
    ] as const)
      header.write(field, at);
    return Buffer.concat([header, Buffer.from(utf.repeat(40))]);
  };
  const noise = (): Buffer => seededNoise(4096, 'no text').fill(0, 100, 104);
  test.each([
    ['a program', () => readFileSync(process.execPath).subarray(0, 100_000)],
    ['a picture', () => readFileSync(join(import.meta.dirname, '../../docs/report.png'))],
    ['a database', sqlite],
    ['an archive of tar', tar],
    ['random bytes', noise],
    ['the rest of a gzip', () => gzipSync(noise()).subarray(20).fill(0, 50, 60)],
    ['UTF-32', () => utf32(utf)],
    ['UTF-32 of one letter', () => utf32('a\n')],
    ['a little UTF-16', () => Buffer.from('hi\n', 'utf16le')],
    ['zeros alone', () => Buffer.alloc(100_000)],
  ])('%s', async (_what, content) => {
    const directory = directoryOf({ 'app.log': content() });
    const { messages, problems } = await readBack(directory);
    expect([messages, problems.map(({ kind }) => kind)]).toEqual([[], ['no-log']]);
    const last: string[] = [];
    for await (const { message } of tailLogRecords(directory, { onProblem: ({ kind }) => last.push(kind) }))
      last.push(message);
    expect(last).toEqual(['no-log']);
  });
});
