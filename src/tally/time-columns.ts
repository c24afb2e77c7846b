// How many records there were when, in columns of time that become wider as the time grows: memory is bounded.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Widths of columns, in milliseconds. Each is a multiple of the one before, so that columns are joined whole; beyond the last they double. */
const WIDTHS: readonly number[] = [
  ...[1, 2, 10, 20, 100, 200],
  ...[1, 2, 10, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 10, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 6, 12].map((hours) => hours * HOUR),
  ...[1, 7, 28].map((days) => days * DAY),
];
/** Columns that are kept, at most: more than are shown. */
const MOST_KEPT = 512;
/** How many columns there are for programs and on pages, at most: each is a few pixels wide on a usual screen. */
export const MOST_COLUMNS = 240;

/** Columns over some time. */
export interface Columns {
  /** Where the first one begins, in milliseconds since the epoch. */
  readonly start: number;
  /** Of a column, in milliseconds. */
  readonly width: number;
  readonly counts: readonly number[];
}

/** Counts by time. */
export class TimeColumns {
  #width = 0;
  #counts = new Map<number, number>();

  /** @param time in milliseconds since the epoch */
  add(time: number): void {
    const column = Math.floor(time / widthAt(this.#width));
    this.#counts.set(column, (this.#counts.get(column) ?? 0) + 1);
    while (this.#counts.size > MOST_KEPT) this.#widen();
  }

  /** The counts from one time to another, in the narrowest columns of which there are no more than `most`. */
  columns(from: number, to: number, most: number = MOST_COLUMNS): Columns {
    let index = this.#width;
    while (lengthOf(from, to, widthAt(index)) > most) index++;
    const width = widthAt(index);
    const first = Math.floor(from / width);
    const counts = Array<number>(lengthOf(from, to, width)).fill(0);
    for (const [column, count] of this.#counts) {
      const at = Math.floor((column * widthAt(this.#width)) / width) - first;
      if (at >= 0 && at < counts.length) counts[at] = (counts[at] ?? 0) + count;
    }
    return { start: first * width, width, counts };
  }

  #widen(): void {
    const before = widthAt(this.#width++);
    const width = widthAt(this.#width);
    const all = this.#counts;
    this.#counts = new Map();
    for (const [column, count] of all) {
      const joined = Math.floor((column * before) / width);
      this.#counts.set(joined, (this.#counts.get(joined) ?? 0) + count);
    }
  }
}

function lengthOf(from: number, to: number, width: number): number {
  return Math.floor(to / width) - Math.floor(from / width) + 1;
}

function widthAt(index: number): number {
  const beyond = Math.max(0, index - WIDTHS.length + 1);
  return (WIDTHS[index - beyond] ?? 1) * 2 ** beyond;
}
