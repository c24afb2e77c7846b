// The last records: over files of all kinds and formats, from the end backwards.
import { appendFileSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readLogRecords, type TailLogRecordsOptions, tailLogRecords, text } from '../../src/index.ts';
import { logRecord } from '../support/log-records.ts';
import { all, directoryOf, flatLine } from '../support/read-records.ts';

const stamp = (second: number): string =>
  new Date(Date.UTC(2026, 0, 31, 12, 0, 0, second * 1000)).toISOString().replaceAll(':', '-');
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => flatLine(`record ${from + n}`, from + n)).join('');
const range = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => `record ${from + n}`);

async function tail(paths: string | string[], options: TailLogRecordsOptions = {}): Promise<string[]> {
  return (await all(tailLogRecords(paths, options))).map(({ message }) => message);
}

test('ten by default, of the active file, then of finished ones, compressed or not', async () => {
  const directory = directoryOf({
    [`app.${stamp(100)}.jsonl.gz`]: gzipSync(lines(0, 100)),
    [`app.${stamp(150)}.jsonl`]: lines(100, 150),
    'app.jsonl': lines(150, 155),
  });
  expect(await tail(directory)).toEqual(range(145, 155));
  expect(await tail(directory, { lines: 3 })).toEqual(range(152, 155));
  expect(await tail(directory, { lines: 70 })).toEqual(range(85, 155));
  expect(await tail(directory, { lines: 1000 })).toEqual(range(0, 155));
  expect(await tail(directory, { lines: 0 })).toEqual([]);
  const filter = ({ message }: { message: string }): boolean => message.endsWith('5');
  expect(await tail(directory, { lines: 3, filter })).toEqual(['record 125', 'record 135', 'record 145']);
});

test('of several processes the last by time', async () => {
  const directory = directoryOf({
    'app.jsonl': lines(0, 50),
    'app.7.jsonl': lines(20, 30),
    [`app.${stamp(48)}.jsonl`]: lines(40, 48),
  });
  expect(await tail(directory, { lines: 6 })).toEqual([46, 46, 47, 47, 48, 49].map((n) => `record ${n}`));
});

test('long lines, empty ones, a last line without its end, a byte order mark', async () => {
  const long = 'ü'.repeat(300_000);
  const directory = directoryOf({
    'app.jsonl': `\ufeff${lines(0, 10)}${flatLine(long, 20)}\r\n\n${flatLine('last', 21).trimEnd()}`,
  });
  expect(await tail(directory, { lines: 3 })).toEqual(['record 9', long, 'last']);
  expect(await tail(directory, { lines: 100 })).toEqual([...range(0, 10), long, 'last']);
});

test('text whose records take several lines', async () => {
  const encoder = text().createEncoder();
  for (let n = 0; n < 3000; n++) {
    const stack = `TypeError: boom\n${'    at f (file.js:1:1)\n'.repeat(30)}`.trimEnd();
    encoder.stage(
      logRecord(`record ${n}`, {
        hrTime: [1_769_860_800 + n, 0],
        attributes: { 'exception.type': 'TypeError', 'exception.message': 'boom', 'exception.stacktrace': stack },
      }),
    );
    encoder.commit();
  }
  const directory = directoryOf({ 'app.log': encoder.take() });
  const last = await all(tailLogRecords(directory, { lines: 500 }));
  expect(last.map(({ message }) => message)).toEqual(range(2500, 3000));
  expect(last.every(({ exception }) => exception?.traceback.split('\n').length === 31)).toBe(true);
});

test('of a large file only the end is read', async () => {
  const directory = directoryOf({ 'app.jsonl': lines(0, 100) });
  // Five gibibytes of nothing, which take no room, and then the end.
  const file = openSync(join(directory, 'app.jsonl'), 'r+');
  writeSync(file, `\n${lines(100, 110)}`, 5 * 1024 ** 3);
  const read: number[] = [];
  const onProgress = ({ bytes }: { bytes: number }) => void read.push(bytes);
  expect((await all(tailLogRecords(directory, { lines: 5, onProgress }))).map(({ message }) => message)).toEqual(
    range(105, 110),
  );
  expect(Math.max(...read)).toBeLessThan(1024 * 1024);
});

test('what is cut by a rotation of UTF-16 is read from the front', async () => {
  const directory = directoryOf({ 'app.jsonl': Buffer.from(`\ufeff${lines(0, 50)}`, 'utf16le') });
  expect(await tail(directory, { lines: 2 })).toEqual(range(48, 50));
  appendFileSync(join(directory, 'app.jsonl'), Buffer.from(lines(50, 51), 'utf16le'));
  expect(await tail(directory, { lines: 2 })).toEqual(range(49, 51));
});

test.each<[name: string, files: Record<string, string | Uint8Array>]>([
  ['a file that is written', { 'app.jsonl': lines(0, 50_000) }],
  ['an archive', { [`app.${stamp(50_000)}.jsonl.gz`]: gzipSync(lines(0, 50_000)) }],
])('once it is aborted, no more is read of %s, whether anything is wanted of it or not', async (_, files) => {
  const directory = directoryOf(files);
  for (const read of [tailLogRecords, readLogRecords]) {
    const stop = new AbortController();
    let asked = 0;
    const filter = (): boolean => {
      if (++asked === 1) stop.abort();
      return false;
    };
    await expect(all(read(directory, { filter, signal: stop.signal }))).rejects.toThrow(/aborted/);
    expect(asked).toBeLessThan(25_000);
  }
});
