// The options of an upload: what they mean, their defaults, and their check.
import { isThenable } from '../foreign/call.ts';
import { absolutePath } from '../spec/absolute-path.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { parseDuration } from '../spec/duration.ts';
import { checkKeys, isObject } from '../spec/option-checks.ts';
import { DEFAULT_LAYOUT, Layout } from './layout.ts';
import { directoryOf } from './own-directory.ts';
import type { UploadProgress } from './upload-report.ts';
import type { UploadTarget } from './upload-target.ts';

/** What has an active file that can be finished: an exporter, a processor. */
export interface FinishesFiles {
  /** Rotates, waits for compressions, and gives the absolute paths of the finished files, oldest first. */
  finishedFiles(): Promise<readonly string[]>;
}

/** How often what failed is tried again, and after how long. */
export interface UploadRetryOptions {
  /** How often a file is tried at most, the first time included. Default 5. */
  readonly attempts?: number;
  /** The wait before the second try; it doubles each time, and is shortened by up to a half at random. Default `'500 ms'`. */
  readonly delay?: number | string;
  /** The longest wait, where the service does not ask for a longer one by `Retry-After`. Default `'30 s'`. */
  readonly longestDelay?: number | string;
  /** After how long without a byte being taken from the file a try is given up. Default `'2 min'`. */
  readonly stall?: number | string;
}

/** Options of `uploadLogs`. */
export interface UploadOptions {
  /** Where the files are. May be left out beside an `exporter` that has finished files, and is no other than its directory. */
  readonly directory?: string;
  /** Only the files of exporters, or loggers, of this name, or these names. Default: of all. */
  readonly name?: string | readonly string[];
  /** Where they go: `directoryTarget`, `oneLakeTarget`, `databricksVolumeTarget`, or an {@link UploadTarget} of your own. */
  readonly target: UploadTarget;
  /**
   * Glob patterns of files below the directory that are uploaded in place of the finished files of LakeTrace, such as `'driver/log4j-*.gz'`. Nobody may
   * write to them any more. Hidden files, and files that a live process of LakeTrace has, are left out.
   */
  readonly include?: string | readonly string[];
  /**
   * Where each file goes below the target. Placeholders: `{service}`, `{host}`; `{date}` (`2026-01-31`), `{year}`, `{month}`, `{day}`, `{hour}` of the time in
   * the file's name, in UTC; `{file}`, which is the last part. Default `'service={service}/date={date}/{file}'`.
   */
  readonly layout?: string;
  /** What `{service}` stands for. Default: the first part of each file's name, which is the name of its exporter. */
  readonly service?: string;
  /** How many files are sent at once, from 1 to 64. Default 4. */
  readonly concurrency?: number;
  /** How often what failed is tried again; a number: how often each file is tried at most. */
  readonly retry?: number | UploadRetryOptions;
  /** For all of it together, in milliseconds or as a duration such as `'10 min'`. Default `'1 h'`. */
  readonly deadline?: number | string;
  /**
   * What becomes of a file on disk once what arrived was compared with it: `'keep'` (default); `'delete'`; `'mark'`: an empty-handed sign for
   * other programs, the file `.<its name>.uploaded` beside it, which says where it went. A file that was not seen to arrive, and is only found at a
   * target that says its length alone, is kept as it is, with a note.
   */
  readonly after?: 'keep' | 'delete' | 'mark';
  /** Called as bytes are sent, at most every 100 ms, and at the end of each file. */
  readonly onProgress?: (progress: UploadProgress) => void;
  /** Ends the upload early. */
  readonly signal?: AbortSignal;
  /** A file exporter or processor that is still at work: its active file is finished first. */
  readonly exporter?: FinishesFiles;
  /**
   * Only says what would be done, with `'planned'` as the outcome: nothing is finished, sent, written or deleted. What programs that have ended left is
   * listed by the path that it has still, with a note; of a file whose torn end would be cut off first it is not known where it would go. Default `false`.
   */
  readonly dryRun?: boolean;
  /** Whether an upload that is not `ok` rejects with an `UploadFailedError`. Default `false`. */
  readonly throw?: boolean;
}

