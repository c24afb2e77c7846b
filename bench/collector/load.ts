// What programs give an agent in the bench: files that LakeTrace has written, and requests of OTLP.
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor, type LakeTraceLogRecordProcessorOptions } from '../../src/index.ts';
import { attributesOf, bodyOf } from '../contenders/samples.ts';

/** How a program logs. */
export interface Writing {
  readonly records: number;
  /** Records in one turn of the event loop, which are one line of the file. */
  readonly perLine: number;
  readonly compression?: 'gzip';
  /** Records a second; as fast as it goes without it. */
  readonly rate?: number;
}

const RESOURCE = { 'service.name': 'bench', 'service.version': '1.2.3', 'deployment.environment.name': 'production' };

function providerOf(options: LakeTraceLogRecordProcessorOptions) {
  const processor = new LakeTraceLogRecordProcessor({ recordId: true, ...options });
  const provider = new LoggerProvider({ resource: resourceFromAttributes(RESOURCE), processors: [processor] });
  return { processor, logger: provider.getLogger('bench', '1.0.0') };
}

const recordOf = (index: number) => ({
  severityNumber: 9,
  severityText: 'INFO',
  body: bodyOf(index),
  attributes: attributesOf(index),
});

/** Writes records into files of 20 MB. */
export async function writeFiles(directory: string, { records, perLine, compression, rate }: Writing): Promise<void> {
  const file = {
    directory,
    name: 'bench',
    rotation: 20_000_000,
    ...(compression === undefined ? {} : { compression }),
  };
  const { processor, logger } = providerOf({ file });
  const start = performance.now();
  for (let index = 0; index < records; index++) {
    logger.emit(recordOf(index));
    if (index % perLine !== perLine - 1) continue;
    const early = rate === undefined ? 0 : (index / rate) * 1000 - (performance.now() - start);
    await (early > 1 ? sleep(early) : turn());
  }
  await processor.shutdown();
}

/** Requests of OTLP/protobuf as the batch path makes them. @param each records in one of them */
export async function requestsOf(records: number, each: number): Promise<Uint8Array[]> {
  const requests: Uint8Array[] = [];
  const exporter: LogRecordExporter = {
    export: (batch, done) => {
      const request = ProtobufLogsSerializer.serializeRequest(batch as never);
      if (request !== undefined) requests.push(request);
      done({ code: 0 });
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const { processor, logger } = providerOf({ file: false, batch: { exporter, maxExportBatchSize: each } });
  for (let index = 0; index < records; index++) {
    logger.emit(recordOf(index));
    if (index % each === each - 1) await processor.forceFlush();
  }
  await processor.shutdown();
  return requests;
}

/** Where requests go, and by what the other side knows who sends them. */
export interface Target {
  readonly url: string;
  readonly token?: string;
  /** The certificate of whom to trust, as PEM. */
  readonly ca?: string;
}

/** Sends them, as so many programs would: one request after another on a connection of their own. */
export async function send(
  { url, token, ca }: Target,
  requests: readonly Uint8Array[],
  programs: number,
): Promise<void> {
  const agent = url.startsWith('https') ? new HttpsAgent({ keepAlive: true, ca }) : new HttpAgent({ keepAlive: true });
  const headers = {
    'content-type': 'application/x-protobuf',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const rest = [...requests];
  const post = (body: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      const request = url.startsWith('https') ? httpsRequest : httpRequest;
      const options = { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } };
      const sent = request(`${url}/v1/logs`, options, (response) => {
        response.resume().once('end', resolve);
        if (response.statusCode !== 200) reject(new Error(`answered with ${response.statusCode}`));
      });
      sent.once('error', reject).end(body);
    });
  const one = async () => {
    for (let body = rest.pop(); body !== undefined; body = rest.pop()) await post(body);
  };
  await Promise.all(Array.from({ length: programs }, one));
  agent.destroy();
}
