// Which rotated files are kept: a count, an age, a total size, a callback, or several of these.
import { ConfigurationError } from './configuration-error.ts';
import { DURATION_FORMS, readDuration, readUnmistakableDuration } from './duration.ts';
import { readFileCount } from './file-count.ts';
import { readSize, SIZE_FORMS } from './size.ts';

/** A rotated file, compressed or not, as a retention callback sees it. */
export interface RetainedFile {
  /** The file's path. */
  readonly path: string;
  /** Its size in bytes, as it lies on the disk. */
  readonly size: number;
  /** When it was rotated: milliseconds since the epoch. */
  readonly rotated: number;
}

/**
 * Chooses files to delete. It is given every rotated file of the exporter, the oldest first, and returns those to delete, as they are or
 * as their paths. Anything else that it returns is ignored, and so is the active file: only rotated files of the exporter are ever
 * deleted. It may also delete files by itself and return nothing. What it throws is reported, and nothing is deleted.
 */
export type RetentionCallback = (files: readonly RetainedFile[]) => Iterable<RetainedFile | string> | undefined;

/** The object form of a retention. With several properties, all of them apply. */
export interface RetentionObject {
  /** Keep this many rotated files. */
  readonly files?: string | number;
  /** The same as `files`. */
  readonly count?: string | number;
  /** Keep files this long after their rotation, as `parseDuration` takes it (a number is milliseconds). */
  readonly age?: string | number;
  /** Keep at most this many bytes in rotated files, as `parseSize` takes it. */
  readonly size?: string | number;
}

/** What the option `retention` accepts. See {@link parseRetention}. */
export type RetentionOption =
  | string
  | number
  | false
  | null
  | RetentionCallback
  | RetentionObject
  | readonly RetentionOption[];

/** A retention that is not a list: the result of {@link parseRetention} and the members of its `all` rule. */
export type SingleRetentionRule =
  /** Of the rotated files, the newest `count` are kept. */
  | { readonly kind: 'count'; readonly count: number }
  /** Rotated files are deleted this many milliseconds after their rotation. */
  | { readonly kind: 'age'; readonly milliseconds: number }
  /** The oldest rotated files are deleted until the rest have no more than this many bytes together. */
  | { readonly kind: 'size'; readonly bytes: number }
  /** The callback chooses. */
  | { readonly kind: 'callback'; readonly callback: RetentionCallback };

/** Which rotated files are deleted, parsed. */
export type RetentionRule =
  /** All files are kept. */
  | { readonly kind: 'never' }
  | SingleRetentionRule
  /** At least two rules that all apply: a file that any of them gives up is deleted. */
  | { readonly kind: 'all'; readonly rules: readonly SingleRetentionRule[] };

const COUNT_FORMS = 'a whole number of files of at least 1 such as 5 or "10 files"';
const RETENTION_FORMS =
  `${COUNT_FORMS}; ${DURATION_FORMS}; an object with any of files (or count), age and size, such as { size: "5 GB" }; ` +
  'a function; a list of these, all of which apply; or false to keep all files';

// Deep enough for any list that a person writes; a list that contains itself ends here.
const DEEPEST_LIST = 16;

function readCount(value: unknown): SingleRetentionRule | undefined {
  const count = readFileCount(value, 1);
  return count === undefined ? undefined : { kind: 'count', count };
}

function readAge(milliseconds: number | undefined): SingleRetentionRule | undefined {
  return milliseconds === undefined ? undefined : { kind: 'age', milliseconds };
}

function readTotalSize(value: unknown): SingleRetentionRule | undefined {
  const bytes = readSize(value);
  return bytes === undefined ? undefined : { kind: 'size', bytes };
}

const OBJECT_READERS: Readonly<
  Record<keyof RetentionObject, { read: (value: unknown) => SingleRetentionRule | undefined; accepted: string }>
> = {
  files: { read: readCount, accepted: COUNT_FORMS },
  count: { read: readCount, accepted: COUNT_FORMS },
  age: { read: (value) => readAge(readDuration(value)), accepted: `${DURATION_FORMS}, or a number of milliseconds` },
  size: { read: readTotalSize, accepted: SIZE_FORMS },
};

function parseObject(value: object, option: string): SingleRetentionRule[] {
  const given = Object.entries(value).filter(([, member]) => member !== undefined);
  if (given.length === 0) throw new ConfigurationError(option, value, RETENTION_FORMS);
  return given.map(([key, member]) => {
    if (!Object.hasOwn(OBJECT_READERS, key)) {
      throw new ConfigurationError(`${option}.${key}`, member, 'one of the properties files, count, age and size');
    }
    const { read, accepted } = OBJECT_READERS[key as keyof RetentionObject];
    const rule = read(member);
    if (rule === undefined) throw new ConfigurationError(`${option}.${key}`, member, accepted);
    return rule;
  });
}

function parseList(values: readonly unknown[], option: string, depth: number): SingleRetentionRule[] {
  if (values.length === 0 || depth > DEEPEST_LIST) throw new ConfigurationError(option, values, RETENTION_FORMS);
  return values.flatMap((value, index) => parseMembers(value, `${option}[${index}]`, depth + 1));
}

function parseMembers(value: unknown, option: string, depth: number): SingleRetentionRule[] {
  if (value === false || value === null) return [];
  if (Array.isArray(value)) return parseList(value, option, depth);
  if (typeof value === 'function') return [{ kind: 'callback', callback: value as RetentionCallback }];
  if (typeof value === 'object') return parseObject(value, option);
  if (typeof value === 'string' && /^\s*(?:never|none)\s*$/i.test(value)) return [];
  const age = typeof value === 'string' ? readAge(readUnmistakableDuration(value)) : undefined;
  const rule = readCount(value) ?? age;
  if (rule === undefined) throw new ConfigurationError(option, value, RETENTION_FORMS);
  return [rule];
}

/**
 * Parses the option `retention`: which rotated files are kept. The active file never counts and is never deleted.
 *
 * | value | keeps |
 * |---|---|
 * | `5`, `'5'`, `'10 files'`, `{ files: 10 }`, `{ count: 10 }` | the newest so many rotated files |
 * | `'7 days'`, `'1 week 3 days'`, `{ age: '7 days' }`, `{ age: 60000 }` | files for that long after their rotation |
 * | `{ size: '5 GB' }` | the newest files whose sizes on the disk add up to no more |
 * | `(files) => files.slice(0, -3)` | what it does not return; see {@link RetentionCallback} |
 * | `['10 files', '7 days']`, `{ files: 10, age: '7 days' }` | what all of them keep; lists may hold lists |
 * | `false`, `null`, `'never'`, `'none'` | everything |
 *
 * Case and surrounding blanks do not matter. A count of 0 is refused, being "no limit" to some and "none" to others. A size as a
 * string by itself (`'5 GB'`) is refused: it may mean each file or all of them; write `{ size: '5 GB' }`. A lone `m` (`'6m'`) is
 * refused, since it may mean minutes or months: write `'6 months'` or `'6 min'`.
 *
 * @param value the retention.
 * @param option the option's path for the error message. Default `retention`.
 * @returns the rule: one kind, or `all` with a flat list of at least two.
 * @throws {ConfigurationError} naming the option down to the member of the list or object, the value and what is accepted.
 */
export function parseRetention(value: RetentionOption, option = 'retention'): RetentionRule {
  const rules = parseMembers(value, option, 1);
  const [first, second] = rules;
  if (first === undefined) return { kind: 'never' };
  return second === undefined ? first : { kind: 'all', rules };
}
