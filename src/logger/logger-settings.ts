// The options of a logger, read: what its file, its console and its processor are made with.
import type { RotatingFileLogRecordExporterOptions } from '../file/options/file-options.ts';
import type { RotatingFileLogRecordExporter } from '../file/rotating-file-log-record-exporter.ts';
import type { Failed } from '../foreign/call.ts';
import { isOf } from '../foreign/shape.ts';
import { PROCESSOR_OPTIONS } from '../processor/processor-option-names.ts';
import type { ConsoleOptions, LakeTraceLogRecordProcessorOptions } from '../processor/processor-options.ts';
import { defaultLogDirectory } from '../resource/index.ts';
import { requireSdk, type SdkPackages } from '../sdk/sdk-packages.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { isObject } from '../spec/option-checks.ts';
import type { OptionName } from './config-names.ts';
import { DEFAULT_ROTATION, defaultRetention } from './default-retention.ts';
import { fileNameOf } from './file-name.ts';
import { readFilters } from './filter-forms.ts';
import { configOptions, type GivenOption, type GivenOptions, withEnvironment } from './given-options.ts';
import { type FormatChoice, formatsOf, type LoggerFormats, withFormatOfLogger } from './logger-formats.ts';
import { readLevel } from './logger-levels.ts';

type FileOptions = RotatingFileLogRecordExporterOptions;
type ProcessorOptions = LakeTraceLogRecordProcessorOptions;

/** What a logger is made with. */
export interface LoggerSettings {
  /** As it was given: by it a later configuration is compared. */
  readonly given: GivenOptions;
  readonly level: number;
  /** Options of the file, an exporter of the user's, or no file. */
  readonly file: FileOptions | RotatingFileLogRecordExporter | false;
  readonly console: ConsoleOptions | false;
  /** All of the processor's but its file and its console. */
  readonly processor: ProcessorOptions;
  readonly formats: LoggerFormats;
  readonly addsRuntimeContext: boolean;
  /** Whether records have their place in the program. */
  readonly serialize: boolean;
  /** The SDK, where it was handed over. */
  readonly sdk: SdkPackages | undefined;
  /** What users call the options of file and processor: for errors that those find. */
  readonly paths: ReadonlyMap<string, string>;
}

/** Options of the processor that are read here, or stand under another name. */
const READ_HERE: ReadonlySet<string> = new Set([
  'minimumSeverity',
  'filter',
  'redaction',
  'sanitize',
  'file',
  'console',
  'isolate',
]);

/** Options of the file that stand beside the logger's own under the same name. */
const FILE_OPTIONS = [
  'name',
  'extension',
  'compression',
  'compressAfter',
  'flush',
  'enqueue',
  'maxBufferedBytes',
  'overflow',
  'fsync',
  'timeZone',
  'symlink',
  'header',
  'encoding',
  'integrity',
] as const satisfies readonly (keyof FileOptions & OptionName)[];

const READABLE_BY_OTHERS = 0o644;

/**
 * Reads the configuration of a logger, and what the environment says of options that it does not give.
 * @param failed gets the errors of a `formatter`
 * @throws ConfigurationError naming the option as its user wrote it, its value and what is accepted
 */
export function readSettings(
  name: string,
  config: unknown,
  variables: Readonly<Record<string, string | undefined>>,
  failed: Failed,
): LoggerSettings {
  const given = withEnvironment(configOptions(config), variables);
  const options = new OptionReader(given);
  const level = options.either('level', 'minimumSeverity');
  const formats = formatsOf(readFormatChoice(options), failed);
  const filter = given.get('filter');
  return {
    given,
    level: level === undefined ? readLevel('INFO', 'level') : readLevel(level.value, level.path),
    file: readFile(name, options, formats, variables),
    console: readConsole(options, formats),
    processor: {
      ...processorOptions(given),
      ...(filter !== undefined && { filter: readFilters(filter.value, filter.path) }),
      ...redactionOption(options),
      ...sanitizeOption(options),
    },
    formats,
    addsRuntimeContext: options.switch('addRuntimeContext', true),
    serialize: options.switch('serialize', false),
    sdk: readSdk(options),
    paths: options.paths,
  };
}

function readSdk(options: OptionReader): SdkPackages | undefined {
  const given = options.get('sdk');
  if (given === undefined) return undefined;
  requireSdk(given.path, given.value);
  return given.value;
}

/** Reads single options, and remembers what they are called. */
export class OptionReader {
  readonly #given: GivenOptions;
  /** By the names that file and processor have for them. */
  readonly paths: Map<string, string> = new Map();

  constructor(given: GivenOptions) {
    this.#given = given;
    for (const [name, { path }] of given) this.paths.set(name, path);
  }

  get(name: OptionName): GivenOption | undefined {
    return this.#given.get(name);
  }

  /** Of two options that say the same the one that was given; errors of the second are then those of the first. */
  either(name: OptionName, other: OptionName): GivenOption | undefined {
    const found = this.#given.get(name) ?? this.#given.get(other);
    if (found !== undefined) this.paths.set(other, found.path).set(name, found.path);
    return found;
  }

