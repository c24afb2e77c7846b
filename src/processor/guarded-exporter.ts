// Stands around the user's exporter: it may throw, fail, never answer or answer twice, and every record is still accounted for.

import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { Timer } from '../file/timeout.ts';
import { tell, wait } from '../foreign/call.ts';
import { failureOf } from '../foreign/export-answer.ts';
import { asError, messageOf } from '../foreign/shape.ts';
import type { ErrorReporter, ErrorSource } from '../telemetry/error-reporter.ts';
import { withDeadline } from './deadline.ts';

/** What an exporter calls when it has done with a batch. */
export type ExportCallback = Parameters<LogRecordExporter['export']>[1];

// ExportResultCode of @opentelemetry/core, which is no peer of ours.
const SUCCESS = 0;
const FAILED = 1;

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

/** An exporter that never throws and never rejects, and answers each export exactly once, in bounded time. */
export class GuardedExporter implements LogRecordExporter {
  readonly #options: GuardedExporterOptions;
  #isClosing = false;
  #isGivenUp = false;
  /** How many records the exporter has said to have exported. */
  exported = 0;
  /** How many records it failed to export, or did not answer for in time. */
  failed = 0;

  constructor(options: GuardedExporterOptions) {
    this.#options = options;
  }

  export(records: ReadableLogRecord[], callback: ExportCallback): void {
    const count = records.length;
    let timer: Timer | undefined;
    let outcome: 'open' | 'answered' | 'given up' = 'open';
    const settle = (failure: Error | undefined): void => {
      if (outcome === 'given up' && failure === undefined) {
        outcome = 'answered';
        this.#correct(count);
      }
      if (outcome !== 'open') return;
      outcome = 'answered';
      timer?.clear();
      this.#count(count, failure);
      callback(failure === undefined ? { code: SUCCESS } : { code: FAILED, error: failure });
    };
    const fail = (thrown: unknown): void => settle(asError(thrown));
    const giveUp = (): void => {
      if (this.#isClosing) this.#isGivenUp = true;
      fail(new Error(`the exporter did not answer within ${this.#options.timeout} ms`));
      outcome = 'given up';
    };
    if (this.#isGivenUp) {
      fail(new Error('the exporter did not answer before'));
      return;
    }
    const { exporter } = this.#options;
    tell(fail, () => exporter.export(records, (answer: unknown) => settle(failureOf(answer))));
    // An exporter that answers at once, as in-memory and console exporters do, costs no timer.
    if (outcome === 'open') timer = new Timer(this.#options.timeout, giveUp, { ofTurningLoop: true });
  }

  /** From now on an exporter that does not answer in time is not asked again: a shutdown must end, however much is queued. */
  expectShutdown(): void {
    this.#isClosing = true;
  }

  async forceFlush(): Promise<void> {
    if (!this.#isGivenUp) await this.#finish('forceFlush', () => this.#options.exporter.forceFlush());
  }

  async shutdown(): Promise<void> {
    await this.#finish('shutdown', () => this.#options.exporter.shutdown());
  }

  async #finish(what: string, call: () => Promise<void>): Promise<void> {
    const { timeout, reporter, source, target } = this.#options;
    try {
      await withDeadline(wait(call), timeout, `${what} of the exporter`);
    } catch (error) {
      reporter.report(error, source, `${target} ${what}`);
    }
  }

  #count(count: number, failure: Error | undefined): void {
    if (failure === undefined) {
      this.exported += count;
      return;
    }
    this.failed += count;
    const { reporter, source, target } = this.#options;
    const what = `${count} log records were not exported: ${messageOf(failure)}`;
    reporter.report(new Error(what, { cause: failure }), source, target);
  }

  /** Records that were counted as failed have arrived after all. */
  #correct(count: number): void {
    this.failed -= count;
    this.exported += count;
  }
}
