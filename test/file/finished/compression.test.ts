// Compression of finished files: when it happens, and that a plain file goes only when its archive is whole and stands under its name.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import type { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import type { FileEnvironment } from '../../../src/file/system/file-environment.ts';
import { RealProcessTable } from '../../../src/file/system/process-identity.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { errno, fileSystemThat, type Verdict } from '../../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const PLAIN = /^app\.[\dT.-]+Z\.jsonl$/;
const ARCHIVE = /^app\.[\dT.-]+Z\.jsonl\.gz$/;

function setUp(options: RotatingFileLogRecordExporterOptions, parts: Partial<FileEnvironment> = {}) {
  const directory = options.directory ?? temporaryDirectory();
  const errors: string[] = [];
  const exporter = new ExporterIn(
    { directory, name: 'app', compression: 'gzip', onError: (error) => errors.push(error.message), ...options },
    environmentWith(parts),
  );
  return { directory, errors, exporter };
}

async function finish(exporter: RotatingFileLogRecordExporter, bodies: readonly string[]): Promise<void> {
  for (const body of bodies) {
    exporter.append(logRecord(body));
    await exporter.rotate();
    await exporter.forceFlush();
  }
}

describe('a level', () => {
  /** What RFC 1952 calls XFL: whether the slowest or the fastest algorithm made it. */
  const XFL = 8;

  test.each([
    ['gzip', 'the usual one', 0],
    [{ codec: 'gzip' }, 'the usual one', 0],
    [{ codec: 'gz', level: undefined }, 'the usual one', 0],
    [{ codec: 'gzip', level: 1 }, 'the fastest', 4],
    [{ codec: 'GZ', level: 9 }, 'the slowest', 2],
  ])('of %o is %s', async (compression, _, flags) => {
    const { directory, errors, exporter } = setUp({
      compression: compression as NonNullable<RotatingFileLogRecordExporterOptions['compression']>,
    });
    await finish(exporter, ['one']);
    await exporter.shutdown();
    const [name = ''] = namesIn(directory).filter((file) => ARCHIVE.test(file));
    expect(readFileSync(join(directory, name))[XFL]).toBe(flags);
    expect(await bodiesInDirectory(directory)).toEqual(['one']);
    expect(errors).toEqual([]);
  });

  test.each([
    [{ codec: 'gzip', level: 10 }, /^compression\.level: 10 is not accepted.* 1 to 9 for gzip/],
    [{ codec: 'gzip', level: 0 }, /^compression\.level: 0 is not accepted/],
    [{ codec: 'gzip', level: '5' }, /^compression\.level: .*"5"/],
    [{ codec: 'zstd', level: 20 }, /1 to 19 for zstd/],
    [{ codec: 'bz2', level: null }, /^compression\.level: .*1 to 9 for bz2/],
    [{ codec: 'none' }, /^compression\.codec: .*'zstd'/],
    [{ level: 5 }, /^compression\.codec: /],
    [{ codec: 'gzip', levels: 5 }, /^compression\.levels: there is no such.*level/],
    [null, /^compression: .*\{ codec, level \}/],
    [true, /^compression: .*\{ codec, level \}/],
  ])('%o is refused', (compression, message) => {
    expect(() => setUp({ compression: compression as never })).toThrow(message);
  });
});

describe('compressAfter', () => {
  test('a count: the newest stay plain', async () => {
    const { directory, exporter } = setUp({ compressAfter: '2 files' });
    await finish(exporter, ['one', 'two', 'three', 'four']);
    const names = namesIn(directory).filter((name) => !name.startsWith('.'));
    expect(names.map((name) => (ARCHIVE.test(name) ? 'archive' : 'plain'))).toEqual([
      'archive',
      'archive',
      'plain',
      'plain',
    ]);
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two', 'three', 'four']);
  });

  test('an age: files are compressed when they reach it, at the next start too', async () => {
    let now = Date.UTC(2026, 0, 31, 12);
    const clocks = { now: () => now, monotonic: () => now };
    const { directory, exporter } = setUp({ compressAfter: '1 hour' }, clocks);
    await finish(exporter, ['one']);
    now += 3_599_999;
    await finish(exporter, ['two']);
    expect(namesIn(directory).filter((name) => ARCHIVE.test(name))).toEqual([]);
    now += 1;
    await finish(exporter, ['three']);
    expect(namesIn(directory).filter((name) => ARCHIVE.test(name))).toEqual(['app.2026-01-31T12-00-00.000Z.jsonl.gz']);
    await exporter.shutdown();
    now += 3_600_000;
    const next = setUp({ compressAfter: '1 hour', directory }, clocks);
    next.exporter.append(logRecord('four'));
    await next.exporter.shutdown();
    expect(namesIn(directory).filter((name) => ARCHIVE.test(name))).toHaveLength(3);
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two', 'three', 'four']);
  });
});

