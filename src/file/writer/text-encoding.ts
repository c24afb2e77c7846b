// Chunks -> the bytes in a file: header, file id, another encoding than UTF-8, and the marks of the hash chain.
import type { LogRecordFormat } from '../../format/format.ts';
import type { MarkedLines } from '../../integrity/integrity-chain.ts';
import type { Steps } from '../system/file-system.ts';
import type { Chunk, ChunkEncoding, EncodedChunk } from './chunk.ts';
import type { FileChain } from './file-chain.ts';
import type { LogFile } from './log-file.ts';

/** The settings that decide how lines stand in a file. */
export interface TextEncodingSettings {
  readonly format: LogRecordFormat;
  readonly header: string | undefined;
  readonly encoding: 'utf8' | 'latin1';
}

/** Encodes chunks. Most of them are written as they are. */
export class TextEncoding implements ChunkEncoding {
  readonly overhead: number;
  readonly bytesPerLine: number;
  readonly #settings: TextEncodingSettings;
  readonly #header: Uint8Array;
  readonly #chain: FileChain | undefined;

  constructor(settings: TextEncodingSettings, chain?: FileChain) {
    const { format, header = '' } = settings;
    this.#settings = settings;
    this.#header = Buffer.from(header);
    this.#chain = chain;
    this.bytesPerLine = chain?.bytesPerLine ?? 0;
    const headerLines = header.split('\n').length - 1;
    this.overhead =
      format.fileIdBytes + this.#header.length + headerLines * this.bytesPerLine + (chain?.bytesPerFile ?? 0);
  }

  get hasOpenEnd(): boolean {
    return this.#chain?.hasOpenEnd === true;
  }

  growthBy({ bytes, lines }: Chunk): number {
    return bytes + lines * this.bytesPerLine + (this.#chain?.bytesPerFile ?? 0);
  }

  encode({ content }: Chunk, file: { readonly id: string } | undefined): EncodedChunk {
    const { format, encoding } = this.#settings;
    const lines = file === undefined ? content : Buffer.concat([this.#header, format.identify(content, file.id)]);
    const bytes = encoding === 'latin1' ? latin1Of(lines) : lines;
    if (this.#chain === undefined) return { bytes, written: DO_NOTHING };
    return marked(this.#chain, this.#chain.mark(bytes, file !== undefined), false);
  }

  *enter(file: LogFile, isSecond: boolean): Steps<boolean> {
    return this.#chain === undefined || (yield* this.#chain.enter(file, isSecond));
  }

  end(): EncodedChunk | undefined {
    const line = this.#chain?.end();
    return this.#chain && line && marked(this.#chain, line, true);
  }

  forSideFile(): TextEncoding {
    return new TextEncoding(this.#settings, this.#chain?.forSideFile());
  }
}

function marked(chain: FileChain, lines: MarkedLines, isEnd: boolean): EncodedChunk {
  return { bytes: lines.bytes, written: () => chain.written(lines, isEnd) };
}

/** Node keeps the low byte of what Latin-1 has not: U+010A would become a line feed, and U+011B begin a terminal sequence. */
function latin1Of(utf8: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(utf8).toString().replace(BEYOND_LATIN_1, '?'), 'latin1');
}

const BEYOND_LATIN_1 = /[^\0-\xff]/gu;
const DO_NOTHING = () => undefined;
