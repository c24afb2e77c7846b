// Records of several files come in the order of time, however many files there are; the options choose among them.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  ConfigurationError,
  filters,
  type ReadLogRecordsOptions,
  type ReadProgress,
  readLogRecords,
  tailLogRecords,
} from '../../src/index.ts';
import { all, directoryOf, flatLine, readBack } from '../support/read-records.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 31, 12, 0, 0, second * 1000)).toISOString();
const stamp = (second: number): string => at(second).replaceAll(':', '-');

/** Files of some processes that were rotated at the same time, each with records that are interleaved with those of the others. */
function processes(count: number, files: number, perFile: number): string {
  const directory = directoryOf({});
  for (let file = 0; file < files; file++) {
    for (let process = 0; process < count; process++) {
      const from = file * perFile;
      const lines = Array.from({ length: perFile }, (_, n) =>
        flatLine(`${process}-${from + n}`, from + n + process / count),
      );
      const name = `app.${stamp(from + perFile + process / 1000)}.jsonl`;
      const text = lines.join('');
      writeFileSync(
        join(directory, process % 2 === 0 ? `${name}.gz` : name),
        process % 2 === 0 ? gzipSync(text) : text,
      );
    }
  }
  return directory;
}

test.each([
  [5, 20],
  [8, 1],
])('rotated files of several processes: %i, of %i files each', async (count, files) => {
  const { messages, problems } = await readBack(processes(count, files, 30));
  expect(problems).toEqual([]);
  const expected = Array.from({ length: files * 30 * count }, (_, n) => `${n % count}-${Math.floor(n / count)}`);
  expect(messages).toEqual(expected);
});

test('a log whose records are of one millisecond: in the order of its files, whatever the order of the directory', async () => {
  const files = [
    ...Array.from({ length: 8 }, (_, n) => `app.${stamp(n / 1000)}.jsonl`),
    ...Array.from({ length: 11 }, (_, n) => `app.${stamp(0.007)}.${n + 1}.jsonl`),
    'app.jsonl',
  ];
  const messages = files.map((_, n) => `record ${n}`);
  const named = files.map((name, n): [string, string] => [name, flatLine(`record ${n}`, 0)]);
  for (const order of [named, named.toReversed()]) {
    const directory = directoryOf(Object.fromEntries(order));
    expect((await readBack(directory)).messages).toEqual(messages);
    expect((await readBack(join(directory, '*.jsonl'))).messages).toEqual(messages);
    const last = await all(tailLogRecords(directory, { lines: 5 }));
    expect(last.map(({ message }) => message)).toEqual(messages.slice(-5));
  }
});

test('logs that another program numbers, the oldest highest', async () => {
  const files = ['app.log.10', 'app.log.2', 'app.log.1', 'app.log'];
  const directory = directoryOf(Object.fromEntries(files.map((name, n) => [name, flatLine(`record ${n}`, 0)])));
  expect((await readBack(directory)).messages).toEqual(files.map((_, n) => `record ${n}`));
});

test('more files that may be written than are open at once, none of which overlap: in the order of time', async () => {
  const order = Array.from({ length: 600 }, (_, n) => (n * 7) % 600);
  const directory = directoryOf(Object.fromEntries(order.map((at, n) => [`app.${n}.jsonl`, flatLine(`m${at}`, at)])));
  const { messages } = await readBack(directory);
  expect(messages).toEqual(Array.from(order, (_, at) => `m${at}`));
});

test('more files that overlap than are open at once: each record once', async () => {
  const directory = processes(300, 1, 5);
  const { messages, problems } = await readBack(directory);
  expect(problems).toEqual([]);
  expect(messages.length).toBe(1500);
  expect(new Set(messages).size).toBe(1500);
});

