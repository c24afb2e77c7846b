// Lines of flat JSON -> records: ours under any names, those of pino, winston, bunyan and the like.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { CODE_FILE, CODE_FUNCTION, CODE_LINE } from '../../format/flat-json-fields.ts';
import {
  EXCEPTION_MESSAGE,
  EXCEPTION_STACKTRACE,
  EXCEPTION_TYPE,
  HOST_NAME,
  PLATFORM,
  PROCESS_ID,
  RUN_ID,
  RUNTIME_TYPE,
} from '../../format/record-view.ts';
import type { HrTime } from '../../format/time-pattern.ts';
import { LineShapes } from './line-shapes.ts';
import { setOwn } from './otlp-value.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { planOf, type ShapePlan, severityOf as severityOfLevel, shapedRecord } from './shaped-records.ts';
import { StoredRecord } from './stored-record.ts';
import { StoredResource } from './stored-resource.ts';
import { severityOfName } from './stored-severity.ts';
import { NO_TIME, readAnyTime, readUnixNano } from './stored-time.ts';

type Json = Record<string, unknown>;
type Field = 'timestamp' | 'level' | 'message' | 'logger_name';

/** The names by which the fields of a line are known, the likeliest first. */
const NAMES: Readonly<Record<Field, readonly string[]>> = {
  timestamp: ['timestamp', '@timestamp', 'time', 'ts', 'date', 'datetime', 'asctime', '@t', 'eventTime', 'Timestamp'],
  level: [
    'level',
    'severity',
    'lvl',
    'levelname',
    'log.level',
    'loglevel',
    'severityText',
    'severity_text',
    '@l',
    'Level',
  ],
  message: ['message', 'msg', 'body', 'text', 'event', 'log', '@m', 'Message', 'MESSAGE'],
  logger_name: ['logger_name', 'logger', 'loggerName', 'log.logger', 'scope', 'name'],
};

/** Fields of ours besides, and where they belong: `undefined` for those that say what other fields do. */
const RESOURCE_NAMES: ReadonlyMap<string, string> = new Map([
  ['hostname', HOST_NAME],
  ['host', HOST_NAME],
  ['pid', PROCESS_ID],
  ['platform', PLATFORM],
  ['runtime_type', RUNTIME_TYPE],
  ['run_id', RUN_ID],
]);
const CODE_NAMES: ReadonlyMap<string, string> = new Map([
  ['function', CODE_FUNCTION],
  ['file', CODE_FILE],
  ['line', CODE_LINE],
]);
const OWN_NAMES: ReadonlySet<string> = new Set([
  ...['event_name', 'trace_id', 'span_id', 'exception', 'extra', 'laketraceChain'],
]);
/** Fields of ours in full records (`serialize: true`) only: elsewhere they are the application's. */
const FULL_NAMES: ReadonlySet<string> = new Set([
  ...[
    'severity_number',
    'time_unix_nano',
    'trace_flags',
    'observed_timestamp',
    'elapsed',
    'thread',
    'scope_version',
    'resource',
    'dropped_attributes_count',
  ],
]);

/** Where fields of a line go among the attributes: an empty name is no attribute, one that is not here is one under its own name. */
const PLACES: ReadonlyMap<string, string> = new Map(
  [...OWN_NAMES, ...RESOURCE_NAMES.keys()].map((name) => [name, ''] as const),
);
const FULL_PLACES: ReadonlyMap<string, string> = new Map([
  ...PLACES,
  ...[...FULL_NAMES].map((name) => [name, ''] as const),
  ...CODE_NAMES,
]);

/** Which key of the lines is which field. */
export type FlatNames = Readonly<Record<Field, string | undefined>>;

/**
 * Finds the fields of a line by their names; where a file was written with other ones, by what its first values are: our lines begin with
 * time, level and message, in this order.
 */
export function findNames(line: Json): FlatNames {
  const keys = Object.keys(line);
  const taken = new Set<string>();
  const named = (field: Field): string | undefined => {
    const name = NAMES[field].find(
      (key) => Object.hasOwn(line, key) && !taken.has(key) && isPlausible(field, line[key]),
    );
    if (name !== undefined) taken.add(name);
    return name;
  };
  const placed = (field: Field, from: string | undefined): string | undefined => {
    const start = from === undefined ? 0 : keys.indexOf(from) + 1;
    const name = keys
      .slice(start, start + 1)
      .find((key) => !taken.has(key) && !OWN_NAMES.has(key) && isPlausible(field, line[key]));
    if (name !== undefined) taken.add(name);
    return name;
  };
  const timestamp = named('timestamp') ?? placed('timestamp', undefined);
  const level = findLevel(line, timestamp);
  if (level !== undefined) taken.add(level);
  const message = named('message') ?? placed('message', level);
  return { timestamp, level, message, logger_name: named('logger_name') };
}

