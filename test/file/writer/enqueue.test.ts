// `enqueue: true`: writes on the thread pool keep the order, double nothing, and gather while the disk is slow.
import { readFileSync, renameSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { setUp } from '../../support/exporter.ts';
import { errno, fileSystemThat } from '../../support/failing-file-system.ts';
import { bodiesIn, bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { logRecord, numbered } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

describe.each([{ enqueue: true }, { enqueue: false }])('%o', ({ enqueue }) => {
  test.each(['record', 'turn'] as const)('exports made in the callback of the one before, flush: %s', async (flush) => {
    const { directory, exporter } = setUp({ enqueue, flush, rotation: '5 KB' });
    const bodies = numbered(50);
    await new Promise<void>((resolve) => {
      const left = [...bodies];
      const exportNext = () => {
        const body = left.shift();
        if (body === undefined) resolve();
        else exporter.export([logRecord(body)], exportNext);
      };
      exportNext();
    });
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(bodies);
  });

  test('a callback that flushes, blocking, and logs on', async () => {
    const { directory, exporter } = setUp({ enqueue, flush: 'record' });
    await new Promise<void>((resolve) => {
      exporter.export([logRecord('record 0')], () => {
        exporter.reopen();
        exporter.append(logRecord('record 1'));
        exporter.append(logRecord('record 2'));
        resolve();
      });
    });
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(numbered(3));
  });

  test('a callback that throws is contained, and taken for no fault of the disk', async () => {
    const { directory, errors, exporter } = setUp({ enqueue });
    exporter.export([logRecord('one')], () => {
      throw new Error('boom');
    });
    exporter.append(logRecord('two'));
    await exporter.forceFlush();
    await exporter.shutdown();
    expect(errors).toEqual(['boom']);
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two']);
  });

  test('another program truncates the file (copytruncate): writing continues at its new end', async () => {
    const { directory, exporter } = setUp({ enqueue });
    const path = join(directory, 'app.jsonl');
    for (const body of numbered(3)) {
      exporter.append(logRecord(body));
      await exporter.forceFlush();
      expect(bodiesIn(readFileSync(path, 'utf8'))).toEqual([body]);
      truncateSync(path, 0);
    }
    exporter.append(logRecord('last'));
    await exporter.shutdown();
    expect(bodiesIn(readFileSync(path, 'utf8'))).toEqual(['last']);
  });

  test.each(['renames', 'deletes', 'replaces'])(
    'another program %s the file: noticed within a second',
    async (what) => {
      let now = 0;
      const directory = temporaryDirectory();
      const path = join(directory, 'app.jsonl');
      const exporter = new ExporterIn({ directory, name: 'app', enqueue }, environmentWith({ monotonic: () => now }));
      exporter.append(logRecord('before'));
      await exporter.forceFlush();
      if (what === 'renames') renameSync(path, `${path}.1`);
      else if (what === 'deletes') unlinkSync(path);
      else {
        renameSync(path, `${path}.1`);
        writeFileSync(path, '');
      }
      now += 1000;
      exporter.append(logRecord('after'));
      await exporter.shutdown();
      expect(bodiesIn(readFileSync(path, 'utf8'))).toEqual(['after']);
      expect(namesIn(directory)).toEqual(what === 'deletes' ? ['app.jsonl'] : ['app.jsonl', 'app.jsonl.1']);
      if (what !== 'deletes') expect(bodiesIn(readFileSync(`${path}.1`, 'utf8'))).toEqual(['before']);
    },
  );

  test('a name that cannot be looked at any more, as after privileges were dropped, takes nothing from the open file', async () => {
    let now = 0;
    let isRefused = false;
    const fs = fileSystemThat((name, args) =>
      isRefused && typeof args[0] === 'string' && name !== 'readdir' ? errno('EACCES') : undefined,
    );
    const directory = temporaryDirectory();
    const exporter = new ExporterIn(
      { directory, name: 'app', enqueue, onError: () => undefined },
      environmentWith({ fs, monotonic: () => now }),
    );
    exporter.append(logRecord('before'));
    await exporter.forceFlush();
    isRefused = true;
    now += 1000;
    exporter.append(logRecord('after'));
    await exporter.forceFlush();
    expect(await bodiesInDirectory(directory)).toEqual(['before', 'after']);
    await exporter.shutdown();
  });
});

test('what is logged during a slow write goes to the disk in one', async () => {
  const started = Promise.withResolvers<void>();
  const release = Promise.withResolvers<undefined>();
  let writes = 0;
  const { directory, exporter } = setUp({ enqueue: true }, (name, [, , , length]) => {
    // Chunks, not the lock's small file.
    if (name !== 'write' || Number(length) < 200) return undefined;
    writes++;
    started.resolve();
    return writes === 1 ? release.promise : undefined;
  });
  exporter.append(logRecord('record 0'));
  await started.promise;
  for (const body of numbered(99, 1)) {
    exporter.append(logRecord(body));
    await new Promise(setImmediate);
  }
  release.resolve(undefined);
  await exporter.forceFlush();
  expect(writes).toBe(2);
  await exporter.shutdown();
  expect(await bodiesInDirectory(directory)).toEqual(numbered(100));
});

describe.each(['write', 'fstat', 'open', 'link'] as const)('while a %s does not come back', (held) => {
  test.each(['reopen', 'a full buffer'])('%s writes, blocking, and nothing is lost or doubled', async (how) => {
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<undefined>();
    let isHeld = false;
    let hasFile = false;
    let heldFile: unknown;
    let isReleased = false;
    let isClosedEarly = false;
    const { directory, exporter } = setUp({ enqueue: true, maxBufferedBytes: 2000 }, (name, args) => {
      if (name === 'close' && args[0] === heldFile && !isReleased) isClosedEarly = true;
      hasFile ||= name === 'open' && /app\.jsonl$/.test(String(args[0]));
      // The chunk's own calls: those of the lock come first.
      const isOfChunk = name === 'write' ? Number(args[3]) > 200 : name !== 'fstat' || hasFile;
      if (name !== held || isHeld || !isOfChunk) return undefined;
      isHeld = true;
      if (name === 'write') heldFile = args[0];
      reached.resolve();
      return release.promise;
    });
    const bodies = numbered(12);
    exporter.append(logRecord(bodies[0] as string));
    const flushed = exporter.forceFlush();
    await reached.promise;
    for (const body of bodies.slice(1, 10)) exporter.append(logRecord(body.padEnd(how === 'reopen' ? 0 : 300, '.')));
    if (how === 'reopen') exporter.reopen();
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    // The descriptor may soon be another file's: it is not given back while a write to it is under way.
    expect(isClosedEarly).toBe(false);
    isReleased = true;
    release.resolve(undefined);
    await flushed;
    for (const body of bodies.slice(10)) exporter.append(logRecord(body));
    await exporter.shutdown();
    const found = (await bodiesInDirectory(directory)).map((body) => body.replace(/\.+$/, ''));
    expect(found.sort()).toEqual(bodies.sort());
    expect(exporter.stats().records.dropped.buffer_full).toBe(0);
  });
});

test('a status that was asked for before a blocking write does not set the position back', async () => {
  const { fs } = environmentWith({});
  const answered = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  let isArmed = false;
  // Answers late, with what was true when it was asked.
  const late = Object.assign(Object.create(fs) as typeof fs, {
    fstat: (fd: number, callback: Parameters<typeof fs.fstat>[1]) =>
      fs.fstat(fd, (error, stats) => {
        if (!isArmed) return callback(error, stats);
        isArmed = false;
        answered.resolve();
        void release.promise.then(() => callback(error, stats));
      }),
  });
  const directory = temporaryDirectory();
  const exporter = new ExporterIn(
    { directory, name: 'app', enqueue: true, maxBufferedBytes: 2000 },
    environmentWith({ fs: late }),
  );
  exporter.append(logRecord('record 0'));
  await exporter.forceFlush();
  isArmed = true;
  const bodies = numbered(12, 1).map((body) => body.padEnd(300, '.'));
  exporter.append(logRecord(bodies[0] as string));
  const flushed = exporter.forceFlush();
  await answered.promise;
  for (const body of bodies.slice(1)) exporter.append(logRecord(body));
  release.resolve();
  await flushed;
  exporter.append(logRecord('last'));
  await exporter.shutdown();
  expect(await bodiesInDirectory(directory)).toEqual(['record 0', ...bodies, 'last']);
});

test('what waits after a long turn of the loop goes in one write', async () => {
  const writes: number[] = [];
  const { directory, exporter } = setUp({ enqueue: true }, (name, [, , , length]) => {
    if (name === 'write') writes.push(length as number);
    return undefined;
  });
  // The first writes are small: nobody knows yet how the disk is.
  const filler = 'x'.repeat(10_000);
  const longTurn = async (turn: number) => {
    writes.length = 0;
    for (let n = 0; n < 300; n++) exporter.append(logRecord(`${turn} ${n} ${filler}`));
    await exporter.forceFlush();
    return [...writes];
  };
  for (let turn = 0; turn < 3; turn++) await longTurn(turn);
  const last = await longTurn(3);
  // 3 MB, which are 46 chunks: one chunk may have been on its way when the turn ended.
  expect(last.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(3_000_000);
  expect(last.length).toBeLessThanOrEqual(2);
  await exporter.shutdown();
  expect(await bodiesInDirectory(directory)).toHaveLength(1200);
});
