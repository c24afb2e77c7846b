// The batch path to a real collector, agent.yaml, by every transport and under both lines: a loop of records and a shutdown at once, a
// collector or a gateway that is away for a while, one that hangs, a queue that is full. Every record is counted at both ends.
//
// LAKETRACE_LONG=1 has 100,000 records in each program, outages of fifteen seconds of the collector and of twenty of the gateway, and
// the lines one after the other.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, test } from 'vitest';
import { type Agent, prepareAgent } from './agent.ts';
import { numberOf } from './otlp-logs.ts';
import {
  allRefused,
  arrivedOf,
  arrivedUpTo,
  BATCH,
  expectAllById,
  expectOnce,
  reportsOf,
  routesOf,
  type Sender,
  type SenderReport,
  type Sending,
  settled,
  startSender,
} from './sender.ts';

const isLong = process.env['LAKETRACE_LONG'] === '1';
const COUNT = isLong ? 100_000 : 10_000;
const OUTAGE_MS = isLong ? 15_000 : 3_000;
const GATEWAY_OUTAGE_MS = isLong ? 20_000 : 3_000;

const LINES = ['sdk-3', 'sdk-0.2'];
const GROUPS = isLong ? LINES.map((line) => [[line]]) : [[LINES]];

/** The exporter's own attempts end before the outage does, so that the batch path has to make some. */
const IMPATIENT = { timeoutMillis: OUTAGE_MS / 3 };
/** Where the programs hold: half of the records have arrived when the next ones are emitted, and a quarter comes after what a test does then. */
const [HALF, MOST] = [COUNT / 2, COUNT * 0.75];
const HOLDING = { holdAt: [HALF, MOST] };

/** As long as an outage is to be, and until each program has met it. */
const outageOf = (senders: readonly Sender[]) => Promise.all([sleep(OUTAGE_MS), allRefused(senders)]);

const exportedBy = (reports: readonly SenderReport[]) => reports.reduce((sum, { batch }) => sum + batch.exported, 0);

/** The programs say that nothing was lost, and all that they say is so at the other end. */
async function expectNothingLost(around: Agent, senders: readonly Sender[], count: number): Promise<SenderReport[]> {
  const reports = await reportsOf(senders);
  for (const { batch } of reports) {
    expect(batch).toMatchObject({ accepted: count, exported: count, failed: 0, dropped: 0, waiting: 0 });
  }
  await settled(around.gateway, senders, senders.length * count);
  return reports;
}

/** Does something while the programs are sending, and has them send more after it. */
async function midway({ gateway }: Agent, senders: readonly Sender[], act: () => unknown): Promise<void> {
  await arrivedUpTo(gateway, senders, HALF);
  for (const sender of senders) sender.goOn();
  await sleep(50);
  await act();
  for (const sender of senders) sender.goOn();
}

