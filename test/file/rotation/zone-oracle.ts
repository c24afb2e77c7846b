// An independent oracle of zone arithmetic: walks a zone's clock, as luxon knows it, forward in small steps.
import { DateTime, IANAZone } from 'luxon';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What the clock of a zone shows at an instant, as milliseconds that read like UTC. */
export function luxonWallTime(zone: string, instant: number): number {
  return instant + Math.round(IANAZone.create(zone).offset(instant) * MINUTE);
}

/** The instants in a year at which a zone's offset changes, found by looking at every third day, then closer. */
export function luxonChanges(zone: string, year: number): number[] {
  const changes: number[] = [];
  const offsetAt = (instant: number): number => luxonWallTime(zone, instant) - instant;
  const end = Date.UTC(year + 1, 0, 1);
  for (let day = Date.UTC(year, 0, 1); day < end; day += 72 * HOUR) {
    if (offsetAt(day) === offsetAt(day + 72 * HOUR)) continue;
    let instant = day;
    while (offsetAt(instant + HOUR) === offsetAt(day)) instant += HOUR;
    while (offsetAt(instant + MINUTE) === offsetAt(day)) instant += MINUTE;
    while (offsetAt(instant) === offsetAt(day)) instant += 1000;
    changes.push(instant);
  }
  return changes;
}

/** Calls `visit` with each stretch of one constant offset between two instants, in order, until it returns a number. */
function walk(zone: string, from: number, to: number, visit: (begin: number, end: number) => number | undefined) {
  const offsetAt = (instant: number): number => luxonWallTime(zone, instant) - instant;
  for (let begin = from; begin <= to; ) {
    let end = Math.min(begin + HOUR, to + 1);
    // Where the offset changes within the hour, go by minutes, and then by the seconds of odd historical offsets.
    for (const step of [MINUTE, 1000, 1]) {
      if (offsetAt(begin) === offsetAt(end - 1)) break;
      end = Math.min((Math.floor(begin / step) + 1) * step, to + 1);
    }
    const found = visit(begin, end);
    if (found !== undefined) return found;
    begin = end;
  }
  return undefined;
}

/** The latest time that the clock of a zone has shown up to an instant. */
function latestShown(zone: string, instant: number): number {
  let latest = Number.NEGATIVE_INFINITY;
  walk(zone, instant - 26 * HOUR, instant, (_, end) => {
    latest = Math.max(latest, luxonWallTime(zone, end - 1));
    return undefined;
  });
  return latest;
}

/** The first instant after `start` at which the clock shows, for the first time, a wall time that `next` steps to, or a later one. */
export function oracleNext(zone: string, start: number, next: (shown: DateTime<true>) => DateTime<boolean>): number {
  const latest = latestShown(zone, start);
  const shown = DateTime.fromMillis(latest, { zone: 'utc' }) as DateTime<true>;
  const target = next(shown).toMillis();
  // Offsets differ by less than 27 hours, so that nothing happens before this.
  const from = Math.max(start + 1, start + (target - latest) - 54 * HOUR);
  const found = walk(zone, from, from + 120 * HOUR, (begin, end) => {
    if (luxonWallTime(zone, end - 1) < target) return undefined;
    return begin + Math.max(0, target - luxonWallTime(zone, begin));
  });
  if (found === undefined) throw new Error(`the oracle found nothing in ${zone} after ${start}`);
  return found;
}

/** The first instant after `start` at which a full hour begins on the clock of a zone, looking at every half minute. */
export function oracleNextHour(zone: string, start: number): number {
  for (let instant = (Math.floor(start / 30_000) + 1) * 30_000; ; instant += 30_000) {
    const now = luxonWallTime(zone, instant);
    const before = luxonWallTime(zone, instant - 1);
    if (now % HOUR === 0 || Math.floor(now / HOUR) > Math.floor(before / HOUR)) return instant;
  }
}
