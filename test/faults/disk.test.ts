// A disk that refuses, loses or delays what is written to it: nothing is torn, doubled or lost while the buffer lasts.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { FileSystem } from '../../src/file/system/file-system.ts';
import { ExporterIn, environmentWith } from '../support/environment.ts';
import { setUp } from '../support/exporter.ts';
import { errno } from '../support/failing-file-system.ts';
import { bodiesIn, bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { logRecord, numbered } from '../support/log-records.ts';
import { eventually } from '../support/patience.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

describe.each([{ enqueue: false }, { enqueue: true }])('%o', ({ enqueue }) => {
  test.each(['ENOSPC', 'EIO', 'EDQUOT', 'EROFS'])('writes fail with %s for a while', async (code) => {
    let isBroken = true;
    const { directory, errors, exporter, append } = setUp({ enqueue }, (name) =>
      isBroken && name === 'write' ? errno(code) : undefined,
    );
    append(numbered(100));
    await eventually(() => expect(errors).toHaveLength(1));
    append(numbered(100, 100));
    await expect(exporter.forceFlush({ timeoutMillis: 1 })).rejects.toThrow('200 records could not be written');
    expect(exporter.stats().bytes.buffered).toBeGreaterThan(0);
    isBroken = false;
    await exporter.forceFlush();
    append(numbered(100, 200));
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(numbered(300));
    expect(namesIn(directory)).toEqual(['app.jsonl']);
    // Reported once an episode, not once an attempt.
    expect(errors).toEqual([`${code}: injected`]);
  });

  test.each(['open', 'mkdir', 'link'] as const)('%s fails with EMFILE or EACCES for a while', async (call) => {
    let failures = 3;
    const directory = join(temporaryDirectory(), 'logs');
    const { errors, exporter, append } = setUp({ enqueue, directory }, (name, args) =>
      name === call && !String(args[0]).includes('.tmp') && failures-- > 0 ? errno('EMFILE') : undefined,
    );
    append(numbered(100));
    await exporter.forceFlush();
    await exporter.shutdown();
    expect((await bodiesInDirectory(directory)).sort()).toEqual(numbered(100).sort());
    if (call !== 'link') expect(errors).toEqual(['EMFILE: injected']);
  });

  test('a part of a write is rolled back before it is written again', async () => {
    const directory = temporaryDirectory();
    let left = 6;
    // Every other write puts some bytes into the file and then fails, as a disk does that fills up.
    const { exporter, append } = setUp({ enqueue, directory, rotation: '10 KB' }, (name, args) => {
      const [fd, buffer, offset, length] = args as [number, Uint8Array, number, number];
      // Chunks, not the lock's small file.
      if (name !== 'write' || left <= 0 || length < 1000) return undefined;
      left--;
      if (left % 2 === 0) return undefined;
      execFileSync('dd', [`of=/proc/${process.pid}/fd/${fd}`, 'oflag=append', 'conv=notrunc', 'status=none'], {
        input: buffer.subarray(offset, offset + 40),
      });
      return errno('ENOSPC');
    });
    for (let i = 0; i < 20; i++) {
      append(numbered(50, i * 50));
      await exporter.forceFlush();
    }
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(numbered(1000));
  });

  test('a real full disk', async (context) => {
    const directory = temporaryDirectory();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', directory], { stdio: 'pipe' });
    } catch {
      context.skip('no tmpfs can be mounted here');
    }
    onTestFinished(() => void execFileSync('umount', ['-l', directory]));
    writeFileSync(join(directory, 'ballast'), Buffer.alloc(200 * 1024));
    const { exporter, append, errors } = setUp({ enqueue, directory });
    const bodies = numbered(700).map((body) => body.padEnd(40, '.'));
    append(bodies);
    await eventually(() => expect(errors).toHaveLength(1));
    unlinkSync(join(directory, 'ballast'));
    await exporter.forceFlush();
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(bodies);
    expect(errors).toEqual([expect.stringContaining('ENOSPC')]);
  });

  test('a rotation that fails continues in the same file, and is made up for', async () => {
    let isBroken = true;
    const directory = temporaryDirectory();
    const { exporter, append, errors } = setUp({ enqueue, directory, rotation: '2 KB' }, (name, args) =>
      isBroken && /link|open/.test(name) && args.some((arg) => /Z\.jsonl$/.test(String(arg)))
        ? errno('EACCES')
        : undefined,
    );
    for (let i = 0; i < 10; i++) {
      append(numbered(20, i * 20));
      await exporter.forceFlush();
    }
    expect(namesIn(directory).filter((name) => name.endsWith('.jsonl'))).toEqual(['app.jsonl']);
    expect(errors).toEqual(['EACCES: injected']);
    isBroken = false;
    await sleep(1100);
    append(numbered(20, 200));
    await exporter.shutdown();
    expect(namesIn(directory).length).toBeGreaterThan(1);
    expect(await bodiesInDirectory(directory)).toEqual(numbered(220));
  });

  test('the directory is deleted', async () => {
    const directory = join(temporaryDirectory(), 'logs');
    const { exporter, append } = setUp({ enqueue, directory });
    append(['gone']);
    await exporter.forceFlush();
    rmSync(directory, { recursive: true });
    append(numbered(100));
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(numbered(100));
    expect(namesIn(directory)).toEqual(['app.jsonl']);
  });

  test('another program renames the file (logrotate)', async () => {
    const { directory, exporter, append } = setUp({ enqueue });
    append(['before']);
    await exporter.forceFlush();
    renameSync(join(directory, 'app.jsonl'), join(directory, 'app.jsonl.1'));
    exporter.reopen();
    append(['after']);
    await exporter.shutdown();
    expect(bodiesIn(readFileSync(join(directory, 'app.jsonl.1'), 'utf8'))).toEqual(['before']);
    expect(bodiesIn(readFileSync(join(directory, 'app.jsonl'), 'utf8'))).toEqual(['after']);
  });
});

