// Programs that send records through the batch path, what they say became of them, and what of theirs has arrived.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, vi } from 'vitest';
import type { DeliveryCounts } from '../../src/processor/delivery/delivery-log.ts';
import { type Agent, PATIENT } from './agent.ts';
import { type ArrivedRecord, numberOf } from './otlp-logs.ts';

const FOLDER = join(import.meta.dirname, '../../.cache/e2e');

/** A far end. */
interface FarEnd {
  readonly records: readonly ArrivedRecord[];
}

/** A line of the SDK, and a way to a collector. */
export interface Route {
  readonly line: string;
  readonly protocol: 'http' | 'proto' | 'grpc';
}

/** All ways under a line. */
export const routesOf = (line: string): readonly Route[] =>
  (['http', 'proto', 'grpc'] as const).map((protocol) => ({ line, protocol }));

/** As many records as one export has at most, by default; one export is under way at a time. */
export const BATCH = 512;

/** What became of records, by `stats().batch`. */
type Counts = Pick<
  DeliveryCounts,
  'accepted' | 'exported' | 'failed' | 'dropped' | 'waiting' | 'waitingBytes' | 'retries'
>;

/** The time that a shutdown has where a test asks for none: a busy machine, or a collector that is away, may need it. */
const SHUTDOWN = { shutdownTimeoutMillis: 300_000 };

/** What a program says at its end. */
export interface SenderReport {
  /** When the last record was emitted. */
  readonly emitted: Counts;
  readonly batch: Counts;
  /** The messages that `onError` got. */
  readonly errors: readonly string[];
  readonly shutdownMillis: number;
}

/** A program that is sending. */
export interface Sender {
  /** What its records name as their service. */
  readonly service: string;
  /** Has it go on from the number where it holds. */
  goOn(): void;
  /** When the first error was told of, or it has ended: so long an outage must last. */
  readonly refused: Promise<void>;
  /** When it has ended. */
  readonly report: Promise<SenderReport>;
}

/** What to send, and how: see test/e2e/programs/send-records.mjs. */
export interface Sending {
  readonly count: number;
  readonly options?: { readonly processor?: object; readonly [name: string]: unknown };
  /** Texts that are to be in the records. */
  readonly planted?: readonly string[];
}

/** Starts a program that sends to an agent. */
export function startSender(
  agent: Agent,
  { line, protocol }: Route,
  { count, options, planted = [] }: Sending,
): Sender {
  const service = `${line} ${protocol}`;
  const url = protocol === 'grpc' ? agent.grpcUrl : agent.httpUrl;
  const args = [
    protocol,
    url,
    String(count),
    JSON.stringify({ service, ...options, processor: { ...SHUTDOWN, ...options?.processor } }),
  ];
  const child = spawn(process.execPath, ['programs/send-records.mjs', ...args], {
    cwd: join(FOLDER, line),
    env: { ...process.env, PLANTED: JSON.stringify(planted) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { promise: refused, resolve: isRefused } = Promise.withResolvers<void>();
  let last = '';
  createInterface(child.stdout).on('line', (line) => {
    last = line;
    isRefused();
  });
  const report = once(child, 'close').then(([code]) => {
    isRefused();
    expect(code).toBe(0);
    return JSON.parse(last) as SenderReport;
  });
  // A test that fails before it asks for the report kills the program: that is no failure besides.
  report.catch(() => undefined);
  return { service, goOn: () => void child.stdin.write('\n'), refused, report };
}

/** Waits until each program was refused something: an outage of a fixed time may be over before a busy machine has started them. */
export async function allRefused(senders: readonly Sender[]): Promise<void> {
  await Promise.all(senders.map(({ refused }) => refused));
}

/** What programs say at their ends, and of which service. */
export function reportsOf(senders: readonly Sender[]): Promise<(SenderReport & Pick<Sender, 'service'>)[]> {
  return Promise.all(senders.map(async ({ service, report }) => ({ service, ...(await report) })));
}

/** The records of a program that have arrived. */
export function arrivedOf(gateway: FarEnd, service: string): readonly ArrivedRecord[] {
  return gateway.records.filter(({ resource }) =>
    resource.some(({ key, value }) => key === 'service.name' && value.stringValue === service),
  );
}

/** Waits until the records of each program up to a number have arrived; what a busy collector did not answer in time may be there twice. */
export async function arrivedUpTo(gateway: FarEnd, senders: readonly Sender[], count: number): Promise<void> {
  await vi.waitFor(() => {
    for (const { service } of senders) expect(new Set(arrivedOf(gateway, service).map(numberOf)).size).toBe(count);
  }, PATIENT);
}

/** How many records of programs have arrived, doubled ones included. What a test has sent itself is not counted. */
export function arrivedFrom(gateway: FarEnd, senders: readonly Pick<Sender, 'service'>[]): number {
  return senders.reduce((sum, { service }) => sum + arrivedOf(gateway, service).length, 0);
}

/** Waits until so many records of programs have arrived, doubled ones included, and until nothing more comes. */
export async function settled(
  gateway: FarEnd,
  senders: readonly Pick<Sender, 'service'>[],
  count: number,
): Promise<void> {
  await vi.waitFor(() => expect(arrivedFrom(gateway, senders)).toBeGreaterThanOrEqual(count), PATIENT);
  let before = -1;
  while (before !== gateway.records.length) {
    before = gateway.records.length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** The records of a program have arrived up to a number, each exactly once. */
export function expectOnce(gateway: FarEnd, service: string, count: number): void {
  const numbers = arrivedOf(gateway, service)
    .map(numberOf)
    .sort((a, b) => a - b);
  // Not `toEqual`: its difference of 100,000 numbers would take minutes.
  expect([service, numbers.length]).toEqual([service, count]);
  expect([service, numbers.find((number, i) => number !== i)]).toEqual([service, undefined]);
}

/** All records of a program have arrived; those that came twice are known by their ids. */
export function expectAllById(gateway: FarEnd, service: string, count: number): void {
  const came = arrivedOf(gateway, service);
  const ids = came.map(
    ({ record }) => record.attributes?.find(({ key }) => key === 'log.record.uid')?.value.stringValue,
  );
  expect([service, new Set(came.map(numberOf)).size]).toEqual([service, count]);
  expect([service, new Set(ids).size]).toEqual([service, count]);
  expect(ids).not.toContain(undefined);
}
