// Records on standard output, where Databricks and Fabric collect a job's own log.
import type { Writable } from 'node:stream';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { consoleText } from '../format/console-text.ts';
import { type FormatFunction, resolveFormat } from '../format/custom-format.ts';
import type { LogRecordFormat } from '../format/format.ts';
import { StreamSink } from './stream-sink.ts';

/** Options of {@link ConsoleLogRecordSink}. */
export interface ConsoleLogRecordSinkOptions {
  /** Where to write. Default `process.stdout`. */
  readonly stream?: Writable;
  /** How records become lines. Default: text for people. */
  readonly format?: LogRecordFormat | FormatFunction;
}

/** Writes each record to standard output, at once. A `LogRecordExporter`, usable with any processor. */
export class ConsoleLogRecordSink implements LogRecordExporter {
  readonly #sink: StreamSink;
  #lost: Error | undefined;

  /** @throws ConfigurationError for a format that is none */
  constructor({ stream = process.stdout, format }: ConsoleLogRecordSinkOptions = {}) {
    const resolved = format === undefined ? consoleText() : resolveFormat(format, 'format');
    this.#sink = new StreamSink('console', stream, resolved, (error) => {
      this.#lost = error as Error;
    });
  }

  export(records: ReadableLogRecord[], resultCallback: Parameters<LogRecordExporter['export']>[1]): void {
    this.#lost = undefined;
    try {
      for (const record of records) this.#sink.emit(record);
    } catch (error) {
      this.#lost = error as Error;
    }
    resultCallback(this.#lost === undefined ? { code: 0 } : { code: 1, error: this.#lost });
  }

  forceFlush(): Promise<void> {
    return this.#sink.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#sink.shutdown();
  }
}
