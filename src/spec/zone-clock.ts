// The clock on the wall of a time zone: what it shows at an instant, and when it first shows a time.
import { utcTime } from './utc-time.ts';

// No zone has ever been further from UTC than 15 h 14 min (Alaska before 1867).
const FURTHEST_OFFSET = 16 * 3_600_000;

const DAY = 24 * 3_600_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

function createFormatter(timeZone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    ...(timeZone === undefined ? {} : { timeZone }),
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  // The zone of the system may change while the process runs, so its formatter is not kept.
  if (timeZone === 'local') return createFormatter(undefined);
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = createFormatter(timeZone);
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/**
 * The clock on the wall of a time zone.
 *
 * What the clock shows is a *wall time*: a number of milliseconds that, read as if it were UTC, gives the date and the time on
 * the clock. Wall times compare and add like instants, without the zone's jumps. Years 1000 to 9999.
 */
export class ZoneClock {
  readonly #formatter: Intl.DateTimeFormat | undefined;

  /** @param timeZone an IANA name, `UTC`, or `local` for the zone that the system has now. */
  constructor(timeZone: string) {
    this.#formatter = timeZone === 'UTC' ? undefined : formatterOf(timeZone);
  }

  /** What the clock shows at an instant, less the instant: the zone's offset from UTC, in milliseconds. */
  offsetAt(instant: number): number {
    if (this.#formatter === undefined) return 0;
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of this.#formatter.formatToParts(instant)) parts[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    return utcTime(year, month, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  }

  /** What the clock shows at an instant. */
  wallTimeAt(instant: number): number {
    return instant + this.offsetAt(instant);
  }

  /** Whether the clock shows the same at another instant: it was set back in between. No clock ever was by more than a day. */
  showsTwice(instant: number): boolean {
    const offset = this.offsetAt(instant);
    return [instant - DAY, instant + DAY].some((near) => {
      const other = this.offsetAt(near);
      return other !== offset && this.offsetAt(instant + offset - other) === other;
    });
  }

  /**
   * Returns the first instant after `from` and not after `to` at which the offset is another one, or undefined where both have
   * the same. There may be no more than one change between the two: none of the changes since 1900 in the time zone database
   * (2026c) are less than three days apart, so windows of less than that are safe.
   */
  changeBetween(from: number, to: number): number | undefined {
    const offset = this.offsetAt(from);
    if (this.offsetAt(to) === offset) return undefined;
    let before = from;
    let after = to;
    while (after - before > 1) {
      const middle = before + Math.floor((after - before) / 2);
      if (this.offsetAt(middle) === offset) before = middle;
      else after = middle;
    }
    return after;
  }

  /**
   * Returns the first instant at which the clock shows a wall time or a later one. For a wall time that a forward change skips, that is
   * the instant of the change, the next one that exists; for one that a backward change repeats, the first of the two.
   */
  firstInstantAt(wallTime: number): number {
    const from = wallTime - FURTHEST_OFFSET;
    const to = wallTime + FURTHEST_OFFSET;
    const change = this.changeBetween(from, to);
    const withOldOffset = wallTime - this.offsetAt(from);
    if (change === undefined || withOldOffset < change) return withOldOffset;
    return Math.max(change, wallTime - this.offsetAt(to));
  }
}
