// The way to a collector: records gather, are sent in batches, and wait for one that is down.
//
// The SDK's own `BatchLogRecordProcessor` is not used. In both lines (read and measured) it drops the newest records without a sign
// when its queue is full, gives a batch up at its first failure (a whole queue at once where a collector refuses connections), ends
// a flush at once that comes during another, has no bound of bytes and no time for a shutdown, and hands raw errors to `diag`.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Deadline } from '../../lifecycle/deadline.ts';
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import type { MeterProviderOption } from '../../telemetry/meter-provider.ts';
import { BatchMetrics } from './batch-metrics.ts';
import { BATCH_BYTES, type BatchOptions, readBatchOptions } from './batch-options.ts';
import { Delivery, type DeliverySettings } from './delivery.ts';
import type { DeliveryCounts } from './delivery-log.ts';

/** What became of the records on the batch path. */
export type BatchStats = DeliveryCounts;

/** What a batch path is made with, besides its options. */
export interface BatchPathParts {
  readonly reporter: ErrorReporter;
  /** How long a program that ends by itself is kept alive, in milliseconds. */
  readonly endTimeout: number;
  /** Takes the metrics where the options name no provider of their own. */
  readonly meterProvider?: MeterProviderOption | undefined;
  /** The pauses before a batch is sent again; others for tests. */
  readonly pause?: NonNullable<DeliverySettings['pause']>;
}

/** Feeds an exporter so that every record is exported or accounted for. */
export class BatchPath {
  readonly #delivery: Delivery;
  readonly #reporter: ErrorReporter;
  #metrics: BatchMetrics | undefined;

  /** @throws ConfigurationError for options that are not accepted, named with their path */
  constructor(options: BatchOptions, { reporter, endTimeout, meterProvider, pause }: BatchPathParts) {
    const settings = readBatchOptions(options);
    const { maxQueueSize, maxQueueBytes, selfObsMeterProvider = meterProvider } = settings;
    this.#reporter = reporter;
    this.#delivery = new Delivery({
      exporter: settings.exporter,
      reporter,
      source: 'batch',
      target: 'exporter',
      queue: { records: maxQueueSize, bytes: maxQueueBytes },
      fullReason: `${maxQueueSize} records (batch.maxQueueSize) or ${maxQueueBytes} bytes (batch.maxQueueBytes) already wait for the exporter`,
      // A batch that is never full would keep a full queue waiting for the delay.
      batch: {
        records: Math.min(settings.maxExportBatchSize, maxQueueSize),
        bytes: Math.min(BATCH_BYTES, maxQueueBytes / 2),
      },
      delay: settings.scheduledDelayMillis,
      exportTimeout: settings.exportTimeoutMillis,
      retryTimeout: settings.retryTimeoutMillis,
      endTimeout,
      observer: { ended: (count, errorType) => this.#metrics?.ended(count, errorType) },
      ...(pause && { pause }),
    });
    if (selfObsMeterProvider) this.#metrics = new BatchMetrics(selfObsMeterProvider, () => this.stats);
  }

  get stats(): BatchStats {
    return this.#delivery.counts;
  }

  /** Takes a record as it is now. Never throws. */
  emit(record: ReadableLogRecord): void {
    try {
      this.#delivery.emit(record);
    } catch (error) {
      // A record that cannot be read, such as one that an application has made of a proxy.
      this.#reporter.report(error, 'batch');
    }
  }

  /** See {@link Delivery.forceFlush}. */
  forceFlush(): Promise<boolean> {
    return this.#delivery.forceFlush();
  }

  /** See {@link Delivery.shutdown}. */
  async shutdown(deadline: Deadline): Promise<boolean> {
    const isWhole = await this.#delivery.shutdown(deadline);
    this.#metrics?.end();
    return isWhole;
  }
}
