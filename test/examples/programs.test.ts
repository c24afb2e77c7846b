// The examples run as they stand, each as a process of its own, on the platform that they are for: what they print and what is in their files.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { recordsOfLine } from '../collector/otlp-logs.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const root = join(import.meta.dirname, '../..');

beforeAll(async () => {
  // `npm test` has built the package; a single test may be run before.
  if (!existsSync(join(root, 'dist/index.mjs'))) await promisify(execFile)('npm', ['run', 'build'], { cwd: root });
});

interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs an example with its files in a directory. */
async function run(path: string, directory: string, env: object = {}, args: readonly string[] = []): Promise<Run> {
  const child = spawn(process.execPath, [join(root, 'examples', path), ...args], {
    cwd: directory,
    env: { ...process.env, LAKETRACE_LOG_DIR: directory, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { stdout, stderr, code };
}

/** The text of the files of a directory whose names begin so, oldest first, the active one last. */
function textOf(directory: string, prefix: string): string {
  const names = readdirSync(directory).filter(
    (name) => name.startsWith(prefix) && /\.(?:jsonl|log)(?:\.gz)?$/.test(name),
  );
  return names
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(directory, name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    })
    .join('');
}

type Line = Readonly<Record<string, unknown>>;
const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

test('fabric-notebook: the report, with its files in the lakehouse', async () => {
  const [directory, lakehouse] = [temporaryDirectory(), temporaryDirectory()];
  const env = { LAKETRACE_PLATFORM: 'fabric', FABRIC_RUN_ID: 'run-7', LAKEHOUSE_FILES: lakehouse };
  const { stdout, stderr, code } = await run('fabric-notebook/main.ts', directory, env);
  expect([stderr, code]).toEqual(['', 0]);
  expect(stdout).toContain('ok: true, upload: done');
  const lines = linesOf(textOf(join(lakehouse, 'logs/weather-report/run-7'), 'weather-report'));
  expect(lines.map(({ message }) => message)).toEqual(
    expect.arrayContaining(['notebook started', 'weather read', 'year summed up', 'a day of heavy rain']),
  );
  expect(lines[0]).toMatchObject({ level: 'INFO', logger_name: 'weather-report', run_id: 'run-7', user: '[EMAIL]' });
  expect(lines.find(({ message }) => message === 'weather read')).toMatchObject({ level: 'SUCCESS', days: 1461 });
  expect(lines.filter(({ message }) => message === 'year summed up').map(({ year }) => year)).toEqual([
    2012, 2013, 2014, 2015,
  ]);
  // The cell of `tail(3)` printed the last three lines once more.
  expect(stdout.split('\n').filter((line) => line.includes('"year":2015')).length).toBeGreaterThan(1);
});

test('fabric-spark-job: a load that works, and one that fails with its exception and an exit code', async () => {
  const lakehouse = temporaryDirectory();
  const env = { LAKETRACE_PLATFORM: 'fabric', LAKEHOUSE_FILES: lakehouse };
  const worked = await run('fabric-spark-job/main.ts', temporaryDirectory(), { ...env, FABRIC_RUN_ID: 'good' });
  expect([worked.stderr, worked.code]).toEqual(['', 0]);
  const failed = await run('fabric-spark-job/main.ts', temporaryDirectory(), { ...env, FABRIC_RUN_ID: 'bad' }, [
    'nothing',
  ]);
  expect([failed.stderr, failed.code]).toEqual(['', 1]);
  const good = linesOf(textOf(join(lakehouse, 'logs/nightly-load/good'), 'nightly-load'));
  expect(good.at(-1)).toMatchObject({ level: 'SUCCESS', message: 'load done', table: 'airports', run_id: 'good' });
  expect(good.at(-1)?.['laketrace.run.id']).toBe('good');
  const bad = linesOf(textOf(join(lakehouse, 'logs/nightly-load/bad'), 'nightly-load'));
  expect(bad.at(-1)).toMatchObject({ level: 'ERROR', message: 'load failed', exception: { type: 'Error' } });
  expect(JSON.stringify(bad.at(-1))).toContain('ENOENT');
  // The job's own log has the same lines.
  expect(worked.stdout).toContain('load done');
});

test('databricks-job: stages, and files in the volume', async () => {
  const [directory, volume] = [temporaryDirectory(), temporaryDirectory()];
  const env = { LAKETRACE_PLATFORM: 'databricks', DB_JOB_RUN_ID: '311', DB_JOB_ID: '17', LOG_VOLUME: volume };
  const { stdout, stderr, code } = await run('databricks-job/main.ts', directory, env);
  expect([stderr, code]).toEqual(['', 0]);
  expect(stdout).toContain('upload: done');
  const lines = linesOf(textOf(join(volume, 'delay-profile/311'), 'delay-profile'));
  expect(lines[0]).toMatchObject({ message: 'job started', run: '311', run_id: '311', platform: 'databricks' });
  const stages = lines.filter(({ message }) => message === 'stage done');
  expect(stages.map(({ stage }) => stage)).toEqual(['read', 'profile']);
  for (const { milliseconds } of stages) expect(milliseconds).toEqual(expect.any(Number));
  expect(lines.find(({ message }) => message === 'profile')).toMatchObject({ flights: 20_000 });
});

test('pipeline: every record within a stage says so, and errors have a file of their own', async () => {
  const directory = temporaryDirectory();
  const { stderr, code } = await run('pipeline/main.ts', directory);
  expect([stderr, code]).toEqual(['', 0]);
  const log = textOf(directory, 'pipeline.log');
  for (const stage of ['extract', 'transform', 'load']) {
    expect(log).toMatch(new RegExp(`\\| SUCCESS +\\| pipeline \\[.*stage=${stage}.*\\] \\| done`));
  }
  expect(log).toContain('WARNING');
  // What knows nothing of stages has them as well.
  const written = linesOf(textOf(directory, 'pipeline.lake')).filter(({ message }) => message === 'written');
  expect(written.length).toBeGreaterThan(10);
  for (const line of written) expect(line).toMatchObject({ stage: 'load', attempt: expect.any(Number) });
  const errors = textOf(directory, 'errors');
  expect(errors).toMatch(/ERROR +\| pipeline .*will be tried again/);
  expect(errors).toContain('503 from the lake');
  expect(errors).not.toContain('SUCCESS');
});

test('spark-logging: events of log4j are records, with their stack traces', async () => {
  const directory = temporaryDirectory();
  const { stdout, stderr, code } = await run('spark-logging/main.ts', directory);
  expect([stderr, code]).toEqual(['', 0]);
  const log = textOf(directory, 'etl');
  const events = readFileSync(join(root, 'examples/spark-logging/driver-stderr.log'), 'utf8').match(
    /^\d\d\/\d\d\/\d\d [\d:]+ (?:WARN|ERROR) /gm,
  );
  expect(log).toContain(`events=${events?.length}`);
  expect(log).toMatch(/\| ERROR +\| etl \[.*source=Executor.*\] \| Exception in task 0\.0 in stage 1\.0/);
  expect(log).toMatch(/^ {4}.*ValueError: row 7 has no date$/m);
  // Indented by blanks, as a JVM does by a tab.
  expect(log).toMatch(/^ {8}at org\.apache\.spark\.rdd/m);
  expect(stdout).toMatch(/etl\..*\.log\.gz\n$/);
});

test('notebook-cells: run five times, each line is there once; an edited cell takes effect', async () => {
  const { stdout, code } = await run('notebook-cells/main.ts', temporaryDirectory());
  expect(code).toBe(0);
  const [before = '', file = ''] = stdout.split('the file:\n');
  expect(before.match(/^seen: the cell ran$/gm)).toHaveLength(7);
  expect(before.match(/^seen: a detail$/gm)).toHaveLength(1);
  expect(before).toMatch(/^handlers: \w+, screen$/m);
  expect(file.match(/the cell ran/g)).toHaveLength(7);
  expect(file.match(/a detail/g)).toHaveLength(1);
});

test('worker-threads: each thread has its file, and every record is there', async () => {
  const directory = temporaryDirectory();
  const { stdout, stderr, code } = await run('worker-threads/main.ts', directory);
  expect([stderr, code]).toEqual(['', 0]);
  const [count] = /^(\d+) files$/m.exec(stdout)?.slice(1) ?? [];
  expect(Number(count)).toBeGreaterThanOrEqual(2);
  const done = linesOf(textOf(directory, 'crunch')).filter(({ message }) => message === 'range done');
  expect(done).toHaveLength(3000);
  expect(new Set(done.map(({ from }) => from)).size).toBe(3000);
  expect(new Set(done.map(({ thread }) => thread)).size).toBe(3);
});

test.each(['pino', 'winston'])('moved-from-%s: the same records before and after, but clean', async (library) => {
  const [before, after] = [temporaryDirectory(), temporaryDirectory()];
  const old = await run(`moved-from-${library}/before.ts`, before);
  const moved = await run(`moved-from-${library}/after.ts`, after);
  expect([moved.stderr, moved.code]).toEqual(['', 0]);
  const key = library === 'pino' ? 'msg' : 'message';
  // pino may print its first line last, where the reader of the pipe is slow.
  const messagesOf = (text: string) => linesOf(text).map((line) => String(line[key]));
  expect(messagesOf(moved.stdout).sort()).toEqual(messagesOf(old.stdout).sort());
  expect(old.stdout).toContain(library === 'pino' ? 'order placed' : 'ada@example.com');
  expect(moved.stdout).not.toContain('ada@example.com');
  expect(textOf(after, library === 'pino' ? 'orders' : 'billing')).not.toContain('ada@example.com');
  if (library === 'winston') expect(linesOf(textOf(after, 'errors'))).toHaveLength(1);
});

test('express-service: what it writes to the console is kept, clean, with the error that ends it', async () => {
  const directory = temporaryDirectory();
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'laketrace/register', join(root, 'examples/express-service/app.mjs')],
    {
      cwd: root,
      env: {
        ...process.env,
        LAKETRACE_LOG_DIR: directory,
        OTEL_SERVICE_NAME: 'shop',
        LAKETRACE_CAPTURE: 'console,uncaught',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('a child with pipes has them');
  let errors = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const printed: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      printed.push(line);
      const [, found] = /^listening on (\d+)$/.exec(line) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('exit', () => reject(new Error(errors)));
  });
  const url = `http://127.0.0.1:${port}`;
  expect((await fetch(`${url}/orders/7?email=ada@example.com`)).status).toBe(200);
  const post = (body: object) =>
    fetch(`${url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await post({ card: '4111 1111 1111 1111' })).status).toBe(201);
  expect((await post({ cash: 5 })).status).toBe(400);
  const ended = once(child, 'close');
  await fetch(`${url}/crash`).catch(() => undefined);
  expect((await ended)[0]).toBe(1);
  // The default output is as it is without LakeTrace.
  expect(printed).toContain('order 7 asked for by ada@example.com');
  expect(errors).toContain('Error: the cache is gone');
  const records = textOf(directory, 'shop').trimEnd().split('\n').flatMap(recordsOfLine);
  const severities = records.map(({ record }) => record.severityText);
  expect(severities).toEqual(expect.arrayContaining(['INFO', 'WARN']));
  const text = JSON.stringify(records);
  expect(text).toContain('order 7 asked for by [EMAIL]');
  expect(text).not.toContain('4111 1111');
  const last = JSON.stringify(records.at(-1));
  for (const part of ['the cache is gone', 'exception.stacktrace', 'ECONNRESET']) expect(last).toContain(part);
});
