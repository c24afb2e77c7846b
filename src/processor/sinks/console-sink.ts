// Records on standard output, where Databricks and Fabric collect a job's own log; by option, errors on standard error.

import type { Writable } from 'node:stream';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { nameClass } from '../../foreign/shape.ts';
import { afterLimit, isLimited } from '../../foreign/time-limit.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys } from '../../spec/option-checks.ts';
import { parseSeverity } from '../../spec/severity.ts';
import { type ErrorCleaner, type ErrorHandler, ErrorReporter } from '../../telemetry/error-reporter.ts';
import { type ConsoleFormat, consoleFormat } from './console-style.ts';
import { lineFormatter } from './line-formatter.ts';
import { isStream, StreamSink } from './stream-sink.ts';

type ExportCallback = Parameters<LogRecordExporter['export']>[1];

/** Options of {@link ConsoleLogRecordSink}. */
export interface ConsoleLogRecordSinkOptions {
  /** Where to write. Default `process.stdout`, which is never closed, as `process.stderr` is not; another stream is. */
  readonly stream?: Writable;
  /**
   * Records of this severity and above go to standard error: a level name, a `SeverityNumber`, or `true` for `'ERROR'`. Default
   * `false`: all go to `stream`.
   */
  readonly stderr?: boolean | string | number;
  /**
   * How records become lines: `'pretty'` (a line for people, with the traceback below it), or what a file's `format` takes, such as
   * `'json'` and `'text'`. Default: `'pretty'` on a terminal, and where the environment variable `FORCE_COLOR` asks for colours;
   * else `'json'`.
   */
  readonly format?: ConsoleFormat;
  /**
   * Whether `'pretty'` lines have colours; `true` also makes that the default format. Default: on a terminal they have, unless
   * `NO_COLOR`, `NODE_DISABLE_COLORS` or `TERM=dumb` says no; `FORCE_COLOR` decides before these.
   */
  readonly colors?: boolean;
  /** The zone of the times in `'pretty'` and text lines: an IANA name, `'UTC'` or `'local'`. Default: `'local'`; in text, `'UTC'`. */
  readonly timeZone?: string;
  /** Whether lines of text formats are made safe to print ({@link sanitizeText}), invisible characters included. Default `true`. */
  readonly sanitize?: boolean;
  /**
   * Called with errors of the stream, which never reach the application. Default: the OpenTelemetry `diag` logger; where none is set,
   * standard error.
   */
  readonly onError?: ErrorHandler;
}

/** The names of the options. */
export const CONSOLE_OPTIONS: readonly string[] = [
  'stream',
  'stderr',
  'format',
  'colors',
  'timeZone',
  'sanitize',
  'onError',
] satisfies (keyof ConsoleLogRecordSinkOptions)[];

/** What pino-pretty, winston and loguru call them. */
const SYNONYMS: Readonly<Record<string, string>> = {
  color: 'colors',
  colour: 'colors',
  colours: 'colors',
  colorize: 'colors',
  pretty: 'format',
  stderrlevels: 'stderr',
  tz: 'timeZone',
};

const ERROR = 17;

/** Writes each record to standard output, at once. A `LogRecordExporter`, usable with any processor. */
export class ConsoleLogRecordSink implements LogRecordExporter {
  static {
    nameClass(ConsoleLogRecordSink, 'ConsoleLogRecordSink');
  }

  readonly #sink: StreamSink;
  readonly #errorSink: StreamSink | undefined;
  readonly #errorSeverity: number;
  readonly #reporter: ErrorReporter;
  #shutdown: Promise<void> | undefined;

  /** @throws ConfigurationError for an option that is not known or a value that is not accepted */
  constructor(options: ConsoleLogRecordSinkOptions = {}) {
    checkKeys(options, '', { known: CONSOLE_OPTIONS, synonyms: SYNONYMS });
    const { stream = process.stdout, stderr = false, sanitize = true, onError } = options;
    if (!isStream(stream)) throw new ConfigurationError('stream', stream, 'a Writable');
    if (onError !== undefined && typeof onError !== 'function') {
      throw new ConfigurationError('onError', onError, 'a function (error, context) => void');
    }
    if (typeof sanitize !== 'boolean') throw new ConfigurationError('sanitize', sanitize, 'true or false');
    this.#errorSeverity = parseErrorSeverity(stderr);
    const sinkTo = (to: Writable, name: string): StreamSink =>
      new StreamSink(
        to,
        lineFormatter(consoleFormat(options, to as NodeJS.WriteStream, process.env)),
        name,
        this.#reporter,
      );
    this.#reporter = new ErrorReporter({ onError });
    this.#sink = sinkTo(stream, 'console');
    this.#errorSink = stderr === false ? undefined : sinkTo(process.stderr, 'console (stderr)');
  }

  /**
   * Has errors reported as the cleaner gives them. Called by the processor that has this sink.
   * @internal
   */
  cleanErrors(cleaner: ErrorCleaner): void {
    this.#reporter.cleanWith(cleaner);
  }

  /** How many records the streams did not take. */
  get lost(): number {
    return this.#sink.lost + (this.#errorSink?.lost ?? 0);
  }

  /**
   * Writes a record, for processors that work record by record; {@link export} does the same for each record of a batch.
   * @throws an Error named `FormatError` where the format fails, with what it threw as its `cause`
   */
  emit(record: ReadableLogRecord): void {
    if (this.#shutdown !== undefined) return;
    const isError = this.#errorSink !== undefined && (record.severityNumber ?? 0) >= this.#errorSeverity;
    (isError ? this.#errorSink : this.#sink).emit(record);
  }

  export(records: ReadableLogRecord[], resultCallback: ExportCallback): void {
    // Logged by code that may be stopped in the middle, as a stream must not be.
    if (isLimited()) return afterLimit(() => this.export(records, resultCallback));
    let failure: Error | undefined;
    for (const record of records) {
      try {
        this.emit(record);
      } catch (error) {
        failure ??= error as Error;
      }
    }
    resultCallback(failure === undefined ? { code: 0 } : { code: 1, error: failure });
  }

  /** Resolves when the streams have taken every line. @throws where it does not within ten seconds */
  forceFlush(): Promise<void> {
    return this.#shutdown ?? bothOf(this.#sink.forceFlush(), this.#errorSink?.forceFlush());
  }

  shutdown(): Promise<void> {
    this.#shutdown ??= bothOf(this.#sink.shutdown(), this.#errorSink?.shutdown());
    return this.#shutdown;
  }
}

function parseErrorSeverity(stderr: boolean | string | number): number {
  if (typeof stderr === 'boolean') return ERROR;
  return parseSeverity(stderr, 'stderr');
}

/** Waits for both, also where one fails, and then rejects with the first failure. */
async function bothOf(one: Promise<void>, other: Promise<void> | undefined): Promise<void> {
  for (const result of await Promise.allSettled([one, other])) {
    if (result.status === 'rejected') throw result.reason;
  }
}
