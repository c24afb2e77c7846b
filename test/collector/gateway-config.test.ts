// gateway.yaml and what is merged into it, run by real collectors: what agent.yaml sends over TLS is in the files, and nobody else gets in.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { PATIENT, recordsInFiles, startWriter, write } from './agent.ts';
import { issue, makeAuthority } from './certificates.ts';
import { type CollectorProcess, configuration } from './collector-process.ts';
import { type ArrivedRecord, numberOf, textOfRecord } from './otlp-logs.ts';
import { type AgentOfGateway, inFiles, prepareAgentOf, prepareGateway, type RealGateway } from './real-gateway.ts';

const COUNT = process.env['LAKETRACE_LONG'] === '1' ? 200_000 : 20_000;
const GZIP = { file: { compression: 'gzip' } } as const;
const RETRIED = /^(?:Failed to open file|Exporting failed\. Will retry the request after interval\.)$/;

/** What docs/collector.md explains, and nothing else may stand in a collector's own log. */
function expectNoComplaints(collector: CollectorProcess, explained: RegExp = /^Failed to open file$/): void {
  expect(collector.complaints.filter(({ message }) => !explained.test(message)).map(({ line }) => line)).toEqual([]);
}

const sorted = (records: readonly ArrivedRecord[]) => records.map(textOfRecord).sort();

/** Each of the one is among the other exactly once, with every value. */
function expectSame(came: readonly ArrivedRecord[], written: readonly ArrivedRecord[]): void {
  const [texts, expected] = [sorted(came), sorted(written)];
  expect(texts.length).toBe(expected.length);
  // Not `toEqual` over all: its difference of 20,000 texts would take minutes.
  const different = texts.findIndex((text, i) => text !== expected[i]);
  expect(texts[different]).toBe(expected[different]);
}

interface Posted {
  readonly authorization?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly tenant?: string;
  readonly i?: number;
}

/** Posts one record. @returns the status; the error's code where there was no answer */
function post({ httpPort, authority }: RealGateway, posted: Posted = {}): Promise<number | string> {
  const { authorization, cert, key, tenant, i = 0 } = posted;
  const resource = { attributes: tenant === undefined ? [] : [{ key: 'tenant.id', value: { stringValue: tenant } }] };
  const logRecords = [{ body: { stringValue: 'posted' }, attributes: [{ key: 'i', value: { intValue: String(i) } }] }];
  return new Promise((resolve) => {
    const outgoing = request({
      host: '127.0.0.1',
      port: httpPort,
      path: '/v1/logs',
      method: 'POST',
      agent: false,
      ca: readFileSync(authority.cert),
      ...(cert && key ? { cert: readFileSync(cert), key: readFileSync(key) } : {}),
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    });
    outgoing.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    outgoing.end(JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }));
  });
}

