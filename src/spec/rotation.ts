// When a file is rotated: sizes, intervals, calendar periods, times of the day, callbacks, and lists of these.
import { DURATION_FORMS, readDuration, readUnmistakableDuration } from './duration.ts';
import { parseRules, type RuleGrammar } from './rule-grammar.ts';
import { readSize, SIZE_FORMS } from './size.ts';
import { type DayTime, readDayTime } from './time-of-day.ts';

/** What a rotation callback gets: the active file, and the write that is about to happen. */
export interface RotationContext {
  /** The encoded size, in bytes, of the write that is about to happen. 0 where the file is only looked at because time has passed. */
  readonly nextWriteBytes: number;
  /** The size of the active file in bytes, without that write. Always above 0: an empty file is not rotated. */
  readonly size: number;
  /** When the active file was started: milliseconds since the epoch. */
  readonly start: number;
  /** The time now: milliseconds since the epoch. */
  readonly now: number;
  /** The path of the active file. */
  readonly path: string;
}

/**
 * Decides before a write whether the active file is rotated first. It is called on the way of every write, so it should be quick,
 * and must be synchronous. What it throws is reported and counts as `false`.
 */
export type RotationCallback = (context: RotationContext) => boolean;

/** A calendar period of a {@link RotationRule}. */
export type CalendarPeriod = 'hour' | 'day' | 'week' | 'month' | 'year';

/** The object form of a rotation. With several properties, any of them rotates. */
export interface RotationObject {
  /** A size, as `parseSize` takes it. */
  readonly size?: string | number;
  /** A duration counted from the file's start, as `parseDuration` takes it (a number is milliseconds). */
  readonly interval?: string | number;
  /** A time of the day, a weekday, or a weekday with a time. */
  readonly at?: string;
  /** A calendar period: `hourly` or `hour` ... `yearly` or `year`; or a duration, which is the same as `interval`. */
  readonly every?: string;
}

/** What the option `rotation` accepts. See {@link parseRotation}. */
export type RotationOption =
  | string
  | number
  | false
  | null
  | RotationCallback
  | RotationObject
  | readonly RotationOption[];

/** A rotation that is not a list: the result of {@link parseRotation} and the members of its `any` rule. */
export type SingleRotationRule =
  /** The file would grow beyond this many bytes. */
  | { readonly kind: 'size'; readonly bytes: number }
  /** This many milliseconds have passed since the file's start. */
  | { readonly kind: 'interval'; readonly milliseconds: number }
  /** The calendar has reached the next hour, day, Monday, month or year, at 00:00 in the time zone. */
  | { readonly kind: 'calendar'; readonly period: CalendarPeriod }
  /** The clock has reached a time of the day, each day or on one weekday, in the time zone. */
  | ({ readonly kind: 'time' } & DayTime)
  /** The callback says so. */
  | { readonly kind: 'callback'; readonly callback: RotationCallback };

/** When a file is rotated, parsed. */
export type RotationRule =
  | { readonly kind: 'never' }
  | SingleRotationRule
  /** Any of at least two rules. */
  | { readonly kind: 'any'; readonly rules: readonly SingleRotationRule[] };

const PERIODS: ReadonlyMap<string, CalendarPeriod> = new Map([
  ['hourly', 'hour'],
  ['daily', 'day'],
  ['weekly', 'week'],
  ['monthly', 'month'],
  ['yearly', 'year'],
]);

const TIME_FORMS =
  'a time such as "18:30", "06:30:15" or "6:30 pm", or a weekday such as "monday", "w0" or "monday at 18:30"';
const PERIOD_FORMS = '"hourly", "daily", "weekly", "monthly" or "yearly"';
const SIZE_WITH_UNIT_OR_LONG = /b|^\s*[0-9]{3,}\s*$/i;

function readPeriod(text: string): CalendarPeriod | undefined {
  return PERIODS.get(text.trim().toLowerCase());
}

function readPeriodOrItsNoun(text: string): CalendarPeriod | undefined {
  const noun = text.trim().toLowerCase();
  for (const period of PERIODS.values()) if (period === noun) return period;
  return readPeriod(text);
}

function intervalRule(milliseconds: number | undefined): SingleRotationRule | undefined {
  return milliseconds === undefined ? undefined : { kind: 'interval', milliseconds };
}

function readCalendar(period: CalendarPeriod | undefined): SingleRotationRule | undefined {
  return period === undefined ? undefined : { kind: 'calendar', period };
}