describe('the archive', () => {
  test.each([
    [0o600, 0],
    [0o640, 0],
    [0o644, 0o077],
  ])('is private from its first byte, and gets its mode at the end: %o with umask %o', async (mode, mask) => {
    const umask = process.umask(mask);
    onTestFinished(() => void process.umask(umask));
    const modes = new Set<number>();
    const directory = temporaryDirectory();
    const verdict: Verdict = (name) => {
      if (name !== 'write') return undefined;
      const [temporary] = namesIn(directory).filter((each) => each.endsWith('.tmp'));
      if (temporary !== undefined) modes.add(statSync(join(directory, temporary)).mode & 0o777);
      return undefined;
    };
    const { exporter } = setUp({ directory, mode }, { fs: fileSystemThat(verdict) });
    await finish(exporter, ['x'.repeat(10_000)]);
    await exporter.shutdown();
    expect([...modes]).toEqual([0o600]);
    const [archive = ''] = namesIn(directory);
    expect(statSync(join(directory, archive)).mode & 0o777).toBe(mode);
  });

  /** What is done to the disk, in order, from the first byte of the archive on. */
  test('is synced before it gets its name, and has it on the disk before the plain file goes', async () => {
    const steps: string[] = [];
    const verdict: Verdict = (name, [target, second]) => {
      const shown = (path: unknown) =>
        basename(String(path))
          .replace(/^app\.[\dT.-]+Z/, 'app.T')
          .replace(/^laketrace-test-.*/, 'directory');
      const isOf = (path: unknown) =>
        /Z\.jsonl|laketrace-test-[^/]*$/.test(String(path)) && !/lock|claim/.test(String(path));
      if ((name === 'rename' || name === 'unlink') && isOf(target))
        steps.push(`${name} ${shown(target)}${name === 'rename' ? ` ${shown(second)}` : ''}`);
      if (name === 'open' && isOf(target)) steps.push(`open ${shown(target)}`);
      if (name === 'fsync') steps.push('fsync');
      return undefined;
    };
    const { exporter } = setUp({}, { fs: fileSystemThat(verdict) });
    await finish(exporter, ['one']);
    await exporter.shutdown();
    expect(steps).toEqual([
      'fsync',
      'open app.T.jsonl',
      'open app.T.jsonl.gz.tmp',
      'fsync',
      'rename app.T.jsonl.gz.tmp app.T.jsonl.gz',
      'open directory',
      'fsync',
      'unlink app.T.jsonl',
    ]);
  });

  test.each([
    ['write', 'ENOSPC'],
    ['fsync', 'EIO'],
    ['rename', 'EACCES'],
    ['unlink', 'EPERM'],
  ] as const)(
    '%s fails with %s: the plain file stays, nothing half-made does, and the next start does it',
    async (call, code) => {
      let isBroken = true;
      let isWritingArchive = false;
      const verdict: Verdict = (name, args) => {
        if (name === 'open' && String(args[0]).endsWith('.gz.tmp')) isWritingArchive = true;
        const concerns = name === 'unlink' ? PLAIN.test(basename(String(args[0]))) : isWritingArchive;
        return isBroken && name === call && concerns ? errno(code) : undefined;
      };
      const { directory, errors, exporter } = setUp({}, { fs: fileSystemThat(verdict) });
      await finish(exporter, ['one']);
      expect(errors).toEqual([`${code}: injected`]);
      isBroken = false;
      await exporter.shutdown();
      const left = namesIn(directory);
      expect(left.filter((name) => PLAIN.test(name))).toHaveLength(1);
      expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
      const next = setUp({ directory });
      next.exporter.append(logRecord('two'));
      await next.exporter.shutdown();
      expect(namesIn(directory)).toEqual([expect.stringMatching(ARCHIVE), 'app.jsonl']);
      expect(await bodiesInDirectory(directory)).toEqual(['one', 'two']);
    },
  );

  test('a file that grows while it is compressed is not given up', async () => {
    const directory = temporaryDirectory();
    let isGrown = false;
    const verdict: Verdict = (name) => {
      if (name !== 'fstat' || isGrown) return undefined;
      const [plain] = namesIn(directory).filter((each) => PLAIN.test(each));
      if (plain === undefined || !namesIn(directory).some((each) => each.endsWith('.tmp'))) return undefined;
      isGrown = true;
      writeFileSync(join(directory, plain), 'late line\n', { flag: 'a' });
      return undefined;
    };
    const { errors, exporter } = setUp({ directory }, { fs: fileSystemThat(verdict) });
    await finish(exporter, ['one']);
    await exporter.shutdown();
    expect(errors).toEqual([expect.stringMatching(/has \d+ bytes, of which \d+ were compressed/)]);
    expect(namesIn(directory)).toEqual([expect.stringMatching(PLAIN)]);
    expect(readFileSync(join(directory, namesIn(directory)[0] ?? ''), 'utf8')).toMatch(/late line\n$/);
  });

  test.each(['before it gets its name', 'after'])('that is exchanged %s costs no plain file', async (moment) => {
    const directory = temporaryDirectory();
    const exchange = (suffix: string) => {
      const [path] = namesIn(directory)
        .filter((each) => each.endsWith(suffix))
        .map((each) => join(directory, each));
      if (path === undefined) return;
      writeFileSync(`${path}.other`, 'theirs');
      renameSync(`${path}.other`, path);
    };
    const verdict: Verdict = (name, args) => {
      if (name !== 'lstat') return undefined;
      if (moment === 'after' && String(args[0]).endsWith('.gz')) exchange('.gz');
      if (moment !== 'after' && String(args[0]).endsWith('.tmp')) exchange('.gz.tmp');
      return undefined;
    };
    const { errors, exporter } = setUp({ directory }, { fs: fileSystemThat(verdict) });
    await finish(exporter, ['one']);
    await exporter.shutdown();
    expect(errors).toEqual([expect.stringContaining('was exchanged by another program')]);
    expect(namesIn(directory).filter((name) => PLAIN.test(name))).toHaveLength(1);
  });

  test('that others made meanwhile is not replaced', async () => {
    const directory = temporaryDirectory();
    const verdict: Verdict = (name) => {
      const [temporary] = namesIn(directory).filter((each) => each.endsWith('.gz.tmp'));
      if (name === 'fsync' && temporary !== undefined) {
        writeFileSync(join(directory, temporary.replace(/\.tmp$/, '')), 'theirs');
      }
      return undefined;
    };
    const { errors, exporter } = setUp({ directory }, { fs: fileSystemThat(verdict) });
    await finish(exporter, ['one']);
    await exporter.shutdown();
    expect(errors).toEqual([expect.stringMatching(/\.gz exists already$/)]);
    expect(namesIn(directory)).toEqual([expect.stringMatching(PLAIN), expect.stringMatching(ARCHIVE)]);
    expect(readFileSync(join(directory, namesIn(directory)[1] ?? ''), 'utf8')).toBe('theirs');
  });

  test('of a file that retention took away meanwhile goes as well', async () => {
    const directory = temporaryDirectory();
    const verdict: Verdict = (name, args) => {
      if (name === 'rename' && String(args[0]).endsWith('.tmp')) unlinkSync(String(args[0]).replace(/\.gz\.tmp$/, ''));
      return undefined;
    };
    const { errors, exporter } = setUp({ directory }, { fs: fileSystemThat(verdict) });
    await finish(exporter, ['one']);
    await exporter.shutdown();
    expect(errors).toEqual([]);
    expect(namesIn(directory)).toEqual([]);
  });
});

