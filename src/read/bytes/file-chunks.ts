// The bytes of a log file, decompressed as they are read.
import type { FileHandle } from 'node:fs/promises';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { bzip2 } from '../../archive/bzip2/bzip2.ts';
import { gzip } from '../../archive/gzip/gzip.ts';
import type { Codec } from '../../archive/stream/codec.ts';
import { zip } from '../../archive/zip/zip.ts';
import { zstd } from '../../archive/zstd/zstd.ts';

/** Bytes of a plain file that are read at once. */
const PLAIN_BYTES = 256 * 1024;
/** Bytes of an archive that are read at once. */
const ARCHIVE_BYTES = 64 * 1024;
/** How many bytes tell what a file is. */
const HEAD_BYTES = 8;

/** What the bytes of a file are, as its first ones say, whatever its name is. */
export type FileKind = 'plain' | 'framed-zstd' | Codec;

/** Each frame of the collector's file exporter: its length in four bytes, the highest first, then a frame of zstd. */
const FRAME_LENGTH_BYTES = 4;

/** Finds out what a file is. */
export function kindOf(head: Buffer): FileKind {
  if (head[0] === 0x1f && head[1] === 0x8b) return gzip;
  if (isZstd(head, 0)) return zstd;
  if (head.length >= 4 && head.toString('latin1', 0, 3) === 'BZh' && isDigit(head[3])) return bzip2;
  if (head.length >= 4 && head.readUInt32LE(0) === 0x04034b50) return zip;
  return isZstd(head, FRAME_LENGTH_BYTES) ? 'framed-zstd' : 'plain';
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x31 && byte <= 0x39;
}

function isZstd(head: Buffer, at: number): boolean {
  return head.length >= at + 4 && head.readUInt32LE(at) === 0xfd2fb528;
}

/** The first bytes of a file. */
export async function readHead(file: FileHandle, length: number = HEAD_BYTES): Promise<Buffer> {
  const head = Buffer.alloc(length);
  const { bytesRead } = await file.read(head, 0, length, 0);
  return head.subarray(0, bytesRead);
}

/**
 * The bytes of a file.
 * @param onRead gets how many bytes of the file were read
 * @throws what reading fails with, and what is wrong with the archive, after all that could be read of it
 */
export async function* fileChunks(
  file: FileHandle,
  kind: FileKind,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  if (kind === 'plain') yield* plainChunks(file, onRead);
  else if (kind === 'framed-zstd') yield* framedChunks(file, onRead);
  else yield* archiveChunks(file, kind, onRead);
}

/** The bytes of a plain file from a position on, each time in the same buffer. */
async function* plainChunks(file: FileHandle, onRead: (bytes: number) => void, from = 0): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(PLAIN_BYTES);
  for (let at = from; ; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    onRead(bytesRead);
    yield buffer.subarray(0, bytesRead);
  }
}

async function* archiveChunks(file: FileHandle, codec: Codec, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  yield* decompressed(rawChunks(file, onRead), codec);
}

async function* rawChunks(file: FileHandle, onRead: (bytes: number) => void, from = 0): AsyncGenerator<Buffer> {
  for (let at = from; ; ) {
    const buffer = Buffer.allocUnsafe(ARCHIVE_BYTES);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    onRead(bytesRead);
    yield buffer.subarray(0, bytesRead);
  }
}

/** What an archive gives before it fails is given out first. */
async function* decompressed(chunks: AsyncIterable<Buffer>, codec: Codec): AsyncGenerator<Buffer> {
  const plain = new PassThrough({ highWaterMark: ARCHIVE_BYTES });
  let failure: unknown;
  const decompressor = codec.createDecompressor();
  decompressor.on('data', (bytes: Buffer) => {
    if (!plain.write(bytes)) decompressor.pause();
  });
  plain.on('drain', () => decompressor.resume());
  const done = pipeline(Readable.from(chunks, { objectMode: false, highWaterMark: ARCHIVE_BYTES }), decompressor).then(
    () => plain.end(),
    (error: unknown) => {
      failure = error;
      plain.end();
    },
  );
  try {
    for await (const bytes of plain) yield bytes as Buffer;
  } finally {
    decompressor.destroy();
    await done;
  }
  if (failure !== undefined) throw failure;
}

/** Each frame has a length in front, and gives a line without its end. */
async function* framedChunks(file: FileHandle, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  const lengthBytes = Buffer.alloc(FRAME_LENGTH_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(lengthBytes, 0, FRAME_LENGTH_BYTES, at);
    if (bytesRead === 0) return;
    const length = bytesRead === FRAME_LENGTH_BYTES ? lengthBytes.readUInt32BE(0) : 0;
    if (length === 0) throw new Error('zstd: unexpected end of file');
    onRead(bytesRead);
    yield* decompressed(partOf(file, at + bytesRead, length, onRead), zstd);
    yield LINE_END;
    at += bytesRead + length;
  }
}

const LINE_END = Buffer.from('\n');

async function* partOf(
  file: FileHandle,
  from: number,
  length: number,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for (let at = from; at < from + length; ) {
    const buffer = Buffer.allocUnsafe(Math.min(ARCHIVE_BYTES, from + length - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    onRead(bytesRead);
    yield buffer.subarray(0, bytesRead);
  }
}
