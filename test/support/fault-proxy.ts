// A proxy before a real server that breaks what a test wants broken: requests, answers, and what stands in them.
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
  request as requestHttp,
  type ServerResponse,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as a test sees it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** How many bytes its body is to have. */
  readonly length: number;
}

/** What is done to a request. */
export type Fault =
  /** The connection is cut after so many bytes of the body have come; those have been passed on. */
  | { readonly cutAfter: number }
  /** The server gets all of it, and its answer is lost. */
  | { readonly loseAnswer: true }
  /** The server never sees it: this is the answer. */
  | { readonly status: number; readonly headers?: OutgoingHttpHeaders; readonly body?: string }
  /** Nobody answers. */
  | { readonly hang: true }
  /** The server gets other headers. */
  | { readonly send: (headers: OutgoingHttpHeaders) => OutgoingHttpHeaders }
  /** The answer has other headers. */
  | { readonly change: (headers: OutgoingHttpHeaders) => OutgoingHttpHeaders };

/** What stands before a server. */
export interface FaultProxy {
  /** Its address, by http on this machine, with the path of the server's. */
  readonly url: string;
  /** What was asked so far. */
  readonly requests: SeenRequest[];
  /** Decides what is done to a request; nothing: it goes through. Reset it at the start of each test. */
  fault: (request: SeenRequest) => Fault | undefined;
  stop(): void;
}

/**
 * Starts a proxy.
 * @param upstream the address of the server
 * @param ca certificates by which a server with https is trusted, as PEM
 */
export async function startFaultProxy(upstream: string, ca?: Buffer): Promise<FaultProxy> {
  const { protocol, hostname, port, pathname } = new URL(upstream);
  const requests: SeenRequest[] = [];
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  const proxy = { url: '', requests, fault: (_: SeenRequest): Fault | undefined => undefined, stop };
  const send = (options: RequestOptions) =>
    protocol === 'https:' ? requestHttps({ ...options, ca }) : requestHttp(options);
  const server = createServer((from, to) => {
    const { method = '', url = '', headers } = from;
    const seen = { method, url, headers, length: Number(headers['content-length'] ?? 0) };
    requests.push(seen);
    const fault = proxy.fault(seen);
    from.on('error', () => undefined);
    to.on('error', () => undefined);
    if (fault !== undefined && 'hang' in fault) return;
    if (fault !== undefined && 'status' in fault) answer(from, to, fault);
    else {
      const sent = { ...headers, host: `${hostname}:${port}` };
      const changed = fault !== undefined && 'send' in fault ? fault.send(sent) : sent;
      pass(from, to, send({ hostname, port, method, path: url, headers: changed }), fault);
    }
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname === '/' ? '' : pathname}`;
  return proxy;
}

function answer(from: IncomingMessage, to: ServerResponse, fault: Extract<Fault, { status: number }>): void {
  from.resume();
  from.once('end', () => to.writeHead(fault.status, fault.headers).end(fault.body));
}

function pass(
  from: IncomingMessage,
  to: ServerResponse,
  onward: ReturnType<typeof requestHttp>,
  fault: Exclude<Fault, { status: number } | { hang: true }> | undefined,
): void {
  const cut = () => {
    onward.destroy();
    from.socket.destroy();
  };
  onward.on('error', () => from.socket.destroy());
  onward.on('response', (response) => {
    if (fault !== undefined && 'loseAnswer' in fault) return void response.resume().once('end', cut);
    const headers = fault !== undefined && 'change' in fault ? fault.change({ ...response.headers }) : response.headers;
    to.writeHead(response.statusCode ?? 502, headers);
    response.pipe(to);
  });
  to.once('close', () => onward.destroy());
  if (fault === undefined || !('cutAfter' in fault)) return void from.pipe(onward);
  let left = fault.cutAfter;
  from.on('data', (chunk: Buffer) => {
    onward.write(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) cut();
  });
  from.once('end', () => onward.end());
}
