// What is written while it is read: each record once, over rotations, compressions, truncations and new files.
import { execFile } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type ReadProblem, readLogRecords, type StoredLogRecord, tailLogRecords } from '../../src/index.ts';
import { eventually } from '../support/patience.ts';
import { directoryOf, flatLine, readBack } from '../support/read-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const PROGRAM = join(import.meta.dirname, '../programs/paced-records.ts');
const run = promisify(execFile);

/** Gathers messages until it is stopped. */
function gather(records: AsyncIterable<StoredLogRecord>, stop: AbortController) {
  const messages: string[] = [];
  const reading = (async () => {
    try {
      for await (const { message } of records) messages.push(message);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  })();
  const end = (): Promise<void> => {
    stop.abort();
    return reading;
  };
  return { messages, end };
}

describe('writers that rotate every 100 ms', () => {
  test.each([
    ['readLogRecords', readLogRecords, 'gzip'],
    ['tailLogRecords', tailLogRecords, undefined],
    ['tailLogRecords', tailLogRecords, 'zstd'],
  ] as const)('%s of them, compressed or not', async (_name, read, compression) => {
    const directory = temporaryDirectory();
    const options = { directory, name: 'app', rotation: '100 ms', ...(compression && { compression }) };
    const count = 2000;
    const stop = new AbortController();
    const problems: unknown[] = [];
    const onProblem = (problem: unknown) => problems.push(problem);
    const reading = gather(read(directory, { follow: true, signal: stop.signal, onProblem }), stop);
    const args = (label: string) => [PROGRAM, JSON.stringify(options), label, String(count)];
    await Promise.all(['a', 'b'].map((label) => run(process.execPath, args(label))));
    await eventually(() => expect(reading.messages.length).toBeGreaterThanOrEqual(2 * count));
    await reading.end();
    expect(problems).toEqual([]);
    const expected = ['a', 'b'].flatMap((label) => Array.from({ length: count }, (_, n) => `${label} ${n}`));
    expect(reading.messages.toSorted()).toEqual(expected.toSorted());
  });
});

/** More than a reading that follows nothing holds. */
const FILES_OPEN = 300;

describe('a look', () => {
  const stamp = (second: number): string => `2026-01-31T12-00-${String(second).padStart(2, '0')}.000Z`;

  /** Follows a directory while something happens to it. */
  async function following(
    directory: string,
    steps: readonly (readonly [() => void, readonly string[]])[],
  ): Promise<void> {
    const stop = new AbortController();
    const problems: unknown[] = [];
    const onProblem = (problem: unknown) => problems.push(problem);
    const reading = gather(tailLogRecords(directory, { follow: true, signal: stop.signal, onProblem }), stop);
    const expected: string[] = [];
    for (const [step, messages] of steps) {
      step();
      expected.push(...messages);
      // What one look finds comes by time; what comes first to be seen is up to the system.
      await eventually(() => expect(reading.messages.toSorted()).toEqual(expected.toSorted()));
    }
    await reading.end();
    expect([reading.messages.toSorted(), problems]).toEqual([expected.toSorted(), []]);
  }

  const nothing = (): void => undefined;

  test.each([
    ['readLogRecords', readLogRecords, FILES_OPEN],
    ['tailLogRecords', (path: string, more: object) => tailLogRecords(path, { ...more, lines: 2 }), 2],
  ])(
    '%s of more files that may be written than are held where nothing is followed: nothing twice',
    async (_name, read, before) => {
      const files = Array.from({ length: FILES_OPEN }, (_, n) => [`app-${n}.jsonl`, flatLine(`m${n}`, n)] as const);
      const directory = directoryOf(Object.fromEntries(files));
      const stop = new AbortController();
      const reading = gather(read(directory, { follow: true, signal: stop.signal }), stop);
      await eventually(() => expect(reading.messages.length).toBeGreaterThanOrEqual(before));
      for (const [name] of files) appendFileSync(join(directory, name), flatLine(`more ${name}`, FILES_OPEN));
      const isMore = (message: string | undefined): boolean => message?.startsWith('more') === true;
      await eventually(() => expect(new Set(reading.messages.filter(isMore)).size).toBe(FILES_OPEN));
      await reading.end();
      expect(reading.messages).toHaveLength(before + FILES_OPEN);
    },
  );

  test('a file is truncated, and written anew', async () => {
    const directory = directoryOf({ 'app.jsonl': flatLine('one') });
    const path = join(directory, 'app.jsonl');
    await following(directory, [
      [nothing, ['one']],
      [() => appendFileSync(path, flatLine('two')), ['two']],
      [() => truncateSync(path), []],
      [() => appendFileSync(path, flatLine('3')), ['3']],
    ]);
  });

  test('a file is truncated, and has more than before by the next look', async () => {
    const directory = directoryOf({ 'app.jsonl': flatLine('one'), 'app.log': '2026-01-31 12:00:00 a\n' });
    const [json, log] = [join(directory, 'app.jsonl'), join(directory, 'app.log')];
    const more = ['two', 'three', 'four'].map((message, n) => flatLine(message, 60 + n)).join('');
    await following(directory, [
      [nothing, ['one', 'a']],
      [() => writeFileSync(json, more), ['two', 'three', 'four']],
      [() => appendFileSync(json, flatLine('five', 64)), ['five']],
      [() => writeFileSync(log, '2026-01-31 12:01:00 b\n2026-01-31 12:01:01 c\n'), ['b', 'c']],
      // Of as many bytes as there were: it shows when more comes.
      [() => writeFileSync(log, '2026-01-31 12:02:00 d\n2026-01-31 12:02:01 e\n'), []],
      [() => appendFileSync(log, '2026-01-31 12:02:02 f\n'), ['d', 'e', 'f']],
    ]);
  });

  test('it is copied and truncated, as logrotate does: what was not read yet is read from the copy', async () => {
    const directory = directoryOf({ 'app.log': '2026-01-31 12:00:00 one\n2026-01-31 12:00:01 two\n' });
    const path = join(directory, 'app.log');
    const rotate = (): void => {
      appendFileSync(path, '2026-01-31 12:00:02 three\n');
      copyFileSync(path, `${path}.1`);
      truncateSync(path);
      appendFileSync(path, '2026-01-31 12:00:03 4\n');
    };
    await following(directory, [
      [nothing, ['one', 'two']],
      [rotate, ['three', '4']],
      [() => appendFileSync(path, '2026-01-31 12:00:04 5\n'), ['5']],
    ]);
  });

  test('it is renamed by numbers, and compressed', async () => {
    const directory = directoryOf({ 'app.log': '2026-01-31 12:00:00 one\n' });
    const path = join(directory, 'app.log');
    const rotate = (last: string, next: string) => (): void => {
      appendFileSync(path, `2026-01-31 12:00:02 ${last}\n`);
      rmSync(`${path}.2.gz`, { force: true });
      try {
        writeFileSync(`${path}.2.gz`, gzipSync(readFileSync(`${path}.1`)));
      } catch {
        // The first time there is none.
      }
      renameSync(path, `${path}.1`);
      writeFileSync(path, `2026-01-31 12:00:03 ${next}\n`);
    };
    await following(directory, [
      [nothing, ['one']],
      [rotate('two', 'three'), ['two', 'three']],
      [rotate('four', 'five'), ['four', 'five']],
      [rotate('six', 'seven'), ['six', 'seven']],
    ]);
  });

  test('it is rotated, compressed and followed by others between two looks', async () => {
    const directory = directoryOf({ 'app.jsonl': flatLine('one') });
    const path = join(directory, 'app.jsonl');
    const rotate = (): void => {
      appendFileSync(path, flatLine('two', 1));
      writeFileSync(join(directory, `app.${stamp(5)}.jsonl.gz`), gzipSync(readFileSync(path)));
      rmSync(path);
      // A file that came and went.
      writeFileSync(join(directory, `app.${stamp(6)}.jsonl.gz`), gzipSync(flatLine('three', 2)));
      writeFileSync(path, flatLine('four', 3));
    };
    await following(directory, [
      [nothing, ['one']],
      [rotate, ['two', 'three', 'four']],
      [() => writeFileSync(join(directory, 'app.17.jsonl'), flatLine('five', 4)), ['five']],
    ]);
  });

  test('hundreds of files come at once, some with two names, some as archives', async () => {
    const directory = directoryOf({ 'app.jsonl': flatLine('one') });
    const path = (name: string): string => join(directory, name);
    const messages = Array.from({ length: 200 }, (_, n) => `finished ${n}`);
    const come = (): void => {
      for (const [n, message] of messages.entries()) {
        const name = `app.2026-01-31T12-01-00.${String(n).padStart(3, '0')}Z.jsonl`;
        if (n % 3 === 0) writeFileSync(path(`${name}.gz`), gzipSync(flatLine(message, n)));
        else writeFileSync(path(name), flatLine(message, n));
        if (n % 48 === 1) linkSync(path(name), path(`app.${n}.jsonl`));
      }
    };
    await following(directory, [
      [nothing, ['one']],
      [come, messages],
      [() => appendFileSync(path('app.1.jsonl'), flatLine('more')), ['more']],
      [() => appendFileSync(path('app.jsonl'), flatLine('two')), ['two']],
    ]);
  });

  test('a finished name is given back, and the file gets another one', async () => {
    const directory = directoryOf({ 'app.jsonl': flatLine('one') });
    const [path, other] = [join(directory, 'app.jsonl'), join(directory, 'app.17.jsonl')];
    const taken = join(directory, `app.${stamp(5)}.jsonl`);
    const [link, giveBack] = [
      () => linkSync(path, taken),
      () => {
        rmSync(taken);
        writeFileSync(join(directory, `app.${stamp(6)}.jsonl.gz`), gzipSync(readFileSync(path)));
        rmSync(path);
      },
    ];
    const inOther = (message: string, step: () => void = nothing): readonly [() => void, readonly string[]] => [
      () => {
        step();
        appendFileSync(other, flatLine(message));
      },
      [message],
    ];
    await following(directory, [
      [nothing, ['one']],
      inOther('both names', link),
      // Looks that find nothing new in it.
      ...['two', 'three', 'four', 'five'].map((message) => inOther(message)),
      inOther('another name', giveBack),
      inOther('six'),
    ]);
  });

  test('a line is written in two parts, a record of text has lines below it', async () => {
    const directory = directoryOf({ 'app.jsonl': '' });
    const path = join(directory, 'app.jsonl');
    const line = flatLine('one');
    await following(directory, [
      [() => appendFileSync(path, line.slice(0, 20)), []],
      [() => appendFileSync(path, line.slice(20)), ['one']],
      [() => writeFileSync(join(directory, 'text.log'), '2026-01-31 12:00:00 two\n  more\n'), ['two\n  more']],
    ]);
  });

  test.each([['readLogRecords', readLogRecords] as const, ['tailLogRecords', tailLogRecords] as const])(
    '%s: what a file is shows by the lines that come as well, as for who reads it later',
    async (_name, read) => {
      const pairs = 'time=2026-01-31T12:00:00Z level=error msg=m\n';
      const files = {
        'app.log': 'npm start\n',
        'plain.log': 'npm start\n',
        'pairs.log': 'npm start\n',
        'text.log': 'a\n',
      };
      const directory = directoryOf({ ...files, 'old.log': `npm start\n${pairs}` });
      const stop = new AbortController();
      const found: string[] = [];
      const problems: unknown[] = [];
      const onProblem = (problem: unknown) => problems.push(problem);
      const options = { follow: true, signal: stop.signal, onProblem, minimumSeverity: 'ERROR' as const };
      const reading = (async () => {
        for await (const { source, level, message } of read(directory, options))
          found.push(`${source.file.slice(directory.length + 1)} ${level} ${message}`);
      })().catch(nothing);
      await eventually(() => expect(found).toEqual(['old.log error m']));
      const append = (name: string, text: string): void => appendFileSync(join(directory, name), text);
      append('app.log', flatLine('boom', 1, 'ERROR'));
      append('plain.log', '{"x":1}\n{"x":2}\n'.concat(flatLine('boom', 1, 'ERROR')));
      append('pairs.log', pairs);
      append('text.log', `${'a line\n'.repeat(60)}${flatLine('late', 1, 'ERROR')}`);
      append('old.log', pairs);
      const come = ['app.log ERROR boom', 'old.log error m', 'pairs.log error m', 'plain.log ERROR boom'];
      const all = ['old.log error m', ...come, 'text.log ERROR late'].toSorted();
      await eventually(() => expect(found.toSorted()).toEqual(all));
      append('app.log', flatLine('again', 2, 'ERROR'));
      await eventually(() => expect(found.toSorted()).toEqual([...all, 'app.log ERROR again'].toSorted()));
      stop.abort();
      await reading;
      expect(problems).toEqual([]);
      const later = await readBack(directory, { minimumSeverity: 'ERROR' });
      expect(later.records).toHaveLength(found.length);
    },
  );

  describe.each([
    ['readLogRecords', readLogRecords],
    ['tailLogRecords', tailLogRecords],
  ] as const)('%s of a header that was just written', (_name, read) => {
    const header = '#Software: Any Server 1.0\r\n#Fields: date time cs-method sc-status\r\n';
    const timed = '2026-01-31 12:00:00 GET 200\r\n';

    test.each([
      ['of another program', header, [timed]],
      ['cut', header.slice(0, -4), [`us\r\n${timed}`]],
      ['that grows', '# one\n', ['# two\n', '# three\n', timed]],
      ['of logfmt', '# header\n', ['time=2026-01-31T12:00:00Z level=info msg=m\n']],
      ['of text without times', '# comment\n', ['plain\n']],
      ['of our own template', '# ours\n', ['2026-01-31T12:00:00.000Z | INFO     | app | m\n']],
    ])('%s: it waits for the next line, and is what a later reading finds it to be', async (_what, front, steps) => {
      const directory = directoryOf({ 'app.log': front, 'ready.log': '2026-01-31 11:00:00 ready\n' });
      const stop = new AbortController();
      const reading = gather(read(directory, { follow: true, signal: stop.signal }), stop);
      await eventually(() => expect(reading.messages).toEqual(['ready']));
      for (const [n, step] of steps.entries()) {
        appendFileSync(join(directory, 'app.log'), step);
        appendFileSync(join(directory, 'ready.log'), `2026-01-31 11:00:0${n + 1} ready\n`);
        await eventually(() => expect(reading.messages.filter((m) => m === 'ready')).toHaveLength(n + 2));
      }
      const later = (await readBack(directory)).messages.toSorted();
      await eventually(() => expect(reading.messages.toSorted()).toEqual(later));
      await reading.end();
      expect(reading.messages).toHaveLength(later.length);
    });
  });

  test.each([4096, 200_000])(
    '%i zeros in front, as copytruncate leaves them where the writer goes on',
    async (zeros) => {
      const directory = directoryOf({ 'app.log': Buffer.alloc(zeros) });
      const stop = new AbortController();
      const problems: unknown[] = [];
      const onProblem = ({ kind, message }: ReadProblem) => problems.push([kind, message]);
      const reading = gather(readLogRecords(directory, { follow: true, signal: stop.signal, onProblem }), stop);
      const path = join(directory, 'app.log');
      appendFileSync(path, flatLine('one'));
      await eventually(() => expect(reading.messages).toEqual(['one']));
      appendFileSync(path, flatLine('two'));
      await eventually(() => expect(reading.messages).toEqual(['one', 'two']));
      await reading.end();
      expect(problems).toEqual([['line', `${zeros} zero bytes are passed over`]]);
    },
  );

  test('a last line without an end comes once, when it has its end', async () => {
    const directory = directoryOf({ 'app.log': 'one\ntwo' });
    await following(directory, [
      [nothing, ['one']],
      [() => appendFileSync(join(directory, 'app.log'), ' and more\n'), ['two and more']],
    ]);
  });

  test('the directory is made later, emptied, made anew', async () => {
    const directory = join(temporaryDirectory(), 'logs');
    const make = (message: string) => (): void => {
      mkdirSync(directory);
      writeFileSync(join(directory, 'app.jsonl'), flatLine(message));
    };
    await following(directory, [
      [nothing, []],
      [make('one'), ['one']],
      [() => rmSync(directory, { recursive: true }), []],
      [make('two'), ['two']],
    ]);
  });
});
