// The sinks of a processor: their ids, thresholds, filters and counts, and the handing on of records to each of them.
import type { Writable } from 'node:stream';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { resolveFormat } from '../format/custom-format.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { parseSeverity } from '../spec/severity.ts';
import type { ErrorPolicy } from './error-policy.ts';
import { ExporterSink } from './exporter-sink.ts';
import { FilterChain, parseFilters } from './filter-chain.ts';
import { isBelow } from './severity-threshold.ts';
import type { LossHandler, RecordSink, Sink, SinkFunction, SinkOptions, SinkStats } from './sink.ts';
import { StreamSink } from './stream-sink.ts';

const ACCEPTED =
  'a LogRecordExporter, a function (record) => void, or an object { sink, minimumSeverity?, filter?, format?, name? } around one of these or a Writable';
const SINK_KEYS = ['sink', 'minimumSeverity', 'filter', 'format', 'name'];

// Unique in the process, over all processors, and never used again.
let lastId = 0;

/** A sink with what decides about its records. */
class AttachedSink {
  readonly name: string;
  readonly #sink: RecordSink;
  readonly #minimum: number;
  readonly #filters: FilterChain | undefined;
  readonly #errors: ErrorPolicy;
  records = 0;
  failed = 0;

  constructor(sink: RecordSink, minimum: number, filters: FilterChain | undefined, errors: ErrorPolicy) {
    this.name = sink.name;
    this.#sink = sink;
    this.#minimum = minimum;
    this.#filters = filters;
    this.#errors = errors;
  }

  emit(record: ReadableLogRecord): void {
    if (isBelow(record.severityNumber, this.#minimum)) return;
    if (this.#filters?.rejection(record) !== undefined) return;
    this.records++;
    try {
      this.#sink.emit(record);
    } catch (error) {
      this.failed++;
      this.#errors.caught(error, 'sink', this.name);
    }
  }

  forceFlush(): Promise<void> {
    return this.#sink.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#sink.shutdown();
  }

  get stats(): SinkStats {
    return { name: this.name, records: this.records, failed: this.failed };
  }
}

/** The sinks, by id. */
export class SinkRegistry {
  readonly #errors: ErrorPolicy;
  readonly #byId = new Map<number, AttachedSink>();
  // What the hot path loops over.
  #sinks: readonly AttachedSink[] = [];

  constructor(errors: ErrorPolicy) {
    this.#errors = errors;
  }

  get size(): number {
    return this.#sinks.length;
  }

  /** Attaches a sink in one of the forms of the `sinks` option. */
  add(sink: Sink, path: string): number {
    const options = isSinkOptions(sink) ? readSinkOptions(sink, path) : { sink };
    const id = ++lastId;
    const name = options.name ?? `${kindOf(options.sink)} ${id}`;
    const minimum =
      options.minimumSeverity === undefined ? 0 : parseSeverity(options.minimumSeverity, `${path}.minimumSeverity`);
    const filters = parseFilters(options.filter, `${path}.filter`);
    let attached: AttachedSink;
    const onLoss: LossHandler = (error, records) => {
      attached.failed += records;
      this.#errors.report(error, 'sink', name);
    };
    const chain = filters.length === 0 ? undefined : new FilterChain(filters, this.#errors, name);
    attached = new AttachedSink(recordSink(options, name, path, onLoss), minimum, chain, this.#errors);
    return this.#attach(id, attached);
  }

  /** Attaches a sink of our own. */
  attach(sink: RecordSink): number {
    return this.#attach(++lastId, new AttachedSink(sink, 0, undefined, this.#errors));
  }

  /** Detaches a sink, flushing and closing it. An id that is not there, or no longer, does nothing. */
  async remove(id: number): Promise<void> {
    const sink = this.#byId.get(id);
    if (sink === undefined) return;
    this.#byId.delete(id);
    this.#sinks = [...this.#byId.values()];
    await this.#settle([sink], (each) => each.shutdown());
  }

  emit(record: ReadableLogRecord): void {
    const sinks = this.#sinks;
    for (let i = 0; i < sinks.length; i++) sinks[i]?.emit(record);
  }

  forceFlush(): Promise<void> {
    return this.#settle(this.#sinks, (sink) => sink.forceFlush());
  }

  shutdown(): Promise<void> {
    return this.#settle(this.#sinks, (sink) => sink.shutdown());
  }

  /** What each sink has done, by id. */
  get stats(): ReadonlyMap<number, SinkStats> {
    return new Map([...this.#byId].map(([id, sink]) => [id, sink.stats]));
  }

  #attach(id: number, sink: AttachedSink): number {
    this.#byId.set(id, sink);
    this.#sinks = [...this.#byId.values()];
    return id;
  }

  /** Waits for all sinks; one that fails does not keep the others from ending. */
  async #settle(sinks: readonly AttachedSink[], work: (sink: AttachedSink) => Promise<void>): Promise<void> {
    const failures: unknown[] = [];
    await Promise.all(
      sinks.map(async (sink) => {
        try {
          await work(sink);
        } catch (error) {
          failures.push(error);
          if (this.#errors.contains) this.#errors.report(error, 'sink', sink.name);
        }
      }),
    );
    if (!this.#errors.contains && failures.length > 0) throw failures[0];
  }
}

function isSinkOptions(sink: Sink): sink is SinkOptions {
  return typeof sink === 'object' && sink !== null && 'sink' in sink;
}

function isExporter(sink: unknown): sink is LogRecordExporter {
  return typeof (sink as Partial<LogRecordExporter> | null)?.export === 'function';
}

function isWritable(sink: unknown): sink is Writable {
  const stream = sink as Partial<Writable> | null;
  return typeof stream?.write === 'function' && typeof stream.on === 'function';
}

function kindOf(sink: unknown): string {
  if (typeof sink === 'function') return sink.name === '' ? 'function' : sink.name;
  return (sink as object | null)?.constructor?.name ?? 'sink';
}

function readSinkOptions(options: SinkOptions, path: string): SinkOptions {
  for (const key of Object.keys(options)) {
    if (!SINK_KEYS.includes(key))
      throw new ConfigurationError(`${path}.${key}`, options[key as never], SINK_KEYS.join(', '));
  }
  if (options.name !== undefined && typeof options.name !== 'string') {
    throw new ConfigurationError(`${path}.name`, options.name, 'a string');
  }
  return options;
}

function recordSink({ sink, format }: SinkOptions, name: string, path: string, onLoss: LossHandler): RecordSink {
  if (isWritable(sink) && !isExporter(sink)) {
    return new StreamSink(name, sink, resolveFormat(format, `${path}.format`), onLoss);
  }
  if (format !== undefined)
    throw new ConfigurationError(`${path}.format`, format, 'no format: only a Writable takes one');
  if (isExporter(sink)) return new ExporterSink(name, sink, onLoss);
  if (typeof sink === 'function') return functionSink(name, sink as SinkFunction);
  throw new ConfigurationError(path, sink, ACCEPTED);
}

function functionSink(name: string, emit: SinkFunction): RecordSink {
  const nothingToDo = () => Promise.resolve();
  return { name, emit, forceFlush: nothingToDo, shutdown: nothingToDo };
}
