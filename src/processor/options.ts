// The options of the processor, and their checks.
import type { Resource } from '@opentelemetry/resources';
import type { RotatingFileLogRecordExporterOptions } from '../file/options.ts';
import { RotatingFileLogRecordExporter } from '../file/rotating-file-log-record-exporter.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import type { ErrorHandler } from '../telemetry/error-reporter.ts';
import type { BatchOptions } from './batch-path.ts';
import type { ConsoleLogRecordSinkOptions } from './console-sink.ts';
import type { LogRecordFilter } from './filter.ts';
import type { LogAttributes } from './record-step.ts';
import type { Sink } from './sink.ts';

/** How the resource of records is completed. */
export interface ResourceOptions {
  /** Also copy attributes of the resource to each record, for pipelines that drop resources. */
  readonly alsoOn: 'record';
  /** Names of the attributes to copy, or prefixes ending in `.*`. Default `['laketrace.*']`. */
  readonly keys?: readonly string[];
}

/** Options of {@link LakeTraceLogRecordProcessor}. */
export interface LakeTraceLogRecordProcessorOptions {
  /**
   * `true` (default): what is detected of the platform is added to the resource of every record; the provider's own attributes
   * win. `{ alsoOn: 'record', keys }`: it is copied to the records as well. A `Resource`: its attributes are added instead.
   * `false`: nothing is.
   */
  readonly resource?: boolean | Resource | ResourceOptions;
  /** The lowest severity that is kept: a level name or a `SeverityNumber`. Default `'INFO'`. Records without one are kept. */
  readonly minimumSeverity?: string | number;
  /** Predicates that must all hold for a record to be kept. One that throws drops nothing. Default: none. */
  readonly filter?: LogRecordFilter | readonly LogRecordFilter[];
  /** Attributes for every record; those that a record has itself stay. Default: none. */
  readonly attributes?: LogAttributes;
  /** `false` (default): changes are made on the record, and processors registered after this one see them. `true`: on a copy. */
  readonly isolate?: boolean;
  /** Options of the file exporter, an exporter, or `false` for no files. Default: files with their defaults. */
  readonly file?: RotatingFileLogRecordExporterOptions | RotatingFileLogRecordExporter | boolean;
  /** `true` or options: records are written to standard output as well. Default `false`. */
  readonly console?: boolean | ConsoleLogRecordSinkOptions;
  /** An exporter, such as OTLP, that gets the same records in batches. Default: none. */
  readonly batch?: BatchOptions;
  /** Further sinks. Default: none. */
  readonly sinks?: readonly Sink[];
  /** `'off'` (default): no files are written by a Spark executor. `'on'`: they are. */
  readonly executors?: 'off' | 'on';
  /** Told of contained errors, at most every ten seconds for each source. Default: the OpenTelemetry `diag` logger. */
  readonly onError?: ErrorHandler;
  /** `true` (default): errors of filters, formats, sinks and files are contained. `false`: they are thrown to the caller. */
  readonly catch?: boolean;
}

const KNOWN: readonly string[] = [
  'resource',
  'minimumSeverity',
  'filter',
  'attributes',
  'isolate',
  'file',
  'console',
  'batch',
  'sinks',
  'executors',
  'onError',
  'catch',
] satisfies (keyof LakeTraceLogRecordProcessorOptions)[];

/**
 * Refuses options that are not known, and values of the wrong kind where no parser of their own looks at them.
 * @throws ConfigurationError naming the option, its value and what is accepted
 */
export function checkOptions(options: LakeTraceLogRecordProcessorOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError('options', options, 'an object of options');
  }
  for (const key of Object.keys(options)) {
    if (!KNOWN.includes(key)) {
      throw new ConfigurationError(key, options[key as never], `one of the options ${KNOWN.join(', ')}`);
    }
  }
  const { isolate, executors, onError, sinks, batch, file, console } = options;
  expect(isolate === undefined || typeof isolate === 'boolean', 'isolate', isolate, 'true or false');
  expect(options.catch === undefined || typeof options.catch === 'boolean', 'catch', options.catch, 'true or false');
  expect(executors === undefined || executors === 'on' || executors === 'off', 'executors', executors, "'on' or 'off'");
  expect(
    onError === undefined || typeof onError === 'function',
    'onError',
    onError,
    'a function (error, context) => void',
  );
  expect(sinks === undefined || Array.isArray(sinks), 'sinks', sinks, 'a list of sinks');
  expect(
    batch === undefined || typeof batch?.exporter?.export === 'function',
    'batch',
    batch,
    'an object { exporter, … } with a LogRecordExporter',
  );
  expect(
    file === undefined || typeof file === 'boolean' || isObject(file),
    'file',
    file,
    'options, an exporter, or false',
  );
  expect(
    console === undefined || typeof console === 'boolean' || isObject(console),
    'console',
    console,
    'options, true or false',
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function expect(isAccepted: boolean, path: string, value: unknown, accepted: string): void {
  if (!isAccepted) throw new ConfigurationError(path, value, accepted);
}

/** The file exporter that the `file` option asks for; errors in its options are named with their path. */
export function createFileExporter(
  file: LakeTraceLogRecordProcessorOptions['file'],
  onError: ErrorHandler,
): RotatingFileLogRecordExporter | undefined {
  if (file === false) return undefined;
  if (file instanceof RotatingFileLogRecordExporter) return file;
  try {
    return new RotatingFileLogRecordExporter({ onError, ...(file === true ? {} : file) });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(`file.${error.option}`, error.value, error.accepted);
  }
}

/** Reads the `resource` option. */
export function readResourceOption(option: LakeTraceLogRecordProcessorOptions['resource']): {
  readonly detect: boolean;
  readonly given: Resource | undefined;
  readonly alsoOnRecord: readonly string[];
} {
  if (option === undefined || typeof option === 'boolean') {
    return { detect: option ?? true, given: undefined, alsoOnRecord: [] };
  }
  if (isObject(option) && 'getRawAttributes' in option) return { detect: false, given: option, alsoOnRecord: [] };
  if (isObject(option) && 'alsoOn' in option && option.alsoOn === 'record') {
    const { keys = ['laketrace.*'] } = option;
    const isList = Array.isArray(keys) && keys.every((key) => typeof key === 'string');
    expect(isList, 'resource.keys', keys, 'a list of attribute names');
    return { detect: true, given: undefined, alsoOnRecord: keys };
  }
  throw new ConfigurationError('resource', option, "true, false, a Resource, or { alsoOn: 'record', keys? }");
}