  /** @throws ConfigurationError for what is neither true nor false */
  switch(name: OptionName, usual: boolean): boolean {
    return switchOf(this.#given.get(name), usual);
  }
}

function switchOf(given: GivenOption | undefined, usual: boolean): boolean {
  if (given === undefined) return usual;
  if (typeof given.value !== 'boolean') throw new ConfigurationError(given.path, given.value, 'true or false');
  return given.value;
}

function readFormatChoice(options: OptionReader): FormatChoice {
  return {
    json: options.get('json') === undefined ? undefined : options.switch('json', true),
    serialize: options.switch('serialize', false),
    format: options.get('format'),
    formatter: options.get('formatter'),
    addsRuntimeContext: options.switch('addRuntimeContext', true),
    sanitizes: switchOf(options.either('sanitizeMessages', 'sanitize'), true),
  };
}

function readFile(
  name: string,
  options: OptionReader,
  { format }: LoggerFormats,
  variables: Readonly<Record<string, string | undefined>>,
): LoggerSettings['file'] {
  const file = options.get('file');
  if (file?.value === false) return false;
  if (isOf<RotatingFileLogRecordExporter>(file?.value, 'RotatingFileLogRecordExporter')) return file.value;
  if (file !== undefined && file.value !== true && !isObject(file.value)) {
    throw ConfigurationError.ofKind(file.path, file.value, 'options of the file, an exporter, true or false');
  }
  const below = isObject(file?.value) ? file.value : {};
  const flat = flatFileOptions(options);
  for (const key of Object.keys(below)) {
    options.paths.set(key, `${file?.path}.${key}`);
    if (key !== 'name' && Object.hasOwn(flat, key)) {
      throw new ConfigurationError(
        `${file?.path}.${key}`,
        below[key],
        `one of it and ${options.get(key as OptionName)?.path ?? key}`,
      );
    }
  }
  const merged = {
    directory: defaultLogDirectory({ env: variables, below: 'temporary' }),
    name: fileNameOf(name),
    rotation: DEFAULT_ROTATION,
    format,
    ...flat,
    ...below,
  } as FileOptions;
  return {
    ...merged,
    retention: merged.retention === undefined ? defaultRetention(merged.rotation) : merged.retention,
  };
}

/** Options of the file that stand beside the logger's own. */
function flatFileOptions(options: OptionReader): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const name of FILE_OPTIONS) {
    const given = options.get(name);
    if (given !== undefined) flat[name] = given.value;
  }
  const directory = options.either('logDir', 'directory');
  if (directory !== undefined) flat['directory'] = directory.value;
  const megabytes = options.get('rotationMb');
  const rotation = options.either('rotation', 'rotationMb');
  if (rotation !== undefined) flat['rotation'] = megabytes === undefined ? rotation.value : sizeOf(megabytes);
  const count = options.get('retentionFiles');
  const retention = options.either('retention', 'retentionFiles');
  if (retention !== undefined) flat['retention'] = count === undefined ? retention.value : countOf(count);
  const mode = options.get('mode');
  const permissions = options.either('secureFilePermissions', 'mode');
  if (mode !== undefined) flat['mode'] = mode.value;
  else if (!switchOf(permissions, true)) flat['mode'] = READABLE_BY_OTHERS;
  return flat;
}

function sizeOf({ value, path }: GivenOption): string {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw new ConfigurationError(path, value, 'a number of megabytes above 0');
  }
  return `${value} MB`;
}

function countOf({ value, path }: GivenOption): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
    throw new ConfigurationError(path, value, 'a whole number of files of at least 1');
  }
  return value;
}

function readConsole(options: OptionReader, formats: LoggerFormats): ConsoleOptions | false {
  const stdout = options.get('stdout');
  const console = options.either('stdout', 'console');
  if (stdout !== undefined) switchOf(stdout, true);
  if (console?.value === false) return false;
  if (console === undefined || console.value === true) return withFormatOfLogger({}, formats);
  if (!isObject(console.value)) {
    throw ConfigurationError.ofKind(console.path, console.value, 'options of the console, true or false');
  }
  return withFormatOfLogger(console.value, formats);
}

function processorOptions(given: GivenOptions): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const name of PROCESSOR_OPTIONS.known) {
    const found = READ_HERE.has(name) ? undefined : given.get(name as OptionName);
    if (found !== undefined) options[name] = found.value;
  }
  return options;
}

function redactionOption(options: OptionReader): Pick<ProcessorOptions, 'redaction'> {
  const maskPii = options.get('maskPii');
  const found = options.either('maskPii', 'redaction');
  if (maskPii !== undefined) switchOf(maskPii, true);
  return found === undefined ? {} : { redaction: found.value as NonNullable<ProcessorOptions['redaction']> };
}

function sanitizeOption(options: OptionReader): Pick<ProcessorOptions, 'sanitize'> {
  const found = options.either('sanitizeMessages', 'sanitize');
  return found === undefined ? {} : { sanitize: switchOf(found, true) };
}
