// Whether a collector takes logs is asked by a request without any; each way in which it does not has its own remedy, and no secret shows.
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { CheckResult } from '../../src/doctor/check.ts';
import { checkCollector } from '../../src/doctor/collector-check.ts';

const PATIENCE = 60_000;

/** Listens on a port of its own; connections that are left open end with the test. */
async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function against(listener: RequestListener, env: Record<string, string> = {}, path = ''): Promise<CheckResult> {
  const host = await listening(createServer(listener));
  return checkCollector(`http://${host}${path}`, env, PATIENCE);
}

const answering =
  (status: number): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status).end();
  };

test('one that takes logs is well: it gets an empty request at the path of logs', async () => {
  const seen: unknown[] = [];
  const result = await against((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      seen.push([request.method, request.url, request.headers['content-type'], Buffer.concat(chunks).toString()]);
      response.end('{}');
    });
  });
  expect(result).toMatchObject({ name: 'collector', status: 'ok', message: expect.stringContaining('takes logs') });
  expect(seen).toEqual([['POST', '/v1/logs', 'application/x-protobuf', '']]);
});

test('protocol, headers, path and address are those of the variables', async () => {
  const seen: unknown[] = [];
  const host = await listening(
    createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push([request.url, request.headers['content-type'], request.headers.authorization, body]);
        response.end();
      });
    }),
  );
  const secret = ['s3cr', 'et-value'].join('');
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:${secret}@${host}/otlp/`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${secret}`,
  };
  const first = await checkCollector(undefined, env, PATIENCE);
  const second = await checkCollector(
    undefined,
    { ...env, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `http://${host}/mine` },
    PATIENCE,
  );
  expect(seen).toEqual(
    ['/otlp/v1/logs', '/mine'].map((path) => [path, 'application/json', `Bearer ${secret}`, '{"resourceLogs":[]}']),
  );
  expect([first.status, second.status]).toEqual(['ok', 'ok']);
  expect(JSON.stringify([first, second])).not.toContain(secret);
});

test.each([
  [401, 'OTEL_EXPORTER_OTLP_HEADERS'],
  [403, 'may not send logs'],
  [404, '/v1/logs'],
  [415, 'OTEL_EXPORTER_OTLP_PROTOCOL'],
  [503, 'its own log'],
  [302, 'leads to'],
])('an answer of %i has a remedy', async (status, remedy) => {
  expect(await against(answering(status))).toMatchObject({ status: 'failed', remedy: expect.stringContaining(remedy) });
});

test('a port where nothing listens', async () => {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const result = await checkCollector(`http://127.0.0.1:${port}`, {}, PATIENCE);
  expect(result).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('nothing listens'),
    remedy: expect.stringContaining('start a collector'),
  });
});

test('one that never answers', async () => {
  const host = await listening(createServer(() => undefined));
  const result = await checkCollector(`http://${host}`, {}, 50);
  expect(result).toMatchObject({ status: 'failed', message: expect.stringContaining('did not answer within 50 ms') });
});

test('one that ends the connection, and one that speaks something else', async () => {
  const ends = await listening(createTcp((socket) => socket.destroy()));
  expect(await checkCollector(`http://${ends}`, {}, PATIENCE)).toMatchObject({
    status: 'failed',
    remedy: expect.stringContaining('4318'),
  });
  const other = await listening(createTcp((socket) => socket.end('220 mail.example.com ESMTP\r\n')));
  expect(await checkCollector(`http://${other}`, {}, PATIENCE)).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('does not speak HTTP'),
  });
  expect(await checkCollector(`https://${other}`, {}, PATIENCE)).toMatchObject({ status: 'failed' });
});

test('gRPC: one that answers, one that wants credentials, and a port of HTTP/1.1', async () => {
  const env = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
  const paths: unknown[] = [];
  const grpc = (status: string) => {
    const server = createHttp2();
    server.on('stream', (stream, headers) => {
      paths.push(headers[':path']);
      stream.resume();
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
      stream.end();
    });
    return listening(server as unknown as Server);
  };
  expect(await checkCollector(`http://${await grpc('0')}`, env, PATIENCE)).toMatchObject({ status: 'ok' });
  expect(paths).toEqual(['/opentelemetry.proto.collector.logs.v1.LogsService/Export']);
  expect(await checkCollector(`http://${await grpc('16')}`, env, PATIENCE)).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('16'),
    remedy: expect.stringContaining('OTEL_EXPORTER_OTLP_HEADERS'),
  });
  const http1 = await listening(createServer(answering(200)));
  expect(await checkCollector(`http://${http1}`, env, PATIENCE)).toMatchObject({ status: 'failed' });
});

test('no address is nothing wrong; one that is none is, and is not shown', async () => {
  expect(await checkCollector(undefined, {}, PATIENCE)).toMatchObject({ status: 'skipped' });
  const secret = ['pass', 'word'].join('');
  const result = await checkCollector(`ftp://user:${secret}@host`, {}, PATIENCE);
  expect(result.status).toBe('failed');
  expect(JSON.stringify(result)).not.toContain(secret);
  expect(await checkCollector('http://127.0.0.1', { OTEL_EXPORTER_OTLP_PROTOCOL: 'smoke' }, PATIENCE)).toMatchObject({
    status: 'failed',
  });
});
