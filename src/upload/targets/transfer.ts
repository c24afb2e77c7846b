// One request to a service: it ends where nothing moves any more, where what is sent cannot be read, or where nobody wants it any more.
import type { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import { Timer } from '../../lifecycle/timeout.ts';
import { fileBlocks } from '../block-memory.ts';
import { endsTooEarly, UploadError } from '../upload-error.ts';
import type { UploadFile } from '../upload-target.ts';

/** Into how many parts the time is cut: that nothing moves is noticed by no more than one of them too late. */
const PARTS = 4;

/** Bytes that a connection gets at once: it has to take them within the longest pause. */
export const PIECE: number = 64 * 1024;

/** A request under way. */
export class Transfer {
  readonly #abort = new AbortController();
  readonly #outer: AbortSignal;
  readonly #doing: string;
  readonly #longestPause: number;
  #timer: Timer | undefined;
  #idleParts = 0;
  #cause: { readonly error: unknown } | undefined;

  /**
   * @param doing what is done, for errors
   * @param outer ends it as well
   * @param longestPause milliseconds in which something has to move
   */
  constructor(doing: string, outer: AbortSignal, longestPause: number) {
    this.#doing = doing;
    this.#outer = outer;
    this.#longestPause = longestPause;
  }

  /** Is aborted where the request has to end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Something moved. */
  readonly moved = (): void => {
    this.#idleParts = 0;
  };

  /**
   * Sends a file, as the body of the request. The memory is used anew once the connection has taken what is in it.
   * @param request ends where the file does
   */
  async send(file: UploadFile, request: ClientRequest): Promise<void> {
    await fileBlocks.lend(async (block) => {
      const memory = block.subarray(0, PIECE);
      for (let at = 0; at < file.bytes && !request.destroyed; ) {
        const length = await this.read(() => someOf(file, memory, at));
        await taken(request, memory.subarray(0, length));
        this.moved();
        at += length;
      }
    });
    request.end();
  }

  /** Reads what is to be sent: where that fails, so does the request, with the same. */
  async read<T>(reading: () => Promise<T>): Promise<T> {
    try {
      return await reading();
    } catch (error) {
      this.#end(error);
      throw error;
    }
  }

  /** The bytes of a stream, as the body of the request. */
  async *body(source: Readable): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of source) {
        this.moved();
        yield chunk as Uint8Array;
      }
    } catch (error) {
      // A client that only sees its body break waits for an answer that never comes.
      this.#end(error);
      throw error;
    }
  }

  /**
   * Makes the request.
   * @throws what ended it where that was not the service: what the source threw, what the outer signal was aborted with, a retryable
   * {@link UploadError} where nothing moved; else what the request was rejected with
   */
  async run<T>(request: () => Promise<T>): Promise<T> {
    this.#outer.throwIfAborted();
    const ended = () => this.#end(this.#outer.reason);
    this.#outer.addEventListener('abort', ended, { once: true });
    this.#watch();
    try {
      return await request();
    } catch (error) {
      throw this.#cause === undefined ? error : this.#cause.error;
    } finally {
      this.#timer?.clear();
      this.#outer.removeEventListener('abort', ended);
    }
  }

  #watch(): void {
    const part = this.#longestPause / PARTS;
    const elapsed = () => {
      this.#idleParts++;
      if (this.#idleParts < PARTS) this.#watch();
      else this.#end(this.#stalled());
    };
    this.#timer = new Timer(part, elapsed, { ofTurningLoop: true });
  }

  #stalled(): UploadError {
    const message = `${this.#doing}: nothing moved for ${Math.round(this.#longestPause)} ms`;
    return new UploadError('retryable', message, { code: 'ETIMEDOUT' });
  }

  #end(error: unknown): void {
    this.#cause ??= { error };
    this.#abort.abort(error);
  }
}

async function someOf(file: UploadFile, memory: Buffer, at: number): Promise<number> {
  const length = await file.readInto(memory, at);
  if (length === 0) throw endsTooEarly(file.remote);
  return length;
}

/** Resolves once the connection has the bytes and the memory may be used anew. */
function taken(request: ClientRequest, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    // What waits for a connection that does not come about is dropped without a word.
    const closed = () => resolve();
    request.once('close', closed);
    request.write(bytes, (error) => {
      request.off('close', closed);
      if (error === undefined || error === null) resolve();
      else reject(error);
    });
  });
}
