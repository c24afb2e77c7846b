// A `LogRecordExporter` as a sink: in order, one export at a time, and no record lost without being counted.
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import {
  BATCH_BYTES,
  BATCH_RECORDS,
  defaultQueueBytes,
  EXPORT_TIMEOUT,
  QUEUE_RECORDS,
  RETRY_TIMEOUT,
} from '../delivery/batch-options.ts';
import { Delivery, type DeliverySettings } from '../delivery/delivery.ts';

/** What an exporter is limited to: see {@link DeliverySettings}. */
export type ExporterLimits = Partial<
  Pick<DeliverySettings, 'queue' | 'exportTimeout' | 'retryTimeout' | 'endTimeout' | 'pause'>
>;

/**
 * Hands records to an exporter. One that answers at once (in-memory, console) has a record when the emit returns. While it
 * works, or is down, records wait and then go in batches.
 */
export function exporterSink(
  exporter: LogRecordExporter,
  name: string,
  reporter: ErrorReporter,
  endTimeout: number,
  limits: ExporterLimits = {},
): Delivery {
  const queue = limits.queue ?? { records: QUEUE_RECORDS, bytes: defaultQueueBytes() };
  return new Delivery({
    exporter,
    reporter,
    source: 'sink',
    target: name,
    queue,
    fullReason: `${queue.records} records or ${queue.bytes} bytes already wait for the exporter`,
    batch: { records: BATCH_RECORDS, bytes: BATCH_BYTES },
    delay: 'none',
    exportTimeout: EXPORT_TIMEOUT,
    retryTimeout: RETRY_TIMEOUT,
    endTimeout,
    ...limits,
  });
}
