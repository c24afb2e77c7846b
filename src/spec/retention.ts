// Which rotated files are kept: a count, an age, a total size, a callback, or several of these.
import { DURATION_FORMS, readDuration, readUnmistakableDuration } from './duration.ts';
import { readFileCount } from './file-count.ts';
import { parseRules, type RuleGrammar } from './rule-grammar.ts';
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
 * Where there are `.torn` files, the cut-off ends of lines that crashes left, it is called a second time, with them.
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
function countRule(value: unknown): SingleRetentionRule | undefined {
  const count = readFileCount(value, 1);
  return count === undefined ? undefined : { kind: 'count', count };
}

function ageRule(milliseconds: number | undefined): SingleRetentionRule | undefined {
  return milliseconds === undefined ? undefined : { kind: 'age', milliseconds };
}

function totalSizeRule(value: unknown): SingleRetentionRule | undefined {
  const bytes = readSize(value);
  return bytes === undefined ? undefined : { kind: 'size', bytes };
}

const GRAMMAR: RuleGrammar<SingleRetentionRule> = {
  accepted:
    `${COUNT_FORMS}; ${DURATION_FORMS}; an object with any of files (or count), age and size, such as { size: "5 GB" }; ` +
    'a function; a list of these, all of which apply; or false to keep all files',
  readScalar: (value) => {
    const age = typeof value === 'string' ? readUnmistakableDuration(value) : undefined;
    return countRule(value) ?? ageRule(age);
  },
  fromCallback: (callback) => ({ kind: 'callback', callback: callback as RetentionCallback }),
  properties: {
    files: { read: countRule, accepted: COUNT_FORMS },
    count: { read: countRule, accepted: COUNT_FORMS },
    age: { read: (value) => ageRule(readDuration(value)), accepted: `${DURATION_FORMS}, or a number of milliseconds` },
    size: { read: totalSizeRule, accepted: SIZE_FORMS },
  },
};

/**
 * Parses the option `retention`: which rotated files are kept. The active file never counts and is never deleted.
 *
 * | value | keeps |
 * |---|---|
 * | `5`, `'5'`, `'10 files'`, `{ files: 10 }`, `{ count: 10 }` | the newest rotated files, that many |
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
  const rules = parseRules(GRAMMAR, value, option);
  const [first, second] = rules;
  if (first === undefined) return { kind: 'never' };
  return second === undefined ? first : { kind: 'all', rules };
}
