// The names of a logger's options: which there are, which mean the same, and what a name that does not exist probably means.
import { FILE_OPTIONS, FILE_SYNONYMS } from '../file/options/file-options.ts';
import { PROCESSOR_OPTIONS } from '../processor/processor-option-names.ts';
import { UnknownOptionError } from '../spec/configuration-error.ts';
import type { OptionNames } from '../spec/option-remedy.ts';
import type { LoggerOptions } from './logger-options.ts';

/** The options that the Python LakeTrace has, and what bundles hand over. */
const OWN = [
  'logDir',
  'level',
  'json',
  'serialize',
  'stdout',
  'format',
  'formatter',
  'filter',
  'rotation',
  'rotationMb',
  'retention',
  'retentionFiles',
  'compression',
  'enqueue',
  'catch',
  'addRuntimeContext',
  'sanitizeMessages',
  'maskPii',
  'secureFilePermissions',
  'sdk',
] as const satisfies readonly (keyof LoggerOptions)[];

export type OptionName = keyof LoggerOptions;

/** Every option, in camel case. */
export const LOGGER_OPTION_NAMES: readonly OptionName[] = [
  ...new Set([...OWN, ...(FILE_OPTIONS as OptionName[]), ...(PROCESSOR_OPTIONS.known as OptionName[])]),
];

/** Options that say the same: one of each row may be given. The first is the one that the others stand for. */
export const SAME_OPTIONS: readonly (readonly [OptionName, OptionName])[] = [
  ['logDir', 'directory'],
  ['level', 'minimumSeverity'],
  ['stdout', 'console'],
  ['rotation', 'rotationMb'],
  ['retention', 'retentionFiles'],
  ['sanitizeMessages', 'sanitize'],
  ['maskPii', 'redaction'],
  ['secureFilePermissions', 'mode'],
];

/** What pino, winston, loguru and Python's own logging call them. */
const SYNONYMS: Readonly<Record<string, string>> = {
  ...PROCESSOR_OPTIONS.synonyms,
  ...FILE_SYNONYMS,
  loglevel: 'level',
  minlevel: 'level',
  severity: 'level',
  threshold: 'level',
  filters: 'filter',
  path: 'logDir',
  dir: 'logDir',
  dirname: 'logDir',
  folder: 'logDir',
  filename: 'name',
  formatters: 'formatter',
  rotationsize: 'rotation',
  maxsize: 'rotation',
  maxfiles: 'retention',
  masking: 'maskPii',
  redact: 'maskPii',
  permissions: 'secureFilePermissions',
};

/** What other loggers have an option for, and this one has not. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  runid: 'the run id is the third argument: getLogger(name, config, runId)',
  backtrace: 'a traceback has all of its frames and causes in any case',
  diagnose: 'a traceback never holds the values of variables, which may be secrets',
  colorize: 'write console: { colors: true }',
  colors: 'write console: { colors: true }',
  pretty: "write console: { format: 'pretty' }",
  prettyprint: "write console: { format: 'pretty' }",
  bindings: 'fields of all records are attributes, those of a child bind(fields)',
  handlers: 'handlers are added by addHandler(handler, options)',
};

const known = new Set<string>(LOGGER_OPTION_NAMES);
const byOtherCase = new Map(LOGGER_OPTION_NAMES.map((name) => [snakeCase(name), name]));

/** An option by its name in camel case or in snake case; nothing where there is none. */
export function optionNamed(key: string): OptionName | undefined {
  return known.has(key) ? (key as OptionName) : byOtherCase.get(key);
}

/** A name in snake case: `maskPii` is `mask_pii`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The error of an option that does not exist, which names the nearest one in the case that its user writes. */
export function unknownOption(key: string): UnknownOptionError {
  const isSnake = key.includes('_');
  const written = (name: string) => (isSnake ? snakeCase(name) : name);
  const names: OptionNames = {
    known: LOGGER_OPTION_NAMES.map(written),
    synonyms: Object.fromEntries(
      Object.entries(SYNONYMS)
        .filter(([synonym, name]) => known.has(name) && optionNamed(synonym) === undefined)
        .map(([synonym, name]) => [synonym, written(name)]),
    ),
    below: PROCESSOR_OPTIONS.below ?? {},
    elsewhere: ELSEWHERE,
  };
  return new UnknownOptionError('', key, names);
}
