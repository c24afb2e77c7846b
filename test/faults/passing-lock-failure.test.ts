// The disk refuses a lock for a moment: that is no file system without locks, and nobody writes without one for it.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setUp } from '../support/exporter.ts';
import { errno, type Verdict } from '../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const isLock = (path: unknown) => String(path).endsWith('.lock');
const isClaim = (path: unknown) => String(path).endsWith('.claim');

async function writeUnder(verdict: Verdict) {
  const directory = join(temporaryDirectory(), 'logs');
  const { errors, exporter } = setUp({ directory }, verdict);
  exporter.append(logRecord('one'));
  await exporter.forceFlush();
  const namesWhileOpen = namesIn(directory);
  await exporter.shutdown();
  expect(await bodiesInDirectory(directory)).toEqual(['one']);
  return { namesWhileOpen, errors, names: namesIn(directory) };
}

test.each(['EACCES', 'EROFS', 'EIO', 'EPERM', 'ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM'])(
  '%s of one link: the lock is taken all the same',
  async (code) => {
    let left = 1;
    const { namesWhileOpen, names } = await writeUnder((name, [, path]) =>
      name === 'link' && isLock(path) && left-- > 0 ? errno(code) : undefined,
    );
    expect(namesWhileOpen).toEqual(['.app.jsonl.1.lock', 'app.jsonl']);
    expect(names).toEqual(['app.jsonl']);
  },
);

test.each(['EACCES', 'EROFS'])('%s while the directory is read-only: writing waits for its lock', async (code) => {
  let refusals = 0;
  // From the first link on until two more things were refused.
  const { namesWhileOpen, names, errors } = await writeUnder((name, [path, target]) => {
    const isRefused = name === 'link' ? isLock(target) : name === 'open' && isClaim(path) && refusals > 0;
    if (!isRefused || refusals === 3) return undefined;
    refusals++;
    return errno(code);
  });
  expect(refusals).toBe(3);
  expect(errors).toEqual([`${code}: injected`]);
  expect(namesWhileOpen).toEqual(['.app.jsonl.1.lock', 'app.jsonl']);
  expect(names).toEqual(['app.jsonl']);
});

test.each(['EACCES', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])(
  '%s of every link, and files can be made: every process has a name of its own',
  async (code) => {
    const { namesWhileOpen, errors } = await writeUnder((name) => (name === 'link' ? errno(code) : undefined));
    expect(namesWhileOpen).toEqual([`app.${process.pid}.jsonl`]);
    expect(errors).toEqual([]);
  },
);
