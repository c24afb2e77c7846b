// The thread that encodes or decodes bzip2. It answers each request with one reply, so that its client sets the pace.
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest } from '../stream/worker-duplex.ts';
import { Bzip2Decoder } from './bzip2-decoder.ts';
import { Bzip2Encoder } from './bzip2-encoder.ts';

/** What the thread is started with. */
export interface Bzip2WorkerData {
  readonly direction: 'encode' | 'decode';
  /** Of the blocks that are encoded. */
  readonly level: number;
  /** Where the stream puts the bytes to work on. */
  readonly input: SharedArrayBuffer;
}

const { direction, level, input } = workerData as Bzip2WorkerData;
const coder = direction === 'encode' ? new Bzip2Encoder(level) : new Bzip2Decoder();
let pieces: Iterator<Uint8Array<ArrayBuffer>, void>;

function answer(request: WorkerRequest): WorkerReply {
  if (typeof request === 'number') {
    pieces = coder.write(new Uint8Array(input, 0, request));
  } else if (request === 'end') {
    pieces = coder.end();
  }
  const { value, done } = pieces.next();
  return done === true ? {} : { piece: value as Uint8Array<ArrayBuffer> };
}

parentPort?.on('message', (request: WorkerRequest) => {
  let reply: WorkerReply;
  try {
    reply = answer(request);
  } catch (error) {
    reply = { error: error as Error };
  }
  parentPort?.postMessage(reply, reply.piece === undefined ? [] : [reply.piece.buffer]);
});
