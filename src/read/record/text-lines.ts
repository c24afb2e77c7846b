// Lines of text -> records: ours by the default template exactly, any others by the time and the level that they begin with.
import { EXCEPTION_MESSAGE, EXCEPTION_STACKTRACE, EXCEPTION_TYPE, RUN_ID } from '../../format/record-view.ts';
import { ABSENT_DEFAULT_TIME, CONTINUATION } from '../../format/template.ts';
import { setOwn } from './otlp-value.ts';
import { lazily, PLAIN_DECODER, type PlainRecord } from './plain-record.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { StoredRecord } from './stored-record.ts';
import { severityOfName } from './stored-severity.ts';
import { NO_TIME, readTimeText } from './stored-time.ts';

/** A date and a time at the start of a line, perhaps within brackets. */
const STAMP = /^[[(]?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|\s?[+-]\d\d:?\d\d)?)[\])]?/;
/** Between the parts of a line of the default template: ` | LEVEL    | `. */
const SEPARATOR = ' | ';
/** How a line of the default template begins whose record has no time. */
const WITHOUT_TIME = ABSENT_DEFAULT_TIME + SEPARATOR;
const ANY_LEVEL =
  /(?:^|[^A-Za-z0-9_])(TRACE|DEBUG|INFO|NOTICE|SUCCESS|WARN(?:ING)?|ERROR|SEVERE|FATAL|CRITICAL)[2-4]?(?![A-Za-z0-9_])/;
/** Where the name of a level ends, at the latest. */
const MOST_LEVEL = 64;
/** How much of a line is searched for its level. */
const LEVEL_WITHIN = 120;
const EXCEPTION_HEAD = /^((?:[\w$]+\.)*[A-Z][\w$]*)(?:: (.*))?$/;
const CHAIN = ' | laketraceChain {';

/** Takes the mark of the hash chain off a line; nothing where the line only closes a file. */
export function withoutMark(line: string): string | undefined {
  if (!line.endsWith('"}')) return line;
  const at = line.lastIndexOf(CHAIN);
  if (at === -1) return line;
  return line.startsWith('"end":true,', at + CHAIN.length) ? undefined : line.slice(0, at);
}

/** Whether a line begins a record, by the time at its start, or by what our lines have in its place. */
export function beginsWithTime(line: string): boolean {
  const stamp = STAMP.exec(line)?.[1];
  return stamp === undefined ? line.startsWith(WITHOUT_TIME) : readTimeText(stamp) !== undefined;
}

/** Lines that belong to one record. */
export interface TextLines {
  readonly first: string;
  /** Those below it. */
  readonly more: readonly string[];
}

/** The record of some lines. */
export function readTextRecord({ first, more }: TextLines, file: string, number: number): StoredRecord {
  const stamp = STAMP.exec(first);
  const time = stamp?.[1] === undefined ? undefined : readTimeText(stamp[1]);
  const timeEnd =
    time !== undefined
      ? (stamp as RegExpExecArray)[0].length
      : first.startsWith(WITHOUT_TIME)
        ? ABSENT_DEFAULT_TIME.length
        : 0;
  const rest = first.slice(timeEnd);
  const levelEnd = timeEnd > 0 && rest.startsWith(SEPARATOR) ? rest.indexOf(SEPARATOR, SEPARATOR.length) : -1;
  const isOwn = levelEnd !== -1 && levelEnd <= MOST_LEVEL;
  const level = isOwn
    ? rest.slice(SEPARATOR.length, levelEnd).trim()
    : ANY_LEVEL.exec(rest.slice(0, LEVEL_WITHIN))?.[1];
  const head = {
    time: time ?? NO_TIME,
    severityNumber: level === undefined ? 0 : severityOfName(level),
    severityText: level,
  };
  const raw = lazily(() =>
    !isOwn ? anyText(first, timeEnd, more) : ownText(rest.slice(levelEnd + SEPARATOR.length), more),
  );
  return new StoredRecord(file, number, head, PLAIN_DECODER as RecordDecoder, raw, undefined);
}

/** `logger [key=value] | message`. */
function ownText(rest: string, more: readonly string[]): PlainRecord {
  const { loggerName, context, message } = splitOwn(rest);
  const attributes: Record<string, unknown> = {};
  const resource: Record<string, unknown> = {};
  let traceId: string | undefined;
  let spanId: string | undefined;
  for (const [key, value] of context) {
    if (key === 'run_id') resource[RUN_ID] = value;
    else if (key === 'trace_id') traceId = String(value);
    else if (key === 'span_id') spanId = String(value);
    else setOwn(attributes, key, value);
  }
  addException(attributes, more);
  return { body: message, attributes, loggerName, traceId, spanId, resource };
}

function splitOwn(rest: string): { loggerName: string; context: [string, unknown][]; message: string } {
  for (let at = rest.indexOf(' ['); at !== -1 && at < MOST_NAME; at = rest.indexOf(' [', at + 1)) {
    // Past the separator a bracket is one of the message.
    if (rest.lastIndexOf(' | ', at) !== -1) break;
    const found = readContext(rest, at + 2);
    if (found !== undefined)
      return { loggerName: rest.slice(0, at), context: found.pairs, message: rest.slice(found.end) };
  }
  const separator = rest.indexOf(' | ');
  if (separator === -1) return { loggerName: '', context: [], message: rest };
  return { loggerName: rest.slice(0, separator), context: [], message: rest.slice(separator + 3) };
}

const MOST_NAME = 512;

/** Pairs up to `] | `; nothing where it is something else. */
function readContext(text: string, from: number): { pairs: [string, unknown][]; end: number } | undefined {
  const pairs: [string, unknown][] = [];
  for (let at = from; ; ) {
    const key = readToken(text, at, '=');
    if (key === undefined || text[key.end] !== '=') return undefined;
    const value = readToken(text, key.end + 1, ',]');
    if (value === undefined) return undefined;
    pairs.push([String(key.value), value.value]);
    if (text.startsWith(', ', value.end)) at = value.end + 2;
    else if (text.startsWith('] | ', value.end)) return { pairs, end: value.end + 4 };
    else return undefined;
  }
}

/** A text in quotes, a value of JSON, or what stands there up to one of some characters. */
function readToken(text: string, from: number, ends: string): { value: unknown; end: number } | undefined {
  const first = text[from];
  if (first === '"' || first === '{' || first === '[') {
    const end = endOfJson(text, from);
    if (end === undefined) return undefined;
    try {
      return { value: JSON.parse(text.slice(from, end)) as unknown, end };
    } catch {
      return undefined;
    }
  }
  let end = from;
  while (end < text.length && !ends.includes(text[end] as string)) end++;
  if (end === text.length) return undefined;
  return { value: scalar(text.slice(from, end)), end };
}

/** What the template wrote bare: texts that look like numbers cannot be told from numbers. */
function scalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(text) ? Number(text) : text;
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
  const found = EXCEPTION_HEAD.exec(lines[0] ?? '');
  if (found?.[1] !== undefined) attributes[EXCEPTION_TYPE] = found[1];
  if (found?.[2] !== undefined) attributes[EXCEPTION_MESSAGE] = found[2];
  attributes[EXCEPTION_STACKTRACE] = lines.join('\n');
}

/** A line of another program: all of it after the time is its body. */
function anyText(first: string, bodyStart: number, more: readonly string[]): PlainRecord {
  const body = first.slice(bodyStart).replace(/^[ \t|:-]{1,8}/, '');
  return { body: [body, ...more].join('\n'), attributes: {}, resource: {} };
}
