// agent.yaml, run by a real collector: what programs write into files, and send, arrives at the gateway, once and as it was.
//
// What it shares with agent-simple.yaml is in tailing.test.ts. LAKETRACE_LONG=1 counts 200,000 records, and takes twenty seconds for an outage.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, test, vi } from 'vitest';
import {
  arrived,
  expectExactly,
  expectNoComplaints,
  GZIP,
  PATIENT,
  prepareAgent,
  RETRIED,
  recordsInFiles,
  rotationsIn,
  startWriter,
  write,
} from './agent.ts';

const isLong = process.env['LAKETRACE_LONG'] === '1';
const COUNT = isLong ? 200_000 : 20_000;
const OUTAGE_MS = isLong ? 20_000 : 4_000;

describe.skipIf(inject('collector') === '')('agent.yaml', () => {
  test('two programs that write into one directory', async () => {
    const around = await prepareAgent('agent.yaml');
    await around.agent.start();
    await Promise.all([
      write('sdk-3', around.directory, COUNT / 4, GZIP),
      write('sdk-0.2', around.directory, COUNT / 4, { ...GZIP, first: COUNT / 4 }),
    ]);
    await arrived(around.gateway, COUNT / 2);
    expectExactly(around.gateway, around.directory);
    expectNoComplaints(around.agent);
  });

  test('rotations twenty times a second', async () => {
    const around = await prepareAgent('agent.yaml');
    await around.agent.start();
    const count = isLong ? 100_000 : 10_000;
    await write('sdk-3', around.directory, count, {
      perSecond: 2500,
      file: { rotation: '64 KB', compression: 'gzip' },
    });
    expect(rotationsIn(around.directory)).toBeGreaterThan(count / 125);
    await arrived(around.gateway, count);
    expectExactly(around.gateway, around.directory);
    expectNoComplaints(around.agent);
  });

  test('killed and started again three times midway: nothing is lost', async () => {
    const around = await prepareAgent('agent.yaml');
    const { agent, gateway, directory } = around;
    await agent.start();
    const options = { ...GZIP, processor: { recordId: true }, perSecond: COUNT / 10 };
    const ended = once(startWriter('sdk-3', directory, COUNT, options), 'close');
    for (let kill = 1; kill <= 3; kill++) {
      await vi.waitFor(() => expect(gateway.numbers.size).toBeGreaterThan((COUNT / 5) * kill), PATIENT);
      await agent.kill();
      await sleep(500);
      await agent.start();
    }
    expect(await ended).toEqual([0, null]);
    const came = await arrived(gateway, COUNT);
    expect(recordsInFiles(directory).length).toBe(COUNT);
    // Twice what was read since it last noted its place; docs/collector.md says so. The id of a record tells.
    const ids = came.map(
      ({ record }) => record.attributes?.find(({ key }) => key === 'log.record.uid')?.value.stringValue,
    );
    expect(new Set(ids).size).toBe(COUNT);
    expect(ids).not.toContain(undefined);
    expectNoComplaints(around.agent);
  });

  test('a gateway that is down for a while, and comes back: nothing is lost, nothing doubled', async () => {
    const around = await prepareAgent('agent.yaml');
    const { agent, gateway, directory } = around;
    await agent.start();
    const writer = startWriter('sdk-3', directory, COUNT, { ...GZIP, perSecond: COUNT / 8 });
    const ended = once(writer, 'close');
    await vi.waitFor(() => expect(gateway.numbers.size).toBeGreaterThan(COUNT / 10), PATIENT);
    await gateway.stop();
    await sleep(OUTAGE_MS);
    await gateway.start();
    expect(await ended).toEqual([0, null]);
    await arrived(gateway, COUNT);
    expectExactly(gateway, directory);
    expectNoComplaints(around.agent, RETRIED);
  });

  test('a gateway that is overloaded gets all later; what one refuses for good is dropped, and said', async () => {
    const around = await prepareAgent('agent.yaml');
    const { agent, gateway, directory } = around;
    gateway.refusal = 503;
    await agent.start();
    await write('sdk-3', directory, 100);
    await vi.waitFor(() => expect(agent.log).toContain('Will retry the request after interval'), PATIENT);
    gateway.refusal = undefined;
    await arrived(gateway, 100);
    gateway.refusal = 401;
    await write('sdk-3', directory, 100, { first: 100 });
    // It may send them in several requests.
    const dropped = () =>
      [...agent.log.matchAll(/"dropped_items": ?(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    await vi.waitFor(() => expect(dropped()).toBe(100), PATIENT);
    gateway.refusal = undefined;
    await write('sdk-3', directory, 100, { first: 200 });
    await arrived(gateway, 200);
    expectNoComplaints(around.agent, /^Exporting failed\. (?:Will retry the request after interval|Dropping data)\.$/);
  });

  test('stopped while the gateway is down: what waits is sent after the next start', async () => {
    const around = await prepareAgent('agent.yaml');
    const { agent, gateway, directory, metricsUrl } = around;
    await gateway.stop();
    await write('sdk-3', directory, 2000);
    await agent.start();
    const read = async () => {
      const metrics = await (await fetch(metricsUrl)).text();
      return Number(/^otelcol_exporter_enqueue_size_sum\{.*\} (.*)$/m.exec(metrics)?.[1]);
    };
    await vi.waitFor(async () => expect(await read()).toBe(2000), PATIENT);
    await agent.stop();
    await gateway.start();
    await agent.start();
    await arrived(gateway, 2000);
    expectExactly(gateway, directory);
    expectNoComplaints(around.agent, /^Exporting failed\. (?:Will retry the request after interval|Dropping data)\.$/);
  });

  // A stop by SIGTERM in the midst of an archive loses the rest of it: docs/collector.md says so, and that SIGKILL is the way to stop.
  test.for([
    ['stopped', 'plain files', { file: {} }],
    ['killed', 'archives', GZIP],
  ] as const)('%s and started again in the midst of large %s: nothing is lost', async ([how, , options]) => {
    const around = await prepareAgent('agent.yaml');
    const { agent, gateway, directory } = around;
    await write('sdk-3', directory, COUNT, { file: { ...options.file, rotation: '64 MB' } });
    // One more rotation, so that what is asked for is compressed.
    await write('sdk-3', directory, 1, { first: COUNT, file: { ...options.file, rotation: '1 KB' } });
    await agent.start();
    // Said when a file's reading begins.
    await vi.waitFor(() => expect(agent.log).toContain('Started watching file'), { ...PATIENT, interval: 10 });
    if (how === 'stopped') await agent.stop();
    else await agent.kill();
    expect(gateway.numbers.size).toBeLessThan(COUNT);
    await agent.start();
    const came = await arrived(gateway, COUNT + 1);
    if (how === 'stopped') expect(came.length).toBe(COUNT + 1);
    expectNoComplaints(around.agent);
  });

  test('what the program says of itself stays, and what it does not say is added', async () => {
    const around = await prepareAgent('agent.yaml');
    await around.agent.start();
    await write('sdk-3', around.directory, 10);
    const [first] = await arrived(around.gateway, 10);
    const resource = Object.fromEntries((first?.resource ?? []).map(({ key, value }) => [key, value.stringValue]));
    expect(resource).toMatchObject({ 'service.name': 'typed', 'host.name': 'of-the-program', 'os.type': 'linux' });
    expect(around.gateway.authorization).toBe(`Bearer ${around.token}`);
  });

  test('says that it is healthy, and what waits', async () => {
    const around = await prepareAgent('agent.yaml');
    await around.agent.start();
    expect((await fetch(around.healthUrl)).status).toBe(200);
    await write('sdk-3', around.directory, 10);
    await arrived(around.gateway, 10);
    const metrics = await (await fetch(around.metricsUrl)).text();
    expect(metrics).toMatch(/^otelcol_exporter_queue_size\{.*\} 0$/m);
    expect(metrics).toMatch(/^otelcol_exporter_sent_log_records(?:_total|__records__total)?\{.*\} 10$/m);
    expectNoComplaints(around.agent);
  });
});
