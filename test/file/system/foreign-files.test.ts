// A directory that others may write: what they plant under our names is not followed, written, compressed, renamed or deleted.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { diag } from '@opentelemetry/api';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { fileSystemThat } from '../../support/failing-file-system.ts';
import { bodiesIn, bodiesInDirectory, namesIn, textOf } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const OLD = 'app.2026-01-31T12-00-00.123Z.jsonl';
const LINE = '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"old"}}]}]}]}\n';
const isRoot = process.getuid?.() === 0;

const PLANTS: Record<string, (path: string) => void> = {
  link: (path) => symlinkSync('victim', path),
  'dangling link': (path) => symlinkSync('nowhere', path),
  FIFO: (path) => execFileSync('mkfifo', [path]),
  directory: (path) => mkdirSync(path),
  ...(isRoot && {
    device: (path) => execFileSync('mknod', [path, 'c', '1', '3']),
    'file of another user': (path) => {
      writeFileSync(path, LINE);
      chownSync(path, 1234, 1234);
    },
  }),
};

function logTwice(directory: string, options: RotatingFileLogRecordExporterOptions): Promise<string[]> {
  const errors: string[] = [];
  const exporter = new RotatingFileLogRecordExporter({
    directory,
    name: 'app',
    onError: (error) => errors.push(error.message),
    ...options,
  });
  exporter.append(logRecord('one'));
  return exporter
    .rotate()
    .then(() => {
      exporter.append(logRecord('two'));
      return exporter.shutdown();
    })
    .then(() => errors);
}

describe.each(['app.jsonl', OLD, `${OLD}.gz`, `${OLD}.gz.tmp`, `.${OLD}.1.lock`])('under %s', (name) => {
  test.each(Object.entries(PLANTS))('a %s', async (_, plant) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'victim'), 'precious');
    utimesSync(join(directory, 'victim'), 0, 0);
    if (name !== OLD) writeFileSync(join(directory, OLD), LINE);
    plant(join(directory, name));
    const before = lstatSync(join(directory, name));
    await logTwice(directory, { compression: 'gzip', retention: { count: 5, age: '1 ms' }, enqueue: false });
    const after = lstatSync(join(directory, name));
    expect([after.ino, after.size, after.mode, after.uid]).toEqual([before.ino, before.size, before.mode, before.uid]);
    expect(await textOf(join(directory, 'victim'))).toBe('precious');
    expect(lstatSync(join(directory, 'victim')).mtimeMs).toBe(0);
    expect(existsSync(join(directory, 'nowhere'))).toBe(false);
  });
});

describe.each([{ enqueue: false }, { enqueue: true }])(
  'what is put under the name between the look and the opening, %o',
  ({ enqueue }) => {
    test.each(['link', 'FIFO'])('a %s is not written to', async (plant) => {
      const directory = temporaryDirectory();
      const path = join(directory, 'app.jsonl');
      writeFileSync(join(directory, 'victim'), 'precious');
      let isPlanted = false;
      const fs = fileSystemThat((name, [target, flags]) => {
        const isForWriting = (Number(flags) & constants.O_CREAT) !== 0;
        if (name === 'open' && target === path && isForWriting && !isPlanted) {
          isPlanted = true;
          PLANTS[plant]?.(path);
        }
        return undefined;
      });
      const options = { directory, name: 'app', enqueue, onError: () => undefined };
      const exporter = new ExporterIn(options, environmentWith({ fs }));
      exporter.append(logRecord('one'));
      await exporter.forceFlush();
      await exporter.shutdown();
      expect(lstatSync(path).isFile()).toBe(false);
      expect(await textOf(join(directory, 'victim'))).toBe('precious');
      const [own = ''] = namesIn(directory).filter((name) => name.endsWith('Z.jsonl'));
      expect(bodiesIn(await textOf(join(directory, own)))).toEqual(['one']);
    });
  },
);

describe('the link to the active file', () => {
  test('follows it, and replaces an older link of ours', async () => {
    const directory = temporaryDirectory();
    symlinkSync('nowhere', join(directory, 'current'));
    await logTwice(directory, { symlink: 'current' });
    expect(bodiesIn(await textOf(join(directory, 'current')))).toEqual(['two']);
    expect(lstatSync(join(directory, 'current')).isSymbolicLink()).toBe(true);
    expect(namesIn(directory)).toEqual([expect.stringMatching(/Z\.jsonl$/), 'app.jsonl', 'current']);
  });

  test('does not replace a file, nor what bears its passing name', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'current'), 'precious');
    writeFileSync(join(directory, `current.${process.pid}.tmp`), 'precious');
    const errors = await logTwice(directory, { symlink: 'current' });
    expect(errors).toEqual([expect.stringContaining('is not a symbolic link')]);
    expect(await textOf(join(directory, 'current'))).toBe('precious');
    expect(await textOf(join(directory, `current.${process.pid}.tmp`))).toBe('precious');
  });

  test.skipIf(!isRoot)('does not replace the link of another user', async () => {
    const directory = temporaryDirectory();
    symlinkSync('theirs', join(directory, 'current'));
    execFileSync('chown', ['-h', '1234', join(directory, 'current')]);
    const errors = await logTwice(directory, { symlink: 'current' });
    expect(errors).toEqual([expect.stringContaining('belongs to user 1234')]);
    expect(lstatSync(join(directory, 'current')).uid).toBe(1234);
  });
});

