// Reports how a delivery goes: failures at once, losses together, and the sum at the end.
import { messageOf } from '../../foreign/shape.ts';
import type { Moment } from '../../lifecycle/moment.ts';
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import { announceLoss } from '../../telemetry/events.ts';
import { LossReport } from '../../telemetry/loss-report.ts';

/** Whose delivery it is. */
export interface DeliveryLogOptions {
  readonly reporter: ErrorReporter;
  readonly source: 'batch' | 'sink';
  /** What errors are reported with. */
  readonly target: string;
  /** Why records find no place, such as `2048 records already wait for the exporter`. */
  readonly fullReason: string;
}

/** What a delivery has done. */
export interface DeliveryCounts {
  /** Taken into the queue. */
  readonly accepted: number;
  /** Acknowledged by the exporter. */
  readonly exported: number;
  /** Refused for good, given up after they were sent again for long enough, or not sent before the end. */
  readonly failed: number;
  /** Not taken in, because the queue was full. */
  readonly dropped: number;
  /** In the queue, or with the exporter. */
  readonly waiting: number;
  /** The memory that these take, in bytes, roughly. */
  readonly waitingBytes: number;
  /** The most records that may wait: `batch.maxQueueSize`. */
  readonly limit: number;
  /** The most memory that they may take: `batch.maxQueueBytes`. */
  readonly limitBytes: number;
  /** The most records that were waiting so far. */
  readonly highWater: number;
  /** How many times a batch was kept to be sent again. */
  readonly retries: number;
  /** How many batches failed, as `failed` says. */
  readonly failedBatches: number;
  /** When the exporter acknowledged a batch last. */
  readonly lastExport: Moment | undefined;
  /** Since when it takes nothing: the first failure after that; nothing where the last batch arrived. */
  readonly faultingSince: Moment | undefined;
}

/** Reports for one delivery. The reporter leaves out reports that come too often, so the sums do not depend on them. */
export class DeliveryLog {
  readonly #options: DeliveryLogOptions;
  readonly #full: LossReport;
  #lastReason: string | undefined;
  // How many records were lost that no report was about.
  #unsaid = 0;

  constructor(options: DeliveryLogOptions) {
    this.#options = options;
    const { reporter, source, target, fullReason: reason } = options;
    this.#full = new LossReport({
      reporter,
      source,
      target: source === 'batch' ? 'queue' : target,
      reason,
      drop: 'queue_full',
    });
  }

  /** How many records found the queue full. */
  get dropped(): number {
    return this.#full.total;
  }

  /** A record found the queue full. */
  drop(): void {
    this.#full.add(1);
  }

  /** Records were not taken, and are sent again. */
  kept(count: number, error: unknown, how: string): void {
    this.#failure(`${count} log records were not exported yet and are ${how}`, error);
  }

  /** Records were not taken, and are not sent again. A report that is kept quiet is part of the next one. */
  lost(count: number, error: unknown): void {
    this.#unsaid += count;
    if (this.#failure(`${this.#unsaid} log records were not exported`, error)) this.#unsaid = 0;
  }

  /** Records are done with, and did not arrive. */
  failedFor(count: number): void {
    announceLoss(this.#options, 'given_up', count);
  }

  /** The exporter takes records again: the next failure is another one, and is reported however soon it comes. */
  recovered(): void {
    this.#options.reporter.endEpisode(this.#options.source, this.#options.target);
  }

  /** Records are given up, because no time is left. */
  givenUp(): void {
    this.#lastReason ??= 'the exporter did not take them in time';
  }

  /** The exporter's own `forceFlush` or `shutdown` failed. */
  failed(what: string, error: unknown): void {
    const { reporter, source, target } = this.#options;
    reporter.report(error, source, `${target} ${what}`);
  }

  /** Says how many records did not arrive, where there are any. */
  conclude({ accepted, failed, dropped }: DeliveryCounts): void {
    const lost = failed + dropped;
    if (lost === 0) return;
    const parts = [
      ...(failed === 0 ? [] : [`${failed} failed${this.#lastReason === undefined ? '' : ` (${this.#lastReason})`}`]),
      ...(dropped === 0 ? [] : [`${dropped} found the queue full (${this.#options.fullReason})`]),
    ];
    const { reporter, source, target } = this.#options;
    const sum = `${lost} of ${accepted + dropped} log records were not exported: ${parts.join(', ')}`;
    reporter.report(new Error(sum), source, `${target} in all`);
  }

  /** The process ends, and nothing can be sent any more. */
  cutOff(count: number, all: number): void {
    const what = `${count} of ${all} log records were not exported before the process ended: call shutdown() first`;
    const { reporter, source, target } = this.#options;
    reporter.report(new Error(what), source, source === 'batch' ? 'exit' : `${target} exit`);
  }

  #failure(what: string, error: unknown): boolean {
    const { reporter, source, target } = this.#options;
    this.#lastReason = messageOf(error);
    return reporter.report(new Error(`${what}: ${this.#lastReason}`, { cause: error }), source, target);
  }
}
