// Which finished files a logger keeps where nobody has said so, and whose files are whose.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { getLogger } from '../../src/index.ts';
import { defaultRetention } from '../../src/logger/default-retention.ts';
import { filesIn, newName, openLogger } from '../support/loggers.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const MEGABYTE = 1024 * 1024;

describe('the default retention', () => {
  test('keeps what many short-lived threads and processes leave', async () => {
    const directory = temporaryDirectory();
    const name = newName();
    mkdirSync(directory, { recursive: true });
    for (let n = 10; n < 22; n++) {
      writeFileSync(join(directory, `${name}.2026-01-01T00-00-${n}.000Z.jsonl`), '{"level":"INFO","message":"m"}\n', {
        mode: 0o600,
      });
    }
    const before = filesIn(directory).length;
    const logger = getLogger(name, { logDir: directory, stdout: false });
    logger.info('now');
    await logger.close();
    expect(filesIn(directory).filter((file) => file.includes('2026-01-01'))).toHaveLength(before);
    // A count that its user gives is a count.
    const counting = getLogger(name, { logDir: directory, stdout: false, retention: 5 });
    counting.info('later');
    await counting.close();
    expect(filesIn(directory).length).toBeLessThan(before);
  });

  const chosen = (rotation: unknown, ...sizes: number[]) => {
    const files = sizes.map((size, n) => ({ path: `${n}`, size, rotated: n }));
    return [...(defaultRetention(rotation)(files) ?? [])].map((file) => (typeof file === 'string' ? file : file.path));
  };

  test.each([
    ['five full files stay, a sixth goes', '10 MB', [1, 2, 3, 4, 5, 6].map(() => 10_000_000), ['0']],
    ['five files stay, however large they are', '1 MB', [1, 2, 3, 4, 5].map(() => 10 * MEGABYTE), []],
    ['small ones stay beside large ones while there is room', '10 MB', [1, 1, 1, 1, 9 * MEGABYTE, 9 * MEGABYTE, 1], []],
    ['a rotation by time counts as one of 10 MB', 'daily', [1, 2, 3, 4, 5, 6].map(() => 10 * MEGABYTE), ['0']],
    ['the size among several rules counts', ['daily', '1 KB'], [1, 2, 3, 4, 5, 6].map(() => 2000), ['0']],
    ['of tiny ones a thousand stay', '10 MB', Array.from({ length: 1003 }, () => 1), ['2', '1', '0']],
  ])('%s', (_, rotation, sizes, gone) => {
    expect(chosen(rotation, ...sizes)).toEqual(gone);
  });

  test('one that is given is as it is given', async () => {
    const { logger, directory } = openLogger({ format: '{message}', rotation: 20, retention: 2, flush: 'record' });
    for (let n = 0; n < 30; n++) logger.info('0123456789');
    await logger.close();
    expect(filesIn(directory)).toHaveLength(3);
  });
});

test('names that no file can have give each logger a file of its own', async () => {
  const logDir = temporaryDirectory();
  const base = newName();
  const names = [...'/\\:*?"<>|_'].map((character) => `${base}${character}b`);
  for (const name of names) {
    const logger = getLogger(name, { logDir, stdout: false, format: '{message}' });
    logger.info(name);
    await logger.close();
  }
  const lines = filesIn(logDir).map((file) => readFileSync(join(logDir, file), 'utf8').trim());
  expect(lines.toSorted()).toEqual(names.toSorted());
  expect(filesIn(logDir)).toContain(`${base}_b.log`);
});
