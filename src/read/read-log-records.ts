// Reading logs back, as users call it. What does the work is loaded when the first record is asked for.

import {
  type ReadLogRecordsOptions,
  type ReadSettings,
  readSettings,
  type TailLogRecordsOptions,
} from './read-options.ts';
import type { StoredLogRecord } from './record/stored-record.ts';

/**
 * Reads log files back as typed records: active, rotated and compressed ones, of every format and codec of LakeTrace, plain OTLP/JSON of
 * other SDKs, and the collector's file exporter. Records of several files come in the order of their times; those of one file in the
 * order in which they stand in it. Memory is bounded, whatever the files hold.
 *
 * What cannot be read is reported to `onProblem` and passed over, unless `strict` is set.
 *
 * @param paths files, directories (the log files in them) and patterns such as `logs/*.jsonl.gz`
 * @throws ConfigurationError at once for what is not accepted; the iteration throws a `LogReadError` where `strict` is set, and what
 * a filter throws
 */
export function readLogRecords(
  paths: string | readonly string[],
  options: ReadLogRecordsOptions = {},
): AsyncIterable<StoredLogRecord> {
  const settings = readSettings(paths, options, 'limit', Date.now());
  return iterable(async () => (await import('./all-records.ts')).allRecords(settings));
}

/**
 * The last records of logs, over rotated and compressed files, the oldest of them first; then, with `follow`, what is written from then
 * on, over rotations, compressions and new files: each record once.
 *
 * @param paths files, directories and patterns; with `follow` they may be made later
 * @throws as {@link readLogRecords}
 */
export function tailLogRecords(
  paths: string | readonly string[],
  options: TailLogRecordsOptions = {},
): AsyncIterable<StoredLogRecord> {
  const settings: ReadSettings = readSettings(paths, options, 'lines', Date.now());
  return iterable(async () => (await import('./last-records.ts')).lastRecords(settings));
}

function iterable(open: () => Promise<AsyncIterable<StoredLogRecord>>): AsyncIterable<StoredLogRecord> {
  return {
    async *[Symbol.asyncIterator]() {
      yield* await open();
    },
  };
}
