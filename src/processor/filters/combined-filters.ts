// Filters made of filters.
import { ask } from '../../foreign/call.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { DROPS, type SummaryEmitter, summariesOf } from './drop-summary.ts';
import {
  contentFilterOf,
  countsRecords,
  isFilter,
  keepsAll,
  type LogRecordFilter,
  type NamedLogRecordFilter,
  withContentFilter,
  withReason,
} from './filter.ts';

type FilterOrList = LogRecordFilter | readonly LogRecordFilter[];

/** Keeps what the filter drops, and drops what it keeps. */
export function not(filter: LogRecordFilter): NamedLogRecordFilter {
  checkedFilters([filter], 'filters.not(filter)');
  const opposite = withReason('not', (record) => !ask('a filter', filter, record));
  return countsRecords(filter) ? withContentFilter(opposite, keepsAll) : opposite;
}

/** Keeps what all the filters keep. The first that drops a record spares the others. */
export function all(...filters: readonly FilterOrList[]): NamedLogRecordFilter {
  const checked = checkedFilters(filters, 'filters.all(...)');
  const of = (parts: readonly LogRecordFilter[]) =>
    withReason('all', (record) => parts.every((filter) => ask('a filter', filter, record)));
  return combined(of, checked);
}

/** Keeps what any of the filters keeps; nothing where there are none. */
export function any(...filters: readonly FilterOrList[]): NamedLogRecordFilter {
  const checked = checkedFilters(filters, 'filters.any(...)');
  const of = (parts: readonly LogRecordFilter[]) =>
    withReason('any', (record) => parts.some((filter) => ask('a filter', filter, record)));
  return combined(of, checked);
}

/** Where one of its filters counts records, or summarizes what it drops, a combination does. */
function combined(
  of: (parts: readonly LogRecordFilter[]) => NamedLogRecordFilter,
  parts: readonly LogRecordFilter[],
): NamedLogRecordFilter {
  const filter = of(parts);
  if (parts.some(countsRecords)) withContentFilter(filter, of(parts.map(contentFilterOf)));
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