/** What an agent noted of its places, say. */
function emptyDirectory(directory: string): void {
  for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true });
}

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
  });

  test('refuses whoever knows no token; tokens come and go without a restart', async () => {
    const around = await prepareGateway();
    const { gateway, token, tokensFile, files } = around;
    await gateway.start();
    expect(await post(around)).toBe(401);
    expect(await post(around, { authorization: '' })).toBe(401);
    expect(await post(around, { authorization: 'Bearer ' })).toBe(401);
    expect(await post(around, { authorization: `Bearer ${token}x` })).toBe(401);
    expect(await post(around, { authorization: `Basic ${token}` })).toBe(401);
    expect(recordsInFiles(files)).toEqual([]);
    expect(await post(around, { authorization: `Bearer ${token}`, i: 1 })).toBe(200);
    appendFileSync(tokensFile, 'the-next-one of the next month\n');
    const next = { authorization: 'Bearer the-next-one', i: 2 };
    await vi.waitFor(async () => expect(await post(around, next)).toBe(200), PATIENT);
    writeFileSync(tokensFile, 'the-next-one of the next month\n');
    await vi.waitFor(async () => expect(await post(around, { authorization: `Bearer ${token}` })).toBe(401), PATIENT);
    expect(await post(around, next)).toBe(200);
  });

  test('does not start where the file of tokens is empty, or is not named', async () => {
    const around = await prepareGateway();
    writeFileSync(around.tokensFile, '');
    await expect(around.gateway.start()).rejects.toThrow(/credentials file ".*" is empty/);
    const unnamed = await prepareGateway([], { LAKETRACE_GATEWAY_TOKENS: '' });
    await expect(unnamed.gateway.start()).rejects.toThrow('no bearer token provided');
  });

  test('an agent that trusts another CA keeps what it has, and sends it once it trusts the right one', async () => {
    const around = await prepareGateway();
    await around.gateway.start();
    const other = makeAuthority(around.certificates, 'other');
    const wrong = await prepareAgentOf(around, { env: { SSL_CERT_FILE: other.cert } });
    const { directory, state } = wrong;
    await write('sdk-3', directory, 2000, GZIP);
    await wrong.agent.start();
    await vi.waitFor(() => expect(wrong.agent.log).toContain('certificate signed by unknown authority'), PATIENT);
    await wrong.agent.kill();
    expectNoComplaints(wrong.agent, RETRIED);
    expect(recordsInFiles(around.files)).toEqual([]);
    const right = await prepareAgentOf(around, { directory, state });
    await right.agent.start();
    expectSame(await inFiles(around.files, 2000), recordsInFiles(directory));
  });

  test('an agent with a wrong token drops what it sends; the files still have it for one that begins anew', async () => {
    const around = await prepareGateway();
    await around.gateway.start();
    const wrong = await prepareAgentOf(around, { env: { LAKETRACE_GATEWAY_TOKEN: 'wrong' } });
    const { directory, state } = wrong;
    await write('sdk-3', directory, 2000, GZIP);
    await wrong.agent.start();
    await vi.waitFor(() => expect(wrong.agent.log).toContain('Dropping data'), PATIENT);
    await wrong.agent.kill();
    // As docs/collector.md says it: the token is mended, and what the agent noted of its places removed.
    emptyDirectory(state);
    const right = await prepareAgentOf(around, { directory, state });
    await right.agent.start();
    expectSame(await inFiles(around.files, 2000), recordsInFiles(directory));
  });

  test('a disk that is full is answered with 503', async () => {
    const around = await prepareGateway(['yaml:exporters::file::path: /dev/full']);
    await around.gateway.start();
    expect(await post(around, { authorization: `Bearer ${around.token}` })).toBe(503);
    expectNoComplaints(around.gateway, /^Exporting failed\. Rejecting data\.$/);
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
    for (let twice = 0; twice < 2; twice++) expect(await post(around, { authorization, i: 7 })).toBe(200);
    expect(recordsInFiles(files).map(numberOf)).toEqual([7, 7]);
    const { agent, directory } = await prepareAgentOf(around);
    await agent.start();
    await write('sdk-3', directory, 100, { processor: { recordId: true }, first: 100 });
    await vi.waitFor(() => expect(recordsInFiles(files).length).toBe(102), PATIENT);
    expectNoComplaints(gateway);
  });
});

describe.skipIf(inject('collector') === '')('gateway-mtls.yaml', () => {
  const mtls = configuration('gateway-mtls.yaml');
  const agentMtls = configuration('agent-mtls.yaml');

  test('takes what an agent with a certificate sends', async () => {
    const around = await prepareGateway([mtls], { LAKETRACE_GATEWAY_TOKENS: '' });
    await around.gateway.start();
    const { cert, key } = issue(around.certificates, around.authority, 'agent');
    const env = {
      LAKETRACE_AGENT_CERT: cert,
      LAKETRACE_AGENT_KEY: key,
      LAKETRACE_GATEWAY_CA: around.authority.cert,
      SSL_CERT_FILE: '',
      LAKETRACE_GATEWAY_TOKEN: '',
    };
    const { agent, directory } = await prepareAgentOf(around, { more: [agentMtls], env });
    await agent.start();
    await write('sdk-3', directory, 2000, GZIP);
    expectSame(await inFiles(around.files, 2000), recordsInFiles(directory));
    expectNoComplaints(agent);
    expectNoComplaints(around.gateway);
  });

  test('refuses whoever has none, an expired one, or that of another CA; an agent keeps what it has', async () => {
    const around = await prepareGateway([mtls], { LAKETRACE_GATEWAY_TOKENS: '' });
    const { gateway, certificates, authority, files } = around;
    await gateway.start();
    const other = makeAuthority(certificates, 'other');
    const refused = [
      {},
      { authorization: `Bearer ${around.token}` },
      issue(certificates, authority, 'expired', -1),
      issue(certificates, other, 'strange'),
    ];
    for (const posted of refused) expect(await post(around, posted)).toMatch(/^(?:ERR_SSL_|ECONNRESET|EPIPE)/);
    const wrong = await prepareAgentOf(around);
    const { directory, state } = wrong;
    await write('sdk-3', directory, 2000);
    await wrong.agent.start();
    await vi.waitFor(() => expect(wrong.agent.log).toContain('Will retry the request after interval'), PATIENT);
    await wrong.agent.kill();
    expectNoComplaints(wrong.agent, RETRIED);
    expect(recordsInFiles(files)).toEqual([]);
    const { cert, key } = issue(certificates, authority, 'agent');
    const env = { LAKETRACE_AGENT_CERT: cert, LAKETRACE_AGENT_KEY: key, LAKETRACE_GATEWAY_CA: authority.cert };
    const right = await prepareAgentOf(around, { more: [agentMtls], env, directory, state });
    await right.agent.start();
    expectSame(await inFiles(files, 2000), recordsInFiles(directory));
    expectNoComplaints(gateway, /^http: TLS handshake error from /);
  });
});

