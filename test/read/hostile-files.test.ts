// Files that are no logs, lines that are no records, and what changes under the reader: told clearly, and all else is read.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { diag } from '@opentelemetry/api';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type ReadProblem,
  type ReadProgress,
  readLogRecords,
  type StoredLogRecord,
  tailLogRecords,
} from '../../src/index.ts';
import { diagLog } from '../processor/provider.ts';
import { eventually } from '../support/patience.ts';
import { all, directoryOf, flatLine, readBack } from '../support/read-records.ts';

const STAMP = (second: number) => `2026-01-31T12-00-${String(second).padStart(2, '0')}.000Z`;

describe('lines', () => {
  test('a broken one is told with file, line and reason, and passed over; strict throws', async () => {
    const directory = directoryOf({
      'app.jsonl': `${flatLine('a')}{"timestamp":"2026\n{]\n{"a"}\n${flatLine('b', 1)}`,
    });
    const { messages, problems } = await readBack(directory);
    expect(messages).toEqual(['a', 'b']);
    expect(problems.map(({ file, line, kind }) => [file, line, kind])).toEqual(
      [2, 3, 4].map((line) => [join(directory, 'app.jsonl'), line, 'line']),
    );
    expect(problems[0]?.message).toMatch(/no JSON/);
    const read: StoredLogRecord[] = [];
    const strict = async () => {
      for await (const record of readLogRecords(directory, { strict: true })) read.push(record);
    };
    await expect(strict()).rejects.toThrow(/app\.jsonl:2: no JSON/);
  });

  test('what onProblem throws does not end the reading, and diag hears of it once', async () => {
    const told: string[] = [];
    const silent = () => undefined;
    diag.setLogger({ error: (text) => told.push(text), warn: silent, info: silent, debug: silent, verbose: silent });
    onTestFinished(() => diag.disable());
    const directory = directoryOf({ 'app.jsonl': `${flatLine('a')}{oops\n{oops\n${flatLine('b', 1)}` });
    const onProblem = () => {
      throw new Error('no more');
    };
    expect((await all(readLogRecords(directory, { onProblem }))).map(({ message }) => message)).toEqual(['a', 'b']);
    await eventually(() => told.length > 0);
    expect(told).toEqual(['laketrace: onProblem of a reading threw no more; the reading continues']);
  });

  test('without onProblem diag is warned, once for each kind; with strict it is not', async () => {
    const told = diagLog('warn');
    const path = join(directoryOf({ 'app.jsonl': `${flatLine('a')}{oops\n{oops\n` }), 'app.jsonl');
    expect((await all(readLogRecords([path, 'nowhere']))).map(({ message }) => message)).toEqual(['a']);
    await eventually(() => told.length === 2);
    expect(told.toSorted()).toEqual([
      expect.stringMatching(/app\.jsonl:2: no JSON.*; onProblem of a reading gets all of what cannot be read$/),
      expect.stringMatching(/nowhere: .*; onProblem of a reading gets all of what cannot be read$/),
    ]);
    await expect(all(readLogRecords('nowhere', { strict: true }))).rejects.toThrow(/nowhere/);
    expect(told).toHaveLength(2);
  });

  test('of thousands of broken ones not each is told', async () => {
    const { problems } = await readBack(directoryOf({ 'app.jsonl': `${flatLine('a')}${'{oops\n'.repeat(5000)}` }));
    expect(problems.length).toBe(1001);
    expect(problems.at(-1)).toMatchObject({ line: 0, message: '4000 more lines are no records' });
  });

  test('text between lines of JSON is a record with a body alone, and counted; strict takes it, too', async () => {
    const stack = ['Error: no bank', '    at pay (shop.js:1:2)', '', '[1]', 'bye'];
    const directory = directoryOf({ 'app.jsonl': `up\n${flatLine('a')}${stack.join('\n')}\n${flatLine('b', 1)}` });
    let told: ReadProgress | undefined;
    const onProgress = (progress: ReadProgress): void => {
      told = progress;
    };
    const { records, messages, problems } = await readBack(directory, { strict: true, onProgress });
    expect([problems, told?.plainLines]).toEqual([[], 5]);
    expect(messages).toEqual(['up', 'a', 'Error: no bank', '    at pay (shop.js:1:2)', '[1]', 'bye', 'b']);
    const [plain] = records;
    expect([plain?.hrTime, plain?.attributes, plain?.severityNumber]).toEqual([[0, 0], {}, undefined]);
    const last = await all(tailLogRecords(directory, { lines: 3, strict: true }));
    expect(last.map(({ message }) => message)).toEqual(['[1]', 'bye', 'b']);
  });

  test('a header, CRLF, a byte order mark, empty lines, no line feed at the end, an empty file', async () => {
    const crlf = flatLine('crlf', 1).replace('\n', '\r\n');
    const directory = directoryOf({
      'empty.jsonl': '',
      'header.log': `# a header\n# of two lines\n2026-01-31T12:00:00.000Z header\n`,
      'crlf.jsonl': `\r\n${crlf}\r\n\n`,
      'mark.jsonl': `\ufeff${flatLine('mark', 2)}`,
      'open.jsonl': flatLine('open', 3).trimEnd(),
    });
    const { messages, problems } = await readBack(directory);
    expect(problems).toEqual([]);
    expect(messages).toEqual(['header', 'crlf', 'mark', 'open']);
  });

  test('a line of more than 64 MiB is told in the same words from the front and from the end, and nothing of it is a record', async () => {
    const long = `{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"${'x'.repeat(64 * 1024 * 1024)}"}\n`;
    const path = join(directoryOf({ 'app.jsonl': flatLine('first') + long + flatLine('last', 1) }), 'app.jsonl');
    const told: [number, string][] = [];
    const onProblem = ({ line, message }: ReadProblem): void => void told.push([line, message]);
    const read = [readLogRecords(path, { onProblem }), tailLogRecords(path, { onProblem })];
    for (const records of read)
      expect((await all(records)).map(({ message }) => message.slice(0, 9))).toEqual(['first', 'last']);
    expect(told).toEqual([
      [2, 'a line of more than 64 MiB'],
      [0, 'a line of more than 64 MiB'],
    ]);
    await expect(all(tailLogRecords(path, { strict: true }))).rejects.toThrow('more than 64 MiB');
  });

  test('UTF-16, and the encoding latin1 of the exporter', async () => {
    const text = flatLine('größer €', 0);
    const big = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    const directory = directoryOf({
      'le.jsonl': Buffer.from(`\ufeff${text}`, 'utf16le'),
      'be.jsonl': big,
      'bare.jsonl': Buffer.from(text, 'utf16le'),
      'latin1.jsonl': Buffer.from(flatLine('größer', 1), 'latin1'),
    });
    const { messages, problems } = await readBack(directory);
    expect(problems).toEqual([]);
    expect(messages).toEqual(['größer €', 'größer €', 'größer €', 'größer']);
  });

  test('a clock that goes back: records of a file keep their order', async () => {
    const directory = directoryOf({
      'a.jsonl': [5, 6, 2, 3, 9].map((second) => flatLine(`a${second}`, second)).join(''),
      'b.jsonl': [1, 4, 7].map((second) => flatLine(`b${second}`, second)).join(''),
    });
    expect((await readBack(directory)).messages).toEqual(['b1', 'b4', 'a5', 'a6', 'a2', 'a3', 'b7', 'a9']);
  });

  test('files of several writers, mixed in one directory and within one file', async () => {
    const pino = (message: string, second: number) =>
      `${JSON.stringify({ level: 40, time: Date.UTC(2026, 0, 31, 12, 0, second), pid: 7, hostname: 'w', msg: message, rows: 1 })}\n`;
    const otlp = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1769860802000000000","body":{"stringValue":"otlp"}}]}]}]}\n`;
    const directory = directoryOf({
      'mixed.jsonl': `${flatLine('flat', 1)}${otlp}${pino('pino', 3)}`,
      'text.log': '2026-01-31 12:00:00,500 ERROR worker: text\n  more\n2026-01-31 12:00:04 done\n',
    });
    const { records, problems } = await readBack(directory);
    expect(problems).toEqual([]);
    expect(records.map(({ message, levelNumber }) => [message, levelNumber])).toEqual([
      ['ERROR worker: text\n  more', 17],
      ['flat', 9],
      ['otlp', 0],
      ['pino', 13],
      ['done', 0],
    ]);
    expect(records[3]?.extra).toEqual({ rows: 1 });
    expect(records[3]?.pid).toBe(7);
  });
});