describe.skipIf(inject('collector') === '').each(GROUPS)('the batch path of %j', (lines) => {
  const start = (around: Agent, sending: Sending) =>
    lines.flatMap(routesOf).map((route) => startSender(around, route, sending));

  test('records of one loop and a shutdown at once: all arrive, once', async () => {
    const around = await prepareAgent('agent.yaml');
    await around.agent.start();
    const senders = start(around, { count: 100_000 });
    const reports = await expectNothingLost(around, senders, 100_000);
    for (const { errors } of reports) expect(errors).toEqual([]);
    for (const { service } of senders) expectOnce(around.gateway, service, 100_000);
    expect(around.agent.complaints).toEqual([]);
  });

  test('a collector that is down from the loop on, and comes during the shutdown: all arrive, once', async () => {
    const around = await prepareAgent('agent.yaml');
    const senders = start(around, { count: COUNT, options: { exporter: IMPATIENT } });
    await outageOf(senders);
    await around.agent.start();
    const reports = await expectNothingLost(around, senders, COUNT);
    for (const { batch, errors } of reports) {
      expect(batch.retries).toBeGreaterThan(0);
      expect(errors[0]).toMatch(/^512 log records were not exported yet and are sent again: .*ECONNREFUSED/);
    }
    for (const { service } of senders) expectOnce(around.gateway, service, COUNT);
  });

  test('a collector that is killed midway, and comes back: nothing is lost, what comes twice is known by its id', async () => {
    const around = await prepareAgent('agent.yaml');
    const { agent, gateway } = around;
    await agent.start();
    const options = { ...HOLDING, processor: { recordId: true }, exporter: IMPATIENT };
    const senders = start(around, { count: COUNT, options });
    await midway(around, senders, () => agent.kill());
    await outageOf(senders);
    await agent.start();
    const reports = await expectNothingLost(around, senders, COUNT);
    for (const { batch } of reports) expect(batch.retries).toBeGreaterThan(0);
    for (const { service } of senders) expectAllById(gateway, service, COUNT);
  });

  test('a collector that hangs for a while: nothing is lost, twice comes what it did not answer in time', async () => {
    const around = await prepareAgent('agent.yaml');
    const { agent, gateway } = around;
    await agent.start();
    const options = { ...HOLDING, processor: { recordId: true }, exporter: IMPATIENT };
    const senders = start(around, { count: COUNT, options });
    await midway(around, senders, () => agent.signal('SIGSTOP'));
    await outageOf(senders);
    agent.signal('SIGCONT');
    const reports = await expectNothingLost(around, senders, COUNT);
    for (const { batch } of reports) expect(batch.retries).toBeGreaterThan(0);
    for (const { service } of senders) expectAllById(gateway, service, COUNT);
  });

  test('a collector that hangs for good: the shutdown keeps its time, and its sum is what did not arrive', async () => {
    const around = await prepareAgent('agent.yaml');
    const { agent, gateway } = around;
    await agent.start();
    const shutdownTimeoutMillis = 3000;
    const exporter = { timeoutMillis: shutdownTimeoutMillis };
    const options = { ...HOLDING, processor: { shutdownTimeoutMillis, recordId: true }, exporter };
    const senders = start(around, { count: COUNT, options });
    await midway(around, senders, () => agent.signal('SIGSTOP'));
    const reports = await reportsOf(senders);
    for (const { batch, errors, shutdownMillis } of reports) {
      const { exported, failed } = batch;
      expect(shutdownMillis).toBeLessThan(shutdownTimeoutMillis + 2000);
      expect(batch).toMatchObject({ accepted: COUNT, dropped: 0, waiting: 0 });
      expect(failed).toBeGreaterThanOrEqual(COUNT - MOST);
      expect(exported + failed).toBe(COUNT);
      const sum = `${failed} of ${COUNT} log records were not exported: ${failed} failed (`;
      expect(errors.filter((message) => message.startsWith(sum)).length).toBe(1);
    }
    // What it has acknowledged is on its disk.
    await agent.kill();
    await agent.start();
    await settled(gateway, reports, exportedBy(reports));
    for (const { service, batch } of reports) {
      const numbers = new Set(arrivedOf(gateway, service).map(numberOf));
      expect(numbers.size).toBeGreaterThanOrEqual(batch.exported);
      // The batch that was on its way may have come, without an answer.
      expect(numbers.size).toBeLessThanOrEqual(batch.exported + BATCH);
      expect(Math.max(...numbers)).toBe(numbers.size - 1);
      expectAllById(gateway, service, numbers.size);
    }
  });

  test('a gateway after the agent that is down for a while: nothing is lost, nothing doubled', async () => {
    const around = await prepareAgent('agent.yaml');
    const { agent, gateway } = around;
    await agent.start();
    const senders = start(around, { count: COUNT, options: HOLDING });
    await midway(around, senders, () => gateway.stop());
    await sleep(GATEWAY_OUTAGE_MS);
    await gateway.start();
    const reports = await expectNothingLost(around, senders, COUNT);
    for (const { batch, errors } of reports) expect([batch.retries, ...errors]).toEqual([0]);
    for (const { service } of senders) expectOnce(gateway, service, COUNT);
  });

  test('while the collector is down, what waits is bounded in bytes; what finds no place is counted', async () => {
    const around = await prepareAgent('agent.yaml');
    const maxQueueBytes = 8 * 1024 * 1024;
    const options = { filler: 1000, batch: { maxQueueBytes } };
    const senders = start(around, { count: COUNT, options });
    await sleep(OUTAGE_MS);
    await around.agent.start();
    const reports = await reportsOf(senders);
    await settled(around.gateway, reports, exportedBy(reports));
    for (const { service, emitted, batch, errors } of reports) {
      expect(emitted.waitingBytes).toBeLessThanOrEqual(maxQueueBytes);
      expect(emitted.waitingBytes).toBeGreaterThan(maxQueueBytes * 0.9);
      const { exported, dropped } = batch;
      expect(batch).toMatchObject({ accepted: exported, failed: 0, waiting: 0 });
      expect(dropped).toBeGreaterThan(0);
      expect(exported + dropped).toBe(COUNT);
      const sum = `${dropped} of ${COUNT} log records were not exported: ${dropped} found the queue full (`;
      expect(errors.filter((message) => message.startsWith(sum)).length).toBe(1);
      // The first ones found a place: the loop was over before anything could be sent.
      expectOnce(around.gateway, service, exported);
    }
  });

  test.for([
    ['900 KiB', 900 * 1024, 5],
    ['5 MB', 5_000_000, 1],
  ] as const)('records of %s arrive, once and whole', async ([, filler, count]) => {
    const around = await prepareAgent('agent.yaml');
    await around.agent.start();
    // The agent looks for secrets in all of it, which takes its time where a machine is busy.
    const patient = { exporter: { timeoutMillis: 100_000 }, batch: { exportTimeoutMillis: 100_000 } };
    const senders = start(around, { count, options: { filler, ...patient } });
    await expectNothingLost(around, senders, count);
    for (const { service } of senders) {
      expectOnce(around.gateway, service, count);
      const lengths = arrivedOf(around.gateway, service).map(({ record }) => record.body?.stringValue?.length);
      expect(new Set(lengths)).toEqual(new Set([filler]));
    }
    expect(around.agent.complaints).toEqual([]);
  });
});
