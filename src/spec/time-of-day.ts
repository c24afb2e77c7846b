// Times of the day and days of the week: "18:30", "6:30 pm", "sunday", "w6 at 18:30".

/** A time of the day, each day or on one day of the week. */
export interface DayTime {
  /** Milliseconds that a clock on the wall shows after 00:00. */
  readonly timeOfDay: number;
  /** Monday is 0, Sunday is 6. Absent: every day. */
  readonly weekday?: number;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const TIME = /^([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]{1,9}))?)?)?(?:\s*([ap])m)?$/i;
const WEEKDAY = /^(?:w([0-6])|([a-z]+))$/i;
// A weekday by itself, with "at" and a time, or with just a time.
const WEEKDAY_AND_TIME = /^(\S+)(?:\s+(?:at\s+)?(\S.*))?$/i;

/** Returns the hour of the day of an hour on a twelve-hour or a 24-hour clock, or undefined where there is none. */
function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

function readTimeOfDay(text: string): number | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, hour, minute = '0', second = '0', fraction = '', half] = match;
  const hours = hourOfDay(Number(hour), half);
  if (hours === undefined || Number(minute) > 59 || Number(second) > 59) return undefined;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1000 + milliseconds;
}

function readWeekday(text: string): number | undefined {
  const [, digit, name] = WEEKDAY.exec(text) ?? [];
  if (digit !== undefined) return Number(digit);
  if (name === undefined) return undefined;
  const lower = name.toLowerCase();
  const weekday = WEEKDAYS.findIndex((day) => day === lower || day.slice(0, 3) === lower);
  return weekday < 0 ? undefined : weekday;
}

/**
 * Returns the time of a text, or undefined where it is none.
 *
 * A time is `18`, `18:30`, `18:30:15` or `18:30:15.250`, or the same up to `12` with `am` or `pm`; finer than a millisecond is cut off. A
 * day of the week is its English name, its first three letters, or `w0` (Monday) to `w6` (Sunday), at 00:00 or at a time that
 * follows it, with or without `at`.
 */
export function readDayTime(text: string): DayTime | undefined {
  const trimmed = text.trim();
  const everyDay = readTimeOfDay(trimmed);
  if (everyDay !== undefined) return { timeOfDay: everyDay };
  const [, day = '', time = '0'] = WEEKDAY_AND_TIME.exec(trimmed) ?? [];
  const weekday = readWeekday(day);
  const timeOfDay = readTimeOfDay(time);
  return weekday === undefined || timeOfDay === undefined ? undefined : { weekday, timeOfDay };
}
