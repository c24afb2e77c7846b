// The order of compressions: who is got ready when, and whose bytes are compressed.
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CompressionQueue, type Turn } from '../../../src/file/finished/compression-queue.ts';

/** A queue whose files do their steps when they are told to. */
function setUp() {
  const log: string[] = [];
  const turns = new Map<string, Turn>();
  const ends = new Map<string, () => void>();
  const queue: CompressionQueue = new CompressionQueue({
    compressAfter: { kind: 'count', count: 0 },
    monotonic: () => 0,
    compress: (path, of) => {
      log.push(`ready ${path}`);
      turns.set(path, of);
      void of.came.then(() => log.push(`compress ${path}`));
      return new Promise((resolve) => ends.set(path, resolve));
    },
    rested: () => void log.push('rested'),
  });
  const turnOf = (path: string): Turn => {
    const of = turns.get(path);
    if (of === undefined) throw new Error(`${path} was not begun`);
    return of;
  };
  const end = async (path: string, isDone = true): Promise<void> => {
    if (isDone) queue.forget(path);
    ends.get(path)?.();
    await turn();
  };
  /** What happened since the last look. */
  const happened = async (): Promise<string[]> => {
    await turn();
    return log.splice(0);
  };
  return { queue, turnOf, end, happened };
}

test('a file is got ready when little is left of the one before, and compressed when that one is', async () => {
  const { queue, turnOf, end, happened } = setUp();
  for (const path of ['b', 'a', 'c']) queue.add(path, 0);
  queue.start();
  expect(await happened()).toEqual(['ready a', 'compress a']);
  turnOf('a').nearsEnd();
  expect(await happened()).toEqual(['ready b']);
  turnOf('a').ended();
  expect(await happened()).toEqual(['compress b']);
  turnOf('b').nearsEnd();
  expect(await happened()).toEqual(['ready c']);
  expect(['a', 'b', 'c'].map((path) => queue.isUnderWay(path))).toEqual([true, true, true]);
  await end('a');
  await end('b');
  expect(await happened()).toEqual(['compress c']);
  await end('c');
  await queue.idle();
  expect(await happened()).toEqual(['rested']);
});

test('one that does not say when it is near its end is alone', async () => {
  const { queue, end, happened } = setUp();
  for (const path of ['a', 'b']) queue.add(path, 0);
  queue.start();
  expect(await happened()).toEqual(['ready a', 'compress a']);
  await end('a');
  expect(await happened()).toEqual(['ready b', 'compress b']);
});

test('at most four are under way', async () => {
  const { queue, turnOf, end, happened } = setUp();
  for (const path of ['a', 'b', 'c', 'd', 'e']) queue.add(path, 0);
  queue.start();
  for (const path of ['a', 'b', 'c', 'd']) turnOf(path).nearsEnd();
  expect(await happened()).toEqual(['ready a', 'ready b', 'ready c', 'ready d', 'compress a']);
  await end('a');
  expect(await happened()).toEqual(['ready e', 'compress b']);
});

test('one that failed before its turn does not let the next overtake the one before', async () => {
  const { queue, turnOf, end, happened } = setUp();
  for (const path of ['a', 'b', 'c']) queue.add(path, 0);
  queue.start();
  turnOf('a').nearsEnd();
  await end('b', false);
  expect(await happened()).toEqual(['ready a', 'ready b', 'compress a', 'ready c']);
  turnOf('a').ended();
  expect(await happened()).toEqual(['compress b', 'compress c']);
});

test('what failed is tried again at the next start only', async () => {
  const { queue, end, happened } = setUp();
  queue.add('a', 0);
  queue.start();
  await end('a', false);
  expect(await happened()).toEqual(['ready a', 'compress a', 'rested']);
  queue.add('b', 0);
  queue.start();
  await end('a', false);
  await end('b');
  expect(await happened()).toEqual(['ready a', 'compress a', 'ready b', 'compress b', 'rested']);
});
