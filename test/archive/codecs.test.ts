// What every codec keeps: bytes come back as they were, or there is an error, and nothing stays open.
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archiveSuffixes, atLevel, codecNamed, codecOfFile } from '../../src/archive/codecs.ts';
import type { CodecName } from '../../src/archive/stream/codec.ts';
import { threadTime } from '../support/processor-time.ts';
import { seededNoise } from '../support/seed.ts';
import { logLines } from './log-lines.ts';
import { compress, decompress, entryOf } from './streams.ts';

const NAMES: readonly CodecName[] = ['gzip', 'zstd', 'bz2', 'zip'];
const LOG_LINES = logLines(2_000_000);

describe('codecNamed', () => {
  test.each([
    ['gzip', 'gzip', '.gz'],
    ['gz', 'gzip', '.gz'],
    ['GZ', 'gzip', '.gz'],
    ['zstd', 'zstd', '.zst'],
    ['zst', 'zstd', '.zst'],
    ['bz2', 'bz2', '.bz2'],
    ['bzip2', 'bz2', '.bz2'],
    [' zip ', 'zip', '.zip'],
  ])('%o is %s', (alias, name, suffix) => {
    expect(codecNamed(alias)).toMatchObject({ name, suffix });
  });

  test.each(['', 'none', 'tar.gz', 'xz', 'constructor', '.gz'])('%o is refused', (name) => {
    expect(() => codecNamed(name)).toThrow(
      new TypeError(`unknown compression '${name}': accepted are 'gzip', 'gz', 'zstd', 'zst', 'bz2', 'bzip2', 'zip'`),
    );
  });

  test('what is no string is refused', () => {
    expect(() => codecNamed(7 as unknown as string)).toThrow(/^unknown compression 7: accepted are 'gzip'/);
  });
});

describe('codecOfFile', () => {
  test.each([
    ['logs/app.2026-11-24T10-20-31.000Z.jsonl.gz', 'gzip'],
    ['app.jsonl.zst', 'zstd'],
    ['app.log.bz2', 'bz2'],
    ['app.log.zip', 'zip'],
    ['app.jsonl', undefined],
    ['gz', undefined],
    ['app.gz.tmp', undefined],
    ['logs.gz/app.jsonl', undefined],
  ])('%s: %s', (path, name) => {
    expect(codecOfFile(path)?.name).toBe(name);
  });

  test('knows each suffix', () => {
    expect(archiveSuffixes).toEqual(['.gz', '.zst', '.bz2', '.zip']);
  });
});

