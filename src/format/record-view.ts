// A log record as people see it: the names of a log line, read when they are asked for.
import { hostname } from 'node:os';
import type { InspectOptions } from 'node:util';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { readSafely, UNREADABLE } from '../foreign/safe-read.ts';
import { severityName } from '../spec/severity.ts';
import { textOf } from './json-value.ts';
import { resourceAttributes } from './resource-attributes.ts';
import { isAbsent, timeOf } from './time-pattern.ts';

/** What was thrown, by the attributes `exception.*` of the semantic conventions. A part that the record has not is an empty text. */
export interface RecordException {
  /** The class of the error, such as `TypeError`. */
  readonly type: string;
  /** Its message. */
  readonly value: string;
  /** Its stack, with its causes. */
  readonly traceback: string;
}

/** The attributes that are the exception of a record. */
export const EXCEPTION_TYPE = 'exception.type';
export const EXCEPTION_MESSAGE = 'exception.message';
export const EXCEPTION_STACKTRACE = 'exception.stacktrace';

/** Whether an attribute is part of the exception of a record. */
export function isOfException(key: string): boolean {
  return key === EXCEPTION_TYPE || key === EXCEPTION_MESSAGE || key === EXCEPTION_STACKTRACE;
}

/**
 * A log record under the names that filters, format functions and templates use, in camel case and in snake case. It is a
 * `ReadableLogRecord` as well, so that what reads one reads this. Nothing is read before it is asked for.
 */
export interface RecordView extends ReadableLogRecord {
  /** The level's name: the text that the record has, else the short name of its number, such as `INFO`. */
  readonly level: string;
  /** The OpenTelemetry severity number: 1 to 24, 0 where the record has none. */
  readonly levelNumber: number;
  readonly level_number: number;
  /** The message: a body that is no text as JSON, and without a body the event's name. */
  readonly message: string;
  /** The name of the logger: of the instrumentation scope. */
  readonly loggerName: string;
  readonly logger_name: string;
  readonly name: string;
  /** When it was, in RFC 3339 and UTC, to the millisecond: `2026-01-31T12:00:00.123Z`. Empty where the record has no time. */
  readonly timestamp: string;
  /** When it was; an invalid date where the record has no time. */
  readonly time: Date;
  /** The attributes, but for the exception: the fields that were bound or given with the call. A frozen copy. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** What was thrown, where the record has an exception. */
  readonly exception: RecordException | undefined;
  /** The id of the process: of the resource, else of this one. */
  readonly pid: number;
  /** The name of the machine: of the resource, else of this one. */
  readonly hostname: string;
  /** `fabric`, `databricks`, `spark` or `local`; empty where the resource does not say. */
  readonly platform: string;
  /** `notebook`, `job`, `app`, `script` or `local`; empty where the resource does not say. */
  readonly runtimeType: string;
  readonly runtime_type: string;
  /** The id of the run; empty where the resource has none. */
  readonly runId: string;
  readonly run_id: string;
  /** The id of the trace that the record belongs to; empty where it belongs to none. */
  readonly traceId: string;
  readonly trace_id: string;
  /** The id of the span that the record belongs to; empty where it belongs to none. */
  readonly spanId: string;
  readonly span_id: string;
  readonly event_name: string;
  /** What `JSON.stringify` shows of it: the names of a log line in snake case. */
  toJSON(): Record<string, unknown>;
}

class LogRecordView {
  readonly #record: ReadableLogRecord;
  #extra: Readonly<Record<string, unknown>> | undefined;
  #exception: RecordException | undefined | null = null;

  /** @param record what is viewed; without it this object itself, whose class then has what a record has */
  constructor(record?: ReadableLogRecord) {
    this.#record = record ?? (this as unknown as ReadableLogRecord);
  }

