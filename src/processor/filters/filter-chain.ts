// Asks the filters, in order: all must hold.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ask } from '../../foreign/call.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import type { ErrorPolicy } from '../errors/error-policy.ts';
import { type DropSummaries, type SummaryEmitter, summariesOf } from './drop-summary.ts';
import { isFilter, type LogRecordFilter, reasonOf } from './filter.ts';

/** One or more filters, all of which must hold. */
export class FilterChain {
  readonly #filters: readonly LogRecordFilter[];
  readonly #errors: ErrorPolicy;
  readonly #target: string;
  #summaries: DropSummaries | undefined;
  #isAsking = false;

  /**
   * A chain of filters; none where there is nothing to ask.
   * @param target what errors are reported with: the option, or the sink, that the filters belong to
   */
  static of(filters: readonly LogRecordFilter[], errors: ErrorPolicy, target: string): FilterChain | undefined {
    return filters.length === 0 ? undefined : new FilterChain(filters, errors, target);
  }

  private constructor(filters: readonly LogRecordFilter[], errors: ErrorPolicy, target: string) {
    this.#filters = filters;
    this.#errors = errors;
    this.#target = target;
  }

  /** Has the filters that summarize what they drop emit it here. */
  summarize(emit: SummaryEmitter): void {
    this.#summaries = summariesOf(this.#filters, emit);
  }

  /** Emits the summaries of all that was dropped until now. */
  emitSummaries(): void {
    this.#contained(() => this.#summaries?.emitAll());
  }

  /**
   * Why a record is dropped: the reason of the first filter that does not hold; nothing where all hold. A filter that throws
   * drops nothing: it counts as holding, and the error is reported.
   */
  rejection(record: ReadableLogRecord): string | undefined {
    // A filter that logs would be asked about its own records without end: those pass.
    if (this.#isAsking) return undefined;
    this.#isAsking = true;
    try {
      return this.#firstAgainst(record);
    } finally {
      // Also where the stack is full: the filters would never be asked again.
      this.#isAsking = false;
    }
  }

  #firstAgainst(record: ReadableLogRecord): string | undefined {
    // A summary whose time is over stands before the record that comes after it.
    if (this.#summaries !== undefined) this.#contained(() => this.#summaries?.emitDue());
    let rejection: string | undefined;
    for (let i = 0; i < this.#filters.length && rejection === undefined; i++) {
      const filter = this.#filters[i] as LogRecordFilter;
      try {
        if (!ask('a filter', filter, record)) rejection = reasonOf(filter);
      } catch (error) {
        this.#errors.caught(error, 'filter', this.#target);
      }
    }
    if (rejection !== undefined && this.#summaries !== undefined) {
      this.#contained(() => this.#summaries?.dropped(record));
    }
    return rejection;
  }

  #contained(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#errors.caught(error, 'filter', this.#target);
    }
  }
}

/**
 * Reads a filter option.
 * @returns the filters; empty where there are none
 * @throws ConfigurationError for what is no function, or an asynchronous one: its promise would let every record pass
 */
export function parseFilters(value: unknown, path: string): LogRecordFilter[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [parseFilter(value, path)];
  return value.map((filter, index) => parseFilter(filter, `${path}[${index}]`));
}

function parseFilter(value: unknown, path: string): LogRecordFilter {
  if (!isFilter(value)) {
    throw new ConfigurationError(path, value, 'a synchronous function (record) => boolean, or a list of them');
  }
  return value;
}
