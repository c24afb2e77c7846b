// gateway.yaml and gateway-dedup.yaml, run by real collectors: what agents send over TLS is in the files, whoever is killed, once where that is promised.
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { expectNoComplaints, GZIP, PATIENT, RETRIED, recordsInFiles, startWriter, write } from './agent.ts';
import { configuration } from './collector-process.ts';
import { numberOf } from './otlp-logs.ts';
import { type Posted, post } from './post-record.ts';
import {
  type AgentOfGateway,
  emptyDirectory,
  expectSame,
  inFiles,
  prepareAgentOf,
  prepareGateway,
  type RealGateway,
} from './real-gateway.ts';

const COUNT = process.env['LAKETRACE_LONG'] === '1' ? 200_000 : 20_000;

/** What the lakehouse's macro for DuckDB finds in a directory. */
async function inTable(directory: string, sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  await connection.run(readFileSync(join(import.meta.dirname, '../../examples/lakehouse/laketrace.sql'), 'utf8'));
  return (await connection.runAndReadAll(sql.replaceAll("'files'", `'${directory}'`))).getRowObjectsJson();
}

/**
 * Kills and starts an agent three times while a program writes; what it doubles thereby depends on the moment. Then it loses what it noted of its
 * places, and sends all of it again. @param came how many records have arrived
 */
async function sendDoubles({ agent, directory, state }: AgentOfGateway, came: () => Promise<number>): Promise<void> {
  const options = { ...GZIP, processor: { recordId: true }, perSecond: COUNT / 10 };
  const ended = once(startWriter('sdk-3', directory, COUNT, options), 'close');
  for (let kill = 1; kill <= 3; kill++) {
    await vi.waitFor(async () => expect(await came()).toBeGreaterThan((COUNT / 5) * kill), PATIENT);
    await agent.kill();
    await sleep(500);
    await agent.start();
  }
  expect(await ended).toEqual([0, null]);
  await vi.waitFor(async () => expect(await came()).toBeGreaterThanOrEqual(COUNT), PATIENT);
  await agent.kill();
  emptyDirectory(state);
  await agent.start();
  await vi.waitFor(async () => expect(await came()).toBeGreaterThanOrEqual(2 * COUNT), PATIENT);
  let before = -1;
  for (let now = await came(); now !== before; now = await came()) {
    before = now;
    await sleep(3000);
  }
}

/** How many records a gateway has taken, by its own metrics. */
async function accepted({ metricsUrl }: RealGateway): Promise<number> {
  const metrics = await (await fetch(metricsUrl)).text();
  return Number(/^otelcol_receiver_accepted_log_records\S*\{.*\} (.*)$/m.exec(metrics)?.[1] ?? 0);
}

