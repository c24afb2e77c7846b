// The programs of docs/platforms.md run as they stand, under each SDK line; on a Databricks App SIGTERM loses nothing.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { recordsIn } from './read-back.ts';

const line = join(import.meta.dirname, '..');
const page = readFileSync(join(line, '../../../docs/platforms.md'), 'utf8');
const isOldLine = line.endsWith('sdk-0.2');
const programs = [...page.matchAll(/```js\n(\/\/ ([\w-]+\.mjs)\n.*?)```/gs)].map(([, code = '', name = '']) => ({
  name,
  code: isOldLine ? code.replace(/(import .*SeverityNumber.* from '@opentelemetry\/api)'/, "$1-logs'") : code,
}));

/** Lays a program down where it finds the packages of this line, with a working directory of its own. */
function layDown(name: string): { path: string; cwd: string } {
  mkdirSync(join(line, 'runs'), { recursive: true });
  const cwd = mkdtempSync(join(line, 'runs/'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const path = join(cwd, name);
  writeFileSync(path, programs.find((program) => program.name === name)?.code ?? '');
  return { path, cwd };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function bodiesIn(cwd: string): unknown[] {
  const files = readdirSync(join(cwd, 'logs')).filter((name) => name.endsWith('.jsonl'));
  return files.flatMap((name) => recordsIn(readFileSync(join(cwd, 'logs', name), 'utf8')).map(({ body }) => body));
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
  expect(bodiesIn(cwd).length).toBeGreaterThan(0);
});

test.skipIf(process.platform === 'win32')('databricks-app.mjs, stopped by SIGTERM', async () => {
  const { path, cwd } = layDown('databricks-app.mjs');
  const port = await freePort();
  const env = { ...process.env, DATABRICKS_APP_NAME: 'orders-app', DATABRICKS_APP_PORT: String(port) };
  const child = spawn(process.execPath, [path], { cwd, env, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/orders`), { timeout: 20_000, interval: 50 });
  const start = performance.now();
  child.kill('SIGTERM');
  const [code, signal] = await once(child, 'exit');
  expect(performance.now() - start).toBeLessThan(5000);
  expect(code === 0 || signal === 'SIGTERM').toBe(true);
  expect(bodiesIn(cwd)).toEqual([{ stringValue: 'request' }]);
  expect(readdirSync(join(cwd, 'logs')).filter((name) => name.startsWith('.'))).toEqual([]);
});
