// Compression and retention of what others left: nothing of a live process is touched, nothing is lost, nothing is there twice.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { codecNamed } from '../../../src/archive/codecs.ts';
import { type CompressedLeftover, compressLeftovers } from '../../../src/file/leftovers/compress-leftovers.ts';
import { logsIn } from '../../../src/file/leftovers/logs-in.ts';
import { type Pruned, pruneLeftovers } from '../../../src/file/leftovers/prune-leftovers.ts';
import { realEnvironment } from '../../../src/file/system/file-environment.ts';
import { runAsync } from '../../../src/file/system/file-system.ts';
import { parseRetention, type RetentionOption } from '../../../src/spec/retention.ts';
import { setUp } from '../../support/exporter.ts';
import { numbered } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const LINE = '{"timestamp":"2026-01-31T12:00:00.123Z","level":"INFO","message":"hello"}\n';
const APP = { name: 'app', extension: '.jsonl' };
const nameOf = (second: number, log = 'app') => `${log}.2026-01-31T12-00-0${second}.000Z.jsonl`;

function parts(directory: string, isDry = false) {
  const leftAlone: string[] = [];
  return {
    directory,
    log: APP,
    environment: realEnvironment,
    isDry,
    leftAlone: (_: string, why: string) => void leftAlone.push(why),
  };
}

async function compress(directory: string, isDry = false, codec = 'gzip'): Promise<CompressedLeftover[]> {
  const files: CompressedLeftover[] = [];
  await compressLeftovers(parts(directory, isDry), {
    codec: codecNamed(codec),
    mode: 0o600,
    signal: new AbortController().signal,
    onFile: (file) => files.push(file),
  });
  return files;
}

async function prune(directory: string, rule: RetentionOption, isDry = false): Promise<Pruned[]> {
  const files: Pruned[] = [];
  await pruneLeftovers(parts(directory, isDry), parseRetention(rule), (file) => files.push(file));
  return files;
}

const outcomes = (files: readonly { file: string; outcome: string }[]) =>
  Object.fromEntries(files.map(({ file, outcome }) => [file.split('/').at(-1), outcome]));

/** A process that does not run any more. */
const DEAD = { pid: 2 ** 22 - 1, thread: 0, start: '1', namespace: realEnvironment.processes.self.namespace };

describe('the logs of a directory', () => {
  const find = (directory: string) => runAsync(realEnvironment.fs, logsIn(directory, readdirSync(directory)));

  test('are found by the names of finished files, and no other name is one', async () => {
    const directory = temporaryDirectory();
    const names = [
      ...[nameOf(1), `${nameOf(2)}.gz`, nameOf(1, 'my.app'), 'text.2026-01-31T12-00-01.000Z.log.torn'],
      ...[
        'notes.txt',
        'app.jsonl',
        'x.2026-13-31T12-00-01.000Z.jsonl',
        nameOf(1, '.hidden'),
        'y.2026-01-31T12-00-01.000Z',
      ],
    ];
    for (const name of names) writeFileSync(join(directory, name), LINE);
    expect(await find(directory)).toEqual([
      { name: 'app', extension: '.jsonl' },
      { name: 'my.app', extension: '.jsonl' },
      { name: 'text', extension: '.log' },
    ]);
  });

  test('without finished files are found by the locks of their active ones', async () => {
    const { directory, exporter, append } = setUp({ flush: 'record' });
    append(['one']);
    expect(await find(directory)).toEqual([APP]);
    await exporter.shutdown();
  });
});

