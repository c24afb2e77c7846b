// From a program's files through an agent that is killed three times, and a gateway that writes files, into a table: each record once.
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test, vi } from 'vitest';
import { connect, rows } from '../examples/duckdb.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { PATIENT, prepareAgent, startWriter, write } from './agent.ts';
import { CollectorProcess, freePorts } from './collector-process.ts';

const isLong = process.env['LAKETRACE_LONG'] === '1';
const COUNT = isLong ? 100_000 : 20_000;

const FILE = 'arrived.jsonl';

/** The shortest gateway that writes what arrives into files, as OTLP/JSON. */
const GATEWAY = `
receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:\${env:PORT}" } } } }
exporters: { file: { path: "\${env:LAKE}/${FILE}" } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [otlp], exporters: [file] } }
`;

/** Starts one. @returns where its files are, and where it listens */
async function startGateway(): Promise<{ lake: string; url: string; gateway: CollectorProcess }> {
  const lake = temporaryDirectory();
  const configuration = join(temporaryDirectory(), 'gateway.yaml');
  writeFileSync(configuration, GATEWAY);
  const [port] = await freePorts(1);
  const gateway = new CollectorProcess(['--config', configuration], { LAKE: lake, PORT: String(port) });
  await gateway.start();
  return { lake, url: `http://127.0.0.1:${port}`, gateway };
}

describe.skipIf(inject('collector') === '')('agent.yaml', () => {
  test('killed three times while it reads files of both lines: each record is in the table once', async () => {
    const { lake, url, gateway } = await startGateway();
    const { agent, directory } = await prepareAgent('agent.yaml', [`yaml:exporters::otlp_http::endpoint: ${url}`]);
    const connection = await connect();
    const counts = async (table: string) => {
      const query = `SELECT count(*)::INT AS records, count(DISTINCT attributes['i'])::INT AS numbers FROM ${table}('${lake}')`;
      return (await rows(connection, query))[0];
    };
    const options = { processor: { recordId: true }, file: { compression: 'gzip' } };
    await write('sdk-3', directory, COUNT, options);
    const live = startWriter('sdk-0.2', directory, COUNT, { ...options, first: COUNT, perSecond: COUNT / 10 });
    const ended = once(live, 'close');
    for (let kill = 1; kill <= 3; kill++) {
      const before = statSync(join(lake, FILE)).size;
      await agent.start();
      // In its first round over the files, at the end of which it notes its place.
      await vi.waitFor(() => expect(statSync(join(lake, FILE)).size).toBeGreaterThan(before), {
        ...PATIENT,
        interval: 10,
      });
      await agent.kill();
    }
    await agent.start();
    expect(await ended).toEqual([0, null]);
    await vi.waitFor(async () => expect(await counts('laketrace')).toMatchObject({ numbers: 2 * COUNT }), PATIENT);
    await agent.stop();
    await gateway.stop();
    const delivered = Number((await counts('laketrace'))?.['records']);
    expect(delivered).toBeGreaterThan(2 * COUNT);
    expect(await counts('laketrace_distinct')).toEqual({ records: 2 * COUNT, numbers: 2 * COUNT });
    // They are those of the program's own files.
    const missing = `SELECT count(*)::INT AS missing FROM laketrace('${directory}')
      ANTI JOIN laketrace_distinct('${lake}') USING (record_id, time, severity_number)`;
    expect(await rows(connection, missing)).toEqual([{ missing: 0 }]);
  });
});
