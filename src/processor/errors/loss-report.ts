// Reports how many records were lost, not each of them.
import type { ErrorReporter, ErrorSource } from '../../telemetry/error-reporter.ts';

/** Whose losses they are, and how to say it. */
export interface LossReportOptions {
  readonly reporter: ErrorReporter;
  readonly source: ErrorSource;
  /** The sink or path that loses records. */
  readonly target: string;
  /** Why it does, such as `2048 records already wait for the exporter`. */
  readonly reason: string;
}

/**
 * Counts lost records. A synchronous loop may lose many thousands at once, and an error object takes longer than the record:
 * they are reported together when the loop is over, and the sum once more at the end, since the reporter limits the rate.
 */
export class LossReport {
  readonly #options: LossReportOptions;
  #unreported = 0;
  /** How many records were lost. */
  total = 0;

  constructor(options: LossReportOptions) {
    this.#options = options;
  }

  /** Counts lost records. */
  add(count: number): void {
    if (this.#unreported === 0) void Promise.resolve().then(() => this.#reportNew());
    this.#unreported += count;
    this.total += count;
  }

  /** Reports the sum, where records were lost. */
  conclude(): void {
    if (this.total > 0) this.#report(`${this.total} log records were dropped in all`, `${this.#options.target} in all`);
  }

  #reportNew(): void {
    const count = this.#unreported;
    this.#unreported = 0;
    this.#report(`${count} log records were dropped (${this.total} so far)`, this.#options.target);
  }

  #report(what: string, target: string): void {
    const { reporter, source, reason } = this.#options;
    reporter.report(new Error(`${what}: ${reason}`), source, target);
  }
}
