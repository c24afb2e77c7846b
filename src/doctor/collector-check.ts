// Asks a collector whether it takes logs, by a request without any.
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { isErrno, messageOf } from '../foreign/shape.ts';
import { type CheckResult, failed, ok, skipped } from './check.ts';
import { type OtlpEndpoint, otlpEndpoint, shownUrl } from './otlp-endpoint.ts';

const NAME = 'collector';

/** What a collector answered. */
interface Answer {
  readonly status: number;
  /** Of gRPC. */
  readonly grpcStatus?: string | undefined;
}

/** What to do about an answer. */
const REMEDIES: Readonly<Record<number, string>> = {
  400: 'see that the address is that of an OTLP receiver',
  401: 'give the credentials by OTEL_EXPORTER_OTLP_HEADERS, such as authorization=Bearer%20…',
  403: 'the credentials are known, and may not send logs: ask who runs the collector',
  404: 'see the path: collectors take logs at /v1/logs of their HTTP port, which is 4318',
  405: 'see the path: collectors take logs at /v1/logs of their HTTP port, which is 4318',
  407: 'a proxy between wants credentials',
  415: 'it does not take this protocol: set OTEL_EXPORTER_OTLP_PROTOCOL to http/json or grpc',
  429: 'it has too much to do at the moment: the batch path waits and tries again',
};
const PORTS = 'HTTP has the port 4318, gRPC 4317: see the port, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc';
const START = 'start a collector there (docs/collector.md), or see address and port';

/** What to do about an error of the network. */
const NETWORK: readonly (readonly [codes: readonly string[], found: string, remedy: string])[] = [
  [['ECONNREFUSED'], 'nothing listens there', START],
  [
    ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA'],
    'the name of its host is not known',
    'see the address, and DNS',
  ],
  [
    ['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'],
    'no way leads there',
    'see the address, firewalls and network policies',
  ],
  [
    ['ECONNRESET', 'EPIPE', 'ERR_HTTP2_ERROR', 'ERR_HTTP2_STREAM_ERROR', 'ERR_HTTP2_SESSION_ERROR'],
    'it ended the connection without an answer',
    PORTS,
  ],
  [
    ['HPE_INVALID_CONSTANT', 'HPE_INVALID_VERSION', 'HPE_INVALID_HEADER_TOKEN', 'HPE_CLOSED_CONNECTION'],
    'it does not speak HTTP/1.1',
    PORTS,
  ],
  [['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'], 'it does not speak TLS', 'write http:// in place of https://'],
  [
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ],
    'its certificate is not known here',
    'name the certificate of its authority by OTEL_EXPORTER_OTLP_CERTIFICATE',
  ],
  [['CERT_HAS_EXPIRED'], 'its certificate has expired', 'renew it'],
  [['ERR_TLS_CERT_ALTNAME_INVALID'], 'its certificate is for another host', 'see the address'],
];

/**
 * Sends a request without any records.
 * @param given an address, in place of OpenTelemetry's variables
 * @param patience milliseconds
 */
export async function checkCollector(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  patience: number,
): Promise<CheckResult> {
  let endpoint: OtlpEndpoint | undefined;
  try {
    endpoint = otlpEndpoint(given, env);
  } catch (error) {
    return failed(NAME, messageOf(error), 'write an address such as http://localhost:4318');
  }
  if (endpoint === undefined) return skipped(NAME, 'no address: give --otlp, or set OTEL_EXPORTER_OTLP_ENDPOINT');
  const where = `${shownUrl(endpoint.url)} (${endpoint.protocol}, from ${endpoint.source})`;
  const deadline = AbortSignal.timeout(patience);
  try {
    const answer =
      endpoint.protocol === 'grpc' ? await askByGrpc(endpoint, deadline) : await askByHttp(endpoint, deadline);
    return judged(where, answer);
  } catch (error) {
    if (deadline.aborted) {
      const remedy = 'see whether it is overloaded, or whether a firewall drops what is sent';
      return failed(NAME, `${where} did not answer within ${patience} ms`, remedy);
    }
    const [, found, remedy] = NETWORK.find(([codes]) => codes.some((code) => isErrno(error, code))) ?? [];
    return failed(NAME, `${where}: ${found ?? messageOf(error)}`, remedy ?? START);
  }
}

function judged(where: string, { status, grpcStatus }: Answer): CheckResult {
  if (grpcStatus !== undefined && grpcStatus !== '0') {
    const remedy = grpcStatus === '16' || grpcStatus === '7' ? REMEDIES[401] : PORTS;
    return failed(NAME, `${where} answers with the gRPC status ${grpcStatus}`, remedy ?? PORTS);
  }
  if (status >= 200 && status < 300) return ok(NAME, `${where} takes logs`);
  const remedy = REMEDIES[status] ?? (status >= 500 ? 'see its own log' : 'see the address');
  const what = status >= 300 && status < 400 ? 'leads elsewhere' : `answers ${status}`;
  return failed(NAME, `${where} ${what}`, status >= 300 && status < 400 ? 'give the address that it leads to' : remedy);
}

async function tlsOf({ certificate, clientCertificate, clientKey }: OtlpEndpoint): Promise<Record<string, Buffer>> {
  const options: Record<string, Buffer> = {};
  if (certificate !== undefined) options.ca = await readFile(certificate);
  if (clientCertificate !== undefined) options.cert = await readFile(clientCertificate);
  if (clientKey !== undefined) options.key = await readFile(clientKey);
  return options;
}

async function askByHttp(endpoint: OtlpEndpoint, signal: AbortSignal): Promise<Answer> {
  const { url, protocol, headers } = endpoint;
  const isJson = protocol === 'http/json';
  // No bytes at all are the Protobuf of a request without records.
  const body = isJson ? '{"resourceLogs":[]}' : '';
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const options = {
    ...(await tlsOf(endpoint)),
    method: 'POST',
    agent: false as const,
    signal,
    headers: {
      'content-type': isJson ? 'application/json' : 'application/x-protobuf',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'laketrace-doctor',
      ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response: IncomingMessage) => {
      resolve({ status: response.statusCode ?? 0 });
      // What else it says is not asked for.
      sent.destroy();
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The call `LogsService/Export` with an empty message: a frame of five bytes. */
async function askByGrpc(endpoint: OtlpEndpoint, signal: AbortSignal): Promise<Answer> {
  const { connect } = await import('node:http2');
  const session = connect(endpoint.url.origin, await tlsOf(endpoint));
  try {
    return await new Promise<Answer>((resolve, reject) => {
      session.on('error', reject);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      const stream = session.request({
        ':method': 'POST',
        ':path': '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
        'content-type': 'application/grpc',
        te: 'trailers',
        ...endpoint.headers,
      });
      let status = 0;
      let grpcStatus: string | undefined;
      const take = (headers: Readonly<Record<string, unknown>>): void => {
        if (headers['grpc-status'] !== undefined) grpcStatus = String(headers['grpc-status']);
      };
      stream.on('response', (headers) => {
        status = Number(headers[':status'] ?? 0);
        take(headers);
      });
      stream.on('trailers', take);
      stream.on('error', reject);
      stream.on('end', () => resolve({ status, grpcStatus }));
      stream.resume();
      stream.end(Buffer.alloc(5));
    });
  } finally {
    session.destroy();
  }
}
