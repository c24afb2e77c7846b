// Records that wait for an exporter, within bounds of number and bytes.
import type { HeldRecord } from '../record/held-record.ts';

/** What a queue holds at most, records that are just being exported included. */
export interface QueueLimits {
  readonly records: number;
  readonly bytes: number;
}

/** The list is cut once this many records were taken from it, and more than are left: moving what is left takes time. */
const MOST_TAKEN = 1024;

/** First in, first out. What was taken counts until it is released: it is still in memory, and may come back. */
export class RecordQueue {
  readonly #limits: QueueLimits;
  #waiting: (HeldRecord | undefined)[] = [];
  /** Where the first one that waits is. */
  #first = 0;
  #waitingBytes = 0;
  #records = 0;
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** How many records wait to be taken. */
  get length(): number {
    return this.#waiting.length - this.#first;
  }

  /** The bytes of those that wait to be taken. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** The bytes of all that count. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether nothing more can be added, however small. */
  get isFull(): boolean {
    return this.#records >= this.#limits.records || this.#bytes >= this.#limits.bytes;
  }

  /**
   * Adds a record where there is room for it. One that alone is larger than the limit is taken while the queue is empty.
   * @returns whether it was taken
   */
  add(held: HeldRecord): boolean {
    const isTooMuch = this.#records > 0 && this.#bytes + held.bytes > this.#limits.bytes;
    if (isTooMuch || this.isFull) return false;
    this.#waiting.push(held);
    this.#waitingBytes += held.bytes;
    this.#records++;
    this.#bytes += held.bytes;
    return true;
  }

  /**
   * Takes the first records: at most `records` of them, of at most `bytes` together, but one at least where one waits.
   */
  take(records: number, bytes: number): HeldRecord[] {
    const taken: HeldRecord[] = [];
    let sum = 0;
    while (taken.length < records) {
      const next = this.#waiting[this.#first];
      if (next === undefined || (sum > 0 && sum + next.bytes > bytes)) break;
      taken.push(next);
      sum += next.bytes;
      this.#waiting[this.#first++] = undefined;
    }
    this.#waitingBytes -= sum;
    if (this.#first === this.#waiting.length || (this.#first >= MOST_TAKEN && this.#first > this.length)) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    return taken;
  }

  /** Says that taken records are done with. */
  release(held: readonly HeldRecord[]): void {
    this.#records -= held.length;
    for (const { bytes } of held) this.#bytes -= bytes;
  }

  /** Takes everything. */
  takeAll(): HeldRecord[] {
    return this.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  }
}
