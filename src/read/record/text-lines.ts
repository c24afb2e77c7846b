// Lines of text -> records: ours by the default template exactly, any others by the time and the level that they begin with.
import { EXCEPTION_MESSAGE, EXCEPTION_STACKTRACE, EXCEPTION_TYPE, RUN_ID } from '../../format/record-view.ts';
import { ABSENT_DEFAULT_TIME, CONTINUATION } from '../../format/template.ts';
import { exactInteger, parseExactly } from './exact-json.ts';
import type { OtherStamp } from './other-stamps.ts';
import { setOwn } from './otlp-value.ts';
import { lazily, PLAIN_DECODER, type PlainRecord } from './plain-record.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { headOf } from './stored-exception.ts';
import { StoredRecord } from './stored-record.ts';
import { severityOfName } from './stored-severity.ts';
import { isSpanId, isTraceId } from './stored-span.ts';
import { NO_TIME, readTimeText } from './stored-time.ts';

const FACILITY = 'syslog.facility';
/** A date and a time at the start of a line, perhaps within brackets. */
const STAMP = /^[[(]?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|\s?[+-]\d\d:?\d\d)?)[\])]?/;
/** Between the parts of a line of the default template: ` | LEVEL    | `. */
const SEPARATOR = ' | ';
/** How a line of the default template begins whose record has no time. */
const WITHOUT_TIME = ABSENT_DEFAULT_TIME + SEPARATOR;
/** What stands in front of a level that a template has moved to the right. */
const LEVEL_AFTER_BLANKS =
  /^ +(?:TRACE|DEBUG|INFO|NOTICE|SUCCESS|WARN(?:ING)?|ERROR|SEVERE|FATAL|CRITICAL)[2-4]?(?![A-Za-z0-9_])/;
const ANY_LEVEL =
  /(?:^|[^A-Za-z0-9_])(TRACE|DEBUG|INFO|NOTICE|SUCCESS|WARN(?:ING)?|ERROR|SEVERE|FATAL|CRITICAL)[2-4]?(?![A-Za-z0-9_])/;
/** Where the name of a level ends, at the latest. */
const MOST_LEVEL = 64;
/** How much of a line is searched for its level. */
const LEVEL_WITHIN = 120;
const CHAIN = ' | laketraceChain {';
/** A message may end in nearly the same. */
const END_OF_MARK = /,"(?:hash|hmac)":"[\w-]{43}"\}$/;
const LONGEST_END = 54;

/** Takes the mark of the hash chain off a line; nothing where the line only closes a file. */
export function withoutMark(line: string): string | undefined {
  if (!line.endsWith('"}') || !END_OF_MARK.test(line.slice(-LONGEST_END))) return line;
  const at = line.lastIndexOf(CHAIN);
  if (at === -1) return line;
  return line.startsWith('"end":true,', at + CHAIN.length) ? undefined : line.slice(0, at);
}

/** Whether a line begins a record, by the time at its start, or by what our lines have in its place. */
export function beginsWithTime(line: string): boolean {
  const stamp = STAMP.exec(line)?.[1];
  return stamp === undefined ? line.startsWith(WITHOUT_TIME) : readTimeText(stamp) !== undefined;
}

/** Whether a line begins as those of our default template do. */
export function isOwnText(line: string): boolean {
  const stamp = STAMP.exec(line)?.[0];
  return stamp === undefined ? line.startsWith(WITHOUT_TIME) : line.startsWith(SEPARATOR, stamp.length);
}

/** Whether a line begins with a level, moved to the right: the lines of a stack do not. */
export function beginsWithLevel(line: string): boolean {
  return LEVEL_AFTER_BLANKS.test(line);
}

/** Lines that belong to one record. */
export interface TextLines {
  readonly first: string;
  /** Those below it. */
  readonly more: readonly string[];
  /** What the first one begins with, in the form of another program. */
  readonly stamp?: OtherStamp | undefined;
}

