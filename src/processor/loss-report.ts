// Tells of records that were lost: how many, and not once a record.
import type { ErrorReporter, ErrorSource } from '../telemetry/error-reporter.ts';

/** Where the losses are those of, and how to say it. */
export interface LossReportOptions {
  readonly reporter: ErrorReporter;
  readonly source: ErrorSource;
  /** The sink or path that lost records. */
  readonly target: string;
  /** Why, such as `its queue of 2048 records is full`. */
  readonly reason: string;
}

/**
 * Counts lost records. A synchronous loop may lose many thousands at once, and an error object takes longer than the record:
 * they are told of together when the loop is over, and the sum once more at the end, since the reporter is rate-limited.
 */
export class LossReport {
  readonly #options: LossReportOptions;
  #sinceLast = 0;
  /** How many records were lost. */
  total = 0;

  constructor(options: LossReportOptions) {
    this.#options = options;
  }

  /** Counts lost records. */
  add(count = 1): void {
    if (this.#sinceLast === 0) queueMicrotask(() => this.#tell());
    this.#sinceLast += count;
    this.total += count;
  }

  /** Tells of the sum, where records were lost. */
  conclude(): void {
    if (this.total === 0) return;
    this.#report(`${this.total} log records in all were dropped`, `${this.#options.target} in all`);
  }

  #tell(): void {
    const count = this.#sinceLast;
    this.#sinceLast = 0;
    this.#report(`${count} log records were dropped (${this.total} so far)`, this.#options.target);
  }

  #report(what: string, target: string): void {
    const { reporter, source, reason } = this.#options;
    reporter.report(new Error(`${what}: ${reason}`), source, target);
  }
}