function readTime(text: string): SingleRotationRule | undefined {
  const dayTime = readDayTime(text);
  return dayTime === undefined ? undefined : { kind: 'time', ...dayTime };
}

function sizeRule(value: unknown): SingleRotationRule | undefined {
  const bytes = readSize(value);
  return bytes === undefined ? undefined : { kind: 'size', bytes };
}

function readScalar(value: string | number): SingleRotationRule | undefined {
  if (typeof value === 'number') return sizeRule(value);
  // One or two digits are an hour; other numbers without a unit are taken for bytes only where they look like nothing else.
  const size = SIZE_WITH_UNIT_OR_LONG.test(value) ? sizeRule(value) : undefined;
  return size ?? readTime(value) ?? intervalRule(readUnmistakableDuration(value)) ?? readCalendar(readPeriod(value));
}

const GRAMMAR: RuleGrammar<SingleRotationRule> = {
  accepted:
    `${SIZE_FORMS}; ${DURATION_FORMS}; ${PERIOD_FORMS}; ${TIME_FORMS}; a function; ` +
    'an object with any of size, interval, at and every; a list of these, any of which rotates; or false to never rotate',
  readScalar,
  fromCallback: (callback) => ({ kind: 'callback', callback: callback as RotationCallback }),
  properties: {
    size: { read: sizeRule, accepted: SIZE_FORMS },
    interval: {
      read: (value) => intervalRule(readDuration(value)),
      accepted: `${DURATION_FORMS}, or a number of milliseconds`,
    },
    at: { read: (value) => (typeof value === 'string' ? readTime(value) : undefined), accepted: TIME_FORMS },
    every: {
      read: (value) =>
        typeof value === 'string'
          ? (readCalendar(readPeriodOrItsNoun(value)) ?? intervalRule(readUnmistakableDuration(value)))
          : undefined,
      accepted: `${PERIOD_FORMS}, or ${DURATION_FORMS}`,
    },
  },
  // { every: 'daily', at: '18:00' } reads as "daily at 18:00", which is not what "any of them" would do.
  exclusive: ['every', 'at'],
};

/**
 * Parses the option `rotation`: when the active file is closed, renamed, and a new one begun.
 *
 * | value | rotates |
 * |---|---|
 * | `'100 MB'`, `1048576`, `{ size: '100 MB' }` | before the write that would take the file beyond that size; a number is bytes |
 * | `'12 h'`, `'1 week 3 days'`, `{ interval: '12 h' }`, `{ interval: 60000 }` | that long after the file's start |
 * | `'hourly'`, `'daily'`, `'weekly'`, `'monthly'`, `'yearly'`, `{ every: 'daily' }` | at the full hour, 00:00, Monday 00:00, the 1st, January 1st |
 * | `'18:30'`, `'06:30:15'`, `'6:30 PM'`, `'18'`, `{ at: '18:30' }` | each day at that time |
 * | `'monday'`, `'w0'`, `'mon'`, `'monday at 18:30'`, `'monday 18:30'` | each week on that day, at 00:00 or that time (`w0` is Monday, `w6` Sunday) |
 * | `(context) => boolean` | when it returns true; see {@link RotationCallback} |
 * | `['100 MB', 'daily']`, `{ size: '100 MB', every: 'daily' }` | when any of them says so; lists may hold lists |
 * | `false`, `null`, `'never'`, `'none'` | never |
 *
 * Hours, days and times are those of the option `timeZone`. Case and surrounding blanks do not matter. Sizes are those of `parseSize`, durations those of `parseDuration`, with two
 * exceptions, where a string could mean two things: one or two digits (`'18'`) are an hour of the day, as in loguru, while
 * longer ones (`'1048576'`) are bytes; and a lone `m` (`'10m'`) is refused, since other loggers take it for megabytes: write
 * `'10 min'` or `'10 MB'`. An object with both `every` and `at` is refused: write `{ at: 'monday at 18:30' }`.
 *
 * @param value the rotation.
 * @param option the option's path for the error message. Default `rotation`.
 * @returns the rule: one kind, or `any` with a flat list of at least two.
 * @throws {ConfigurationError} naming the option down to the member of the list or object, the value and what is accepted.
 */
export function parseRotation(value: RotationOption, option = 'rotation'): RotationRule {
  const rules = parseRules(GRAMMAR, value, option);
  const [first, second] = rules;
  if (first === undefined) return { kind: 'never' };
  return second === undefined ? first : { kind: 'any', rules };
}
