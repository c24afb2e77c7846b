// One record after the other, each in lines of its own: the encoder of every format whose records stand alone.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecordEncoder } from './format.ts';
import { LineBuffer } from './line-buffer.ts';

/** Encodes each record as a line of its own, or as several. */
export class LineEncoder implements LogRecordEncoder {
  readonly #formatLine: (record: ReadableLogRecord) => string;
  readonly #mayHaveSeveral: boolean;
  readonly #lines = new LineBuffer();
  #pendingRecords = 0;
  #pendingLines = 0;
  #stagedLines = 0;
  // The staged line with its end; no text where none is staged.
  #staged = '';
  #stagedBytes = 0;

  /**
   * @param formatLine a record's line without its end
   * @param mayHaveSeveral whether it gives lines at times, with line feeds between them
   */
  constructor(formatLine: (record: ReadableLogRecord) => string, mayHaveSeveral = false) {
    this.#formatLine = formatLine;
    this.#mayHaveSeveral = mayHaveSeveral;
  }

  get pendingBytes(): number {
    return this.#lines.length;
  }

  get pendingLines(): number {
    return this.#pendingLines;
  }

  get stagedLines(): number {
    return this.#stagedLines;
  }

  get pendingRecords(): number {
    return this.#pendingRecords;
  }

  /** @throws what the format throws; nothing is staged then */
  stage(record: ReadableLogRecord): number {
    this.#staged = '';
    this.#stagedLines = 0;
    const line = `${this.#formatLine(record)}\n`;
    this.#stagedLines = this.#mayHaveSeveral ? linesIn(line) : 1;
    this.#stagedBytes = Buffer.byteLength(line);
    this.#staged = line;
    return this.#stagedBytes;
  }

  commit(): void {
    if (this.#staged === '') return;
    this.#lines.add(this.#staged, this.#stagedBytes);
    this.#staged = '';
    this.#pendingRecords++;
    this.#pendingLines += this.#stagedLines;
    this.#stagedLines = 0;
  }

  take(): Uint8Array {
    const lines = Buffer.from(this.#lines.bytes);
    this.#lines.clear();
    this.#pendingRecords = 0;
    this.#pendingLines = 0;
    return lines;
  }
}

function linesIn(text: string): number {
  let lines = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines++;
  return lines;
}
