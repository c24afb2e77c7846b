// The bytes of a log file, decompressed as they are read.
import type { FileHandle } from 'node:fs/promises';
import zlib from 'node:zlib';
import { ArchiveError } from '../../archive/archive-error.ts';
import { bzip2 } from '../../archive/bzip2/bzip2.ts';
import { gzip } from '../../archive/gzip/gzip.ts';
import type { Codec } from '../../archive/stream/codec.ts';
import { zip } from '../../archive/zip/zip.ts';
import { zstd } from '../../archive/zstd/zstd.ts';
import { ignore } from '../../foreign/call.ts';
import { ARCHIVE_BYTES, type ArchiveInput, unpacked } from './unpacked.ts';

/** Bytes of a file that are read at once. */
const PLAIN_BYTES = 256 * 1024;
/** How many bytes tell what a file is. */
export const HEAD_BYTES = 8;
/** Each message of the collector's file exporter has its length in front, the highest byte first. */
const LENGTH_BYTES = 4;
const ZSTD_MAGIC = 0xfd2fb528;
const ZSTD_SKIPPABLE = 0x184d2a50;
const ZIP_MAGIC = 0x04034b50;

/** What the bytes of a file are. `framed-zstd`: messages of the collector's file exporter, each a frame with its length in front. */
export type FileKind = 'plain' | 'framed-zstd' | Codec;

/** Finds out what a file is by its first bytes, whatever its name says. */
export async function fileKind(file: FileHandle): Promise<FileKind> {
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  return kindOf(head.subarray(0, bytesRead));
}

/** What bytes are that begin with these, which are all or {@link HEAD_BYTES} of them. */
export function kindOf(head: Buffer): FileKind {
  if (head[0] === 0x1f && head[1] === 0x8b) return gzip;
  if (isZstd(head, 0) || isSkippable(head)) return zstd;
  if (head.toString('latin1', 0, 3) === 'BZh' && isBlockSize(head[3])) return bzip2;
  if (head.length >= LENGTH_BYTES && head.readUInt32LE(0) === ZIP_MAGIC) return zip;
  return isZstd(head, LENGTH_BYTES) ? 'framed-zstd' : 'plain';
}

function isBlockSize(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x31 && byte <= 0x39;
}

/** A frame that holds something else than data (RFC 8878 §3.1.2), with which some writers begin. */
function isSkippable(head: Buffer): boolean {
  return head.length >= 4 && (head.readUInt32LE(0) & ~0xf) >>> 0 === ZSTD_SKIPPABLE;
}

function isZstd(head: Buffer, at: number): boolean {
  return head.length >= at + 4 && head.readUInt32LE(at) === ZSTD_MAGIC;
}

const NONE = Buffer.alloc(0);

/** What becomes of reading. */
export interface ChunkReading {
  /** Gets how many bytes of the file were read. */
  readonly onRead: (bytes: number) => void;
}

/**
 * The bytes of a plain file between two positions. Each chunk is gone when the next but one is asked for: from the second on, the next is
 * read while one is worked on. Of what is only looked into, nothing more is read than that.
 * @param to gives where reading ends, and is asked each time
 */
export async function* plainChunks(
  file: FileHandle,
  from: number,
  to: () => number,
  { onRead }: ChunkReading,
): AsyncGenerator<Buffer, void, undefined> {
  const size = Math.min(PLAIN_BYTES, Math.max(1, to() - from));
  const readAt = async (at: number, buffer: Buffer): Promise<Buffer> => {
    const length = Math.min(size, to() - at);
    const { bytesRead } = length > 0 ? await file.read(buffer, 0, length, at) : { bytesRead: 0 };
    return buffer.subarray(0, bytesRead);
  };
  let [buffer, spare] = [Buffer.allocUnsafeSlow(size), NONE];
  let at = from;
  for (let next: Promise<Buffer> | undefined; ; ) {
    const chunk = await (next ?? readAt(at, buffer));
    if (chunk.length === 0) return;
    onRead(chunk.length);
    at += chunk.length;
    if (at - from > size) {
      [buffer, spare] = [spare.length === 0 ? Buffer.allocUnsafeSlow(size) : spare, buffer];
      next = readAt(at, buffer);
      // Who stops asking is told nothing.
      next.catch(ignore);
    }
    yield chunk;
  }
}

