// The way to a collector: the SDK's batch processor, without its silent loss.
import type { LogRecordExporter, ReadableLogRecord, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';

type SdkOptions = ConstructorParameters<typeof BatchLogRecordProcessor>[0];

/** The `batch` option: an exporter, and the options of the SDK's `BatchLogRecordProcessor`. */
export type BatchOptions = Omit<SdkOptions, 'maxQueueSize'> & {
  /** Most records that wait to be exported; more are dropped, counted and reported. Default 131,072 (the SDK's is 2,048). */
  readonly maxQueueSize?: number;
};

/** What became of the records on the batch path. */
export interface BatchStats {
  /** Handed to the batch processor. */
  readonly accepted: number;
  /** Acknowledged by the exporter. */
  readonly exported: number;
  /** Refused by the exporter, or not answered in time. */
  readonly failed: number;
  /** Not taken in, for the queue was full. */
  readonly dropped: number;
}

const MAX_QUEUE = 131_072;
const EXPORT_TIMEOUT = 30_000;

/**
 * Feeds a `BatchLogRecordProcessor`.
 *
 * The SDK's processor drops the newest records once its queue is full, and tells nobody: with its default of 2,048 a loop that
 * emits 5,000 records exports 2,560. Its queue is an array whose capacity costs nothing until it is used, so it is simply given
 * a larger one, and what goes in and comes out is counted here: a record that would not fit is not handed over, but counted and
 * reported. The alternative, a queue of our own in front, would hold the same records and know no more.
 */
export class BatchPath {
  readonly #processor: BatchLogRecordProcessor;
  readonly #maxQueueSize: number;
  readonly #report: (error: unknown) => void;
  #accepted = 0;
  #handedOver = 0;
  #exported = 0;
  #failed = 0;
  #dropped = 0;
  #flushing: Promise<void> = Promise.resolve();

  /** @param report told of drops and failures */
  constructor({ exporter, ...options }: BatchOptions, report: (error: unknown) => void) {
    this.#report = report;
    this.#maxQueueSize = options.maxQueueSize ?? MAX_QUEUE;
    const timeout = options.exportTimeoutMillis ?? EXPORT_TIMEOUT;
    this.#processor = new BatchLogRecordProcessor({
      ...options,
      maxQueueSize: this.#maxQueueSize,
      exporter: this.#watch(exporter, timeout),
    } as SdkOptions);
  }

  get stats(): BatchStats {
    return { accepted: this.#accepted, exported: this.#exported, failed: this.#failed, dropped: this.#dropped };
  }

  emit(record: ReadableLogRecord): void {
    if (this.#accepted - this.#handedOver >= this.#maxQueueSize) {
      this.#dropped++;
      this.#report(new Error(`the queue of ${this.#maxQueueSize} records is full: ${this.#dropped} dropped so far`));
      return;
    }
    this.#accepted++;
    // The batch processor only keeps and reads the record.
    this.#processor.onEmit(record as ReadWriteLogRecord);
  }

  /** One after the other: of two at once, the SDK's second would return before the first has ended. */
  forceFlush(): Promise<void> {
    const flushed = this.#flushing.then(() => this.#processor.forceFlush());
    this.#flushing = flushed.catch(() => undefined);
    return flushed;
  }

  async shutdown(): Promise<void> {
    await this.#flushing;
    await this.#processor.shutdown();
  }

  /** The exporter, with its answers counted. */
  #watch(exporter: LogRecordExporter, timeout: number): LogRecordExporter {
    return {
      export: (records, resultCallback) => {
        this.#handedOver += records.length;
        let outcome: 'open' | 'failed' | 'exported' = 'open';
        const fail = (error: unknown) => {
          if (outcome !== 'open') return;
          outcome = 'failed';
          this.#failed += records.length;
          this.#report(error);
        };
        const timer = setTimeout(
          () => fail(new Error(`the exporter did not answer within ${timeout} ms`)),
          timeout,
        ).unref();
        try {
          exporter.export(records, (result) => {
            clearTimeout(timer);
            if (result.code !== 0) fail(result.error ?? new Error('the exporter failed without a reason'));
            else if (outcome !== 'exported') {
              if (outcome === 'failed') this.#failed -= records.length;
              outcome = 'exported';
              this.#exported += records.length;
            }
            resultCallback(result);
          });
        } catch (error) {
          clearTimeout(timer);
          fail(error);
          throw error;
        }
      },
      forceFlush: () => exporter.forceFlush(),
      shutdown: () => exporter.shutdown(),
    };
  }
}
