// The options of reading: their types, and their check, which is done when reading is asked for.

import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys } from '../spec/option-checks.ts';
import { parseSeverity } from '../spec/severity.ts';
import { readTimePoint } from '../spec/time-point.ts';
import type { LineFilter } from './line-filter.ts';
import type { StoredLogRecord } from './record/stored-record.ts';

/**
 * A point in time: a `Date`, milliseconds since the epoch, ISO 8601 text, or how long ago it is, such as `'2h'` or `'3 days'`. Text without an
 * offset is local time, a date as well as a date with a time.
 */
export type TimePoint = Date | number | string;

/** Keeps a record (`true`) or leaves it out. Those of `filters` are ones. */
export type StoredRecordFilter = (record: StoredLogRecord) => boolean;

/** What is wrong with what is read. */
export type ReadProblemKind =
  /** A line that is no record. */
  | 'line'
  /** A line that is longer than 64 MiB. */
  | 'long-line'
  /** An archive that ends too early or is damaged, of which was read what it gave until there; a file that is no archive of the kind that its name says. */
  | 'archive'
  /** A file that cannot be read, or no more. */
  | 'unreadable'
  /** A path that is not there, or a pattern that nothing matches. */
  | 'missing'
  /** What holds no log at all: other bytes than text, or no regular file. */
  | 'no-log';

/** Something that could not be read. All else is. */
export interface ReadProblem {
  /** The path, as it was found. */
  readonly file: string;
  /** The number of the line, from 1; 0 where it is about the file as a whole. */
  readonly line: number;
  readonly kind: ReadProblemKind;
  /** What is wrong, in words. It shows nothing of the content. */
  readonly message: string;
  /** What the file system said, or zlib of an archive, with its `code`; nothing where neither did. */
  readonly cause?: unknown;
}

/** How far reading is. */
export interface ReadProgress {
  /** Bytes of the files that were read, as they are on the disk. */
  readonly bytes: number;
  /** Bytes that there are to read; grows where files do. */
  readonly totalBytes: number;
  /**
   * How many files are read: all at once where they are a few, else as they are looked into; without those that can have no record between
   * `from` and `to`. With `follow` those that come are counted as well.
   */
  readonly files: number;
  /** How many lines of text between those of JSON were met, such as what a program printed besides: each is a record, with a body alone. */
  readonly plainLines: number;
}