/**
 * The bytes of a file, decompressed as what it holds asks for, whatever its name says.
 * @throws ArchiveError, and the reason of the signal
 */
export async function* fileChunks(
  file: FileHandle,
  kind: FileKind,
  reading: ChunkReading & { readonly signal?: AbortSignal | undefined },
): AsyncGenerator<Buffer, void, undefined> {
  const whole = (): number => Number.POSITIVE_INFINITY;
  const chunks = kind === 'plain' ? plainChunks(file, 0, whole, reading) : archiveChunks(file, kind, reading);
  for await (const chunk of chunks) {
    reading.signal?.throwIfAborted();
    yield chunk;
  }
}

/**
 * The bytes in an archive.
 * @throws ArchiveError after all that it gave before what is wrong with it
 */
export async function* archiveChunks(
  file: FileHandle,
  kind: Exclude<FileKind, 'plain'>,
  reading: ChunkReading,
): AsyncGenerator<Buffer, void, undefined> {
  if (kind === 'framed-zstd') yield* messages(file, reading);
  else yield* unpacked(fileInput(file, 0, Number.POSITIVE_INFINITY, reading), kind);
}

/** A part of a file. What is read again is not told. */
function fileInput(file: FileHandle, from: number, to: number, { onRead }: ChunkReading): ArchiveInput {
  return (lengthAt) => rawChunks(file, from, to, lengthAt === undefined ? onRead : ignore, lengthAt);
}

/** The bytes of a file as they are, each time in the same buffer. */
async function* rawChunks(
  file: FileHandle,
  from: number,
  to: number,
  onRead: (bytes: number) => void,
  lengthAt: (at: number) => number = () => ARCHIVE_BYTES,
): AsyncGenerator<Buffer, void, undefined> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(ARCHIVE_BYTES, to - from));
  for (let at = from; at < to; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, lengthAt(at - from), to - at), at);
    if (bytesRead === 0) return;
    at += bytesRead;
    onRead(bytesRead);
    yield buffer.subarray(0, bytesRead);
  }
}

/** Messages of the collector's file exporter, each as a line. */
async function* messages(file: FileHandle, reading: ChunkReading): AsyncGenerator<Buffer, void, undefined> {
  const lengthBytes = Buffer.alloc(LENGTH_BYTES);
  let given = 0;
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(lengthBytes, 0, LENGTH_BYTES, at);
    if (bytesRead === 0) return;
    const length = bytesRead === LENGTH_BYTES ? lengthBytes.readUInt32BE(0) : 0;
    if (length === 0) throw new ArchiveError('zstd', 'cut', given);
    at += bytesRead;
    reading.onRead(bytesRead);
    const whole = length <= SMALL_MESSAGE ? await wholeMessage(file, at, length) : undefined;
    if (whole !== undefined) {
      reading.onRead(length);
      given += whole.length;
      yield whole;
    } else {
      for await (const piece of unpacked(fileInput(file, at, at + length, reading), zstd, given)) {
        given += piece.length;
        yield piece;
      }
    }
    yield LINE_END;
    at += length;
  }
}

const LINE_END = Buffer.from('\n');
/** A message of no more bytes is decompressed in one go: a stream for each takes a millisecond. */
const SMALL_MESSAGE = 64 * 1024;
const MOST_MESSAGE = 16 * 1024 * 1024;

/** A message; nothing where it is cut, damaged or huge, which a stream tells better. */
async function wholeMessage(file: FileHandle, at: number, length: number): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  if (bytesRead < length) return undefined;
  try {
    return zlib.zstdDecompressSync(bytes, { maxOutputLength: MOST_MESSAGE });
  } catch {
    return undefined;
  }
}
