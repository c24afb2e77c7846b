// Locks: one owner a file, whatever lies under the names of locks.
import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  lutimesSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { FileLocks, type LockResult } from '../../../src/file/lock/take-lock.ts';
import { BestEffort } from '../../../src/file/system/best-effort.ts';
import { type FileSystem, realFileSystem, runSync } from '../../../src/file/system/file-system.ts';
import { type ProcessIdentity, RealProcessTable } from '../../../src/file/system/process-identity.ts';
import { errno, fileSystemThat } from '../../support/failing-file-system.ts';
import { namesIn } from '../../support/log-directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const self = new RealProcessTable().self;
const LOCK = '.app.jsonl.1.lock';
const NEXT = '.app.jsonl.2.lock';

/** Locks as another process sees them that runs beside this one. */
function locksOf(directory: string, identity: Partial<ProcessIdentity> = {}): FileLocks {
  return new FileLocks({
    directory,
    exporter: 'app',
    processes: {
      self: { ...self, ...identity },
      isRunning: ({ namespace, start }) => (namespace === self.namespace ? start !== 'dead' : undefined),
    },
    bestEffort: new BestEffort({ fsync: 'rotate', refused: () => undefined }),
  });
}

function acquire(locks: FileLocks, fs: FileSystem = realFileSystem): LockResult {
  const result = runSync(fs, locks.acquire('app.jsonl'));
  if (result.kind === 'held') runSync(realFileSystem, result.lock.confirm());
  return result;
}

function plant(directory: string, content: unknown, age = 0): void {
  const path = join(directory, LOCK);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  const then = new Date(Date.now() - age);
  utimesSync(path, then, then);
}

describe('what a lock holds', () => {
  const long = 10 * 60_000;
  test.each([
    ['nothing', '', 0, 'busy'],
    ['nothing, for long', '', long, 'held'],
    ['null', null, 0, 'busy'],
    ['null, for long', null, long, 'held'],
    ['a number', 5, long, 'held'],
    ['an owner of other types', { pid: '1', thread: 0, start: 1, namespace: '', exporter: '' }, long, 'held'],
    ['half an owner', '{"pid":1', 0, 'busy'],
    ['more than an owner takes', 'x'.repeat(100_000), long, 'held'],
    ['a dead owner', { ...self, start: 'dead', exporter: 'app' }, 0, 'held'],
    ['a live owner, silent for long', { ...self, pid: 1, start: 'live', exporter: 'app' }, long, 'busy'],
    ['an owner elsewhere', { ...self, namespace: 'elsewhere', exporter: 'app' }, 0, 'busy'],
    ['an owner elsewhere, silent for long', { ...self, namespace: 'elsewhere', exporter: 'app' }, long, 'held'],
    ['another thread of this process', { ...self, thread: self.thread + 1, exporter: 'app' }, long, 'busy'],
    ['this thread, which does not hold it', { ...self, exporter: 'app' }, 0, 'held'],
  ])('%s', (_, content, age, kind) => {
    const directory = temporaryDirectory();
    plant(directory, content, age);
    expect(acquire(locksOf(directory)).kind).toBe(kind);
    expect(namesIn(directory)).toEqual([kind === 'held' ? NEXT : LOCK]);
  });

  test('a lock that is held is busy for all others, and free when it is given up', () => {
    const directory = temporaryDirectory();
    const first = acquire(locksOf(directory));
    expect(acquire(locksOf(directory)).kind).toBe('busy');
    expect(acquire(locksOf(directory, { thread: 7 })).kind).toBe('busy');
    if (first.kind === 'held') runSync(realFileSystem, first.lock.release());
    expect(namesIn(directory)).toEqual([]);
    expect(acquire(locksOf(directory)).kind).toBe('held');
  });

  test('a name that is busy is not linked to, not even for a moment', () => {
    const directory = temporaryDirectory();
    acquire(locksOf(directory));
    let links = 0;
    const fs = fileSystemThat((name) => {
      if (name === 'link') links++;
      return undefined;
    });
    expect(acquire(locksOf(directory), fs).kind).toBe('busy');
    expect(links).toBe(0);
  });

  test('the highest number there can be is not taken over: its successor would not be seen', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, '.app.jsonl.999999999999999.lock'), '');
    utimesSync(join(directory, '.app.jsonl.999999999999999.lock'), 0, 0);
    expect(acquire(locksOf(directory)).kind).toBe('busy');
    expect(namesIn(directory)).toEqual(['.app.jsonl.999999999999999.lock']);
  });
});

