// An exporter that a test makes of a function.
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** How an exporter answers. */
export type Done = Parameters<LogRecordExporter['export']>[1];

/** An exporter made of a function, that keeps what it was asked for. */
export function exporterOf(
  answer: (done: Done, records: ReadableLogRecord[]) => void,
  parts: Partial<LogRecordExporter> = {},
): { readonly bodies: unknown[]; readonly exporter: LogRecordExporter } {
  const bodies: unknown[] = [];
  const exporter: LogRecordExporter = {
    export: (records, done) => {
      bodies.push(...records.map(({ body }) => body));
      answer(done, records);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
    ...parts,
  };
  return { bodies, exporter };
}
