// The way to a collector: the SDK's batch processor, without its silent loss.
import type { ReadableLogRecord, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { onExit } from '../file/exit-hook.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys, isObject } from '../spec/option-checks.ts';
import type { ErrorReporter } from '../telemetry/error-reporter.ts';
import { type ExportCallback, GuardedExporter } from './guarded-exporter.ts';
import { LossReport } from './loss-report.ts';

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

/** Holds a loop of 100,000 records whole: some 100 MB of records of usual size. The SDK's 2,048 are emitted in 2 ms. */
const QUEUE_SIZE = 131_072;
const BATCH_SIZE = 512;
const EXPORT_TIMEOUT = 30_000;
/** The SDK times an export as well. Ours comes first, so that it is counted; the SDK then finds the export answered. */
const LATER = 1000;

/**
 * Feeds a `BatchLogRecordProcessor` so that every record is exported or accounted for.
 *
 * What that processor does by itself (read in both lines, `BatchLogRecordProcessorBase`): it drops the newest records without a
 * sign when its queue is full: a loop that emits 5,000 exports 2,560. A `forceFlush` or `shutdown` during a flush returns at
 * once, and that `shutdown` closes the exporter under the running flush. An exporter whose `forceFlush` rejects makes it lose
 * its queue and never flush again.
 *
 * So its queue, an array whose capacity costs nothing until it is used, gets our size, and what is in it is counted here: a
 * record goes in with `onEmit` and comes out with the exporter's `export`. What would not fit is not handed over, but counted
 * and reported. (A queue of our own in front would hold the same records and know no more.) Flushes go one after the other, and
 * the exporter is guarded.
 */
export class BatchPath {
  readonly #processor: BatchLogRecordProcessor;
  readonly #exporter: GuardedExporter;
  readonly #reporter: ErrorReporter;
  readonly #queueSize: number;
  readonly #loss: LossReport;
  #accepted = 0;
  #handedOver = 0;
  #answered = 0;
  #flushing: Promise<void> = Promise.resolve();
  #nextFlush: Promise<void> | undefined;
  #leaveExit: (() => void) | undefined;

  /** @throws ConfigurationError for options that are not accepted, named with their path */
  constructor(options: BatchOptions, reporter: ErrorReporter) {
    checkBatchOptions(options);
    const {
      maxQueueSize = QUEUE_SIZE,
      maxExportBatchSize = BATCH_SIZE,
      exportTimeoutMillis = EXPORT_TIMEOUT,
    } = options;
    this.#reporter = reporter;
    this.#queueSize = maxQueueSize;
    const reason = `${maxQueueSize} records already wait for the exporter (batch.maxQueueSize)`;
    this.#loss = new LossReport({ reporter, source: 'batch', target: 'queue', reason });
    const timeout = exportTimeoutMillis;
    this.#exporter = new GuardedExporter({ ...options, timeout, reporter, source: 'batch', target: 'exporter' });
    this.#processor = new BatchLogRecordProcessor({
      ...options,
      exporter: {
        export: (records, callback) => this.#export(records, callback),
        forceFlush: () => this.#exporter.forceFlush(),
        shutdown: () => this.#exporter.shutdown(),
      },
      maxQueueSize,
      // More than the queue holds would make the SDK warn.
      maxExportBatchSize: Math.min(maxExportBatchSize, maxQueueSize),
      exportTimeoutMillis: timeout + LATER,
    } as SdkOptions);
  }

  get stats(): BatchStats {
    const { exported, failed } = this.#exporter;
    return { accepted: this.#accepted, exported, failed, dropped: this.#loss.total };
  }

  emit(record: ReadableLogRecord): void {
    if (this.#accepted - this.#handedOver >= this.#queueSize) {
      this.#loss.add(1);
      return;
    }
    this.#accepted++;
    this.#leaveExit ??= onExit(() => this.#tellOfUnexported());
    // The batch processor only keeps and reads the record.
    this.#processor.onEmit(record as ReadWriteLogRecord);
  }

  /**
   * Resolves when what was emitted before is exported, or failed. One flush at a time: whoever asks while one runs shares the
   * next one. Never rejects.
   */
  forceFlush(): Promise<void> {
    this.#nextFlush ??= this.#flushing.then(() => {
      this.#nextFlush = undefined;
      this.#flushing = this.#settle(this.#processor.forceFlush());
      return this.#flushing;
    });
    return this.#nextFlush;
  }

  /** Exports what is queued, for as long as the exporter answers in time, and shuts the exporter down. Never rejects. */
  async shutdown(): Promise<void> {
    this.#exporter.expectShutdown();
    await this.forceFlush();
    await this.#settle(this.#processor.shutdown());
    this.#leaveExit?.();
    this.#loss.conclude();
  }

  #settle(work: Promise<void>): Promise<void> {
    return work.catch((error) => this.#reporter.report(error, 'batch'));
  }

  #export(records: ReadableLogRecord[], callback: ExportCallback): void {
    this.#handedOver += records.length;
    this.#exporter.export(records, (result) => {
      this.#answered += records.length;
      if (this.#answered === this.#accepted) {
        this.#leaveExit?.();
        this.#leaveExit = undefined;
      }
      callback(result);
    });
  }

  /** The process ends without a shutdown: nothing can be sent any more, but it is said. */
  #tellOfUnexported(): void {
    const count = this.#accepted - this.#answered;
    const what = `${count} log records were not exported before the process ended: call shutdown() first`;
    this.#reporter.report(new Error(what), 'batch', 'exit');
  }
}

/** The names of the options. */
export const BATCH_OPTIONS: readonly string[] = [
  'exporter',
  'maxQueueSize',
  'maxExportBatchSize',
  'scheduledDelayMillis',
  'exportTimeoutMillis',
  'selfObsMeterProvider',
  'disableAutoFlushOnDocumentHide',
];

function checkBatchOptions(options: BatchOptions): void {
  checkKeys(options, 'batch', BATCH_OPTIONS);
  if (!isObject(options.exporter) || typeof options.exporter['export'] !== 'function') {
    throw ConfigurationError.ofKind('batch.exporter', options.exporter, 'a LogRecordExporter');
  }
  for (const key of ['maxQueueSize', 'maxExportBatchSize', 'scheduledDelayMillis', 'exportTimeoutMillis'] as const) {
    const value: unknown = options[key];
    const least = key === 'scheduledDelayMillis' ? 0 : 1;
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= least)) continue;
    throw new ConfigurationError(`batch.${key}`, value, `a whole number from ${least} on`);
  }
}
