// Lines of logfmt -> records.
import { HOST_NAME, PLATFORM, PROCESS_ID, RUN_ID, RUNTIME_TYPE } from '../../format/record-view.ts';
import { setOwn } from './otlp-value.ts';
import { lazily, PLAIN_DECODER, type PlainRecord } from './plain-record.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { StoredRecord } from './stored-record.ts';
import { severityOfName } from './stored-severity.ts';
import { isSpanId, isTraceId } from './stored-span.ts';
import { isTime, NO_TIME, readAnyTime } from './stored-time.ts';

const TIMES: readonly string[] = ['time', 'ts', 'timestamp', 't'];
const LEVELS: readonly string[] = ['level', 'lvl', 'severity'];
const MESSAGES: readonly string[] = ['msg', 'message'];
const RESOURCE: ReadonlyMap<string, string> = new Map([
  ['hostname', HOST_NAME],
  ['pid', PROCESS_ID],
  ['platform', PLATFORM],
  ['runtime_type', RUNTIME_TYPE],
  ['run_id', RUN_ID],
]);
const INTEGER = /^\d{1,15}$/;
/** How a line of ours begins whose record has no time. */
const TIMELESS: readonly string[] = ['level', 'msg', 'logger'];
const isAny = (): boolean => true;
/** Keys of ours, and what values they have. */
const FIELDS: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['trace_id', isTraceId],
  ['span_id', isSpanId],
  ['event', isAny],
  ['logger', isAny],
  ...[...RESOURCE.keys()].map((key) => [key, key === 'pid' ? (value: string) => INTEGER.test(value) : isAny] as const),
]);

/** What a line says under its keys; of a key that is there again, what it says then. */
interface Pairs {
  readonly first: ReadonlyMap<string, string>;
  readonly again: ReadonlyMap<string, readonly string[]>;
}

/** Whether a line is made of pairs of which one is a time. */
export function isLogfmt(line: string): boolean {
  return (
    /^(?:time|ts|timestamp|t|level|lvl|severity)=\S/.test(line) &&
    /(?:^| )(?:time|ts|timestamp|t|msg|message)=/.test(line)
  );
}

/** The record of a line; nothing where it is not made of pairs. */
export function readLogfmtLine(line: string, file: string, number: number): StoredRecord | undefined {
  const pairs = readPairs(line);
  if (pairs === undefined || pairs.first.size === 0) return undefined;
  const { first } = pairs;
  const nameOf = (names: readonly string[]) => names.find((name) => first.has(name));
  // Such a name in one of our lines without a time is that of an attribute.
  const times = isTimeless(first.keys()) ? [] : TIMES;
  const [timeName, levelName, messageName] = [nameOf(times), nameOf(LEVELS), nameOf(MESSAGES)];
  const level = levelName === undefined ? undefined : first.get(levelName);
  const given = timeName === undefined ? undefined : first.get(timeName);
  const time = readAnyTime(given) ?? NO_TIME;
  const head = { time, severityNumber: level === undefined ? 0 : severityOfName(level), severityText: level };
  const known = new Set([isTime(given) ? timeName : undefined, levelName, messageName]);
  const raw = lazily(() => plainRecord(pairs, known, messageName));
  return new StoredRecord(file, number, head, PLAIN_DECODER as RecordDecoder, raw, undefined);
}

function isTimeless(keys: IterableIterator<string>): boolean {
  return TIMELESS.every((key) => keys.next().value === key);
}

function plainRecord(
  { first, again }: Pairs,
  known: ReadonlySet<string | undefined>,
  message: string | undefined,
): PlainRecord {
  const attributes: Record<string, unknown> = {};
  const resource: Record<string, unknown> = {};
  const isAttribute = (key: string): boolean => {
    const value = first.get(key);
    return value !== undefined && !known.has(key) && FIELDS.get(key)?.(value) !== true;
  };
  for (const [key, value] of first) {
    const ofResource = RESOURCE.get(key);
    if (isAttribute(key)) {
      const name = nameOfAttribute(key);
      setOwn(attributes, name !== key && isAttribute(name) ? key : name, value);
    } else if (ofResource !== undefined) resource[ofResource] = ofResource === PROCESS_ID ? Number(value) : value;
  }
  for (const [key, values] of again) {
    const all = Object.hasOwn(attributes, key) ? [attributes[key], ...values] : values;
    setOwn(attributes, key, all.length === 1 ? all[0] : all);
  }
  return {
    body: message === undefined ? undefined : first.get(message),
    attributes,
    eventName: first.get('event'),
    traceId: first.get('trace_id'),
    spanId: first.get('span_id'),
    loggerName: first.get('logger'),
    resource,
  };
}

/** An attribute that is called as a pair of ours has `extra.` in front. */
function nameOfAttribute(key: string): string {
  const name = key.slice(EXTRA.length);
  const isOurs = FIELDS.has(name) || name === 'time' || name === 'level' || name === 'msg';
  return key.startsWith(EXTRA) && isOurs ? name : key;
}

const EXTRA = 'extra.';

/** The pairs of a line. */
function readPairs(line: string): Pairs | undefined {
  const first = new Map<string, string>();
  const again = new Map<string, string[]>();
  for (let at = 0; at < line.length; ) {
    if (line[at] === ' ') {
      at++;
      continue;
    }
    const keyEnd = endOfKey(line, at);
    const key = line.slice(at, keyEnd);
    const value = key === '' || key.includes('"') ? undefined : readValue(line, keyEnd);
    if (value === undefined) return undefined;
    const before = again.get(key);
    if (!first.has(key)) first.set(key, value.text);
    else if (before === undefined) again.set(key, [value.text]);
    else before.push(value.text);
    at = value.end;
  }
  return { first, again };
}

/** What stands after a key; a key without a value is `true`, as Go's parsers have it. */
function readValue(line: string, keyEnd: number): { readonly text: string; readonly end: number } | undefined {
  if (line[keyEnd] !== '=') return { text: 'true', end: keyEnd };
  const start = keyEnd + 1;
  if (line[start] !== '"') {
    const blank = line.indexOf(' ', start);
    const end = blank === -1 ? line.length : blank;
    return { text: line.slice(start, end), end };
  }
  const end = endOfQuotes(line, start);
  return end === undefined ? undefined : { text: unescaped(line.slice(start, end)), end };
}

function endOfKey(line: string, from: number): number {
  let at = from;
  while (at < line.length && line[at] !== '=' && line[at] !== ' ') at++;
  return at;
}

/** The index after the quote that ends a quoted value. */
function endOfQuotes(line: string, from: number): number | undefined {
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === '"') return at + 1;
  }
  return undefined;
}

function unescaped(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    // Other writers escape what JSON has no escape for.
    return quoted.slice(1, -1).replace(/\\(.)/g, '$1');
  }
}
