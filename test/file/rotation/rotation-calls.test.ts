// What a rotation asks of the file system, call by call, and why: none is made that nothing needs, for the program waits for most of them.
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { fileSystemThat } from '../../support/failing-file-system.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const BLOCKING: readonly (readonly [call: string, why: string])[] = [
  ['fstat', 'the open file may have been deleted'],
  ['lstat app.jsonl', 'or renamed'],
  ['link <rotated>', 'the new name, which must be free'],
  ['lstat <rotated>.gz', 'nor may an archive have it: another process may have chosen it, and be ahead'],
  ['lstat <rotated>.zst', ''],
  ['lstat <rotated>.bz2', ''],
  ['lstat <rotated>.zip', ''],
  ['unlink app.jsonl', 'the old name'],
  ['stat .', 'the directory may have been removed'],
  ['lstat <lock>', 'another process may have taken the name over while this one was stopped: nothing is cut off then'],
  ['lstat app.jsonl', 'something may stand under the name again'],
  ['open app.jsonl', 'the next file'],
  ['fstat', 'which is of our user, and has a mode'],
  ['lstat <lock>', 'a directory that was removed meanwhile took the lock with it'],
  ['write', 'the chunk'],
  ['fstat', 'the file may have been deleted, or cut'],
];
const ON_THE_POOL: typeof BLOCKING = [
  ['fsync', '`fsync: rotate`'],
  ['close', ''],
  ['readdir .', 'retention, also for files of other processes'],
  ['lstat <rotated>', 'the size and the owner of the new file'],
  ['lstat <older>', 'it may have been exchanged'],
  ['unlink <older>', 'the one that has expired'],
];

/** The calls of the third rotation, with those of the chunk that comes after it. */
async function callsOfRotation(options: RotatingFileLogRecordExporterOptions): Promise<Record<string, string[]>> {
  const directory = temporaryDirectory();
  let rotations = 0;
  const calls: Record<string, string[]> = { blocking: [], 'on the pool': [] };
  const nameOf = (path: string): string => {
    if (path === directory) return ' .';
    const name = basename(path).replace('.app.jsonl.1.lock', '<lock>');
    const isNew = name.includes(String(rotated).replace(/\.jsonl$/, ''));
    return ` ${name.replace(/^app\.2.*?Z\.jsonl/, isNew ? '<rotated>' : '<older>')}`;
  };
  let rotated: string | undefined;
  const fs = fileSystemThat((name, args, { isBlocking }) => {
    if (rotations < 2) return undefined;
    if (name === 'link') rotated = basename(String(args[1]));
    const path = args.findLast((each) => typeof each === 'string');
    calls[isBlocking ? 'blocking' : 'on the pool']?.push(`${name}${typeof path === 'string' ? nameOf(path) : ''}`);
    return undefined;
  });
  const exporter = new ExporterIn({ directory, name: 'app', rotation: '1 KB', ...options }, environmentWith({ fs }));
  for (; rotations < 3; rotations++) {
    exporter.append(logRecord('x'.repeat(1000)));
    await exporter.forceFlush();
  }
  const taken = structuredClone(calls);
  await exporter.shutdown();
  return taken;
}

test('a rotation makes these calls, and no other', async () => {
  expect(await callsOfRotation({ retention: 1 })).toEqual({
    blocking: BLOCKING.map(([call]) => call),
    'on the pool': ON_THE_POOL.map(([call]) => call),
  });
});

test('with `enqueue` all of them are made on the thread pool', async () => {
  const { blocking, 'on the pool': onThePool = [] } = await callsOfRotation({ enqueue: true, retention: 1 });
  expect(blocking).toEqual([]);
  expect(onThePool.length).toBeLessThanOrEqual(BLOCKING.length + ON_THE_POOL.length + 1);
});

test('a compression makes some more', async () => {
  const [plain, compressed] = [await callsOfRotation({}), await callsOfRotation({ compression: 'gzip' })];
  expect((compressed['on the pool'] ?? []).length - (plain['on the pool'] ?? []).length).toBeLessThanOrEqual(36);
});
