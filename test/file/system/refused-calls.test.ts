// Every call that a file system may refuse, refused over the whole life of an exporter: every record is there, only what the call
// was for is missing, and that is reported once.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HEARTBEAT } from '../../../src/file/lock/lock-files.ts';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import { realEnvironment } from '../../../src/file/system/file-environment.ts';
import { OVERWRITE_OWN } from '../../../src/file/system/open-flags.ts';
import { RealProcessTable } from '../../../src/file/system/process-identity.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { errno, fileSystemThat, type Verdict } from '../../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { sampleOf } from '../../support/long-form.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const CODES = ['EPERM', 'ENOSYS', 'EINVAL', 'ENOTSUP', 'EACCES', 'ERR_ACCESS_DENIED'];
const OLD = 'app.2026-01-31T12-00-00.123Z.jsonl';
const DEAD = 4_194_999;

function line(body: string): string {
  return `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: body } }] }] }] })}\n`;
}

/** A directory with something of everything that a start mends. */
function inheritance(): string {
  const directory = temporaryDirectory();
  const { namespace } = new RealProcessTable().self;
  writeFileSync(join(directory, 'app.jsonl'), `${line('active')}{"torn`);
  writeFileSync(join(directory, OLD), line('finished'));
  writeFileSync(join(directory, `app.${DEAD}.jsonl`), `${line('dead')}{"torn`);
  const owner = { pid: DEAD, thread: 0, start: '1', namespace, exporter: 'app' };
  writeFileSync(join(directory, `.app.${DEAD}.jsonl.1.lock`), JSON.stringify(owner));
  return directory;
}

const INHERITED = ['active', 'dead', 'finished'];

/** A life with everything in it, half a minute between two rotations: in each of these the lock is written again. */
async function live(directory: string, verdict: Verdict, options: RotatingFileLogRecordExporterOptions) {
  const errors: string[] = [];
  let passed = 0;
  const exporter = new ExporterIn(
    {
      directory,
      name: 'app',
      compression: 'gzip',
      retention: '90 years',
      symlink: 'current',
      mode: 0o640,
      onError: (error, { source }) => errors.push(`${source}: ${error.message}`),
      ...options,
    },
    environmentWith({
      fs: fileSystemThat(verdict),
      now: () => Date.now() + passed,
      monotonic: () => realEnvironment.monotonic() + passed,
    }),
  );
  const written: string[] = [];
  for (let n = 0; n < 4; n++) {
    for (let i = 0; i < 3; i++) {
      exporter.append(logRecord(`record ${n} ${i}`));
      written.push(`record ${n} ${i}`);
    }
    await exporter.forceFlush();
    if (n < 3) await exporter.rotate();
    passed += HEARTBEAT;
  }
  await exporter.shutdown();
  return { written, errors };
}

interface Refused {
  readonly what: string;
  isRefused(name: string, args: readonly unknown[]): boolean;
  /** What is reported, besides the code. */
  readonly reported: readonly RegExp[];
  /** What is missing: nothing of the records. */
  missing?(directory: string): void;
  /** Where it is that records of dead processes stay where they are. */
  readonly isUnmended?: boolean;
}

const isLockOrClaim = (path: unknown) => /\.(lock|claim)$/.test(String(path));
const everythingIsCompressed = (directory: string) =>
  expect(namesIn(directory).filter((name) => /Z\.jsonl$/.test(name))).toEqual([]);

const REFUSED: readonly Refused[] = [
  {
    what: 'fsync',
    isRefused: (name) => name === 'fsync',
    reported: [/^file: fsync is refused/],
    missing: everythingIsCompressed,
  },
  {
    what: 'fchmod',
    isRefused: (name) => name === 'fchmod',
    reported: [/^file: fchmod is refused/],
    missing: everythingIsCompressed,
  },
  {
    what: 'the heartbeat of a lock',
    isRefused: (name, [path, flags]) => name === 'open' && flags === OVERWRITE_OWN && isLockOrClaim(path),
    reported: [/^file: heartbeat is refused/],
    missing: everythingIsCompressed,
  },
  {
    what: 'symlink',
    isRefused: (name) => name === 'symlink',
    reported: [/^file: .*injected/],
    missing: (directory) => expect(existsSync(join(directory, 'current'))).toBe(false),
  },
  {
    what: 'rename of the symbolic link',
    isRefused: (name, [, to]) => name === 'rename' && basename(String(to)) === 'current',
    reported: [/^file: .*injected/],
    missing: (directory) => expect(namesIn(directory).filter((name) => name.includes('current'))).toEqual([]),
  },
  {
    what: 'link of locks',
    isRefused: (name, [, to]) => name === 'link' && isLockOrClaim(to),
    reported: [],
    isUnmended: true,
  },
  { what: 'every link', isRefused: (name) => name === 'link', reported: [], isUnmended: true },
  {
    what: 'link of rotated names',
    isRefused: (name, [, to]) => name === 'link' && !isLockOrClaim(to),
    reported: [],
    missing: everythingIsCompressed,
  },
  {
    what: 'readdir',
    isRefused: (name) => name === 'readdir',
    reported: [/^file: readdir is refused/],
    isUnmended: true,
  },
  {
    what: 'stat of the directory for its permissions',
    isRefused: (name, [path]) => name === 'stat' && !basename(String(path)).startsWith('laketrace-test'),
    reported: [],
  },
  {
    what: 'ftruncate of torn ends',
    isRefused: (name) => name === 'ftruncate',
    reported: [/^recovery: .*ends in a torn line that cannot be cut off/],
    isUnmended: true,
  },
  {
    what: 'reading of locks',
    isRefused: (name, [path, flags]) => name === 'open' && String(path).endsWith('.lock') && Number(flags) % 2 === 0,
    reported: [],
    isUnmended: true,
  },
  {
    what: 'removal of claims',
    isRefused: (name, [path]) => name === 'unlink' && String(path).endsWith('.claim'),
    reported: [],
    missing: everythingIsCompressed,
  },
  {
    what: 'making of archives',
    isRefused: (name, [path]) => name === 'open' && String(path).endsWith('.tmp'),
    reported: [/^compression: .*injected/],
    missing: (directory) => expect(namesIn(directory).filter((name) => name.endsWith('.gz'))).toEqual([]),
  },
];