describe.skipIf(inject('collector') === '')('gateway.yaml', () => {
  test('takes what an agent with a token sends: each record is in the files once, as it was', async () => {
    const around = await prepareGateway();
    await around.gateway.start();
    const { agent, directory } = await prepareAgentOf(around);
    await agent.start();
    await write('sdk-3', directory, COUNT, GZIP);
    expectSame(await inFiles(around.files, COUNT), recordsInFiles(directory));
    expectNoComplaints(agent);
    expectNoComplaints(around.gateway);
  });

  test('takes what an agent sends over gRPC', async () => {
    const around = await prepareGateway();
    await around.gateway.start();
    const grpc = join(around.certificates, 'grpc.yaml');
    const exporter = { endpoint: `127.0.0.1:${around.grpcPort}`, headers: { authorization: `Bearer ${around.token}` } };
    const exporters = { exporters: ['otlp_grpc'] };
    const pipelines = { 'logs/files': exporters, 'logs/otlp': exporters };
    writeFileSync(grpc, JSON.stringify({ exporters: { otlp_grpc: exporter }, service: { pipelines } }));
    const { agent, directory } = await prepareAgentOf(around, { more: [grpc] });
    await agent.start();
    await write('sdk-0.2', directory, 2000);
    expectSame(await inFiles(around.files, 2000), recordsInFiles(directory));
    expectNoComplaints(around.gateway);
    const headers = { authorization: 'Bearer wrong' };
    writeFileSync(grpc, JSON.stringify({ exporters: { otlp_grpc: { ...exporter, headers } }, service: { pipelines } }));
    const wrong = await prepareAgentOf(around, { more: [grpc] });
    await wrong.agent.start();
    await write('sdk-0.2', wrong.directory, 100);
    await vi.waitFor(() => expect(wrong.agent.log).toContain('code = Unauthenticated'), PATIENT);
    expect(recordsInFiles(around.files).length).toBe(2000);
  });

  test('a disk that is full is answered with 503', async () => {
    const around = await prepareGateway(['yaml:exporters::file::path: /dev/full']);
    await around.gateway.start();
    expect(await post(around, { authorization: `Bearer ${around.token}` })).toBe(503);
    expectNoComplaints(around.gateway, /^Exporting failed\. Rejecting data\.$/);
  });

  test('stopped and started again midway: nothing is lost, and nothing doubled', async () => {
    const around = await prepareGateway();
    const { gateway, files } = around;
    await gateway.start();
    const { agent, directory } = await prepareAgentOf(around);
    await agent.start();
    const ended = once(startWriter('sdk-3', directory, COUNT, { ...GZIP, perSecond: COUNT / 8 }), 'close');
    for (let stop = 1; stop <= 3; stop++) {
      await vi.waitFor(() => expect(recordsInFiles(files).length).toBeGreaterThan((COUNT / 6) * stop), PATIENT);
      await gateway.stop();
      await sleep(500);
      await gateway.start();
    }
    expect(await ended).toEqual([0, null]);
    expectSame(await inFiles(files, COUNT), recordsInFiles(directory));
    expectNoComplaints(agent, RETRIED);
    expectNoComplaints(gateway);
  });

  test('killed and started again midway: nothing that the agent had is lost, and a torn line takes no other with it', async () => {
    const around = await prepareGateway();
    const { gateway, files } = around;
    await gateway.start();
    const { agent, directory } = await prepareAgentOf(around);
    await agent.start();
    const options = { ...GZIP, processor: { recordId: true }, perSecond: COUNT / 8 };
    const ended = once(startWriter('sdk-3', directory, COUNT, options), 'close');
    const found = async () => {
      const [row] = await inTable(files, "SELECT count(DISTINCT record_id) AS ids FROM laketrace('files')");
      return Number(row?.['ids']);
    };
    for (let kill = 1; kill <= 3; kill++) {
      await vi.waitFor(async () => expect(await found()).toBeGreaterThan((COUNT / 6) * kill), PATIENT);
      await gateway.kill();
      // What a kill in the midst of a write leaves.
      appendFileSync(join(files, 'logs.jsonl'), '{"resourceLogs":[{"resource":{"attr');
      await sleep(500);
      await gateway.start();
    }
    expect(await ended).toEqual([0, null]);
    await vi.waitFor(async () => expect(await found()).toBe(COUNT), PATIENT);
    expectNoComplaints(agent, RETRIED);
    expectNoComplaints(gateway);
  });

  test('an agent that is killed three times and begins anew: each record is in the table once', async () => {
    const around = await prepareGateway();
    await around.gateway.start();
    const sender = await prepareAgentOf(around);
    await sender.agent.start();
    await sendDoubles(sender, () => accepted(around));
    const count = "SELECT count(*) AS records, count(DISTINCT record_id) AS ids FROM laketrace_distinct('files')";
    await vi.waitFor(async () => {
      expect(await inTable(around.files, count)).toEqual([{ records: String(COUNT), ids: String(COUNT) }]);
    }, PATIENT);
    expect(recordsInFiles(around.files).length).toBeGreaterThanOrEqual(2 * COUNT);
    expectNoComplaints(around.gateway);
  });

  test('says that it is healthy, on the loopback, and what it has taken', async () => {
    const around = await prepareGateway();
    await around.gateway.start();
    expect((await fetch(around.healthUrl)).status).toBe(200);
    await post(around, { authorization: `Bearer ${around.token}` });
    await vi.waitFor(async () => expect(await accepted(around)).toBe(1), PATIENT);
  });
});

describe.skipIf(inject('collector') === '')('gateway-dedup.yaml', () => {
  const dedup = configuration('gateway-dedup.yaml');

  test('an agent that is killed three times and begins anew: each record is in the files once, as it was', async () => {
    // One window over all of the test: what comes within one is what it promises.
    const around = await prepareGateway([dedup], { LAKETRACE_GATEWAY_WINDOW: '1h' });
    const { gateway, files } = around;
    await gateway.start();
    const sender = await prepareAgentOf(around);
    await sender.agent.start();
    await sendDoubles(sender, () => accepted(around));
    expect(recordsInFiles(files)).toEqual([]);
    await gateway.stop();
    expectSame(recordsInFiles(files), recordsInFiles(sender.directory));
    expectNoComplaints(gateway);
  });

  test('records without an id pass at once, also those that say the same; what doubles within a window comes once', async () => {
    const around = await prepareGateway([dedup], { LAKETRACE_GATEWAY_WINDOW: '2s' });
    const { gateway, files, token } = around;
    await gateway.start();
    const authorization = `Bearer ${token}`;
    const postTwice = async (posted: Posted) => {
      for (let n = 0; n < 2; n++) expect(await post(around, { authorization, ...posted })).toBe(200);
    };
    await postTwice({ i: 7 });
    expect(recordsInFiles(files).map(numberOf)).toEqual([7, 7]);
    // Both of a pair may be on two sides of a window's end, but hardly those of ten pairs.
    for (let pair = 0; pair < 10; pair++) await postTwice({ i: 100 + pair, uid: `id-${pair}` });
    const came = await inFiles(files, 11);
    expect(came.length).toBeLessThan(2 + 20);
    expect(came.length).toBeGreaterThanOrEqual(2 + 10);
    expectNoComplaints(gateway);
  });
});
