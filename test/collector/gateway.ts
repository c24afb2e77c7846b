// The far end: what an agent sends to, over HTTP. It decodes every request and keeps what arrived, and can be down or refuse.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { portOfNobody } from '../e2e/tests/ports.ts';
import { type ArrivedRecord, decodeRequest, numberOf } from './otlp-logs.ts';

/** Listens on the loopback; {@link Gateway.start} and {@link Gateway.stop} as often as wanted, on one port. */
export class Gateway {
  /** In order of arrival. */
  readonly records: ArrivedRecord[] = [];
  /** The numbers of those records, each once. */
  readonly numbers: Set<number> = new Set();
  /** Of the latest request. */
  authorization: string | undefined;
  /** The status with which it refuses, while it is set. */
  refusal: number | undefined;
  #server: Server | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    // It is given up while the gateway is down: nobody is to get it meanwhile.
    this.#port ||= await portOfNobody();
    const server = createServer((request, response) => this.#take(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
  }

  /** Closes the port and all connections. What was taken is answered first, so that nothing has to come twice. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await Promise.race([closed, sleep(500)]);
    server.closeAllConnections();
    await closed;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (this.refusal !== undefined) return void response.writeHead(this.refusal).end();
      const body = Buffer.concat(chunks);
      const records = decodeRequest(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
      for (const record of records) {
        this.records.push(record);
        this.numbers.add(numberOf(record));
      }
      this.authorization = request.headers.authorization;
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  }
}
