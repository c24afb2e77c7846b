// All records of some files, in the order of time.
import { ignore, tell } from '../foreign/call.ts';
import { findFiles } from './find-files.ts';
import { LogReadError } from './log-read-error.ts';
import { mergedRecords } from './merged-records.ts';
import type { ReadProblem, ReadSettings } from './read-options.ts';
import type { StoredRecord } from './record/stored-record.ts';
import { type FileReading, storedRecords } from './stored-file.ts';
import { isWanted } from './wanted-records.ts';

/** The records that the settings ask for. */
export async function* allRecords(settings: ReadSettings): AsyncGenerator<StoredRecord, void, undefined> {
  let left = settings.limit;
  if (left === 0) return;
  for await (const batch of recordBatches(settings)) {
    for (const record of batch) {
      settings.signal?.throwIfAborted();
      if (!isWanted(record, settings)) continue;
      yield record;
      if (--left === 0) return;
    }
  }
}

async function* recordBatches(settings: ReadSettings): AsyncGenerator<StoredRecord[], void, undefined> {
  const reading = fileReading(settings);
  const files = await findFiles(settings.paths, reading.problem);
  files.sort((a, b) => (a.name.finished ?? Number.POSITIVE_INFINITY) - (b.name.finished ?? Number.POSITIVE_INFINITY));
  yield* mergedRecords(files.map((file) => storedRecords(file, reading)));
}

/** What files report while they are read. */
export function fileReading({ strict, onProblem }: ReadSettings): FileReading {
  return {
    problem(problem: ReadProblem) {
      if (strict) throw new LogReadError(problem);
      if (onProblem !== undefined) tell(ignore, onProblem, problem);
    },
    read: ignore,
  };
}
