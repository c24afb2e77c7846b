// What a filter is: a predicate over log records that says under which name its drops are counted.
import { isAsyncFunction } from 'node:util/types';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** Keeps a record (`true`) or drops it. What it throws drops nothing. */
export type LogRecordFilter = (record: ReadableLogRecord) => boolean;

/** A filter whose drops are counted under a name of its own. */
export interface NamedLogRecordFilter extends LogRecordFilter {
  /** Short and the same for all records, such as `rate-limit`: it becomes an attribute of a metric. */
  readonly reason: string;
}

/** Whether a value can be a filter: a function that is not asynchronous, whose promise would let every record pass. */
export function isFilter(value: unknown): value is LogRecordFilter {
  return typeof value === 'function' && !isAsyncFunction(value);
}

/** Gives a filter the name that its drops are counted under. */
export function withReason(reason: string, filter: LogRecordFilter): NamedLogRecordFilter {
  return Object.assign((record: ReadableLogRecord) => filter(record), { reason });
}

/**
 * Under which a filter that judges by how many records there are, or a combination with one, gives what it says of a record by its content
 * alone. The same symbol in every copy of this module.
 */
const BY_CONTENT: unique symbol = Symbol.for('laketrace.filter-by-content');

/** Gives a filter another one, which says of a record what there is to say by its content alone. */
export function withContentFilter<Filter extends LogRecordFilter>(filter: Filter, byContent: LogRecordFilter): Filter {
  return Object.assign(filter, { [BY_CONTENT]: byContent });
}

/** Whether a filter judges by how many records there are, also within a combination. */
export function countsRecords(filter: LogRecordFilter): boolean {
  return BY_CONTENT in filter;
}

/** What a filter says by content alone: for records that may never be written, and must use up no rate. */
export function contentFilterOf(filter: LogRecordFilter): LogRecordFilter {
  return (filter as { [BY_CONTENT]?: LogRecordFilter })[BY_CONTENT] ?? filter;
}

/** Of a filter that has nothing to say by content. */
export const keepsAll: LogRecordFilter = () => true;

/** The name that a filter's drops are counted under: its `reason`, else the function's name, else `filter`. */
export function reasonOf(filter: LogRecordFilter): string {
  const { reason } = filter as Partial<NamedLogRecordFilter>;
  if (typeof reason === 'string' && reason !== '') return reason;
  return filter.name === '' ? 'filter' : filter.name;
}
