// Sends bytes through streams, for the tests of codecs.
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArchiveEntry, Codec } from '../../src/archive/stream/codec.ts';

/** What comes out of a stream that is given the bytes, in pieces of the given size. */
export async function through(stream: Duplex, bytes: Uint8Array, pieceBytes = 65_536): Promise<Buffer> {
  const output: Buffer[] = [];
  await pipeline(Readable.from(pieces(bytes, pieceBytes), { objectMode: false }), stream, async (source) => {
    for await (const piece of source) {
      output.push(piece as Buffer);
    }
  });
  return Buffer.concat(output);
}

function* pieces(bytes: Uint8Array, pieceBytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield Buffer.from(bytes.subarray(at, at + pieceBytes));
  }
}

/** A file of the given content, for codecs. */
export function entryOf(bytes: Uint8Array, name = 'app.jsonl'): ArchiveEntry {
  return { name, size: bytes.length, modified: new Date('2026-11-24T10:20:31Z') };
}

/** The archive of a file with the given content. */
export function compress(codec: Codec, bytes: Uint8Array): Promise<Buffer> {
  return through(codec.createCompressor(entryOf(bytes)), bytes);
}

/** The content of the file in an archive. */
export function decompress(codec: Codec, archive: Uint8Array, pieceBytes?: number): Promise<Buffer> {
  return through(codec.createDecompressor(), archive, pieceBytes);
}
