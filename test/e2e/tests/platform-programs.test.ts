// The programs of docs/platforms.md run as they stand, under each SDK line; on a Databricks App SIGTERM loses nothing.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { PATIENT } from './patience.ts';
import { portOfNobody } from './ports.ts';
import { recordsIn } from './read-back.ts';

const line = join(import.meta.dirname, '..');
const page = readFileSync(join(line, '../../../docs/platforms.md'), 'utf8');
const isOldLine = line.endsWith('sdk-0.2');
const programs = [...page.matchAll(/```js\n(\/\/ ([\w-]+\.mjs)\n.*?)```/gs)].map(([, code = '', name = '']) => ({
  name,
  code: isOldLine ? code.replace(/(import .*SeverityNumber.* from '@opentelemetry\/api)'/, "$1-logs'") : code,
}));

/** Lays a program down where it finds the packages of this line, with a working directory of its own. */
function layDown(name: string, change: (code: string) => string = (code) => code): { path: string; cwd: string } {
  mkdirSync(join(line, 'runs'), { recursive: true });
  const cwd = mkdtempSync(join(line, 'runs/'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const path = join(cwd, name);
  writeFileSync(path, change(programs.find((program) => program.name === name)?.code ?? ''));
  return { path, cwd };
}

/** The bodies of the records in the log files of a directory, plain or compressed. */
function bodiesIn(directory: string): unknown[] {
  const files = readdirSync(directory).filter((name) => /\.jsonl(\.gz)?$/.test(name) && !name.startsWith('.'));
  return files.sort().flatMap((name) => {
    const bytes = readFileSync(join(directory, name));
    return recordsIn(String(name.endsWith('.gz') ? gunzipSync(bytes) : bytes)).map(({ body }) => body);
  });
}

test('the page has a program for each platform', () => {
  expect(programs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['fabric-notebook.mjs', 'fabric-job.mjs', 'databricks-cluster.mjs', 'databricks-app.mjs']),
  );
});

test.each(programs.map(({ name }) => name).filter((name) => name !== 'databricks-app.mjs'))('%s', async (name) => {
  const { path, cwd } = layDown(name);
  const { stderr } = await promisify(execFile)(process.execPath, [path], { cwd });
  expect(stderr).toBe('');
  expect(bodiesIn(join(cwd, 'logs')).length).toBeGreaterThan(0);
});

/** The programs that copy their files, and what they log, in the files' order. */
const COPYING = [
  ['fabric-notebook.mjs', 'fabric', ['report started', 'no sales in region']],
  ['fabric-job.mjs', 'fabric', ['loading']],
  ['databricks-cluster.mjs', 'databricks', ['profile done']],
] as const;

describe.each(COPYING)('%s', (name, platform, bodies) => {
  const toLake = (cwd: string) => (code: string) => code.replace(/`\/(?:lakehouse|Volumes)\//g, () => `\`${cwd}/lake/`);
  const lakeOf = (cwd: string, runId: string) => {
    const folder = platform === 'fabric' ? 'default/Files/logs' : 'main/default/logs';
    const [service = ''] = readdirSync(join(cwd, 'lake', folder));
    return join(cwd, 'lake', folder, service, runId);
  };
  const run = (path: string, cwd: string, env: Record<string, string>) =>
    promisify(execFile)(process.execPath, [path], {
      cwd,
      env: { ...process.env, LAKETRACE_PLATFORM: platform, ...env },
    });

  test('copies the records of its run, and not those of the run before', async () => {
    const { path, cwd } = layDown(name);
    writeFileSync(path, toLake(cwd)(readFileSync(path, 'utf8')));
    for (const runId of ['run-1', 'run-2']) {
      const { stderr } = await run(path, cwd, { LAKETRACE_RUN_ID: runId });
      expect(stderr).toBe('');
      expect(bodiesIn(lakeOf(cwd, runId))).toEqual(bodies.map((stringValue) => ({ stringValue })));
    }
  });

  test.each([
    ['where nothing was logged', {}, (code: string) => code.replace(/^\s*logger\.emit\(.*\);$/gm, '')],
    ['on an executor', { DB_IS_DRIVER: 'FALSE', SPARK_EXECUTOR_DIRS: '/tmp' }, (code: string) => code],
  ])('ends well and copies nothing %s', async (_, env, change) => {
    const { path, cwd } = layDown(name, change);
    writeFileSync(path, toLake(cwd)(readFileSync(path, 'utf8')));
    await run(path, cwd, { LAKETRACE_RUN_ID: 'run-1', ...env });
    expect(existsSync(join(cwd, 'lake'))).toBe(false);
  });
});

test.skipIf(process.platform === 'win32')('databricks-app.mjs, stopped by SIGTERM', async () => {
  const { path, cwd } = layDown('databricks-app.mjs');
  const port = await portOfNobody();
  const env = { ...process.env, DATABRICKS_APP_NAME: 'orders-app', DATABRICKS_APP_PORT: String(port) };
  const child = spawn(process.execPath, [path], { cwd, env, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/orders`), PATIENT);
  const start = performance.now();
  child.kill('SIGTERM');
  const [code, signal] = await once(child, 'exit');
  // What hangs is left after twelve seconds.
  expect(performance.now() - start).toBeLessThan(11_000);
  expect(code === 0 || signal === 'SIGTERM').toBe(true);
  expect(bodiesIn(join(cwd, 'logs'))).toEqual([{ stringValue: 'request' }]);
  expect(readdirSync(join(cwd, 'logs')).filter((name) => name.startsWith('.'))).toEqual([]);
});