describe('a full buffer', () => {
  const records = numbered(3000).map((body) => body.padEnd(200, '.'));

  test.each(['drop-newest', 'drop-oldest', 'block'] as const)('%s: the file says what is missing', async (overflow) => {
    let isBroken = true;
    const { directory, exporter, append } = setUp({ overflow, maxBufferedBytes: '256 KB' }, (name) =>
      isBroken && name === 'write' ? errno('ENOSPC') : undefined,
    );
    append(records);
    await expect(exporter.forceFlush({ timeoutMillis: 1 })).rejects.toThrow('could not be written');
    expect(exporter.stats().bytes.buffered).toBeLessThanOrEqual(256 * 1024);
    const dropped = exporter.stats().records.dropped.buffer_full;
    expect(dropped).toBeGreaterThan(1000);
    isBroken = false;
    await exporter.forceFlush();
    await exporter.shutdown();
    const bodies = await bodiesInDirectory(directory);
    const notice = bodies.find((body) => body.includes('dropped'));
    expect(notice).toContain(`${dropped} log records were dropped`);
    const kept = bodies.filter((body) => body !== notice);
    expect(kept).toHaveLength(3000 - dropped);
    expect(kept).toEqual(overflow === 'drop-oldest' ? records.slice(dropped) : records.slice(0, 3000 - dropped));
  });

  test('enqueue and block: a slow disk is waited for, and nothing is lost', async () => {
    const { directory, exporter, append } = setUp({ enqueue: true, maxBufferedBytes: '128 KB' }, (name) =>
      name === 'write' ? sleep(5).then(() => undefined) : undefined,
    );
    append(records);
    await exporter.shutdown();
    expect(exporter.stats().records.dropped.buffer_full).toBe(0);
    expect(await bodiesInDirectory(directory)).toEqual(records);
  });
});

