// How many records there were when, in columns of time that become wider as the time grows: memory is bounded.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Widths of columns, in milliseconds. */
const WIDTHS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND],
  ...[MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  ...[HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR],
  ...[DAY, 7 * DAY, 30 * DAY, 365 * DAY, 3650 * DAY],
];
/** More than are shown, so that the widening shows no steps. */
const MOST_COLUMNS = 512;

/** Counts of some kinds of things over time, all in the same columns. */
export class TimeHistogram {
  #width = 0;
  readonly #counts = new Map<number, number>();

  /** @param time in milliseconds since the epoch */
  add(time: number): void {
    const column = this.#columnOf(time);
    this.#counts.set(column, (this.#counts.get(column) ?? 0) + 1);
    while (this.#counts.size > MOST_COLUMNS && this.#width < WIDTHS.length - 1) this.#widen();
  }

  /**
   * The counts from one time to another, in a number of columns at most.
   * @returns the width of a column in milliseconds, and a count for each
   */
  columns(from: number, to: number, most: number): { readonly width: number; readonly counts: readonly number[] } {
    let width = this.#width;
    while (width < WIDTHS.length - 1 && (to - from) / widthAt(width) > most - 1) width++;
    const milliseconds = widthAt(width);
    const first = Math.floor(from / milliseconds);
    const length = Math.min(most, Math.floor(to / milliseconds) - first + 1);
    const counts = Array<number>(Math.max(1, length)).fill(0);
    for (const [column, count] of this.#counts) {
      const at = Math.floor((column * widthAt(this.#width)) / milliseconds) - first;
      if (at >= 0 && at < counts.length) counts[at] = (counts[at] ?? 0) + count;
    }
    return { width: milliseconds, counts };
  }

  #columnOf(time: number): number {
    return Math.floor(time / widthAt(this.#width));
  }

  #widen(): void {
    const before = widthAt(this.#width++);
    const all = [...this.#counts];
    this.#counts.clear();
    for (const [column, count] of all) {
      const wider = this.#columnOf(column * before);
      this.#counts.set(wider, (this.#counts.get(wider) ?? 0) + count);
    }
  }
}

function widthAt(index: number): number {
  return WIDTHS[index] ?? 1;
}

const BARS = '▁▂▃▄▅▆▇█';

/** Counts as a line of bars; a blank where there is nothing. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  return counts.map((count) => (count === 0 ? ' ' : BARS[Math.ceil((count / most) * BARS.length) - 1])).join('');
}
