// Reports how many records were lost, not each of them.
import { afterwards } from '../foreign/afterwards.ts';
import type { ErrorReporter } from './error-reporter.ts';
import type { ErrorSource } from './error-source.ts';
import { announceLoss, type Loser } from './events.ts';

/** Whose losses they are, and how to say it. */
export interface LossReportOptions {
  readonly reporter: ErrorReporter;
  readonly source: Extract<ErrorSource, 'file' | 'sink' | 'batch'>;
  /** The sink or path that loses records. */
  readonly target: string;
  /** Why it does, such as `2048 records already wait for the exporter`. */
  readonly reason: string;
  /** The same in a word, as events have it. */
  readonly drop: string;
  /** Who events say has lost them. Default: the source and the target. */
  readonly loser?: Loser;
}

/**
 * Counts lost records. A synchronous loop may lose many thousands at once, and an error object takes longer than the record:
 * they are reported together when the loop is over. The reporter limits the rate: a report that it keeps quiet is part of the next one,
 * and the sum is said once more at the end.
 */
export class LossReport {
  readonly #options: LossReportOptions;
  #isDue = false;
  #unreported = 0;
  /** How many records were lost. */
  total = 0;

  constructor(options: LossReportOptions) {
    this.#options = options;
  }

  /** Counts lost records. */
  add(count: number): void {
    this.total += count;
    this.#unreported += count;
    const { loser = this.#options, drop } = this.#options;
    announceLoss(loser, drop, count);
    if (this.#isDue) return;
    this.#isDue = true;
    afterwards(() => this.#reportNew());
  }

  /** Reports the sum, where records were lost. */
  conclude(): void {
    if (this.total > 0) this.#report(`${this.total} log records were dropped in all`, `${this.#options.target} in all`);
  }

  #reportNew(): void {
    this.#isDue = false;
    const what = `${this.#unreported} log records were dropped (${this.total} so far)`;
    if (this.#report(what, this.#options.target)) this.#unreported = 0;
  }

  #report(what: string, target: string): boolean {
    const { reporter, source, reason } = this.#options;
    return reporter.report(new Error(`${what}: ${reason}`), source, target);
  }
}
