// The sinks of a processor, under ids that no other sink of the process ever has.

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { tellDiag } from '../../foreign/diagnostics.ts';
import { Deadline } from '../../lifecycle/deadline.ts';
import type { ErrorPolicy } from '../errors/error-policy.ts';
import { AttachedSink } from './attached-sink.ts';
import type { RecordSink, Sink, SinkStats } from './sink.ts';
import { prepareSink, type SharedParts } from './sink-forms.ts';

// On the global object, because the ESM and the CommonJS build of this module may both be loaded in one process.
const LAST_ID = Symbol.for('laketrace.last-sink-id');
const ids = globalThis as { [LAST_ID]?: number };

/** An id that no sink of the process has, or has had. */
export function nextId(): number {
  const id = (ids[LAST_ID] ?? 0) + 1;
  ids[LAST_ID] = id;
  return id;
}

/** Who gets a record: all sinks, those that do not wait for attributes of the resource, or those that do. */
export type Receivers = 'all' | 'at once' | 'waiting';

/** The sinks, by id. */
export class SinkRegistry {
  readonly #errors: ErrorPolicy;
  readonly #shared: SharedParts;
  readonly #closing = new Map<number, Promise<boolean>>();
  #isClosed = false;
  /** Replaced as a whole when a sink comes or goes: a sink may do that while the records go through the list. */
  #sinks: readonly AttachedSink[] = [];

  constructor(shared: SharedParts) {
    this.#errors = shared.errors;
    this.#shared = shared;
  }

  get size(): number {
    return this.#sinks.length;
  }

  /** Whether any sink waits for attributes of resources. */
  get haveWaiting(): boolean {
    return this.#sinks.some(({ waitsForResource }) => waitsForResource);
  }

  /**
   * Attaches a sink in one of the forms of the `sinks` option. Returns its id.
   * @throws ConfigurationError for what is no sink
   */
  add(given: Sink, path: string): number {
    const id = nextId();
    const { sink, ...conditions } = prepareSink(given, path, id, this.#shared);
    const attached = new AttachedSink(id, sink, conditions, this.#errors);
    if (this.#isClosed)
      tellDiag('warn', `the sink ${conditions.name} gets no records: its processor has been shut down`);
    else this.#sinks = [...this.#sinks, attached];
    return id;
  }

  /** Attaches a sink of our own. */
  attach(name: string, sink: RecordSink): void {
    const conditions = { name, minimumSeverity: 0, filters: undefined };
    this.#sinks = [...this.#sinks, new AttachedSink(nextId(), sink, conditions, this.#errors)];
  }

  /** Detaches a sink at once; resolves when it is flushed and closed, to whether that went well. An id that is not there does nothing. */
  remove(id: number): Promise<boolean> {
    const sink = this.#sinks.find((attached) => attached.id === id);
    if (sink === undefined) return this.#closing.get(id) ?? Promise.resolve(true);
    this.#sinks = this.#sinks.filter((attached) => attached !== sink);
    const closed = this.#contained(sink, sink.shutdown(new Deadline(this.#shared.shutdownTimeout))).finally(() =>
      this.#closing.delete(id),
    );
    this.#closing.set(id, closed);
    return closed;
  }

  emit(record: ReadableLogRecord, to: Receivers): void {
    const sinks = this.#sinks;
    for (let i = 0; i < sinks.length; i++) {
      const sink = sinks[i] as AttachedSink;
      if (to === 'all' || sink.waitsForResource === (to === 'waiting')) sink.emit(record);
    }
  }

  /**
   * Resolves when all records so far have reached their ends, those of sinks that are being removed included.
   * @returns whether they have; where not, that has been reported
   */
  forceFlush(): Promise<boolean> {
    return allOf([...this.#sinks.map((sink) => this.#contained(sink, sink.forceFlush())), ...this.#closing.values()]);
  }

  /** Closes all sinks. @returns as {@link forceFlush} */
  shutdown(deadline: Deadline): Promise<boolean> {
    this.#isClosed = true;
    const removed = this.#sinks.map((sink) => this.#contained(sink, sink.shutdown(deadline)));
    return allOf([...removed, ...this.#closing.values()]);
  }

  /** What each sink has done, by id. */
  get stats(): ReadonlyMap<number, SinkStats> {
    return new Map(this.#sinks.map((sink) => [sink.id, sink.stats]));
  }

  /** With `catch: true` a failure ends here, as a report. @returns whether there was none */
  async #contained(sink: AttachedSink, work: Promise<unknown>): Promise<boolean> {
    const failedBefore = sink.stats.failed;
    try {
      return (await work) !== false && sink.stats.failed === failedBefore;
    } catch (error) {
      if (!this.#errors.contains) throw error;
      this.#errors.report(error, 'sink', sink.name);
      return false;
    }
  }
}

/** Waits for all, also where one fails, and then rejects with the first failure. @returns whether all went well */
async function allOf(works: readonly Promise<boolean>[]): Promise<boolean> {
  let areWell = true;
  for (const result of await Promise.allSettled(works)) {
    if (result.status === 'rejected') throw result.reason;
    areWell &&= result.value;
  }
  return areWell;
}
