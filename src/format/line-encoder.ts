// One record, one line: the encoder of every format whose lines stand alone.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecordEncoder } from './format.ts';
import { LineBuffer } from './line-buffer.ts';

/** Encodes each record as a line of its own. */
export class LineEncoder implements LogRecordEncoder {
  readonly #formatLine: (record: ReadableLogRecord) => string;
  readonly #lines = new LineBuffer();
  #pendingRecords = 0;
  // The staged line with its end; no text where none is staged.
  #staged = '';
  #stagedBytes = 0;

  /** @param formatLine a record's line without its end; the text must not hold a line feed */
  constructor(formatLine: (record: ReadableLogRecord) => string) {
    this.#formatLine = formatLine;
  }

  get pendingBytes(): number {
    return this.#lines.length;
  }

  get pendingLines(): number {
    return this.#pendingRecords;
  }

  get pendingRecords(): number {
    return this.#pendingRecords;
  }

  /** @throws what the format throws; nothing is staged then */
  stage(record: ReadableLogRecord): number {
    this.#staged = '';
    const line = `${this.#formatLine(record)}\n`;
    this.#stagedBytes = Buffer.byteLength(line);
    this.#staged = line;
    return this.#stagedBytes;
  }

  commit(): void {
    if (this.#staged === '') return;
    this.#lines.add(this.#staged, this.#stagedBytes);
    this.#staged = '';
    this.#pendingRecords++;
  }

  take(): Uint8Array {
    const lines = Buffer.from(this.#lines.bytes);
    this.#lines.clear();
    this.#pendingRecords = 0;
    return lines;
  }
}
