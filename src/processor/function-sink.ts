// A function as a sink.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { isThenable, wait } from '../foreign/call.ts';
import type { ErrorReporter } from '../telemetry/error-reporter.ts';
import { withDeadline } from './deadline.ts';
import type { LineFormatter } from './line-formatter.ts';
import type { RecordSink, SinkFunction } from './sink.ts';

/** How long a flush waits for the promises of an asynchronous function, in milliseconds. */
const TIMEOUT = 30_000;

/** Calls a function with each record. */
export class FunctionSink implements RecordSink {
  readonly #sink: SinkFunction;
  readonly #lineOf: LineFormatter | undefined;
  readonly #name: string;
  readonly #reporter: ErrorReporter;
  readonly #pending = new Set<Promise<void>>();
  lost = 0;

  /** @param lineOf where the function is to get the record's line as well */
  constructor(sink: SinkFunction, lineOf: LineFormatter | undefined, name: string, reporter: ErrorReporter) {
    this.#sink = sink;
    this.#lineOf = lineOf;
    this.#name = name;
    this.#reporter = reporter;
  }

  emit(record: ReadableLogRecord): void {
    const sink = this.#sink;
    const result = this.#lineOf === undefined ? sink(record) : sink(record, this.#lineOf(record));
    if (isThenable(result)) this.#await(result);
  }

  async forceFlush(): Promise<void> {
    if (this.#pending.size > 0) await withDeadline(Promise.all(this.#pending), TIMEOUT, `the sink ${this.#name}`);
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }

  /** A rejection that nobody handles would end the process. */
  #await(result: PromiseLike<unknown>): void {
    const settled = wait(() => result)
      .then(
        () => undefined,
        (error) => {
          this.lost++;
          this.#reporter.report(error, 'sink', this.#name);
        },
      )
      .finally(() => this.#pending.delete(settled));
    this.#pending.add(settled);
  }
}
