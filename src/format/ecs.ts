// The Elastic Common Schema: one JSON object a line, as Elastic's own logging libraries write it and Filebeat reads it.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { readSafely } from '../foreign/safe-read.ts';
import { checkKeys } from '../spec/option-checks.ts';
import { distinctKeys, keptClean } from './distinct-keys.ts';
import { CODE_FILE, CODE_FUNCTION, CODE_LINE, RECORD_FIELDS, RFC_3339 } from './flat-json-fields.ts';
import type { LogRecordFormat } from './format.ts';
import { JsonKeys } from './json-keys.ts';
import { JsonValueEncoder } from './json-value.ts';
import { LineEncoder } from './line-encoder.ts';
import {
  exceptionOf,
  hostnameOf,
  isOfException,
  keysOf,
  PLATFORM,
  pidOf,
  RUN_ID,
  RUNTIME_TYPE,
  resourceText,
} from './record-view.ts';
import { TimeFormatter } from './time-pattern.ts';
import { TRUNCATED } from './value-limits.ts';

/** The version of the schema that the names are of: that of `@elastic/ecs-pino-format` 1.5. */
const ECS_VERSION = '8.10.0';
const LABELS = new JsonKeys(',');

/**
 * One JSON object a line, after the specification of ECS logging libraries (github.com/elastic/ecs-logging, spec): `@timestamp`,
 * `log.level`, `message` and `ecs.version` first and in this order, keys with dots, not nested. A record that has no time has no
 * `@timestamp`: whoever takes it in says when that was.
 *
 * Attributes become `labels`, whose values are texts (ECS: stored as keyword, no objects); `.`, `*` and `\` in their keys become `_`.
 * Those of an exception become `error.type`, `error.message`, `error.stack_trace`; those of the code `log.origin.*`.
 */
export function ecs(options: Readonly<Record<string, never>> = {}): LogRecordFormat {
  checkKeys(options, 'ecs', []);
  return ECS;
}

const ECS: LogRecordFormat = {
  name: 'ecs',
  extension: '.jsonl',
  fileIdBytes: 0,
  identify: (lines) => lines,
  recognizes: (head) => head.startsWith('{"@timestamp":') || head.startsWith('{"log.level":'),
  createEncoder: () => {
    const lines = new EcsLines();
    return new LineEncoder((record) => lines.lineOf(record));
  },
};

/** Attributes of resources, and their ECS names. */
const OF_RESOURCES: readonly (readonly [string, string])[] = [
  ['service.version', 'service.version'],
  ['deployment.environment.name', 'service.environment'],
  ['service.instance.id', 'service.node.name'],
];
/** What LakeTrace knows of the run, among the labels. */
const RUN_LABELS: readonly (readonly [string, string])[] = [
  [RUN_ID, 'run_id'],
  [PLATFORM, 'platform'],
  [RUNTIME_TYPE, 'runtime_type'],
];
const RESERVED: ReadonlySet<string> = new Set(RUN_LABELS.map(([, label]) => label));
const OF_CODE: ReadonlyMap<string, string> = new Map([
  [CODE_FUNCTION, 'log.origin.function'],
  [CODE_FILE, 'log.origin.file.name'],
  [CODE_LINE, 'log.origin.file.line'],
]);

class EcsLines {
  readonly #values = new JsonValueEncoder();
  readonly #times = new TimeFormatter(RFC_3339, 'UTC', 'timestamp');
  readonly #parts = { values: this.#values, times: this.#times, callSite: undefined, wereRead: false };
  #lastResource: ReadableLogRecord['resource'] | undefined;
  #resourceJson = '';
  #runLabels = '';

  lineOf(record: ReadableLogRecord): string {
    const values = this.#values;
    values.begin();
    this.#enterResource(record.resource);
    const parts = this.#parts;
    const { timestamp, level, message, logger_name: loggerName, trace_id: traceId, span_id: spanId } = RECORD_FIELDS;
    const time = timestamp?.(record, parts) ?? '';
    let line = time === '' ? '{' : `{"@timestamp":${time},`;
    line += `"log.level":${level?.(record, parts)},"message":${message?.(record, parts)}`;
    line += `,"ecs.version":"${ECS_VERSION}","log.logger":${loggerName?.(record, parts)}${this.#resourceJson}`;
    line += optional('event.action', RECORD_FIELDS.event_name?.(record, parts));
    line += optional('trace.id', traceId?.(record, parts)) + optional('span.id', spanId?.(record, parts));
    const exception = exceptionOf(record);
    if (exception !== undefined) {
      line += `,"error.type":${values.encode(exception.type)},"error.message":${values.encode(exception.value)}`;
      if (exception.traceback !== '') line += `,"error.stack_trace":${values.encode(exception.traceback)}`;
    }
    return `${line}${this.#attributes(record)}}`;
  }

  #enterResource(resource: ReadableLogRecord['resource']): void {
    if (resource === this.#lastResource && resource !== undefined) return;
    const values = this.#values;
    const service = resourceText(resource, 'service.name');
    let json =
      service === ''
        ? ''
        : `,"service.name":${values.encode(service)},"event.dataset":${values.encode(`${service}.log`)}`;
    for (const [attribute, name] of OF_RESOURCES) json += optional(name, this.#textOf(resource, attribute));
    const [host, pid] = [hostnameOf(resource), pidOf(resource)];
    if (host !== '') json += `,"host.hostname":${values.encode(host)}`;
    if (pid !== 0) json += `,"process.pid":${pid}`;
    this.#resourceJson = json;
    this.#runLabels = RUN_LABELS.map(([attribute, label]) => optional(label, this.#textOf(resource, attribute))).join(
      '',
    );
    this.#lastResource = resource?.asyncAttributesPending === true ? undefined : resource;
  }

  #textOf(resource: ReadableLogRecord['resource'], attribute: string): string {
    const text = resourceText(resource, attribute);
    return text === '' ? '' : this.#values.encode(text);
  }

  /** The rest of the line: what of the attributes has an ECS name, and all others as labels. */
  #attributes({ attributes }: ReadableLogRecord): string {
    const keys = keysOf(attributes).filter((key) => !isOfException(key));
    const written = distinctKeys(keys, cleanLabel, RESERVED, (key) => `extra_${key}`);
    let origin = '';
    let labels = this.#runLabels;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      if (!this.#values.hasRoom()) {
        labels += LABELS.of(TRUNCATED) + this.#values.encode(TRUNCATED);
        break;
      }
      const value = readSafely(attributes, key);
      const name = OF_CODE.get(key);
      if (name !== undefined) origin += `,"${name}":${this.#values.encode(value)}`;
      else if (value !== undefined && value !== null) labels += LABELS.of(written[i] ?? key) + this.#label(value);
    }
    return labels === '' ? origin : `${origin},"labels":{${labels.slice(1)}}`;
  }

  #label(value: unknown): string {
    if (typeof value === 'string') return this.#values.encode(value);
    const json = this.#values.encode(value);
    return json.startsWith('"') ? json : this.#values.encode(json);
  }
}

function optional(name: string, json: string | undefined): string {
  return json === undefined || json === '' ? '' : `,"${name}":${json}`;
}

const NOT_OF_LABELS = /[.*\\]/g;

const cleanLabel = keptClean((key) => key.replace(NOT_OF_LABELS, '_'));