describe('what is put in the place of the plain file', () => {
  const isLinkToItsLock = (name: string, target: unknown) =>
    name === 'link' && /Z\.jsonl\.\d+\.lock$/.test(String(target));
  const plants: Record<string, (path: string, directory: string) => void> = {
    link: (path, directory) => symlinkSync(join(directory, 'victim'), path),
    FIFO: (path) => execFileSync('mkfifo', [path]),
  };
  const compressions = { gzip: 'gzip', own: () => Promise.reject(new Error('called')) } as const;

  test.each(
    Object.keys(plants).flatMap((plant) =>
      Object.keys(compressions).map((compression) => [plant, compression] as const),
    ),
  )('before it is compressed is left alone: a %s, %s', async (plant, compression) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'victim'), 'precious');
    let planted = '';
    const verdict: Verdict = (name, [, target]) => {
      if (!isLinkToItsLock(name, target)) return undefined;
      planted = join(directory, namesIn(directory).find((each) => PLAIN.test(each)) ?? '');
      unlinkSync(planted);
      plants[plant]?.(planted, directory);
      return undefined;
    };
    const options = { directory, compression: compressions[compression as keyof typeof compressions] };
    const { errors, exporter } = setUp(options, { fs: fileSystemThat(verdict) });
    await finish(exporter, ['one']);
    await exporter.shutdown();
    expect(errors).toEqual([expect.stringMatching(/is left alone: it is|ELOOP/)]);
    expect(lstatSync(planted).isFile()).toBe(false);
    expect(namesIn(directory)).toEqual([basename(planted), 'victim']);
    expect(readFileSync(join(directory, 'victim'), 'utf8')).toBe('precious');
  });

  test('while it is compressed is not removed', async () => {
    const directory = temporaryDirectory();
    let path = '';
    const verdict: Verdict = (name, [from]) => {
      if (name !== 'rename' || !String(from).endsWith('.gz.tmp')) return undefined;
      path = String(from).slice(0, -'.gz.tmp'.length);
      writeFileSync(join(directory, 'other'), 'theirs');
      renameSync(join(directory, 'other'), path);
      return undefined;
    };
    const { errors, exporter } = setUp({ directory }, { fs: fileSystemThat(verdict) });
    await finish(exporter, ['one']);
    expect(errors).toEqual([expect.stringContaining('was exchanged by another program')]);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    await exporter.shutdown();
  });
});

