// Encodes one record a line, for formats whose lines do not group records.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecordEncoder } from './format.ts';

/** Gathers the lines that a function makes of records. */
export class LineEncoder implements LogRecordEncoder {
  readonly #lineOf: (record: ReadableLogRecord) => string;
  #staged = '';
  #stagedBytes = 0;
  #lines = '';
  #pendingBytes = 0;
  #pendingRecords = 0;

  /** @param lineOf gives the line of a record, without a newline in it or at its end */
  constructor(lineOf: (record: ReadableLogRecord) => string) {
    this.#lineOf = lineOf;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  get pendingLines(): number {
    return this.#pendingRecords;
  }

  get pendingRecords(): number {
    return this.#pendingRecords;
  }

  stage(record: ReadableLogRecord): number {
    this.#staged = `${this.#lineOf(record)}\n`;
    this.#stagedBytes = Buffer.byteLength(this.#staged);
    return this.#stagedBytes;
  }

  commit(): void {
    this.#lines += this.#staged;
    this.#pendingBytes += this.#stagedBytes;
    this.#pendingRecords++;
    this.#staged = '';
    this.#stagedBytes = 0;
  }

  take(): string {
    const lines = this.#lines;
    this.#lines = '';
    this.#pendingBytes = 0;
    this.#pendingRecords = 0;
    return lines;
  }
}