/** The key of a level, by its name or its place behind the time; of one that nobody knows by its name. */
function findLevel(line: Json, timestamp: string | undefined): string | undefined {
  const isLevel = (key: string): boolean => key !== timestamp && has(line, key) && isPlausible('level', line[key]);
  const named = NAMES.level.find(isLevel);
  if (named !== undefined) return named;
  if (timestamp !== undefined) {
    const keys = Object.keys(line);
    const next = keys[keys.indexOf(timestamp) + 1];
    // A number there may be any: only by its name it is a level.
    if (next !== undefined && !OWN_NAMES.has(next) && typeof line[next] === 'string' && isLevel(next)) return next;
  }
  return NAMES.level.find((key) => typeof line[key] === 'string');
}

/** Seconds since the epoch, in 2001: a smaller number is none of a time, but a port, an amount, an id. */
const LEAST_TIME = 1e9;

function isPlausible(field: Field, value: unknown): boolean {
  if (field === 'timestamp')
    return readAnyTime(value) !== undefined && (typeof value !== 'number' || value >= LEAST_TIME);
  if (field === 'level') return typeof value === 'number' || (typeof value === 'string' && severityOfName(value) > 0);
  return typeof value === 'string';
}

function withLevel(names: FlatNames, level: string | undefined): FlatNames {
  // The same object, as a rule: a copy for each line would take as long as the look.
  return names.level === level ? names : { ...names, level };
}

/** Whether a line can be one of the same writer. */
function fits({ timestamp, message }: FlatNames, line: Json): boolean {
  return timestamp !== undefined && message !== undefined && has(line, timestamp) && has(line, message);
}

/** JSON has no `undefined`, and an object of it has no other properties that are texts or numbers. */
function has(line: Json, name: string): boolean {
  const value = line[name];
  return value !== undefined && typeof value !== 'function';
}

/** Reads the lines of one file. */
export class FlatLines {
  #names: FlatNames | undefined;
  /** Whether the level has been found by what it says: one that nobody knows says little of where the next one stands. */
  #isLevelSure = false;
  readonly #shapes = new LineShapes();
  /** Of the names that are known now. */
  #plans = new Map<object, ShapePlan>();

  /** Takes over what another has found out about the same file. */
  learn(from: FlatLines): void {
    this.#names = from.#names;
    this.#isLevelSure = from.#isLevelSure;
  }

