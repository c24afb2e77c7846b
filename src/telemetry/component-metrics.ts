// Shows what a component does to a MeterProvider, whose every part is the application's code: what it throws stops nothing.
import type {
  Histogram,
  Meter,
  MeterProvider,
  MetricOptions,
  Observable,
  ObservableCallback,
  ObservableResult,
} from '@opentelemetry/api';
import { afterwards } from '../foreign/afterwards.ts';
import { ask, ignore, tell } from '../foreign/call.ts';
import { tellDiagAfterwards } from '../foreign/diagnostics.ts';
import { whenProvided } from './meter-provider.ts';

/** Attributes of a value, besides those of its component. */
export type MetricAttributes = Readonly<Record<string, string>>;

/** What a metric shows: one value, nothing where there is none, or one for each set of attributes. */
export type Measured = number | undefined | readonly (readonly [value: number, attributes: MetricAttributes])[];

/** A metric, by its name and its meaning. */
interface Metric {
  readonly name: string;
  /** As UCUM writes it: `By`, `s`, `{file}`. */
  readonly unit: string;
  readonly description: string;
}

/** A metric that is read when metrics are collected: it costs nothing until then. */
export interface ObservedMetric extends Metric {
  /** A sum that only grows, one that also falls, or what holds at the moment. */
  readonly kind: 'counter' | 'upDownCounter' | 'gauge';
  read(): Measured;
}

/** The attributes of the semantic conventions that name a component. */
const COMPONENT_TYPE = 'otel.component.type';
const COMPONENT_NAME = 'otel.component.name';

/** From a tenth of a millisecond to a minute: writes on a quiet disk take as little, compressions of large files as much. */
const SECONDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60];

// On the global object, because the ESM and the CommonJS build of this module may both be loaded in one process.
const LAST_NUMBERS = Symbol.for('laketrace.component-numbers');
const numbers = globalThis as { [LAST_NUMBERS]?: Record<string, number> };

function nextNumber(type: string): number {
  numbers[LAST_NUMBERS] ??= {};
  const number = numbers[LAST_NUMBERS][type] ?? 0;
  numbers[LAST_NUMBERS][type] = number + 1;
  return number;
}

/** The metrics of one component, from its construction to its shutdown. */
export class ComponentMetrics {
  readonly #attributes: MetricAttributes;
  readonly #observed: readonly ObservedMetric[];
  readonly #durations: readonly Metric[];
  readonly #histograms = new Map<string, Histogram>();
  readonly #removals: (() => void)[] = [];
  readonly #stopWaiting: () => void;
  #hasEnded = false;

  /**
   * @param type of the component, such as `batching_log_processor`; its name is the type and a number
   * @param durations metrics in seconds that are recorded one by one
   */
  constructor(
    type: string,
    provider: MeterProvider | true,
    observed: readonly ObservedMetric[],
    durations: readonly Omit<Metric, 'unit'>[] = [],
  ) {
    this.#attributes = { [COMPONENT_TYPE]: type, [COMPONENT_NAME]: `${type}/${nextNumber(type)}` };
    this.#observed = observed;
    this.#durations = durations.map((metric) => ({ ...metric, unit: 's' }));
    this.#stopWaiting = whenProvided(provider, (provided) => this.#register(provided));
  }

  /** Records a duration, once what is being done now is complete: the meter may log. */
  record(name: string, seconds: number, attributes: MetricAttributes = {}): void {
    const histogram = this.#histograms.get(name);
    if (histogram === undefined) return;
    afterwards(() => histogram.record(seconds, { ...attributes, ...this.#attributes }));
  }

  /** The component is shut down: it is read no longer. */
  end(): void {
    this.#hasEnded = true;
    this.#stopWaiting();
    for (const remove of this.#removals.splice(0)) tell(ignore, remove);
    this.#histograms.clear();
  }

  #register(provider: MeterProvider): void {
    const failed = (what: string) => () =>
      tellDiagAfterwards('warn', `the meter provider failed: there are no metrics ${what}`);
    tell(failed(`of ${this.#attributes[COMPONENT_NAME]}`), () => {
      const meter = ask('the meter provider', () => provider.getMeter('laketrace'));
      // One that the meter does not make costs the others nothing.
      for (const metric of this.#durations)
        tell(failed(`named ${metric.name}`), () => this.#addHistogram(meter, metric));
      for (const metric of this.#observed) tell(failed(`named ${metric.name}`), () => this.#addObserved(meter, metric));
    });
  }

  #addHistogram(meter: Meter, { name, unit, description }: Metric): void {
    // The advice came with version 1.7 of the API: older meters have their own bounds.
    const options: MetricOptions = { unit, description, advice: { explicitBucketBoundaries: SECONDS } };
    const histogram = ask('the meter', () => meter.createHistogram(name, options));
    this.#histograms.set(name, histogram);
  }

  #addObserved(meter: Meter, metric: ObservedMetric): void {
    const observable = ask('the meter', () => createObservable(meter, metric));
    const observe = (result: ObservableResult): void => {
      const measured = metric.read();
      if (measured === undefined) return;
      const values: typeof measured = typeof measured === 'number' ? [[measured, {}]] : measured;
      for (const [value, own] of values) tell(ignore, () => result.observe(value, { ...own, ...this.#attributes }));
    };
    const callback: ObservableCallback = (result) => {
      // What is read may be the application's as well, such as the counts of a redactor of its own.
      if (!this.#hasEnded) tell(ignore, observe, result);
    };
    this.#removals.push(() => observable.removeCallback(callback));
    tell(ignore, () => observable.addCallback(callback));
  }
}

function createObservable(meter: Meter, { kind, name, unit, description }: ObservedMetric): Observable {
  const options: MetricOptions = { unit, description };
  if (kind === 'counter') return meter.createObservableCounter(name, options);
  if (kind === 'upDownCounter') return meter.createObservableUpDownCounter(name, options);
  return meter.createObservableGauge(name, options);
}

/** A count for each name in an object, under an attribute. */
export function byName(attribute: string, counts: Readonly<Partial<Record<string, number>>>): Measured {
  return Object.entries(counts).map(([name, count = 0]) => [count, { [attribute]: name }]);
}
