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
 * @param paths files, directories (the log files in them and in their partitions; where there are none, those below) and patterns such as `logs/*.jsonl.gz`
 * @throws ConfigurationError at once for what is not accepted; the iteration throws a `LogReadError` where `strict` is set, and what
 * a filter throws
 */
export function readLogRecords(
  paths: string | readonly string[],
  options: ReadLogRecordsOptions = {},
): AsyncIterable<StoredLogRecord> {
  const settings = readSettings(paths, options, 'limit', Date.now());
  return iterable(async () => (await import('./open-records.ts')).openAllRecords(settings));
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
  return iterable(async () => (await import('./open-records.ts')).openLastRecords(settings));
}

/** Each iteration is a reading of its own. */
function iterable(open: () => Promise<AsyncIterator<StoredLogRecord>>): AsyncIterable<StoredLogRecord> {
  return { [Symbol.asyncIterator]: () => new LazyIterator(open) };
}

/** An iterator that is loaded when it is first asked. */
class LazyIterator implements AsyncIterator<StoredLogRecord> {
  readonly #open: () => Promise<AsyncIterator<StoredLogRecord>>;
  #opening: Promise<AsyncIterator<StoredLogRecord>> | undefined;
  #opened: AsyncIterator<StoredLogRecord> | undefined;

  constructor(open: () => Promise<AsyncIterator<StoredLogRecord>>) {
    this.#open = open;
  }

  next(): Promise<IteratorResult<StoredLogRecord>> {
    return this.#opened === undefined ? this.#openFirst() : this.#opened.next();
  }

  async return(): Promise<IteratorResult<StoredLogRecord>> {
    const opened = this.#opened ?? (await this.#opening);
    await opened?.return?.();
    return { value: undefined, done: true };
  }

  async #openFirst(): Promise<IteratorResult<StoredLogRecord>> {
    this.#opening ??= this.#open();
    this.#opened = await this.#opening;
    return this.#opened.next();
  }
}
