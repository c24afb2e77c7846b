// The longest times without a record.

/** A time without a record. */
export interface TimeGap {
  /** In milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

const MOST = 5;
/** Milliseconds. A shorter one is no gap. */
const SHORTEST = 1000;
/** How much longer than usual a gap is. */
const TIMES_LONGER = 10;

/** Looks for gaps between records that come in the order of time. */
export class TimeGaps {
  #last: number | undefined;
  #first = 0;
  #steps = 0;
  #gaps: TimeGap[] = [];

  add(time: number): void {
    const from = this.#last;
    if (from === undefined) this.#first = time;
    else if (time < from) return;
    else this.#enter({ from, to: time });
    this.#last = time;
    this.#steps++;
  }

  /** The longest first: those that are much longer than it takes from one record to the next elsewhere. */
  longest(): TimeGap[] {
    const elsewhere = this.#gaps.reduce((left, gap) => left - lengthOf(gap), (this.#last ?? 0) - this.#first);
    const usual = elsewhere / Math.max(1, this.#steps - 1 - this.#gaps.length);
    return this.#gaps.filter((gap) => lengthOf(gap) >= TIMES_LONGER * usual);
  }

  #enter(gap: TimeGap): void {
    const length = lengthOf(gap);
    if (length < SHORTEST) return;
    const last = this.#gaps[MOST - 1];
    if (last !== undefined && length <= lengthOf(last)) return;
    this.#gaps = [...this.#gaps, gap].sort((a, b) => lengthOf(b) - lengthOf(a)).slice(0, MOST);
  }
}

function lengthOf({ from, to }: TimeGap): number {
  return to - from;
}
