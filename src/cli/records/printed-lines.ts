// The lines of records that are to be printed: copied as bytes where that can be, else as text until there is enough to become bytes in one go.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecordEncoder } from '../../format/format.ts';
import { withRoom } from '../../format/line-buffer.ts';
import { type LineCopier, NOT_COPIED } from '../../format/line-copier.ts';
import { writtenOf } from '../../format/written-fields.ts';

/** Gathers the lines of records. */
export interface PrintedLines {
  add(record: ReadableLogRecord): void;
  /** How much has gathered, in bytes or, of what is text yet, in characters. */
  readonly length: number;
  /** Gives out what has gathered. */
  take(): Uint8Array;
}

/** Characters: the collector of garbage copies what lives longer. */
const MOST_TEXT = 16 * 1024;
/** More than is gathered as a rule before it is taken. */
const USUAL_BYTES = 128 * 1024;
/** Bytes that a character takes at most. */
const MOST_OF_CHARACTER = 3;

/** What makes the lines of records. */
export interface LineMaker {
  /** The line of a record without its end, or several with line feeds between them. */
  readonly lineOf: (record: ReadableLogRecord) => string;
  /** Of records that can be copied. */
  readonly copier?: LineCopier | undefined;
}

/** Lines of which nobody asks how long each is, as an exporter has to. */
export class TextLines implements PrintedLines {
  readonly #make: () => LineMaker;
  #maker: LineMaker | undefined;
  #bytes: Buffer = Buffer.allocUnsafeSlow(USUAL_BYTES);
  #filled = 0;
  /** Behind the bytes. */
  #text = '';

  /** @param make called with the first record: who finds none need not wait for the names of a time zone */
  constructor(make: () => LineMaker) {
    this.#make = make;
  }

  add(record: ReadableLogRecord): void {
    this.#maker ??= this.#make();
    const { lineOf, copier } = this.#maker;
    if (copier !== undefined && this.#isCopied(record, copier)) return;
    this.#text += `${lineOf(record)}\n`;
    if (this.#text.length >= MOST_TEXT) this.#toBytes();
  }

  get length(): number {
    return this.#filled + this.#text.length;
  }

  take(): Uint8Array {
    this.#toBytes();
    const lines = Buffer.from(this.#bytes.subarray(0, this.#filled));
    this.#filled = 0;
    if (this.#bytes.length > USUAL_BYTES) this.#bytes = Buffer.allocUnsafeSlow(USUAL_BYTES);
    return lines;
  }

  #isCopied(record: ReadableLogRecord, copier: LineCopier): boolean {
    const written = writtenOf(record);
    const bytes = written?.line.bytes;
    if (written === undefined || bytes === undefined) return false;
    const most = copier.begin(record, written, bytes);
    if (most === NOT_COPIED) return false;
    if (this.#text !== '') this.#toBytes();
    this.#makeRoom(most);
    this.#filled = copier.copy(written, bytes, this.#bytes, this.#filled);
    return true;
  }

  #toBytes(): void {
    this.#makeRoom(MOST_OF_CHARACTER * this.#text.length);
    this.#filled += this.#bytes.write(this.#text, this.#filled);
    this.#text = '';
  }

  #makeRoom(bytes: number): void {
    this.#bytes = withRoom(this.#bytes, this.#filled, bytes);
  }
}

/** Lines of any format. */
export function encodedLines(encoder: LogRecordEncoder): PrintedLines {
  return {
    add(record) {
      encoder.stage(record);
      encoder.commit();
    },
    get length() {
      return encoder.pendingBytes;
    },
    take: () => encoder.take(),
  };
}