/** The record of some lines. */
export function readTextRecord(lines: TextLines, file: string, number: number): StoredRecord {
  const { first, more, stamp: other } = lines;
  if (other !== undefined) return stampedRecord(lines, other, file, number);
  const stamp = STAMP.exec(first);
  const time = stamp?.[1] === undefined ? undefined : readTimeText(stamp[1]);
  const timeEnd =
    time !== undefined
      ? (stamp as RegExpExecArray)[0].length
      : first.startsWith(WITHOUT_TIME)
        ? ABSENT_DEFAULT_TIME.length
        : 0;
  const rest = first.slice(timeEnd);
  const own = timeEnd > 0 ? ownLevel(rest) : undefined;
  const level = own === undefined ? ANY_LEVEL.exec(rest.slice(0, LEVEL_WITHIN))?.[1] : own.level;
  const head = {
    time: time ?? NO_TIME,
    severityNumber: level === undefined ? 0 : severityOfName(level),
    severityText: level,
  };
  const raw = lazily(() => (own === undefined ? anyText(first, timeEnd, more) : ownText(rest.slice(own.end), more)));
  return new StoredRecord(file, number, head, PLAIN_DECODER as RecordDecoder, raw, undefined);
}

/** The record of a line of another program: all but its time and its level is its body. */
function stampedRecord({ first, more }: TextLines, stamp: OtherStamp, file: string, number: number): StoredRecord {
  const { time, start, end, facility } = stamp;
  const level = stamp.hasLevel ? stamp.level : ANY_LEVEL.exec(first.slice(end, end + LEVEL_WITHIN))?.[1];
  const severityNumber = level === undefined ? 0 : severityOfName(level);
  const raw = lazily(() => ({
    body: [first.slice(0, start) + first.slice(end).trimStart(), ...more].join('\n'),
    attributes: facility === undefined ? {} : { [FACILITY]: facility },
    resource: {},
  }));
  const head = { time, severityNumber, severityText: level };
  return new StoredRecord(file, number, head, PLAIN_DECODER as RecordDecoder, raw, undefined);
}

/** The level of a line of the default template, and where what follows it begins. A level that is no word stands in quotes. */
function ownLevel(rest: string): { readonly level: string; readonly end: number } | undefined {
  if (!rest.startsWith(SEPARATOR)) return undefined;
  const quoted = rest[SEPARATOR.length] === '"' ? readJson(rest, SEPARATOR.length) : undefined;
  const end = rest.indexOf(SEPARATOR, quoted?.end ?? SEPARATOR.length);
  if (typeof quoted?.value === 'string' && rest.slice(quoted.end, end).trim() === '')
    return { level: quoted.value, end: end + SEPARATOR.length };
  if (end === -1 || end > MOST_LEVEL) return undefined;
  return { level: rest.slice(SEPARATOR.length, end).trim(), end: end + SEPARATOR.length };
}

/** `logger [key=value] | message`. */
function ownText(rest: string, more: readonly string[]): PlainRecord {
  const { loggerName, context, message } = splitOwn(rest);
  const attributes: Record<string, unknown> = {};
  const resource: Record<string, unknown> = {};
  let traceId: unknown;
  let spanId: unknown;
  for (const [key, value] of context) {
    if (key === 'run_id') resource[RUN_ID] = value;
    else if (key === 'trace_id' && isTraceId(String(value))) traceId = String(value);
    else if (key === 'span_id' && isSpanId(String(value))) spanId = String(value);
    else setOwn(attributes, key, value);
  }
  addException(attributes, more);
  return { body: message, attributes, loggerName, traceId, spanId, resource };
}

/** A name with brackets, bars or quotes in it stands in quotes; where it is not ours, whatever stands up to the separator is the name. */
function splitOwn(rest: string): { loggerName: string; context: [string, unknown][]; message: string } {
  const quoted = rest.startsWith('"') ? readJson(rest, 0) : undefined;
  const name = typeof quoted?.value === 'string' ? quoted.value : undefined;
  const separator = rest.indexOf(SEPARATOR, name === undefined ? 0 : quoted?.end);
  const nameEnd = name === undefined ? rest.indexOf(' [') : (quoted?.end ?? 0);
  if (
    nameEnd !== -1 &&
    nameEnd < MOST_NAME &&
    (separator === -1 || nameEnd < separator) &&
    rest.startsWith(' [', nameEnd)
  ) {
    const found = readContext(rest, nameEnd + 2);
    if (found !== undefined)
      return { loggerName: name ?? rest.slice(0, nameEnd), context: found.pairs, message: rest.slice(found.end) };
  }
  if (separator === -1) return { loggerName: '', context: [], message: rest };
  const message = rest.slice(separator + SEPARATOR.length);
  return {
    loggerName: name !== undefined && separator === nameEnd ? name : rest.slice(0, separator),
    context: [],
    message,
  };
}

