// The metrics of the batch path, in the names of the semantic conventions (`otel.sdk.processor.log.*`, in development).
import type { Counter, MeterProvider, ObservableResult, ObservableUpDownCounter } from '@opentelemetry/api';
import { ask, ignore, tell } from '../../foreign/call.ts';
import type { DeliveryObserver } from './delivery.ts';

const TYPE = 'batching_log_processor';
const UNIT = '{log_record}';
let instances = 0;

/** Counts what ended, and shows what waits. The meter is the application's code: what it throws stops nothing. */
export class BatchMetrics implements DeliveryObserver {
  readonly #attributes = { 'otel.component.type': TYPE, 'otel.component.name': `${TYPE}/${instances++}` };
  readonly #observe = (result: ObservableResult): void => result.observe(this.#waiting(), this.#attributes);
  #waiting: () => number = () => 0;
  #processed: Counter | undefined;
  #queueSize: ObservableUpDownCounter | undefined;

  constructor(provider: MeterProvider, capacity: number) {
    tell(ignore, () => this.#create(provider, capacity));
  }

  /** Shows how many records wait, once there is a queue of them. */
  watch(waiting: () => number): void {
    this.#waiting = waiting;
  }

  ended(count: number, errorType?: string): void {
    const attributes = errorType === undefined ? this.#attributes : { ...this.#attributes, 'error.type': errorType };
    tell(ignore, () => this.#processed?.add(count, attributes));
  }

  /** Nothing waits any more. */
  end(): void {
    tell(ignore, () => this.#queueSize?.removeCallback(this.#observe));
  }

  #create(provider: MeterProvider, capacity: number): void {
    const meter = ask('the meter provider', () => provider.getMeter('laketrace'));
    this.#processed = meter.createCounter('otel.sdk.processor.log.processed', {
      unit: UNIT,
      description: 'The number of log records for which the processing has finished, either successful or failed.',
    });
    meter
      .createUpDownCounter('otel.sdk.processor.log.queue.capacity', {
        unit: UNIT,
        description: 'The maximum number of log records the queue can hold.',
      })
      .add(capacity, this.#attributes);
    this.#queueSize = meter.createObservableUpDownCounter('otel.sdk.processor.log.queue.size', {
      unit: UNIT,
      description: 'The number of log records in the queue.',
    });
    this.#queueSize.addCallback(this.#observe);
  }
}
