// zip's own: time of the entry, archives of other tools, what is refused, and the limit of 4 GiB.
import { crc32, deflateRawSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { ArchiveLimitError } from '../../../src/archive/stream/archive-limit-error.ts';
import { zip, zipUpTo } from '../../../src/archive/zip/zip.ts';
import { seededNoise } from '../../support/seed.ts';
import { logLines } from '../log-lines.ts';
import { compress, decompress, entryOf, through } from '../streams.ts';

const CONTENT = Buffer.from('{"body":"hello"}\n'.repeat(30));

/** Numbers after each other, each given as its width in bytes and its value, lowest byte first. */
function record(...fields: readonly (readonly [width: 1 | 2 | 4 | 8, value: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([width, value]) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt(value));
      return bytes.subarray(0, width);
    }),
  );
}

interface Parts {
  readonly content?: Buffer;
  readonly method?: 0 | 8;
  readonly flags?: number;
  /** A descriptor after the data, with or without its signature, and sizes of this many bytes. */
  readonly descriptor?: { readonly signed: boolean; readonly width: 4 | 8 };
  readonly comment?: string;
  readonly files?: number;
  readonly crcOfDirectory?: number;
  readonly offset?: number;
}

/** A zip archive as other tools make them, put together by hand. */
function otherZip({
  content = CONTENT,
  method = 8,
  flags = 0,
  descriptor,
  comment = '',
  files = 1,
  ...more
}: Parts = {}): Buffer {
  const data = method === 8 ? deflateRawSync(content) : content;
  const crc = crc32(content);
  const name = Buffer.from('other.log');
  const bits = flags | (descriptor === undefined ? 0 : 8);
  const common = record([2, 20], [2, bits], [2, method], [4, 0x5c78_5a10]);
  const known = record([4, crc], [4, data.length], [4, content.length]);
  const local = Buffer.concat([
    record([4, 0x04034b50]),
    common,
    descriptor === undefined ? known : Buffer.alloc(12),
    record([2, name.length], [2, 0]),
    name,
    data,
    descriptor?.signed ? record([4, 0x08074b50]) : record(),
    descriptor === undefined
      ? record()
      : record([4, crc], [descriptor.width, data.length], [descriptor.width, content.length]),
  ]);
  const central = Buffer.concat([
    record([4, 0x02014b50], [2, 20]),
    common,
    record([4, more.crcOfDirectory ?? crc], [4, data.length], [4, content.length]),
    record([2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, more.offset ?? 0]),
    name,
  ]);
  const bodies = Buffer.concat(Array<Buffer>(files).fill(local));
  const directory = Buffer.concat(Array<Buffer>(files).fill(central));
  return Buffer.concat([
    bodies,
    directory,
    record([4, 0x06054b50], [4, 0], [2, files], [2, files], [4, directory.length], [4, bodies.length]),
    record([2, comment.length]),
    Buffer.from(comment),
  ]);
}

describe('reads', () => {
  test.each<[string, Parts]>([
    ['deflated files with their size in front', {}],
    ['a descriptor', { descriptor: { signed: true, width: 4 } }],
    ['a descriptor without signature', { descriptor: { signed: false, width: 4 } }],
    ['a wide descriptor', { descriptor: { signed: true, width: 8 } }],
    ['a wide descriptor without signature', { descriptor: { signed: false, width: 8 } }],
    ['a stored file', { method: 0 }],
    ['an empty stored file', { method: 0, content: Buffer.alloc(0) }],
    ['a stored file that is full of signatures', { method: 0, content: Buffer.alloc(999, 'PK\x07\x08PK\x01\x02') }],
    ['a deflated file that is full of signatures', { content: Buffer.alloc(999, 'PK\x03\x04PK\x05\x06') }],
    ['a comment', { comment: 'made by hand PK\x05\x06' }],
  ])('%s', async (_, parts) => {
    for (const piece of [1, 13, 65_536]) {
      expect((await decompress(zip, otherZip(parts), piece)).equals(parts.content ?? CONTENT)).toBe(true);
    }
  });
});

