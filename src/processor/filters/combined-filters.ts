// Filters made of filters.
import { ask } from '../../foreign/call.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { DROPS, type SummaryEmitter, summariesOf } from './drop-summary.ts';
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
  const filter = withReason('all', (record) => checked.every((filter) => ask('a filter', filter, record)));
  return summarizing(filter, checked);
}

/** Keeps what any of the filters keeps; nothing where there are none. */
export function any(...filters: readonly FilterOrList[]): NamedLogRecordFilter {
  const checked = checkedFilters(filters, 'filters.any(...)');
  const filter = withReason('any', (record) => checked.some((filter) => ask('a filter', filter, record)));
  return summarizing(filter, checked);
}

/** Where one of its filters summarizes what it drops, a combination does. */
function summarizing(filter: NamedLogRecordFilter, parts: readonly LogRecordFilter[]): NamedLogRecordFilter {
  if (!parts.some((part) => DROPS in part)) return filter;
  return Object.assign(filter, { [DROPS]: (emit: SummaryEmitter) => summariesOf(parts, emit) });
}

function checkedFilters(filters: readonly FilterOrList[], option: string): readonly LogRecordFilter[] {
  const list: readonly LogRecordFilter[] = filters.flat();
  for (const filter of list) {
    if (!isFilter(filter)) throw new ConfigurationError(option, filter, 'a synchronous filter: (record) => boolean');
  }
  return list;
}
