// Records on standard output, where Databricks and Fabric collect a job's own log.

import type { Writable } from 'node:stream';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { nameClass } from '../../foreign/shape.ts';
import { consoleText } from '../../format/console-text.ts';
import type { FormatOption } from '../../format/named-formats.ts';
import { resolveFormat } from '../../format/resolve-format.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys } from '../../spec/option-checks.ts';
import { type ErrorCleaner, type ErrorHandler, ErrorReporter } from '../../telemetry/error-reporter.ts';
import { lineFormatter } from './line-formatter.ts';
import { isStream, StreamSink } from './stream-sink.ts';

type ExportCallback = Parameters<LogRecordExporter['export']>[1];

/** Options of {@link ConsoleLogRecordSink}. */
export interface ConsoleLogRecordSinkOptions {
  /** Where to write. Default `process.stdout`, which is never closed, as `process.stderr` is not; another stream is. */
  readonly stream?: Writable;
  /** How records become lines. Default: text for people. */
  readonly format?: FormatOption;
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
  'format',
  'sanitize',
  'onError',
] satisfies (keyof ConsoleLogRecordSinkOptions)[];

/** Writes each record to standard output, at once. A `LogRecordExporter`, usable with any processor. */
export class ConsoleLogRecordSink implements LogRecordExporter {
  static {
    nameClass(ConsoleLogRecordSink, 'ConsoleLogRecordSink');
  }

  readonly #sink: StreamSink;
  readonly #reporter: ErrorReporter;
  #shutdown: Promise<void> | undefined;

  /** @throws ConfigurationError for an option that is not known or a value that is not accepted */
  constructor(options: ConsoleLogRecordSinkOptions = {}) {
    checkKeys(options, '', CONSOLE_OPTIONS);
    const { stream = process.stdout, format, sanitize = true, onError } = options;
    if (!isStream(stream)) throw new ConfigurationError('stream', stream, 'a Writable');
    if (onError !== undefined && typeof onError !== 'function') {
      throw new ConfigurationError('onError', onError, 'a function (error, context) => void');
    }
    if (typeof sanitize !== 'boolean') throw new ConfigurationError('sanitize', sanitize, 'true or false');
    const lineOf = lineFormatter(
      format === undefined ? consoleText(sanitize) : resolveFormat(format, 'format', sanitize),
    );
    this.#reporter = new ErrorReporter({ onError });
    this.#sink = new StreamSink(stream, lineOf, 'console', this.#reporter);
  }

  /**
   * Has errors reported as the cleaner gives them. Called by the processor that has this sink.
   * @internal
   */
  cleanErrors(cleaner: ErrorCleaner): void {
    this.#reporter.cleanWith(cleaner);
  }

  /** How many records the stream did not take. */
  get lost(): number {
    return this.#sink.lost;
  }

  /**
   * Writes a record, for processors that work record by record; {@link export} does the same for each record of a batch.
   * @throws an Error named `FormatError` where the format fails, with what it threw as its `cause`
   */
  emit(record: ReadableLogRecord): void {
    if (this.#shutdown === undefined) this.#sink.emit(record);
  }

  export(records: ReadableLogRecord[], resultCallback: ExportCallback): void {
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

  /** Resolves when the stream has taken every line. @throws where it does not within ten seconds */
  forceFlush(): Promise<void> {
    return this.#shutdown ?? this.#sink.forceFlush();
  }

  shutdown(): Promise<void> {
    this.#shutdown ??= this.#sink.shutdown();
    return this.#shutdown;
  }
}
