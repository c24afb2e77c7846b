// The text of a chunk -> the bytes in a file: encoding, header and file id.
import type { LogRecordFormat } from '../format/format.ts';
import type { Chunk, ChunkEncoding } from './rotating-writer.ts';

// One buffer for all exporters of the thread: a blocking write is over before the next chunk is encoded.
const SCRATCH_BYTES = 256 * 1024;
let scratch: Buffer | undefined;

/** The settings that decide how text becomes bytes. */
export interface TextEncodingSettings {
  readonly format: LogRecordFormat;
  readonly header: string | undefined;
  readonly encoding: 'utf8' | 'latin1';
}

/** Encodes chunks. The bytes are good until the next call. */
export class TextEncoding implements ChunkEncoding {
  readonly overhead: number;
  readonly #format: LogRecordFormat;
  readonly #header: string;
  readonly #encoding: 'utf8' | 'latin1';

  constructor({ format, header = '', encoding }: TextEncodingSettings) {
    this.#format = format;
    this.#header = header;
    this.#encoding = encoding;
    this.overhead = format.fileIdBytes + Buffer.byteLength(header);
  }

  encode({ text, bytes }: Chunk, file: { readonly id: string } | undefined): Uint8Array {
    const lines = file === undefined ? text : this.#header + this.#format.identify(text, file.id);
    const most = bytes + this.overhead;
    if (most > SCRATCH_BYTES) return Buffer.from(lines, this.#encoding);
    scratch ??= Buffer.allocUnsafeSlow(SCRATCH_BYTES);
    return scratch.subarray(0, scratch.write(lines, this.#encoding));
  }
}
