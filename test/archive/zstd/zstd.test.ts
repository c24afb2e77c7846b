// Zstandard's own: frames after each other, frames to skip, all cuts into pieces, and what the frame's header tells.
import { constants, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { zstd } from '../../../src/archive/zstd/zstd.ts';
import { seededNoise } from '../../support/seed.ts';
import { logLines } from '../log-lines.ts';
import { compress, decompress, entryOf, through } from '../streams.ts';

const SKIPPABLE = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
const SKIPPABLE_EMPTY = Buffer.from([0x5f, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
const PIECES = [1, 2, 3, 7, 64, 65_536];

describe('frames', () => {
  const one = Buffer.from('the first line\n'.repeat(20));
  const two = logLines(300_000);
  const frames = [
    zstdCompressSync(one),
    SKIPPABLE,
    zstdCompressSync(Buffer.alloc(0)),
    SKIPPABLE_EMPTY,
    zstdCompressSync(two, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
    zstdCompressSync(one, { params: { [constants.ZSTD_c_contentSizeFlag]: 0 } }),
  ];

  test.each(PIECES)('all are read, in pieces of %i bytes', async (piece) => {
    const all = Buffer.concat([SKIPPABLE, ...frames, SKIPPABLE]);
    expect((await decompress(zstd, all, piece)).equals(Buffer.concat([one, two, one]))).toBe(true);
  });

  test('a cut within a later frame is an error', async () => {
    const archive = Buffer.concat([zstdCompressSync(one), zstdCompressSync(one)]);
    const firstEnds = archive.length / 2;
    for (let length = firstEnds + 1; length < archive.length; length++) {
      await expect(decompress(zstd, archive.subarray(0, length)), `${length} bytes`).rejects.toThrow(/^zstd: /);
    }
    expect((await decompress(zstd, archive.subarray(0, firstEnds))).equals(one)).toBe(true);
  });

  test('a cut frame to skip is an error', async () => {
    const archive = Buffer.concat([zstdCompressSync(one), SKIPPABLE]);
    await expect(decompress(zstd, archive.subarray(0, -1))).rejects.toThrow('zstd: unexpected end of file');
  });

  test('other bytes between frames are an error', async () => {
    const archive = Buffer.concat([zstdCompressSync(one), Buffer.alloc(4), zstdCompressSync(one)]);
    await expect(decompress(zstd, archive)).rejects.toThrow('zstd: damaged: no frame starts where one ended');
  });

  test('each kind of block: raw, repeated, compressed, of many windows', async () => {
    for (const level of [-5, 1, 9, 19]) {
      const bytes = Buffer.concat([logLines(400_000), Buffer.alloc(400_000, 'r'), seededNoise(60_000)]);
      const archive = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } });
      expect((await decompress(zstd, archive, 1000)).equals(bytes)).toBe(true);
    }
  });
});

test.each([
  [0, 1],
  [100, 1],
  [300, 2],
  [70_000, 4],
])('the header tells the size of %i bytes and that there is a checksum', async (size, fieldBytes) => {
  const archive = await compress(zstd, Buffer.alloc(size, 'x'));
  const descriptor = archive[4] as number;
  expect(descriptor & 0x04).toBe(0x04);
  const field = archive.subarray(descriptor & 0x20 ? 5 : 6);
  const told =
    fieldBytes === 1 ? field.readUInt8() : fieldBytes === 2 ? field.readUInt16LE() + 256 : field.readUInt32LE();
  expect(told).toBe(size);
});

test('the compressor errors when it is not given the announced size', async () => {
  const bytes = Buffer.from('a line\n'.repeat(1000));
  await expect(through(zstd.createCompressor({ ...entryOf(bytes), size: bytes.length - 1 }), bytes)).rejects.toThrow();
  await expect(through(zstd.createCompressor({ ...entryOf(bytes), size: bytes.length + 1 }), bytes)).rejects.toThrow();
});