test('a file that another process compresses is left to it', async () => {
  const OLD = 'app.2026-01-31T12-00-00.123Z.jsonl';
  const processes = { self: new RealProcessTable().self, isRunning: () => true };
  const { directory, exporter } = setUp({}, { processes });
  writeFileSync(join(directory, OLD), '{"resourceLogs":[]}\n');
  writeFileSync(join(directory, `.${OLD}.1.lock`), JSON.stringify({ ...processes.self, pid: 1, exporter: 'app' }));
  await finish(exporter, ['new']);
  await exporter.shutdown();
  expect(namesIn(directory).slice(0, 2)).toEqual([`.${OLD}.1.lock`, OLD]);
});

test('a file beyond what zip holds stays plain, is reported once a start, and does not keep others from their archives', async () => {
  const directory = temporaryDirectory();
  const huge = join(directory, 'app.2026-01-31T12-00-00.000Z.jsonl');
  writeFileSync(huge, '');
  // Of holes: it takes no room. One byte more than the largest number that 32 bits have for a size.
  truncateSync(huge, 4_294_967_294);
  appendFileSync(huge, '\n');
  for (const [start, body] of ['one', 'two'].entries()) {
    const { errors, exporter } = setUp({ directory, compression: 'zip' });
    await finish(exporter, [body, body]);
    await exporter.shutdown();
    expect(errors).toEqual([
      'zip holds files of up to 4294967294 bytes, and this one takes 4294967295: it stays as it is (gzip and zstd take files of any size)',
    ]);
    expect(statSync(huge).size).toBe(4_294_967_295);
    expect(namesIn(directory).filter((name) => name.endsWith('.zip'))).toHaveLength(2 * (start + 1));
    expect(namesIn(directory)).toHaveLength(2 * (start + 1) + 1);
  }
});

