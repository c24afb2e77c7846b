// What could keep log files from being written in a directory is found before a program finds it; nothing stays in the directory.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CheckResult } from '../../src/doctor/check.ts';
import { checkDirectory } from '../../src/doctor/directory-checks.ts';
import { mountOf } from '../../src/doctor/mount-kind.ts';
import { checkNode, checkPlatform } from '../../src/doctor/platform-checks.ts';
import { runChecks } from '../../src/doctor/run-checks.ts';
import { checkGlobals, checkVersions } from '../../src/doctor/sdk-checks.ts';
import { checkSelf } from '../../src/doctor/self-test.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function all(checks: AsyncIterable<CheckResult>): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for await (const check of checks) results.push(check);
  return results;
}

const check = (path: string) =>
  all(
    checkDirectory({
      path,
      env: {},
      async *inside(scratch) {
        yield await checkSelf(scratch);
      },
    }),
  );

const of = (results: readonly CheckResult[], name: string) => results.find((result) => result.name === name);

describe('a directory', () => {
  test('that will do: a log is written, rotated, compressed and read back', async () => {
    const directory = temporaryDirectory();
    const results = await check(directory);
    expect(results.map(({ name }) => name)).toEqual([
      ...['directory', 'mount', 'space', 'permissions', 'writing', 'fsync', 'locks', 'self-test'],
    ]);
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(of(results, 'self-test')?.message).toMatch(
      /^100 records were written, rotated, compressed to \d+ archives, and read back$/,
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  test('that is not there yet is looked at where it will be', async () => {
    const parent = temporaryDirectory();
    const results = await check(join(parent, 'a/b'));
    expect(of(results, 'directory')?.message).toContain('will be made in');
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(readdirSync(parent)).toEqual([]);
  });

  test.each(['a file', 'a pipe'])('that is %s', async (kind) => {
    const path = join(temporaryDirectory(), 'logs');
    if (kind === 'a file') writeFileSync(path, '');
    else execFileSync('mkfifo', [path]);
    expect(await check(path)).toMatchObject([
      { name: 'directory', status: 'failed', message: `${path} is ${kind}`, remedy: expect.any(String) },
    ]);
  });

  test('on the mount of a lake', async () => {
    const link = join(temporaryDirectory(), 'logs');
    symlinkSync('/Volumes/main/logs', link);
    const [result, ...rest] = await check(link);
    expect(result).toMatchObject({ status: 'failed', remedy: expect.stringContaining('local disk') });
    expect(rest).toEqual([]);
  });

  test('that others may write in', async () => {
    const directory = temporaryDirectory();
    chmodSync(directory, 0o777);
    expect(of(await check(directory), 'permissions')).toMatchObject({
      status: 'warning',
      remedy: `chmod go-w ${directory}`,
    });
  });

  test.skipIf(process.getuid?.() === 0)('that this user may not write in', async () => {
    const directory = temporaryDirectory();
    chmodSync(directory, 0o500);
    const results = await check(directory);
    expect(of(results, 'permissions')).toMatchObject({ status: 'failed' });
    expect(of(results, 'writing')).toMatchObject({ status: 'failed' });
  });
});

const canMount = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;

describe.skipIf(!canMount)('a disk of its own', () => {
  function mounted(options: string): string {
    const path = join(temporaryDirectory(), 'disk');
    mkdirSync(path);
    const done = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]);
    if (done.status !== 0) return '';
    onTestFinished(() => void spawnSync('umount', [path]));
    return path;
  }

  test('that is full', async ({ skip }) => {
    const path = mounted('size=256k');
    if (path === '') skip('mounting is not permitted here');
    const results = await check(path);
    expect(of(results, 'mount')).toMatchObject({ status: 'warning', message: expect.stringContaining('tmpfs') });
    expect(of(results, 'space')).toMatchObject({ status: 'failed', remedy: expect.stringContaining('retention') });
    expect(of(results, 'writing')).toMatchObject({ status: 'failed', remedy: expect.stringContaining('free some') });
    expect(of(results, 'self-test')).toBeUndefined();
    expect(readdirSync(path)).toEqual([]);
  });

  test('that is read-only', async ({ skip }) => {
    const path = mounted('size=64m,ro');
    if (path === '') skip('mounting is not permitted here');
    const results = await check(path);
    expect(of(results, 'permissions')).toMatchObject({ status: 'failed', message: 'the file system is read-only' });
    expect(of(results, 'writing')).toMatchObject({ status: 'failed' });
  });
});

test('the kind of a mount is read from the table of the system', () => {
  const table = [
    '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    '30 22 0:30 / /mnt/with\\040blank rw - nfs4 server:/x rw',
    '31 22 0:31 / /mnt rw - tmpfs tmpfs rw',
    '32 22 0:32 / /mnt rw shared:2 master:3 - fuse.sshfs host:/ rw',
    'nonsense',
  ].join('\n');
  expect(mountOf('/home/logs', table)).toEqual({ path: '/', type: 'ext4' });
  expect(mountOf('/mnt/with blank/logs', table)).toEqual({ path: '/mnt/with blank', type: 'nfs4' });
  expect(mountOf('/mnt/logs', table)).toEqual({ path: '/mnt', type: 'fuse.sshfs' });
  expect(mountOf('/mntlogs', table)).toEqual({ path: '/', type: 'ext4' });
  expect(mountOf('/x', '')).toBeUndefined();
});

test('platform and Node are said with what was found for them', () => {
  const results = [...checkPlatform({ DATABRICKS_RUNTIME_VERSION: '15.4', LAKETRACE_PLATFORM: 'moon' })];
  expect(results[0]).toMatchObject({
    name: 'platform',
    status: 'warning',
    remedy: expect.stringContaining('LAKETRACE_PLATFORM'),
  });
  expect(results.length).toBeGreaterThan(1);
  expect(checkNode('>=22.15', '22.14.9')).toMatchObject({ status: 'failed' });
  for (const version of ['22.15.0', '24.0.0']) expect(checkNode('>=22.15', version).status).toBe('ok');
});

test('the packages of OpenTelemetry have their versions, and one provider gets the records of each API', async () => {
  const versions = [...checkVersions()];
  expect(versions.find(({ name }) => name === '@opentelemetry/sdk-logs')).toMatchObject({
    status: 'ok',
    message: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
  expect(await checkGlobals()).toMatchObject({
    name: 'globals',
    status: 'ok',
    message: expect.stringContaining('@opentelemetry/api'),
  });
  // And it is gone again.
  expect(await checkGlobals()).toMatchObject({ status: 'ok' });
});

test('all checks together, one after the other', async () => {
  const names = (await all(runChecks({ env: {}, directory: temporaryDirectory(), patience: 1000 }))).map(
    ({ name }) => name,
  );
  for (const name of ['node', 'platform', 'globals', 'directory', 'self-test', 'collector'])
    expect(names).toContain(name);
});
