// How a filter says later, in a record of its own, what it has dropped.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogAttributes } from '../record/record-step.ts';
import type { LogRecordFilter, NamedLogRecordFilter } from './filter.ts';

/**
 * Takes a record that tells of dropped ones.
 * @param like goes the way of any record behind the filters
 * @param attributes added at its end, whatever attributes are allowed on the way
 */
export type DropTelling = (like: ReadableLogRecord, attributes: LogAttributes) => void;

/** What a filter has to say of what it dropped in one place. */
export interface DropSummaries {
  /** A record that the filter has just objected to is dropped for good. */
  dropped(record: ReadableLogRecord): void;
  /** Tells what is to be told by now. */
  tellDue(): void;
  /** Tells all, for nothing may come after it. */
  tellAll(): void;
}

/** Under which a filter gives its {@link DropSummaries}. The same symbol in every copy of this module. */
export const DROPS: unique symbol = Symbol.for('laketrace.drop-summaries');

/** A filter that tells of what it drops. */
export interface SummarizingFilter extends NamedLogRecordFilter {
  /** Begins a summary for one place that the filter is asked in. */
  readonly [DROPS]: (tell: DropTelling) => DropSummaries;
}

/** The summaries of those of the filters that have some; nothing where none has. */
export function summariesOf(filters: readonly LogRecordFilter[], tell: DropTelling): DropSummaries | undefined {
  const summaries = filters.flatMap((filter) => (filter as Partial<SummarizingFilter>)[DROPS]?.(tell) ?? []);
  if (summaries.length === 0) return undefined;
  return {
    dropped(record) {
      for (const each of summaries) each.dropped(record);
    },
    tellDue() {
      for (const each of summaries) each.tellDue();
    },
    tellAll() {
      for (const each of summaries) each.tellAll();
    },
  };
}
