// A line of flat JSON -> the parts of a record. What stands under the key of a field and is nothing of its kind is an attribute.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { CODE_FILE, CODE_FUNCTION, CODE_LINE } from '../../format/flat-json-fields.ts';
import { textOf } from '../../format/json-value.ts';
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
import type { FlatNames } from './flat-names.ts';
import { setOwn } from './otlp-value.ts';
import { addParts, isMap, isNothing, isText, setFree } from './own-attributes.ts';
import type { RecordDecoder, RecordHead } from './record-decoder.ts';
import { mayBeException, moveException } from './stored-exception.ts';
import { StoredResource } from './stored-resource.ts';
import { severityOf } from './stored-severity.ts';
import { isSpanId, isTraceId, spanContextOf } from './stored-span.ts';
import { isTime, NO_TIME, readAnyTime, readUnixNano } from './stored-time.ts';

type Json = Record<string, unknown>;
type IsField = (value: unknown) => boolean;

// One that a double does not hold is written nowhere as a number.
const isNumber: IsField = (value) => Number.isFinite(value);
/** Put among the attributes in a way of its own. */
const always: IsField = () => true;
/** An attribute in any case, unless it says nothing. */
const never: IsField = () => false;

const EXTRA = 'extra';
const EXCEPTION = 'exception';
const THREAD = 'thread';
const HOST = 'host';

/** Keys of ours that are attributes of the resource. */
const RESOURCE_NAMES: ReadonlyMap<string, string> = new Map([
  ['hostname', HOST_NAME],
  [HOST, HOST_NAME],
  ['pid', PROCESS_ID],
  ['platform', PLATFORM],
  ['runtime_type', RUNTIME_TYPE],
  ['run_id', RUN_ID],
]);
/** Keys of ours in every line, and what values they have. */
const FIELDS: ReadonlyMap<string, IsField> = new Map([
  ['event_name', isText],
  ['trace_id', isTraceId],
  ['span_id', isSpanId],
  [EXCEPTION, always],
  [EXTRA, always],
  ['laketraceChain', isMap],
  ...[...RESOURCE_NAMES.keys()].map((key) => [key, key === 'pid' ? isNumber : isText] as const),
]);
/** In lines that have a host already, another is the application's. */
const FIELDS_BESIDE_HOST: ReadonlyMap<string, IsField> = new Map([...FIELDS].filter(([key]) => key !== HOST));
const CODE_NAMES: ReadonlyMap<string, string> = new Map([
  ['function', CODE_FUNCTION],
  ['file', CODE_FILE],
  ['line', CODE_LINE],
]);
/** Those of full records (`serialize: true`): elsewhere the others are the application's. */
const FULL_FIELDS: ReadonlyMap<string, IsField> = new Map([
  ...FIELDS_BESIDE_HOST,
  // `null` where there is nothing.
  ...['timestamp', 'level', 'message', 'logger_name'].map((key) => [key, never] as const),
  ['severity_number', isNumber],
  ['time_unix_nano', (value) => value === '0' || (isText(value) && readUnixNano(value) !== NO_TIME)],
  ['trace_flags', isNumber],
  ['observed_timestamp', isTime],
  // Of the time and the process that wrote it; it is no duration of what is logged.
  ['elapsed', isNumber],
  [THREAD, always],
  ['scope_version', isText],
  ['resource', isMap],
  ['dropped_attributes_count', isNumber],
  ...[...CODE_NAMES.keys()].map((key) => [key, never] as const),
]);
const EXCEPTION_NAMES: ReadonlyMap<string, string> = new Map([
  ['type', EXCEPTION_TYPE],
  ['value', EXCEPTION_MESSAGE],
  ['traceback', EXCEPTION_STACKTRACE],
]);

/** A line as it was parsed. */
export interface FlatLine {
  readonly line: Json;
  /** Of keys whose values are of their kind. */
  readonly names: FlatNames;
  readonly isFull: boolean;
}

/** The keys of ours of lines of these keys, with the attributes of the resource that some are. */
export function fieldsOfShape(keys: readonly string[]): {
  readonly fields: ReadonlyMap<string, IsField>;
  readonly resource: ReadonlyMap<string, string>;
} {
  return { fields: keys.includes('hostname') ? FIELDS_BESIDE_HOST : FIELDS, resource: RESOURCE_NAMES };
}

function fieldsOf({ line, isFull }: FlatLine): ReadonlyMap<string, IsField> {
  if (isFull) return FULL_FIELDS;
  return line.hostname === undefined ? FIELDS : FIELDS_BESIDE_HOST;
}

function timeOf({ line, names: { timestamp }, isFull }: FlatLine): HrTime {
  // With `serialize` a line has all digits of its time.
  if (isFull && typeof line.time_unix_nano === 'string') {
    const exact = readUnixNano(line.time_unix_nano);
    if (exact !== NO_TIME) return exact;
  }
  return (timestamp === undefined ? undefined : readAnyTime(line[timestamp])) ?? NO_TIME;
}

