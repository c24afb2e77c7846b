// What earlier processes left is mended at start: nothing lost, nothing doubled, nothing of others touched.
import { existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { RealProcessTable } from '../../../src/file/system/process-identity.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { fileSystemThat } from '../../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const OLD = 'app.2026-01-31T12-00-00.123Z.jsonl';

function line(body: string): string {
  return `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: body } }] }] }] })}\n`;
}

async function start(directory: string, options: RotatingFileLogRecordExporterOptions = {}): Promise<void> {
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', ...options });
  exporter.append(logRecord('new'));
  await exporter.shutdown();
}

/** The lock that a process leaves when it is killed. */
function leaveLock(directory: string, fileName: string, exporter: string, pid: number, start: string): void {
  const { namespace } = new RealProcessTable().self;
  const owner = { pid, thread: 0, start, namespace, exporter };
  writeFileSync(join(directory, `.${fileName}.1.lock`), JSON.stringify(owner));
}

test('a torn last line is cut off and kept', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'app.jsonl'), `${line('old')}{"resourceLogs":[{"sco`);
  await start(directory);
  const [torn = ''] = namesIn(directory).filter((name) => name.endsWith('.torn'));
  expect(readFileSync(join(directory, torn), 'utf8')).toBe('{"resourceLogs":[{"sco');
  expect(await bodiesInDirectory(directory)).toEqual(['old', 'new']);
});

const NEXT_TORN = 'app.2026-01-31T12-00-00.124Z.jsonl.torn';

test('a torn end gets a name of its own, whatever is there', async () => {
  const directory = temporaryDirectory();
  const now = Date.UTC(2026, 0, 31, 12, 0, 0, 123);
  writeFileSync(join(directory, 'app.jsonl'), `${line('old')}{"torn`);
  writeFileSync(join(directory, `${OLD}.torn`), 'earlier');
  symlinkSync('nowhere', join(directory, `${OLD}.1.torn`));
  const exporter = new ExporterIn({ directory, name: 'app' }, environmentWith({ now: () => now }));
  exporter.append(logRecord('new'));
  await exporter.shutdown();
  expect(namesIn(directory)).toEqual([`${OLD}.1.torn`, `${OLD}.torn`, NEXT_TORN, 'app.jsonl']);
  expect(readFileSync(join(directory, NEXT_TORN), 'utf8')).toBe('{"torn');
  expect(readFileSync(join(directory, `${OLD}.torn`), 'utf8')).toBe('earlier');
});

test('a torn end is on the disk elsewhere before it is cut off', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'app.jsonl'), `${line('old')}{"torn`);
  const steps: string[] = [];
  const fs = fileSystemThat((name, [target]) => {
    if (name === 'open' && String(target).endsWith('.torn')) steps.push('open .torn');
    if (name === 'fsync' || name === 'ftruncate') steps.push(name);
    return undefined;
  });
  const exporter = new ExporterIn({ directory, name: 'app' }, environmentWith({ fs }));
  exporter.append(logRecord('new'));
  await exporter.shutdown();
  expect(steps).toEqual(['open .torn', 'fsync', 'ftruncate']);
});

test('a file without any whole line becomes an empty one', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'app.jsonl'), '{"resourceLogs":['.padEnd(200_000, 'x'));
  await start(directory);
  expect(await bodiesInDirectory(directory)).toEqual(['new']);
});

describe('compression that was cut short', () => {
  test('before the archive was finished', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, OLD), line('old'));
    writeFileSync(join(directory, `${OLD}.gz.tmp`), 'half an archive');
    await start(directory, { compression: 'gzip' });
    expect(namesIn(directory)).toEqual([`${OLD}.gz`, 'app.jsonl']);
    expect(await bodiesInDirectory(directory)).toEqual(['old', 'new']);
  });

  test('before the source was removed', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, OLD), line('old'));
    writeFileSync(join(directory, `${OLD}.gz`), gzipSync(line('old')));
    await start(directory, { compression: 'gzip' });
    expect(namesIn(directory)).toEqual([`${OLD}.gz`, 'app.jsonl']);
  });

  test.each(['other bytes', '', line('odd')])(
    'an archive that holds something else costs no source: %j',
    async (content) => {
      const directory = temporaryDirectory();
      writeFileSync(join(directory, OLD), line('old'));
      writeFileSync(join(directory, `${OLD}.gz`), gzipSync(content));
      await start(directory, { compression: 'gzip', onError: () => undefined });
      expect(readFileSync(join(directory, OLD), 'utf8')).toBe(line('old'));
    },
  );
});

test('a rotation that was cut short between the link and the removal', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'app.jsonl'), line('old'));
  linkSync(join(directory, 'app.jsonl'), join(directory, OLD));
  await start(directory);
  expect(namesIn(directory)).toEqual([OLD, 'app.jsonl']);
  expect(await bodiesInDirectory(directory)).toEqual(['old', 'new']);
});

test('an active file that somebody keeps under a second name is continued, whatever else was rotated', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, OLD), line('older'));
  writeFileSync(join(directory, 'app.jsonl'), line('old'));
  linkSync(join(directory, 'app.jsonl'), join(directory, 'backup'));
  await start(directory);
  expect(namesIn(directory)).toEqual([OLD, 'app.jsonl', 'backup']);
  expect(await bodiesInDirectory(directory)).toEqual(['older', 'old', 'new']);
});

test('empty rotated files are not kept', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, OLD), '');
  await start(directory);
  expect(namesIn(directory)).toEqual(['app.jsonl']);
});

