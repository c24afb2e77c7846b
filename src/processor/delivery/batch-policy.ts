// How large batches are, and what is done with one that failed: it is given up, split, or sent again after a pause.
import type { HeldRecord } from '../record/held-record.ts';
import { backoff } from './backoff.ts';
import { type FailureKind, kindOfFailure } from './failure-kind.ts';
import { askedPause } from './retry-info.ts';

/** Records that are exported together. */
export interface Batch {
  readonly held: readonly HeldRecord[];
  attempts: number;
  /** When the first attempt failed. */
  failedAt: number | undefined;
  state: 'open' | 'exported' | 'failed' | 'split';
}

/** A batch that has not been sent yet. */
export function batchOf(held: readonly HeldRecord[]): Batch {
  return { held, attempts: 0, failedAt: undefined, state: 'open' };
}

/** What a {@link BatchPolicy} goes by. Times are in milliseconds. */
export interface BatchPolicySettings {
  /** Most records in a batch. */
  readonly mostRecords: number;
  /** For how long after its first failure a batch is sent again. */
  readonly retryTimeout: number;
  /** The pause after a number of attempts that failed. Default: {@link backoff}. */
  readonly pause: ((attempts: number) => number) | undefined;
}

/** What is done with a batch that failed; `again`: it is sent again after this many milliseconds. */
export type Remedy = 'give up' | 'split' | { readonly again: number };

/** Attempts where it is probably the records' own fault: an exporter that throws, one record that is too large. */
const MOST_AT_FAULT = 3;
/** This many batches have to arrive before larger ones are tried again. */
const BEFORE_GROWTH = 16;

/** Decides over the batches of one exporter, by what became of those before. */
export class BatchPolicy {
  readonly #settings: BatchPolicySettings;
  #mostRecords: number;
  /** How many batches have arrived since the size changed. */
  #arrivals = 0;
  /** One, once the exporter has thrown at a whole batch: it would throw at every other as often, while all of them wait. */
  #mostThrows = MOST_AT_FAULT;

  constructor(settings: BatchPolicySettings) {
    this.#settings = settings;
    this.#mostRecords = settings.mostRecords;
  }

  /** Most records in a batch: fewer than was asked for, once that was too large. */
  get mostRecords(): number {
    return this.#mostRecords;
  }

  /** A batch has arrived. */
  arrived(): void {
    this.#mostThrows = MOST_AT_FAULT;
    if (++this.#arrivals < BEFORE_GROWTH) return;
    this.#arrivals = 0;
    this.#mostRecords = Math.min(this.#settings.mostRecords, 2 * this.#mostRecords);
  }

  /**
   * Counts an attempt that failed, and decides what is done with the batch.
   * @param isThrown whether the exporter threw at once
   */
  failed(batch: Batch, error: Error, isThrown: boolean): Remedy {
    const kind = kindOfFailure(error);
    batch.attempts++;
    if (kind === 'refused') return 'give up';
    if (kind === 'too large' && batch.held.length > 1) return 'split';
    const now = performance.now();
    batch.failedAt ??= now;
    const left = batch.failedAt + this.#settings.retryTimeout - now;
    // A receiver that asks for more time than there is gets what there is: the last attempt comes at the end of it.
    const asked = Math.min(askedPause(error) ?? 0, left);
    const again = Math.max((this.#settings.pause ?? backoff)(batch.attempts), asked);
    const isOver = again > left;
    if (!isOver && batch.attempts < this.#mostAttempts(kind, isThrown)) return { again };
    if (isThrown) this.#mostThrows = 1;
    return 'give up';
  }

  /** What was too much at once, in halves; what comes after it is no larger than they are. */
  split(batch: Batch): readonly [Batch, Batch] {
    const { held } = batch;
    const half = Math.ceil(held.length / 2);
    batch.state = 'split';
    this.#mostRecords = Math.min(this.#mostRecords, half);
    this.#arrivals = 0;
    return [batchOf(held.slice(0, half)), batchOf(held.slice(half))];
  }

  #mostAttempts(kind: FailureKind, isThrown: boolean): number {
    if (isThrown) return this.#mostThrows;
    return kind === 'too large' ? MOST_AT_FAULT : Number.POSITIVE_INFINITY;
  }
}