const MOST_NAME = 512;

/** Pairs up to `] | `; nothing where it is something else. */
function readContext(text: string, from: number): { pairs: [string, unknown][]; end: number } | undefined {
  const pairs: [string, unknown][] = [];
  for (let at = from; ; ) {
    const key = text[at] === '"' ? readJson(text, at) : readBare(text, at, '=');
    if (key === undefined || text[key.end] !== '=') return undefined;
    const value = readValue(text, key.end + 1);
    if (value === undefined) return undefined;
    pairs.push([String(key.value), value.value]);
    if (text.startsWith(', ', value.end)) at = value.end + 2;
    else if (text.startsWith('] | ', value.end)) return { pairs, end: value.end + 4 };
    else return undefined;
  }
}

interface Token {
  readonly value: unknown;
  readonly end: number;
}

/** A text in quotes, a value of JSON, or a text that stands as it is: also one that begins as JSON does. */
function readValue(text: string, from: number): Token | undefined {
  const json = JSON_STARTS.some((start) => text.startsWith(start, from)) ? readJson(text, from) : undefined;
  if (json !== undefined && (text[json.end] === ',' || text[json.end] === ']')) return json;
  const bare = readBare(text, from, ',]');
  return bare === undefined ? undefined : { value: scalar(bare.value), end: bare.end };
}

/** A text that stands as it is has no quotes and no brackets. */
const JSON_STARTS: readonly string[] = ['"', '[', '{"', '{}'];

function readBare(
  text: string,
  from: number,
  ends: string,
): { readonly value: string; readonly end: number } | undefined {
  let end = from;
  while (end < text.length && !ends.includes(text[end] as string)) end++;
  return end === text.length ? undefined : { value: text.slice(from, end), end };
}

function readJson(text: string, from: number): Token | undefined {
  const end = endOfJson(text, from);
  if (end === undefined) return undefined;
  try {
    return { value: parseExactly(text.slice(from, end).replace(ESCAPED, jsonEscape)), end };
  } catch {
    return undefined;
  }
}

/** An escape within quotes: those of what is made safe to print are none of JSON. */
const ESCAPED = /\\(?:x([0-9a-f]{2})|u\{([0-9a-f]{1,6})\}|.)/g;

function jsonEscape(written: string, byte?: string, point?: string): string {
  if (byte === undefined && point === undefined) return written;
  const code = Number.parseInt(byte ?? point ?? '', 16);
  return code > LAST_POINT ? written : JSON.stringify(String.fromCodePoint(code)).slice(1, -1);
}

const LAST_POINT = 0x10ffff;

/** As it is written, with no zeros in front. */
const INTEGER = /^-?[1-9]\d{0,400}$/;

/** What the template wrote bare: texts that are written as numbers are cannot be told from numbers. */
function scalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (!/^-?\d/.test(text)) return text;
  if (String(Number(text)) === text) return Number(text);
  return INTEGER.test(text) ? exactInteger(text) : text;
}

/** The index after a value of JSON that begins with a quote or a bracket. */
function endOfJson(text: string, from: number): number | undefined {
  let depth = 0;
  let inQuotes = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (inQuotes) {
      if (character === '\\') at++;
      else if (character === '"') inQuotes = false;
    } else if (character === '"') inQuotes = true;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (!inQuotes && depth === 0) return at + 1;
  }
  return undefined;
}

/** What stands below a line of ours is the traceback. */
function addException(attributes: Record<string, unknown>, more: readonly string[]): void {
  if (more.length === 0) return;
  const lines = more.map((line) => (line.startsWith(CONTINUATION) ? line.slice(CONTINUATION.length) : line));
  const stack = lines.join('\n');
  const { type, message } = headOf(stack);
  if (type !== undefined) attributes[EXCEPTION_TYPE] = type;
  if (message !== undefined) attributes[EXCEPTION_MESSAGE] = message;
  attributes[EXCEPTION_STACKTRACE] = stack;
}

/** A line of another program: all of it after the time is its body. */
function anyText(first: string, bodyStart: number, more: readonly string[]): PlainRecord {
  const body = bodyStart === 0 ? first : first.slice(bodyStart).replace(/^[ \t|:-]{1,8}/, '');
  return { body: [body, ...more].join('\n'), attributes: {}, resource: {} };
}
