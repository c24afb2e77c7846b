// An exporter that takes its time.
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** An exporter that answers after a time, and keeps the batches it was given and how many exports overlapped. */
export class SlowExporter implements LogRecordExporter {
  readonly batches: unknown[][] = [];
  readonly calls: string[] = [];
  mostAtOnce = 0;
  #atOnce = 0;
  readonly #milliseconds: number;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  export(records: ReadableLogRecord[], done: Parameters<LogRecordExporter['export']>[1]): void {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    setTimeout(() => {
      this.#atOnce--;
      this.batches.push(records.map(({ body }) => body));
      done({ code: 0 });
    }, this.#milliseconds);
  }

  forceFlush(): Promise<void> {
    this.calls.push(`forceFlush after ${this.batches.flat().length}`);
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    this.calls.push(`shutdown after ${this.batches.flat().length}`);
    return Promise.resolve();
  }
}
