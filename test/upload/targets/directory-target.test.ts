// A directory as a target: full, read-only, of another kind than expected; and what is promised of memory.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { directoryTarget, uploadLogs } from '../../../src/index.ts';
import { seededNoise } from '../../support/seed.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const nameOf = (second: number) => `app.2026-01-31T12-00-0${second}.000Z.jsonl`;
const RETRY = { attempts: 2, delay: 1 };

function logs(count = 1, bytes = 100_000): string {
  const directory = temporaryDirectory();
  for (let second = 0; second < count; second++) {
    writeFileSync(join(directory, nameOf(second)), seededNoise(bytes, `directory ${second}`));
  }
  return directory;
}

const below = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));

test('a place that is full ends it, with what to do, and without half a file', async (context) => {
  const lake = temporaryDirectory();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', lake], { stdio: 'pipe' });
  } catch {
    context.skip('no tmpfs can be mounted here');
  }
  onTestFinished(() => void execFileSync('umount', [lake], { stdio: 'pipe' }));
  const directory = logs(4);
  const report = await uploadLogs({ directory, target: directoryTarget(lake), concurrency: 1, after: 'delete' });
  expect(report.files.map(({ outcome }) => outcome)).toEqual(['uploaded', 'uploaded', 'failed', 'not tried']);
  expect(report.errors[0]).toMatchObject({ kind: 'refused', code: 'ENOSPC' });
  expect(report.errors[0]?.message).toContain('The place is full: make room, or choose another one');
  expect(below(lake)).toHaveLength(2);
  expect(readdirSync(directory).filter((name) => name.endsWith('.jsonl'))).toEqual([nameOf(2), nameOf(3)]);
});

test('files and directories are for their owner alone, or as asked for', async () => {
  const directory = logs();
  const [closed, open] = [temporaryDirectory(), temporaryDirectory()];
  await uploadLogs({ directory, target: directoryTarget(join(closed, 'a')) });
  await uploadLogs({ directory, target: directoryTarget(join(open, 'a'), { mode: 0o644 }) });
  const modesOf = (path: string) => [
    statSync(join(path, 'a')).mode & 0o777,
    ...below(path).map((file) => statSync(file).mode & 0o777),
  ];
  expect(modesOf(closed)).toEqual([0o700, 0o600]);
  expect(modesOf(open).map((mode) => mode & ~0o022)).toEqual([0o755, 0o644]);
});

test('what stands under the name and is no file of this content is never replaced', async () => {
  const directory = logs();
  const lake = temporaryDirectory();
  const first = await uploadLogs({ directory, target: directoryTarget(lake), layout: '{file}', dryRun: true });
  const path = join(lake, first.files[0]?.remote ?? '');
  const victim = join(temporaryDirectory(), 'victim');
  writeFileSync(victim, 'of somebody else');
  symlinkSync(victim, path);
  const report = await uploadLogs({ directory, target: directoryTarget(lake), layout: '{file}', retry: RETRY });
  expect(readFileSync(victim, 'utf8')).toBe('of somebody else');
  expect(report).toMatchObject({ ok: true, files: [{ outcome: 'uploaded' }] });
  expect(report.files[0]?.remote).toMatch(/\.[0-9a-f]{64}\.jsonl$/);
});

test('a place that may not be written to', async (context) => {
  if (process.getuid?.() === 0) context.skip('the superuser may write everywhere');
  const lake = temporaryDirectory();
  chmodSync(lake, 0o500);
  const report = await uploadLogs({ directory: logs(), target: directoryTarget(lake) });
  expect(report.errors[0]?.message).toContain('Allow the user of this program to write there');
});

test('a place that is mounted read-only says so, whichever folder is missing', async (context) => {
  const lake = temporaryDirectory();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', lake], { stdio: 'pipe' });
  } catch {
    context.skip('no tmpfs can be mounted here');
  }
  onTestFinished(() => void execFileSync('umount', [lake], { stdio: 'pipe' }));
  for (const place of [lake, join(lake, 'a/b')]) {
    const report = await uploadLogs({ directory: logs(), target: directoryTarget(place) });
    expect(report.errors).toMatchObject([{ kind: 'refused', code: 'EROFS' }]);
    expect(report.errors[0]?.message).toContain('It is mounted read-only');
  }
});

