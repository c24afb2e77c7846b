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
import {
  areCertain,
  areWhole,
  type FlatNames,
  FULL_NAMES,
  findLevel,
  findNames,
  fits,
  fitsInPart,
  isPlausible,
  namesOfPart,
  OWN_NAMES,
  withLevel,
} from './flat-names.ts';
import { LineShapes } from './line-shapes.ts';
import { setOwn } from './otlp-value.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { planOf, type ShapePlan, severityOf as severityOfLevel, shapedRecord } from './shaped-records.ts';
import { StoredRecord } from './stored-record.ts';
import { StoredResource } from './stored-resource.ts';
import { NO_TIME, readAnyTime, readUnixNano } from './stored-time.ts';

type Json = Record<string, unknown>;
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
/** Where fields of a line go among the attributes: an empty name is no attribute, one that is not here is one under its own name. */
const PLACES: ReadonlyMap<string, string> = new Map(
  [...OWN_NAMES, ...RESOURCE_NAMES.keys()].map((name) => [name, ''] as const),
);
/** In lines that have a host already, another is the application's. */
const HOST = 'host';
const PLACES_BESIDE_HOST: ReadonlyMap<string, string> = new Map([...PLACES].filter(([name]) => name !== HOST));
const RESOURCE_BESIDE_HOST: ReadonlyMap<string, string> = new Map(
  [...RESOURCE_NAMES].filter(([name]) => name !== HOST),
);
const ALL = { attributes: PLACES, resource: RESOURCE_NAMES };
const BESIDE_HOST = { attributes: PLACES_BESIDE_HOST, resource: RESOURCE_BESIDE_HOST };
const FULL_PLACES: ReadonlyMap<string, string> = new Map([
  ...PLACES_BESIDE_HOST,
  ...[...FULL_NAMES].map((name) => [name, ''] as const),
  ...CODE_NAMES,
]);

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
    const isFull = isFullRecord(line, names.message);
    const head = { time: timeOf(line, names, isFull), severityNumber: severityOf(line, level, isFull), severityText };
    const raw: FlatLine = { line, names, isFull };
    if (this.#isLevelSure && !isFull && names === this.#names && fits(names, line)) this.#learn(text, names);
    return new StoredRecord(file, number, head, DECODER as RecordDecoder, raw, undefined);
  }

  #learn(text: string, names: FlatNames): void {
    const shape = this.#shapes.learn(text);
    const hasHost = shape?.keys.includes('hostname') === true;
    const plan = shape === undefined ? undefined : planOf(shape, names, hasHost ? BESIDE_HOST : ALL);
    if (shape !== undefined && plan !== undefined) this.#plans.set(shape, plan);
  }

  #namesFor(line: Json): FlatNames {
    const known = this.#names;
    if (known !== undefined && areWhole(known)) {
      const isLike = fits(known, line);
      if (isLike && this.#isLevelSure && areCertain(known)) return known;
      if (isLike) return this.#keep(this.#nearer(known, line), line);
      // A line that lacks a field unlearns nothing.
      if (fitsInPart(known, line)) return namesOfPart(known, line);
      const names = findNames(line);
      return areWhole(names) ? this.#keep(names, line) : names;
    }
    return this.#keep(findNames(line), line);
  }

  /** The names of a file, by a line that has them: its level, and its message where its name says little, may be others. */
  #nearer(known: FlatNames, line: Json): FlatNames {
    const names = this.#isLevelSure ? known : withLevel(known, findLevel(line, known.timestamp));
    if (areCertain(known)) return names;
    const { message } = findNames(line, known);
    return message === undefined || message === known.message ? names : { ...names, message };
  }

  #keep(names: FlatNames, line: Json): FlatNames {
    const { level } = names;
    if (!this.#isLevelSure || level !== this.#names?.level)
      this.#isLevelSure = level !== undefined && isPlausible('level', line[level]);
    if (names !== this.#names || !this.#isLevelSure) this.#plans.clear();
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
  const places = isFull ? FULL_PLACES : placesOf(line, false).attributes;
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

function placesOf(line: Json, isFull: boolean): typeof ALL {
  return line.hostname === undefined && !isFull ? ALL : BESIDE_HOST;
}

function readResource({ line, names, isFull }: FlatLine): Json {
  const resource: Json = {};
  const known = Object.values(names);
  for (const [key, name] of placesOf(line, isFull).resource) {
    const value = line[key];
    if (value !== undefined && value !== null && !known.includes(key)) resource[name] = value;
  }
  return isFull && isMap(line.resource) ? { ...resource, ...line.resource } : resource;
}

/**
 * In other lines fields of these names are the application's. A full one has what every line has of ours between two of them, or all
 * three before its message: there an attribute never stands.
 */
function isFullRecord(line: Json, message: string | undefined): boolean {
  if (line.time_unix_nano === undefined || line.severity_number === undefined || line.observed_timestamp === undefined)
    return false;
  const keys = Object.keys(line);
  const [number, time] = [keys.indexOf('severity_number'), keys.indexOf('time_unix_nano')];
  if (BETWEEN.some((key) => isWithin(keys.indexOf(key), number, time))) return true;
  const last = Math.max(number, time, keys.indexOf('observed_timestamp'));
  return message !== undefined && keys.indexOf(message) > last;
}

/** Of every full line, between the number of its severity and its time; no attribute has these names. */
const BETWEEN: readonly string[] = ['event_name', 'trace_id', 'span_id'];

function isWithin(index: number, from: number, to: number): boolean {
  return from < index && index < to;
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
