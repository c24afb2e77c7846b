// Records that the application logs while another record is being taken in: in its format, in its rotation callback.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecordFormat } from '../format/format.ts';
import { type Chunk, takeChunk } from './writer/chunk.ts';

/** A record that waits until another one is taken in. */
export interface NestedRecord {
  readonly record: ReadableLogRecord;
  /** Its line. */
  readonly chunk: Chunk;
}

/**
 * Encodes such records at once, each by an encoder and into a chunk of its own, and keeps them until the other record is taken
 * in: they come after it in the file.
 */
export class NestedRecords {
  readonly #format: LogRecordFormat;
  #waiting: NestedRecord[] = [];
  #isEncoding = false;

  constructor(format: LogRecordFormat) {
    this.#format = format;
  }

  get areWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /**
   * @param isOfCallback whether the rotation callback logged it, which is then not asked about it
   * @param since the time, by the monotonic clock
   * @throws what the format throws. Also where the format logs for a record that it logged itself, which would have no end
   */
  add(record: ReadableLogRecord, isOfCallback: boolean, since: number): void {
    if (this.#isEncoding)
      throw new Error('the format logs for each record that it is given, also for those it logged itself');
    this.#isEncoding = true;
    try {
      const encoder = this.#format.createEncoder();
      encoder.stage(record);
      encoder.commit();
      this.#waiting.push({ record, chunk: { ...takeChunk(encoder, since), isOfCallback } });
    } finally {
      this.#isEncoding = false;
    }
  }

  /** Gives those that wait, in order. */
  take(): readonly NestedRecord[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}
