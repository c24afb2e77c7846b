// A `LogRecordExporter` as a sink: one export at a time, in order, and no record lost without being counted.
import { type Context, context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ErrorReporter } from '../telemetry/error-reporter.ts';
import { GuardedExporter } from './guarded-exporter.ts';
import { LossReport } from './loss-report.ts';
import type { RecordSink } from './sink.ts';

/** As many records as the SDK's batch processor hands over at once. */
const MAX_BATCH = 512;
/** How many records wait for an exporter that does not answer. */
const MAX_WAITING = 131_072;
/** The SDK's default time for an export, in milliseconds. */
const TIMEOUT = 30_000;

// What the SDK's own processors export under: instrumented clients then make no spans of the exporter's requests. The key is
// that of suppressTracing() in @opentelemetry/core, which is no peer of ours; keys of one name are equal.
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
const SUPPRESSED: Context = ROOT_CONTEXT.setValue(SUPPRESS_TRACING, true);

/** What {@link ExporterSink} limits an exporter to. */
export interface ExporterLimits {
  readonly maxWaiting?: number;
  /** Milliseconds. */
  readonly timeout?: number;
}

/**
 * Hands records to an exporter. One that answers at once (in-memory, console) has a record when the emit returns. While it
 * works, records wait and then go in batches: exports at the same time would lose the order, and OTLP exporters refuse more
 * than a few of them.
 */
export class ExporterSink implements RecordSink {
  readonly #exporter: GuardedExporter;
  readonly #maxWaiting: number;
  readonly #loss: LossReport;
  #waiting: ReadableLogRecord[] = [];
  #exporting = 0;
  #isLooping = false;
  #accepted = 0;
  #answered = 0;
  #flushes: { readonly upTo: number; readonly done: () => void }[] = [];

  constructor(
    exporter: LogRecordExporter,
    name: string,
    reporter: ErrorReporter,
    { maxWaiting = MAX_WAITING, timeout = TIMEOUT }: ExporterLimits = {},
  ) {
    this.#exporter = new GuardedExporter({ exporter, timeout, reporter, source: 'sink', target: name });
    this.#maxWaiting = maxWaiting;
    const reason = `${maxWaiting} records already wait for the exporter`;
    this.#loss = new LossReport({ reporter, source: 'sink', target: name, reason });
  }

  get lost(): number {
    return this.#exporter.failed + this.#loss.total;
  }

  emit(record: ReadableLogRecord): void {
    if (this.#waiting.length >= this.#maxWaiting) {
      this.#loss.add(1);
      return;
    }
    this.#accepted++;
    this.#waiting.push(record);
    if (this.#exporting === 0) this.#exportWaiting();
  }

  async forceFlush(): Promise<void> {
    if (this.#answered < this.#accepted) {
      const upTo = this.#accepted;
      await new Promise<void>((done) => this.#flushes.push({ upTo, done }));
    }
    await this.#exporter.forceFlush();
  }

  async shutdown(): Promise<void> {
    this.#exporter.expectShutdown();
    await this.forceFlush();
    await this.#exporter.shutdown();
    this.#loss.conclude();
  }

  /** A loop, not a recursion: exporters that answer at once must not fill the stack. */
  #exportWaiting(): void {
    if (this.#isLooping) return;
    this.#isLooping = true;
    try {
      while (this.#exporting === 0 && this.#waiting.length > 0) {
        const batch = this.#takeBatch();
        this.#exporting = batch.length;
        context.with(SUPPRESSED, () => this.#exporter.export(batch, this.#onAnswer));
      }
    } finally {
      this.#isLooping = false;
    }
  }

  #takeBatch(): ReadableLogRecord[] {
    if (this.#waiting.length > MAX_BATCH) return this.#waiting.splice(0, MAX_BATCH);
    const batch = this.#waiting;
    this.#waiting = [];
    return batch;
  }

  readonly #onAnswer = (): void => {
    this.#answered += this.#exporting;
    this.#exporting = 0;
    while (this.#flushes[0] !== undefined && this.#flushes[0].upTo <= this.#answered) this.#flushes.shift()?.done();
    this.#exportWaiting();
  };
}
