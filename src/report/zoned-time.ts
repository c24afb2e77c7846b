// A moment as the clock of a time zone shows it.

/** The parts of a time. Empty where no date can hold it. */
export interface ZonedTime {
  /** `2026-11-30` */
  readonly date: string;
  /** `07:15:45.123` */
  readonly clock: string;
}

/** Gives milliseconds since 1970 as a zone has them. */
export type ZonedClock = (time: number) => ZonedTime;

/** @param timeZone a name that `Intl` knows, or `local` for the zone of the system */
export function zonedClock(timeZone: string): ZonedClock {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timeZone === 'local' ? undefined : timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
  });
  return (time) => {
    // Beyond what a Date can hold.
    if (!(Math.abs(time) <= 8.64e15)) return { date: '', clock: '' };
    const of: Record<string, string> = {};
    for (const { type, value } of parts.formatToParts(time)) of[type] = value;
    const year = (of['year'] ?? '').padStart(4, '0');
    return {
      date: `${year}-${of['month']}-${of['day']}`,
      clock: `${of['hour']}:${of['minute']}:${of['second']}.${of['fractionalSecond']}`,
    };
  };
}
