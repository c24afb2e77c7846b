// How a filter says later, in a record of its own, what it has dropped: its summary.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogAttributes } from '../record/record-step.ts';
import type { LogRecordFilter, NamedLogRecordFilter } from './filter.ts';

/**
 * Takes a summary.
 * @param like the record as it goes through the steps and sinks
 * @param attributes added after the steps, whatever attributes are allowed there
 */
export type SummaryEmitter = (like: ReadableLogRecord, attributes: LogAttributes) => void;

/** The summaries of one filter, for one place that it is asked in. */
export interface DropSummaries {
  /** A record that the filter has just objected to is dropped for good. */
  dropped(record: ReadableLogRecord): void;
  /** Emits the summaries whose time is over. */
  emitDue(): void;
  /** Emits all summaries: nothing may come after. */
  emitAll(): void;
}

/** Under which a filter gives its {@link DropSummaries}. The same symbol in every copy of this module. */
export const DROPS: unique symbol = Symbol.for('laketrace.drop-summaries');

/** A filter that emits summaries of what it drops. */
export interface SummarizingFilter extends NamedLogRecordFilter {
  /** Begins the summaries for one place that the filter is asked in. */
  readonly [DROPS]: (emit: SummaryEmitter) => DropSummaries;
}

/** The summaries of those of the filters that have some; nothing where none has. */
export function summariesOf(filters: readonly LogRecordFilter[], emit: SummaryEmitter): DropSummaries | undefined {
  const summaries = filters.flatMap((filter) => (filter as Partial<SummarizingFilter>)[DROPS]?.(emit) ?? []);
  if (summaries.length === 0) return undefined;
  return {
    dropped(record) {
      for (const each of summaries) each.dropped(record);
    },
    emitDue() {
      for (const each of summaries) each.emitDue();
    },
    emitAll() {
      for (const each of summaries) each.emitAll();
    },
  };
}