/** The repeats, in numbers. */
export interface UploadRetry {
  readonly attempts: number;
  /** In milliseconds. */
  readonly delay: number;
  readonly longestDelay: number;
  readonly stall: number;
}

/** The options, checked. */
export interface UploadSettings {
  /** Absolute path; nothing where the exporter says it. */
  readonly directory: string | undefined;
  readonly names: ReadonlySet<string> | undefined;
  readonly target: UploadTarget;
  readonly include: readonly string[] | undefined;
  readonly layout: Layout;
  readonly service: string | undefined;
  readonly concurrency: number;
  readonly retry: UploadRetry;
  /** In milliseconds. */
  readonly deadline: number;
  readonly after: 'keep' | 'delete' | 'mark';
  readonly onProgress: ((progress: UploadProgress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
  readonly exporter: FinishesFiles | undefined;
  readonly isDryRun: boolean;
  readonly throws: boolean;
}

const OPTIONS = [
  'directory',
  'name',
  'target',
  'include',
  'layout',
  'service',
  'concurrency',
  'retry',
  'deadline',
  'after',
  'onProgress',
  'signal',
  'exporter',
  'dryRun',
  'throw',
] as const satisfies readonly (keyof UploadOptions)[];
const RETRY_OPTIONS = [
  'attempts',
  'delay',
  'longestDelay',
  'stall',
] as const satisfies readonly (keyof UploadRetryOptions)[];
const AFTER = ['keep', 'delete', 'mark'] as const;
const METHODS = ['put', 'stat', 'close'] as const satisfies readonly (keyof UploadTarget)[];
/** The most of `concurrency`. */
export const MOST_AT_ONCE = 64;
/** The most of `retry.attempts`. */
export const MOST_ATTEMPTS = 100;
const DEFAULT_RETRY = { attempts: 5, delay: '500 ms', longestDelay: '30 s', stall: '2 min' } as const;
const SYNONYMS = {
  path: 'directory',
  dir: 'directory',
  parallel: 'concurrency',
  retries: 'retry',
  timeout: 'deadline',
};

/**
 * Checks the options of an upload.
 * @throws ConfigurationError
 */
export function readUploadOptions(options: UploadOptions): UploadSettings {
  const below = { retry: RETRY_OPTIONS };
  checkKeys(options, '', { known: OPTIONS, below, synonyms: SYNONYMS });
  const { directory, exporter, signal, onProgress, after = 'keep', deadline = '1 h' } = options;
  if (exporter !== undefined) requireMethods('exporter', exporter, ['finishedFiles'], 'a file exporter or a processor');
  if (directory === undefined && exporter === undefined) {
    throw new ConfigurationError('directory', directory, 'the path of a directory with log files');
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw ConfigurationError.ofKind('onProgress', onProgress, 'a function (progress) => void');
  }
  if (signal !== undefined && !isSignal(signal)) throw ConfigurationError.ofKind('signal', signal, 'an AbortSignal');
  if (!AFTER.includes(after)) throw new ConfigurationError('after', after, "'keep', 'delete' or 'mark'");
  requireTarget(options.target, 'target');
  if (directory !== undefined && directoryOf(options.target) === directory) {
    throw new ConfigurationError('target', options.target.name, 'another place than the directory of the logs itself');
  }
  return {
    directory: directory === undefined ? undefined : absolutePath(textOf(directory, 'directory'), 'directory'),
    names: readNames(options.name),
    target: options.target,
    include: readInclude(options.include),
    layout: new Layout(options.layout ?? DEFAULT_LAYOUT, 'layout'),
    service: optionalText(options.service, 'service'),
    concurrency: readWhole(options.concurrency ?? 4, 'concurrency', MOST_AT_ONCE),
    retry: readRetry(options.retry),
    deadline: parseDuration(deadline, 'deadline'),
    after,
    onProgress,
    signal,
    exporter,
    isDryRun: readFlag(options.dryRun, 'dryRun'),
    throws: readFlag(options.throw, 'throw'),
  };
}

/**
 * Checks that a value is a target.
 * @throws ConfigurationError
 */
export function requireTarget(value: unknown, option: string): asserts value is UploadTarget {
  const accepted = 'a target such as directoryTarget(path): an object with a name and the methods put, stat and close';
  if (isThenable(value)) throw ConfigurationError.ofKind(option, value, `${accepted}; this is a promise of one`);
  requireMethods(option, value, METHODS, accepted);
  const { name, largestFile } = value as { readonly name?: unknown; readonly largestFile?: unknown };
  if (typeof name !== 'string' || name === '')
    throw ConfigurationError.ofKind(`${option}.name`, name, 'a text that names the place');
  if (largestFile !== undefined && !(typeof largestFile === 'number' && largestFile > 0)) {
    throw new ConfigurationError(`${option}.largestFile`, largestFile, 'a number of bytes above zero');
  }
}

function requireMethods(option: string, value: unknown, methods: readonly string[], accepted: string): void {
  const hasAll = isObject(value) && methods.every((method) => typeof value[method] === 'function');
  if (!hasAll) throw ConfigurationError.ofKind(option, value, accepted);
}

function readRetry(given: UploadOptions['retry']): UploadRetry {
  const options = typeof given === 'number' ? { attempts: given } : (given ?? {});
  checkKeys(options, 'retry', RETRY_OPTIONS);
  const { attempts, delay, longestDelay, stall } = { ...DEFAULT_RETRY, ...options };
  const attemptsOption = typeof given === 'number' ? 'retry' : 'retry.attempts';
  return {
    attempts: readWhole(attempts, attemptsOption, MOST_ATTEMPTS),
    delay: parseDuration(delay, 'retry.delay'),
    longestDelay: parseDuration(longestDelay, 'retry.longestDelay'),
    stall: parseDuration(stall, 'retry.stall'),
  };
}

function readNames(name: UploadOptions['name']): ReadonlySet<string> | undefined {
  if (name === undefined) return undefined;
  if (!Array.isArray(name)) return new Set([textOf(name, 'name')]);
  if (name.length === 0) throw new ConfigurationError('name', name, 'a name, or a list of one at least');
  return new Set(name.map((each: unknown, index) => textOf(each, `name[${index}]`)));
}

function readInclude(include: UploadOptions['include']): readonly string[] | undefined {
  if (include === undefined) return undefined;
  const patterns = typeof include === 'string' ? [include] : include;
  const accepted = "glob patterns below the directory, such as 'driver/*.gz'; none is absolute or has .. in it";
  if (!Array.isArray(patterns) || patterns.length === 0) throw new ConfigurationError('include', include, accepted);
  for (const pattern of patterns as readonly unknown[]) {
    const isBelow = typeof pattern === 'string' && pattern !== '' && !/^[/\\]|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(pattern);
    if (!isBelow) throw new ConfigurationError('include', pattern, accepted);
  }
  return [...patterns];
}

function readWhole(value: unknown, option: string, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new ConfigurationError(option, value, `a whole number from 1 to ${most}`);
}

function readFlag(value: unknown, option: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw new ConfigurationError(option, value, 'true or false');
}

function textOf(value: unknown, option: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigurationError(option, value, 'a text that is not empty');
}

function optionalText(value: unknown, option: string): string | undefined {
  return value === undefined ? undefined : textOf(value, option);
}

function isSignal(value: unknown): value is AbortSignal {
  return isObject(value) && typeof value['aborted'] === 'boolean' && typeof value['addEventListener'] === 'function';
}
