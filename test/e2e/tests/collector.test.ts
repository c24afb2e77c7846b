// The batch path with OpenTelemetry's own OTLP exporters, against receivers that are down, overloaded, hanging or refusing: every record
// is counted at both ends.
import { credentials } from '@grpc/grpc-js';
import { OTLPLogExporter as GrpcExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as HttpExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from 'laketrace';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { PATIENT, SOON } from './patience.ts';
import { portOfNobody } from './ports.ts';
import { type Protocol, type Reaction, type Receiver, startReceiver } from './receivers.ts';

/**
 * In which the exporter itself tries, in milliseconds: a part of what the batch path does. It is so long that the answer of a receiver
 * comes in time on a slow machine, too: without it the records are sent, and counted, again.
 */
const EXPORTER_TIMEOUT = 60_000;
/** Where the receiver does not answer, and the test waits for that. */
const SHORT = 5000;

function exporterTo(protocol: Protocol, port: number, timeoutMillis: number) {
  if (protocol === 'grpc') {
    const url = `http://127.0.0.1:${port}`;
    return new GrpcExporter({ url, timeoutMillis, credentials: credentials.createInsecure() });
  }
  const Exporter = protocol === 'http' ? HttpExporter : ProtoExporter;
  return new Exporter({ url: `http://127.0.0.1:${port}/v1/logs`, timeoutMillis });
}

/** A test's own way to say what is done when it ends: several wait at the same time. */
type Ending = Pick<TestContext, 'onTestFinished'>;

function setUp(
  { onTestFinished }: Ending,
  protocol: Protocol,
  port: number,
  { exporterTimeout = EXPORTER_TIMEOUT, shutdownTimeoutMillis = 100_000 } = {},
) {
  const told: string[] = [];
  const processor = new LakeTraceLogRecordProcessor({
    file: false,
    batch: { exporter: exporterTo(protocol, port, exporterTimeout) },
    onError: (error) => told.push(error.message),
    shutdownTimeoutMillis,
  });
  const provider = new LoggerProvider({ processors: [processor] });
  onTestFinished(() => provider.shutdown());
  const logger = provider.getLogger('test');
  const emit = (count: number, filler?: string) => {
    for (let i = 0; i < count; i++)
      logger.emit({ body: filler === undefined ? i : `${i} ${filler}`, severityNumber: 9 });
  };
  const batch = () => processor.stats().batch;
  return { provider, emit, batch, told };
}

async function start(
  { onTestFinished }: Ending,
  protocol: Protocol,
  plan?: readonly Reaction[],
  port?: number,
): Promise<Receiver> {
  const receiver = await startReceiver(protocol, plan, port);
  onTestFinished(() => receiver.close());
  return receiver;
}

const inOrder = (count: number) => Array.from({ length: count }, (_, i) => i);

/** The codes of gRPC that mean what the status of HTTP means. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 429: 8, 500: 13, 503: 14 };
const as = (protocol: Protocol, code: number) => (protocol === 'grpc' ? (CODES[code] ?? code) : code);

describe.each<Protocol>(['http', 'proto', 'grpc'])('over %s', (protocol) => {
  // Protobuf goes by the same transport as JSON: what is refused is the same.
  const testFailure = test.skipIf(protocol === 'proto');
  // They wait for pauses between attempts, so they do it at the same time.
  const testWaiting = test.concurrent.skipIf(protocol === 'proto');

  test('100,000 records of one loop arrive, in order, by the shutdown alone', async (context) => {
    const receiver = await start(context, protocol);
    const { provider, emit, batch, told } = setUp(context, protocol, receiver.port);
    emit(100_000);
    await provider.shutdown();
    expect(receiver.numbers).toEqual(inOrder(100_000));
    expect(batch()).toMatchObject({ accepted: 100_000, exported: 100_000, failed: 0, dropped: 0, waiting: 0 });
    expect(told).toEqual([]);
  });

  test.concurrent('a receiver that comes up late gets all, once, in order', async (context) => {
    const port = await portOfNobody();
    const { emit, batch, told } = setUp(context, protocol, port, { exporterTimeout: SHORT });
    emit(20_000);
    // Long enough for a batch to have failed.
    await vi.waitFor(() => expect(batch()?.retries).toBeGreaterThan(0), PATIENT);
    const receiver = await start(context, protocol, [], port);
    await vi.waitFor(() => expect(batch()?.waiting).toBe(0), PATIENT);
    expect(receiver.numbers).toEqual(inOrder(20_000));
    expect(batch()).toMatchObject({ exported: 20_000, failed: 0, dropped: 0 });
    expect(told[0]).toMatch(
      /^512 log records were not exported yet and are sent again: .*(?:ECONNREFUSED|DEADLINE_EXCEEDED|timed out|timeout)/i,
    );
  });

  testWaiting.for<[string, number, number]>([
    ['503', 503, 3],
    ['429', 429, 3],
    ['500', 500, 2],
  ])('%s at first loses nothing', async ([, code, times], context) => {
    const receiver = await start(context, protocol, Array<Reaction>(times).fill(as(protocol, code)));
    const { emit, batch } = setUp(context, protocol, receiver.port, { exporterTimeout: SHORT });
    emit(5000);
    await vi.waitFor(() => expect(batch()?.waiting).toBe(0), PATIENT);
    expect(receiver.numbers).toEqual(inOrder(5000));
    expect(batch()).toMatchObject({ exported: 5000, failed: 0, dropped: 0 });
  });

  testWaiting('one that hangs, and one that hangs up, get the same records again', async (context) => {
    const receiver = await start(context, protocol, ['hang', 'kill', 'ok', 'kill']);
    const { emit, batch } = setUp(context, protocol, receiver.port, { exporterTimeout: SHORT });
    emit(5000);
    await vi.waitFor(() => expect(batch()?.waiting).toBe(0), PATIENT);
    expect(receiver.numbers).toEqual(inOrder(5000));
    expect(batch()).toMatchObject({ exported: 5000, failed: 0 });
  });

  testWaiting('one that goes away midway, and comes back', async (context) => {
    const first = await start(context, protocol, [], await portOfNobody());
    const { emit, batch } = setUp(context, protocol, first.port, { exporterTimeout: SHORT });
    emit(30_000);
    await vi.waitFor(() => expect(first.numbers.length).toBeGreaterThan(0), PATIENT);
    await first.close();
    // Unless it had got all before.
    await vi.waitFor(() => expect(batch()?.retries || batch()?.waiting === 0).toBeTruthy(), PATIENT);
    const second = await start(context, protocol, [], first.port);
    await vi.waitFor(() => expect(batch()?.waiting).toBe(0), PATIENT);
    // What was taken just before the end, and not acknowledged, is there twice: at least once is what can be promised.
    expect(new Set([...first.numbers, ...second.numbers])).toEqual(new Set(inOrder(30_000)));
    expect(batch()).toMatchObject({ exported: 30_000, failed: 0 });
  });

  test('400 is final for a batch, and for no other', async (context) => {
    const receiver = await start(context, protocol, Array<Reaction>(3).fill(as(protocol, 400)));
    const { provider, emit, batch, told } = setUp(context, protocol, receiver.port);
    emit(5000);
    await provider.shutdown();
    expect(receiver.numbers).toEqual(inOrder(5000).slice(3 * 512));
    expect(batch()).toMatchObject({ exported: 5000 - 3 * 512, failed: 3 * 512, retries: 0 });
    expect(told.at(-1)).toMatch(/^1536 of 5000 log records were not exported: 1536 failed \(/);
  });

  test('records of 12 KB do not make batches that are refused for their size', async (context) => {
    const receiver = await start(context, protocol);
    const { provider, emit, batch } = setUp(context, protocol, receiver.port);
    emit(2000, 'x'.repeat(12_000));
    await provider.shutdown();
    expect(receiver.numbers).toEqual(inOrder(2000));
    expect(batch()).toMatchObject({ exported: 2000, failed: 0, retries: 0 });
  });

  testFailure.for<[string, boolean]>([
    ['refuses connections', true],
    ['hangs', false],
  ])('a shutdown with a receiver that %s keeps its deadline, and says what was lost', async ([, isDown], context) => {
    const port = await portOfNobody();
    if (!isDown) await start(context, protocol, Array<Reaction>(1000).fill('hang'), port);
    const { provider, emit, batch, told } = setUp(context, protocol, port, {
      exporterTimeout: 1000,
      shutdownTimeoutMillis: 1500,
    });
    emit(50_000);
    const began = performance.now();
    await provider.shutdown();
    // A hundred batches, each of which the exporter tries for a second.
    expect(performance.now() - began).toBeLessThan(SOON);
    expect(batch()).toMatchObject({ accepted: 50_000, exported: 0, failed: 50_000, waiting: 0 });
    expect(told.at(-1)).toMatch(/^50000 of 50000 log records were not exported: 50000 failed \(/);
  });
});
