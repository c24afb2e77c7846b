// The files that a query reads: OTLP/JSON as it lies there, all else as OTLP/JSON in a temporary directory.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { codecNamed } from '../archive/codecs.ts';
import { ignore } from '../foreign/call.ts';
import type { LogRecordFormat } from '../format/format.ts';
import { otlpJsonForQueries } from '../format/otlp-json.ts';
import { bytesOfFiles } from '../read/bytes/given-path.ts';
import { readLogRecords } from '../read/read-log-records.ts';
import type { ReadProblem, ReadProgress } from '../read/read-options.ts';
import { sortOut } from './native-files.ts';

/** Options of {@link prepareSources}. */
export interface PrepareOptions {
  readonly signal?: AbortSignal;
  /** Called with what could not be read. */
  readonly onProblem?: (problem: ReadProblem) => void;
  /** Opens the records in the place of files, such as those of standard input. */
  readonly open?: (() => Promise<AsyncIterable<ReadableLogRecord>>) | undefined;
  /** Called with how many lines of text there were between those of JSON. */
  readonly onPlainLines?: (count: number) => void;
  /** Called with how many records have times that DuckDB has not: `NULL` stands for them. */
  readonly onTimesBeyond?: (count: number) => void;
  /** Called with bytes done and bytes in all, while files are looked at and written anew. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Files that DuckDB reads. */
export interface QuerySources {
  readonly files: readonly string[];
  /** The longest of their lines, in bytes, or somewhat more. */
  readonly longestLine: number;
  /** How many of their records have times that DuckDB has not. */
  readonly timesBeyond: number;
}

/** What is gathered before it is written. */
const BLOCK_BYTES = 256 * 1024;

/**
 * Has all files as OTLP/JSON. The records of those that DuckDB does not read as they lie there are written anew, compressed.
 * @param temporary an empty directory that only this user may look into
 */
export async function prepareSources(
  paths: readonly string[],
  temporary: string,
  options: PrepareOptions = {},
): Promise<QuerySources> {
  const { open, signal, onProblem, onProgress, onPlainLines } = options;
  if (open !== undefined) return writtenAnew(await open(), temporary);
  const total = await bytesOfFiles(paths);
  let looked = 0;
  const onBytes = (bytes: number): void => {
    looked += bytes;
    onProgress?.(looked, total);
  };
  const { native: files, others, longestLine, timesBeyond } = await sortOut(paths, { signal, onBytes });
  if (others.length === 0) return { files, longestLine, timesBeyond };
  let plainLines = 0;
  const reading = {
    ...{ signal, onProblem },
    onProgress: ({ bytes, totalBytes, plainLines: plain }: ReadProgress) => {
      plainLines = plain;
      onProgress?.(looked + bytes, looked + totalBytes);
    },
  };
  const made = await writtenAnew(readLogRecords(others, reading), temporary);
  if (plainLines > 0) onPlainLines?.(plainLines);
  return {
    files: [...files, ...made.files],
    longestLine: Math.max(longestLine, made.longestLine),
    timesBeyond: timesBeyond + made.timesBeyond,
  };
}

async function writtenAnew(records: AsyncIterable<ReadableLogRecord>, temporary: string): Promise<QuerySources> {
  const path = join(temporary, 'records.jsonl.zst');
  let longestLine = 0;
  let timesBeyond = 0;
  const count = (record: ReadableLogRecord): void => {
    if (isTimeBeyond(record)) timesBeyond++;
  };
  async function* lines(): AsyncGenerator<Uint8Array> {
    for await (const block of linesOf(records, otlpJsonForQueries(), count)) {
      longestLine = Math.max(longestLine, block.length);
      yield block;
    }
  }
  const zstd = codecNamed('zstd').createCompressor({ name: 'records.jsonl', modified: new Date(0) });
  const archive = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  await pipeline(Readable.from(lines(), { objectMode: false }), zstd, archive);
  return { files: [path], longestLine, timesBeyond };
}

/** The last nanosecond from the epoch, either way, of which DuckDB makes a time, and its second. */
const LAST_TIME = 9_223_372_036_854_775_806n;
const LAST_SECOND = 9_223_372_036;

function isTimeBeyond({ hrTime, hrTimeObserved }: ReadableLogRecord): boolean {
  const [seconds, nanoseconds] = hrTime[0] === 0 && hrTime[1] === 0 ? hrTimeObserved : hrTime;
  if (Math.abs(seconds) < LAST_SECOND) return false;
  const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
  return time > LAST_TIME || time < -LAST_TIME;
}

/**
 * The records of an iterable as lines of a format, in blocks.
 * @param each called with each of them
 */
export async function* linesOf(
  records: AsyncIterable<ReadableLogRecord>,
  format: LogRecordFormat,
  each: (record: ReadableLogRecord) => void = ignore,
): AsyncGenerator<Uint8Array> {
  const encoder = format.createEncoder();
  for await (const record of records) {
    each(record);
    encoder.stage(record);
    encoder.commit();
    if (encoder.pendingBytes >= BLOCK_BYTES) yield encoder.take();
  }
  if (encoder.pendingBytes > 0) yield encoder.take();
}