describe.skipIf(inject('collector') === '')('gateway-tenants.yaml', () => {
  test('tenants have files of their own; what no route knows is in the common one, whatever its name', async () => {
    const around = await prepareGateway([configuration('gateway-tenants.yaml')]);
    const { gateway, files, token } = around;
    await gateway.start();
    const authorization = `Bearer ${token}`;
    const agents = await Promise.all(
      ['a', 'b'].map((tenant) => prepareAgentOf(around, { env: { OTEL_RESOURCE_ATTRIBUTES: `tenant.id=${tenant}` } })),
    );
    for (const [n, { agent, directory }] of agents.entries()) {
      await agent.start();
      await write('sdk-3', directory, 1000, { first: 1000 * n });
    }
    const strange = ['c', '../../b', 'b/../../x', '*', ''];
    for (const [n, tenant] of strange.entries()) {
      expect(await post(around, { authorization, tenant, i: 5000 + n })).toBe(200);
    }
    expect(await post(around, { authorization, i: 6000 })).toBe(200);
    for (const [n, name] of ['tenant-a', 'tenant-b'].entries()) {
      const came = await inFiles(join(files, name), 1000);
      expectSame(came, recordsInFiles(agents[n]?.directory ?? ''));
    }
    expect(recordsInFiles(files).map(numberOf)).toEqual([5000, 5001, 5002, 5003, 5004, 6000]);
    expect(readdirSync(files, { recursive: true }).sort()).toEqual([
      'logs.jsonl',
      'tenant-a',
      'tenant-a/logs.jsonl',
      'tenant-b',
      'tenant-b/logs.jsonl',
    ]);
    expectNoComplaints(gateway);
  });

  test('bound to their tokens, as docs/collector.md says it, tenants are what their tokens are, whatever they say', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/collector.md'), 'utf8');
    const tokens = { a: 'token-of-a', b: 'token-of-b' };
    let yaml = /^```yaml tenant-tokens\.yaml\n(.*?)^```$/ms.exec(page)?.[1] ?? '';
    for (const [tenant, token] of Object.entries(tokens)) {
      const digest = createHash('sha256').update(`Bearer ${token}`).digest('hex');
      yaml = yaml.replace(`<digest of the header of ${tenant}>`, digest);
    }
    const byToken = join(temporaryDirectory(), 'tenant-tokens.yaml');
    writeFileSync(byToken, yaml);
    const around = await prepareGateway([configuration('gateway-tenants.yaml'), byToken]);
    const { gateway, files, token, tokensFile } = around;
    appendFileSync(tokensFile, `${tokens.a}\n${tokens.b}\n`);
    await gateway.start();
    expect(await post(around, { authorization: `Bearer ${tokens.a}`, tenant: 'b', i: 1 })).toBe(200);
    expect(await post(around, { authorization: `Bearer ${tokens.b}`, i: 2 })).toBe(200);
    expect(await post(around, { authorization: `Bearer ${token}`, tenant: 'a', i: 3 })).toBe(200);
    expect(recordsInFiles(join(files, 'tenant-a')).map(numberOf)).toEqual([1]);
    expect(recordsInFiles(join(files, 'tenant-b')).map(numberOf)).toEqual([2]);
    expect(recordsInFiles(files).map(numberOf)).toEqual([3]);
    expectNoComplaints(gateway);
  });
});
