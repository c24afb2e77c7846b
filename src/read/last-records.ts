// The last records of some files, and those that are written from then on.
import { allRecords } from './all-records.ts';
import type { ReadSettings } from './read-options.ts';
import type { StoredRecord } from './record/stored-record.ts';

/** The records that the settings ask for, the oldest of the last ones first. */
export async function* lastRecords(settings: ReadSettings): AsyncGenerator<StoredRecord, void, undefined> {
  const last: StoredRecord[] = [];
  for await (const record of allRecords({ ...settings, limit: Number.POSITIVE_INFINITY })) {
    last.push(record);
    if (last.length > settings.limit) last.shift();
  }
  yield* last;
}
