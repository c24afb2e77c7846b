// Patterns of times, such as `YYYY-MM-DD HH:mm:ss.SSS`: read once, and then one text a second.
import { ConfigurationError } from '../spec/configuration-error.ts';
import { nearestName } from '../spec/option-remedy.ts';
import { utcTime } from '../spec/utc-time.ts';
import { ZoneClock } from '../spec/zone-clock.ts';

/** What a record has: seconds since the epoch, and nanoseconds. */
export type HrTime = readonly [number, number];

/** The date and time on the clock of a zone, and how far that clock is ahead of UTC. */
interface Moment {
  /** As UTC, it shows what the clock shows. */
  readonly wall: Date;
  readonly instant: number;
  /** In milliseconds. */
  readonly offset: number;
  readonly zone: string;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const DAY = 86_400_000;

const two = (value: number): string => String(value).padStart(2, '0');
const hour12 = ({ wall }: Moment): number => wall.getUTCHours() % 12 || 12;
const dayOfYear = ({ wall }: Moment): number =>
  1 + Math.floor((wall.getTime() - utcTime(wall.getUTCFullYear(), 1, 1)) / DAY);

const TOKENS: Readonly<Record<string, (moment: Moment) => string | number>> = {
  YYYY: ({ wall }) => String(wall.getUTCFullYear()).padStart(4, '0'),
  YY: ({ wall }) => two(wall.getUTCFullYear() % 100),
  Q: ({ wall }) => Math.floor(wall.getUTCMonth() / 3) + 1,
  MMMM: ({ wall }) => MONTHS[wall.getUTCMonth()] ?? '',
  MMM: ({ wall }) => (MONTHS[wall.getUTCMonth()] ?? '').slice(0, 3),
  MM: ({ wall }) => two(wall.getUTCMonth() + 1),
  M: ({ wall }) => wall.getUTCMonth() + 1,
  DDDD: (moment) => String(dayOfYear(moment)).padStart(3, '0'),
  DDD: dayOfYear,
  DD: ({ wall }) => two(wall.getUTCDate()),
  D: ({ wall }) => wall.getUTCDate(),
  dddd: ({ wall }) => DAYS[wall.getUTCDay()] ?? '',
  ddd: ({ wall }) => (DAYS[wall.getUTCDay()] ?? '').slice(0, 3),
  d: ({ wall }) => (wall.getUTCDay() + 6) % 7,
  E: ({ wall }) => wall.getUTCDay() || 7,
  HH: ({ wall }) => two(wall.getUTCHours()),
  H: ({ wall }) => wall.getUTCHours(),
  hh: (moment) => two(hour12(moment)),
  h: hour12,
  A: ({ wall }) => (wall.getUTCHours() < 12 ? 'AM' : 'PM'),
  mm: ({ wall }) => two(wall.getUTCMinutes()),
  m: ({ wall }) => wall.getUTCMinutes(),
  ss: ({ wall }) => two(wall.getUTCSeconds()),
  s: ({ wall }) => wall.getUTCSeconds(),
  Z: ({ offset }) => offsetText(offset, ':'),
  ZZ: ({ offset }) => offsetText(offset, ''),
  zz: ({ instant, zone }) => zoneName(instant, zone),
  X: ({ instant }) => Math.floor(instant / 1000),
};
const FRACTION = /^S{1,9}$/;
const LITERAL_LETTER = 'T';

/** A piece of a pattern: text as it is, what changes once a second, or digits of the fraction. */
type Piece = string | ((moment: Moment) => string | number) | { readonly digits: number };

/** Within brackets anything is text; a run of one letter is a token; all else stands for itself. */
const PARTS = /\[([^[\]]*)\]|([A-Za-z])\2*|[^A-Za-z[]+|\[/g;

/**
 * Reads a pattern: the tokens of loguru and moment.
 * @throws ConfigurationError naming the letters that mean nothing
 */
function parsePattern(pattern: string, option: string): Piece[] {
  const pieces: Piece[] = [];
  for (const { 0: part, 1: literal } of pattern.matchAll(PARTS)) {
    if (literal !== undefined) pieces.push(literal);
    else if (!/^[A-Za-z]/.test(part) || part === LITERAL_LETTER) pieces.push(part);
    else if (FRACTION.test(part)) pieces.push({ digits: part.length });
    else {
      const token = Object.hasOwn(TOKENS, part) ? TOKENS[part] : undefined;
      if (token === undefined) throw unknownToken(part, pattern, option);
      pieces.push(token);
    }
  }
  return pieces;
}

function unknownToken(part: string, pattern: string, option: string): ConfigurationError {
  const known = [...Object.keys(TOKENS), 'SSS'];
  const near = known.find((token) => token.toLowerCase() === part.toLowerCase()) ?? nearestName(part, known);
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  return new ConfigurationError(
    option,
    pattern,
    `a time of ${known.join(', ')} (one S a digit), with other letters in brackets, such as [at]; ${part} is none of them${hint}`,
  );
}

/** Writes times by a pattern, in a zone. Records come in bursts: the text of a second is kept, and that of an instant. */
export class TimeFormatter {
  readonly #pieces: readonly Piece[];
  readonly #zone: string;
  readonly #clock: ZoneClock;
  #second = Number.NaN;
  /** The texts between the fractions, for that second, and how many digits each fraction has. */
  #texts: readonly string[] = [];
  readonly #digits: readonly number[];
  #nanoseconds = Number.NaN;
  #text = '';
  #absent: string | undefined;
  readonly #marksRepeated: boolean;
  #isMarked = false;
  /** The day of the last second, and whether some of what the clock shows then may be shown twice. */
  #day = Number.NaN;
  #mayRepeat = false;

  /**
   * @param timeZone an IANA name, `UTC` or `local`
   * @param marksRepeated whether the offset stands behind a time that the clock of the zone shows twice. Default `false`
   * @throws ConfigurationError for a pattern that is none
   */
  constructor(
    pattern: string,
    timeZone: string,
    option: string,
    { marksRepeated = false }: { readonly marksRepeated?: boolean } = {},
  ) {
    this.#marksRepeated = marksRepeated;
    this.#pieces = parsePattern(pattern, option);
    this.#digits = this.#pieces.flatMap((piece) => (typeof piece === 'object' ? [piece.digits] : []));
    this.#zone = timeZone;
    this.#clock = new ZoneClock(timeZone);
  }

  /** Whether an offset stands behind the last time that was given. */
  get isMarked(): boolean {
    return this.#isMarked;
  }

  /** The text of a time; `invalid time` for what is none, and for that of a record without one `-`, as wide as a time. */
  format(time: HrTime): string {
    const [seconds, nanoseconds] = time;
    if (seconds === this.#second && nanoseconds === this.#nanoseconds) return this.#text;
    if (isAbsent(time)) return this.#textOfNone();
    if (seconds !== this.#second) this.#enterSecond(seconds);
    this.#nanoseconds = nanoseconds;
    this.#text = this.#textAt(nanoseconds);
    return this.#text;
  }

  #enterSecond(seconds: number): void {
    this.#second = seconds;
    const instant = Math.floor(seconds) * 1000;
    this.#isMarked = false;
    if (Number.isNaN(new Date(instant).getTime())) {
      this.#texts = [];
      return;
    }
    const offset =
      this.#zone === 'local' ? -60_000 * new Date(instant).getTimezoneOffset() : this.#clock.offsetAt(instant);
    const moment: Moment = { wall: new Date(instant + offset), instant, offset, zone: this.#zone };
    const texts: string[] = [];
    let text = '';
    for (const piece of this.#pieces) {
      if (typeof piece === 'object') {
        texts.push(text);
        text = '';
      } else text += typeof piece === 'string' ? piece : piece(moment);
    }
    this.#isMarked = this.#marksRepeated && this.#isRepeated(instant);
    this.#texts = [...texts, this.#isMarked ? text + offsetText(offset, ':') : text];
  }

  /** Most days are known to have no such time: to look at each second took as long as to write it. */
  #isRepeated(instant: number): boolean {
    const day = Math.floor(instant / DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#mayRepeat = this.#clock.offsetAt((day - 1) * DAY) !== this.#clock.offsetAt((day + 2) * DAY - 1);
    }
    return this.#mayRepeat && this.#clock.showsTwice(instant);
  }

  #textOfNone(): string {
    this.#absent ??= ABSENT_TIME.padEnd(this.format([1, 0]).length);
    return this.#absent;
  }

  #textAt(nanoseconds: number): string {
    const [first] = this.#texts;
    if (first === undefined) return INVALID_TIME;
    let text = first;
    for (let i = 0; i < this.#digits.length; i++) {
      text += fraction(nanoseconds, this.#digits[i] ?? 0) + this.#texts[i + 1];
    }
    return text;
  }
}

/** What stands for the time of a record that has none. */
export const ABSENT_TIME = '-';

/** Whether it is the time of a record that has none: to OTLP, 0 is an unknown time. */
export function isAbsent(time: HrTime): boolean {
  return time[0] === 0 && time[1] === 0;
}

/** What stands for a time that is none. */
export const INVALID_TIME = 'invalid time';

const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/** The first digits of a fraction of a second: cut off, not rounded, or a second would have a thousand and first millisecond. */
function fraction(nanoseconds: number, digits: number): string {
  const whole = nanoseconds >= 0 && nanoseconds < 1e9 ? nanoseconds : 0;
  return String(Math.floor(whole / (POWERS[9 - digits] ?? 1))).padStart(digits, '0');
}

function offsetText(offset: number, separator: string): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}

function zoneName(instant: number, zone: string): string {
  if (zone === 'UTC') return zone;
  const options = { timeZoneName: 'short', ...(zone === 'local' ? {} : { timeZone: zone }) } as const;
  const parts = new Intl.DateTimeFormat('en-US', options).formatToParts(instant);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** When a record was: its own time, or, where it has none, when it was seen (logs data model, `Timestamp`). */
export function timeOf(hrTime: HrTime, observed: HrTime): HrTime {
  return isAbsent(hrTime) ? observed : hrTime;
}