/** Options of `readLogRecords`. */
export interface ReadLogRecordsOptions {
  /** Records before this are left out, and those without a time. */
  readonly from?: TimePoint | undefined;
  /** Records at this time and after are left out, and those without a time. */
  readonly to?: TimePoint | undefined;
  /** Records that are less severe are left out: a level's name or a SeverityNumber. Records without a severity are kept only with `0`. */
  readonly minimumSeverity?: string | number | undefined;
  /** One predicate, or several that must all hold. What it throws ends the reading. */
  readonly filter?: StoredRecordFilter | readonly StoredRecordFilter[] | undefined;
  /** How many records are given at most. Default: all */
  readonly limit?: number | undefined;
  /** Whether to wait for more once all is read. Default `false` */
  readonly follow?: boolean | undefined;
  /** Whether what cannot be read throws a `LogReadError`. Default `false`: it is reported, and passed over. */
  readonly strict?: boolean | undefined;
  /** Gets what could not be read. Without it `diag` is warned of the first of each kind. */
  readonly onProblem?: ((problem: ReadProblem) => void) | undefined;
  /** Gets how far reading is, some times a second. */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  /** Ends the reading: the iteration then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `tailLogRecords`. */
export interface TailLogRecordsOptions extends Omit<ReadLogRecordsOptions, 'limit'> {
  /** How many records, at most, are given of those that there are. Default `10` */
  readonly lines?: number | undefined;
}

/** Options, checked. */
export interface ReadSettings {
  readonly paths: readonly string[];
  /** In milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly minimumSeverity: number;
  readonly filters: readonly StoredRecordFilter[];
  readonly limit: number;
  readonly follow: boolean;
  readonly strict: boolean;
  readonly onProblem: ((problem: ReadProblem) => void) | undefined;
  readonly onProgress: ((progress: ReadProgress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
  /**
   * Of the command line: whether one of some lines of JSON or logfmt may hold a wanted record, by their bytes. What it says no to is not parsed.
   */
  readonly lineFilter?: LineFilter | undefined;
  /** Of the command line: whether each record is done with when the next one is asked for. It is not to be kept then. */
  readonly isPassing?: boolean | undefined;
  /** Of the command line: gets a record that is left out for want of a time or a severity alone. */
  readonly onLeftOut?: ((record: StoredLogRecord, lack: 'time' | 'level') => void) | undefined;
  /** Of the command line: gets how many bytes come of a file, which are more than it has where it is compressed. */
  readonly onPlainBytes?: ((file: string, bytes: number) => void) | undefined;
}

// Files of others may have negative ones.
const ANY_SEVERITY = Number.NEGATIVE_INFINITY;

const COMMON = [
  'from',
  'to',
  'minimumSeverity',
  'filter',
  'follow',
  'strict',
  'onProblem',
  'onProgress',
  'signal',
] as const;
const TIMES = 'a Date, ISO 8601 text, milliseconds since the epoch, or a duration such as "2h", which is so long ago';

/**
 * Checks the options of a reading.
 * @param own the option that not all ways of reading have, which is a count
 * @throws ConfigurationError
 */
export function readSettings(paths: unknown, options: unknown, own: 'limit' | 'lines', now: number): ReadSettings {
  checkKeys(options, '', [...COMMON, own]);
  const given = options as ReadLogRecordsOptions & TailLogRecordsOptions;
  const { minimumSeverity, follow = false, strict = false, onProblem, onProgress, signal } = given;
  for (const [name, value] of Object.entries({ follow, strict })) {
    if (typeof value !== 'boolean') throw new ConfigurationError(name, value, 'true or false');
  }
  for (const [name, value] of Object.entries({ onProblem, onProgress })) {
    if (value !== undefined && typeof value !== 'function') throw new ConfigurationError(name, value, 'a function');
  }
  if (signal !== undefined && typeof (signal as Partial<AbortSignal> | null)?.aborted !== 'boolean') {
    throw new ConfigurationError('signal', signal, 'an AbortSignal');
  }
  return {
    paths: readPaths(paths),
    from: readTime(given.from, 'from', now) ?? Number.NEGATIVE_INFINITY,
    to: readTime(given.to, 'to', now) ?? Number.POSITIVE_INFINITY,
    minimumSeverity: minimumSeverity === undefined ? ANY_SEVERITY : parseSeverity(minimumSeverity, 'minimumSeverity'),
    filters: readFilters(given.filter),
    limit: readCount(given[own], own) ?? (own === 'lines' ? USUAL_LINES : Number.POSITIVE_INFINITY),
    ...{ follow, strict, onProblem, onProgress, signal },
  };
}

const USUAL_LINES = 10;

function readPaths(paths: unknown): readonly string[] {
  const list = typeof paths === 'string' ? [paths] : paths;
  if (!Array.isArray(list) || list.length === 0 || !list.every((path) => typeof path === 'string' && path !== '')) {
    throw new ConfigurationError('paths', paths, 'a path of a file or a directory, a pattern, or a list of them');
  }
  return [...(list as string[])];
}

function readTime(value: unknown, option: string, now: number): number | undefined {
  if (value === undefined) return undefined;
  const time = timeOf(value, now);
  if (time === undefined || Number.isNaN(time)) throw new ConfigurationError(option, value, TIMES);
  return time;
}

function timeOf(value: unknown, now: number): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value !== null) return isDate(value) ? value.getTime() : undefined;
  return typeof value === 'string' ? readTimePoint(value, now, 'local') : undefined;
}

function isDate(value: object): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

function readFilters(filter: unknown): readonly StoredRecordFilter[] {
  if (filter === undefined) return [];
  const list: readonly unknown[] = Array.isArray(filter) ? filter : [filter];
  for (const [index, one] of list.entries()) {
    const path = Array.isArray(filter) ? `filter[${index}]` : 'filter';
    if (typeof one !== 'function')
      throw new ConfigurationError(path, one, 'a function (record) => boolean, or a list of them');
  }
  return list as readonly StoredRecordFilter[];
}

function readCount(value: unknown, option: string): number | undefined {
  if (value === undefined || value === Number.POSITIVE_INFINITY) return value;
  if (!Number.isInteger(value) || (value as number) < 0) {
    throw new ConfigurationError(option, value, 'a whole number from 0 on');
  }
  return value as number;
}
