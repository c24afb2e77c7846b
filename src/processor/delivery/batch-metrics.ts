// The metrics of the batch path: those of the semantic conventions (`otel.sdk.processor.log.*`, in development), and its own.
import {
  byName,
  ComponentMetrics,
  type MetricAttributes,
  type ObservedMetric,
} from '../../telemetry/component-metrics.ts';
import type { MeterProviderOption } from '../../telemetry/meter-provider.ts';
import type { DeliveryObserver } from './delivery.ts';
import type { DeliveryCounts } from './delivery-log.ts';

const TYPE = 'batching_log_processor';
const UNIT = '{log_record}';
const QUEUE_FULL = 'queue_full';
/** What the semantic conventions say of errors that have no name of few kinds. */
const OTHER = '_OTHER';
/** Errors have the names that an exporter gives them, which may be anything. */
const SHORT_NAME = /^[A-Za-z][A-Za-z0-9_.]{0,63}$/;
const MOST_NAMES = 20;

/** Counts what ended, and shows what waits. */
export class BatchMetrics implements DeliveryObserver {
  readonly #component: ComponentMetrics;
  #exported = 0;
  readonly #failed: Record<string, number> = {};

  constructor(provider: Exclude<MeterProviderOption, false>, stats: () => DeliveryCounts) {
    this.#component = new ComponentMetrics(TYPE, provider, [...this.#conventional(stats), ...own(stats)]);
  }

  ended(count: number, errorType?: string): void {
    if (errorType === undefined) {
      this.#exported += count;
      return;
    }
    const isKnown = Object.hasOwn(this.#failed, errorType);
    const isShown = isKnown || (SHORT_NAME.test(errorType) && Object.keys(this.#failed).length < MOST_NAMES);
    const name = isShown ? errorType : OTHER;
    this.#failed[name] = (this.#failed[name] ?? 0) + count;
  }

  /** The batch path is shut down. */
  end(): void {
    this.#component.end();
  }

  #conventional(stats: () => DeliveryCounts): ObservedMetric[] {
    const processed = (): (readonly [number, MetricAttributes])[] => [
      [this.#exported, {}],
      [stats().dropped, { 'error.type': QUEUE_FULL }],
      ...Object.entries(this.#failed).map(([name, count]) => [count, { 'error.type': name }] as const),
    ];
    return [
      {
        name: 'otel.sdk.processor.log.processed',
        kind: 'counter',
        unit: UNIT,
        description: 'The number of log records for which the processing has finished, either successful or failed.',
        read: processed,
      },
      {
        name: 'otel.sdk.processor.log.queue.size',
        kind: 'upDownCounter',
        unit: UNIT,
        description: 'The number of log records in the queue.',
        read: () => stats().waiting,
      },
      {
        name: 'otel.sdk.processor.log.queue.capacity',
        kind: 'upDownCounter',
        unit: UNIT,
        description: 'The maximum number of log records the queue can hold.',
        read: () => stats().limit,
      },
    ];
  }
}

function own(stats: () => DeliveryCounts): ObservedMetric[] {
  return [
    {
      name: 'laketrace.batch.retries',
      kind: 'counter',
      unit: '{batch}',
      description: 'How many times a batch was kept to be sent again.',
      read: () => stats().retries,
    },
    {
      name: 'laketrace.batch.failures',
      kind: 'counter',
      unit: '{batch}',
      description: 'Batches that were given up.',
      read: () => stats().failedBatches,
    },
    {
      name: 'laketrace.batch.records.dropped',
      kind: 'counter',
      unit: UNIT,
      description: 'Log records that did not arrive, by reason: the queue was full, or their batch was given up.',
      read: () => byName('laketrace.drop.reason', { [QUEUE_FULL]: stats().dropped, given_up: stats().failed }),
    },
    {
      name: 'laketrace.batch.queue.usage',
      kind: 'upDownCounter',
      unit: 'By',
      description: 'The memory that waiting log records take, roughly.',
      read: () => stats().waitingBytes,
    },
    {
      name: 'laketrace.batch.queue.limit',
      kind: 'upDownCounter',
      unit: 'By',
      description: 'The most memory that they may take (batch.maxQueueBytes).',
      read: () => stats().limitBytes,
    },
    {
      name: 'laketrace.batch.faulting',
      kind: 'gauge',
      unit: 's',
      description: 'For how long the exporter has taken nothing; 0 where the last batch arrived.',
      read: () => (stats().faultingSince?.ago ?? 0) / 1000,
    },
  ];
}