describe('options', () => {
  const directory = (): string =>
    directoryOf({
      [`app.${stamp(3)}.jsonl`]: [0, 1, 2].map((n) => flatLine(`record ${n}`, n, n === 1 ? 'ERROR' : 'INFO')).join(''),
      'app.jsonl': [3, 4, 5].map((n) => flatLine(`record ${n}`, n, n === 5 ? 'WARN' : 'DEBUG')).join(''),
    });
  const numbers = async (options: ReadLogRecordsOptions): Promise<number[]> =>
    (await readBack(directory(), options)).messages.map((message) => Number(message.slice('record '.length)));

  test('from and to, in all forms', async () => {
    expect(await numbers({ from: at(2), to: at(4) })).toEqual([2, 3]);
    expect(await numbers({ from: new Date(at(4)) })).toEqual([4, 5]);
    expect(await numbers({ to: Date.parse(at(1)) })).toEqual([0]);
    expect(await numbers({ from: '1 h' })).toEqual([]);
    expect(await numbers({ from: '2026-01-31' })).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('minimumSeverity, filter, limit', async () => {
    expect(await numbers({ minimumSeverity: 'INFO' })).toEqual([0, 1, 2, 5]);
    expect(await numbers({ minimumSeverity: 13 })).toEqual([1, 5]);
    expect(await numbers({ filter: ({ message }) => message.endsWith('3') })).toEqual([3]);
    expect(await numbers({ filter: [({ source }) => source.line > 1, filters.sample(1)] })).toEqual([1, 2, 4, 5]);
    expect(await numbers({ limit: 2, minimumSeverity: 'INFO' })).toEqual([0, 1]);
    expect(await numbers({ limit: 0 })).toEqual([]);
  });

  test('what a filter throws ends the reading', async () => {
    const filter = (): boolean => {
      throw new RangeError('no');
    };
    await expect(all(readLogRecords(directory(), { filter }))).rejects.toThrow(RangeError);
  });

  test('a file is not even opened that was finished a day before', async () => {
    const old = directoryOf({ [`app.${stamp(3)}.jsonl`]: 'oops\n', 'app.jsonl': flatLine('new', 200_000) });
    const { messages, problems } = await readBack(old, { from: at(100_000) });
    expect([messages, problems]).toEqual([['new'], []]);
  });

  test('signal: before, and between two records', async () => {
    await expect(all(readLogRecords(directory(), { signal: AbortSignal.abort() }))).rejects.toThrow(/abort/);
    const stop = new AbortController();
    const messages: string[] = [];
    const reading = (async () => {
      for await (const { message } of readLogRecords(directory(), { signal: stop.signal, follow: true })) {
        messages.push(message);
        if (messages.length === 6) stop.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(messages.length).toBe(6);
  });

  test('progress: all bytes in the end', async () => {
    const told: ReadProgress[] = [];
    await readBack(processes(3, 10, 20), { onProgress: (progress) => told.push(progress) });
    const last = told.at(-1);
    expect(last?.files).toBe(30);
    expect(last?.bytes).toBe(last?.totalBytes);
    expect(last?.bytes).toBeGreaterThan(1000);
  });

  test('progress: files, whether they are few or many', async () => {
    for (const [count, rotated] of [
      [1, 1],
      [1, 4],
      [2, 10],
    ] as const) {
      const directory = processes(count, rotated, 3);
      writeFileSync(join(directory, 'app.jsonl'), flatLine('active'));
      const told: ReadProgress[] = [];
      await readBack(directory, { onProgress: (progress) => told.push(progress) });
      const { files, bytes, totalBytes } = told.at(-1) as ReadProgress;
      expect([files, bytes]).toEqual([readdirSync(directory).length, totalBytes]);
    }
  });

  test('each iteration is a reading of its own, and one that is left closes its files', async () => {
    const records = readLogRecords(directory());
    for await (const { message } of records) {
      expect(message).toBe('record 0');
      break;
    }
    expect((await all(records)).length).toBe(6);
  });

  test.each([
    [{ form: 1 }, /form/],
    [{ from: 'yesterday' }, /^from: "yesterday" is not accepted/],
    [{ to: Number.NaN }, /^to: NaN/],
    [{ minimumSeverity: 'LOUD' }, /^minimumSeverity/],
    [{ filter: ['x'] }, /^filter\[0\]/],
    [{ limit: -1 }, /^limit/],
    [{ follow: 'yes' }, /^follow/],
    [{ onProblem: 5 }, /^onProblem/],
    [{ signal: {} }, /^signal/],
    [{ lines: 5 }, /lines/],
  ])('%j is refused at once', (options, message) => {
    expect(() => readLogRecords('logs', options as never)).toThrow(ConfigurationError);
    expect(() => readLogRecords('logs', options as never)).toThrow(message);
  });

  test.each([[''], [[]], [[5]], [undefined]])('%j are no paths', (paths) => {
    expect(() => readLogRecords(paths as never)).toThrow(/^paths: /);
  });
});
