// The configuration of a logger: its options under the names of both languages.
import type { RotatingFileLogRecordExporterOptions } from '../file/options/file-options.ts';
import type { FormatFunction } from '../format/custom-format.ts';
import type { LogRecordFormat } from '../format/format.ts';
import type { RecordView } from '../format/record-view.ts';
import type { LakeTraceLogRecordProcessorOptions } from '../processor/processor-options.ts';
import type { SdkPackages } from '../sdk/sdk-packages.ts';
import type { LevelName } from './logger-levels.ts';

/** A predicate over records as people see them: `record.level`, `.message`, `.extra`. */
export type RecordPredicate = (record: RecordView) => boolean;

/**
 * Which records are kept: a predicate (also one of `filters`), the name of a lowest level, an expression for the message, or one of these
 * in an object. Of a list all must hold.
 */
export type LoggerFilter =
  | RecordPredicate
  | LevelName
  | RegExp
  | { readonly level: LevelName | number }
  | { readonly pattern: RegExp | string }
  | readonly LoggerFilter[];

/** Gives the line of a record, without its end. */
export type LineFormatterFunction = (record: RecordView) => string;

/** How lines look: a name, a template such as `'{timestamp} | {message}'`, a format, or a function. */
export type LoggerFormat =
  | 'otlp'
  | 'json'
  | 'text'
  | 'logfmt'
  | 'ecs'
  | (string & {})
  | LogRecordFormat
  | FormatFunction;

/** Options of the file exporter that stand beside the logger's own. */
type FileOptions = Omit<RotatingFileLogRecordExporterOptions, 'format' | 'onError' | 'meterProvider'>;
type ProcessorOptions = Omit<LakeTraceLogRecordProcessorOptions, 'filter'>;

/**
 * Options of a logger: those of the Python LakeTrace, and each of {@link LakeTraceLogRecordProcessorOptions} and of
 * {@link RotatingFileLogRecordExporterOptions}, which say the rest.
 */
export interface LoggerOptions extends ProcessorOptions, FileOptions {
  /**
   * Where the file is: `<logDir>/<name>.jsonl`, `.log` for text. The same as `directory`. Default: `LAKETRACE_LOG_DIR`, else
   * `laketrace_logs` in the directory for temporary files.
   */
  readonly logDir?: string;
  /** The lowest level that file and console get, and handlers without one of their own. The same as `minimumSeverity`. Default `'INFO'`. */
  readonly level?: LevelName | number;
  /** `true` (default): JSON lines; `false`: text. `format` and `formatter` go before it. */
  readonly json?: boolean;
  /** `true`: JSON lines with the whole record: trace, thread, place in the program. Default `false`. */
  readonly serialize?: boolean;
  /** `true` (default): records go to standard output as well: JSON, and text with colours on a terminal. The same as `console`. */
  readonly stdout?: boolean;
  /** How lines look. Default: by `json` and `serialize`. */
  readonly format?: LoggerFormat;
  /** Gives the line of a record; `format` has those of the records for which it fails. Default: none. */
  readonly formatter?: LineFormatterFunction;
  /** Which records file and console get. It sees them as they were logged, before they are masked. Default: all of the level. */
  readonly filter?: LoggerFilter;
  /** When a file is finished: see {@link parseRotation}; a number is bytes. Default `'10 MB'`. */
  readonly rotation?: NonNullable<FileOptions['rotation']> | null;
  /** The size at which a file is finished, in megabytes: the older name of `rotation`. */
  readonly rotationMb?: number;
  /** Which finished files are kept: see {@link parseRetention}. Default 5. */
  readonly retention?: NonNullable<FileOptions['retention']> | null;
  /** How many finished files are kept: the older name of `retention`. */
  readonly retentionFiles?: number;
  /** `true` (default): host, process, platform and runtime type are in each record. */
  readonly addRuntimeContext?: boolean;
  /** The same as `sanitize`. Default `true`. */
  readonly sanitizeMessages?: boolean;
  /**
   * Whether personal data and secrets are masked, in messages, fields and exceptions. The same as `redaction`. Default `true`; `false` switches
   * it off, which is said once.
   */
  readonly maskPii?: boolean;
  /** `true` (default): files are for their owner alone (0600); `false`: others may read them (0644). `mode` says it exactly. */
  readonly secureFilePermissions?: boolean;
  /**
   * The SDK, for bundles in which it cannot be found at run time: `LoggerProvider` of `@opentelemetry/sdk-logs`, and `@opentelemetry/resources`
   * as a whole. Default: what is installed.
   */
  readonly sdk?: SdkPackages;
}

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Uppercase<First> ? (First extends Lowercase<First> ? First : `_${Lowercase<First>}`) : First}${SnakeCase<Rest>}`
  : Name;

type SnakeCased<Options> = {
  readonly [Name in keyof Options as Name extends Lowercase<Name & string> ? never : SnakeCase<Name & string>]?:
    | Options[Name]
    | null;
};

/** The configuration of a logger: {@link LoggerOptions}, each also under its name in snake case; `null` is what is not given. */
export type LoggerConfig = {
  readonly [Name in keyof LoggerOptions]?: LoggerOptions[Name] | null;
} & SnakeCased<LoggerOptions>;
