// The option `recorder`: what it takes, what it defaults to, and its checks.
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys } from '../../spec/option-checks.ts';
import type { OptionNames } from '../../spec/option-remedy.ts';
import { parseSeverity } from '../../spec/severity.ts';
import { parseSize } from '../../spec/size.ts';

/** The `recorder` option: which records are kept in memory, how many, and what has them written. */
export interface RecorderOptions {
  /** The lowest severity that is recorded. Default `'DEBUG'`. What `minimumSeverity` lets through is written as ever, and not recorded. */
  readonly level?: string | number;
  /** A record of this severity or a higher one, where it is written itself, has what was recorded written before it. Default `'ERROR'`. */
  readonly trigger?: string | number;
  /** The most records that are kept: with `by: 'trace'` of each trace. Then the oldest one goes. Default 1,000. */
  readonly records?: number;
  /**
   * The most memory that all of them may take, in bytes or as a size. Then the oldest of all go. Bytes are estimated, rather too high than
   * too low. Default `'4 MB'`.
   */
  readonly bytes?: number | string;
  /**
   * What a trigger has written: `'trace'` (default): the records of its own trace; those without a trace are kept together, for a
   * trigger without one. `'process'`: all.
   */
  readonly by?: 'trace' | 'process';
  /** The most traces of which records are kept. Then the one goes that was used least recently. Default 1,000. */
  readonly traces?: number;
}

/** The names of the options. */
export const RECORDER_OPTIONS: readonly string[] = [
  'level',
  'trigger',
  'records',
  'bytes',
  'by',
  'traces',
] satisfies (keyof RecorderOptions)[];

const NAMES: OptionNames = {
  known: RECORDER_OPTIONS,
  synonyms: {
    minimumseverity: 'level',
    minlevel: 'level',
    on: 'trigger',
    triggerlevel: 'trigger',
    actionlevel: 'trigger',
    capacity: 'records',
    buffersize: 'records',
    maxrecords: 'records',
    size: 'bytes',
    maxbytes: 'bytes',
    scope: 'by',
    maxtraces: 'traces',
  },
};

/** The option, read. */
export interface RecorderSettings {
  readonly level: number;
  readonly trigger: number;
  readonly records: number;
  readonly bytes: number;
  readonly byTrace: boolean;
  readonly traces: number;
}

const MOST_COUNT = 10_000_000;

/**
 * Reads the option.
 * @returns nothing where it is switched off
 * @throws ConfigurationError naming the option, its value and what is accepted
 */
export function readRecorder(option: boolean | RecorderOptions | undefined): RecorderSettings | undefined {
  if (option === undefined || option === false) return undefined;
  const options = option === true ? {} : option;
  checkKeys(options, 'recorder', NAMES);
  const { level = 'DEBUG', trigger = 'ERROR', records = 1000, bytes = '4 MB', by = 'trace', traces = 1000 } = options;
  const settings = {
    level: parseSeverity(level, 'recorder.level'),
    trigger: parseSeverity(trigger, 'recorder.trigger'),
    records: count(records, 'recorder.records'),
    bytes: parseSize(bytes, 'recorder.bytes'),
    byTrace: by === 'trace',
    traces: count(traces, 'recorder.traces'),
  };
  if (by !== 'trace' && by !== 'process') throw new ConfigurationError('recorder.by', by, "'trace' or 'process'");
  if (settings.trigger <= settings.level) {
    throw new ConfigurationError('recorder.trigger', trigger, 'a severity above that of recorder.level');
  }
  return settings;
}

function count(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= MOST_COUNT) return value;
  throw new ConfigurationError(path, value, `a whole number from 1 to ${MOST_COUNT}`);
}