// A third of the codes for each call, the next third for the next.
describe.each(REFUSED.map((refused, shift) => [refused.what, refused, shift] as const))('%s', (_, refused, shift) => {
  describe.each([
    { enqueue: false, codes: sampleOf(CODES, 3, shift) },
    { enqueue: true, codes: sampleOf(CODES.slice(0, 2), 2, shift) },
  ])('enqueue: $enqueue', ({ enqueue, codes }) => {
    test.each(codes)('is refused with %s', async (code) => {
      const directory = inheritance();
      const verdict: Verdict = (name, args) => (refused.isRefused(name, args) ? errno(code) : undefined);
      const { written, errors } = await live(directory, verdict, { enqueue, fsync: 'flush' });
      const bodies = await bodiesIn(directory);
      expect(bodies).toEqual([...INHERITED, ...written].sort());
      if (refused.isUnmended !== true) expect(namesIn(directory).filter((name) => name.endsWith('.lock'))).toEqual([]);
      refused.missing?.(directory);
      for (const each of refused.reported) expect(errors.filter((error) => each.test(error)).length).toBeGreaterThan(0);
      expect(errors.filter((error) => !refused.reported.some((each) => each.test(error)))).toEqual([]);
    });
  });
});

/** All bodies in whole lines; a torn end that could not be cut off is still there. */
async function bodiesIn(directory: string): Promise<string[]> {
  const copy = temporaryDirectory();
  for (const name of namesIn(directory)) {
    if (!/\.jsonl(\.gz)?$/.test(name)) continue;
    const bytes = readFileSync(join(directory, name));
    writeFileSync(join(copy, name), name.endsWith('.gz') ? bytes : bytes.subarray(0, bytes.lastIndexOf(10) + 1));
  }
  return (await bodiesInDirectory(copy)).sort();
}

test.each(['fsync', 'fchmod', 'readdir'])('%s: a refusal is reported once', async (call) => {
  const verdict: Verdict = (name) => (name === call ? errno('EPERM') : undefined);
  const { errors } = await live(temporaryDirectory(), verdict, { fsync: 'rotate' });
  expect(errors).toEqual([expect.stringMatching(`^file: ${call} is refused \\(EPERM: injected\\)`)]);
});

test('fsync: never makes no such call, and compresses', async () => {
  const directory = temporaryDirectory();
  let calls = 0;
  const verdict: Verdict = (name) => {
    if (name === 'fsync') calls++;
    return undefined;
  };
  const { errors } = await live(directory, verdict, { fsync: 'never' });
  expect({ calls, errors }).toEqual({ calls: 0, errors: [] });
  everythingIsCompressed(directory);
});

test('an error of fsync that is no refusal is one: the plain file stays', async () => {
  const directory = temporaryDirectory();
  let isArchive = false;
  const verdict: Verdict = (name, [path]) => {
    if (name === 'open') isArchive = String(path).endsWith('.tmp');
    return name === 'fsync' && isArchive ? errno('EIO') : undefined;
  };
  const { errors } = await live(directory, verdict, { fsync: 'rotate' });
  expect(errors[0]).toBe('compression: EIO: injected');
  expect(namesIn(directory).filter((name) => name.endsWith('.gz'))).toEqual([]);
});

describe('node --permission', () => {
  const PROGRAM = join(import.meta.dirname, '../../programs/permitted-records.ts');
  // Node 22 refuses the link alone.
  const REFUSES_FSYNC = Number.parseInt(process.versions.node, 10) >= 24;

  test.each(['there', 'to be made'])('with a directory that is %s', async (state) => {
    const base = temporaryDirectory();
    const directory = join(base, 'logs');
    if (state === 'there') mkdirSync(directory);
    const root = join(import.meta.dirname, '../../..');
    const args = [
      '--permission',
      `--allow-fs-read=${root}`,
      `--allow-fs-read=${directory}`,
      `--allow-fs-read=${directory}/*`,
      `--allow-fs-write=${directory}/*`,
      `--allow-fs-write=${directory}`,
    ];
    const { stdout, stderr, status } = spawnSync(process.execPath, [...args, PROGRAM, directory], { encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const errors = stdout.trim().split('\n');
    expect(errors.sort()).toEqual([
      expect.stringMatching(/^file: .*sym(?:bolic )?link/),
      ...(REFUSES_FSYNC ? [expect.stringMatching(/^file: fsync is refused/)] : []),
    ]);
    expect(namesIn(directory)).toEqual([
      expect.stringMatching(/Z\.jsonl\.gz$/),
      expect.stringMatching(/Z\.jsonl\.gz$/),
      expect.stringMatching(/Z\.jsonl\.gz$/),
      'app.jsonl',
    ]);
    expect(await bodiesInDirectory(directory)).toEqual(['record 0', 'record 1', 'record 2', 'the last']);
    expect(statSync(join(directory, 'app.jsonl')).mode & 0o777).toBe(0o600);
  });
});
