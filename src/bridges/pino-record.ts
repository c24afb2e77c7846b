// A line of pino as a record of OpenTelemetry.
import { hostname as hostnameOfSystem } from 'node:os';
import { type Context, isSpanContextValid, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { isPlainObject } from '../foreign/shape.ts';

/** What pino tells its transports of itself. */
export interface PinoConfig {
  readonly levels?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly values?: Readonly<Record<string, number>>;
  };
  readonly messageKey?: string;
  readonly errorKey?: string;
}

/** A time of OpenTelemetry: seconds and nanoseconds. */
type HrTime = [number, number];

/** A record, as `emit` of a logger takes it. */
export interface PinoRecord {
  readonly timestamp?: HrTime;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body?: unknown;
  readonly attributes: Record<string, unknown>;
  readonly context?: Context;
}

/** A line, read. */
export interface ReadLine {
  /** pino's `name`: of the logger that wrote the line. */
  readonly loggerName: string | undefined;
  readonly record: PinoRecord;
}

const OWN_HOST = hostnameOfSystem();
const USUAL_LABELS: Readonly<Record<string, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
};
/** pino counts in tens from 10, OpenTelemetry in fours from 1. What lies between two levels stays between them. */
const SEVERITIES_A_LEVEL = 0.4;
const LOWEST = 10;
const HIGHEST_SEVERITY = 24;
/** A time below is in seconds: in milliseconds it would lie in 1973. */
const LEAST_MILLISECONDS = 1e11;
const NANOSECONDS = 1e9;

/** Reads a line. One that is no JSON object, as a program may print, is the body of a record. Never throws. */
export function readPinoLine(line: string, { levels, messageKey = 'msg', errorKey = 'err' }: PinoConfig): ReadLine {
  const parsed = parse(line);
  if (!isPlainObject(parsed)) return { loggerName: undefined, record: { body: line, attributes: {} } };
  const taken = takeRepeated(line, parsed, messageKey);
  const { level, time, name, pid, hostname, trace_id, span_id, trace_flags, v: _v, ...rest } = taken.own;
  const fields = { ...rest };
  const body = fields[messageKey];
  delete fields[messageKey];
  const exception = takeException(fields, errorKey);
  const context = contextOf(trace_id, span_id, trace_flags);
  // The resource says them, of this process.
  if (pid !== process.pid) keep(fields, 'pid', pid);
  if (hostname !== OWN_HOST) keep(fields, 'hostname', hostname);
  if (context === undefined) {
    for (const [key, value] of Object.entries({ trace_id, span_id, trace_flags })) keep(fields, key, value);
  }
  if (typeof name !== 'string') keep(fields, 'name', name);
  const timestamp = timeOf(time);
  if (timestamp === undefined) keep(fields, 'time', time);
  for (const [key, value] of taken.others) keep(fields, freeName(fields, key), value);
  return {
    loggerName: typeof name === 'string' && name !== '' ? name : undefined,
    record: {
      ...severityOf(level, levels),
      ...(timestamp !== undefined && { timestamp }),
      ...(context !== undefined && { context }),
      body,
      attributes: { ...fields, ...exception },
    },
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What pino writes itself at the beginning of a line, before the application's fields. */
const OWN_KEYS = ['level', 'time', 'pid', 'hostname', 'name'];

/**
 * pino writes a field of the application that is called as one of its own beside that one, and JSON's readers take the last. Its own
 * come first, but for the message, which comes last.
 */
function takeRepeated(
  line: string,
  parsed: Record<string, unknown>,
  messageKey: string,
): { readonly own: Record<string, unknown>; readonly others: readonly (readonly [string, unknown])[] } {
  const watched = new Set([...OWN_KEYS, messageKey]);
  if (![...watched].some((key) => isRepeated(line, `${JSON.stringify(key)}:`))) return { own: parsed, others: [] };
  const own = { ...parsed };
  const others: [string, unknown][] = [];
  const found = Map.groupBy(membersOf(line), ([key]) => key);
  for (const key of watched) {
    const values = found.get(key)?.map(([, text]) => parse(text)) ?? [];
    if (values.length < 2) continue;
    const at = key === messageKey ? values.length - 1 : 0;
    own[key] = values[at];
    for (const [index, value] of values.entries()) if (index !== at) others.push([key, value]);
  }
  return { own, others };
}

function isRepeated(line: string, text: string): boolean {
  const first = line.indexOf(text);
  return first >= 0 && line.indexOf(text, first + text.length) >= 0;
}

/** The members of the object that a line of valid JSON is, in their order, each value as it is written. */
function membersOf(line: string): [string, string][] {
  const members: [string, string][] = [];
  let depth = 0;
  // After the brace.
  let begin = line.indexOf('{') + 1;
  let key: string | undefined;
  const end = (at: number) => {
    if (key !== undefined) members.push([key, line.slice(begin, at)]);
    key = undefined;
    begin = at + 1;
  };
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '"') at = endOfString(line, at);
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (depth === 1 && character === ',') end(at);
    else if (depth === 1 && character === ':') {
      key = String(parse(line.slice(begin, at)));
      begin = at + 1;
    }
  }
  end(line.lastIndexOf('}'));
  return members;
}

