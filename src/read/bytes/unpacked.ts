// What an archive gives, also where it is damaged: all that can be unpacked before the damage.
import type { Duplex } from 'node:stream';
import { archiveErrorOf } from '../../archive/archive-error.ts';
import { bzip2 } from '../../archive/bzip2/bzip2.ts';
import { gzip } from '../../archive/gzip/gzip.ts';
import type { Codec } from '../../archive/stream/codec.ts';
import { ZLIB_CHUNK_BYTES } from '../../archive/stream/zlib-duplex.ts';
import { zstd } from '../../archive/zstd/zstd.ts';

/** Bytes of an archive that are read at once. */
export const ARCHIVE_BYTES: number = 64 * 1024;

/**
 * Gives the bytes of an archive from its start; nothing where that cannot be done again.
 * @param lengthAt how many bytes are to be given at once from a place on; nothing the first time, when they come as they do
 */
export type ArchiveInput = (lengthAt?: (at: number) => number) => AsyncGenerator<Buffer, void, undefined> | undefined;

/** Into pieces of how many bytes the input is cut in which a codec failed, one time after the other. */
const FINER = [512, 1];

/**
 * Passes the bytes of an archive through its codec. zlib keeps for itself what it made of the piece of input in which it fails, which is
 * all of a small archive. So the archive is unpacked again then, that piece of it in smaller ones, and what was not given yet is given.
 * @param before how many bytes were unpacked of the same file before
 * @throws ArchiveError after all that it gave before what is wrong with it; what the input throws
 */
export async function* unpacked(
  input: ArchiveInput,
  codec: Codec,
  before = 0,
): AsyncGenerator<Buffer, void, undefined> {
  let given = 0;
  let isGiving = false;
  const cuts: { readonly from: number; readonly length: number }[] = [];
  const lengthAt = (at: number): number => {
    const { length } = cuts.findLast(({ from }) => from <= at) ?? { length: ARCHIVE_BYTES };
    const end = cuts.find(({ from }) => from > at)?.from ?? Number.POSITIVE_INFINITY;
    return Math.min(length, end - at);
  };
  for (const finer of [...FINER, undefined]) {
    const chunks = cuts.length === 0 ? input() : input(lengthAt);
    const place: Place = { at: 0, next: 0, hasEnded: false, failure: undefined };
    let passed = 0;
    try {
      for await (const piece of decompressed(noted(chunks as NonNullable<typeof chunks>, place), codec)) {
        const fresh = piece.subarray(Math.max(0, given - passed));
        passed += piece.length;
        given = Math.max(given, passed);
        if (fresh.length === 0) continue;
        isGiving = true;
        yield fresh;
        isGiving = false;
      }
      return;
    } catch (error) {
      // What is thrown into it by who takes the pieces, as a stream does that is destroyed.
      if (isGiving || place.failure !== undefined) throw error;
      // bzip2 gives what it has made, and at the end of the input nothing is kept.
      const isAll = finer === undefined || codec === bzip2 || place.hasEnded || input(lengthAt) === undefined;
      if (isAll) throw archiveErrorOf(error, codec.name, before + given);
      cuts.push({ from: place.at, length: finer });
    }
  }
}

/** How far an input is. */
interface Place {
  /** Where the piece begins that was given last. */
  at: number;
  next: number;
  /** Whether there are no more. */
  hasEnded: boolean;
  /** What it threw, which is no fault of the archive. */
  failure: { readonly error: unknown } | undefined;
}

/** Notes how far an input is. */
async function* noted(
  chunks: AsyncGenerator<Buffer, void, undefined>,
  place: Place,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of chunks) {
      place.at = place.next;
      place.next += chunk.length;
      yield chunk;
    }
    place.hasEnded = true;
  } catch (error) {
    place.failure = { error };
    throw error;
  }
}

/**
 * Passes bytes through a codec. Pieces wait here no more than the stream has made of one chunk and what it takes to make it pause. Each is
 * gone when the next one is asked for, and a chunk may be changed when the next one is.
 */
async function* decompressed(
  chunks: AsyncGenerator<Buffer, void, undefined>,
  codec: Codec,
): AsyncGenerator<Buffer, void, undefined> {
  const stream = codec.createDecompressor();
  const isOfZlib = codec === gzip || codec === zstd;
  const pieces: Buffer[] = [];
  let state: 'open' | 'ended' | { readonly error: unknown } = 'open';
  let wake: () => void = () => undefined;
  stream.on('data', (piece: Buffer) => {
    pieces.push(piece);
    stream.pause();
    wake();
  });
  stream.on('end', () => {
    state = 'ended';
    wake();
  });
  const fail = (error: unknown): void => {
    if (state === 'open') state = { error };
    // What it gave before it failed waits in it, and is no event any more.
    for (let piece = stream.destroyed ? stream.read() : null; piece !== null; piece = stream.read()) pieces.push(piece);
    wake();
  };
  stream.on('error', fail);
  const feeding = feed(chunks, stream).catch(fail);
  try {
    for (;;) {
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
        yield piece;
        if (isOfZlib) release(piece);
      }
      // What the stream was told after the last look.
      if (pieces.length > 0) continue;
      if (state !== 'open') break;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      stream.resume();
      await woken;
    }
    if (typeof state === 'object') throw (state as { readonly error: unknown }).error;
  } finally {
    stream.destroy();
    await feeding;
  }
}

/**
 * Gives the memory of a piece back, where it is the last one in its buffer: zlib fills another one by then, and nothing else is in it. The
 * garbage collector does so when it comes to it, which was after 80 MB.
 */
function release({ buffer, byteOffset, length }: Buffer): void {
  const isLast = buffer.byteLength === ZLIB_CHUNK_BYTES && byteOffset + length === ZLIB_CHUNK_BYTES;
  if (isLast) (buffer as ArrayBuffer).transfer(0);
}

async function feed(chunks: AsyncGenerator<Buffer, void, undefined>, stream: Duplex): Promise<void> {
  for await (const chunk of chunks) {
    await written(stream, chunk);
    if (stream.destroyed) return;
  }
  stream.end();
}

/** When a stream is done with a chunk, or never will be. */
function written(stream: Duplex, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('close', done);
      resolve();
    };
    stream.on('close', done);
    stream.write(chunk, done);
  });
}

/** Of a stream as much is kept as a small archive has; a larger one cannot be asked for again. */
const MOST_KEPT = 1024 * 1024;

/** A stream as an input that can be had again as long as it is small. */
export function keptInput(stream: AsyncIterable<Buffer>): ArchiveInput {
  let kept: Buffer | undefined = Buffer.alloc(0);
  async function* first(): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of stream) {
      kept = kept === undefined || kept.length + chunk.length > MOST_KEPT ? undefined : Buffer.concat([kept, chunk]);
      yield chunk;
    }
  }
  return (lengthAt) => {
    if (lengthAt === undefined) return first();
    return kept === undefined ? undefined : piecesOf(kept, lengthAt);
  };
}

async function* piecesOf(all: Buffer, lengthAt: (at: number) => number): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < all.length; at += lengthAt(at))
    yield await Promise.resolve(all.subarray(at, at + lengthAt(at)));
}
