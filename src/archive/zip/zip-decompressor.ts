// Reads a zip archive of one file.
//
// fflate reads what surrounds the data, Node's inflate says where they end. fflate's own way is to look for the next
// record's signature, of 4 bytes: of all archives with 100 MB of data, one in fourteen has one of the three within them.

import { zlib } from '../stream/zlib.ts';
import { ZLIB_CHUNK_BYTES, ZlibDuplex } from '../stream/zlib-duplex.ts';
import { LONGEST_TAIL_BYTES, readZipHead, verifyZipTail, type ZipHead } from './zip-directory.ts';

const STORED = 0;
const DEFLATED = 8;

/** Gives the file in a zip archive, which must be its only one. Verifies checksum and sizes. */
export class ZipDecompressor extends ZlibDuplex {
  #head: ZipHead | undefined;
  /** The bytes of a file that is not deflated. */
  #storedBytes: number | undefined;
  /** Bytes of the records before or after the data. */
  #gathered: Buffer = Buffer.alloc(0);
  #isPastData = false;
  #crc = 0;
  #size = 0;
  #compressedSize = 0;

  protected override async takeInput(bytes: Buffer): Promise<void> {
    const data = this.#head === undefined ? await this.#takeHead(bytes) : bytes;
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
    if (this.#storedBytes === undefined) {
      await this.closeZlib();
    }
    await verifyZipTail(this.#gathered, head, {
      crc: this.#crc,
      compressedSize: this.#compressedSize,
      size: this.#size,
    });
  }

  /** Returns the bytes after the head. */
  async #takeHead(bytes: Buffer): Promise<Buffer> {
    this.#gathered = Buffer.concat([this.#gathered, bytes]);
    const head = await readZipHead(this.#gathered);
    if (head === undefined) {
      return Buffer.alloc(0);
    }
    this.#head = head;
    if (head.method === STORED && head.compressedSize !== undefined) {
      this.#storedBytes = head.compressedSize;
    } else if (head.method === DEFLATED) {
      this.openZlib(zlib().createInflateRaw({ chunkSize: ZLIB_CHUNK_BYTES }), (inflated) => {
        this.#note(inflated);
        return this.push(inflated);
      });
    } else {
      throw new Error(`zip: the file is neither deflated nor stored with its size in front (method ${head.method})`);
    }
    const data = this.#gathered.subarray(head.length);
    this.#gathered = Buffer.alloc(0);
    return data;
  }

  /** Returns the bytes after the data. */
  async #takeData(bytes: Buffer): Promise<Buffer> {
    if (this.#head === undefined) {
      return bytes;
    }
    if (this.#storedBytes === undefined) {
      const rest = await this.throughZlib(bytes);
      this.#compressedSize += bytes.length - rest.length;
      return rest;
    }
    const stored = bytes.subarray(0, this.#storedBytes - this.#compressedSize);
    this.#compressedSize += stored.length;
    this.#note(stored);
    // The caller may change its bytes then, before they are read here.
    await this.emitBytes(Buffer.from(stored));
    return bytes.subarray(stored.length);
  }

  #note(bytes: Buffer): void {
    this.#crc = zlib().crc32(bytes, this.#crc);
    this.#size += bytes.length;
  }
}