describe('two processes at once', () => {
  test('that link the same number: the second finds the first', () => {
    const directory = temporaryDirectory();
    let rival: LockResult | undefined;
    const fs = fileSystemThat((name) => {
      if (name === 'link' && rival === undefined) rival = acquire(locksOf(directory, { start: 'rival' }));
      return undefined;
    });
    expect(acquire(locksOf(directory), fs).kind).toBe('busy');
    expect(rival?.kind).toBe('held');
    expect(namesIn(directory)).toEqual([LOCK]);
  });

  test('of which one has missed the other in the directory: it looks again after its link, and gives up', () => {
    const directory = temporaryDirectory();
    let rival: LockResult | undefined;
    const fs: FileSystem = Object.assign(Object.create(realFileSystem) as FileSystem, {
      // The rival's lock is linked just after the directory was read, with a number that leaves ours free.
      readdirSync: (path: string) => {
        const names = readdirSync(path);
        if (rival !== undefined) return names;
        rival = acquire(locksOf(directory, { start: 'rival' }));
        renameSync(join(directory, LOCK), join(directory, NEXT));
        return names;
      },
    });
    expect(acquire(locksOf(directory), fs).kind).toBe('busy');
    expect(namesIn(directory)).toEqual([NEXT]);
  });
});

describe('plants under the name of a lock', () => {
  const plants: Record<string, (path: string) => void> = {
    'a link to a file': (path) => {
      symlinkSync('victim', path);
      lutimesSync(path, 0, 0);
    },
    'a link to nowhere': (path) => symlinkSync('nowhere', path),
    'a FIFO': (path) => {
      execFileSync('mkfifo', [path]);
      utimesSync(path, 0, 0);
    },
    'a directory': (path) => execFileSync('mkdir', [path]),
  };

  test.each(Object.entries(plants))('%s is no lock, and stays', (_, make) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'victim'), 'precious');
    make(join(directory, LOCK));
    const { ino } = lstatSync(join(directory, LOCK));
    expect(acquire(locksOf(directory)).kind).toBe('held');
    expect(lstatSync(join(directory, LOCK)).ino).toBe(ino);
    expect(existsSync(join(directory, 'nowhere'))).toBe(false);
    expect(lstatSync(join(directory, 'victim')).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
  });

  test.skipIf(process.getuid?.() !== 0)("another user's dead lock does not hold us up, and stays", () => {
    const directory = temporaryDirectory();
    plant(directory, { ...self, start: 'dead', exporter: 'app' });
    chownSync(join(directory, LOCK), 1234, 1234);
    expect(acquire(locksOf(directory)).kind).toBe('held');
    expect(namesIn(directory)).toEqual([LOCK, NEXT]);
  });

  test('a heartbeat is by the clock of the file system, not by that of the process', () => {
    const directory = temporaryDirectory();
    const result = acquire(locksOf(directory));
    if (result.kind !== 'held') throw new Error('not held');
    const { mtimeMs: made, ino } = lstatSync(join(directory, LOCK));
    const content = readFileSync(join(directory, LOCK), 'utf8');
    utimesSync(join(directory, LOCK), 0, 0);
    vi.useFakeTimers({ now: made - 10 * 60_000, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    expect(runSync(realFileSystem, result.lock.refresh())).toBe(true);
    const after = lstatSync(join(directory, LOCK));
    expect(after.mtimeMs).toBeGreaterThanOrEqual(made);
    expect(after.ino).toBe(ino);
    expect(readFileSync(join(directory, LOCK), 'utf8')).toBe(content);
  });

  test('what has taken the place of a lock of ours is neither touched nor removed', () => {
    const directory = temporaryDirectory();
    const result = acquire(locksOf(directory));
    if (result.kind !== 'held') throw new Error('not held');
    writeFileSync(join(directory, 'victim'), 'precious');
    utimesSync(join(directory, 'victim'), 0, 0);
    expect(runSync(realFileSystem, result.lock.refresh())).toBe(true);
    unlinkSync(join(directory, LOCK));
    expect(runSync(realFileSystem, result.lock.refresh())).toBe(false);
    symlinkSync('victim', join(directory, LOCK));
    expect(runSync(realFileSystem, result.lock.refresh())).toBe(false);
    expect(lstatSync(join(directory, 'victim')).mtimeMs).toBe(0);
    unlinkSync(join(directory, LOCK));
    linkSync(join(directory, 'victim'), join(directory, LOCK));
    runSync(realFileSystem, result.lock.release());
    expect(namesIn(directory)).toEqual([LOCK, 'victim']);
  });
});

describe('file systems without hard links', () => {
  test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EACCES'])('%s: locks are not supported', (code) => {
    const directory = temporaryDirectory();
    const fs = fileSystemThat((name) => (name === 'link' ? errno(code) : undefined));
    expect(acquire(locksOf(directory), fs)).toEqual({ kind: 'unsupported', error: errno(code) });
    expect(namesIn(directory)).toEqual([]);
  });

  test.each(['ENOSPC', 'EDQUOT', 'ENOENT', 'EMFILE'])('%s: the same link may work the next time', (code) => {
    const directory = temporaryDirectory();
    const fs = fileSystemThat((name) => (name === 'link' ? errno(code) : undefined));
    expect(() => acquire(locksOf(directory), fs)).toThrow(code);
    expect(namesIn(directory)).toEqual([]);
    expect(acquire(locksOf(directory)).kind).toBe('held');
  });
});
