// When a rotation rule that follows the clock or the calendar fires next, in any time zone.
import type { CalendarPeriod, RotationRule } from '../../spec/rotation.ts';
import { ZoneClock } from '../../spec/zone-clock.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
// 1970-01-01 was a Thursday; this wall time was a Monday at 00:00.
const A_MONDAY = 4 * DAY;

// Beyond these there are no real files, and wall times would leave the range of Date.
const EARLIEST_START = Date.UTC(1000, 0, 1);
const LATEST_START = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Says whether a file can have been started at an instant: it lies in the years 1000 to 9999. */
export function isPossibleStart(instant: number): boolean {
  return instant >= EARLIEST_START && instant <= LATEST_START;
}

/** The first of the wall times `phase`, `phase + period`, `phase + 2 * period` ... (and back) that is later than the one given. */
function nextMultiple(wallTime: number, period: number, phase: number): number {
  return Math.floor((wallTime - phase) / period + 1) * period + phase;
}

/** Returns the first wall time after the one given at which a calendar period begins. */
function nextPeriod(wallTime: number, period: Exclude<CalendarPeriod, 'hour'>): number {
  const date = new Date(wallTime);
  switch (period) {
    case 'day':
      return nextMultiple(wallTime, DAY, 0);
    case 'week':
      return nextMultiple(wallTime, WEEK, A_MONDAY);
    case 'month':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
    case 'year':
      return Date.UTC(date.getUTCFullYear() + 1, 0, 1);
  }
}

/** Returns the first instant after `start` at which the clock reaches one of the wall times that `nextWallTime` steps through. */
function nextOnClock(clock: ZoneClock, start: number, nextWallTime: (wallTime: number) => number): number {
  let wallTime = clock.wallTimeAt(start);
  let instant: number;
  // More than one step only where the clock was set back and shows again what it has shown, or skipped several of them at once.
  do {
    wallTime = nextWallTime(wallTime);
    instant = clock.firstInstantAt(wallTime);
  } while (instant <= start);
  return instant;
}

/**
 * Returns the first instant after `start` at which a full hour begins on the clock: minutes and seconds are 0, or a change of the offset
 * skips that. Unlike days, an hour that is repeated when the clock is set back begins again: it is an hour of its own.
 */
function nextHour(clock: ZoneClock, start: number): number {
  let instant = start;
  for (;;) {
    const wallTime = clock.wallTimeAt(instant);
    const next = instant + nextMultiple(wallTime, HOUR, 0) - wallTime;
    const change = clock.changeBetween(instant, next);
    if (change === undefined) return next;
    const before = change + clock.offsetAt(change - 1);
    const after = clock.wallTimeAt(change);
    const hourSkipped = after > before && Math.ceil(before / HOUR) <= Math.floor(after / HOUR);
    if (hourSkipped || after % HOUR === 0) return change;
    instant = change;
  }
}

/**
 * Returns the first instant strictly after `fileStart` at which a rule's time has come: milliseconds since the epoch, or `Infinity` for rules
 * that do not depend on time (sizes, callbacks, never). For a list it is the earliest of its rules.
 *
 * - An interval is counted from the file's start, in real time: `'1 day'` is 24 hours even where the clock changes.
 * - Days, weeks (from Monday), months and years begin at 00:00 on the clock of the zone. A time of the day, with or without a
 *   weekday, is read from the same clock.
 * - A time that the zone skips (summer time begins, a whole day is left out) fires at the next instant that exists. One that it
 *   repeats (summer time ends) fires once, at its first occurrence.
 * - `hourly` fires whenever a full hour begins on that clock, which is not a full hour of UTC in zones that are 30 or 45 minutes off.
 *   A repeated hour is an hour of its own and fires too, so the files of that night hold an hour each.
 *
 * @param rule a parsed rotation.
 * @param fileStart when the file was started: milliseconds since the epoch, in the years 1000 to 9999. Others give `Infinity`.
 * @param timeZone a name that `parseTimeZone` returned. `local` is the zone that the system has at the time of the call.
 */
export function nextRotation(rule: RotationRule, fileStart: number, timeZone: string): number {
  if (!isPossibleStart(fileStart)) return Number.POSITIVE_INFINITY;
  const start = Math.floor(fileStart);
  switch (rule.kind) {
    case 'interval':
      return start + rule.milliseconds;
    case 'calendar': {
      const { period } = rule;
      const clock = new ZoneClock(timeZone);
      if (period === 'hour') return nextHour(clock, start);
      return nextOnClock(clock, start, (wallTime) => nextPeriod(wallTime, period));
    }
    case 'time': {
      const { timeOfDay, weekday } = rule;
      const [period, phase] = weekday === undefined ? [DAY, timeOfDay] : [WEEK, A_MONDAY + weekday * DAY + timeOfDay];
      return nextOnClock(new ZoneClock(timeZone), start, (wallTime) => nextMultiple(wallTime, period, phase));
    }
    case 'any':
      return Math.min(...rule.rules.map((member) => nextRotation(member, start, timeZone)));
    default:
      return Number.POSITIVE_INFINITY;
  }
}
