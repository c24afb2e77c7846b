// Reads Zstandard files of any number of frames.

import { zlib } from '../stream/zlib.ts';
import { ZLIB_CHUNK_BYTES, ZlibDuplex } from '../stream/zlib-duplex.ts';
import { ZstdFrameWalker } from './zstd-frames.ts';

/**
 * Reads all frames of a Zstandard file, each through a zlib stream of its own.
 *
 * One zlib stream cannot be given them all: up to Node 24.21 at least it drops the frames that begin in the chunk in
 * which an earlier one ends, without a word, or errors, depending on how the input is cut into chunks; and that of
 * 22.15 takes a cut frame for a whole one.
 */
export class ZstdDecompressor extends ZlibDuplex {
  readonly #frames: ZstdFrameWalker = new ZstdFrameWalker();
  #isOpen = false;

  protected override async takeInput(bytes: Buffer): Promise<void> {
    for (const piece of this.#frames.walk(bytes)) {
      if (!this.#isOpen) {
        this.openZlib(zlib().createZstdDecompress({ chunkSize: ZLIB_CHUNK_BYTES }));
        this.#isOpen = true;
      }
      await this.throughZlib(piece.bytes);
      if (piece.endsFrame) {
        await this.closeZlib();
        this.#isOpen = false;
      }
    }
  }

  protected override endInput(): Promise<void> {
    return this.#frames.atEnd ? Promise.resolve() : Promise.reject(new Error('zstd: unexpected end of file'));
  }
}
