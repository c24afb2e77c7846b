// A sink that keeps the records it gets.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** The sink, and what it has got. */
export function collector(): {
  readonly records: ReadableLogRecord[];
  readonly sink: (record: ReadableLogRecord) => void;
} {
  const records: ReadableLogRecord[] = [];
  return { records, sink: (record) => void records.push(record) };
}
