// Points in time, in the zone that the reader has chosen.
import { type ZonedClock, type ZonedTime, zonedClock } from '../zoned-time.ts';

/** The zone of the browser; `UTC` where it does not say. */
export const LOCAL_ZONE: string = new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

let zone = 'UTC';
let clockOf: ZonedClock = zonedClock(zone);

/** Sets the zone in which all times are shown from now on. */
export function setZone(name: string): void {
  zone = name;
  clockOf = zonedClock(name);
}

/** What stands behind a time: `UTC`, `Europe/Berlin`. */
export function zoneName(): string {
  return zone;
}

/** Milliseconds since 1970 as `2026-11-30` and `07:15:45.123`. */
export function timeParts(time: number): ZonedTime {
  return clockOf(time);
}

/** `2026-11-30 07:15:45.123` */
export function timeText(time: number | null): string {
  if (time === null || Number.isNaN(time)) return 'no time';
  const { date, clock } = timeParts(time);
  return `${date} ${clock}`;
}

/** Two times, the day of the second only where it is another. */
export function rangeText(from: number, to: number): string {
  const end = timeParts(to);
  const begin = timeParts(from);
  return `${begin.date} ${begin.clock} – ${begin.date === end.date ? end.clock : `${end.date} ${end.clock}`}`;
}
