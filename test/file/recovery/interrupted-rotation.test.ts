// A rotation whose last step the disk refuses, or another program takes over: the file never stands under two names for good.
import { linkSync, readdirSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { RealProcessTable } from '../../../src/file/system/process-identity.ts';
import { setUp } from '../../support/exporter.ts';
import { errno, type Verdict } from '../../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const ROTATED = expect.stringMatching(/^app\.\d{4}-.*Z\.jsonl$/);

function exporterIn(directory: string, verdict: Verdict, options: RotatingFileLogRecordExporterOptions = {}) {
  return setUp({ directory, ...options }, verdict);
}

const isLogName = (path: unknown) => /app[^/]*\.jsonl$/.test(String(path)) && !/\/\.[^/]*$/.test(String(path));

describe.each([{ enqueue: false }, { enqueue: true }])('%o', ({ enqueue }) => {
  test.each([
    ['the old name', (path: string) => path.endsWith('app.jsonl')],
    ['any name', isLogName],
  ])('the directory becomes read-only before %s can be removed', async (_, isRefused) => {
    const directory = temporaryDirectory();
    let isReadOnly = true;
    const { exporter, errors } = exporterIn(
      directory,
      (name, [path]) =>
        isReadOnly && name === 'unlink' && isLogName(path) && isRefused(String(path)) ? errno('EACCES') : undefined,
      { enqueue },
    );
    exporter.append(logRecord('one'));
    await exporter.rotate();
    exporter.append(logRecord('two'));
    await exporter.forceFlush();
    expect(errors).toEqual(['EACCES: injected']);
    isReadOnly = false;
    await exporter.rotate();
    exporter.append(logRecord('three'));
    await exporter.shutdown();
    expect(namesIn(directory)).toEqual([ROTATED, 'app.jsonl']);
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two', 'three']);
  });

  test.each(['renames', 'deletes'])('another program %s the active file just then', async (what) => {
    const directory = temporaryDirectory();
    const aside = join(temporaryDirectory(), 'aside');
    const { exporter, errors } = exporterIn(
      directory,
      (name, [path]) => {
        if (name !== 'unlink' || !String(path).endsWith('/app.jsonl')) return undefined;
        if (what === 'renames') renameSync(String(path), aside);
        else unlinkSync(String(path));
        return undefined;
      },
      { enqueue, compression: 'gzip' },
    );
    exporter.append(logRecord('one'));
    await exporter.rotate();
    exporter.append(logRecord('two'));
    await exporter.shutdown();
    expect(errors).toEqual([]);
    expect(namesIn(directory)).toEqual([expect.stringMatching(/^app\.\d{4}-.*Z\.jsonl\.gz$/), 'app.jsonl']);
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two']);
  });
});

describe('the process dies while its file has two names', () => {
  test('and a half line at the end, written after the rotation had failed', async () => {
    const directory = temporaryDirectory();
    const { exporter } = exporterIn(
      directory,
      (name, [path]) => (name === 'unlink' && isLogName(path) ? errno('EACCES') : undefined),
      {},
    );
    exporter.append(logRecord('one'));
    await exporter.rotate();
    exporter.append(logRecord('two'));
    await exporter.forceFlush();
    writeFileSync(join(directory, 'app.jsonl'), '{"half', { flag: 'a' });
    leaveAsDead(directory);
    const next = new RotatingFileLogRecordExporter({ directory, name: 'app' });
    next.append(logRecord('three'));
    await next.shutdown();
    expect(namesIn(directory)).toEqual([ROTATED, expect.stringMatching(/Z\.jsonl\.torn$/), 'app.jsonl']);
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two', 'three']);
  });
});

describe('the process dies in the middle of its rotation, after the next one has looked through the directory', () => {
  test.each(['app.jsonl', 'app.4194999.jsonl'])('%s has one name in the end', async (name) => {
    const directory = temporaryDirectory();
    const rotated = 'app.2026-01-31T12-00-00.123Z.jsonl';
    writeFileSync(join(directory, name), lineOf('old'));
    leaveLock(directory, name);
    let isDone = false;
    const { exporter } = exporterIn(directory, (call, [, target]) => {
      if (isDone || call !== 'link' || !String(target).includes(`/.${name}.`)) return undefined;
      isDone = true;
      linkSync(join(directory, name), join(directory, rotated));
      return undefined;
    });
    exporter.append(logRecord('new'));
    await exporter.shutdown();
    expect(namesIn(directory)).toEqual([rotated, 'app.jsonl']);
    expect(await bodiesInDirectory(directory)).toEqual(['old', 'new']);
  });
});

describe('another process has taken the same rotated name before, and compressed its file', () => {
  test.each(['app.jsonl', 'app.4194999.jsonl'])('the process dies before %s gives it back', async (name) => {
    const directory = temporaryDirectory();
    const rotated = 'app.2026-01-31T12-00-00.123Z.jsonl';
    writeFileSync(join(directory, name), lineOf('second'));
    linkSync(join(directory, name), join(directory, rotated));
    writeFileSync(join(directory, `${rotated}.gz`), gzipSync(lineOf('first')));
    leaveLock(directory, name);
    const { exporter, errors } = exporterIn(directory, () => undefined, { compression: 'gzip', rotation: 100 });
    exporter.append(logRecord('third'));
    await exporter.shutdown();
    expect(errors).toEqual([]);
    const archive = expect.stringMatching(/^app\.\d{4}-.*Z\.jsonl\.gz$/);
    expect(namesIn(directory)).toEqual([`${rotated}.gz`, archive, 'app.jsonl']);
    expect(await bodiesInDirectory(directory)).toEqual(['first', 'second', 'third']);
  });

  test('the directory is read-only when it is to be given back, and later is not', async () => {
    const directory = temporaryDirectory();
    let taken = '';
    let isReadOnly = true;
    const { exporter, errors } = exporterIn(
      directory,
      (call, [path, target]) => {
        if (call === 'link' && taken === '' && isLogName(target)) {
          taken = String(target);
          writeFileSync(`${taken}.gz`, gzipSync(lineOf('first')));
        }
        return isReadOnly && call === 'unlink' && isLogName(path) ? errno('EACCES') : undefined;
      },
      { compression: 'gzip' },
    );
    exporter.append(logRecord('second'));
    await exporter.rotate();
    expect(errors).toEqual([`${taken} could not be given back`]);
    isReadOnly = false;
    await exporter.rotate();
    exporter.append(logRecord('third'));
    await exporter.shutdown();
    expect(errors).toHaveLength(1);
    expect(namesIn(directory).filter((name) => name.endsWith('.gz'))).toHaveLength(2);
    expect(namesIn(directory)).toHaveLength(3);
    expect(await bodiesInDirectory(directory)).toEqual(['first', 'second', 'third']);
  });
});

test('the file of a dead process that cannot be mended now is mended by the next start, and holds nobody up', async () => {
  const directory = temporaryDirectory();
  const name = 'app.4194999.jsonl';
  writeFileSync(join(directory, name), `${JSON.stringify({ resourceLogs: [] })}\n`);
  leaveLock(directory, name);
  const { exporter } = exporterIn(directory, (call, [path]) =>
    call === 'open' && String(path).endsWith(name) ? errno('EACCES') : undefined,
  );
  exporter.append(logRecord('one'));
  await exporter.shutdown();
  expect(namesIn(directory)).toEqual([expect.stringMatching(/^\.app\.4194999\.jsonl\.\d+\.lock$/), name, 'app.jsonl']);
  const next = new RotatingFileLogRecordExporter({ directory, name: 'app' });
  next.append(logRecord('two'));
  await next.shutdown();
  expect(namesIn(directory)).toEqual([ROTATED, 'app.jsonl']);
});

function lineOf(body: string): string {
  return `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: body } }] }] }] })}\n`;
}

/** The lock that a process leaves when it is killed. */
function leaveLock(directory: string, fileName: string): void {
  const { namespace } = new RealProcessTable().self;
  const owner = { pid: 4_194_999, thread: 0, start: '1', namespace, exporter: 'app' };
  writeFileSync(join(directory, `.${fileName}.1.lock`), JSON.stringify(owner));
}

/** Makes the lock of a live exporter one of a dead process. */
function leaveAsDead(directory: string): void {
  for (const name of readdirSync(directory)) if (name.endsWith('.lock')) unlinkSync(join(directory, name));
  leaveLock(directory, 'app.jsonl');
  expect(statSync(join(directory, 'app.jsonl')).nlink).toBe(2);
}
