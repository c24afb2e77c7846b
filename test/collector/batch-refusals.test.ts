// A real collector that refuses, by every transport and under both lines: what its OTLP receiver answers where memory is short, where what
// comes after it asks for time, and where that refuses for good. What is refused for a while arrives, what is refused for good is counted.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test, vi } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type Agent, PATIENT, prepareAgent } from './agent.ts';
import {
  allRefused,
  arrivedFrom,
  expectAllById,
  expectOnce,
  reportsOf,
  routesOf,
  settled,
  startSender,
} from './sender.ts';
import { ThrottlingGateway } from './throttling-gateway.ts';

const COUNT = 3000;
const ROUTES = ['sdk-3', 'sdk-0.2'].flatMap(routesOf);
const NO_QUEUE = { sending_queue: { enabled: false }, retry_on_failure: { enabled: false } };
/** A gateway that is back is asked within a second. */
const SOON = { initial_interval: '500ms', max_interval: '1s' };

const override = (path: string, value: unknown) => `yaml:${path}: ${JSON.stringify(value)}`;

const sendBy = (around: Agent, exporter: object = {}, more: object = {}) =>
  ROUTES.map((route) => startSender(around, route, { count: COUNT, options: { exporter, ...more } }));

/** What a program is answered that sends a record over HTTP. */
function answerOf({ httpUrl }: Agent): Promise<Response> {
  return fetch(`${httpUrl}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"a question"}}]}]}]}',
  });
}

describe.skipIf(inject('collector') === '')('a collector', () => {
  test('whose memory is short answers 503, or UNAVAILABLE: nothing is lost, nothing doubled', async () => {
    const memory = join(temporaryDirectory(), 'memory.yaml');
    // No collector runs in so little.
    writeFileSync(memory, 'processors: {memory_limiter: {check_interval: 50ms, limit_mib: 5, spike_limit_mib: 4}}');
    const around = await prepareAgent('agent.yaml', [memory]);
    await around.agent.start();
    await vi.waitFor(async () => expect((await answerOf(around)).status).toBe(503), PATIENT);
    const senders = sendBy(around);
    await allRefused(senders);
    expect(arrivedFrom(around.gateway, senders)).toBe(0);
    await around.agent.stop();
    writeFileSync(memory, '{}');
    await around.agent.start();
    for (const { batch, errors } of await reportsOf(senders)) {
      expect(batch).toMatchObject({ exported: COUNT, failed: 0, dropped: 0, waiting: 0 });
      expect(batch.retries).toBeGreaterThan(0);
      expect(errors[0]).toContain('log records were not exported yet and are sent again');
    }
    await settled(around.gateway, senders, ROUTES.length * COUNT);
    for (const { service } of senders) expectOnce(around.gateway, service, COUNT);
  });

  test('that answers 429 with Retry-After, or RESOURCE_EXHAUSTED with RetryInfo, is given that time: nothing is lost, nothing doubled', async () => {
    const [refusals, seconds] = [2, 3];
    const gateway = new ThrottlingGateway(refusals, seconds);
    const exporter = { endpoint: await gateway.start(), tls: { insecure: true }, compression: 'none', ...NO_QUEUE };
    const around = await prepareAgent('agent.yaml', [
      override('exporters::otlp_grpc', exporter),
      'yaml:service::pipelines::logs/otlp::exporters: [otlp_grpc]',
    ]);
    await around.agent.start();
    const answer = await answerOf(around);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, String(seconds)]);
    const senders = sendBy(around);
    for (const { batch } of await reportsOf(senders)) {
      expect(batch).toMatchObject({ exported: COUNT, failed: 0, dropped: 0, waiting: 0 });
    }
    for (const { service } of senders) {
      expectOnce(gateway, service, COUNT);
      const times = gateway.times.get(service) ?? [];
      const pauses = times.slice(1, refusals + 1).map((time, i) => time - (times[i] ?? 0));
      expect(pauses.length).toBe(refusals);
      // Timers may be a millisecond early.
      for (const pause of pauses) expect([service, pause >= seconds * 1000 - 10]).toEqual([service, true]);
    }
  });

  test('without a queue answers what its gateway does, or what that means', async () => {
    const around = await prepareAgent('agent.yaml', [override('exporters::otlp_http', NO_QUEUE)]);
    await around.agent.start();
    const answers: [number, number][] = [];
    for (const status of [400, 401, 403, 404, 413, 429, 500, 502, 503, 504]) {
      around.gateway.refusal = status;
      answers.push([status, (await answerOf(around)).status]);
    }
    await around.gateway.stop();
    // docs/collector.md has this table.
    expect(answers).toEqual([
      [400, 400],
      [401, 401],
      [403, 403],
      [404, 404],
      [413, 500],
      [429, 429],
      [500, 500],
      [502, 503],
      [503, 503],
      [504, 503],
    ]);
    expect((await answerOf(around)).status).toBe(503);
  });

  test('that takes small requests only gets small ones: nothing is lost, nothing doubled', async () => {
    // Batches of usual size have half as much again.
    const around = await prepareAgent('agent.yaml', [
      override('receivers::otlp::protocols::http::max_request_body_size', 1024 * 1024),
      override('receivers::otlp::protocols::grpc::max_recv_msg_size_mib', 1),
    ]);
    await around.agent.start();
    const senders = sendBy(around, { timeoutMillis: 60_000 }, { filler: 3000 });
    for (const { batch, errors } of await reportsOf(senders)) {
      expect(batch).toMatchObject({ exported: COUNT, failed: 0, dropped: 0, waiting: 0 });
      expect(
        errors.filter((message) =>
          /^\d+ log records were not exported yet and are sent in batches of \d+: /.test(message),
        ),
      ).toHaveLength(1);
    }
    await settled(around.gateway, senders, ROUTES.length * COUNT);
    for (const { service } of senders) expectOnce(around.gateway, service, COUNT);
  });

  test('whose own queue is full has its senders wait: nothing is lost', async () => {
    const queue = { queue_size: 1_000_000, batch: { flush_timeout: '200ms', min_size: 100_000, max_size: 500_000 } };
    const around = await prepareAgent('agent.yaml', [
      override('exporters::otlp_http::sending_queue', queue),
      override('exporters::otlp_http::retry_on_failure', { max_elapsed_time: '0s', ...SOON }),
    ]);
    const { agent, gateway } = around;
    await gateway.stop();
    await agent.start();
    const senders = sendBy(around, {}, { processor: { recordId: true }, filler: 1000 });
    await allRefused(senders);
    await gateway.start();
    for (const { batch } of await reportsOf(senders)) {
      expect(batch).toMatchObject({ exported: COUNT, failed: 0, dropped: 0, waiting: 0 });
      expect(batch.retries).toBeGreaterThan(0);
    }
    await settled(gateway, senders, ROUTES.length * COUNT);
    for (const { service } of senders) expectAllById(gateway, service, COUNT);
  });

  test('that refuses for good: the records are counted as lost at once, and no others are', async () => {
    const around = await prepareAgent('agent.yaml', [override('exporters::otlp_http', NO_QUEUE)]);
    const { agent, gateway } = around;
    // What the agent answers is then what the gateway does: 400 and INVALID_ARGUMENT, 401 and UNAUTHENTICATED.
    await agent.start();
    for (const [status, code] of [
      [400, 'Bad Request|INVALID_ARGUMENT'],
      [401, 'Unauthorized|UNAUTHENTICATED'],
    ] as const) {
      gateway.refusal = status;
      expect((await answerOf(around)).status).toBe(status);
      const reason = new RegExp(
        `^${COUNT} of ${COUNT} log records were not exported: ${COUNT} failed \\(.*(?:${code})`,
      );
      for (const { batch, errors } of await reportsOf(sendBy(around))) {
        expect(batch).toMatchObject({ accepted: COUNT, exported: 0, failed: COUNT, dropped: 0, retries: 0 });
        expect(errors.at(-1)).toMatch(reason);
      }
    }
    gateway.refusal = undefined;
    const senders = sendBy(around);
    for (const { batch } of await reportsOf(senders)) expect(batch).toMatchObject({ exported: COUNT, failed: 0 });
    expect(gateway.records.length).toBe(ROUTES.length * COUNT);
    for (const { service } of senders) expectOnce(gateway, service, COUNT);
  });
});
