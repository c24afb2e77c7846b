// The destinations that are merged into gateway.yaml, as far as they can be run here: none of them is in the way of the files.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { PATIENT, recordsInFiles, write } from './agent.ts';
import { issue, makeAuthority } from './certificates.ts';
import { configuration } from './collector-process.ts';
import { numberOf, textOfRecord } from './otlp-logs.ts';
import { inFiles, prepareAgentOf, prepareGateway } from './real-gateway.ts';
import { ZerobusServer } from './zerobus-server.ts';

const TABLE = 'main.logs.orders_otel_logs';

/** How many bytes wait for a destination, by the gateway's own metrics. */
async function waiting(metricsUrl: string): Promise<number> {
  const metrics = await (await fetch(metricsUrl)).text();
  return Number(/^otelcol_exporter_queue_size\{.*\} (.*)$/m.exec(metrics)?.[1]);
}

describe.skipIf(inject('collector') === '')('destinations', () => {
  test('zerobus.yaml sends each record once, as protobuf, with the table and the token of the moment', async () => {
    const certificates = temporaryDirectory();
    const authority = makeAuthority(certificates, 'databricks');
    const server = new ZerobusServer(issue(certificates, authority, 'zerobus'), 'token-of-the-hour', TABLE);
    await server.start();
    onTestFinished(() => server.stop());
    const tokenFile = join(certificates, 'zerobus-token');
    writeFileSync(tokenFile, server.token);
    const around = await prepareGateway([configuration('destinations/zerobus.yaml')], {
      LAKETRACE_ZEROBUS: server.url,
      LAKETRACE_ZEROBUS_TABLE: TABLE,
      LAKETRACE_ZEROBUS_TOKEN: tokenFile,
      SSL_CERT_FILE: authority.cert,
    });
    const { gateway, files } = around;
    await gateway.start();
    const { agent, directory } = await prepareAgentOf(around);
    await agent.start();
    await write('sdk-3', directory, 5000, { file: { compression: 'gzip' } });
    await vi.waitFor(() => expect(new Set(server.records.map(numberOf)).size).toBe(5000), PATIENT);
    expect(server.records.map(textOfRecord).sort()).toEqual(recordsInFiles(directory).map(textOfRecord).sort());
    expect((await inFiles(files, 5000)).length).toBe(5000);
    expect(gateway.complaints).toEqual([]);
    // The next hour: the file has the new token before the server asks for it.
    const refreshed = gateway.log.split('refresh token').length;
    writeFileSync(tokenFile, 'token-of-the-next-hour');
    await vi.waitFor(() => expect(gateway.log.split('refresh token').length).toBeGreaterThan(refreshed), PATIENT);
    server.token = 'token-of-the-next-hour';
    await write('sdk-3', directory, 100, { first: 5000 });
    await vi.waitFor(() => expect(new Set(server.records.map(numberOf)).size).toBe(5100), PATIENT);
    expect(server.codes.filter((code) => code !== 0)).toEqual([]);
  });

  test('kafka.yaml with no broker: what arrives is in the files, and waits on the disk for Kafka', async () => {
    const around = await prepareGateway([configuration('destinations/kafka.yaml')], {
      LAKETRACE_KAFKA_BROKERS: '127.0.0.1:1',
      LAKETRACE_KAFKA_USER: 'user',
      LAKETRACE_KAFKA_PASSWORD: 'none',
    });
    const { gateway, files, metricsUrl } = around;
    await gateway.start();
    const { agent, directory } = await prepareAgentOf(around);
    await agent.start();
    await write('sdk-3', directory, 2000);
    expect((await inFiles(files, 2000)).length).toBe(2000);
    const bytes = await waiting(metricsUrl);
    expect(bytes).toBeGreaterThan(100_000);
    await gateway.kill();
    await gateway.start();
    await vi.waitFor(async () => expect(await waiting(metricsUrl)).toBeGreaterThan(100_000), PATIENT);
  });
});
