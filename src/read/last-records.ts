// The last records of the files of one moment, and what is needed to follow them from there.

import type { HrTime } from '../format/time-pattern.ts';
import { compareFinished } from './bytes/log-names.ts';
import type { FoundFile } from './find-files.ts';
import { type LastWanted, lastOfFile } from './last-of-file.ts';
import { PlainLog } from './log-file-records.ts';
import type { FileReading } from './log-lines.ts';
import { isLogReadError } from './log-read-error.ts';
import type { LogSnapshot } from './log-snapshot.ts';
import { type OpenedLog, openFinished } from './open-log.ts';
import { failedToRead } from './read-failure.ts';
import type { StoredRecord } from './record/stored-record.ts';
import { compareTimes, NO_TIME } from './record/stored-time.ts';

/** How a moment ends. */
export interface LastRecords {
  /** In the order of time. */
  readonly records: readonly StoredRecord[];
  /** The files that may grow, from where they are to be followed. */
  readonly logs: readonly PlainLog[];
}

/**
 * The last wanted records of all files: of those that are written first, then of finished ones, the one that was finished last first, until
 * the rest were finished before the earliest that is kept.
 */
export async function lastRecords(
  { held, finished }: LogSnapshot,
  wanted: LastWanted,
  reading: FileReading,
): Promise<LastRecords> {
  const logs: PlainLog[] = [];
  let last: readonly StoredRecord[] = [];
  for (const { found, opened } of held) {
    reading.signal?.throwIfAborted();
    reading.expect(opened.size);
    const { records, end, head } = await lastOfFile(opened, found.name, wanted, reading);
    last = merged(last, records).slice(-wanted.count);
    if (end !== undefined) logs.push(new PlainLog(opened, found.name, reading, end, head));
    else await opened.handle.close();
  }
  const known = new Set(held.map(({ opened }) => opened.identity));
  for (const file of newestFirst(finished)) {
    reading.signal?.throwIfAborted();
    if (wanted.count === 0 || (last.length >= wanted.count && isBefore(file, last[0]))) break;
    const records = await lastOfFinished(file, known, wanted, reading);
    last = merged(records, last).slice(-wanted.count);
  }
  return { records: wanted.count === 0 ? [] : last, logs };
}

function newestFirst(files: readonly FoundFile[]): readonly FoundFile[] {
  return files.toSorted((a, b) => compareFinished(b.name, a.name));
}

/** Of a file whose name does not say when it was finished. */
const UNKNOWN = Number.MAX_SAFE_INTEGER;

/** Whether all of a file was written before a record. */
function isBefore({ name }: FoundFile, record: StoredRecord | undefined): boolean {
  return record === undefined || (name.finished ?? UNKNOWN) < record.when[0] * 1000;
}

async function lastOfFinished(
  file: FoundFile,
  known: ReadonlySet<string>,
  wanted: LastWanted,
  reading: FileReading,
): Promise<readonly StoredRecord[]> {
  let opened: OpenedLog | undefined;
  try {
    opened = await openFinished(file);
    if (known.has(opened.identity)) return [];
    reading.expect(opened.size);
    return (await lastOfFile(opened, file.name, { ...wanted, isFollowed: false }, reading)).records;
  } catch (error) {
    if (isLogReadError(error)) throw error;
    reading.problem(failedToRead(file.path, error));
    return [];
  } finally {
    await opened?.handle.close();
  }
}

/** Two lists as one, by time. A record that is earlier than one before it in its list counts as of that one's time. */
function merged(a: readonly StoredRecord[], b: readonly StoredRecord[]): StoredRecord[] {
  const records: StoredRecord[] = [];
  const [first, second] = [new Cursor(a), new Cursor(b)];
  while (first.record !== undefined && second.record !== undefined) {
    const cursor = compareTimes(first.key, second.key) <= 0 ? first : second;
    records.push(cursor.record as StoredRecord);
    cursor.step();
  }
  return [...records, ...first.rest, ...second.rest];
}

class Cursor {
  readonly #list: readonly StoredRecord[];
  #next = -1;
  key: HrTime = NO_TIME;

  constructor(list: readonly StoredRecord[]) {
    this.#list = list;
    this.step();
  }

  get record(): StoredRecord | undefined {
    return this.#list[this.#next];
  }

  get rest(): readonly StoredRecord[] {
    return this.#list.slice(this.#next);
  }

  step(): void {
    const next = this.#list[++this.#next];
    if (next !== undefined && compareTimes(next.when, this.key) > 0) this.key = next.when;
  }
}
