// The archives are read by the tools of the system and by Python, and theirs are read here. Absent tools are skipped.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atLevel, codecNamed } from '../../src/archive/codecs.ts';
import type { CodecName } from '../../src/archive/stream/codec.ts';
import { logLines } from './log-lines.ts';
import { decompress, entryOf, through } from './streams.ts';

const FILES: Readonly<Record<string, Buffer>> = {
  empty: Buffer.alloc(0),
  line: Buffer.from('{"body":"größer"}\n'),
  lines: logLines(1_000_000),
  runs: Buffer.concat([4, 255, 256, 259, 100_000].map((length, i) => Buffer.alloc(length, 'ab'[i % 2]))),
};
const directory: string = mkdtempSync(join(tmpdir(), 'laketrace-tools-'));

/** Starts a tool; its output, or the error of its exit. */
function run(tool: string, args: string[], input?: Buffer): Buffer {
  return execFileSync(tool, args, { input, cwd: directory, maxBuffer: 64 * 2 ** 20, stdio: ['pipe', 'pipe', 'pipe'] });
}

function isThere(tool: string): boolean {
  return spawnSync(tool, ['--help'], { stdio: 'ignore' }).error === undefined;
}

const absent: ReadonlySet<string> = new Set(
  ['gzip', 'bzip2', 'zstd', 'unzip', 'python3'].filter((tool) => !isThere(tool)),
);
for (const tool of absent) {
  console.warn(`${tool} is not installed: its tests are skipped`);
}

function testWith(tool: string): typeof test {
  return (absent.has(tool) ? test.skip : test) as typeof test;
}

function pathOf(file: string, codec: CodecName): string {
  return join(directory, `${file}.jsonl${codecNamed(codec).suffix}`);
}

