// A Node `Writable` as a sink: formatted lines, within a bounded memory when the stream is slow.
import type { Writable } from 'node:stream';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecordEncoder, LogRecordFormat } from '../format/format.ts';
import type { LossHandler, RecordSink } from './sink.ts';

/** Bytes that a stream may have buffered before records are dropped. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

/** Writes each record to a stream, at once. */
export class StreamSink implements RecordSink {
  readonly name: string;
  readonly #stream: Writable;
  readonly #encoder: LogRecordEncoder;
  readonly #onLoss: LossHandler;
  readonly #onStreamError: (error: Error) => void;
  #error: Error | undefined;

  constructor(name: string, stream: Writable, format: LogRecordFormat, onLoss: LossHandler) {
    this.name = name;
    this.#stream = stream;
    this.#encoder = format.createEncoder();
    this.#onLoss = onLoss;
    this.#onStreamError = (error) => {
      this.#error = error;
      onLoss(error, 0);
    };
    // An error event without a listener would end the process.
    stream.on('error', this.#onStreamError);
  }

  emit(record: ReadableLogRecord): void {
    if (this.#stream.destroyed || this.#stream.writableEnded) throw this.#error ?? new Error('the stream has ended');
    if (this.#stream.writableLength > MAX_BUFFERED_BYTES) {
      return this.#onLoss(new Error('the stream is too slow: its buffer is full'), 1);
    }
    this.#encoder.stage(record);
    this.#encoder.commit();
    this.#stream.write(this.#encoder.take());
  }

  async forceFlush(): Promise<void> {
    const stream = this.#stream;
    if (stream.destroyed || stream.writableLength === 0) return;
    // Called when all that was written before has been taken, or the stream has failed.
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }

  /** Flushes; the stream belongs to its owner, who ends it. */
  async shutdown(): Promise<void> {
    await this.forceFlush();
    this.#stream.off('error', this.#onStreamError);
  }
}