describe('compressing', () => {
  test('makes archives of finished files, says by how much, and leaves the active file and other logs', async () => {
    const directory = temporaryDirectory();
    for (const name of [nameOf(1), nameOf(2), nameOf(1, 'other'), 'app.jsonl']) {
      writeFileSync(join(directory, name), LINE.repeat(100));
    }
    const files = await compress(directory);
    expect(files.map(({ outcome, bytesBefore }) => [outcome, bytesBefore])).toEqual([
      ['compressed', LINE.length * 100],
      ['compressed', LINE.length * 100],
    ]);
    expect(files[0]?.bytesAfter).toBe(statSync(join(directory, `${nameOf(1)}.gz`)).size);
    const expected = ['app.jsonl', `${nameOf(1)}.gz`, `${nameOf(2)}.gz`, nameOf(1, 'other')];
    expect(readdirSync(directory).sort()).toEqual(expected.sort());
    expect(gunzipSync(readFileSync(join(directory, `${nameOf(1)}.gz`))).toString()).toBe(LINE.repeat(100));
    expect(await compress(directory)).toEqual([]);
  });

  test('touches nothing that a live exporter has, while that rotates', async () => {
    const { directory, exporter, append } = setUp({ rotation: '1 KB', flush: 'record' });
    append(numbered(20));
    const active = readFileSync(join(directory, 'app.jsonl'), 'utf8');
    await compress(directory);
    expect(readFileSync(join(directory, 'app.jsonl'), 'utf8')).toBe(active);
    append(numbered(20, 20));
    await exporter.shutdown();
    await compress(directory);
    const texts = readdirSync(directory).map((name) => {
      const bytes = readFileSync(join(directory, name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    });
    const bodies = [...texts.join('').matchAll(/"stringValue":"(record \d+)"/g)].map(([, body]) => body);
    expect(bodies.sort()).toEqual(numbered(40).sort());
  });

  test('leaves a file that another live process compresses', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, nameOf(1)), LINE);
    writeFileSync(
      join(directory, `.${nameOf(1)}.1.lock`),
      JSON.stringify({ ...realEnvironment.processes.self, thread: 99, exporter: 'app' }),
    );
    expect(outcomes(await compress(directory))).toEqual({ [nameOf(1)]: 'in use' });
    expect(existsSync(join(directory, nameOf(1)))).toBe(true);
  });

  test('ends what a crash left: a source beside its archive, half an archive, the file of a dead process', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, nameOf(1)), LINE);
    writeFileSync(join(directory, `${nameOf(1)}.gz`), gzipSync(LINE));
    writeFileSync(join(directory, `${nameOf(2)}.gz.tmp`), 'half');
    writeFileSync(join(directory, nameOf(2)), LINE);
    const file = `app.${DEAD.pid}.jsonl`;
    writeFileSync(join(directory, file), LINE);
    writeFileSync(join(directory, `.${file}.1.lock`), JSON.stringify({ ...DEAD, exporter: 'app' }));
    utimesSync(join(directory, file), 1_769_860_803, 1_769_860_803);
    const files = await compress(directory);
    expect(files.map(({ outcome }) => outcome)).toEqual(['compressed', 'compressed', 'compressed']);
    expect(readdirSync(directory).sort()).toEqual([1, 2, 3].map((second) => `${nameOf(second)}.gz`));
  });

  test('leaves an archive that holds something else, and says so', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, nameOf(1)), LINE);
    writeFileSync(join(directory, `${nameOf(1)}.gz`), gzipSync('other\n'));
    expect(await compress(directory)).toMatchObject([
      { outcome: 'failed', error: expect.stringContaining('other bytes') },
    ]);
    expect(readdirSync(directory)).toHaveLength(2);
  });

  test('given up by its signal, leaves the file at hand and those after it as they are', async () => {
    const directory = temporaryDirectory();
    for (const second of [1, 2]) writeFileSync(join(directory, nameOf(second)), LINE.repeat(100_000));
    const stop = new AbortController();
    const files: CompressedLeftover[] = [];
    await compressLeftovers(parts(directory), {
      codec: codecNamed('gzip'),
      mode: 0o600,
      signal: stop.signal,
      onBytes: () => stop.abort(),
      onFile: (file) => files.push(file),
    });
    expect(files).toMatchObject([{ outcome: 'failed', error: 'interrupted; the file is as it was' }]);
    expect(readdirSync(directory).sort()).toEqual([nameOf(1), nameOf(2)]);
  });

  test('only says what it would do when asked to', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, nameOf(1)), LINE);
    expect(outcomes(await compress(directory, true))).toEqual({ [nameOf(1)]: 'would be compressed' });
    expect(readdirSync(directory)).toEqual([nameOf(1)]);
  });
});

describe('pruning', () => {
  function directoryWith(count: number): string {
    const directory = temporaryDirectory();
    for (let second = 1; second <= count; second++) writeFileSync(join(directory, nameOf(second)), LINE);
    writeFileSync(join(directory, 'app.jsonl'), LINE);
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    return directory;
  }

  test('keeps the newest, and deletes no name that is not exactly of the log', async () => {
    const directory = directoryWith(4);
    const files = await prune(directory, '2 files');
    expect(outcomes(files)).toEqual({
      [nameOf(4)]: 'kept',
      [nameOf(3)]: 'kept',
      [nameOf(2)]: 'deleted',
      [nameOf(1)]: 'deleted',
    });
    expect(readdirSync(directory).sort()).toEqual([nameOf(3), nameOf(4), 'app.jsonl', 'notes.txt'].sort());
  });

  test('deletes nothing when it is only asked what it would', async () => {
    const directory = directoryWith(3);
    expect(Object.values(outcomes(await prune(directory, '1 day', true)))).toEqual(Array(3).fill('would be deleted'));
    expect(readdirSync(directory)).toHaveLength(5);
  });

  test('counts bytes as they lie there, archives too', async () => {
    const directory = directoryWith(3);
    expect(outcomes(await prune(directory, { size: LINE.length * 2 }))).toEqual({
      [nameOf(3)]: 'kept',
      [nameOf(2)]: 'kept',
      [nameOf(1)]: 'deleted',
    });
  });

  test('leaves what a live process has, and what is no file of ours', async () => {
    const directory = directoryWith(1);
    writeFileSync(
      join(directory, `.${nameOf(1)}.1.lock`),
      JSON.stringify({ ...realEnvironment.processes.self, thread: 99, exporter: 'app' }),
    );
    symlinkSync(join(directory, 'notes.txt'), join(directory, nameOf(2)));
    mkdirSync(join(directory, nameOf(3)));
    expect(outcomes(await prune(directory, '1 day'))).toEqual({ [nameOf(1)]: 'in use' });
    expect(readFileSync(join(directory, 'notes.txt'), 'utf8')).toBe('mine');
  });
});