describe.each(NAMES)('%s', (name) => {
  const codec = codecNamed(name);

  test.each<[string, Uint8Array]>([
    ['no bytes', new Uint8Array(0)],
    ['one byte', Uint8Array.of(0)],
    ['one high byte', Uint8Array.of(255)],
    ['all bytes', Uint8Array.from({ length: 256 }, (_, byte) => byte)],
    ['2 MB of log lines', LOG_LINES],
    ['half a megabyte of noise', seededNoise(500_000)],
    ['6 MB of one byte', new Uint8Array(6_000_000).fill(0x61)],
  ])('gives back %s', async (_, bytes) => {
    const archive = await compress(codec, bytes);
    expect((await decompress(codec, archive)).equals(bytes)).toBe(true);
  });

  test('gives back any bytes, however the archive is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 1, max: 400 }), async (bytes, piece) => {
        const archive = await compress(codec, bytes);
        expect((await decompress(codec, archive, piece)).equals(bytes)).toBe(true);
      }),
      { numRuns: name === 'bz2' ? 6 : 30 },
    );
  });

  test('makes log lines at least 8 times smaller', async () => {
    const archive = await compress(codec, LOG_LINES);
    expect(LOG_LINES.length / archive.length).toBeGreaterThan(8);
  });

  test('gives back log lines at its least and its highest level, from a smaller archive at the highest', async () => {
    const { least, most } = codec.levels;
    const lines = LOG_LINES.subarray(0, 400_000);
    const sizes: number[] = [];
    for (const level of [least, most]) {
      const archive = await compress(atLevel(codec, level), lines);
      expect((await decompress(codec, archive)).equals(lines)).toBe(true);
      sizes.push(archive.length);
    }
    expect(sizes[1]).toBeLessThan(sizes[0] as number);
  });

  test.each([0, -1, 1.5, 100, Number.NaN, '5'])('has no level %o', (level) => {
    expect(() => atLevel(codec, level as number)).toThrow(new RegExp(`^${name} has the levels 1 to \\d+$`));
  });

  test('refuses what is no archive', async () => {
    await expect(decompress(codec, Buffer.from('{"resourceLogs":[]}\n'.repeat(5)))).rejects.toThrow();
    await expect(decompress(codec, Buffer.alloc(0))).rejects.toThrow(/unexpected end of file/);
  });

  test('refuses bytes after the end', async () => {
    const archive = await compress(codec, Buffer.from('a line\n'));
    const longer = Buffer.concat([archive, Buffer.from('\0\0more')]);
    await expect(decompress(codec, longer)).rejects.toThrow();
    await expect(decompress(codec, longer, 1)).rejects.toThrow();
  });

  test('gives the same from several files at once as from each alone', async () => {
    const files = Array.from({ length: 6 }, (_, seed) => logLines(60_000, seed + 1));
    const archives = await Promise.all(files.map((file) => compress(codec, file)));
    const back = await Promise.all(archives.map((archive) => decompress(codec, archive)));
    expect(back.map((bytes, i) => bytes.equals(files[i] as Buffer))).toEqual(Array(6).fill(true));
  });

  test('keeps the event loop turning while a big write is worked on', async () => {
    const bytes = Buffer.concat([LOG_LINES, LOG_LINES]);
    let turns = 0;
    let longest = 0;
    let working = true;
    const count = async (): Promise<void> => {
      while (working) {
        const before = threadTime() ?? 0;
        await nextTurn();
        longest = Math.max(longest, (threadTime() ?? 0) - before);
        turns++;
      }
    };
    const counting = count();
    const archive = await compress(codec, bytes);
    const turnsOfCompressor = turns;
    await decompress(codec, archive);
    working = false;
    await counting;
    expect(turnsOfCompressor).toBeGreaterThan(50);
    expect(turns - turnsOfCompressor).toBeGreaterThan(50);
    // Encoding one block of bzip2 in this thread would take longer than this. Not known of an old Node.
    expect(longest).toBeLessThan(500);
  });

  test('waits for its reader', async () => {
    const compressor = codec.createCompressor(entryOf(LOG_LINES));
    compressor.end(LOG_LINES);
    await once(compressor, 'readable');
    for (let turn = 0; turn < 1000 && !compressor.writableFinished; turn++) {
      await nextTurn();
    }
    expect(compressor.readableLength).toBeLessThan(1_000_000);
    const archive = Buffer.concat(await compressor.toArray());
    const decompressor = codec.createDecompressor();
    decompressor.end(archive);
    await once(decompressor, 'readable');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(decompressor.readableLength).toBeLessThan(1_000_000);
    expect(Buffer.concat(await decompressor.toArray()).equals(LOG_LINES)).toBe(true);
  });

  test.each(['createCompressor', 'createDecompressor'] as const)('%s: can be destroyed midway', async (create) => {
    const stream = codec[create](entryOf(LOG_LINES));
    const closed = finished(stream);
    stream.resume();
    stream.write(create === 'createCompressor' ? LOG_LINES : (await compress(codec, LOG_LINES)).subarray(0, 50_000));
    await nextTurn();
    stream.destroy(new Error('no longer wanted'));
    await expect(closed).rejects.toThrow('no longer wanted');
    expect(stream.closed || (await once(stream, 'close')) !== undefined).toBe(true);
  });
});
