// Points in time as people write them: "2h" (ago), "2026-01-31", "2026-01-31T12:00", "2026-01-31 12:00:30.5+02:00".
import { readDuration } from './duration.ts';
import { ZoneClock } from './zone-clock.ts';

/** What a point in time may look like, for error messages. */
export const TIME_POINT_FORMS = '2h (ago), 2026-01-31, or 2026-01-31T12:00Z';

/** The date in parts, the time of day, the offset; a time needs a whole date. */
const WRITTEN =
  /^(\d{4}(?:-\d\d(?:-\d\d)?)?)$|^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Reads a point in time: a duration, which is so long ago, or ISO 8601. Without an offset it is what the clock on the wall shows, a date
 * as well as a date with a time; a date is its beginning.
 *
 * @param now milliseconds since the epoch
 * @param timeZone of what has no offset: an IANA name, `UTC` or `local`
 * @returns milliseconds since the epoch, or undefined where the text is none
 */
export function readTimePoint(text: string, now: number, timeZone: string): number | undefined {
  const ago = readDuration(text);
  if (ago !== undefined) return now - ago;
  const [, alone, withTime, time = '00:00', offset] = WRITTEN.exec(text.trim()) ?? [];
  const date = withTime ?? alone;
  if (date === undefined || !isOfCalendar(date)) return undefined;
  const wallTime = Date.parse(`${wholeDate(date)}T${time}${offset ?? 'Z'}`.toUpperCase());
  if (Number.isNaN(wallTime)) return undefined;
  return offset === undefined ? new ZoneClock(timeZone).firstInstantAt(wallTime) : wallTime;
}

/** Whether there is such a day: of one too many V8 makes one of the next month. */
function isOfCalendar(date: string): boolean {
  const start = new Date(`${wholeDate(date)}T00:00Z`);
  return !Number.isNaN(start.getTime()) && start.toISOString().startsWith(date);
}

function wholeDate(date: string): string {
  return `${date}-01-01`.slice(0, '2026-01-31'.length);
}
