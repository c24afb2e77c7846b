// A server that follows the public rules of Databricks' Files API, as no real one can be had for tests.
//
// PUT stores a whole body, or nothing; `overwrite=false` answers 409 with ALREADY_EXISTS, and without it a file is replaced; HEAD says the
// length; a volume that does not exist is a 404. Tokens come from OAuth for machines, or are personal ones.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const FILES = '/api/2.0/fs/files';
const VOLUME = /^\/Volumes\/[^/]+\/[^/]+\/[^/]+\//;

/** A workspace with one volume. */
export class FilesApiServer {
  /** The files, by their path from `/Volumes` on. */
  readonly files: Map<string, Buffer> = new Map();
  /** What was asked: method, path and query. */
  readonly requests: string[] = [];
  /** Tokens that are taken, personal or issued. */
  readonly tokens: Set<string> = new Set();
  /** Service principals, by their id. */
  readonly principals: Map<string, string> = new Map();
  /** How many tokens were issued. */
  issued = 0;
  /** What of a volume is there: `/Volumes/main/default/logs/`. */
  readonly volume: string;
  /** Bytes that all files may have together. */
  capacity: number = Number.POSITIVE_INFINITY;
  /** Whether the token may only read. */
  isReadOnly = false;
  readonly #server: Server;

  private constructor(volume: string) {
    this.volume = volume;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    // The tests cut connections on purpose.
    this.#server.on('clientError', (_, socket) => socket.destroy());
  }

  static async start(volume = '/Volumes/main/default/logs/'): Promise<FilesApiServer> {
    const server = new FilesApiServer(volume);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    request.on('error', () => undefined);
    this.requests.push(`${method} ${url}`);
    const { pathname, searchParams } = new URL(url, this.url);
    if (pathname.startsWith('/oidc/')) return this.#oidc(pathname, request, response);
    if (!this.tokens.has(headers.authorization?.replace(/^Bearer /, '') ?? '')) {
      return refuse(request, response, 401, 'UNAUTHENTICATED');
    }
    const path = decodeURIComponent(pathname.slice(FILES.length));
    if (!pathname.startsWith(FILES) || !VOLUME.test(path))
      return refuse(request, response, 400, 'INVALID_PARAMETER_VALUE');
    if (!path.startsWith(this.volume)) return refuse(request, response, 404, 'NOT_FOUND');
    if (method === 'HEAD') return this.#head(path, request, response);
    if (method !== 'PUT') return refuse(request, response, 405, 'METHOD_NOT_ALLOWED');
    if (this.isReadOnly) return refuse(request, response, 403, 'PERMISSION_DENIED');
    const body = await bodyOf(request);
    // A body that is not whole is no file.
    if (body === undefined) return void request.socket.destroy();
    if (searchParams.get('overwrite') === 'false' && this.files.has(path)) {
      return refuse(request, response, 409, 'ALREADY_EXISTS');
    }
    const held = [...this.files.values()].reduce((sum, { length }) => sum + length, 0);
    if (held + body.length > this.capacity) return refuse(request, response, 507, 'RESOURCE_EXHAUSTED');
    this.files.set(path, body);
    response.writeHead(204).end();
  }

  #head(path: string, request: IncomingMessage, response: ServerResponse): void {
    const file = this.files.get(path);
    if (file === undefined) return refuse(request, response, 404, 'NOT_FOUND');
    response.writeHead(200, { 'content-length': file.length, 'content-type': 'application/octet-stream' }).end();
  }

  /** OAuth for machines, as Databricks' SDK asks for it. */
  async #oidc(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (path.endsWith('/.well-known/oauth-authorization-server')) {
      const endpoints = {
        authorization_endpoint: `${this.url}/oidc/v1/authorize`,
        token_endpoint: `${this.url}/oidc/v1/token`,
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(endpoints));
      return;
    }
    await bodyOf(request);
    const [id = '', secret] = Buffer.from(request.headers.authorization?.replace(/^Basic /, '') ?? '', 'base64')
      .toString()
      .split(':');
    if (secret === undefined || this.principals.get(id) !== secret)
      return refuse(request, response, 401, 'invalid_client');
    const token = `issued-${++this.issued}`;
    this.tokens.add(token);
    const answer = { access_token: token, token_type: 'Bearer', expires_in: 3600, scope: 'all-apis' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, code: string): void {
  request.resume();
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ error_code: code, message: code }));
}

/** Nothing where the connection ended before the body did. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  const body = Buffer.concat(chunks);
  const length = request.headers['content-length'];
  return request.complete && (length === undefined || Number(length) === body.length) ? body : undefined;
}