describe('refuses', () => {
  test.each<[string, Parts, RegExp]>([
    ['two files', { files: 2 }, /more than one file/],
    ['two files with descriptors', { files: 2, descriptor: { signed: true, width: 4 } }, /more than one file/],
    ['two big files', { files: 2, method: 0, content: logLines(400_000) }, /more than one file/],
    ['an encrypted file', { flags: 1 }, /^zip: the file is encrypted$/],
    [
      'a stored file of unknown size',
      { method: 0, descriptor: { signed: true, width: 4 } },
      /neither deflated nor stored/,
    ],
    ['a checksum that differs', { crcOfDirectory: 1 }, /the checksum differs/],
    ['a file that is elsewhere', { offset: 7 }, /not at the start/],
  ])('%s', async (_, parts, message) => {
    await expect(decompress(zip, otherZip(parts))).rejects.toThrow(message);
  });

  test('other bytes before the archive', async () => {
    await expect(decompress(zip, Buffer.concat([Buffer.from('#!/bin/sh\n'), otherZip()]))).rejects.toThrow(
      'zip: not a zip archive, or one without files',
    );
  });

  test('an archive without files', async () => {
    const empty = record([4, 0x06054b50], [8, 0], [8, 0], [2, 0]);
    await expect(decompress(zip, Buffer.concat([empty, Buffer.alloc(20)]))).rejects.toThrow('one without files');
  });
});

test('reads data that hold the signatures of its records', async () => {
  const bytes = seededNoise(50_000);
  const signatures = ['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];
  for (const [i, signature] of signatures.entries()) bytes.write(signature, 1000 * i, 'latin1');
  const archive = await compress(zip, bytes);
  // Noise is stored as it is.
  expect(archive.indexOf('PK\x07\x08')).toBeLessThan(4000);
  for (const piece of [1000, 65_536]) expect((await decompress(zip, archive, piece)).equals(bytes)).toBe(true);
});

describe('the limit of its records', () => {
  // What surrounds the data of `app.jsonl`: 48 bytes before them, 16 after.
  const noise = seededNoise(10_000);

  test('a file of that size is compressed, where its archive has room too', async () => {
    const archive = await compress(zipUpTo(10_000), Buffer.alloc(10_000, 'a'));
    expect(unzipSync(archive)['app.jsonl']).toEqual(new Uint8Array(10_000).fill(0x61));
    const least = (await compress(zip, noise)).lastIndexOf('PK\x01\x02');
    expect((await decompress(zip, await compress(zipUpTo(least), noise))).equals(noise)).toBe(true);
    await expect(compress(zipUpTo(least - 1), noise)).rejects.toThrow(ArchiveLimitError);
  });

  test.each([
    ['by the size that is announced', 10_001],
    ['by what comes, where less was announced', 10],
  ])('a larger file is refused %s', async (_, size) => {
    const bytes = Buffer.alloc(10_001, 'a');
    const stream = zipUpTo(10_000).createCompressor({ ...entryOf(bytes), size });
    await expect(through(stream, bytes)).rejects.toThrow(new ArchiveLimitError('zip', 10_001, 10_000));
  });

  test('it is 4 GiB: a file of 4,294,967,295 bytes is refused before any of it is read', async () => {
    const stream = zip.createCompressor({ ...entryOf(CONTENT), size: 4_294_967_295 });
    await expect(through(stream, CONTENT)).rejects.toThrow(
      'zip holds files of up to 4294967294 bytes, and this one takes 4294967295: it stays as it is (gzip and zstd take files of any size)',
    );
  });
});

test.each([
  ['1970-01-01T00:00:00Z', 0x0021_0000],
  ['2200-06-15T12:00:00Z', 0xef9f_bf7d],
])('a time that zip has no room for, %s, is brought to the nearest one', async (time, expected) => {
  const archive = await through(zip.createCompressor({ ...entryOf(CONTENT), modified: new Date(time) }), CONTENT);
  expect(archive.readUInt32LE(10)).toBe(expected);
  expect((await decompress(zip, archive)).equals(CONTENT)).toBe(true);
});
