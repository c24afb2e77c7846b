// Drops records that say what one before has said, and emits how many they were.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ask } from '../../foreign/call.ts';
import { monotonic } from '../../foreign/clock.ts';
import { RecordContent } from '../../format/record-content.ts';
import { parseDuration } from '../../spec/duration.ts';
import { DROPS, type SummarizingFilter, type SummaryEmitter } from './drop-summary.ts';
import { keepsAll, type NamedLogRecordFilter, withContentFilter, withReason } from './filter.ts';
import { CLOCK, checkSource, type FilterClock } from './filter-clock.ts';
import { forgetFirst, MOST_KEYS, shortKey } from './filter-keys.ts';
import { contentOf, fieldReader, type RecordField } from './record-field.ts';
import { RepeatLedger } from './repeat-ledger.ts';

/** A record that was found to repeat another, until it is known whether it is dropped for that. */
interface Repeated {
  readonly record: ReadableLogRecord;
  readonly key: string;
  /** When the window ends, by the filter's clock. */
  readonly until: number;
}

/**
 * Keeps the first of equal records, and the first that comes after a time. When the time is over, and at `forceFlush` and
 * `shutdown`, a record of its own says how many were dropped (`laketrace.dropped.count`).
 * @param window the time, such as `'10 s'`, or milliseconds
 * @param by the field that must be equal; a record without it is kept. The 10,000 values kept last are remembered. Default: all
 *   that is written of a record must be equal, except its times, trace and span
 * @throws ConfigurationError where the window is no time, or `by` no field
 */
export function dedupe(window: string | number, by?: RecordField): NamedLogRecordFilter;
export function dedupe(
  window: string | number,
  by?: RecordField,
  { now = monotonic }: FilterClock = {},
): SummarizingFilter {
  checkSource(now, 'filters.dedupe(options.now)', CLOCK);
  const span = parseDuration(window, 'filters.dedupe(window)');
  const keyOf = keyReader(by);
  const keptAt = new Map<string, number>();
  let repeated: Repeated | undefined;
  const filter = withReason('dedupe', (record) => {
    repeated = undefined;
    const key = keyOf(record);
    if (key === undefined) return true;
    const time = ask('now', now);
    const last = keptAt.get(key);
    // A clock that was set back forgets: nothing is dropped because of a time to come.
    if (last !== undefined && time >= last && time - last < span) {
      repeated = { record, key, until: last + span };
      return false;
    }
    keptAt.delete(key);
    keptAt.set(key, time);
    if (keptAt.size > MOST_KEYS) forgetFirst(keptAt);
    return true;
  });
  const summaries = (emit: SummaryEmitter) => {
    const ledger = new RepeatLedger(emit, () => ask('now', now));
    return {
      dropped: (record: ReadableLogRecord) => {
        if (repeated?.record === record) ledger.add(repeated.key, record, repeated.until);
        repeated = undefined;
      },
      emitDue: () => ledger.emitDue(),
      emitAll: () => ledger.emitAll(),
    };
  };
  return Object.assign(withContentFilter(filter, keepsAll), { [DROPS]: summaries });
}

/** Reads the key of a record; nothing where it has none, and is kept for that. */
function keyReader(by: RecordField | undefined): (record: ReadableLogRecord) => string | undefined {
  if (by !== undefined) {
    const read = fieldReader(by, 'filters.dedupe(by)');
    return (record) => {
      const value = read(record);
      const text = value === undefined || value === null ? undefined : contentOf(value);
      return text === undefined ? undefined : shortKey(text);
    };
  }
  const content = new RecordContent();
  return (record) => {
    try {
      return shortKey(content.of(record));
    } catch {
      // Longer than a text can be.
      return undefined;
    }
  };
}
