// Tells of records that were lost: how many, and not once a record.
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
 * they are told of together when the loop is over, and the sum once more at the end, since the reporter is rate-limited.
 */
export class LossReport {
  readonly #options: LossReportOptions;
  #untold = 0;
  /** How many records were lost. */
  total = 0;

  constructor(options: LossReportOptions) {
    this.#options = options;
  }

  /** Counts lost records. */
  add(count: number): void {
    if (this.#untold === 0) void Promise.resolve().then(() => this.#tell());
    this.#untold += count;
    this.total += count;
  }

  /** Tells of the sum, where records were lost. */
  conclude(): void {
    if (this.total > 0) this.#report(`${this.total} log records were dropped in all`, `${this.#options.target} in all`);
  }

  #tell(): void {
    const count = this.#untold;
    this.#untold = 0;
    this.#report(`${count} log records were dropped (${this.total} so far)`, this.#options.target);
  }

  #report(what: string, target: string): void {
    const { reporter, source, reason } = this.#options;
    reporter.report(new Error(`${what}: ${reason}`), source, target);
  }
}