test('a lock without its file goes, an old claim too, not one that may just be made', async () => {
  const directory = temporaryDirectory();
  const young = `.app.1-0-${'1'.repeat(12)}.claim`;
  writeFileSync(join(directory, young), '');
  leaveLock(directory, OLD, 'app', 4_194_999, '1');
  const claim = join(directory, `.app.1-0-${'0'.repeat(12)}.claim`);
  writeFileSync(claim, '');
  utimesSync(claim, new Date(0), new Date(0));
  await start(directory);
  expect(namesIn(directory)).toEqual([young, 'app.jsonl']);
});

describe('files of dead processes', () => {
  test('a second file of a killed process gets a rotated name', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'app.4194999.jsonl'), `${line('theirs')}{"torn`);
    leaveLock(directory, 'app.4194999.jsonl', 'app', 4_194_999, '1');
    await start(directory);
    expect(namesIn(directory).filter((name) => !name.endsWith('.torn'))).toEqual([
      expect.stringMatching(/^app\.\d{4}-.*Z\.jsonl$/),
      'app.jsonl',
    ]);
    expect(await bodiesInDirectory(directory)).toEqual(['theirs', 'new']);
  });

  test('`app` never touches the file of `app.2`', async () => {
    const directory = temporaryDirectory();
    const others = [
      'app.2.jsonl',
      'app-2.jsonl',
      'app.jsonl.bak',
      'app.2.2026-01-31T12-00-00.123Z.jsonl',
      'xapp.jsonl',
    ];
    for (const name of others) writeFileSync(join(directory, name), line(name));
    leaveLock(directory, 'app.2.jsonl', 'app.2', 4_194_999, '1');
    await start(directory, { retention: 1, compression: 'gzip' });
    for (const name of others) expect(readFileSync(join(directory, name), 'utf8')).toBe(line(name));
  });

  test('a lock whose process id belongs to another process now is taken over', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'app.jsonl'), line('old'));
    leaveLock(directory, 'app.jsonl', 'app', process.ppid, '1');
    await start(directory);
    expect(namesIn(directory)).toEqual(['app.jsonl']);
    expect(await bodiesInDirectory(directory)).toEqual(['old', 'new']);
  });

  test('a lock of another host is believed while it is fresh', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'app.jsonl'), line('theirs'));
    writeFileSync(
      join(directory, '.app.jsonl.1.lock'),
      JSON.stringify({ pid: 1, thread: 0, start: '1', namespace: 'elsewhere', exporter: 'app' }),
    );
    await start(directory);
    expect(readFileSync(join(directory, 'app.jsonl'), 'utf8')).toBe(line('theirs'));
    expect((await bodiesInDirectory(directory)).sort()).toEqual(['new', 'theirs']);
  });
});

describe('what a live process is at', () => {
  const processes = { self: new RealProcessTable().self, isRunning: () => true };
  const startBeside = async (directory: string, compression: 'none' | 'gzip') => {
    const exporter = new ExporterIn({ directory, name: 'app', compression }, environmentWith({ processes }));
    exporter.append(logRecord('new'));
    await exporter.shutdown();
  };

  test('an archive that is being written is not removed', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, OLD), line('old'));
    writeFileSync(join(directory, `${OLD}.gz.tmp`), 'half an archive');
    leaveLock(directory, OLD, 'app', 1, '1');
    await startBeside(directory, 'none');
    expect(readFileSync(join(directory, `${OLD}.gz.tmp`), 'utf8')).toBe('half an archive');
  });

  test('a file that is just being rotated is neither compressed nor robbed of a name', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'app.jsonl'), line('theirs'));
    linkSync(join(directory, 'app.jsonl'), join(directory, OLD));
    leaveLock(directory, 'app.jsonl', 'app', 1, '1');
    await startBeside(directory, 'gzip');
    expect(namesIn(directory)).toEqual([
      '.app.jsonl.1.lock',
      OLD,
      expect.stringMatching(/^app\..*Z\.jsonl\.gz$/),
      'app.jsonl',
    ]);
  });
});

describe('what is not ours', () => {
  test('a file of another format is left alone', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'app.jsonl'), 'plain text\n');
    await start(directory);
    expect(readFileSync(join(directory, 'app.jsonl'), 'utf8')).toBe('plain text\n');
  });

  test.each(['app.jsonl', OLD, `${OLD}.gz`, `${OLD}.gz.tmp`])(
    'links and directories under %s are neither followed nor removed',
    async (name) => {
      for (const plant of ['link', 'directory']) {
        const directory = temporaryDirectory();
        const victim = join(temporaryDirectory(), 'victim');
        writeFileSync(victim, 'precious');
        if (name !== OLD) writeFileSync(join(directory, OLD), line('old'));
        if (plant === 'link') symlinkSync(victim, join(directory, name === OLD ? OLD : name));
        else if (name === OLD) mkdirSync(join(directory, OLD));
        else mkdirSync(join(directory, name));
        await start(directory, { compression: 'gzip', retention: { age: 1 }, onError: () => undefined });
        expect(readFileSync(victim, 'utf8')).toBe('precious');
        expect(existsSync(join(directory, name))).toBe(true);
      }
    },
  );

  test('where there are no hard links, a process writes under a name of its own', async () => {
    const directory = temporaryDirectory();
    const { fs } = environmentWith({});
    const without = Object.assign(Object.create(fs), {
      linkSync: () => {
        throw Object.assign(new Error('EPERM: no links here'), { code: 'EPERM' });
      },
    });
    const exporter = new ExporterIn({ directory, name: 'app' }, environmentWith({ fs: without }));
    exporter.append(logRecord('one'));
    await exporter.forceFlush();
    expect(namesIn(directory)).toEqual([expect.stringMatching(new RegExp(`^app\\.${process.pid}(-\\d+)?\\.jsonl$`))]);
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(['one']);
  });
});
