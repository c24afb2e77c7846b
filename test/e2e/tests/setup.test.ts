// One call and no call, from the packed package: with the real loggers, instrumentations and transports of this line.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Protocol, startReceiver } from './receivers.ts';

const line = join(import.meta.dirname, '..');
const programs = join(line, 'programs');

interface Found {
  readonly scope: string;
  readonly body: unknown;
  readonly severity: number;
  readonly traceId: string | undefined;
}

/** Runs a program of this line in a directory of its own. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'laketrace-setup-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr, records: found(join(cwd, 'logs')) };
}

function found(directory: string): Found[] {
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((name) => name.endsWith('.jsonl'));
  const lines = files.sort().flatMap((name) => readFileSync(join(directory, name), 'utf8').trim().split('\n'));
  const records: Found[] = [];
  for (const { resourceLogs } of lines.map((text) => JSON.parse(text))) {
    for (const { scopeLogs } of resourceLogs) {
      for (const { scope, logRecords } of scopeLogs) {
        for (const { body, severityNumber, traceId } of logRecords) {
          records.push({ scope: scope.name, body: Object.values(body ?? {})[0], severity: severityNumber, traceId });
        }
      }
    }
  }
  return records;
}

// By paths, as the programs run elsewhere: `--import laketrace/register` is looked for from the working directory.
const { exports } = JSON.parse(readFileSync(join(line, 'node_modules/laketrace/package.json'), 'utf8'));
const register = (format: 'import' | 'require') =>
  join(line, 'node_modules/laketrace', exports['./register'][format].default);

describe('register', () => {
  test.each([
    ['--import', 'import'],
    ['--require', 'require'],
  ] as const)(
    '%s: instrumentations and transports of either API reach the files, within their trace',
    async (flag, format) => {
      const { records, stderr, code } = await run([flag, register(format), join(programs, 'bridges.cjs')]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const bodies = records.map(({ body, severity, traceId }) => ({
        body,
        severity,
        isTraced: traceId !== undefined,
      }));
      const expected = ['by bunyan for [EMAIL]', 'by pino for [EMAIL]', 'by winston for [EMAIL]', 'by api-logs'].map(
        (body) => ({
          body,
          severity: 13,
          isTraced: true,
        }),
      );
      expect(bodies).toEqual(expect.arrayContaining(expected));
      const { dependencies } = JSON.parse(readFileSync(join(line, 'package.json'), 'utf8'));
      const byApi = bodies.filter(({ body }) => body === 'by api');
      expect(byApi).toHaveLength(dependencies['@opentelemetry/api'].startsWith('1.9') ? 0 : 1);
    },
  );

  test("winston's transport of OpenTelemetry", async () => {
    const { records, stderr } = await run(['--import', register('import'), join(programs, 'otel-transport.mjs')]);
    expect(stderr).toBe('');
    expect(records.map(({ body, severity }) => [body, severity])).toEqual([['for [EMAIL]', 17]]);
  });

  test.each(['mjs', 'cjs'])('the transports, by their names, from %s', async (extension) => {
    const { records, stderr } = await run([join(programs, `transports.${extension}`)]);
    expect(stderr).toBe('');
    expect(records.map(({ scope, body, severity }) => [scope, body, severity])).toEqual([
      ['orders', 'by pino for [EMAIL]', 13],
      ['winston', 'by winston for [EMAIL]', 13],
    ]);
  });
});

describe('one call', () => {
  test('loggers that were made before and after it, and the end of the run', async () => {
    const { stdout, stderr, records } = await run([join(programs, 'one-call.mjs')]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      files: 1,
      upload: 'done',
      uploaded: 1,
      errors: [],
      lost: {},
      passed: 3,
    });
    expect(records.map(({ scope, body }) => [scope, body])).toEqual([
      ['early', '0'],
      ['laketrace', '1'],
      ['late', '2'],
    ]);
  });

  test.each<[Protocol, string]>([
    ['http', 'http/json'],
    ['proto', 'http/protobuf'],
    ['grpc', 'grpc'],
  ])('otlp over %s, where the variables say', async (protocol, name) => {
    const receiver = await startReceiver(protocol);
    onTestFinished(() => receiver.close());
    const env = {
      OTEL_EXPORTER_OTLP_PROTOCOL: name,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.port}`,
    };
    const { stdout, stderr } = await run([join(programs, 'one-call.mjs'), 'otlp'], env);
    expect({ stderr, ok: JSON.parse(stdout).ok }).toEqual({ stderr: '', ok: true });
    expect(receiver.numbers).toEqual([0, 1, 2]);
  });
});
