// Lines of logfmt -> records.
import { HOST_NAME, PLATFORM, PROCESS_ID, RUN_ID, RUNTIME_TYPE } from '../../format/record-view.ts';
import { setOwn } from './otlp-value.ts';
import { lazily, PLAIN_DECODER, type PlainRecord } from './plain-record.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { StoredRecord } from './stored-record.ts';
import { severityOfName } from './stored-severity.ts';
import { NO_TIME, readAnyTime } from './stored-time.ts';

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
const OWN: ReadonlySet<string> = new Set(['trace_id', 'span_id', 'event', 'logger']);
const INTEGER = /^\d{1,15}$/;

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
  if (pairs === undefined || pairs.size === 0) return undefined;
  const nameOf = (names: readonly string[]) => names.find((name) => pairs.has(name));
  const [timeName, levelName, messageName] = [nameOf(TIMES), nameOf(LEVELS), nameOf(MESSAGES)];
  const level = levelName === undefined ? undefined : pairs.get(levelName);
  const time = (timeName === undefined ? undefined : readAnyTime(pairs.get(timeName))) ?? NO_TIME;
  const head = { time, severityNumber: level === undefined ? 0 : severityOfName(level), severityText: level };
  const known = new Set([timeName, levelName, messageName]);
  const raw = lazily(() => plainRecord(pairs, known, messageName));
  return new StoredRecord(file, number, head, PLAIN_DECODER as RecordDecoder, raw, undefined);
}

function plainRecord(
  pairs: ReadonlyMap<string, string>,
  known: ReadonlySet<string | undefined>,
  message: string | undefined,
): PlainRecord {
  const attributes: Record<string, unknown> = {};
  const resource: Record<string, unknown> = {};
  for (const [key, value] of pairs) {
    if (known.has(key) || OWN.has(key)) continue;
    const ofResource = RESOURCE.get(key);
    if (ofResource === PROCESS_ID && INTEGER.test(value)) resource[ofResource] = Number(value);
    else if (ofResource !== undefined) resource[ofResource] = value;
    else setOwn(attributes, nameOfAttribute(key), value);
  }
  return {
    body: message === undefined ? undefined : pairs.get(message),
    attributes,
    eventName: pairs.get('event'),
    traceId: pairs.get('trace_id'),
    spanId: pairs.get('span_id'),
    loggerName: pairs.get('logger'),
    resource,
  };
}

/** An attribute that is called as a pair of ours has `extra.` in front. */
function nameOfAttribute(key: string): string {
  const name = key.slice(EXTRA.length);
  const isOurs = OWN.has(name) || RESOURCE.has(name) || name === 'time' || name === 'level' || name === 'msg';
  return key.startsWith(EXTRA) && isOurs ? name : key;
}

const EXTRA = 'extra.';

/** The pairs of a line. */
function readPairs(line: string): Map<string, string> | undefined {
  const pairs = new Map<string, string>();
  for (let at = 0; at < line.length; ) {
    if (line[at] === ' ') {
      at++;
      continue;
    }
    const keyEnd = endOfKey(line, at);
    const key = line.slice(at, keyEnd);
    const value = key === '' || key.includes('"') ? undefined : readValue(line, keyEnd);
    if (value === undefined) return undefined;
    pairs.set(key, value.text);
    at = value.end;
  }
  return pairs;
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
