// The disk refuses a lock for a moment: that is no file system without locks, and nobody writes without one for it.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { environmentWith } from '../support/environment.ts';
import { errno, fileSystemThat } from '../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function writeWhile(code: string, failures: number) {
  const directory = join(temporaryDirectory(), 'logs');
  const errors: string[] = [];
  let left = failures;
  let isRefused = false;
  const fs = fileSystemThat((name, [path, target]) => {
    // Permissions that are lost are lost for all files: the next one that is made shows it.
    if (isRefused && name === 'open' && String(path).endsWith('.claim')) {
      isRefused = false;
      return errno(code);
    }
    if (name !== 'link' || !String(target).endsWith('.lock') || left-- <= 0) return undefined;
    isRefused = code === 'EACCES';
    return errno(code);
  });
  const exporter = new RotatingFileLogRecordExporter(
    { directory, name: 'app', onError: (error) => errors.push(error.message) },
    environmentWith({ fs }),
  );
  exporter.append(logRecord('one'));
  await exporter.forceFlush();
  const namesWhileOpen = namesIn(directory);
  await exporter.shutdown();
  expect(await bodiesInDirectory(directory)).toEqual(['one']);
  return { namesWhileOpen, errors, names: namesIn(directory) };
}

test.each(['EACCES', 'EROFS', 'EIO', 'ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM'])(
  '%s: the lock is taken once that is over',
  async (code) => {
    const { namesWhileOpen, errors, names } = await writeWhile(code, 1);
    expect(namesWhileOpen).toEqual(['.app.jsonl.1.lock', 'app.jsonl']);
    expect(names).toEqual(['app.jsonl']);
    expect(errors).toEqual([`${code}: injected`]);
  },
);

test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])(
  '%s: there are no links here, and every process has a name of its own',
  async (code) => {
    const { namesWhileOpen, errors } = await writeWhile(code, Number.POSITIVE_INFINITY);
    expect(namesWhileOpen).toEqual([`app.${process.pid}.jsonl`]);
    expect(errors).toEqual([]);
  },
);
