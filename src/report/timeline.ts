// Counts records by time and band in few buckets, whose width grows with the time that they have to cover.
import { SEVERITY_BANDS, type TimelineSummary } from './report-data.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Each is a multiple of the one before, so that buckets are joined whole; beyond the last they double. */
const WIDTHS = [
  ...[1, 5, 10, 50, 100, 500],
  ...[1, 5, 10, 30].map((seconds) => seconds * SECOND),
  ...[1, 5, 10, 30].map((minutes) => minutes * MINUTE),
  ...[1, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 7, 28].map((days) => days * DAY),
];

/** Most buckets: each is a few pixels wide on a usual screen. */
const MOST_BUCKETS = 240;

/** A histogram over time, in bounded memory whatever the times are. */
export class Timeline {
  #widthIndex = 0;
  #buckets = new Map<number, number[]>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** @param time milliseconds since 1970 */
  add(time: number, band: number): void {
    const index = Math.floor(time / this.#width);
    let bucket = this.#buckets.get(index);
    if (bucket === undefined) {
      bucket = SEVERITY_BANDS.map(() => 0);
      this.#buckets.set(index, bucket);
      this.#first = Math.min(this.#first, index);
      this.#last = Math.max(this.#last, index);
      bucket[band] = 1;
      while (this.#last - this.#first >= MOST_BUCKETS) this.#widen();
    } else {
      bucket[band] = (bucket[band] ?? 0) + 1;
    }
  }

  summary(): TimelineSummary {
    if (this.#buckets.size === 0) return { start: 0, width: 1, counts: [] };
    const counts: number[][] = [];
    for (let index = this.#first; index <= this.#last; index++)
      counts.push(this.#buckets.get(index) ?? SEVERITY_BANDS.map(() => 0));
    return { start: this.#first * this.#width, width: this.#width, counts };
  }

  get #width(): number {
    const beyond = Math.max(0, this.#widthIndex - WIDTHS.length + 1);
    return (WIDTHS[this.#widthIndex - beyond] ?? 1) * 2 ** beyond;
  }

  #widen(): void {
    const before = this.#width;
    this.#widthIndex++;
    const width = this.#width;
    const old = this.#buckets;
    this.#buckets = new Map();
    for (const [index, counts] of old) {
      const joined = Math.floor((index * before) / width);
      const bucket = this.#buckets.get(joined);
      if (bucket === undefined) this.#buckets.set(joined, counts);
      else for (const [band, count] of counts.entries()) bucket[band] = (bucket[band] ?? 0) + count;
    }
    this.#first = Math.floor((this.#first * before) / width);
    this.#last = Math.floor((this.#last * before) / width);
  }
}