describe('a slow disk, with enqueue', () => {
  test('does not hold up the event loop, and the order is kept', async () => {
    const writes = { blocking: 0, others: 0 };
    const { directory, exporter, append } = setUp({ enqueue: true, rotation: '20 KB' }, (name, _, { isBlocking }) => {
      if (name !== 'write') return undefined;
      writes[isBlocking ? 'blocking' : 'others']++;
      return sleep(20).then(() => undefined);
    });
    for (let i = 0; i < 10; i++) {
      append(numbered(100, i * 100));
      await sleep(5);
    }
    await exporter.forceFlush();
    expect(writes.blocking).toBe(0);
    expect(writes.others).toBeGreaterThan(10);
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(numbered(1000));
  });

  test('a write that never comes back: forceFlush ends in time, and the buffer is bounded', async () => {
    const { exporter, append } = setUp(
      { enqueue: true, maxBufferedBytes: '64 KB', overflow: 'drop-newest' },
      (name, [, , , length]) =>
        name === 'write' && Number(length) > 1000 ? new Promise<undefined>(() => undefined) : undefined,
    );
    append(numbered(5000));
    await expect(exporter.forceFlush({ timeoutMillis: 50 })).rejects.toThrow(
      /could not be written to \S+ within 50 ms/,
    );
    expect(exporter.stats().bytes.buffered).toBeLessThanOrEqual(64 * 1024);
    expect(exporter.stats().records.dropped.buffer_full).toBeGreaterThan(0);
  });
});

test('a write that takes no byte counts as a full disk, and is not repeated for ever', async () => {
  const directory = temporaryDirectory();
  const { fs } = environmentWith({});
  let left = 3;
  const lazy = Object.assign(Object.create(fs), {
    writeSync: (...args: Parameters<typeof fs.writeSync>) => (args[3] > 200 && left-- > 0 ? 0 : fs.writeSync(...args)),
  });
  const errors: string[] = [];
  const onError = (error: Error) => errors.push(error.message);
  const exporter = new ExporterIn({ directory, name: 'app', onError }, environmentWith({ fs: lazy }));
  exporter.append(logRecord('one'));
  await exporter.forceFlush();
  await exporter.shutdown();
  expect(left).toBe(-1);
  expect(errors).toEqual(['ENOSPC: the file system took no byte of a write']);
  expect(await bodiesInDirectory(directory)).toEqual(['one']);
});

