// Records as an ETL job logs them, as the SDK gives them to a processor: what the benches of formats encode.
import type { Resource } from '@opentelemetry/resources';
import { LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';

const TABLES = ['flights', 'weather', 'movies', 'airports'];

/** Records of six attributes and a body of 83 characters. */
export function etlRecords(count: number, resource: Resource): ReadableLogRecord[] {
  const records: ReadableLogRecord[] = [];
  const collect = {
    onEmit: (record: ReadableLogRecord) => void records.push(record),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const logger = new LoggerProvider({ resource, processors: [collect] }).getLogger('bench', '1.0.0');
  for (let i = 0; i < count; i++) {
    const table = TABLES[i % TABLES.length] ?? '';
    logger.emit({
      severityNumber: 9,
      severityText: 'INFO',
      body: `Loaded ${table} batch ${i} into the bronze layer; all of its rows were validated and written to disk`.slice(
        0,
        83,
      ),
      attributes: {
        'table.name': table,
        'batch.id': i,
        'rows.read': (i * 37) % 5000,
        'duration.ms': (i * 1.37) % 900,
        'job.step': 'extract-load',
        'is.retry': i % 7 === 0,
      },
    });
  }
  return records;
}