describe('files', () => {
  test('other bytes than text, a pipe, a device, links that lead round, a directory of that name: told; the rest is read', async () => {
    const directory = directoryOf({
      'app.jsonl': flatLine('a'),
      'binary.log': Buffer.from([1, 0, 2, 3, 0, 0, 0, 255, 10]),
    });
    execFileSync('mkfifo', [join(directory, 'pipe.log')]);
    symlinkSync('loop.log', join(directory, 'loop.log'));
    symlinkSync('/dev/zero', join(directory, 'zero.log'));
    symlinkSync('gone.log', join(directory, 'dangling.log'));
    mkdirSync(join(directory, 'folder.log'));
    const given = ['app.jsonl', 'binary.log', 'pipe.log', 'loop.log', 'zero.log'].map((name) => join(directory, name));
    const { messages, problems } = await readBack(given);
    expect(messages).toEqual(['a']);
    const namesOf = (found: readonly ReadProblem[]) =>
      found.map(({ file, kind }) => [file.slice(directory.length + 1), kind]).sort();
    expect(namesOf(problems)).toEqual([
      ['binary.log', 'no-log'],
      ['loop.log', 'unreadable'],
      ['pipe.log', 'unreadable'],
      ['zero.log', 'unreadable'],
    ]);
    // What has the name of a log is told of as well where nobody has named it.
    const listed = await readBack(directory);
    expect(listed.messages).toEqual(['a']);
    expect(namesOf(listed.problems)).toEqual(namesOf(problems));
  });

  test('what is no file is told once where a directory is followed', async () => {
    const directory = directoryOf({ 'app.jsonl': flatLine('a') });
    for (const name of ['pipe.log', 'pipe.jsonl.gz']) execFileSync('mkfifo', [join(directory, name)]);
    const problems: ReadProblem[] = [];
    const stop = new AbortController();
    const options = {
      follow: true,
      signal: stop.signal,
      onProblem: (problem: ReadProblem) => void problems.push(problem),
    };
    const followed = async (): Promise<void> => {
      for await (const { message } of tailLogRecords(directory, options)) {
        if (message === 'c') stop.abort();
        else appendFileSync(join(directory, 'app.jsonl'), flatLine(message === 'a' ? 'b' : 'c', 1));
      }
    };
    await expect(followed()).rejects.toThrow(/aborted/);
    expect(problems.map(({ file }) => file).sort()).toEqual(
      ['pipe.jsonl.gz', 'pipe.log'].map((name) => join(directory, name)),
    );
  });

  test('locks, archives that are being written, cut-off ends and hidden files of a directory are not read', async () => {
    const directory = directoryOf({
      'app.jsonl': flatLine('a'),
      '.app.jsonl.1.lock': 'x',
      [`app.${STAMP(1)}.jsonl.gz.tmp`]: 'x',
      [`app.${STAMP(1)}.jsonl.torn`]: 'x',
      'notes.ini': 'x',
      '.hidden.jsonl': flatLine('hidden'),
    });
    const { messages, problems } = await readBack(directory);
    expect([messages, problems]).toEqual([['a'], []]);
  });

  test('a file beside its own archive, and one under two names, is read once', async () => {
    const directory = directoryOf({
      [`app.${STAMP(1)}.jsonl`]: flatLine('a'),
      [`app.${STAMP(1)}.jsonl.gz`]: gzipSync(flatLine('a')),
      [`app.${STAMP(2)}.jsonl.zst`]: zstdCompressSync(flatLine('b', 1)),
      'app.jsonl': flatLine('c', 2),
    });
    symlinkSync('app.jsonl', join(directory, 'current.jsonl'));
    execFileSync('ln', [join(directory, 'app.jsonl'), join(directory, `app.${STAMP(3)}.jsonl`)]);
    const { messages, problems } = await readBack([
      directory,
      join(directory, 'app.jsonl'),
      join(directory, '*.jsonl'),
    ]);
    expect(problems).toEqual([]);
    expect(messages).toEqual(['a', 'b', 'c']);
  });

  test('zeros behind whole lines, as a crash of the machine leaves them in a short file', async () => {
    const { messages, problems } = await readBack(directoryOf({ 'app.jsonl': `${flatLine('a')}${'\0'.repeat(4096)}` }));
    expect(messages).toEqual(['a']);
    expect(problems.map(({ kind, line }) => [kind, line])).toEqual([['line', 2]]);
  });

  test('zeros in front, and in the middle: what stands behind them is read', async () => {
    const zeros = '\0'.repeat(4096);
    const [a, b, c] = ['a', 'b', 'c'].map((message, n) => flatLine(message, n));
    const told = [['line', 1, '4096 zero bytes are passed over']];
    const text = '2026-01-31 12:00:00 a\n2026-01-31 12:00:01 b\n2026-01-31 12:00:02 c\n';
    for (const [name, content, expected] of [
      ['app.jsonl', `${zeros}${a}${b}${c}`, told],
      ['app.log', `${zeros}${a}${b}${c}`, told],
      ['app.log', `${zeros}${text}`, told],
      ['app.log', `${'\0'.repeat(200_000)}${a}${b}${c}`, [['line', 1, '200000 zero bytes are passed over']]],
      ['app.log', `${a}\0\0${b}${c}`, [['line', 2, '2 zero bytes are passed over']]],
      ['app.log', `\0${a}\0\0${b}${c}`, [1, 2].map((n) => ['line', n, expect.stringContaining(`${n} zero byte`)])],
      [
        'app.log',
        `${a}${b}${'\n'.repeat(600)}{"level":"IN${zeros}${c}`,
        [['line', 603, expect.stringMatching(/^no JSON/)]],
      ],
    ] as const) {
      const directory = directoryOf({ [name]: content });
      const { messages, problems } = await readBack(directory);
      expect(messages).toEqual(['a', 'b', 'c']);
      expect(problems.map(({ kind, line, message }) => [kind, line, message])).toEqual(expected);
      const last = await all(tailLogRecords(directory, { lines: 2, onProblem: () => undefined }));
      expect(last.map(({ message }) => message)).toEqual(['b', 'c']);
    }
  });

  test.each([
    ['a PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10'],
    ['an ELF', '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0'],
    ['an MP4', '\0\0\0 ftypisom\0\0\x02\0isomiso2'],
    ['an SQLite', 'SQLite format 3\0\x10\0\x01\x01\0@  '],
    ['a zero and control characters', '\0\x01\x02'],
    ['nothing but zeros', '\0'.repeat(100_000)],
  ])('%s is no log', async (_what, content) => {
    const { messages, problems } = await readBack(directoryOf({ 'app.log': Buffer.from(content, 'latin1') }));
    expect([messages, problems.map(({ kind }) => kind)]).toEqual([[], ['no-log']]);
  });

  test('what is missing, and a pattern that nothing matches', async () => {
    const directory = directoryOf({ 'app.jsonl': flatLine('a') });
    const { messages, problems } = await readBack([join(directory, 'gone.jsonl'), join(directory, '*.gz'), directory]);
    expect(messages).toEqual(['a']);
    expect(problems.map(({ file, kind }) => [file.slice(directory.length + 1), kind])).toEqual([
      ['gone.jsonl', 'missing'],
      ['*.gz', 'missing'],
    ]);
    await expect(all(readLogRecords(join(directory, 'gone.jsonl'), { strict: true }))).rejects.toThrow(/gone\.jsonl: /);
  });

  test('files that are rotated, compressed and deleted while they are read: nothing twice, nothing missed', async () => {
    const lines = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => flatLine(`record ${from + n}`, (from + n) / 1000)).join('');
    const directory = directoryOf({ 'app.jsonl': lines(30_000, 10_000) });
    for (let n = 0; n < 30; n++) writeFileSync(join(directory, `app.${STAMP(n + 1)}.jsonl`), lines(n * 1000, 1000));
    const messages: string[] = [];
    let changed = 0;
    for await (const { message } of readLogRecords(directory)) {
      messages.push(message);
      if (messages.length === 500) {
        // The active file gets another name, and its successor is written; all others are compressed.
        renameSync(join(directory, 'app.jsonl'), join(directory, `app.${STAMP(50)}.jsonl`));
        writeFileSync(join(directory, 'app.jsonl'), lines(90_000, 5));
        rmSync(join(directory, `app.${STAMP(50)}.jsonl`));
        for (let n = 5; n < 30; n++) {
          const path = join(directory, `app.${STAMP(n + 1)}.jsonl`);
          writeFileSync(`${path}.gz`, gzipSync(lines(n * 1000, 1000)));
          rmSync(path);
          changed++;
        }
      }
    }
    expect(changed).toBe(25);
    expect(messages).toEqual(Array.from({ length: 40_000 }, (_, n) => `record ${n}`));
  });

  test('a directory that vanishes is told, and nothing hangs', async () => {
    const directory = directoryOf({});
    for (let n = 0; n < 20; n++)
      writeFileSync(join(directory, `app.${STAMP(n + 1)}.jsonl`), flatLine(`record ${n}`, n));
    appendFileSync(join(directory, 'app.jsonl'), flatLine('last', 30));
    const messages: string[] = [];
    const problems: unknown[] = [];
    for await (const { message } of readLogRecords(directory, { onProblem: (problem) => problems.push(problem) })) {
      messages.push(message);
      if (messages.length === 1) rmSync(directory, { recursive: true });
    }
    expect(messages[0]).toBe('record 0');
    expect(messages.at(-1)).toBe('last');
    expect(messages.length + problems.length).toBe(21);
  });
});
