// Which of some records a filter keeps.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** For each record, whether it is kept. */
export function kept(filter: (record: ReadableLogRecord) => boolean, records: readonly ReadableLogRecord[]): boolean[] {
  return records.map((record) => filter(record));
}
