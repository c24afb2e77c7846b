// The `batch` option: what it takes, what it defaults to, and its checks.
import type { MeterProvider } from '@opentelemetry/api';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys, isObject } from '../../spec/option-checks.ts';
import { parseSize } from '../../spec/size.ts';
import { isMeterProvider } from '../../telemetry/meter-provider.ts';

/** The `batch` option: an exporter, the options of the SDK's `BatchLogRecordProcessor`, and the bounds of waiting and of sending again. */
export interface BatchOptions {
  /** An exporter, such as OTLP. */
  readonly exporter: LogRecordExporter;
  /**
   * The most records that may wait, including those that are being exported; more are dropped, counted and reported. Default 131,072
   * (the SDK's is 2,048).
   */
  readonly maxQueueSize?: number;
  /**
   * The most memory that these may take, in bytes or as a size such as `'64 MB'`; more are dropped as well. Default 128 MiB, but no
   * more than a quarter of what the heap may grow to. Bytes are estimated, rather too high than too low.
   */
  readonly maxQueueBytes?: number | string;
  /** The most records in one export. Default 512. A batch holds no more than about 2 MiB, since gRPC servers refuse 4 MiB. */
  readonly maxExportBatchSize?: number;
  /** How long records gather before they are exported, in milliseconds. Default 1,000. A full batch does not wait. */
  readonly scheduledDelayMillis?: number;
  /** How long the exporter may take to answer for a batch, and `forceFlush` to be done, in milliseconds. Default 30,000. */
  readonly exportTimeoutMillis?: number;
  /**
   * For how long after its first failure a batch is sent again, in milliseconds; then its records are given up, counted and
   * reported, and the next batch has its turn. Default 300,000. `0`: never. What a receiver refuses for good (HTTP 400 and the like)
   * is not sent again. An exporter that does not answer in time is asked again, so that a batch may arrive twice.
   */
  readonly retryTimeoutMillis?: number;
  /** Takes the metrics of the batch path (docs/metrics.md). Default: the `meterProvider` of the processor, where it has one. */
  readonly selfObsMeterProvider?: MeterProvider;
}

/** The names of the options. */
export const BATCH_OPTIONS: readonly string[] = [
  'exporter',
  'maxQueueSize',
  'maxQueueBytes',
  'maxExportBatchSize',
  'scheduledDelayMillis',
  'exportTimeoutMillis',
  'retryTimeoutMillis',
  'selfObsMeterProvider',
] satisfies (keyof BatchOptions)[];

/** Holds a loop of 100,000 records whole: some 80 MB of records of usual size. The SDK's 2,048 are emitted in 2 ms. */
export const QUEUE_RECORDS = 131_072;
const QUEUE_BYTES = 128 * 1024 * 1024;
/** The part of the heap that waiting records may take where it is small. */
const PART_OF_HEAP = 0.25;
/** As many records as the SDK's batch processor hands over at once. */
export const BATCH_RECORDS = 512;
/** Half of what gRPC servers take: an encoded record may be larger than our estimate, though it mostly is smaller. */
export const BATCH_BYTES: number = 2 * 1024 * 1024;
/** The SDK's default. */
export const EXPORT_TIMEOUT = 30_000;
const DELAY = 1000;
/** As long as the collector's own exporters try. */
export const RETRY_TIMEOUT = 300_000;

/** The bytes that wait for an exporter by default. */
export function defaultQueueBytes(): number {
  return Math.min(
    QUEUE_BYTES,
    Math.floor(process.getBuiltinModule('node:v8').getHeapStatistics().heap_size_limit * PART_OF_HEAP),
  );
}

/** The options, complete. */
export interface BatchSettings extends Required<Omit<BatchOptions, 'selfObsMeterProvider'>> {
  readonly maxQueueBytes: number;
  readonly selfObsMeterProvider: MeterProvider | undefined;
}

/**
 * Checks the options and fills in the defaults.
 * @throws ConfigurationError for options that are not accepted, named with their path
 */
export function readBatchOptions(options: BatchOptions): BatchSettings {
  checkKeys(options, 'batch', BATCH_OPTIONS);
  const { exporter, maxQueueBytes, selfObsMeterProvider } = options;
  if (!isObject(exporter) || typeof exporter['export'] !== 'function') {
    throw ConfigurationError.ofKind('batch.exporter', exporter, 'a LogRecordExporter');
  }
  if (selfObsMeterProvider !== undefined && !isMeterProvider(selfObsMeterProvider)) {
    throw ConfigurationError.ofKind('batch.selfObsMeterProvider', selfObsMeterProvider, 'a MeterProvider');
  }
  return {
    exporter,
    maxQueueSize: wholeNumber(options, 'maxQueueSize', 1, QUEUE_RECORDS),
    maxQueueBytes: maxQueueBytes === undefined ? defaultQueueBytes() : parseSize(maxQueueBytes, 'batch.maxQueueBytes'),
    maxExportBatchSize: wholeNumber(options, 'maxExportBatchSize', 1, BATCH_RECORDS),
    scheduledDelayMillis: wholeNumber(options, 'scheduledDelayMillis', 0, DELAY),
    exportTimeoutMillis: wholeNumber(options, 'exportTimeoutMillis', 1, EXPORT_TIMEOUT),
    retryTimeoutMillis: wholeNumber(options, 'retryTimeoutMillis', 0, RETRY_TIMEOUT),
    selfObsMeterProvider,
  };
}

type NumberOption =
  | 'maxQueueSize'
  | 'maxExportBatchSize'
  | 'scheduledDelayMillis'
  | 'exportTimeoutMillis'
  | 'retryTimeoutMillis';

function wholeNumber(options: BatchOptions, name: NumberOption, least: number, otherwise: number): number {
  const value: unknown = options[name];
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw new ConfigurationError(`batch.${name}`, value, `a whole number from ${least} on`);
}