/** What is known of a line without decoding the rest of it. */
export function headOf(flat: FlatLine): RecordHead {
  const { line, names, isFull } = flat;
  const level = valueAt(line, names.level);
  const isNumbered = isFull && isNumber(line.severity_number);
  return {
    time: timeOf(flat),
    severityNumber: isNumbered ? (line.severity_number as number) : severityOf(level),
    severityText: typeof level === 'string' ? level : undefined,
  };
}

/** Gives each part of a {@link FlatLine}. */
export const FLAT_DECODER: RecordDecoder<FlatLine, undefined> = {
  observedTime: ({ line, isFull }, { time }) => (isFull ? readAnyTime(line.observed_timestamp) : undefined) ?? time,
  body: ({ line, names }) => valueAt(line, names.message) as ReadableLogRecord['body'],
  eventName: ({ line }) => textOr(line.event_name),
  attributes: readAttributes,
  droppedAttributesCount: ({ line, isFull }) => (isFull ? numberOr(line.dropped_attributes_count) : undefined) ?? 0,
  spanContext: ({ line, isFull }) =>
    spanContextOf(line.trace_id, line.span_id, isFull ? numberOr(line.trace_flags) : undefined),
  resource: (_, flat) => new StoredResource(() => readResource(flat)),
  scope: (_, { line, names, isFull }) => {
    const version = isFull ? textOr(line.scope_version) : undefined;
    return { name: textOr(valueAt(line, names.logger_name)) ?? '', ...(version !== undefined && { version }) };
  },
};

function valueAt(line: Json, name: string | undefined): unknown {
  return name === undefined ? undefined : line[name];
}

function readAttributes(flat: FlatLine): Json {
  const { line, names, isFull } = flat;
  const { timestamp, level, message, logger_name: loggerName } = names;
  const fields = fieldsOf(flat);
  const attributes: Json = {};
  let hasException = false;
  for (const key in line) {
    if (key === timestamp || key === level || key === message || key === loggerName) continue;
    hasException ||= mayBeException(key);
    const value = line[key];
    const isField = fields.get(key);
    if (isField !== undefined && (isNothing(value) || (isField(value) && !isOverruled(key, flat)))) continue;
    const place = isFull ? CODE_NAMES.get(key) : undefined;
    setOwn(attributes, place === undefined || Object.hasOwn(line, place) ? key : place, value);
  }
  addMaps(flat, attributes);
  if (hasException && !isOurs(flat)) moveException(attributes);
  return attributes;
}

/** Whether a line is one of ours, whose exception has its place: what else is called so is an attribute. */
function isOurs({ line, names: { timestamp, level, message }, isFull }: FlatLine): boolean {
  if (isFull) return true;
  const keys = Object.keys(line);
  const behind = timestamp === undefined ? 2 : 3;
  const isInOrder = [timestamp, level, message]
    .filter((name) => name !== undefined)
    .every((name, at) => keys[at] === name);
  const isProcessBehind = keys[behind + 1] === 'hostname' && keys[behind + 2] === 'pid';
  return isInOrder && (keys[behind] === 'logger_name' || isProcessBehind);
}

/** Adds what lines have in maps of ours. */
function addMaps({ line, isFull }: FlatLine, attributes: Json): void {
  addParts(attributes, EXCEPTION, line[EXCEPTION], (key, value) => {
    const name = EXCEPTION_NAMES.get(key);
    return name !== undefined && (isNothing(value) || (isText(value) && setFree(attributes, name, value)));
  });
  if (isFull) {
    const addThread = (key: string, value: unknown): boolean =>
      isNothing(value) || setFree(attributes, `thread.${key}`, value);
    addParts(attributes, THREAD, line[THREAD], addThread);
  }
  // Attributes whose names are those of fields.
  addParts(attributes, EXTRA, line[EXTRA], (key, value) => setFree(attributes, key, value));
}

/** Whether another field of a full record says otherwise, or there is none of which it could say something. */
function isOverruled(key: string, { line, isFull }: FlatLine): boolean {
  if (!isFull) return false;
  if (key === 'trace_flags') return !isTraceId(line.trace_id) && !isSpanId(line.span_id);
  const name = RESOURCE_NAMES.get(key);
  const { resource } = line;
  if (name === undefined || !isMap(resource) || !Object.hasOwn(resource, name)) return false;
  return textOf(resource[name]) !== textOf(line[key]);
}

function readResource(flat: FlatLine): Json {
  const { line, names } = flat;
  const resource: Json = {};
  const fields = fieldsOf(flat);
  const known = Object.values(names);
  for (const [key, name] of RESOURCE_NAMES) {
    const value = line[key];
    if (value !== undefined && fields.get(key)?.(value) === true && !known.includes(key)) resource[name] = value;
  }
  return flat.isFull && isMap(line.resource) ? { ...resource, ...line.resource } : resource;
}

function textOr(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOr(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