  get level(): string {
    return levelOf(this.#record);
  }

  get levelNumber(): number {
    return this.#record.severityNumber ?? 0;
  }

  get level_number(): number {
    return this.levelNumber;
  }

  get message(): string {
    return messageOf(this.#record);
  }

  get loggerName(): string {
    return textOf(this.#record.instrumentationScope?.name ?? '');
  }

  get logger_name(): string {
    return this.loggerName;
  }

  get name(): string {
    return this.loggerName;
  }

  get timestamp(): string {
    const { time } = this;
    return Number.isNaN(time.getTime()) ? '' : time.toISOString();
  }

  get time(): Date {
    const time = timeOf(this.#record.hrTime, this.#record.hrTimeObserved);
    if (isAbsent(time)) return new Date(Number.NaN);
    const [seconds, nanoseconds] = time;
    return new Date(seconds * 1000 + Math.floor(nanoseconds / 1e6));
  }

  get extra(): Readonly<Record<string, unknown>> {
    this.#extra ??= Object.freeze(fieldsOf(this.#record));
    return this.#extra;
  }

  get exception(): RecordException | undefined {
    if (this.#exception === null) this.#exception = exceptionOf(this.#record);
    return this.#exception;
  }

  get pid(): number {
    return pidOf(this.#record.resource);
  }

  get hostname(): string {
    return hostnameOf(this.#record.resource);
  }

  get platform(): string {
    return resourceText(this.#record.resource, PLATFORM);
  }

  get runtimeType(): string {
    return resourceText(this.#record.resource, RUNTIME_TYPE);
  }

  get runtime_type(): string {
    return this.runtimeType;
  }

  get runId(): string {
    return resourceText(this.#record.resource, RUN_ID);
  }

  get run_id(): string {
    return this.runId;
  }

  get traceId(): string {
    return this.#record.spanContext?.traceId ?? '';
  }

  get trace_id(): string {
    return this.traceId;
  }

  get spanId(): string {
    return this.#record.spanContext?.spanId ?? '';
  }

  get span_id(): string {
    return this.spanId;
  }

  get event_name(): string {
    return this.#record.eventName ?? '';
  }

  get hrTime(): ReadableLogRecord['hrTime'] {
    return this.#record.hrTime;
  }

  get hrTimeObserved(): ReadableLogRecord['hrTimeObserved'] {
    return this.#record.hrTimeObserved;
  }

  get spanContext(): ReadableLogRecord['spanContext'] {
    return this.#record.spanContext;
  }

  get severityText(): ReadableLogRecord['severityText'] {
    return this.#record.severityText;
  }

  get severityNumber(): ReadableLogRecord['severityNumber'] {
    return this.#record.severityNumber;
  }

  get body(): ReadableLogRecord['body'] {
    return this.#record.body;
  }

  get eventName(): ReadableLogRecord['eventName'] {
    return this.#record.eventName;
  }

  get resource(): ReadableLogRecord['resource'] {
    return this.#record.resource;
  }

  get instrumentationScope(): ReadableLogRecord['instrumentationScope'] {
    return this.#record.instrumentationScope;
  }

  get attributes(): ReadableLogRecord['attributes'] {
    return this.#record.attributes;
  }

  get droppedAttributesCount(): number {
    return this.#record.droppedAttributesCount;
  }

  toJSON(): Record<string, unknown> {
    const { timestamp, level, message, loggerName, hostname: host, pid, platform, runtimeType } = this;
    const { runId, traceId, spanId, extra, exception } = this;
    return {
      ...{
        timestamp,
        level,
        message,
        logger_name: loggerName,
        hostname: host,
        pid,
        platform,
        runtime_type: runtimeType,
      },
      ...{ run_id: runId, trace_id: traceId, span_id: spanId, extra, exception },
    };
  }

  /** What `console.log` shows of it: else nothing, as all of it are getters. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: InspectOptions,
    inspect: (value: unknown, options: InspectOptions) => string,
  ): string {
    return inspect(this.toJSON(), options);
  }
}

/** Makes the view of a record. */
export const RecordView: new (record: ReadableLogRecord) => RecordView = LogRecordView as never;

/** For classes that have what a record has: they view themselves. */
export const SelfView: new () => Omit<RecordView, keyof ReadableLogRecord> = LogRecordView as never;

export const HOST_NAME = 'host.name';
export const PROCESS_ID = 'process.pid';
export const PLATFORM = 'laketrace.platform';
export const RUNTIME_TYPE = 'laketrace.runtime.type';
export const RUN_ID = 'laketrace.run.id';

/** The name of a record's level. */
export function levelOf({ severityText, severityNumber }: ReadableLogRecord): string {
  return typeof severityText === 'string' && severityText !== '' ? severityText : severityName(severityNumber);
}

/** The message of a record, as one text. */
export function messageOf({ body, eventName }: ReadableLogRecord): string {
  return body === undefined ? textOf(eventName ?? '') : textOf(body);
}

/** The exception of a record. */
export function exceptionOf({ attributes }: ReadableLogRecord): RecordException | undefined {
  const type = ownValue(attributes, EXCEPTION_TYPE);
  const value = ownValue(attributes, EXCEPTION_MESSAGE);
  const traceback = ownValue(attributes, EXCEPTION_STACKTRACE);
  if (type === undefined && value === undefined && traceback === undefined) return undefined;
  return { type: textOf(type ?? ''), value: textOf(value ?? ''), traceback: textOf(traceback ?? '') };
}

/** Marks a resource that is of another process, which this one knows nothing of besides. */
export const OF_ANOTHER_PROCESS: unique symbol = Symbol.for('laketrace.of-another-process');

/** Whether what a resource does not say of process and machine is unknown. */
function isOfAnotherProcess(resource: ReadableLogRecord['resource'] | undefined): boolean {
  return resource !== undefined && resource !== null && OF_ANOTHER_PROCESS in resource;
}

/** The process that a resource is of: what it says itself, else this one; 0 where it was read from a file that does not say. */
export function pidOf(resource: ReadableLogRecord['resource'] | undefined): number {
  const pid = resourceAttributes(resource)[PROCESS_ID];
  if (typeof pid === 'number' && Number.isFinite(pid)) return pid;
  return isOfAnotherProcess(resource) ? 0 : process.pid;
}

let thisHost: string | undefined;

/** The machine that a resource is of: what it says itself, else this one; empty where it was read from a file that does not say. */
export function hostnameOf(resource: ReadableLogRecord['resource'] | undefined): string {
  const name = resourceText(resource, HOST_NAME);
  if (name !== '' || isOfAnotherProcess(resource)) return name;
  thisHost ??= hostname();
  return thisHost;
}

/** An attribute of a resource as text; empty where there is none. */
export function resourceText(resource: ReadableLogRecord['resource'] | undefined, key: string): string {
  const value = ownValue(resourceAttributes(resource), key);
  return value === undefined || value === null ? '' : textOf(value);
}

function fieldsOf({ attributes }: ReadableLogRecord): Record<string, unknown> {
  const fields: [string, unknown][] = [];
  for (const key of keysOf(attributes)) if (!isOfException(key)) fields.push([key, readSafely(attributes, key)]);
  // Not by assignment: `__proto__` is a name like any other.
  return Object.fromEntries(fields);
}

/** The names of attributes; those of a proxy whose traps throw cannot be told. */
export function keysOf(attributes: Readonly<Record<string, unknown>> | undefined | null): readonly string[] {
  if (attributes === undefined || attributes === null) return [];
  try {
    return Object.keys(attributes);
  } catch {
    return [UNREADABLE];
  }
}

function ownValue(attributes: Readonly<Record<string, unknown>> | undefined | null, key: string): unknown {
  if (attributes === undefined || attributes === null) return undefined;
  try {
    return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  } catch {
    return undefined;
  }
}
