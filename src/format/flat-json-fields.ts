// The fields of flat JSON: their names, what each says, and the lists that are written.
import { isMainThread, threadId } from 'node:worker_threads';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { CallSite } from './call-site.ts';
import { decimalText } from './json-number.ts';
import type { JsonValueEncoder } from './json-value.ts';
import {
  exceptionOf,
  hostnameOf,
  levelOf,
  messageOf,
  PLATFORM,
  pidOf,
  RUN_ID,
  RUNTIME_TYPE,
  resourceText,
} from './record-view.ts';
import { resourceAttributes } from './resource-attributes.ts';
import { isAbsent, type TimeFormatter, timeOf } from './time-pattern.ts';
import { unixNanoDigits } from './unix-nano.ts';

/** What the fields of a record are made with. */
export interface FieldParts {
  readonly values: JsonValueEncoder;
  readonly times: TimeFormatter;
  /** Where it was logged, where that is asked for. */
  readonly callSite: CallSite | undefined;
  /** Whether the records were read from files: nothing of this process is said of them. */
  readonly wereRead: boolean;
}

/** The JSON of a field; empty where the record has nothing for it. */
type FieldValue = (record: ReadableLogRecord, parts: FieldParts) => string;

/** The name of a field of flat JSON; `attributes` stands for the bound fields and those of the call. */
export type FlatJsonField =
  | 'timestamp'
  | 'level'
  | 'message'
  | 'logger_name'
  | 'hostname'
  | 'pid'
  | 'platform'
  | 'runtime_type'
  | 'run_id'
  | 'severity_number'
  | 'event_name'
  | 'trace_id'
  | 'span_id'
  | 'trace_flags'
  | 'time_unix_nano'
  | 'observed_timestamp'
  | 'elapsed'
  | 'thread'
  | 'function'
  | 'file'
  | 'line'
  | 'scope_version'
  | 'resource'
  | 'dropped_attributes_count'
  | 'attributes'
  | 'exception';

/** Fields that are the same for all records of a resource. */
export const RESOURCE_FIELDS: Readonly<
  Partial<Record<FlatJsonField, (resource: ReadableLogRecord['resource'], values: JsonValueEncoder) => string>>
> = {
  // A record that was read from a file may say neither.
  hostname: (resource, values) => textOrNothing(hostnameOf(resource), values),
  pid: (resource) => (pidOf(resource) === 0 ? '' : String(pidOf(resource))),
  platform: (resource, values) => textOrNothing(resourceText(resource, PLATFORM), values),
  runtime_type: (resource, values) => textOrNothing(resourceText(resource, RUNTIME_TYPE), values),
  run_id: (resource, values) => textOrNothing(resourceText(resource, RUN_ID), values),
  resource: (resource, values) => values.encode({ ...resourceAttributes(resource) }),
};

/** RFC 3339, to the millisecond, in UTC. */
export const RFC_3339 = 'YYYY-MM-DD[T]HH:mm:ss.SSS[Z]';
// The years 0 to 9999, which RFC 3339 has.
const FIRST_SECOND = -62_167_219_200;
const LAST_SECOND = 253_402_300_799;

const THREAD = `{"id":${threadId},"name":"${isMainThread ? 'main' : `worker-${threadId}`}"}`;

/** Fields that each record has of its own. */
export const RECORD_FIELDS: Readonly<Partial<Record<FlatJsonField, FieldValue>>> = {
  timestamp: ({ hrTime, hrTimeObserved }, { times }) => timestamp(timeOf(hrTime, hrTimeObserved), times),
  level: (record, { values }) => values.encode(levelOf(record)),
  message: (record, { values }) => values.encode(messageOf(record)),
  logger_name: ({ instrumentationScope }, { values }) => values.encode(instrumentationScope?.name ?? ''),
  severity_number: ({ severityNumber }) => String(Number.isInteger(severityNumber) ? severityNumber : 0),
  event_name: ({ eventName }, { values }) => textOrNothing(eventName, values),
  trace_id: ({ spanContext }, { values }) => textOrNothing(spanContext?.traceId, values),
  span_id: ({ spanContext }, { values }) => textOrNothing(spanContext?.spanId, values),
  trace_flags: ({ spanContext }, { values }) =>
    typeof spanContext?.traceFlags === 'number' ? values.encode(spanContext.traceFlags) : '',
  // As text: it has more digits than a double.
  time_unix_nano: ({ hrTime, hrTimeObserved }) => {
    const time = timeOf(hrTime, hrTimeObserved);
    return isAbsent(time) ? '' : `"${unixNanoDigits(time)}"`;
  },
  observed_timestamp: ({ hrTimeObserved }, { times }) => timestamp(hrTimeObserved, times),
  elapsed: ({ hrTime, hrTimeObserved }, { wereRead }) => (wereRead ? '' : elapsed(timeOf(hrTime, hrTimeObserved))),
  thread: ({ attributes }, { values, wereRead }) => threadOf(attributes, values, wereRead ? '' : THREAD),
  function: ({ attributes }, { values, callSite }) => fieldOr(attributes, CODE_FUNCTION, callSite?.function, values),
  file: ({ attributes }, { values, callSite }) => fieldOr(attributes, CODE_FILE, callSite?.file, values),
  line: ({ attributes }, { values, callSite }) => fieldOr(attributes, CODE_LINE, callSite?.line, values),
  scope_version: ({ instrumentationScope }, { values }) => textOrNothing(instrumentationScope?.version, values),
  dropped_attributes_count: ({ droppedAttributesCount }) => String(Math.trunc(Number(droppedAttributesCount)) || 0),
  exception: (record, { values }) => {
    const exception = exceptionOf(record);
    return exception === undefined ? '' : values.encode(exception);
  },
};

