// What Databricks' pages say of the Zerobus endpoint, as a server: OTLP over gRPC with TLS, a bearer token, and the table's name in a header.
import { readFileSync } from 'node:fs';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Certificate } from './certificates.ts';
import { type ArrivedRecord, decodeRequest } from './otlp-logs.ts';

const OK = 0;
const UNAUTHENTICATED = 16;
const INVALID_ARGUMENT = 3;
/** Before a message of gRPC: whether it is compressed, and its length. */
const PREFIX_BYTES = 5;

/** The message of a call, decompressed. */
function messageOf(bytes: Buffer): Buffer {
  const message = bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + bytes.readUInt32BE(1));
  return bytes[0] === 1 ? gunzipSync(message) : message;
}

export class ZerobusServer {
  readonly records: ArrivedRecord[] = [];
  /** The codes with which it answered. */
  readonly codes: number[] = [];
  /** Whom it lets in. */
  token: string;
  readonly #table: string;
  readonly #server: Http2SecureServer;

  constructor({ cert, key }: Certificate, token: string, table: string) {
    this.token = token;
    this.#table = table;
    this.#server = createSecureServer({ cert: readFileSync(cert), key: readFileSync(key) });
    this.#server.on('stream', (stream, headers) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', () => undefined);
      stream.on('end', () => {
        const code = this.#judge(headers);
        if (code === OK) this.records.push(...decodeRequest(messageOf(Buffer.concat(chunks))));
        this.#answer(stream, code);
      });
    });
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  stop(): void {
    this.#server.close();
  }

  #judge(headers: Readonly<Record<string, string | readonly string[] | undefined>>): number {
    if (headers[':path'] !== '/opentelemetry.proto.collector.logs.v1.LogsService/Export') return INVALID_ARGUMENT;
    if (headers['content-type'] !== 'application/grpc') return INVALID_ARGUMENT;
    if (headers['x-databricks-zerobus-table-name'] !== this.#table) return INVALID_ARGUMENT;
    return headers['authorization'] === `Bearer ${this.token}` ? OK : UNAUTHENTICATED;
  }

  #answer(stream: ServerHttp2Stream, code: number): void {
    this.codes.push(code);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(code) }));
    // An empty ExportLogsServiceResponse.
    stream.end(code === OK ? Buffer.alloc(PREFIX_BYTES) : undefined);
  }
}