test.runIf(existsSync('/proc/self'))('a file system that makes nothing ends it', async () => {
  const report = await uploadLogs({ directory: logs(), target: directoryTarget('/proc/a/b') });
  expect(report.errors).toMatchObject([{ kind: 'refused', code: 'ENOENT' }]);
});

test.each([
  ['/lakehouse/default/Files/logs', 'Attach a default lakehouse'],
  ['/Volumes/main/ops/logs', 'Create the volume, or use databricksVolumeTarget'],
  ['/Volumes/main', 'Create the volume'],
])('%s is not made where nothing is mounted', async (path, remedy) => {
  if (existsSync(path)) return;
  const report = await uploadLogs({ directory: logs(), target: directoryTarget(path) });
  expect(report).toMatchObject({ ok: false, errors: [{ kind: 'refused' }] });
  expect(report.errors[0]?.message).toMatch(new RegExp(`is not mounted\\. ${remedy}`));
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['', {}, 'path'],
  ['abfss://a@b/c', {}, 'path'],
  [7, {}, 'path'],
  ['a\0b', {}, 'path'],
  ['x', { mode: 0o777 }, 'mode'],
  ['x', { mode: 0o400 }, 'mode'],
  ['x', { modes: 0o600 }, 'modes'],
])('%j with %j is refused at once', (path, options, option) => {
  expect(() => directoryTarget(path as never, options as never)).toThrow(expect.objectContaining({ option }));
});

test('the directory of the logs cannot be the target', async () => {
  const directory = logs();
  mkdirSync(join(directory, 'lake'));
  const within = await uploadLogs({ directory, target: directoryTarget(join(directory, 'lake')) });
  expect(within.ok).toBe(true);
  expect((await uploadLogs({ directory, target: directoryTarget(join(directory, 'lake')) })).files).toHaveLength(1);
});

// LAKETRACE_LARGE_UPLOAD=1 has ten files of 2 GB, which takes minutes; the short form has ten of 32 MB.
const LARGE = process.env['LAKETRACE_LARGE_UPLOAD'] === '1' ? 2 * 1024 ** 3 : 32 * 1024 ** 2;

test.each([
  // What is read into memory of the target's own leaves nothing behind.
  ['reads into its own memory', 'for (let n; (n = await file.readInto(memory, bytes)) > 0; ) bytes += n;', 32],
  // The blocks of streams are garbage, of which the engine keeps some 64 MiB, and more while it looks for it.
  ['streams', 'for await (const block of file.read()) bytes += block.length;', 128],
])('memory does not grow with the files, where the target %s', (_, reading, most) => {
  const directory = temporaryDirectory();
  for (let second = 0; second < 10; second++) {
    writeFileSync(join(directory, nameOf(second)), `${second}\n`);
    truncateSync(join(directory, nameOf(second)), LARGE);
  }
  const index = join(import.meta.dirname, '../../../src/index.ts');
  const code = `
    import { uploadLogs } from ${JSON.stringify(index)};
    // A target that takes the bytes and keeps none: ten files of 2 GB need no disk.
    const target = {
      name: 'sink',
      async put(file) {
        const memory = Buffer.allocUnsafe(65536);
        let bytes = 0;
        ${reading}
        return { bytes };
      },
      stat: async () => undefined,
      close: async () => {},
    };
    const options = { directory: ${JSON.stringify(directory)}, target, concurrency: 10 };
    // All code is loaded by then.
    await uploadLogs({ ...options, dryRun: true });
    const before = process.resourceUsage().maxRSS;
    const report = await uploadLogs(options);
    console.log(JSON.stringify({ ok: report.ok, bytes: report.bytes, growth: (process.resourceUsage().maxRSS - before) * 1024 }));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', code], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { ok, bytes, growth } = JSON.parse(stdout) as { ok: boolean; bytes: number; growth: number };
  expect({ ok, bytes }).toEqual({ ok: true, bytes: 10 * LARGE });
  expect(growth).toBeLessThan((most as number) * 1024 ** 2);
});