function endOfString(line: string, begin: number): number {
  let at = begin + 1;
  while (at < line.length && line[at] !== '"') at += line[at] === '\\' ? 2 : 1;
  return at;
}

/** The name itself, else with the first number that is free. */
function freeName(fields: Record<string, unknown>, key: string): string {
  let name = key;
  for (let number = 2; Object.hasOwn(fields, name); number++) name = `${key}_${number}`;
  return name;
}

function keep(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (value !== undefined) fields[key] = value;
}

/** The error under pino's key as attributes of the semantic conventions; what more it has stays where it was. */
function takeException(fields: Record<string, unknown>, errorKey: string): Record<string, string> {
  const error = fields[errorKey];
  if (!isPlainObject(error)) return {};
  const { type, message, stack, ...more } = error;
  if (typeof message !== 'string' && typeof stack !== 'string') return {};
  if (Object.keys(more).length > 0) fields[errorKey] = more;
  else delete fields[errorKey];
  return {
    ...(typeof type === 'string' && { 'exception.type': type }),
    ...(typeof message === 'string' && { 'exception.message': message }),
    ...(typeof stack === 'string' && { 'exception.stacktrace': stack }),
  };
}

/** By its number, or by its label, where a formatter has put that in the number's place. */
function severityOf(
  level: unknown,
  { labels = {}, values = {} }: NonNullable<PinoConfig['levels']> = {},
): Pick<PinoRecord, 'severityNumber' | 'severityText'> {
  if (typeof level === 'string') {
    const number = own(values, level) ?? own(values, level.toLowerCase()) ?? own(USUAL_LABELS, level.toLowerCase());
    return { severityText: level.toUpperCase(), ...(number !== undefined && { severityNumber: scaled(number) }) };
  }
  if (typeof level !== 'number') return {};
  const label = own(labels, String(level)) ?? labelOf(level);
  return { severityNumber: scaled(level), ...(label !== undefined && { severityText: label.toUpperCase() }) };
}

function scaled(level: number): number {
  const severity = Math.floor((level - LOWEST) * SEVERITIES_A_LEVEL) + 1;
  return Math.min(HIGHEST_SEVERITY, Math.max(1, severity));
}

function labelOf(level: number): string | undefined {
  return Object.keys(USUAL_LABELS).find((label) => USUAL_LABELS[label] === level);
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** pino's times: milliseconds (the default), seconds (`unixTime`), and texts of ISO 8601, down to nanoseconds. */
function timeOf(time: unknown): HrTime | undefined {
  if (typeof time === 'string') return /^\d+(?:\.\d+)?$/.test(time) ? timeOf(Number(time)) : isoTime(time);
  if (typeof time !== 'number' || !Number.isFinite(time) || time < 0) return undefined;
  const seconds = time < LEAST_MILLISECONDS ? time : time / 1000;
  const whole = Math.floor(seconds);
  const rest = time < LEAST_MILLISECONDS ? (time - whole) * NANOSECONDS : (time - whole * 1000) * 1e6;
  return [whole, Math.round(rest)];
}

function isoTime(text: string): HrTime | undefined {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return undefined;
  const fraction = /\.(\d{1,9})/.exec(text)?.[1];
  const nanoseconds = fraction === undefined ? (milliseconds % 1000) * 1e6 : Number(fraction.padEnd(9, '0'));
  return [Math.floor(milliseconds / 1000), nanoseconds];
}

/** The context of the span that the line was written in, as instrumentations put it on lines. */
function contextOf(traceId: unknown, spanId: unknown, flags: unknown): Context | undefined {
  if (typeof traceId !== 'string' || typeof spanId !== 'string') return undefined;
  const traceFlags = flagsOf(flags);
  const span = { traceId, spanId, traceFlags, isRemote: false };
  return isSpanContextValid(span) ? trace.setSpanContext(ROOT_CONTEXT, span) : undefined;
}

function flagsOf(flags: unknown): number {
  const number = typeof flags === 'string' ? Number.parseInt(flags, 16) : flags;
  return typeof number === 'number' && Number.isInteger(number) ? number : TraceFlags.NONE;
}
