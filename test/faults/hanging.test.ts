// What never comes back: a disk that does not answer, a compression that does not end. Whoever waits gets an error in time.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diag } from '@opentelemetry/api';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../src/file/options/file-options.ts';
import { ExporterIn, environmentWith } from '../support/environment.ts';
import { setUp } from '../support/exporter.ts';
import { errno, fileSystemThat, untilDiskIsIdle } from '../support/failing-file-system.ts';
import { bodiesIn, bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { eventually } from '../support/patience.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

// Those of the exporters come later.
const othersExitListeners = process.listeners('exit');
const never = new Promise<undefined>(() => undefined);

/** Has all timers of exporters elapse at once, while the disk works as ever. */
function withoutWaiting(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

/** Lets timers elapse until a promise is resolved or rejected, each only once the disk has done its part. */
async function outcomeOf<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  let isPending = true;
  const result = Promise.allSettled([promise]).finally(() => {
    isPending = false;
  });
  while (isPending) {
    await untilDiskIsIdle();
    await vi.advanceTimersByTimeAsync(1000);
  }
  return (await result)[0];
}

/** Waits, by no clock, until the active file's lock is given up. */
async function untilClosed(directory: string): Promise<void> {
  while (namesIn(directory).some((name) => name.startsWith('.app.jsonl'))) await new Promise(setImmediate);
  await new Promise(setImmediate);
}

describe('forceFlush has a time limit of its own', () => {
  test.each(['write', 'fsync'])('where a %s hangs', async (call) => {
    const { exporter } = setUp({ enqueue: true, fsync: 'flush' }, (name, args) =>
      name === call && (call === 'fsync' || Number(args[3]) > 200) ? never : undefined,
    );
    exporter.append(logRecord('x'.repeat(300)));
    await expect(exporter.forceFlush({ timeoutMillis: 30 })).rejects.toThrow(/within \d+ ms/);
  });

  test('where the disk refuses, and says why', async () => {
    const { exporter, directory } = setUp({}, (name) =>
      name === 'mkdir' || name === 'open' ? errno('EROFS') : undefined,
    );
    exporter.append(logRecord('one'));
    await expect(exporter.forceFlush({ timeoutMillis: 30 })).rejects.toThrow(
      `1 records could not be written to ${directory} within 30 ms: EROFS: injected`,
    );
    expect(namesIn(directory)).toEqual([]);
  });

  test("where a compression of the user's own hangs; the plain file stays", async () => {
    const { exporter, directory } = setUp({ compression: () => never as never });
    exporter.append(logRecord('one'));
    await exporter.rotate();
    await expect(exporter.forceFlush({ timeoutMillis: 30 })).rejects.toThrow(
      /compression .* had not ended within \d+ ms/,
    );
    expect(await bodiesInDirectory(directory)).toEqual(['one']);
  });

  test('longer than a timer can wait', async () => {
    const { exporter, directory } = setUp({});
    exporter.append(logRecord('one'));
    await exporter.forceFlush({ timeoutMillis: Number.POSITIVE_INFINITY });
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(['one']);
  });
});

describe('shutdown ends', () => {
  test('where a write hangs', async () => {
    withoutWaiting();
    const { exporter, directory } = setUp({ enqueue: true }, (name, args) =>
      name === 'write' && Number(args[3]) > 200 ? never : undefined,
    );
    exporter.append(logRecord('x'.repeat(300)));
    expect(await outcomeOf(exporter.shutdown())).toMatchObject({
      reason: { message: `1 records could not be written to ${directory} within 10000 ms` },
    });
  });

  test('after more than its time, where the disk is slow but takes chunk after chunk', async () => {
    withoutWaiting();
    const held: PromiseWithResolvers<undefined>[] = [];
    const { exporter, directory } = setUp({ enqueue: true }, (name, args) => {
      if (name !== 'write' || Number(args[3]) < 200) return undefined;
      held.push(Promise.withResolvers<undefined>());
      return held.at(-1)?.promise;
    });
    // Of which no two are written at once.
    const bodies = Array.from({ length: 4 }, (_, i) => `${i}`.repeat(3_000_000));
    for (const body of bodies) exporter.append(logRecord(body));
    const done = exporter.shutdown();
    for (const index of bodies.keys()) {
      while (held[index] === undefined) await new Promise(setImmediate);
      await vi.advanceTimersByTimeAsync(6000);
      held[index].resolve(undefined);
    }
    await done;
    expect(await bodiesInDirectory(directory)).toEqual(bodies);
  });

  test.each([
    ['EACCES', true],
    ['EROFS', false],
    ['ERR_ACCESS_DENIED', true],
    ['ERR_ACCESS_DENIED', false],
  ])('at once where waiting mends nothing: %s, enqueue: %s', async (code, enqueue) => {
    const { exporter, directory } = setUp({ enqueue }, (name) =>
      name === 'mkdir' || name === 'open' ? errno(code) : undefined,
    );
    exporter.append(logRecord('one'));
    await expect(exporter.shutdown()).rejects.toThrow(
      `1 records could not be written to ${directory}: ${code}: injected`,
    );
  });

  test("where a compression of the user's own hangs", async () => {
    withoutWaiting();
    const { exporter } = setUp({ compression: () => never as never });
    exporter.append(logRecord('one'));
    await exporter.rotate();
    expect(await outcomeOf(exporter.shutdown())).toMatchObject({
      reason: { message: 'the compression of finished files had not ended within 30000 ms' },
    });
  });

  test('where the disk refuses: what it has not taken is written at exit, if it takes it then', async () => {
    withoutWaiting();
    let isFull = true;
    const { exporter, directory } = setUp({}, (name, args) =>
      // Chunks, not the lock's small file: the file is made, and stays empty.
      isFull && name === 'write' && Number(args[3]) > 200 ? errno('ENOSPC') : undefined,
    );
    exporter.append(logRecord('one'));
    expect((await outcomeOf(exporter.shutdown())).status).toBe('rejected');
    await untilClosed(directory);
    expect(namesIn(directory)).toEqual([]);
    isFull = false;
    for (const listener of process.listeners('exit')) if (!othersExitListeners.includes(listener)) listener(0);
    // Where the closing is between two steps still, the active file is not to be had: the record stands beside it.
    const names = namesIn(directory);
    expect(names).toEqual([expect.stringMatching(/^app(\.\d{4}-\S+Z)?\.jsonl$/)]);
    expect(bodiesIn(readFileSync(join(directory, names[0] ?? ''), 'utf8'))).toEqual(['one']);
  });
});

describe('at exit, a disk that has not answered a write', () => {
  /** An exporter whose write on the thread pool hangs, and what a test does to its time. */
  async function hangingWrite(options: RotatingFileLogRecordExporterOptions = {}) {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const clock = { wall: Date.UTC(2026, 0, 31), monotonic: 0 };
    const reached = Promise.withResolvers<void>();
    const hanging = fileSystemThat((name, args) => {
      if (name !== 'write' || Number(args[3]) < 200) return undefined;
      reached.resolve();
      return never;
    });
    const blocking = { writes: 0, slowness: 0 };
    const fs = Object.assign(Object.create(hanging) as typeof hanging, {
      writeSync: (...args: Parameters<typeof hanging.writeSync>) => {
        if (args[3] > 200) blocking.writes++;
        clock.monotonic += blocking.slowness;
        return environmentWith({}).fs.writeSync(...args);
      },
    });
    const directory = temporaryDirectory();
    const exporter = new ExporterIn(
      { directory, name: 'app', enqueue: true, onError: () => undefined, ...options },
      environmentWith({ fs, now: () => clock.wall, monotonic: () => clock.monotonic }),
    );
    exporter.append(logRecord('one'));
    await reached.promise;
    return {
      directory,
      exporter,
      clock,
      blocking,
      /** Lets the event loop turn for some time. */
      async turn(milliseconds: number): Promise<void> {
        for (let left = milliseconds; left > 0; left -= 100) {
          clock.monotonic += 100;
          vi.advanceTimersByTime(100);
          await new Promise(setImmediate);
        }
      },
      exit(): void {
        const listeners = process.listeners('exit').filter((listener) => !othersExitListeners.includes(listener));
        for (const listener of listeners) listener(0);
      },
    };
  }

  test.each([
    [4900, 'is written once more', 1],
    [5100, 'is not asked again', 0],
  ])('for %i ms of turns of the loop %s', async (silence, _, writes) => {
    const { blocking, turn, exit } = await hangingWrite();
    await turn(silence);
    exit();
    expect(blocking.writes).toBe(writes);
  });

  test('during one long turn may have answered long ago: everything is written', async () => {
    const { directory, exporter, clock, turn, exit } = await hangingWrite();
    await turn(100);
    clock.monotonic += 60_000;
    exporter.append(logRecord('fatal'));
    exit();
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'fatal']);
  });

  test.each([-1, 1])('is not judged by the wall clock, which goes by %d hours', async (hours) => {
    const { directory, exporter, clock, turn, exit } = await hangingWrite();
    await turn(100);
    clock.wall += hours * 3_600_000;
    exporter.append(logRecord('fatal'));
    exit();
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'fatal']);
  });

  test('while the process was stopped may have had no chance to', async () => {
    const { directory, exporter, clock, turn, exit } = await hangingWrite();
    await turn(100);
    clock.monotonic += 60_000;
    // The timers of the time that it was stopped, in the first turn after it.
    vi.advanceTimersByTime(60_000);
    await new Promise(setImmediate);
    exporter.append(logRecord('fatal'));
    exit();
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'fatal']);
  });

  test('and takes 6 s for a blocking one is asked once', async () => {
    const { blocking, exporter, exit } = await hangingWrite({ rotation: '2 KB' });
    blocking.slowness = 6000;
    for (let i = 0; i < 100; i++) exporter.append(logRecord(`${i}`.padEnd(300, '.')));
    exit();
    expect(blocking.writes).toBe(1);
  });

  describe("is asked by no blocking call while the program runs, with overflow: 'block'", () => {
    const filler = (i: number) => logRecord(`${i}`.padEnd(300, '.'));

    test('after a second: records are dropped and counted', async () => {
      const { blocking, exporter, turn } = await hangingWrite({ maxBufferedBytes: '10 KB' });
      await turn(1100);
      for (let i = 0; i < 100; i++) exporter.append(filler(i));
      expect(blocking.writes).toBe(0);
      const { accepted, dropped } = exporter.stats().records;
      expect(dropped.buffer_full).toBeGreaterThan(50);
      expect(accepted + dropped.buffer_full).toBe(101);
      expect(exporter.stats().bytes.buffered).toBeLessThanOrEqual(10 * 1024);
    });

    test('after one that was slow itself', async () => {
      const { blocking, exporter } = await hangingWrite({ maxBufferedBytes: '10 KB' });
      blocking.slowness = 1500;
      for (let i = 0; i < 500; i++) exporter.append(filler(i));
      expect(blocking.writes).toBe(1);
      expect(exporter.stats().records.dropped.buffer_full).toBeGreaterThan(300);
    });

    test('but in a burst of a single turn, in which nothing can be heard, the disk is believed to work', async () => {
      const { exporter, clock } = await hangingWrite({ maxBufferedBytes: '10 KB' });
      for (let i = 0; i < 500; i++) {
        clock.monotonic += 100;
        exporter.append(filler(i));
      }
      expect(exporter.stats().records.dropped.buffer_full).toBe(0);
    });
  });
});

