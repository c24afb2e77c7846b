// A `LogRecordExporter` as a sink: one export at a time, in order, and no record lost without being counted.
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LossHandler, RecordSink } from './sink.ts';

const MAX_BATCH = 512;
/** How many records wait for an exporter that does not answer. */
const MAX_WAITING = 131_072;

/** Hands records to an exporter: at once while it answers at once, else in batches as it gets free. */
export class ExporterSink implements RecordSink {
  readonly name: string;
  readonly #exporter: LogRecordExporter;
  readonly #onLoss: LossHandler;
  #waiting: ReadableLogRecord[] = [];
  #isExporting = false;
  #whenIdle: (() => void)[] = [];

  constructor(name: string, exporter: LogRecordExporter, onLoss: LossHandler) {
    this.name = name;
    this.#exporter = exporter;
    this.#onLoss = onLoss;
  }

  emit(record: ReadableLogRecord): void {
    if (this.#waiting.length >= MAX_WAITING)
      return this.#onLoss(new Error('the exporter is too slow: its queue is full'), 1);
    this.#waiting.push(record);
    if (!this.#isExporting) this.#exportWaiting();
  }

  async forceFlush(): Promise<void> {
    if (this.#isExporting) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    await this.#exporter.forceFlush();
  }

  async shutdown(): Promise<void> {
    if (this.#isExporting) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    await this.#exporter.shutdown();
  }

  #exportWaiting(): void {
    this.#isExporting = true;
    // A loop, not a recursion: exporters that answer at once must not fill the stack.
    for (let isAnswered = true; isAnswered && this.#waiting.length > 0; ) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      let isReturned = false;
      isAnswered = false;
      this.#export(batch, () => {
        isAnswered = true;
        if (isReturned) this.#exportWaiting();
      });
      isReturned = true;
      if (!isAnswered) return;
    }
    this.#isExporting = false;
    const idle = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of idle) resolve();
  }

  #export(batch: ReadableLogRecord[], done: () => void): void {
    let isDone = false;
    const finish = (error?: unknown) => {
      if (isDone) return;
      isDone = true;
      if (error !== undefined) this.#onLoss(error, batch.length);
      done();
    };
    try {
      this.#exporter.export(batch, ({ code, error }) =>
        finish(code === 0 ? undefined : (error ?? new Error('the exporter failed without a reason'))),
      );
    } catch (error) {
      finish(error);
    }
  }
}
