// A stream whose work is done by a thread of its own.
import { Duplex } from 'node:stream';
import type { Worker } from 'node:worker_threads';

/**
 * What the thread is asked: to take a number of bytes of the memory that it shares with its stream, to take note of their
 * end, or for the next piece of what these led to.
 */
export type WorkerRequest = number | 'end' | 'next';

/** The thread's answer: a piece, or none when a request is answered in full, or why there will be no more. */
export interface WorkerReply {
  readonly piece?: Uint8Array<ArrayBuffer>;
  readonly error?: Error;
}

type Done = (error?: Error) => void;

/** Room for a few reads of a file, which are handed to the thread together. */
const INPUT_BYTES = 256 * 1024;

/**
 * Passes bytes through a thread and holds no more than its buffers: the thread works on one request at a time, and is
 * asked for the next piece when the last one was wanted.
 *
 * The thread starts with the first bytes and is stopped at the end or when the stream is destroyed. It keeps the
 * process alive while it works, but not while it waits for the stream's user.
 *
 * Input goes through one piece of shared memory: as messages, it was garbage in the thread's heap, which rarely
 * collects any, and took 80 MB more.
 */
export class WorkerDuplex extends Duplex {
  readonly #startWorker: (input: SharedArrayBuffer) => Worker;
  readonly #input: Uint8Array<SharedArrayBuffer> = new Uint8Array(new SharedArrayBuffer(INPUT_BYTES));
  #worker: Worker | undefined;
  #stopped: Promise<unknown> | undefined;
  /** Called when the request under way is answered in full. */
  #answered: Done | undefined;
  /** What waits for the reader. */
  #whenWanted: (() => void) | undefined;

  /** @param startWorker starts the thread, which finds its input in the given memory. */
  constructor(startWorker: (input: SharedArrayBuffer) => Worker) {
    super({ writableHighWaterMark: INPUT_BYTES });
    this.#startWorker = startWorker;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: Done): void {
    this.#give([chunk], callback);
  }

  override _writev(chunks: { chunk: Buffer }[], callback: Done): void {
    this.#give(
      chunks.map(({ chunk }) => chunk),
      callback,
    );
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

  /** Has the thread take the chunks, by as many of their bytes at a time as there is room for. */
  #give(chunks: readonly Buffer[], callback: Done): void {
    const left: Buffer[] = [];
    let filled = 0;
    for (const chunk of chunks) {
      const fits = chunk.subarray(0, INPUT_BYTES - filled);
      this.#input.set(fits, filled);
      filled += fits.length;
      if (fits.length < chunk.length) {
        left.push(chunk.subarray(fits.length));
      }
    }
    this.#ask(filled, (error) => {
      if (error === undefined && left.length > 0) {
        this.#give(left, callback);
      } else {
        callback(error);
      }
    });
  }

  #ask(request: number | 'end', answered: Done): void {
    try {
      this.#worker ??= this.#start();
    } catch (error) {
      answered(error as Error);
      return;
    }
    this.#answered = answered;
    this.#send(request);
  }

  #start(): Worker {
    const worker = this.#startWorker(this.#input.buffer);
    worker.on('message', (reply: WorkerReply) => this.#take(reply));
    worker.on('error', (error) => this.destroy(error));
    worker.on('exit', (code) => {
      if (this.#stopped === undefined) {
        this.destroy(new Error(`the compression thread ended by itself with code ${code}`));
      }
    });
    return worker;
  }

  #send(request: WorkerRequest): void {
    this.#worker?.ref();
    this.#worker?.postMessage(request);
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
