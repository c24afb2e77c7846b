// `laketrace doctor`: one line a check, a remedy where it is needed, and an exit code.

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inProcess, inTerminal } from '../run-command.ts';

async function collector(status: number): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('all is well: a line a check', async () => {
  const { code, stdout, stderr } = await inProcess(['doctor', temporaryDirectory(), '--otlp', await collector(200)]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of [
    'node',
    'platform',
    '@opentelemetry/sdk-logs',
    'globals',
    'directory',
    'locks',
    'self-test',
    'collector',
  ]) {
    expect(stdout).toMatch(new RegExp(`^(?:ok|warn) +${name}: `, 'm'));
  }
});

test('what fails has a remedy, and the answer is 1', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  const { code, stdout } = await inProcess(['doctor', file, '--otlp', await collector(401)]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAIL {2}directory: .+ is a file\n {6}-> choose another one/m);
  expect(stdout).toMatch(/^FAIL {2}collector: .+ answers 401\n {6}-> give the credentials/m);
});

test('--json is one object; directory and collector are those of the environment', async () => {
  const env = { LAKETRACE_LOG_DIR: temporaryDirectory(), OTEL_EXPORTER_OTLP_ENDPOINT: await collector(404) };
  const { code, stdout } = await inProcess(['doctor', '--json'], { env });
  expect(code).toBe(1);
  const { ok, checks } = JSON.parse(stdout);
  expect(ok).toBe(false);
  expect(checks).toContainEqual({ name: 'directory', status: 'ok', message: env.LAKETRACE_LOG_DIR });
  expect(checks.at(-1)).toMatchObject({ name: 'collector', status: 'failed', message: expect.stringContaining('404') });
});

test('a time that is none', async () => {
  expect(await inProcess(['doctor', '--timeout', 'soon'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--timeout'),
  });
});

test.skipIf(process.platform !== 'linux')('has colours on a terminal', () => {
  expect(inTerminal(['doctor', temporaryDirectory()]).stdout).toContain('\x1b[32mok');
});
