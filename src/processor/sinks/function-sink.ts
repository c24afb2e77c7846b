// A function as a sink.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { isThenable, wait } from '../../foreign/call.ts';
import type { Deadline } from '../../lifecycle/deadline.ts';
import { within } from '../../lifecycle/timeout.ts';
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import { LossReport } from '../../telemetry/loss-report.ts';
import { defaultQueueBytes, QUEUE_RECORDS } from '../delivery/batch-options.ts';
import { HeldRecord } from '../record/held-record.ts';
import type { LineFormatter } from './line-formatter.ts';
import type { RecordSink, SinkFunction } from './sink.ts';

/** How long a flush waits for the promises of an asynchronous function, in milliseconds. */
const TIMEOUT = 30_000;

/**
 * Calls a function with each record, as it is then: an asynchronous function reads it later. As many records may be with it as
 * wait for an exporter.
 */
export class FunctionSink implements RecordSink {
  readonly #sink: SinkFunction;
  readonly #lineOf: LineFormatter | undefined;
  readonly #name: string;
  readonly #reporter: ErrorReporter;
  readonly #pending = new Set<Promise<void>>();
  readonly #mostBytes = defaultQueueBytes();
  readonly #loss: LossReport;
  #pendingBytes = 0;
  #failed = 0;

  /** @param lineOf where the function is to get the record's line as well */
  constructor(sink: SinkFunction, lineOf: LineFormatter | undefined, name: string, reporter: ErrorReporter) {
    this.#sink = sink;
    this.#lineOf = lineOf;
    this.#name = name;
    this.#reporter = reporter;
    const reason = `the function has not done with ${QUEUE_RECORDS} records or ${this.#mostBytes} bytes before`;
    this.#loss = new LossReport({ reporter, source: 'sink', target: name, reason, drop: 'queue_full' });
  }

  get lost(): number {
    return this.#failed + this.#loss.total;
  }

  emit(record: ReadableLogRecord): void {
    if (this.#pending.size >= QUEUE_RECORDS || this.#pendingBytes >= this.#mostBytes) return this.#loss.add(1);
    const sink = this.#sink;
    const held = new HeldRecord(record);
    const result = this.#lineOf === undefined ? sink(held) : sink(held, this.#lineOf(record));
    if (isThenable(result)) this.#await(result, held.bytes);
  }

  async forceFlush(timeout: number = TIMEOUT): Promise<void> {
    if (this.#pending.size > 0)
      await within(Promise.all(this.#pending), timeout, `the sink ${this.#name} did not finish`);
  }

  async shutdown({ left }: Deadline): Promise<void> {
    try {
      await this.forceFlush(left);
    } finally {
      this.#loss.conclude();
    }
  }

  /** A rejection that nobody handles would end the process. */
  #await(result: PromiseLike<unknown>, bytes: number): void {
    this.#pendingBytes += bytes;
    const ended = wait(() => result)
      .then(
        () => undefined,
        (error) => {
          this.#failed++;
          this.#reporter.report(error, 'sink', this.#name);
        },
      )
      .finally(() => {
        this.#pending.delete(ended);
        this.#pendingBytes -= bytes;
      });
    this.#pending.add(ended);
  }
}
