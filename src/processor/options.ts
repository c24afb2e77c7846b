// The options of the processor: their meaning, and their checks.
import type { Resource } from '@opentelemetry/resources';
import type { RotatingFileLogRecordExporterOptions } from '../file/options.ts';
import type { RotatingFileLogRecordExporter } from '../file/rotating-file-log-record-exporter.ts';
import { isOf } from '../foreign/shape.ts';
import type { Redactor } from '../redaction/index.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys, isObject, requireOptions } from '../spec/option-checks.ts';
import type { ErrorHandler } from '../telemetry/error-reporter.ts';
import type { AttributeAllowList, AttributeAllowListOptions } from './attribute-allow-list.ts';
import type { BatchOptions } from './batch-options.ts';
import type { ConsoleLogRecordSinkOptions } from './console-sink.ts';
import type { LogRecordFilter } from './filter.ts';
import type { LeakGuard, LeakGuardOptions } from './leak-guard.ts';
import { PROCESSOR_OPTIONS } from './processor-option-names.ts';
import type { LogAttributes } from './record-step.ts';
import type { RedactionOptions } from './redaction-step.ts';
import type { Sink, SinkOptions } from './sink.ts';

/** How the resource of records is completed. */
export interface ResourceOptions {
  /**
   * Also copy attributes of the resource to each record, for pipelines that drop resources. Attributes that a record has itself
   * stay, and those that are not known yet when it is emitted are not copied.
   */
  readonly alsoOn: 'record';
  /** Names of the attributes to copy, or prefixes ending in `.*`. Default `['laketrace.*']`. */
  readonly keys?: readonly string[];
}

/** Options of the console: those of {@link ConsoleLogRecordSink}, and what each sink may have. */
export type ConsoleOptions = ConsoleLogRecordSinkOptions & Pick<SinkOptions, 'minimumSeverity' | 'filter'>;

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
  /**
   * Static attributes: every record gets them; those that a record has itself stay. None may be named `allow`, `strict` or alike:
   * an allow-list that was meant for `allowAttributes` would let everything through here. (An {@link AttributeAllowList}, and
   * exactly `{ allow: […], strict? }`, are taken for one.) Default: none.
   */
  readonly attributes?: LogAttributes | AttributeAllowListOptions | AttributeAllowList;
  /**
   * `{ allow: […], strict? }` or an {@link AttributeAllowList}: the only attributes that records may have, beside the static ones
   * and those of `resource.alsoOn`. Default: any.
   */
  readonly allowAttributes?: AttributeAllowListOptions | AttributeAllowList;
  /**
   * `true` (default): PII and secrets are masked in bodies, attributes (names and values) and event names, before any sink, the
   * batch path and the processors registered after this one see the record. Of the resource only the attributes named in `keys`
   * are masked. Options: see {@link RedactionOptions}. Or a redactor. `false`: off.
   */
  readonly redaction?: boolean | RedactionOptions | Redactor;
  /**
   * `true` (default): in the lines of text formats (console, streams, text files) control, bidi and invisible characters are
   * escaped ({@link sanitizeText}), so that no value can forge a line, drive a terminal or hide. It is the finished line that is
   * escaped: format functions, as exporters, functions and later processors, get bodies as they are. JSON formats are safe by their
   * encoding. `false`: invisible characters stay; what would end a line, drive a terminal or reorder text is escaped all the same.
   */
  readonly sanitize?: boolean;
  /**
   * Checks for what looks like data leaving by the log: `true`, options, or a guard. A record that it drops is dropped here;
   * processors registered after this one still get it. Default `false`.
   */
  readonly leakGuard?: boolean | LeakGuardOptions | LeakGuard;
  /** `false` (default): changes are made on the record, and processors registered after this one see them. `true`: on a copy. */
  readonly isolate?: boolean;
  /** Options of the file exporter, an exporter, or `false` for no files. Default: files with their defaults. */
  readonly file?: RotatingFileLogRecordExporterOptions | RotatingFileLogRecordExporter | boolean;
  /** `true` or options: records are written to standard output as well. Default `false`. */
  readonly console?: boolean | ConsoleOptions;
  /** An exporter, such as OTLP, that gets the same records in batches. Default: none. */
  readonly batch?: BatchOptions;
  /** Further sinks. Default: none. */
  readonly sinks?: readonly Sink[];
  /** `'off'` (default): no files are written by a Spark executor. `'on'`: they are. */
  readonly executors?: 'off' | 'on';
  /**
   * The time that `shutdown()` has for the batch path, exporters, functions, streams and late resource attributes, all together, in
   * milliseconds. What has not gone out then is given up, counted and reported. Files are waited for as their exporter says. A
   * program that ends by itself, without a shutdown, is kept alive for as long at most, to export what waits. Default 10,000;
   * `Infinity`: no limit.
   */
  readonly shutdownTimeoutMillis?: number;
  /** Told of contained errors, at most every ten seconds for each source. Default: the OpenTelemetry `diag` logger. */
  readonly onError?: ErrorHandler;
  /**
   * `true` (default): errors of filters, formats, sinks and files are contained. `false`: the first error of an emit is thrown to
   * its caller once every sink has had the record, and `forceFlush` and `shutdown` reject. Errors that have no caller, such as
   * those of a disk or an exporter that answers later, are reported in both cases.
   */
  readonly catch?: boolean;
}

