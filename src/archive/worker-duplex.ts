// A stream whose work is done by a thread of its own.
import { Duplex } from 'node:stream';
import type { Worker } from 'node:worker_threads';

/** What the thread is asked: to take bytes, to take note of their end, or for the next piece of what these led to. */
export type WorkerRequest = Uint8Array | 'end' | 'next';

/** The thread's answer: a piece, or none when a request is answered in full, or why there will be no more. */
export interface WorkerReply {
  readonly piece?: Uint8Array<ArrayBuffer>;
  readonly error?: Error;
}

type Done = (error?: Error) => void;

/** Enough for a few reads of a file, which are handed to the thread together. */
const INPUT_BYTES = 256 * 1024;

/**
 * Passes bytes through a thread and holds no more than its buffers: the thread works on one request at a time, and is
 * asked for the next piece when the last one was wanted.
 *
 * The thread starts with the first bytes and is stopped at the end or when the stream is destroyed. It keeps the process
 * alive while it works, but not while it waits for the stream's user.
 */
export class WorkerDuplex extends Duplex {
  readonly #startWorker: () => Worker;
  #worker: Worker | undefined;
  #stopped: Promise<unknown> | undefined;
  /** Called when the request under way is answered in full. */
  #answered: Done | undefined;
  /** What waits for the reader. */
  #whenWanted: (() => void) | undefined;

  constructor(startWorker: () => Worker) {
    super({ writableHighWaterMark: INPUT_BYTES });
    this.#startWorker = startWorker;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: Done): void {
    this.#ask(Uint8Array.from(chunk), callback);
  }

  override _writev(chunks: { chunk: Buffer }[], callback: Done): void {
    const length = chunks.reduce((sum, { chunk }) => sum + chunk.length, 0);
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const { chunk } of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    this.#ask(bytes, callback);
  }

  override _final(callback: Done): void {
    this.#ask('end', (error) => {
      if (error !== undefined) {
        callback(error);
        return;
      }
      // The reader learns of the end when the thread is gone.
      const end = (): void => {
        this.push(null);
        callback();
      };
      this.#stop().then(end, end);
    });
  }

  override _read(): void {
    const proceed = this.#whenWanted;
    this.#whenWanted = undefined;
    proceed?.();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#whenWanted = undefined;
    const close = (): void => callback(error);
    this.#stop().then(close, close);
  }

  #ask(request: Uint8Array<ArrayBuffer> | 'end', answered: Done): void {
    try {
      this.#worker ??= this.#start();
    } catch (error) {
      answered(error as Error);
      return;
    }
    this.#answered = answered;
    this.#send(request, request === 'end' ? [] : [request.buffer]);
  }

  #start(): Worker {
    const worker = this.#startWorker();
    worker.on('message', (reply: WorkerReply) => this.#take(reply));
    worker.on('error', (error) => this.destroy(error));
    worker.on('exit', (code) => {
      if (this.#stopped === undefined) {
        this.destroy(new Error(`the compression thread ended by itself with code ${code}`));
      }
    });
    return worker;
  }

  #send(request: WorkerRequest, transfer: ArrayBuffer[] = []): void {
    this.#worker?.ref();
    this.#worker?.postMessage(request, transfer);
  }

  #take({ piece, error }: WorkerReply): void {
    if (this.#stopped !== undefined) {
      return;
    }
    this.#worker?.unref();
    if (piece === undefined) {
      this.#answered?.(error);
    } else if (this.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))) {
      this.#send('next');
    } else {
      this.#whenWanted = () => this.#send('next');
    }
  }

  #stop(): Promise<unknown> {
    // Waiting for the end of the thread keeps the process alive: whoever awaits this stream shall see it close.
    this.#worker?.ref();
    this.#stopped ??= this.#worker?.terminate() ?? Promise.resolve();
    return this.#stopped;
  }
}
