// Worker threads that are gone while their process lives: their names are free, and their files are finished.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { RealProcessTable } from '../../../src/file/system/process-identity.ts';
import { bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const PROGRAM = join(import.meta.dirname, '../../programs/worker-thread.ts');
const ROTATED = expect.stringMatching(/^app\.\d{4}-.*Z\.jsonl$/);

interface Started {
  readonly thread: Worker;
  readonly activeFile: string;
  readonly ended: Promise<unknown>;
}

async function worker(directory: string, label: string, end: string): Promise<Started> {
  const workerData = { options: { directory, name: 'app' }, label, end };
  const thread = new Worker(PROGRAM, { workerData });
  onTestFinished(() => void thread.terminate());
  const ended = once(thread, 'exit');
  const [activeFile] = (await once(thread, 'message')) as [string];
  return { thread, activeFile, ended };
}

test('a thread that was terminated is succeeded by the next exporter of the process', async () => {
  const directory = temporaryDirectory();
  const first = await worker(directory, 'first', 'stays');
  const second = await worker(directory, 'second', 'stays');
  expect(first.activeFile).toBe(join(directory, 'app.jsonl'));
  expect(second.activeFile).toBe(join(directory, `app.${process.pid}-${second.thread.threadId}.jsonl`));
  await first.thread.terminate();
  await second.thread.terminate();
  expect(namesIn(directory).filter((name) => name.endsWith('.lock'))).toHaveLength(2);
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app' });
  exporter.append(logRecord('third'));
  await exporter.forceFlush();
  expect(exporter.activeFile).toBe(join(directory, 'app.jsonl'));
  await exporter.shutdown();
  expect(namesIn(directory)).toEqual([ROTATED, 'app.jsonl']);
  expect((await bodiesInDirectory(directory)).sort()).toEqual(['first', 'second', 'third']);
});

test('threads that are terminated one after the other leave one active file', async () => {
  const THREADS = 5;
  const directory = temporaryDirectory();
  for (let n = 0; n < THREADS; n++) {
    const { thread } = await worker(directory, `thread ${n}`, 'stays');
    await thread.terminate();
  }
  expect(namesIn(directory)).toEqual([expect.stringMatching(/\.lock$/), 'app.jsonl']);
  expect(await bodiesInDirectory(directory)).toHaveLength(THREADS);
});

test('a thread that lives keeps its file, whoever asks', async () => {
  const directory = temporaryDirectory();
  const { thread, activeFile } = await worker(directory, 'worker', 'stays');
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app' });
  exporter.append(logRecord('main'));
  await exporter.shutdown();
  expect(activeFile).toBe(join(directory, 'app.jsonl'));
  expect(namesIn(directory)).toEqual(['.app.jsonl.1.lock', ROTATED, 'app.jsonl']);
  await thread.terminate();
});

test.each(['exits', 'shuts down'])('a thread that %s leaves no lock', async (end) => {
  const directory = temporaryDirectory();
  const { ended } = await worker(directory, 'worker', end);
  await ended;
  expect(namesIn(directory)).toEqual(['app.jsonl']);
});

test('where the platform does not show threads, a heartbeat does', () => {
  const table = new RealProcessTable();
  const thread = table.self.thread + 1000;
  expect(table.isRunning({ ...table.self, thread, task: '' })).toBeUndefined();
  expect(table.isRunning({ ...table.self, thread, task: '1 1' })).toBe(false);
});

test('two copies of the module in realms of their own, in one thread, know of each other', async () => {
  const directory = temporaryDirectory();
  const program = join(import.meta.dirname, '../../programs/two-realms.ts');
  const args = ['--experimental-vm-modules', '--no-warnings', program, directory];
  const names = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n');
  expect(names).toEqual(['app.jsonl', expect.stringMatching(/^app\.\d+\.jsonl$/)]);
  expect((await bodiesInDirectory(directory)).sort()).toEqual(['first', 'second']);
});
