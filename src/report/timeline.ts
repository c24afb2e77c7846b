// Counts records by time and band, in the columns of time that a page shows.
import { TimeColumns } from '../tally/time-columns.ts';
import { SEVERITY_BANDS, type TimelineSummary } from './report-data.ts';

/** Columns for each band, in bounded memory whatever the times are. */
export class Timeline {
  readonly #bands = SEVERITY_BANDS.map(() => new TimeColumns());
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** @param time milliseconds since 1970 */
  add(time: number, band: number): void {
    this.#first = Math.min(this.#first, time);
    this.#last = Math.max(this.#last, time);
    this.#bands[band]?.add(time);
  }

  summary(): TimelineSummary {
    if (this.#first > this.#last) return { start: 0, width: 1, counts: [] };
    const bands = this.#bands.map((band) => band.columns(this.#first, this.#last));
    const { start, width, counts } = bands[0] as (typeof bands)[number];
    return { start, width, counts: counts.map((_, column) => bands.map((band) => band.counts[column] ?? 0)) };
  }
}
