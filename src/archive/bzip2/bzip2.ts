// bzip2: small and splittable, so that Spark reads one file with many tasks. Our own encoder and decoder, in a thread.
import type { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Codec } from '../stream/codec.ts';
import { WorkerDuplex } from '../stream/worker-duplex.ts';
import type { Bzip2WorkerData } from './bzip2-worker.ts';
import { bzip2WorkerCode } from './bzip2-worker-code.ts';

/**
 * The size of blocks, as bzip2's `-9`: smaller ones are no faster, and made log lines 5 % (`-5`) to 36 % (`-1`)
 * bigger. They take less memory.
 */
const USUAL = 9;

/**
 * bzip2. The archive is a sequence of independent streams of one block each (`BZh9`, up to 900 kB), as `pbzip2` writes
 * them.
 *
 * Encoder and decoder are our own, for there is no well-kept library. Measured on the same log lines, side by side:
 * ours encodes 12 MB/s (bzip2 1.0.8: 9; libbzip2-wasm 0.0.4: 8, whole buffers only, 227 kB of code) at 0.7 % more
 * bytes than bzip2, and decodes 52 MB/s (seek-bzip 2.0: 36, whole buffers only; unbzip2-stream 1.4: 20, on the event
 * loop, and an empty file is no error to it).
 *
 * A cut archive is an error unless the cut is exactly between two streams: what remains is then a whole bzip2 file,
 * which no reader can distinguish from the first part of a longer one.
 */
export const bzip2: Codec = {
  name: 'bz2',
  suffix: '.bz2',
  levels: { least: 1, most: 9, usual: USUAL },
  createCompressor: (_, level = USUAL) => duplex('encode', level),
  createDecompressor: () => duplex('decode'),
};

const isBuilt = typeof bzip2WorkerCode === 'string';

function duplex(direction: 'encode' | 'decode', level = USUAL): Duplex {
  return new WorkerDuplex(
    (input) =>
      new Worker(bzip2WorkerCode, {
        eval: isBuilt,
        name: `laketrace-bzip2-${direction}`,
        workerData: { direction, level, input } satisfies Bzip2WorkerData,
        // The thread needs nothing of the application: least of all what `--import` would set up in it once more.
        argv: [],
        execArgv: [],
        // In the sources, Node 22.15 learns from NODE_OPTIONS that it may read TypeScript.
        env: isBuilt ? {} : process.env,
      }),
  );
}
