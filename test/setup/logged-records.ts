// Reads back what was logged into a directory, and runs programs as users start them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A record, as far as these tests look at it. */
export interface LoggedRecord {
  readonly scope: string;
  readonly severity: number | undefined;
  readonly text: string | undefined;
  /** Nanoseconds since 1970. */
  readonly time: string | undefined;
  readonly body: string | undefined;
  readonly traceId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

type AnyValue = Readonly<Record<string, unknown>>;
interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

function record(attributes: readonly KeyValue[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** All records in the plain files of a directory, oldest file first. */
export function loggedIn(directory: string): LoggedRecord[] {
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((name) => name.endsWith('.jsonl'));
  const lines = files.sort().flatMap((name) => readFileSync(join(directory, name), 'utf8').trim().split('\n'));
  return lines.filter((line) => line !== '').flatMap(recordsOf);
}

function recordsOf(line: string): LoggedRecord[] {
  const { resourceLogs } = JSON.parse(line);
  const found: LoggedRecord[] = [];
  for (const { resource, scopeLogs } of resourceLogs) {
    for (const { scope, logRecords } of scopeLogs) {
      for (const { severityNumber, severityText, timeUnixNano, body, traceId, attributes } of logRecords) {
        found.push({
          scope: scope.name,
          severity: severityNumber,
          text: severityText,
          time: timeUnixNano,
          body: body?.stringValue,
          traceId,
          attributes: record(attributes),
          resource: record(resource.attributes),
        });
      }
    }
  }
  return found;
}

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is started. */
export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the output, each time that something comes. */
  readonly heard?: (output: string, child: ChildProcess) => void;
}

/** Runs Node with arguments, in an environment without the variables that this process has of LakeTrace and OpenTelemetry. */
export async function runNode(args: readonly string[], { cwd, env = {}, heard }: ProgramOptions): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:LAKETRACE|OTEL|VITEST)_?/.test(name));
  const child = spawn(process.execPath, args, { cwd, env: { ...Object.fromEntries(inherited), ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    heard?.(stdout, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode, stdout, stderr };
}

/** What `laketrace/register` is. */
export const REGISTER: string = new URL('../../src/register.ts', import.meta.url).href;

/** Writes files into a directory of the test's own. */
export function project(files: Readonly<Record<string, string>>): string {
  const cwd = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return cwd;
}

/** Runs the program of a project with LakeTrace. */
export function registered(
  cwd: string,
  options: Partial<ProgramOptions> & { readonly args?: readonly string[] } = {},
): Promise<Ended> {
  const { args = [], ...rest } = options;
  return runNode([...args, '--import', REGISTER, 'app.mjs'], { cwd, ...rest });
}

/** Variables that have everything captured. */
export const CAPTURE: Readonly<Record<string, string>> = {
  LAKETRACE_CAPTURE: 'console,uncaught',
  LAKETRACE_MINIMUM_SEVERITY: 'TRACE',
};

/** Runs a program with and without LakeTrace: what it prints and how it ends must be the same. */
export async function compared(
  program: string,
  args: readonly string[] = [],
): Promise<{ cwd: string; plain: Ended; captured: Ended }> {
  const cwd = project({ 'app.mjs': program });
  const plain = await runNode([...args, 'app.mjs'], { cwd });
  const captured = await registered(cwd, { args, env: CAPTURE });
  return { cwd, plain, captured: { ...captured, stderr: withoutPids(captured.stderr) } };
}

/** What Node prints, without the number of the process. */
export const withoutPids = (text: string): string => text.replace(/\(node:\d+\)/g, '(node:0)');
