// Many processes and threads with one name: each has its file, and together they lose and double nothing.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { RealProcessTable } from '../../../src/file/system/process-identity.ts';
import { bodiesIn, bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { IS_LONG } from '../../support/long-form.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const PROGRAM = join(import.meta.dirname, '../../programs/numbered-records.ts');
const NAME = /^app(\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.jsonl(\.gz)?|\.jsonl)$/;

function run(directory: string, label: string, count: number, mode = ''): Promise<unknown> {
  const options = { directory, name: 'app', rotation: '20 KB', compression: 'gzip' };
  return promisify(execFile)(process.execPath, [PROGRAM, JSON.stringify(options), label, String(count), mode]);
}

function expected(labels: readonly string[], count: number): string[] {
  return labels.flatMap((label) => Array.from({ length: count }, (_, i) => `${label} ${i}`)).sort();
}

test.each([
  [2, 1000],
  [6, 500],
  [IS_LONG ? 32 : 14, 100],
])('%i processes', async (processes, count) => {
  const directory = temporaryDirectory();
  const labels = Array.from({ length: processes }, (_, index) => `p${index}`);
  await Promise.all(labels.map((label) => run(directory, label, count)));
  expect((await bodiesInDirectory(directory)).sort()).toEqual(expected(labels, count));
  for (const name of namesIn(directory)) {
    expect(name).toMatch(NAME);
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, name)).size).toBeLessThanOrEqual(20 * 1024);
  }
});

test('worker threads', async () => {
  const directory = temporaryDirectory();
  await run(directory, 'w', 500, 'threads');
  expect((await bodiesInDirectory(directory)).sort()).toEqual(expected(['w.0', 'w.1', 'w.2'], 500));
});

test('a killed process is succeeded by the next', async () => {
  const directory = temporaryDirectory();
  const options = { directory, name: 'app', flush: 'record' };
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(options), 'killed', '0', 'ack'], { stdio: 'pipe' });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await sleep(10);
  expect(namesIn(directory).some((name) => name.endsWith('.lock'))).toBe(true);
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app' });
  exporter.append(logRecord('next'));
  await exporter.shutdown();
  expect(namesIn(directory).filter((name) => !name.endsWith('.torn'))).toEqual(['app.jsonl']);
  expect((await bodiesInDirectory(directory)).at(-1)).toBe('next');
});

test.each([{ enqueue: false }, { enqueue: true }])(
  'a process whose lock was taken over while it was stopped writes elsewhere, %o',
  async ({ enqueue }) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const directory = temporaryDirectory();
    const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', enqueue });
    exporter.append(logRecord('mine'));
    await exporter.forceFlush();
    const [lock = ''] = namesIn(directory).filter((name) => name.endsWith('.lock'));
    unlinkSync(join(directory, lock));
    // Of another host, as long as it is fresh.
    const theirs = { ...new RealProcessTable().self, namespace: 'elsewhere', exporter: 'app' };
    writeFileSync(join(directory, '.app.jsonl.2.lock'), JSON.stringify(theirs));
    await vi.advanceTimersByTimeAsync(30_000);
    while (exporter.activeFile !== undefined) await new Promise(setImmediate);
    exporter.append(logRecord('still mine'));
    await exporter.shutdown();
    expect(bodiesIn(readFileSync(join(directory, 'app.jsonl'), 'utf8'))).toEqual(['mine']);
    expect((await bodiesInDirectory(directory)).sort()).toEqual(['mine', 'still mine']);
    expect(namesIn(directory)).toContain('.app.jsonl.2.lock');
  },
);
