// The further handlers of a logger, each with its own level and filter, in the form of sinks.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Deadline } from '../lifecycle/deadline.ts';
import { type LogRecordFilter, withReason } from '../processor/filters/filter.ts';
import type { SinkStats } from '../processor/sinks/sink.ts';
import type { SharedParts } from '../processor/sinks/sink-forms.ts';
import { SinkRegistry } from '../processor/sinks/sink-registry.ts';
import type { HandlerTarget } from './handler-forms.ts';

/** What the handlers of a logger are made with. */
export interface HandlersParts extends SharedParts {
  /** The level of the logger, which handlers without one of their own have. */
  level(): number;
}

interface Attached {
  readonly identity: string | undefined;
  readonly file: string | undefined;
  readonly level: number | undefined;
  /** Has the next handler of the same file continue in it. */
  handOver(): void;
}

/**
 * The handlers that were added to a logger, by ids that no other handler of the process ever has. They get records after the processor of
 * the logger: as clean as its own file and console do, and also those below its level.
 */
export class Handlers {
  readonly #parts: HandlersParts;
  readonly #sinks: SinkRegistry;
  readonly #attached = new Map<number, Attached>();
  /** The lowest of their own levels. */
  #lowest = Number.POSITIVE_INFINITY;
  #haveLevelOfLogger = false;

  constructor(parts: HandlersParts) {
    this.#parts = parts;
    this.#sinks = new SinkRegistry(parts);
  }

  /** Adds a handler; one of the same identity is taken away before. Returns its id. @throws ConfigurationError */
  add({ sink, identity, file, level, filters, name, handOver }: HandlerTarget): number {
    const ofLogger: LogRecordFilter = withReason(
      'severity',
      ({ severityNumber }) => (severityNumber ?? 0) >= this.#parts.level(),
    );
    const before = identity === undefined ? undefined : this.#idOf(identity);
    if (before !== undefined) {
      this.#attached.get(before)?.handOver();
      void this.remove(before);
    }
    const id = this.#sinks.add(
      {
        ...sink,
        ...(level === undefined ? {} : { minimumSeverity: level }),
        filter: [...(level === undefined ? [ofLogger] : []), ...filters],
        ...(name !== undefined && { name }),
      },
      'handler',
    );
    this.#attached.set(id, { identity, file, level, handOver });
    this.#changed();
    return id;
  }

  #idOf(identity: string): number | undefined {
    for (const [id, attached] of this.#attached) if (attached.identity === identity) return id;
    return undefined;
  }

  /** Whether any of them writes a file of this path. */
  hasFile(path: string): boolean {
    return [...this.#attached.values()].some(({ file }) => file === path);
  }

  /** Takes a handler away; resolves, once it is flushed and closed, to whether it was there. */
  async remove(id: number): Promise<boolean> {
    const isThere = this.#attached.delete(id);
    this.#changed();
    await this.#sinks.remove(id);
    return isThere;
  }

  #changed(): void {
    const levels = [...this.#attached.values()].map(({ level }) => level);
    this.#lowest = Math.min(...levels.filter((level) => level !== undefined));
    this.#haveLevelOfLogger = levels.includes(undefined);
  }

  /** Whether any of them gets records of a severity. */
  wants(severity: number): boolean {
    return severity >= this.#lowest || (this.#haveLevelOfLogger && severity >= this.#parts.level());
  }

  emit(record: ReadableLogRecord): void {
    if (this.#sinks.size === 0) return;
    this.#sinks.emit(record, 'all');
    if (this.#parts.errors.hasPending) this.#parts.errors.throwPending();
  }

  /** What each has done, with the level of those that have one of their own. */
  get stats(): ReadonlyMap<number, SinkStats & { readonly level: number | undefined }> {
    return new Map(
      [...this.#sinks.stats].map(([id, stats]) => [id, { ...stats, level: this.#attached.get(id)?.level }]),
    );
  }

  /** @returns whether all records so far have reached their ends */
  forceFlush(): Promise<boolean> {
    return this.#sinks.forceFlush();
  }

  /** @returns as {@link forceFlush} */
  shutdown(deadline: Deadline): Promise<boolean> {
    return this.#sinks.shutdown(deadline);
  }
}