beforeAll(async () => {
  for (const [file, bytes] of Object.entries(FILES)) {
    for (const codec of ['gzip', 'zstd', 'bz2', 'zip'] as const) {
      const entry = entryOf(bytes, `${file}.jsonl`);
      writeFileSync(pathOf(file, codec), await through(codecNamed(codec).createCompressor(entry), bytes));
    }
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.each(Object.entries(FILES))('%s', (file, bytes) => {
  testWith('gzip')('gzip reads it', () => {
    run('gzip', ['-t', pathOf(file, 'gzip')]);
    expect(run('gzip', ['-dc', pathOf(file, 'gzip')]).equals(bytes)).toBe(true);
  });

  testWith('bzip2')('bzip2 reads it', () => {
    run('bzip2', ['-t', pathOf(file, 'bz2')]);
    expect(run('bzip2', ['-dc', pathOf(file, 'bz2')]).equals(bytes)).toBe(true);
  });

  testWith('zstd')('zstd reads it', () => {
    run('zstd', ['-q', '-t', pathOf(file, 'zstd')]);
    expect(run('zstd', ['-q', '-dc', pathOf(file, 'zstd')]).equals(bytes)).toBe(true);
  });

  testWith('unzip')('unzip restores it with name, time and mode', () => {
    run('unzip', ['-tq', pathOf(file, 'zip')]);
    run('unzip', ['-qo', pathOf(file, 'zip')]);
    const restored = join(directory, `${file}.jsonl`);
    expect(readFileSync(restored).equals(bytes)).toBe(true);
    expect(statSync(restored).mtime).toEqual(new Date('2026-11-24T10:20:31Z'));
    expect(statSync(restored).mode & 0o777).toBe(0o600);
    rmSync(restored);
  });

  testWith('python3').each([
    ['gzip', 'import gzip, sys; sys.stdout.buffer.write(gzip.open(sys.argv[1]).read())'],
    ['bz2', 'import bz2, sys; sys.stdout.buffer.write(bz2.open(sys.argv[1]).read())'],
    [
      'zip',
      'import zipfile, sys; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; [name] = z.namelist(); assert name == sys.argv[2]; sys.stdout.buffer.write(z.read(name))',
    ],
  ] as const)('Python reads the %s', (codec, script) => {
    const output = run('python3', ['-c', script, pathOf(file, codec), `${file}.jsonl`]);
    expect(output.equals(bytes)).toBe(true);
  });

  testWith('bzip2')('bzip2 reads it in the smallest blocks', async () => {
    const archive = await through(atLevel(codecNamed('bz2'), 1).createCompressor(entryOf(bytes)), bytes);
    expect(archive.toString('latin1', 0, 4)).toBe('BZh1');
    expect(run('bzip2', ['-dc'], archive).equals(bytes)).toBe(true);
  });

  testWith('zstd')('zstd reads it at the highest level', async () => {
    const archive = await through(atLevel(codecNamed('zstd'), 19).createCompressor(entryOf(bytes)), bytes);
    expect(run('zstd', ['-q', '-dc'], archive).equals(bytes)).toBe(true);
  });

  testWith('gzip')('what gzip wrote is read', async () => {
    const archive = run('gzip', ['-c'], bytes);
    expect((await decompress(codecNamed('gzip'), archive)).equals(bytes)).toBe(true);
  });

  testWith('bzip2').each(['-1', '-5', '-9'])('what bzip2 %s wrote is read', async (level) => {
    const archive = run('bzip2', ['-c', level], bytes);
    expect((await decompress(codecNamed('bz2'), archive)).equals(bytes)).toBe(true);
  });

  testWith('zstd').each(['-1', '-19'])('what zstd %s wrote is read', async (level) => {
    const archive = run('zstd', ['-q', '-c', level], bytes);
    expect((await decompress(codecNamed('zstd'), archive)).equals(bytes)).toBe(true);
  });

  testWith('python3').each(['ZIP_STORED', 'ZIP_DEFLATED'])('what Python wrote as %s is read', async (method) => {
    const script = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.${method}) as z: z.writestr('a.log', sys.stdin.buffer.read())`;
    const path = join(directory, 'python.zip');
    run('python3', ['-c', script, path], bytes);
    expect((await decompress(codecNamed('zip'), readFileSync(path))).equals(bytes)).toBe(true);
  });
});

testWith('unzip')('unzip and Python read names beyond ASCII, the time and the mode', async () => {
  const bytes = FILES['line'] as Buffer;
  const entry = entryOf(bytes, 'größe.jsonl');
  const path = join(directory, 'name.zip');
  writeFileSync(path, await through(codecNamed('zip').createCompressor(entry), bytes));
  run('unzip', ['-tq', path]);
  expect(run('unzip', ['-p', path]).equals(bytes)).toBe(true);
  run('unzip', ['-o', '-q', path]);
  const { mtime, mode } = statSync(join(directory, entry.name));
  expect([mtime, mode & 0o7777]).toEqual([entry.modified, 0o600]);
  if (!absent.has('python3')) {
    const script = 'import zipfile, sys; z = zipfile.ZipFile(sys.argv[1]); print(ascii(z.namelist()), z.testzip())';
    expect(run('python3', ['-c', script, path]).toString().trim()).toBe("['gr\\xf6\\xdfe.jsonl'] None");
  }
});

testWith('python3')('no zip with a damaged bit is read here that Python refuses', async () => {
  const bytes = logLines(1);
  const archive = await through(codecNamed('zip').createCompressor(entryOf(bytes)), bytes);
  const read: number[] = [];
  for (let bit = 0; bit < 8 * archive.length; bit++) {
    const damaged = Buffer.from(archive);
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
    const outcome = await decompress(codecNamed('zip'), damaged).catch(() => undefined);
    if (outcome !== undefined) read.push(bit);
  }
  const script = `import io, json, sys, zipfile
archive = open(sys.argv[1], 'rb').read()
for bit in json.loads(sys.argv[2]):
  damaged = bytearray(archive)
  damaged[bit >> 3] ^= 1 << (bit & 7)
  try:
    with zipfile.ZipFile(io.BytesIO(damaged)) as z:
      if z.testzip() is not None: print(bit)
  except Exception as error: print(bit, error)`;
  const path = join(directory, 'damaged.zip');
  writeFileSync(path, archive);
  expect(read.length).toBeGreaterThan(100);
  expect(run('python3', ['-c', script, path, JSON.stringify(read)]).toString()).toBe('');
});

// Not by default: it takes a minute and 4 GiB of the disk's time. LAKETRACE_HUGE=1 npx vitest run --project "unit*" test/archive
(process.env['LAKETRACE_HUGE'] === undefined ? test.skip : testWith('python3'))(
  'a zip of the largest file that it holds is read by Python and here',
  async () => {
    const plain = join(directory, 'huge.jsonl');
    const size = 0xffff_fffe;
    writeFileSync(plain, '');
    truncateSync(plain, size);
    const entry = { name: 'huge.jsonl', size, modified: new Date() };
    const zip = codecNamed('zip');
    const path = `${plain}.zip`;
    await pipeline(
      createReadStream(plain, { highWaterMark: 1 << 20 }),
      zip.createCompressor(entry),
      createWriteStream(path),
    );
    const script =
      'import zipfile, sys; z = zipfile.ZipFile(sys.argv[1]); print(z.infolist()[0].file_size, z.testzip())';
    expect(run('python3', ['-c', script, path]).toString().trim()).toBe(`${size} None`);
    let read = 0;
    await pipeline(createReadStream(path), zip.createDecompressor(), async (source) => {
      for await (const block of source) read += (block as Buffer).length;
    });
    expect(read).toBe(size);
  },
  300_000,
);
