// Reads a zip archive of one file.
import { crc32, createInflateRaw } from 'node:zlib';
import { LONGEST_TAIL_BYTES, parseZipHead, verifyZipTail, type ZipHead } from './zip-reading.ts';
import { ZLIB_CHUNK_BYTES, ZlibDuplex } from './zlib-duplex.ts';

/** Gives the file in a zip archive, which must be its only one. Verifies checksum and sizes. */
export class ZipDecompressor extends ZlibDuplex {
  #head: ZipHead | undefined;
  /** Bytes of the records before or after the data. */
  #gathered: Buffer = Buffer.alloc(0);
  #isPastData = false;
  #crc = 0;
  #size = 0;
  #compressedSize = 0;

  protected override async takeInput(bytes: Buffer): Promise<void> {
    const data = this.#head === undefined ? this.#takeHead(bytes) : bytes;
    const rest = this.#isPastData ? data : await this.#takeData(data);
    if (rest.length > 0) {
      this.#isPastData = true;
      this.#gathered = Buffer.concat([this.#gathered, rest]);
      if (this.#gathered.length > LONGEST_TAIL_BYTES) {
        throw new Error('zip: damaged, or it holds more than one file');
      }
    }
  }

  protected override async endInput(): Promise<void> {
    const head = this.#head;
    if (head === undefined) {
      throw new Error('zip: unexpected end of file');
    }
    if (!head.isStored) {
      await this.closeZlib();
    }
    verifyZipTail(this.#gathered, head, {
      crc: this.#crc,
      compressedSize: this.#compressedSize,
      size: this.#size,
    });
  }

  /** Returns the bytes after the head. */
  #takeHead(bytes: Buffer): Buffer {
    this.#gathered = Buffer.concat([this.#gathered, bytes]);
    this.#head = parseZipHead(this.#gathered);
    if (this.#head === undefined) {
      return Buffer.alloc(0);
    }
    if (!this.#head.isStored) {
      this.openZlib(createInflateRaw({ chunkSize: ZLIB_CHUNK_BYTES }), (inflated) => this.#note(inflated));
    }
    const data = this.#gathered.subarray(this.#head.length);
    this.#gathered = Buffer.alloc(0);
    return data;
  }

  /** Returns the bytes after the data. */
  async #takeData(bytes: Buffer): Promise<Buffer> {
    if (this.#head === undefined) {
      return bytes;
    }
    if (!this.#head.isStored) {
      const rest = await this.throughZlib(bytes);
      this.#compressedSize += bytes.length - rest.length;
      return rest;
    }
    const missing = this.#head.compressedSize - this.#compressedSize;
    const stored = bytes.subarray(0, missing);
    this.#compressedSize += stored.length;
    this.#note(stored);
    await this.emitBytes(stored);
    return bytes.subarray(stored.length);
  }

  #note(bytes: Buffer): void {
    this.#crc = crc32(bytes, this.#crc);
    this.#size += bytes.length;
  }
}
