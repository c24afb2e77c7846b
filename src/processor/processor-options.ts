// The options of the processor, and what each means.
import type { Resource } from '@opentelemetry/resources';
import type { RotatingFileLogRecordExporterOptions } from '../file/options/file-options.ts';
import type { RotatingFileLogRecordExporter } from '../file/rotating-file-log-record-exporter.ts';
import type { Redactor, RedactorOptions } from '../redaction/index.ts';
import type { ErrorHandler } from '../telemetry/error-reporter.ts';
import type { MeterProviderOption } from '../telemetry/meter-provider.ts';
import type { BatchOptions } from './delivery/batch-options.ts';
import type { LogRecordFilter } from './filters/filter.ts';
import type { LeakGuard, LeakGuardOptions } from './guard/leak-guard.ts';
import type { LevelsOptions } from './levels/levels-option.ts';
import type { LogAttributes } from './record/record-step.ts';
import type { RecorderOptions } from './recorder/recorder-option.ts';
import type { ConsoleLogRecordSinkOptions } from './sinks/console-sink.ts';
import type { Sink, SinkOptions } from './sinks/sink.ts';
import type { AttributeAllowList, AttributeAllowListOptions } from './steps/attribute-allow-list.ts';

/** The `redaction` option: what the redactor takes, and whether records say what was masked in them. */
export interface RedactionOptions extends RedactorOptions {
  /** `true`: a record that was changed gets the attribute `laketrace.redacted`, a map of entities and counts. Default `false`. */
  readonly mark?: boolean;
}

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
  /**
   * Minimum severities by instrumentation scope, and a file or a signal that changes levels while the program runs. The environment
   * variable `LAKETRACE_LEVELS` (`org.noisy.*=ERROR,etl=DEBUG`) counts before the options, `setMinimumSeverity` before the variable, the
   * file before all. Default: no scope has a level of its own.
   */
  readonly levels?: LevelsOptions;
  /**
   * The flight recorder: records that are not severe enough to be written are kept in memory, clean, within bounds, and written before one of
   * severity `trigger`, marked `laketrace.recorded`; a crash has them written too. `true`, or options. Default `false`.
   */
  readonly recorder?: boolean | RecorderOptions;
  /** Predicates that must all hold for a record to be kept. One that throws drops nothing. Default: none. */
  readonly filter?: LogRecordFilter | readonly LogRecordFilter[];
  /**
   * Static attributes: every record gets them; those that a record has itself stay. None may be named `allow`, `strict` or the like:
   * an allow-list that was meant for `allowAttributes` would let everything through here. (An {@link AttributeAllowList}, and an
   * object of exactly `{ allow: […], strict? }`, are taken for an allow-list.) Default: none.
   */
  readonly attributes?: LogAttributes | AttributeAllowListOptions | AttributeAllowList;
  /**
   * `{ allow: […], strict? }` or an {@link AttributeAllowList}: the only attributes that records may have, except the static ones and
   * those of `resource.alsoOn`. Default: any.
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
   * escaped ({@link sanitizeText}), so that no value can forge a line, drive a terminal or hide. The finished line is escaped: format
   * functions, exporters, functions and later processors get bodies as they are. JSON formats are safe by their encoding. `false`: invisible characters stay; what would end a line, drive a terminal or reorder text is escaped all the same.
   */
  readonly sanitize?: boolean;
  /**
   * Checks for what looks like data leaving by the log: `true`, options, or a guard. A record that it drops is dropped here;
   * processors registered after this one still get it. Default `false`.
   */
  readonly leakGuard?: boolean | LeakGuardOptions | LeakGuard;
  /**
   * `true`: each record gets an id, as the attribute `log.record.uid`, by which what arrives twice is found: a ULID, 26 characters that
   * sort in the order of this processor's emits. All sinks get the same id. A record that has one keeps it. The `maxRecordSize` of
   * the leak guard does not count it. Default `false`.
   */
  readonly recordId?: boolean;
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
  /**
   * Called with contained errors, at most every ten seconds for each source and target. Default: the OpenTelemetry `diag` logger; where
   * none is set, standard error.
   */
  readonly onError?: ErrorHandler;
  /**
   * Takes the metrics of the processor, its files and its batch path (docs/metrics.md): a `MeterProvider`, or `true` for the global one
   * of `@opentelemetry/api`, also where that is registered later. Nothing is done for them at a record. Default: none are made.
   */
  readonly meterProvider?: MeterProviderOption;
  /**
   * `true` (default): errors of filters, formats, sinks and files are contained. `false`: the first error of an emit is thrown to
   * its caller once every sink has had the record, and `forceFlush` and `shutdown` reject. Errors that have no caller, such as
   * those of a disk or an exporter that answers later, are reported in both cases.
   */
  readonly catch?: boolean;
}
