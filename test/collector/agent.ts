// What a test of an agent has around it: directories, a far end, a program that writes files, and the count at both ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { expect, onTestFinished, vi } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { CollectorProcess, configuration, freePorts, SYNCHRONOUS } from './collector-process.ts';
import { Gateway } from './gateway.ts';
import { type ArrivedRecord, recordsOfLine, textOfRecord } from './otlp-logs.ts';

const LINES = join(import.meta.dirname, '../../.cache/e2e');

/** Collectors look for new files five times a second; a machine that is busy takes its time. */
export const PATIENT: { readonly timeout: number; readonly interval: number } = { timeout: 240_000, interval: 100 };

/** What the programs' files are like: compressed as soon as they are rotated. */
export const GZIP = { file: { compression: 'gzip' } } as const;

/** Put together here, so that nothing in the repository looks like a secret. */
const TOKEN = ['not', 'a', 'secret'].join('-');

export interface Agent {
  readonly agent: CollectorProcess;
  readonly gateway: Gateway;
  /** Where the program's files are. */
  readonly directory: string;
  readonly httpUrl: string;
  readonly grpcUrl: string;
  readonly healthUrl: string;
  readonly metricsUrl: string;
  readonly token: string;
}

/**
 * An agent that is not started yet, and its gateway, which is.
 * @param more configurations that change the first
 * @param env what these ask for
 */
export async function prepareAgent(
  name: string,
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Agent> {
  const gateway = new Gateway();
  await gateway.start();
  onTestFinished(() => gateway.stop());
  const directory = temporaryDirectory();
  const [http, grpc, health, metrics] = await freePorts(4);
  const configs = [configuration(name), ...more].flatMap((config) => ['--config', config]);
  const agent = new CollectorProcess([SYNCHRONOUS, ...configs], {
    LAKETRACE_LOG_DIR: directory,
    LAKETRACE_GATEWAY: gateway.url,
    LAKETRACE_GATEWAY_TOKEN: TOKEN,
    LAKETRACE_AGENT_STATE: temporaryDirectory(),
    LAKETRACE_AGENT_HTTP: String(http),
    LAKETRACE_AGENT_GRPC: String(grpc),
    LAKETRACE_AGENT_HEALTH: String(health),
    LAKETRACE_AGENT_METRICS: String(metrics),
    ...env,
  });
  return {
    agent,
    gateway,
    directory,
    httpUrl: `http://127.0.0.1:${http}`,
    grpcUrl: `http://127.0.0.1:${grpc}`,
    healthUrl: `http://127.0.0.1:${health}`,
    metricsUrl: `http://127.0.0.1:${metrics}/metrics`,
    token: TOKEN,
  };
}

/** Starts test/e2e/programs/typed-records.mjs under a line of the SDK. */
export function startWriter(line: string, directory: string, count: number, options: object = {}): ChildProcess {
  const args = ['programs/typed-records.mjs', String(count), JSON.stringify(options)];
  const env = { ...process.env, LAKETRACE_LOG_DIR: directory };
  const child = spawn(process.execPath, args, { cwd: join(LINES, line), env, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs it to its end. */
export async function write(line: string, directory: string, count: number, options: object = {}): Promise<void> {
  const [code] = await once(startWriter(line, directory, count, options), 'close');
  expect(code).toBe(0);
}

/** How the files are unpacked that the tests let LakeTrace write, by the ends of their names. */
const UNPACK: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  jsonl: (bytes) => bytes,
  gz: gunzipSync,
  zst: zstdDecompressSync,
};

/** How many rotated files a directory has. */
export function rotationsIn(directory: string): number {
  return readdirSync(directory).filter((name) => /\.\d{4}-.*\.jsonl/.test(name)).length;
}

/** All records of the files in a directory, plain and compressed. Each line begins as the connector `otlp_json` expects. */
export function recordsInFiles(directory: string): ArrivedRecord[] {
  const names = readdirSync(directory).filter((name) => /\.jsonl(?:\.gz|\.zst)?$/.test(name));
  return names.flatMap((name) => {
    const unpack = UNPACK[name.slice(name.lastIndexOf('.') + 1)] ?? Buffer.from;
    const text = unpack(readFileSync(join(directory, name))).toString();
    const lines = text.split('\n').filter((line) => line !== '');
    expect(lines.filter((line) => !line.startsWith('{"resourceLogs":['))).toEqual([]);
    return lines.flatMap(recordsOfLine);
  });
}

/** Waits until this many different records have arrived, and a little for more than there should be. */
export async function arrived(gateway: Gateway, count: number): Promise<readonly ArrivedRecord[]> {
  await vi.waitFor(() => expect(gateway.numbers.size).toBe(count), PATIENT);
  let before = -1;
  while (before !== gateway.records.length) {
    before = gateway.records.length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return gateway.records;
}

/** Of an agent whose gateway cannot be reached. */
export const RETRIED: RegExp = /^(?:Failed to open file|Exporting failed\. Will retry the request after interval\.)$/;

/** What docs/collector.md explains, and nothing else may stand in a collector's own log. */
export function expectNoComplaints(collector: CollectorProcess, explained: RegExp = /^Failed to open file$/): void {
  expect(collector.complaints.filter(({ message }) => !explained.test(message)).map(({ line }) => line)).toEqual([]);
}

/** Each record of the files arrived exactly once, with every value as the file has it, and nothing else did. */
export function expectExactly(gateway: Pick<Gateway, 'records'>, directory: string): void {
  const texts = (records: readonly ArrivedRecord[]) => records.map(textOfRecord).sort();
  const [written, came] = [texts(recordsInFiles(directory)), texts(gateway.records)];
  expect(came.length).toBe(written.length);
  // Not `toEqual` over all: its difference of 200,000 texts would take minutes.
  const different = came.findIndex((text, i) => text !== written[i]);
  expect(came[different]).toBe(written[different]);
}
