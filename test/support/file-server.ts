// A server on the loopback that keeps files, as an object store does: whole or not at all, never replaced. Tests have it fail.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { onTestFinished } from 'vitest';
import { UploadError, type UploadTarget } from '../../src/index.ts';
import { errorOfAnswer } from '../../src/upload/http-answers.ts';

/** What a test has the server do with a request; nothing where it does as it should. */
export type Fault =
  /** Stores nothing, and answers. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Takes so many bytes of the body, and breaks the connection. */
  | { readonly cutAfter: number }
  /** Stores the file, and breaks the connection in place of the answer. */
  | { readonly loseAnswer: true }
  /** Stores other bytes than those that were sent. */
  | { readonly damage: true }
  /** Never answers. */
  | { readonly hang: true };

/** Decides what becomes of a request. */
export type Faults = (call: {
  readonly method: 'PUT' | 'HEAD';
  readonly remote: string;
  readonly number: number;
}) => Fault | undefined;

/** A server of files. */
export interface FileServer {
  /** By the path below the root: what was stored. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Each request, in their order: `PUT a/b`. */
  readonly requests: readonly string[];
  /** How many bodies were being taken at once, at most. */
  readonly mostAtOnce: number;
  /** What happens from now on. */
  fail(faults: Faults): void;
  /** A target that stores there, by requests over HTTP. */
  target(more?: Partial<UploadTarget>): UploadTarget;
}

/** Where the server runs, and ends with the test. */
export async function fileServer(): Promise<FileServer> {
  const store = new Store();
  const server = createServer(store.answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  store.port = (server.address() as AddressInfo).port;
  return store;
}

/** The token of the target: no error, report or journal may have it. */
export const TOKEN: string = ['dapi', '0123456789abcdef'.repeat(2)].join('');

class Store implements FileServer {
  readonly files = new Map<string, Buffer>();
  readonly requests: string[] = [];
  mostAtOnce = 0;
  port = 0;
  #atOnce = 0;
  #faults: Faults = () => undefined;

  fail(faults: Faults): void {
    this.#faults = faults;
  }

  readonly answer: RequestListener = (incoming, outgoing) => {
    this.#answer(incoming, outgoing).catch(() => incoming.socket.destroy());
  };

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const method = incoming.method as 'PUT' | 'HEAD';
    const remote = decodeURIComponent(incoming.url?.slice(1) ?? '');
    this.requests.push(`${method} ${remote}`);
    const fault: Fault | Record<never, never> = this.#faults({ method, remote, number: this.requests.length }) ?? {};
    if ('hang' in fault) return;
    if ('status' in fault) {
      for await (const _ of incoming);
      return void outgoing.writeHead(fault.status, { ...fault.headers }).end();
    }
    if (method === 'HEAD') this.#head(remote, outgoing);
    else await this.#put(remote, incoming, outgoing, fault);
  }

  #head(remote: string, outgoing: ServerResponse): void {
    const content = this.files.get(remote);
    if (content === undefined) outgoing.writeHead(404).end();
    else outgoing.writeHead(200, describe(content)).end();
  }

  async #put(
    remote: string,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    fault: Extract<Fault, object> | object,
  ): Promise<void> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    try {
      const blocks: Buffer[] = [];
      let bytes = 0;
      for await (const block of incoming as AsyncIterable<Buffer>) {
        blocks.push(block);
        bytes += block.length;
        if ('cutAfter' in fault && bytes >= (fault.cutAfter as number)) return void incoming.socket.destroy();
      }
      const content = Buffer.concat(blocks);
      if (this.files.has(remote)) return void outgoing.writeHead(412).end();
      if ('damage' in fault) content.reverse();
      this.files.set(remote, content);
      if ('loseAnswer' in fault) incoming.socket.destroy();
      else outgoing.writeHead(201, describe(content)).end();
    } finally {
      this.#atOnce--;
    }
  }

  target(more: Partial<UploadTarget> = {}): UploadTarget {
    const name = `server:${this.port}`;
    const send = (method: 'PUT' | 'HEAD', remote: string, signal: AbortSignal, bytes = 0) => {
      const path = `/${remote.split('/').map(encodeURIComponent).join('/')}`;
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-length': bytes, 'if-none-match': '*' };
      const sent = request({ host: '127.0.0.1', port: this.port, method, path, headers, signal, agent: false });
      const answered = new Promise<IncomingMessage>((resolve, reject) => {
        sent.on('response', resolve);
        sent.on('error', reject);
      });
      answered.catch(() => undefined);
      return { sent, answered };
    };
    const requireOk = (answer: IncomingMessage, doing: string) => {
      answer.resume();
      if (answer.statusCode === 200 || answer.statusCode === 201) return storedFrom(answer);
      const header = (key: string) => answer.headers[key] as string | undefined;
      const remedies = { 403: 'Grant WRITE VOLUME on the volume', 401: 'Sign in again' };
      throw errorOfAnswer({ status: answer.statusCode ?? 0, header, doing: `${name}: ${doing}`, remedies });
    };
    return {
      name,
      async put(file, { signal }) {
        const { sent, answered } = send('PUT', file.remote, signal, file.bytes);
        const body = pipeline(file.read(), sent);
        // Where the answer comes early, or the file fails, the other of the two has no end.
        await Promise.race([answered, body.then(() => answered)]);
        body.catch(() => undefined);
        return requireOk(await answered, `put ${file.remote}`);
      },
      async stat(remote, { signal }) {
        const { sent, answered } = send('HEAD', remote, signal);
        sent.end();
        const answer = await answered;
        if (answer.statusCode === 404) return void answer.resume();
        return requireOk(answer, `look at ${remote}`);
      },
      close: () => Promise.resolve(),
      ...more,
    };
  }
}

function describe(content: Buffer): Record<string, string> {
  return { 'x-bytes': String(content.length), 'x-md5': createHash('md5').update(content).digest('hex') };
}

function storedFrom(answer: IncomingMessage) {
  const bytes = Number(answer.headers['x-bytes']);
  const md5 = String(answer.headers['x-md5']);
  if (Number.isNaN(bytes)) throw new UploadError('retryable', 'an answer without a length');
  return { bytes, digests: { md5 } };
}