describe('is reported', () => {
  test.each([
    ['binary, such as Parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(64), Buffer.from('PAR1')])],
    ['text', Buffer.from('plain text\n')],
    ['JSON Lines of another kind', Buffer.from('{"level":30,"msg":"pino"}\n')],
  ])('a file that is %s: it is left alone', async (_, content) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'app.jsonl'), content);
    const errors = await logTwice(directory, {});
    expect(errors).toEqual([
      `${join(directory, 'app.jsonl')} is left alone: it is not of the format that is to be written`,
    ]);
    expect(await textOf(join(directory, 'app.jsonl'))).toBe(content.toString());
  });

  test('a binary file in the place of a text file', async () => {
    const directory = temporaryDirectory();
    const content = Buffer.from('\u0089HDF\r\n\u001a\n\0\0\0\0');
    writeFileSync(join(directory, 'app.log'), content);
    const errors = await logTwice(directory, { format: ({ body }) => String(body) });
    expect(errors).toEqual([expect.stringContaining('is not of the format')]);
    expect(await textOf(join(directory, 'app.log'))).toBe(content.toString());
  });

  test.skipIf(isRoot)('a file that cannot be read', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'app.jsonl'), LINE, { mode: 0o000 });
    expect(await logTwice(directory, {})).toEqual([expect.stringContaining('it cannot be read: EACCES')]);
    chmodSync(join(directory, 'app.jsonl'), 0o600);
    expect(await textOf(join(directory, 'app.jsonl'))).toBe(LINE);
  });

  test('a directory that others may write', async () => {
    const warnings: string[] = [];
    const logger = { error: () => undefined, info: () => undefined, debug: () => undefined, verbose: () => undefined };
    diag.setLogger({ ...logger, warn: (message) => warnings.push(message) });
    onTestFinished(() => diag.disable());
    for (const [mode, count] of [
      [0o700, 0],
      [0o755, 0],
      [0o770, 1],
      [0o777, 2],
      [0o1777, 3],
    ] as const) {
      const directory = temporaryDirectory();
      chmodSync(directory, mode);
      await logTwice(directory, {});
      expect(warnings.filter((warning) => warning.includes('other users may write'))).toHaveLength(count);
      expect(lstatSync(directory).mode & 0o7777).toBe(mode);
    }
  });
});

describe('without hard links', () => {
  const environment = environmentWith({
    fs: Object.assign(Object.create(environmentWith({}).fs), {
      linkSync: () => {
        throw Object.assign(new Error('ENOTSUP: no links'), { code: 'ENOTSUP' });
      },
      link: (_from: string, _to: string, callback: (error: Error) => void) =>
        callback(Object.assign(new Error('ENOTSUP: no links'), { code: 'ENOTSUP' })),
    }),
  });

  test('two exporters of a process write two files, and rotate and compress them', async () => {
    const directory = temporaryDirectory();
    const options = { directory, name: 'app', rotation: '2 KB', compression: 'gzip', enqueue: true } as const;
    const exporters = [0, 1].map(() => new ExporterIn(options, environment));
    for (let i = 0; i < 20; i++) {
      for (const [index, exporter] of exporters.entries()) exporter.append(logRecord(`${index} ${i}`.padEnd(300, '.')));
    }
    await Promise.all(exporters.map((exporter) => exporter.shutdown()));
    expect((await bodiesInDirectory(directory)).map((body) => body.replace(/\.+$/, '')).sort()).toEqual(
      [0, 1].flatMap((index) => Array.from({ length: 20 }, (_, i) => `${index} ${i}`)).sort(),
    );
    expect(namesIn(directory).every((name) => name.endsWith('Z.jsonl.gz'))).toBe(true);
  });

  test('a file that is there may be that of a live process with our id: it is not continued', async () => {
    const directory = temporaryDirectory();
    const { pid, thread } = environment.processes.self;
    const theirs = join(directory, `app.${thread === 0 ? pid : `${pid}-${thread}`}.jsonl`);
    writeFileSync(theirs, LINE);
    const exporter = new ExporterIn({ directory, name: 'app' }, environment);
    exporter.append(logRecord('new'));
    await exporter.shutdown();
    expect(await textOf(theirs)).toBe(LINE);
    expect((await bodiesInDirectory(directory)).sort()).toEqual(['new', 'old']);
  });
});
