// Which records are wanted, by the options of a reading.
import { ask } from '../foreign/call.ts';
import type { ReadSettings } from './read-options.ts';
import type { StoredRecord } from './record/stored-record.ts';

/** Whether a record is wanted: by its time and severity first, which are known without the rest of it. */
export function isWanted(record: StoredRecord, { from, to, minimumSeverity, filters }: ReadSettings): boolean {
  if (from !== Number.NEGATIVE_INFINITY || to !== Number.POSITIVE_INFINITY) {
    const [seconds, nanoseconds] = record.when;
    const time = seconds * 1000 + nanoseconds / 1e6;
    if (time < from || time >= to) return false;
  }
  if ((record.severityNumber ?? 0) < minimumSeverity) return false;
  for (const filter of filters) if (!ask('filter', filter, record)) return false;
  return true;
}
