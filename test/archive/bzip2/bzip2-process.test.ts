// The thread of bzip2 in a process of its own: it never holds the process up, and is gone when its stream is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LONGEST_RUN, SOON } from '../../support/patience.ts';

const CODEC = new URL('../../../src/archive/bzip2/bzip2.ts', import.meta.url).href;
const LOG_LINES = new URL('../log-lines.ts', import.meta.url).href;
const STREAMS = new URL('../streams.ts', import.meta.url).href;

const PRELUDE = `
  import { once } from 'node:events';
  import { readFileSync } from 'node:fs';
  import { finished } from 'node:stream/promises';
  import { bzip2 } from ${JSON.stringify(CODEC)};
  import { logLines } from ${JSON.stringify(LOG_LINES)};
  import { compress, decompress, entryOf } from ${JSON.stringify(STREAMS)};
  const lines = logLines(3_000_000);
  const threads = () => Number(/^Threads:\\s*(\\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
`;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from its word `leaves` to its end. */
  readonly tookToLeave?: number;
}

/** Runs a module in a Node process of its own, until that ends by itself. */
async function runModule(code: string, args: string[] = []): Promise<Ended> {
  const child = spawn(process.execPath, [...args, '--input-type=module', '--eval', PRELUDE + code], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_RUN,
    killSignal: 'SIGKILL',
  });
  const texts = [child.stdout, child.stderr].map(async (stream) =>
    (await stream.setEncoding('utf8').toArray()).join(''),
  );
  let left: number | undefined;
  child.stdout.on('data', (text: string) => {
    if (text.includes('leaves')) left = performance.now();
  });
  const [exitCode] = await once(child, 'close');
  const tookToLeave = left === undefined ? {} : { tookToLeave: performance.now() - left };
  const [stdout = '', stderr = ''] = await Promise.all(texts);
  return { code: exitCode, stdout, stderr, ...tookToLeave };
}

describe('the process ends by itself', () => {
  test.each([
    ['after the work', 'console.log((await decompress(bzip2, await compress(bzip2, lines))).equals(lines))', 'true'],
    [
      'while a compressor waits for more',
      `const stream = bzip2.createCompressor(entryOf(lines));
       stream.resume();
       stream.write(lines.subarray(0, 1000), () => console.log('taken'));`,
      'taken',
    ],
    [
      'while a reader wants no more',
      `const archive = await compress(bzip2, lines);
       const stream = bzip2.createDecompressor();
       stream.end(archive);
       await once(stream, 'readable');
       console.log('readable');`,
      'readable',
    ],
    [
      'when a stream is destroyed midway',
      `const stream = bzip2.createCompressor(entryOf(lines));
       stream.resume();
       stream.write(lines);
       setTimeout(() => stream.destroy(), 50);
       await finished(stream).catch((error) => console.log(error.code));`,
      'ERR_STREAM_PREMATURE_CLOSE',
    ],
    [
      'when one is aborted before its thread has started',
      `const stream = bzip2.createCompressor(entryOf(lines));
       stream.write(lines);
       stream.destroy();
       await once(stream, 'close');
       console.log('closed');`,
      'closed',
    ],
  ])('%s', async (_, code, stdout) => {
    expect(await runModule(code)).toEqual({ code: 0, stdout: `${stdout}\n`, stderr: '' });
  });

  test('at process.exit, while the thread is busy', async () => {
    const ended = await runModule(`
      const stream = bzip2.createCompressor(entryOf(lines)).resume();
      const many = Buffer.concat(Array(40).fill(lines));
      for (let i = 0; i < 10; i++) stream.write(many);
      setTimeout(() => { console.log('leaves'); process.exit(3); }, 100);`);
    expect(ended).toEqual({ code: 3, stdout: 'leaves\n', stderr: '', tookToLeave: expect.any(Number) });
    // The work would take minutes more.
    expect(ended.tookToLeave).toBeLessThan(SOON);
  });
});

test('awaiting the work keeps the process alive', async () => {
  const ended = await runModule(`
    const stream = bzip2.createCompressor(entryOf(lines));
    stream.end(lines);
    stream.resume();
    await finished(stream);
    console.log('finished');`);
  expect(ended).toEqual({ code: 0, stdout: 'finished\n', stderr: '' });
});

test.runIf(existsSync('/proc/self/status'))('no thread is left when streams have closed', async () => {
  const ended = await runModule(`
    const midway = async () => {
      const stream = bzip2.createCompressor(entryOf(lines));
      stream.resume();
      stream.write(lines);
      setTimeout(() => stream.destroy(), 20);
      await once(stream, 'close');
    };
    await midway();
    const before = threads();
    await Promise.all(Array.from({ length: 4 }, midway));
    await compress(bzip2, lines);
    console.log(threads() - before);`);
  expect(ended).toEqual({ code: 0, stdout: '0\n', stderr: '' });
});

test('works within a worker thread', async () => {
  const inside = `
    import { parentPort } from 'node:worker_threads';
    import { bzip2 } from ${JSON.stringify(CODEC)};
    import { compress, decompress } from ${JSON.stringify(STREAMS)};
    const bytes = Buffer.alloc(2_000_000, 'inside a thread ');
    parentPort.postMessage((await decompress(bzip2, await compress(bzip2, bytes))).equals(bytes));`;
  const ended = await runModule(`
    import { Worker } from 'node:worker_threads';
    const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(inside)})));
    worker.on('message', (same) => console.log(same));
    console.log(await once(worker, 'exit'));`);
  expect(ended).toEqual({ code: 0, stdout: 'true\n[ 0 ]\n', stderr: '' });
});

test('what the application preloads is not loaded once more in the thread', async () => {
  const preload = `data:text/javascript,${encodeURIComponent("import { threadId } from 'node:worker_threads'; console.log('preloaded in', threadId);")}`;
  const ended = await runModule('await compress(bzip2, lines);', ['--import', preload]);
  expect(ended).toEqual({ code: 0, stdout: 'preloaded in 0\n', stderr: '' });
});
