// Times as files have them: nanoseconds since the epoch, RFC 3339, and what other loggers write.
import { type HrTime, isAbsent } from '../../format/time-pattern.ts';
import { utcTime } from '../../spec/utc-time.ts';

/** Of what has no time. */
export const NO_TIME: HrTime = [0, 0];

const DIGITS = /^\d{1,20}$/;
const ANY_DIGITS = /^\d*$/;
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,30}))?)? ?(Z|z|[+-]\d\d(?::?\d\d)?)?$/;

/** Nanoseconds since the epoch, as OTLP/JSON writes them: digits, or a number. */
export function readUnixNano(value: unknown): HrTime {
  if (typeof value === 'string') return nanoDigits(value);
  if (typeof value === 'number' && value > 0 && Number.isInteger(value)) return nanoDigits(String(BigInt(value)));
  return typeof value === 'bigint' && value > 0n ? nanoDigits(String(value)) : NO_TIME;
}

function nanoDigits(text: string): HrTime {
  if (text.length < 10) return DIGITS.test(text) && Number(text) !== 0 ? [0, Number(text)] : NO_TIME;
  const seconds = Number(text.slice(0, -9));
  const nanoseconds = Number(text.slice(-9));
  return Number.isInteger(seconds) && Number.isInteger(nanoseconds) && DIGITS.test(text)
    ? [seconds, nanoseconds]
    : NO_TIME;
}

// `2026-01-31T12:00:00`, of which records in a row have the same, and `.123Z` behind it.
const SECOND_LENGTH = 19;
const MILLISECOND_LENGTH = 24;
let lastSecond = '';
let lastSeconds = 0;

/** A date and a time in text, with a fraction of up to nine digits; without an offset it is of UTC. */
export function readTimeText(text: string): HrTime | undefined {
  const isUsual = text.length === MILLISECOND_LENGTH && text.charCodeAt(SECOND_LENGTH) === DOT && text.endsWith('Z');
  if (!isUsual) return readAnyText(text);
  if (text.startsWith(lastSecond) && lastSecond !== '') {
    const at = SECOND_LENGTH + 1;
    const milliseconds = threeDigits(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2));
    if (milliseconds !== undefined) return [lastSeconds, milliseconds * 1e6];
  }
  const time = readAnyText(text);
  if (time !== undefined) {
    lastSecond = text.slice(0, SECOND_LENGTH);
    [lastSeconds] = time;
  }
  return time;
}

/** A time as {@link readAnyTime} reads it, of a text that stands among some bytes. */
export function readTimeAt(bytes: Buffer, from: number, to: number): HrTime | undefined {
  const isUsual = to - from === MILLISECOND_LENGTH && bytes[from + SECOND_LENGTH] === DOT && bytes[to - 1] === ZULU;
  if (isUsual && lastSecond !== '' && isLastSecond(bytes, from)) {
    const at = from + SECOND_LENGTH + 1;
    const milliseconds = threeDigits(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number);
    if (milliseconds !== undefined) return [lastSeconds, milliseconds * 1e6];
  }
  return readAnyTime(bytes.toString('latin1', from, to));
}

function isLastSecond(bytes: Buffer, from: number): boolean {
  for (let i = SECOND_LENGTH - 1; i >= 0; i--) if (bytes[from + i] !== lastSecond.charCodeAt(i)) return false;
  return true;
}

const DOT = 0x2e;
const ZULU = 0x5a;
const ZERO = 0x30;

/** The number that three characters are. */
function threeDigits(a: number, b: number, c: number): number | undefined {
  return isDigit(a) && isDigit(b) && isDigit(c) ? (a - ZERO) * 100 + (b - ZERO) * 10 + c - ZERO : undefined;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

function readAnyText(text: string): HrTime | undefined {
  const found = RFC_3339.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', offset = 'Z'] = found;
  // A leap second is the next one, as it is to every clock that knows of none.
  const milliseconds = utcTime(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  if (!isDate(milliseconds, Number(month), Number(day), Number(hour), Number(minute))) return undefined;
  return [milliseconds / 1000 - offsetSeconds(offset), Number(fraction.slice(0, 9).padEnd(9, '0'))];
}

function isDate(milliseconds: number, month: number, day: number, hour: number, minute: number): boolean {
  if (Number.isNaN(milliseconds) || month < 1 || month > 12 || day < 1 || hour > 24 || minute > 59) return false;
  return day <= 28 || new Date(milliseconds).getUTCDate() === day || hour === 24;
}

function offsetSeconds(offset: string): number {
  if (offset === 'Z' || offset === 'z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', '') || 0);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/** A time in whatever form a logger wrote it: text, or a number of seconds, milliseconds, microseconds or nanoseconds since the epoch. */
export function readAnyTime(value: unknown): HrTime | undefined {
  if (typeof value === 'bigint') return readUnixNano(value);
  if (typeof value === 'string') return readTimeText(value) ?? (DIGITS.test(value) ? readNumber(value) : undefined);
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? readNumber(String(value)) : undefined;
  return typeof value === 'object' && value !== null ? readInstant(value) : undefined;
}

/** As Log4j's `JsonLayout` writes it. */
function readInstant(value: { epochSecond?: unknown; nanoOfSecond?: unknown }): HrTime | undefined {
  const { epochSecond: seconds, nanoOfSecond: nanoseconds } = value;
  const isInstant = Number.isSafeInteger(seconds) && Number.isInteger(nanoseconds);
  return isInstant && (nanoseconds as number) >= 0 && (nanoseconds as number) < 1e9
    ? [seconds as number, nanoseconds as number]
    : undefined;
}

/** Whether a value is a time, and not the one that says that there is none. */
export function isTime(value: unknown): boolean {
  const time = readAnyTime(value);
  return time !== undefined && !isAbsent(time);
}

/** By its size a number tells its unit, for all times from 1973 to 5138. */
function readNumber(text: string): HrTime | undefined {
  const [whole = '', fraction = ''] = text.split('.');
  if (!DIGITS.test(whole) || !ANY_DIGITS.test(fraction)) return undefined;
  const unit = whole.length <= 11 ? 0 : whole.length <= 14 ? 3 : whole.length <= 17 ? 6 : 9;
  const digits = (fraction + '0'.repeat(9)).slice(0, 9 - unit);
  return readUnixNano(whole + digits);
}

/** Which of two times is earlier. */
export function compareTimes(a: HrTime, b: HrTime): number {
  return a[0] - b[0] || a[1] - b[1];
}