/** Attributes of the semantic conventions that have fields of their own where those are written. */
export const CODE_FUNCTION = 'code.function.name';
export const CODE_FILE = 'code.file.path';
export const CODE_LINE = 'code.line.number';
const THREAD_ID = 'thread.id';
const THREAD_NAME = 'thread.name';

/** The attributes that a field shows, so that they are not written twice. */
export const SHOWN_BY: Readonly<Partial<Record<FlatJsonField, readonly string[]>>> = {
  function: [CODE_FUNCTION],
  file: [CODE_FILE],
  line: [CODE_LINE],
  thread: [THREAD_ID, THREAD_NAME],
  exception: ['exception.type', 'exception.message', 'exception.stacktrace'],
};

/** What is written by default, in this order. */
export const DEFAULT_FIELDS: readonly FlatJsonField[] = [
  'timestamp',
  'level',
  'message',
  'logger_name',
  'hostname',
  'pid',
  'platform',
  'runtime_type',
  'run_id',
  'trace_id',
  'span_id',
  'event_name',
  'attributes',
  'exception',
];

/** What `serialize: true` writes: all that there is. */
export const ALL_FIELDS: readonly FlatJsonField[] = [
  'timestamp',
  'level',
  'message',
  'logger_name',
  'hostname',
  'pid',
  'platform',
  'runtime_type',
  'run_id',
  'severity_number',
  'event_name',
  'trace_id',
  'span_id',
  'trace_flags',
  'time_unix_nano',
  'observed_timestamp',
  'elapsed',
  'thread',
  'function',
  'file',
  'line',
  'scope_version',
  'resource',
  'dropped_attributes_count',
  'attributes',
  'exception',
];

/** The fields that `runtimeContext: false` leaves out. */
export const RUNTIME_CONTEXT: readonly FlatJsonField[] = ['hostname', 'pid', 'platform', 'runtime_type'];

function textOrNothing(text: unknown, values: JsonValueEncoder): string {
  return text === undefined || text === null || text === '' ? '' : values.encode(text);
}

function timestamp(time: readonly [number, number], times: TimeFormatter): string {
  const [seconds] = time;
  return seconds >= FIRST_SECOND && seconds <= LAST_SECOND && !isAbsent(time) ? `"${times.format(time)}"` : '';
}

/** Seconds since the start of the process. */
function elapsed(time: readonly [number, number]): string {
  if (isAbsent(time)) return '';
  const [seconds, nanoseconds] = time;
  const since = seconds - performance.timeOrigin / 1000 + nanoseconds / 1e9;
  return Number.isFinite(since) ? decimalText(Math.round(since * 1e6) / 1e6) : '';
}

function threadOf(attributes: Readonly<Record<string, unknown>>, values: JsonValueEncoder, otherwise: string): string {
  const id = own(attributes, THREAD_ID);
  const name = own(attributes, THREAD_NAME);
  return id === undefined && name === undefined ? otherwise : values.encode({ id, name });
}

function fieldOr(
  attributes: Readonly<Record<string, unknown>>,
  key: string,
  otherwise: unknown,
  values: JsonValueEncoder,
): string {
  const value = own(attributes, key) ?? otherwise;
  return value === undefined ? '' : values.encode(value);
}

function own(attributes: Readonly<Record<string, unknown>>, key: string): unknown {
  try {
    return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  } catch {
    // A proxy whose traps throw, or no attributes at all.
    return undefined;
  }
}