describe('what a failed write left, and the disk would not even take back,', () => {
  /** A disk that takes the first line of each chunk and then is full; `isStiff`: whose files cannot be cut either. */
  function fullDisk() {
    const { fs } = environmentWith({});
    const disk = { isFull: false, isStiff: true, refusals: 0, fs: Object.create(fs) as FileSystem };
    const linesOf = (buffer: Uint8Array) => Buffer.from(buffer).toString('latin1').split('\n').length - 1;
    const isTooMuch = (buffer: Uint8Array) => disk.isFull && linesOf(buffer) > 1;
    const failure = errno('ENOSPC');
    disk.fs.writeSync = (fd, buffer, offset, length, position) => {
      if (!isTooMuch(buffer)) return fs.writeSync(fd, buffer, offset, length, position);
      fs.writeSync(fd, buffer, offset, buffer.indexOf(0x0a) + 1, position);
      disk.refusals++;
      throw failure;
    };
    disk.fs.write = (fd, buffer, offset, length, position, callback) => {
      if (!isTooMuch(buffer)) return fs.write(fd, buffer, offset, length, position, callback);
      fs.writeSync(fd, buffer, offset, buffer.indexOf(0x0a) + 1, position);
      disk.refusals++;
      callback(failure, 0);
    };
    disk.fs.ftruncateSync = (fd, length) => {
      if (disk.isFull && disk.isStiff) throw failure;
      fs.ftruncateSync(fd, length);
    };
    disk.fs.ftruncate = (fd, length, callback) => {
      if (disk.isFull && disk.isStiff) callback(failure, undefined);
      else fs.ftruncate(fd, length, callback);
    };
    return disk;
  }

  test.each([{ enqueue: false }, { enqueue: true }])(
    'is cut off at once, where the disk can: %o',
    async ({ enqueue }) => {
      const directory = temporaryDirectory();
      const disk = fullDisk();
      disk.isStiff = false;
      const exporter = new ExporterIn(
        { directory, name: 'app', enqueue, format: ({ body }) => String(body), onError: () => undefined },
        environmentWith({ fs: disk.fs }),
      );
      exporter.append(logRecord('zero'));
      await exporter.forceFlush();
      disk.isFull = true;
      exporter.append(logRecord('one'));
      exporter.append(logRecord('two'));
      await expect(exporter.forceFlush({ timeoutMillis: 20 })).rejects.toThrow('could not be written');
      await eventually(() => {
        expect(disk.refusals).toBeGreaterThan(0);
        expect(readFileSync(join(directory, 'app.log'), 'utf8')).toBe('zero\n');
      });
      disk.isFull = false;
      await exporter.shutdown();
      expect(readFileSync(join(directory, 'app.log'), 'utf8')).toBe('zero\none\ntwo\n');
    },
  );

  test.each([{ enqueue: false }, { enqueue: true }])(
    'is cut off, too, where its chunk was dropped: %o',
    async ({ enqueue }) => {
      // No retry is to be under way while records are dropped: its chunk would not be.
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      const directory = temporaryDirectory();
      const disk = fullDisk();
      const exporter = new ExporterIn(
        {
          directory,
          name: 'app',
          enqueue,
          format: ({ body }) => String(body),
          onError: () => undefined,
          overflow: 'drop-oldest',
          maxBufferedBytes: 100,
        },
        environmentWith({ fs: disk.fs }),
      );
      disk.isFull = true;
      exporter.append(logRecord('one'.padEnd(45, '.')));
      exporter.append(logRecord('two'.padEnd(45, '.')));
      while (exporter.stats().errors['file'] === undefined) await new Promise(setImmediate);
      exporter.append(logRecord('three'));
      exporter.append(logRecord('four'.padEnd(45, '.')));
      disk.isFull = false;
      const done = exporter.shutdown();
      await vi.advanceTimersByTimeAsync(200);
      await done;
      const lines = readFileSync(join(directory, 'app.log'), 'utf8').replaceAll(/\.+$/gm, '').split('\n');
      const written = lines.map((line) => line.replace(/ log records were dropped.*/, ' dropped'));
      expect(written).toEqual(['three', 'four', '2 dropped', '']);
    },
  );

  test.each([
    { enqueue: false, reopens: false },
    { enqueue: false, reopens: true },
    { enqueue: true, reopens: false },
  ])('is cut off before the next try: %o', async ({ enqueue, reopens }) => {
    const directory = temporaryDirectory();
    const disk = fullDisk();
    const exporter = new ExporterIn(
      { directory, name: 'app', enqueue, format: ({ body }) => String(body), onError: () => undefined },
      environmentWith({ fs: disk.fs }),
    );
    exporter.append(logRecord('zero'));
    await exporter.forceFlush();
    disk.isFull = true;
    exporter.append(logRecord('one'));
    exporter.append(logRecord('two'));
    await expect(exporter.forceFlush({ timeoutMillis: 20 })).rejects.toThrow('could not be written');
    await eventually(() => expect(readFileSync(join(directory, 'app.log'), 'utf8')).toBe('zero\none\n'));
    if (reopens) exporter.reopen();
    disk.isFull = false;
    await exporter.forceFlush();
    await exporter.shutdown();
    expect(readFileSync(join(directory, 'app.log'), 'utf8')).toBe('zero\none\ntwo\n');
  });
});

test('a disk that refuses is asked again after 100 ms, then after twice as long each time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  let attempts = 0;
  let isFull = true;
  const { directory, exporter, append } = setUp({ flush: 'record' }, (name, args) => {
    if (name !== 'write' || Number(args[3]) < 200) return undefined;
    attempts++;
    return isFull ? errno('ENOSPC') : undefined;
  });
  append(['one']);
  for (const [wait, expected] of [
    [99, 1],
    [1, 2],
    [199, 2],
    [1, 3],
    [399, 3],
    [1, 4],
  ] as const) {
    vi.advanceTimersByTime(wait);
    expect(attempts).toBe(expected);
  }
  isFull = false;
  await exporter.shutdown();
  expect(await bodiesInDirectory(directory)).toEqual(['one']);
});

test('drop-oldest spares the chunk that is on its way to the disk', async () => {
  const reached = Promise.withResolvers<void>();
  const release = Promise.withResolvers<undefined>();
  const options = { enqueue: true, overflow: 'drop-oldest', maxBufferedBytes: 4000 } as const;
  const { directory, exporter, append } = setUp(options, (name, args) => {
    if (name !== 'write' || Number(args[3]) < 200) return undefined;
    reached.resolve();
    return release.promise;
  });
  append(['first']);
  await reached.promise;
  append(numbered(30).map((body) => body.padEnd(1000, '.')));
  release.resolve(undefined);
  await exporter.shutdown();
  const bodies = (await bodiesInDirectory(directory)).map((body) => body.replace(/\.+$/, ''));
  expect(bodies[0]).toBe('first');
  expect(bodies).toContain('record 29');
  expect(bodies.filter((body) => body === 'first')).toHaveLength(1);
});