describe("a compression of the user's own", () => {
  test.each<[string, (path: string) => unknown, string | RegExp]>([
    ['throws', () => Promise.reject(new Error('boom')), 'boom'],
    [
      'throws at once',
      () => {
        throw new Error('boom');
      },
      'boom',
    ],
    [
      'gives no path',
      () => Promise.resolve(undefined),
      'compression resolved to undefined, not to the path of the archive',
    ],
    ['gives a path where nothing is', (path) => Promise.resolve(`${path}.xz`), /^ENOENT/],
    [
      'gives an empty file',
      (path) => {
        writeFileSync(`${path}.xz`, '');
        return Promise.resolve(`${path}.xz`);
      },
      /holds nothing$/,
    ],
    [
      'gives a directory',
      (path) => {
        mkdirSync(`${path}.d`);
        return Promise.resolve(`${path}.d`);
      },
      /holds nothing$/,
    ],
  ])('that %s costs no plain file, and is reported', async (_, compression, message) => {
    const { directory, errors, exporter } = setUp({ compression: compression as never });
    await finish(exporter, ['one']);
    await exporter.shutdown();
    expect(errors).toEqual([expect.stringMatching(message)]);
    expect(await bodiesInDirectory(directory)).toEqual(['one']);
  });

  test('that gives the same path leaves the file as it is', async () => {
    const { directory, errors, exporter } = setUp({ compression: (path) => Promise.resolve(path) });
    await finish(exporter, ['one']);
    await exporter.shutdown();
    expect(errors).toEqual([]);
    expect(await bodiesInDirectory(directory)).toEqual(['one']);
  });

  test('may put the archive elsewhere, and may remove the plain file itself', async () => {
    const elsewhere = temporaryDirectory();
    const moved = setUp({
      compression: (path) => {
        copyFileSync(path, join(elsewhere, 'archive'));
        rmSync(path);
        return Promise.resolve(join(elsewhere, 'archive'));
      },
    });
    await finish(moved.exporter, ['one']);
    await moved.exporter.shutdown();
    expect(moved.errors).toEqual([]);
    expect(namesIn(moved.directory)).toEqual([]);
    expect(namesIn(elsewhere)).toEqual(['archive']);
  });

  test('whose suffix is its own is under retention like any other', async () => {
    const { directory, exporter } = setUp({
      retention: 2,
      compression: (path) => {
        copyFileSync(path, `${path}.xz`);
        return Promise.resolve(`${path}.xz`);
      },
    });
    await finish(exporter, ['one', 'two', 'three', 'four']);
    await exporter.shutdown();
    expect(namesIn(directory)).toEqual([
      expect.stringMatching(/Z\.jsonl\.xz$/),
      expect.stringMatching(/Z\.jsonl\.xz$/),
    ]);
    expect(readFileSync(join(directory, namesIn(directory)[1] ?? ''), 'utf8')).toContain('four');
  });
});

describe('an archive of an earlier process, beside its plain file,', () => {
  const OLD = 'app.2026-01-31T12-00-00.123Z.jsonl';
  // Several blocks of what is read at once, so that comparing the first ones is not enough.
  const content = Buffer.from(Array.from({ length: 50_000 }, (_, i) => `{"resourceLogs":[],"n":${i}}\n`).join(''));
  const changed = Buffer.from(content).fill('x', content.length - 3, content.length - 2);

  test.each([
    ['the same', content, 'is enough'],
    ['other bytes at the end', changed, 'costs it nothing'],
    ['its beginning', content.subarray(0, 300_000), 'costs it nothing'],
    ['its first block', content.subarray(0, 1024 * 1024), 'costs it nothing'],
    ['more', Buffer.concat([content, content]), 'costs it nothing'],
    ['nothing', Buffer.alloc(0), 'costs it nothing'],
  ])('that holds %s', async (_, archived, outcome) => {
    const { directory, errors, exporter } = setUp({});
    writeFileSync(join(directory, OLD), content);
    writeFileSync(join(directory, `${OLD}.gz`), gzipSync(archived));
    await finish(exporter, ['new']);
    await exporter.shutdown();
    const isLeft = namesIn(directory).includes(OLD);
    expect(isLeft).toBe(outcome === 'costs it nothing');
    if (isLeft) expect(readFileSync(join(directory, OLD)).equals(content)).toBe(true);
    expect(gunzipSync(readFileSync(join(directory, `${OLD}.gz`))).equals(archived)).toBe(true);
    expect(errors).toEqual(isLeft ? [expect.stringContaining('.gz exists and holds')] : []);
  });

  test('that is damaged or cut costs it nothing', async () => {
    const whole = gzipSync(content);
    for (const archive of [whole.subarray(0, -5), Buffer.from('no archive'), Buffer.alloc(0)]) {
      const { directory, errors, exporter } = setUp({});
      writeFileSync(join(directory, OLD), content);
      writeFileSync(join(directory, `${OLD}.gz`), archive);
      await finish(exporter, ['new']);
      await exporter.shutdown();
      expect(readFileSync(join(directory, OLD)).equals(content)).toBe(true);
      expect(errors).toHaveLength(1);
    }
  });
});
