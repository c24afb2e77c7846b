// Who runs and who does not: process ids are reused, and a process that has ended may still have an entry.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RealProcessTable } from '../../../src/file/system/process-identity.ts';

const table = new RealProcessTable();
const { self } = table;

function statOf(pid: number): { state: string; start: string } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return { state: fields[0] ?? '', start: fields[19] ?? '' };
}

describe.runIf(process.platform === 'linux')('on Linux', () => {
  test('a process runs that has its id and its start time', () => {
    expect(self).toMatchObject({ pid: process.pid, start: statOf(process.pid).start });
    expect(table.isRunning(self)).toBe(true);
    expect(table.isRunning({ ...self, start: '1' })).toBe(false);
    expect(table.isRunning({ ...self, pid: process.ppid, start: statOf(process.ppid).start })).toBe(true);
  });

  test('a process that nobody has waited for has ended', async () => {
    // The shell becomes a program that never waits for the child it had, which ends when it sees that.
    const script = 'while [ "$(cat /proc/$$/comm)" != sleep ]; do :; done & echo $!; exec sleep 60';
    const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    while (statOf(pid).state !== 'Z') await new Promise(setImmediate);
    expect(table.isRunning({ ...self, pid, start: statOf(pid).start })).toBe(false);
  });
});

test('a process that is gone does not run', () => {
  const pid = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
  expect(table.isRunning({ ...self, pid, start: '1' })).toBe(false);
});

test('of another host, boot or container nothing is known; nor of a start time that is not known', () => {
  expect(table.isRunning({ ...self, namespace: 'elsewhere' })).toBeUndefined();
  expect(table.isRunning({ ...self, start: '' })).toBeUndefined();
});