/**
 * Refuses options that are not known, and values of the wrong kind where no parser of their own looks at them.
 * @throws ConfigurationError naming the option, its value and what is accepted
 */
export function checkOptions(options: LakeTraceLogRecordProcessorOptions): void {
  refuseExporter(options, '', 'an object of options: an exporter goes into sinks, or into batch as { exporter }');
  checkKeys(options, '', PROCESSOR_OPTIONS);
  const { isolate, sanitize, executors, onError, sinks, file, console, leakGuard } = options;
  expectKind(isBoolean(isolate), 'isolate', isolate, 'true or false');
  expectKind(isBoolean(sanitize), 'sanitize', sanitize, 'true or false');
  expectKind(isBoolean(options.catch), 'catch', options.catch, 'true or false');
  expectKind(executors === undefined || ['on', 'off'].includes(executors), 'executors', executors, "'on' or 'off'");
  expectKind(isTime(options.shutdownTimeoutMillis), 'shutdownTimeoutMillis', options.shutdownTimeoutMillis, TIME);
  const isHandler = onError === undefined || typeof onError === 'function';
  expectKind(isHandler, 'onError', onError, 'a function (error, context) => void');
  expectObject(sinks === undefined || Array.isArray(sinks), 'sinks', sinks, 'a list of sinks');
  expectObject(isBoolean(file) || isObject(file), 'file', file, 'options, an exporter, or false');
  expectObject(isBoolean(console) || isObject(console), 'console', console, 'options, true or false');
  expectObject(isBoolean(leakGuard) || isObject(leakGuard), 'leakGuard', leakGuard, 'options, a guard, true or false');
  refuseMisplacedExporters(options);
}

/** Exporters in the place of options: fields of theirs would be told of as unknown options, or as none where they have none. */
function refuseMisplacedExporters({ file, console, batch }: LakeTraceLogRecordProcessorOptions): void {
  if (!isOf(file, 'RotatingFileLogRecordExporter')) {
    const accepted =
      'options of the file exporter, a RotatingFileLogRecordExporter, or false: any other exporter goes into sinks';
    refuseExporter(file, 'file', accepted);
    if (isObject(file)) requireOptions(file, 'file');
  }
  refuseExporter(console, 'console', 'options of the console, true or false: a sink goes into sinks');
  if (isObject(console)) requireOptions(console, 'console');
  refuseExporter(batch, 'batch', 'options such as { exporter }');
}

function refuseExporter(value: unknown, path: string, accepted: string): void {
  if (isObject(value) && typeof value['export'] === 'function') throw ConfigurationError.ofKind(path, value, accepted);
}

const TIME = 'a number of milliseconds above 0';

function isTime(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value > 0);
}

function isBoolean(value: unknown): boolean {
  return value === undefined || typeof value === 'boolean';
}

function expectKind(isAccepted: boolean, path: string, value: unknown, accepted: string): void {
  if (!isAccepted) throw new ConfigurationError(path, value, accepted);
}

/** In the place of an object a text may be anything. */
function expectObject(isAccepted: boolean, path: string, value: unknown, accepted: string): void {
  if (!isAccepted) throw ConfigurationError.ofKind(path, value, accepted);
}

/** The `resource` option, read. */
export interface ResourceSettings {
  /** What is added: what is detected, a resource, or nothing. */
  readonly added: 'detected' | Resource | undefined;
  /** Names, or prefixes ending in `.*`, of the attributes that records get as well. */
  readonly alsoOnRecord: readonly string[];
}

/**
 * Reads the `resource` option.
 * @throws ConfigurationError
 */
export function readResourceOption(option: LakeTraceLogRecordProcessorOptions['resource']): ResourceSettings {
  if (option === undefined || option === true) return { added: 'detected', alsoOnRecord: [] };
  if (option === false) return { added: undefined, alsoOnRecord: [] };
  if (isObject(option) && 'getRawAttributes' in option) return { added: option as Resource, alsoOnRecord: [] };
  if (!isObject(option) || option['alsoOn'] !== 'record') {
    throw ConfigurationError.ofKind('resource', option, "true, false, a Resource, or { alsoOn: 'record', keys? }");
  }
  checkKeys(option, 'resource', ['alsoOn', 'keys']);
  const { keys = ['laketrace.*'] } = option as ResourceOptions;
  const isList = Array.isArray(keys) && keys.every((key) => typeof key === 'string');
  expectKind(isList, 'resource.keys', keys, 'a list of attribute names, or of prefixes that end in .*');
  return { added: 'detected', alsoOnRecord: keys };
}
