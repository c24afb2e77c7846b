// Receivers of OTLP logs on this machine, over HTTP (JSON and protobuf) and gRPC, that misbehave as they are told and count what arrives.
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';

/** What a receiver does with a request: takes it, refuses it with a status or code, never answers, or closes the connection. */
export type Reaction = 'ok' | number | 'hang' | 'kill';

/** A receiver that listens. */
export interface Receiver {
  readonly port: number;
  /** The numbers that are the bodies of the records it has taken, in order of arrival. */
  readonly numbers: number[];
  close(): Promise<void>;
}

/** The way to a receiver. */
export type Protocol = 'http' | 'proto' | 'grpc';

/** Starts a receiver. @param plan its reactions to its first requests; then it takes all */
export function startReceiver(protocol: Protocol, plan: readonly Reaction[] = [], port = 0): Promise<Receiver> {
  const reactions = [...plan];
  const next = () => reactions.shift() ?? 'ok';
  return protocol === 'grpc' ? grpcReceiver(next, port) : httpReceiver(next, port);
}

function httpReceiver(next: () => Reaction, port: number): Promise<Receiver> {
  const numbers: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const reaction = next();
      if (reaction === 'hang') return;
      if (reaction === 'kill') return void request.socket.destroy();
      const body = Buffer.concat(chunks);
      const isJson = request.headers['content-type'] === 'application/json';
      if (reaction === 'ok') numbers.push(...(isJson ? numbersInJson(body) : numbersIn(body)));
      response.writeHead(reaction === 'ok' ? 200 : reaction, { 'content-type': request.headers['content-type'] });
      response.end(isJson ? '{}' : '');
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, numbers, close }));
  });
}

const asIs = (bytes: Buffer) => bytes;

async function grpcReceiver(next: () => Reaction, port: number): Promise<Receiver> {
  const numbers: number[] = [];
  const server = new Server();
  const path = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
  const method = {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
  const service = { Export: method };
  server.addService(service, {
    Export(call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) {
      const reaction = next();
      if (reaction === 'hang') return;
      if (reaction === 'ok') {
        numbers.push(...numbersIn(call.request));
        done(null, Buffer.alloc(0));
      } else done({ code: reaction === 'kill' ? status.UNAVAILABLE : reaction, details: 'as planned' });
    },
  });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, given) =>
      error === null ? resolve(given) : reject(error),
    );
  });
  const close = () => {
    server.forceShutdown();
    return Promise.resolve();
  };
  return { port: bound, numbers, close };
}

function numbersInJson(body: Buffer): number[] {
  const { resourceLogs } = JSON.parse(body.toString());
  return resourceLogs.flatMap((resource: { scopeLogs: { logRecords: { body: Record<string, unknown> }[] }[] }) =>
    resource.scopeLogs.flatMap(({ logRecords }) =>
      logRecords.map(({ body: { intValue, stringValue } }) => Number.parseInt(String(intValue ?? stringValue), 10)),
    ),
  );
}

// Where a record's body is in ExportLogsServiceRequest: resource_logs 1, scope_logs 2, log_records 2, body 5, of which int_value 3
// or string_value 1.
const WAY = [1, 2, 2, 5];

function numbersIn(message: Uint8Array, way: readonly number[] = WAY): number[] {
  const found: number[] = [];
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] as number;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, wire] = [key >>> 3, key & 7];
    if (wire === 0) {
      const value = varint();
      if (way.length === 0 && field === 3) found.push(value);
    } else if (wire === 2) {
      const length = varint();
      const part = bytes.subarray(at, at + length);
      at += length;
      if (way.length === 0 && field === 1) found.push(Number.parseInt(part.toString(), 10));
      else if (way[0] === field) found.push(...numbersIn(part, way.slice(1)));
    } else at += wire === 1 ? 8 : 4;
  }
  return found;
}
