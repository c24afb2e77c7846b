// A far end over gRPC that asks each program for time at its first requests, and then takes all: RESOURCE_EXHAUSTED with RetryInfo.
//
// An agent without a queue hands that on as it is; over HTTP it is the status 429 with the header Retry-After.
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { retryInfo, statusWith } from '../processor/delivery/throttled.ts';
import { type ArrivedRecord, decodeRequest } from './otlp-logs.ts';

/** Before a message of gRPC stand a flag and its length. */
const PREFIX_BYTES = 5;
const NOTHING = Buffer.alloc(PREFIX_BYTES);
const RESOURCE_EXHAUSTED = 8;

/** Listens on the loopback until the test ends. */
export class ThrottlingGateway {
  /** What it has taken. */
  readonly records: ArrivedRecord[] = [];
  /** When requests came, by the service that they came from. */
  readonly times: Map<string, number[]> = new Map();
  readonly #server = createServer();
  readonly #refusals: number;
  readonly #seconds: number;

  /**
   * @param refusals how many requests of a service it refuses
   * @param seconds for how long it asks to be left alone
   */
  constructor(refusals: number, seconds: number) {
    this.#refusals = refusals;
    this.#seconds = seconds;
  }

  /** @returns where it listens, as the exporter `otlp_grpc` takes it */
  async start(): Promise<string> {
    const sessions = new Set<ServerHttp2Session>();
    this.#server.on('session', (session) => sessions.add(session));
    this.#server.on('stream', (stream) => this.#take(stream));
    onTestFinished(() => {
      for (const session of sessions) session.destroy();
      this.#server.close();
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #take(stream: ServerHttp2Stream): void {
    const chunks: Buffer[] = [];
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const records = decodeRequest(Buffer.concat(chunks).subarray(PREFIX_BYTES));
      const isTaken = this.#note(records) > this.#refusals;
      if (isTaken) this.records.push(...records);
      const details = statusWith(retryInfo(this.#seconds, 0)).toString('base64');
      const refusal = {
        'grpc-status': RESOURCE_EXHAUSTED,
        'grpc-message': 'slow down',
        'grpc-status-details-bin': details,
      };
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(isTaken ? { 'grpc-status': 0 } : refusal));
      stream.end(isTaken ? NOTHING : undefined);
    });
  }

  /** @returns how many requests of that service have come */
  #note(records: readonly ArrivedRecord[]): number {
    const service = records[0]?.resource.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    const times = this.times.get(service) ?? [];
    this.times.set(service, times);
    return times.push(performance.now());
  }
}
