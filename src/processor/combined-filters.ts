// Filters made of filters.
import { ask } from '../foreign/call.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { isFilter, type LogRecordFilter, type NamedLogRecordFilter, withReason } from './filter.ts';

type FilterOrList = LogRecordFilter | readonly LogRecordFilter[];

/** Keeps what the filter drops, and drops what it keeps. */
export function not(filter: LogRecordFilter): NamedLogRecordFilter {
  checkedFilters([filter], 'filters.not(filter)');
  return withReason('not', (record) => !ask('a filter', filter, record));
}

/** Keeps what all the filters keep. The first that drops a record spares the others. */
export function all(...filters: readonly FilterOrList[]): NamedLogRecordFilter {
  const checked = checkedFilters(filters, 'filters.all(...)');
  return withReason('all', (record) => checked.every((filter) => ask('a filter', filter, record)));
}

/** Keeps what any of the filters keeps; nothing where there are none. */
export function any(...filters: readonly FilterOrList[]): NamedLogRecordFilter {
  const checked = checkedFilters(filters, 'filters.any(...)');
  return withReason('any', (record) => checked.some((filter) => ask('a filter', filter, record)));
}

function checkedFilters(filters: readonly FilterOrList[], option: string): readonly LogRecordFilter[] {
  const list: readonly LogRecordFilter[] = filters.flat();
  for (const filter of list) {
    if (!isFilter(filter)) throw new ConfigurationError(option, filter, 'a synchronous filter: (record) => boolean');
  }
  return list;
}
