// Points in time, in the zone that the reader has chosen.

/** The zone of the browser; `UTC` where it does not say. */
export const LOCAL_ZONE: string = new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

let zone = 'UTC';
let parts = formatOf(zone);

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
  });
}

/** Sets the zone in which all times are shown from now on. */
export function setZone(name: string): void {
  zone = name;
  parts = formatOf(name);
}

/** What stands behind a time: `UTC`, `Europe/Berlin`. */
export function zoneName(): string {
  return zone;
}

/** Milliseconds since 1970 as `2026-11-30` and `07:15:45.123`. */
export function timeParts(time: number): { readonly date: string; readonly clock: string } {
  // Beyond what a Date can hold.
  if (!(Math.abs(time) <= 8.64e15)) return { date: '', clock: '' };
  const of: Record<string, string> = {};
  for (const { type, value } of parts.formatToParts(time)) of[type] = value;
  const year = (of['year'] ?? '').padStart(4, '0');
  return {
    date: `${year}-${of['month']}-${of['day']}`,
    clock: `${of['hour']}:${of['minute']}:${of['second']}.${of['fractionalSecond']}`,
  };
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
