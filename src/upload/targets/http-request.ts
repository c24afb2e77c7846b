// One request over HTTP with a file as its body: sent from memory that is used again, until the answer is there.
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { ignore } from '../../foreign/call.ts';
import type { UploadFile } from '../upload-target.ts';
import type { Transfer } from './transfer.ts';

/** What is asked of a service. */
export interface HttpRequest {
  readonly method: 'PUT' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  /** The body; nothing for none. Its length is said before. */
  readonly file?: UploadFile;
}

/** What a service answers. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The first characters of its body. */
  readonly text: string;
}

/** Characters that are read of an answer. */
const LONGEST_ANSWER = 65_536;

/**
 * Makes a request. Redirects are not followed. An answer that comes before all is sent is what counts: the rest is not sent.
 * @throws what the connection broke with, what the file could not be read for
 */
export async function httpRequest(
  url: URL,
  { method, headers, file }: HttpRequest,
  transfer: Transfer,
): Promise<HttpAnswer> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const length = file === undefined ? {} : { 'content-length': String(file.bytes) };
  const sending = request(url, { method, headers: { ...headers, ...length }, signal: transfer.signal });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sending.once('response', resolve);
    sending.on('error', reject);
    sending.once('close', () => reject(Object.assign(new Error('the connection ended'), { code: 'ECONNRESET' })));
  });
  answered.catch(ignore);
  try {
    if (file === undefined) sending.end();
    else await Promise.race([transfer.send(file, sending), answered]);
    const answer = await answered;
    return { status: answer.statusCode ?? 0, headers: answer.headers, text: await textOf(answer, transfer) };
  } finally {
    // With the rest of its body unsent a connection is of no use to the next request.
    if (!sending.writableFinished) sending.destroy();
  }
}

/** Reads all, so that the connection is free again. */
async function textOf(answer: IncomingMessage, transfer: Transfer): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    transfer.moved();
    if (text.length < LONGEST_ANSWER) text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

/** A file as the body of a request that a client makes by Node's own: it pipes the body into the request. */
export function pipedBody(file: UploadFile, transfer: Transfer): Readable {
  const body = Readable.from(transfer.body(file.read()), { objectMode: false });
  const pipe = body.pipe.bind(body);
  body.pipe = <T extends NodeJS.WritableStream>(to: T, options?: { end?: boolean }): T => {
    // Of anything else than a request nobody knows when it has done with the memory.
    if (!isRequest(to)) return pipe(to, options);
    const sent = () => {
      body.push(null);
      body.resume();
    };
    transfer.send(file, to).then(sent, (error: Error) => void body.destroy(error));
    return to;
  };
  return body;
}

function isRequest(to: object): to is ClientRequest {
  return 'flushHeaders' in to && 'reusedSocket' in to;
}
