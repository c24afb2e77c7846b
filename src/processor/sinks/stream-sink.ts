// A Node `Writable` as a sink: formatted lines, within a bounded memory when the stream is slow.
import type { Writable } from 'node:stream';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { follow } from '../../foreign/call.ts';
import { readSafely } from '../../foreign/safe-read.ts';
import { asError } from '../../foreign/shape.ts';
import { Deadline } from '../../lifecycle/deadline.ts';
import { onExit } from '../../lifecycle/exit-hook.ts';
import { Progress } from '../../lifecycle/progress.ts';
import { every, within } from '../../lifecycle/timeout.ts';
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import { LossReport } from '../../telemetry/loss-report.ts';
import type { LineFormatter } from './line-formatter.ts';
import { SharedStream } from './shared-stream.ts';
import type { RecordSink } from './sink.ts';
import { WaitingLines } from './waiting-lines.ts';

/** Bytes that a slow stream may have buffered before records are dropped. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;
/** How long a flush waits for a stream that takes nothing, in milliseconds. */
const TIMEOUT = 10_000;
/** How often it is looked what a stream has taken that may not say so, in milliseconds. */
const LOOK = 10;

/** Writes each record to a stream, at once. */
export class StreamSink implements RecordSink {
  readonly #stream: Writable;
  readonly #shared: SharedStream;
  readonly #lineOf: LineFormatter;
  readonly #name: string;
  readonly #reporter: ErrorReporter;
  readonly #maxBufferedBytes: number;
  readonly #loss: LossReport;
  /** Of standard output and error in a pipe. */
  readonly #waiting: WaitingLines | undefined;
  #leaveExit: () => void;
  /** Lines that were handed to the stream. */
  #taken = 0;
  /** Lines that the stream has acknowledged, or refused. */
  readonly #done = new Progress();
  /** Lines that were taken for written: the stream has not called back for them. */
  #uncalled = 0;
  #failed = 0;
  #isStuck = false;

  constructor(
    stream: Writable,
    lineOf: LineFormatter,
    name: string,
    reporter: ErrorReporter,
    maxBufferedBytes: number = MAX_BUFFERED_BYTES,
  ) {
    this.#stream = stream;
    this.#lineOf = lineOf;
    this.#name = name;
    this.#reporter = reporter;
    this.#maxBufferedBytes = maxBufferedBytes;
    const reason = `the stream has ended, or is so slow that ${maxBufferedBytes} bytes wait for it`;
    this.#loss = new LossReport({ reporter, source: 'sink', target: name, reason, drop: 'queue_full' });
    this.#shared = SharedStream.of(stream);
    this.#shared.acquire(this.#onError);
    const { pipe } = this.#shared;
    this.#waiting = pipe && new WaitingLines(pipe);
    this.#leaveExit = onExit(() => {
      // After all others: they may write as well, and files are not to wait for whoever reads a pipe.
      this.#leaveExit();
      this.#leaveExit = onExit(() => this.#endAtExit());
    });
  }

  get lost(): number {
    return this.#failed + this.#loss.total;
  }

  emit(record: ReadableLogRecord): void {
    const stream = this.#stream;
    if (this.#isStuck || stream.writable === false || !this.#hasRoom()) {
      // A reader that has gone, as `head` does, wants no more: the error of the stream has said so.
      if (this.#shared.pipe?.isGone === true) this.#failed++;
      else this.#loss.add(1);
      return;
    }
    const line = this.#lineOf(record);
    this.#taken++;
    try {
      // What is no Writable of Node's may be asynchronous, and reject instead of calling back.
      follow(stream.write(line, this.#onWritten), this.#onRejected);
      this.#waiting?.add();
    } catch (error) {
      // The stream's `_write` threw instead of calling back, and a Writable waits for that call without end.
      this.#isStuck = typeof stream._write === 'function';
      this.#onWritten(asError(error));
    }
  }

  async forceFlush(timeout: number = TIMEOUT): Promise<void> {
    const upTo = this.#taken;
    if (this.#done.count >= upTo) return;
    const written = new Promise<void>((resolve) => this.#done.when(upTo, resolve));
    const stopLooking = isWriteReplaced(this.#stream) ? every(LOOK, () => this.#lookUpTo(upTo)) : undefined;
    try {
      await within(written, timeout, `the stream of the sink ${this.#name} did not finish`);
    } finally {
      stopLooking?.();
    }
  }

  /** Where nothing waits in the stream, whoever stands in for its `write` has the lines, and may call nobody back. */
  #lookUpTo(upTo: number): void {
    const missing = upTo - this.#done.count;
    if (missing <= 0 || this.#stream.writableLength > 0) return;
    this.#uncalled += missing;
    this.#done.add(missing);
    this.#done.notify();
  }

  async shutdown(deadline: Deadline = new Deadline(TIMEOUT)): Promise<void> {
    try {
      await this.forceFlush(Math.min(TIMEOUT, deadline.left));
    } finally {
      await this.#shared.release(this.#onError, Math.min(TIMEOUT, deadline.left), this.#isStuck);
      this.#loss.conclude();
      // A pipe that was too slow for this has until the process exits.
      if (this.#waiting === undefined || this.#done.count >= this.#taken) this.#leaveExit();
    }
  }

  #hasRoom(): boolean {
    const { pipe } = this.#shared;
    if (pipe === undefined) return !(this.#stream.writableLength > this.#maxBufferedBytes);
    return pipe.failure === undefined && pipe.hasRoom(this.#maxBufferedBytes);
  }

  /** Node does not wait for a stream at `process.exit()` or an uncaught error. We do for standard output and error. */
  #endAtExit(): void {
    const waiting = this.#taken - this.#done.count;
    if (this.#waiting === undefined) return this.#reportRest(`up to ${waiting}`);
    // What the stream has refused meanwhile is counted already.
    const count = Math.min(waiting, this.#waiting.drain());
    if (count === 0) return;
    this.#failed += count;
    if (this.#shared.pipe?.isGone !== true) this.#reportRest(`${count}`, this.#shared.pipe?.failure);
  }

  /** The lines that a stream still holds when the process ends are lost. */
  #reportRest(lines: string, failure?: string): void {
    const { writableLength } = this.#stream;
    if (!(writableLength > 0)) return;
    const why = failure === undefined ? '' : `: ${failure === 'ETIMEDOUT' ? 'nobody reads' : failure}`;
    const what = `${lines} lines (${writableLength} bytes) had not gone out when the process ended${why}`;
    this.#reporter.report(new Error(what), 'sink', `${this.#name} at exit`);
  }

  // One function for all lines: making one for each would cost more than what it does.
  readonly #onWritten = (error?: Error | null): void => {
    if (this.#uncalled > 0) this.#uncalled--;
    else this.#done.add(1);
    if (error) {
      this.#failed++;
      this.#onError(error);
    }
    this.#done.notify();
  };

  readonly #onRejected = (error: unknown): void => this.#onWritten(asError(error));

  readonly #onError = (error: Error): void => {
    this.#reporter.report(error, 'sink', this.#name);
  };
}

/**
 * Whether somebody has put a function of his own in the place of a stream's `write`, as test runners and tests do that look at what is printed:
 * such functions seldom call back.
 */
function isWriteReplaced(stream: Writable): boolean {
  return (
    Object.hasOwn(stream, 'write') && typeof readSafely(Object.getPrototypeOf(stream) ?? {}, 'write') === 'function'
  );
}

/** Whether a value can be written to as a stream. */
export function isStream(value: unknown): value is Writable {
  const stream = value as Partial<Writable> | null | undefined;
  return typeof stream?.write === 'function' && typeof stream.on === 'function';
}