  /** The record of a line that is like one before it; nothing where it is not, and has to be parsed. */
  find(text: string, file: string, number: number): StoredRecord | undefined {
    if (this.#plans.size === 0) return undefined;
    const line = this.#shapes.find(text);
    const plan = line === undefined ? undefined : this.#plans.get(line.shape);
    return line === undefined || plan === undefined ? undefined : shapedRecord(line, plan, file, number);
  }

  /**
   * The record of a line.
   * @param parsed what it says, and how it is written
   */
  read({ line, text }: { readonly line: Json; readonly text: string }, file: string, number: number): StoredRecord {
    const names = this.#namesFor(line);
    const level = names.level === undefined ? undefined : line[names.level];
    const severityText = typeof level === 'string' ? level : undefined;
    const isFull = isFullRecord(line);
    const head = { time: timeOf(line, names, isFull), severityNumber: severityOf(line, level, isFull), severityText };
    const raw: FlatLine = { line, names, isFull };
    if (this.#isLevelSure && !isFull && fits(names, line)) this.#learn(text, names);
    return new StoredRecord(file, number, head, DECODER as RecordDecoder, raw, undefined);
  }

  #learn(text: string, names: FlatNames): void {
    const shape = this.#shapes.learn(text);
    const plan =
      shape === undefined ? undefined : planOf(shape, names, { attributes: PLACES, resource: RESOURCE_NAMES });
    if (shape !== undefined && plan !== undefined) this.#plans.set(shape, plan);
  }

  #namesFor(line: Json): FlatNames {
    const known = this.#names;
    const isKnown = known !== undefined && fits(known, line);
    if (isKnown && this.#isLevelSure) return known;
    const names = isKnown ? withLevel(known, findLevel(line, known.timestamp)) : findNames(line);
    this.#isLevelSure = names.level !== undefined && isPlausible('level', line[names.level]);
    if (names !== known || !this.#isLevelSure) this.#plans.clear();
    this.#names = names;
    return names;
  }
}

function timeOf(line: Json, { timestamp }: FlatNames, isFull: boolean): HrTime {
  // With `serialize` a line has all digits of its time.
  if (isFull && typeof line.time_unix_nano === 'string') {
    const exact = readUnixNano(line.time_unix_nano);
    if (exact !== NO_TIME) return exact;
  }
  return (timestamp === undefined ? undefined : readAnyTime(line[timestamp])) ?? NO_TIME;
}

function severityOf(line: Json, level: unknown, isFull: boolean): number {
  return isFull && typeof line.severity_number === 'number' ? line.severity_number : severityOfLevel(level);
}

/** A line as it was parsed. */
interface FlatLine {
  readonly line: Json;
  readonly names: FlatNames;
  readonly isFull: boolean;
}

const DECODER: RecordDecoder<FlatLine, undefined> = {
  observedTime: ({ line, isFull }, { time }) => (isFull ? readAnyTime(line.observed_timestamp) : undefined) ?? time,
  body: ({ line, names }) => textAt(line, names.message) as ReadableLogRecord['body'],
  eventName: ({ line }) => textOr(line.event_name),
  attributes: readAttributes,
  droppedAttributesCount: ({ line, isFull }) => (isFull ? numberOr(line.dropped_attributes_count) : undefined) ?? 0,
  spanContext: ({ line, isFull }) => {
    const [traceId = '', spanId = ''] = [textOr(line.trace_id), textOr(line.span_id)];
    if (traceId === '' && spanId === '') return undefined;
    return { traceId, spanId, traceFlags: (isFull ? numberOr(line.trace_flags) : undefined) ?? 0 };
  },
  resource: (_, flat) => new StoredResource(() => readResource(flat)),
  scope: (_, { line, names, isFull }) => {
    const version = isFull ? textOr(line.scope_version) : undefined;
    return { name: textOr(textAt(line, names.logger_name)) ?? '', ...(version !== undefined && { version }) };
  },
};

function textAt(line: Json, name: string | undefined): unknown {
  return name === undefined ? undefined : line[name];
}

function readAttributes({ line, names, isFull }: FlatLine): Json {
  const { timestamp, level, message, logger_name: loggerName } = names;
  const attributes: Json = {};
  const places = isFull ? FULL_PLACES : PLACES;
  for (const key in line) {
    const place = places.get(key);
    if (place === '' || key === timestamp || key === level || key === message || key === loggerName) continue;
    const value = line[key];
    if (place === undefined) setOwn(attributes, key, value);
    else if (value !== null) attributes[place] = value;
  }
  addException(line.exception, attributes);
  addExtra(line.extra, attributes);
  if (isFull) addThread(line.thread, attributes);
  return attributes;
}

function readResource({ line, names, isFull }: FlatLine): Json {
  const resource: Json = {};
  const known = Object.values(names);
  for (const [key, name] of RESOURCE_NAMES) {
    const value = line[key];
    if (value !== undefined && value !== null && !known.includes(key)) resource[name] = value;
  }
  return isFull && isMap(line.resource) ? { ...resource, ...line.resource } : resource;
}

/** In other lines fields of these names are the application's. */
function isFullRecord(line: Json): boolean {
  return (
    line.time_unix_nano !== undefined && line.severity_number !== undefined && line.observed_timestamp !== undefined
  );
}

function addException(exception: unknown, attributes: Json): void {
  if (isMap(exception)) {
    const { type, value, traceback } = exception;
    for (const [name, part] of [
      [EXCEPTION_TYPE, type],
      [EXCEPTION_MESSAGE, value],
      [EXCEPTION_STACKTRACE, traceback],
    ] as const) {
      if (part !== undefined && part !== '') attributes[name] = part;
    }
  } else if (exception !== undefined && exception !== null) attributes.exception = exception;
}

function addThread(thread: unknown, attributes: Json): void {
  if (!isMap(thread)) return;
  for (const [key, value] of Object.entries(thread)) {
    if (value !== undefined && value !== null) setOwn(attributes, `thread.${key}`, value);
  }
}

/** Attributes whose names are those of fields. */
function addExtra(extra: unknown, attributes: Json): void {
  if (isMap(extra)) for (const [key, value] of Object.entries(extra)) setOwn(attributes, key, value);
  else if (extra !== undefined && extra !== null) attributes.extra = extra;
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOr(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOr(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
