// Reads records for tests: all of them, with what could not be read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReadLogRecordsOptions, type ReadProblem, readLogRecords, type StoredLogRecord } from '../../src/index.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** What a reading gave. */
export interface ReadBack {
  readonly records: StoredLogRecord[];
  readonly messages: string[];
  readonly problems: ReadProblem[];
}

/** Reads all records. */
export async function readBack(
  paths: string | readonly string[],
  options: ReadLogRecordsOptions = {},
): Promise<ReadBack> {
  const records: StoredLogRecord[] = [];
  const problems: ReadProblem[] = [];
  const onProblem = (problem: ReadProblem) => void problems.push(problem);
  for await (const record of readLogRecords(paths, { onProblem, ...options })) records.push(record);
  return { records, messages: records.map(({ message }) => message), problems };
}

/** All that an iterable gives. */
export async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

/** A directory with files of these contents. */
export function directoryOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

/** A line of flat JSON, `second` seconds after noon. */
export function flatLine(message: string, second = 0, level = 'INFO'): string {
  const timestamp = new Date(Date.UTC(2026, 0, 31, 12, 0, 0, Math.round(second * 1000))).toISOString();
  return `${JSON.stringify({ timestamp, level, message })}\n`;
}
