// The text of a chunk -> the bytes in a file: encoding, header, file id and the marks of the hash chain.
import type { LogRecordFormat } from '../../format/format.ts';
import type { MarkedLines } from '../../integrity/integrity-chain.ts';
import type { Steps } from '../system/file-system.ts';
import type { Chunk, ChunkEncoding, EncodedChunk } from './chunk.ts';
import type { FileChain } from './file-chain.ts';
import type { LogFile } from './log-file.ts';

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
  readonly bytesPerLine: number;
  readonly #settings: TextEncodingSettings;
  readonly #header: string;
  readonly #chain: FileChain | undefined;

  constructor(settings: TextEncodingSettings, chain?: FileChain) {
    const { format, header = '' } = settings;
    this.#settings = settings;
    this.#header = header;
    this.#chain = chain;
    this.bytesPerLine = chain?.bytesPerLine ?? 0;
    const headerLines = header.split('\n').length - 1;
    this.overhead =
      format.fileIdBytes + Buffer.byteLength(header) + headerLines * this.bytesPerLine + (chain?.bytesPerFile ?? 0);
  }

  get hasOpenEnd(): boolean {
    return this.#chain?.hasOpenEnd === true;
  }

  growthBy({ bytes, lines }: Chunk): number {
    return bytes + lines * this.bytesPerLine + (this.#chain?.bytesPerFile ?? 0);
  }

  encode(chunk: Chunk, file: { readonly id: string } | undefined): EncodedChunk {
    const lines = this.#representable(
      file === undefined ? chunk.text : this.#header + this.#settings.format.identify(chunk.text, file.id),
    );
    const most = this.growthBy(chunk) + this.overhead;
    if (this.#chain === undefined) return { ...this.#bytesOf(lines, most), written: DO_NOTHING };
    return this.#marked(this.#chain, this.#chain.mark(lines, file !== undefined), most, false);
  }

  *enter(file: LogFile, isSecond: boolean): Steps<boolean> {
    return this.#chain === undefined || (yield* this.#chain.enter(file, isSecond));
  }

  end(): EncodedChunk | undefined {
    const line = this.#chain?.end();
    return this.#chain && line && this.#marked(this.#chain, line, this.overhead, true);
  }

  forSideFile(): TextEncoding {
    return new TextEncoding(this.#settings, this.#chain?.forSideFile());
  }

  /** Node keeps the low byte of what Latin-1 has not: U+010A would become a line feed, and U+011B begin a terminal sequence. */
  #representable(text: string): string {
    return this.#settings.encoding === 'latin1' ? text.replace(BEYOND_LATIN_1, '?') : text;
  }

  #marked(chain: FileChain, lines: MarkedLines, most: number, isEnd: boolean): EncodedChunk {
    return { ...this.#bytesOf(lines.text, most), written: () => chain.written(lines, isEnd) };
  }

  #bytesOf(text: string, most: number): Omit<EncodedChunk, 'written'> {
    const { encoding } = this.#settings;
    if (most > SCRATCH_BYTES) return { bytes: Buffer.from(text, encoding), isShared: false };
    scratch ??= Buffer.allocUnsafeSlow(SCRATCH_BYTES);
    return { bytes: scratch.subarray(0, scratch.write(text, encoding)), isShared: true };
  }
}

const BEYOND_LATIN_1 = /[^\0-\xff]/gu;
const DO_NOTHING = () => undefined;