test("a disk that is silent with overflow: 'drop-oldest': what is dropped gives its memory back at once", () => {
  const { exporter } = setUp({ enqueue: true, overflow: 'drop-oldest', maxBufferedBytes: 2_000_000 }, (name) =>
    name === 'write' ? never : undefined,
  );
  const record = logRecord('x'.repeat(60_000));
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 300; i++) exporter.append(record);
  // Without a collection of the heap, of which V8 would make one by then, or none.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4_000_000);
  expect(exporter.stats().records.dropped.buffer_full).toBeGreaterThan(250);
});

describe('an episode', () => {
  test('is reported once, and so is the next, however soon; its end gives the counts', async () => {
    const warnings: string[] = [];
    const logger = { error: () => undefined, info: () => undefined, debug: () => undefined, verbose: () => undefined };
    diag.setLogger({ ...logger, warn: (message) => warnings.push(message) });
    onTestFinished(() => diag.disable());
    let isFull = false;
    const { exporter, errors, directory } = setUp(
      { flush: 'record', maxBufferedBytes: 2000, overflow: 'drop-newest' },
      (name) => (isFull && name === 'write' ? errno('ENOSPC') : undefined),
    );
    for (let episode = 0; episode < 3; episode++) {
      isFull = true;
      for (let i = 0; i < 10; i++) exporter.append(logRecord(`${episode} ${i}`.padEnd(300, '.')));
      isFull = false;
      await exporter.forceFlush();
    }
    await exporter.shutdown();
    expect(errors.filter((error) => error.startsWith('ENOSPC'))).toHaveLength(3);
    const dropped = exporter.stats().records.dropped.buffer_full;
    const reported = warnings.map((warning) => Number(/(\d+) records were dropped/.exec(warning)?.[1]));
    expect(reported).toHaveLength(3);
    expect(reported.reduce((sum, count) => sum + count)).toBe(dropped);
    expect(warnings[0]).toMatch(
      /works again after \d+\.\d s and 1 failed attempts; \d+ records .*, \d+ wait to be written$/,
    );
    const notices = (await bodiesInDirectory(directory)).filter((body) => body.includes('dropped'));
    expect(notices.map((notice) => Number(/^\d+/.exec(notice)?.[0]))).toEqual(reported);
  });

  test('that the shutdown ends leaves its loss record in the same file', async () => {
    let isFull = true;
    const { exporter, directory } = setUp({ overflow: 'drop-newest', maxBufferedBytes: '4 KB' }, (name) =>
      isFull && name === 'write' ? errno('ENOSPC') : undefined,
    );
    for (let i = 0; i < 100; i++) exporter.append(logRecord(`record ${i}`.padEnd(300, '.')));
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(exporter.stats().errors['file']).toBeGreaterThan(0);
    isFull = false;
    await exporter.shutdown();
    await new Promise(setImmediate);
    expect(namesIn(directory)).toEqual(['app.jsonl']);
    const bodies = await bodiesInDirectory(directory);
    expect(bodies.at(-1)).toContain(`${exporter.stats().records.dropped.buffer_full} log records were dropped`);
    expect(bodies.length - 1 + exporter.stats().records.dropped.buffer_full).toBe(100);
  });
});

test('a torn end that cannot be kept on a full disk leaves nothing, and no second name is taken', async () => {
  let isFull = true;
  let refusals = 0;
  const { exporter, directory } = setUp({}, (name, args) => {
    if (!isFull || name !== 'write' || !Buffer.from(args[1] as Uint8Array).includes('torn')) return undefined;
    refusals++;
    return errno('ENOSPC');
  });
  writeFileSync(join(directory, 'app.jsonl'), '{"resourceLogs":[torn');
  exporter.append(logRecord('one'));
  await eventually(async () => {
    await exporter.forceFlush({ timeoutMillis: 1 }).catch(() => undefined);
    expect(refusals).toBeGreaterThan(2);
    expect(namesIn(directory)).toEqual(['app.jsonl']);
  });
  isFull = false;
  await exporter.shutdown();
  expect(namesIn(directory)).toEqual([expect.stringMatching(/Z\.jsonl\.torn$/), 'app.jsonl']);
  expect(await bodiesInDirectory(directory)).toEqual(['one']);
});
