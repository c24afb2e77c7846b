// Stands around the user's exporter: it may throw, fail, never answer or answer twice, and every record is still accounted for.
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ErrorReporter, ErrorSource } from '../telemetry/error-reporter.ts';
import { withDeadline } from './deadline.ts';

export type ExportCallback = Parameters<LogRecordExporter['export']>[1];
type ExportResult = Parameters<ExportCallback>[0];

// ExportResultCode of @opentelemetry/core, which is no peer of ours.
const SUCCESS: ExportResult['code'] = 0;
const FAILED: ExportResult['code'] = 1;

/** What became of the records that were handed to an exporter. */
export interface ExportCounts {
  readonly exported: number;
  readonly failed: number;
  /** How many of the failed ones the exporter did not answer for in time: they may have arrived nevertheless. */
  readonly timedOut: number;
}

/** Options of {@link GuardedExporter}. */
export interface GuardedExporterOptions {
  readonly exporter: LogRecordExporter;
  /** How long an export, a flush or a shutdown may take, in milliseconds. */
  readonly timeout: number;
  readonly reporter: ErrorReporter;
  readonly source: ErrorSource;
  /** What errors are reported with. */
  readonly target: string;
}

/** An exporter that never throws and answers each export exactly once, in bounded time. */
export class GuardedExporter implements LogRecordExporter {
  readonly #options: GuardedExporterOptions;
  #exported = 0;
  #failed = 0;
  #timedOut = 0;
  #isClosing = false;
  #isAbandoned = false;

  constructor(options: GuardedExporterOptions) {
    this.#options = options;
  }

  get counts(): ExportCounts {
    return { exported: this.#exported, failed: this.#failed, timedOut: this.#timedOut };
  }

  export(records: ReadableLogRecord[], callback: ExportCallback): void {
    let timer: NodeJS.Timeout | undefined;
    let isAnswered = false;
    const answer = (result: ExportResult): void => {
      if (isAnswered) return;
      isAnswered = true;
      clearTimeout(timer);
      this.#count(records.length, result);
      callback(result);
    };
    if (this.#isAbandoned) {
      answer(failure(new Error('the exporter did not answer before')));
      return;
    }
    try {
      this.#options.exporter.export(records, answer);
    } catch (error) {
      answer(failure(error));
    }
    // An exporter that answers at once, as in-memory and console exporters do, costs no timer.
    if (!isAnswered) timer = setTimeout(() => this.#giveUp(records.length, answer), this.#options.timeout);
  }

  /** From now on an exporter that does not answer in time is not asked again: a shutdown must end, however much is queued. */
  expectShutdown(): void {
    this.#isClosing = true;
  }

  /** Never rejects: the SDK's batch processor loses its whole queue where this does while an export is under way. */
  async forceFlush(): Promise<void> {
    await this.#finish('forceFlush', () => this.#options.exporter.forceFlush?.());
  }

  /** Never rejects. */
  async shutdown(): Promise<void> {
    await this.#finish('shutdown', () => this.#options.exporter.shutdown?.());
  }

  async #finish(what: string, call: () => Promise<void> | undefined): Promise<void> {
    if (this.#isAbandoned && what === 'forceFlush') return;
    const { timeout, reporter, source, target } = this.#options;
    try {
      await withDeadline(Promise.resolve(call()), timeout, `${what} of the exporter`);
    } catch (error) {
      reporter.report(error, source, `${target} ${what}`);
    }
  }

  #giveUp(count: number, answer: ExportCallback): void {
    this.#timedOut += count;
    if (this.#isClosing) this.#isAbandoned = true;
    answer(failure(new Error(`the exporter did not answer within ${this.#options.timeout} ms`)));
  }

  #count(count: number, result: ExportResult): void {
    if (result.code === SUCCESS) {
      this.#exported += count;
      return;
    }
    this.#failed += count;
    const { reporter, source, target } = this.#options;
    const cause = result.error;
    const reason = cause === undefined ? 'the exporter gave no reason' : cause.message;
    reporter.report(new Error(`${count} log records were not exported: ${reason}`, { cause }), source, target);
  }
}

function failure(thrown: unknown): ExportResult {
  return { code: FAILED, error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
}