test('drop-oldest while the disk hangs: every lost record is counted once, in the statistics and in the file', async () => {
  const release = Promise.withResolvers<undefined>();
  let isHanging = false;
  const options = { enqueue: true, overflow: 'drop-oldest', maxBufferedBytes: 50_000 } as const;
  const { directory, exporter, append } = setUp(options, (name) =>
    isHanging && name === 'write' ? release.promise : undefined,
  );
  append(numbered(10));
  await exporter.forceFlush();
  isHanging = true;
  for (let round = 0; round < 40; round++) {
    append(numbered(20, 10 + 20 * round).map((body) => body.padEnd(200, '.')));
    await new Promise(setImmediate);
  }
  release.resolve(undefined);
  await exporter.shutdown();
  const lines = namesIn(directory).flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n'));
  const noticed = lines.join('\n').matchAll(/"laketrace\.dropped\.count","value":\{"intValue":"?(\d+)/g);
  const sum = [...noticed].reduce((total, [, count]) => total + Number(count), 0);
  const missing = 810 - (await bodiesInDirectory(directory)).filter((body) => body.startsWith('record ')).length;
  expect(missing).toBeGreaterThan(100);
  expect(sum).toBe(missing);
  expect(exporter.stats().records.dropped.buffer_full).toBe(missing);
});

test.each([{ enqueue: false }, { enqueue: true }])(
  "fsync: 'flush' syncs without being asked to flush, %o",
  async ({ enqueue }) => {
    let syncs = 0;
    const { exporter, append } = setUp({ enqueue, fsync: 'flush', flush: 'record' }, (name) => {
      if (name === 'fsync') syncs++;
      return undefined;
    });
    append(['one']);
    while (syncs < 1) await new Promise(setImmediate);
    append(['two']);
    while (syncs < 2) await new Promise(setImmediate);
    await exporter.shutdown();
    expect(syncs).toBe(2);
  },
);

test.each([
  ['never', 0],
  ['rotate', 1],
  ['flush', 3],
] as const)('fsync: %s', async (fsync, calls) => {
  let count = 0;
  const { exporter, append } = setUp({ fsync }, (name) => {
    if (name === 'fsync') count++;
    return undefined;
  });
  append(['one']);
  await exporter.forceFlush();
  append(['two']);
  await exporter.forceFlush();
  await exporter.rotate();
  append(['three']);
  await exporter.shutdown();
  // With 'flush' each of the three writes is synced, and the rotated file once more.
  expect(count).toBe(fsync === 'flush' ? calls + 1 : calls);
});

test('a directory that cannot be made fails fast', async () => {
  const { exporter, append, errors } = setUp({ directory: '/proc/laketrace/logs' });
  append(['one']);
  await expect(exporter.forceFlush({ timeoutMillis: 50 })).rejects.toThrow();
  expect(errors[0]).toMatch(/ENOENT|EACCES/);
});

test('a directory that another process makes at the same moment is no fault', async () => {
  const directory = join(temporaryDirectory(), 'a/b');
  const { exporter, append, errors } = setUp({ directory }, (name, [path]) => {
    if (name === 'mkdir') mkdirSync(String(path));
    return undefined;
  });
  append(['one']);
  await exporter.shutdown();
  expect(errors).toEqual([]);
  expect(await bodiesInDirectory(directory)).toEqual(['one']);
});

test('permissions of a directory that is there are not changed', async () => {
  const directory = join(temporaryDirectory(), 'shared');
  mkdirSync(directory, { mode: 0o755 });
  const { exporter, append } = setUp({ directory });
  append(['one']);
  await exporter.shutdown();
  expect(statSync(directory).mode & 0o777).toBe(0o755);
  expect(statSync(join(directory, 'app.jsonl')).mode & 0o777).toBe(0o600);
});
