// Lines of the Elastic Common Schema -> records.
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
import { beginsAsFlat } from './flat-names.ts';
import { setOwn } from './otlp-value.ts';
import { lazily, PLAIN_DECODER, type PlainRecord } from './plain-record.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { StoredRecord } from './stored-record.ts';
import { severityOfName } from './stored-severity.ts';
import { NO_TIME, readAnyTime } from './stored-time.ts';

type Json = Record<string, unknown>;

const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['error.type', EXCEPTION_TYPE],
  ['error.message', EXCEPTION_MESSAGE],
  ['error.stack_trace', EXCEPTION_STACKTRACE],
  ['log.origin.function', CODE_FUNCTION],
  ['log.origin.file.name', CODE_FILE],
  ['log.origin.file.line', CODE_LINE],
]);
const RESOURCE: ReadonlyMap<string, string> = new Map([
  ['service.name', 'service.name'],
  ['service.version', 'service.version'],
  ['service.environment', 'deployment.environment.name'],
  ['service.node.name', 'service.instance.id'],
  ['host.hostname', HOST_NAME],
  ['host.name', HOST_NAME],
  ['process.pid', PROCESS_ID],
]);
const LABELS: ReadonlyMap<string, string> = new Map([
  ['run_id', RUN_ID],
  ['platform', PLATFORM],
  ['runtime_type', RUNTIME_TYPE],
]);
/** Said by other parts of the record, or by the format itself. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['@timestamp', 'message', 'log.level', 'log.logger', 'ecs.version', 'event.dataset', 'labels', 'laketraceChain'],
  ...['event.action', 'trace.id', 'span.id'],
]);

/**
 * Whether a line is one of ECS: every such line says of which version of the schema it is. One that begins otherwise is none, whatever
 * is said behind: there an application may have fields of such names.
 */
export function isEcs(line: Json): boolean {
  const saysVersion =
    Object.hasOwn(line, 'ecs.version') || (Object.hasOwn(line, 'ecs') && Object.hasOwn(line, '@timestamp'));
  return saysVersion && !beginsAsFlat(line, OF_ECS);
}

/** Keys that say of a line that it is one of ECS: what stands behind is no beginning. */
const OF_ECS: readonly string[] = ['log.level', 'ecs.version', 'ecs', 'log'];

/** The record of a line. */
export function readEcsLine(line: Json, file: string, number: number): StoredRecord {
  const level = textOf(line, 'log.level');
  const time = readAnyTime(line['@timestamp']) ?? NO_TIME;
  const head = { time, severityNumber: level === undefined ? 0 : severityOfName(level), severityText: level };
  const raw = lazily(() => plainRecord(line));
  return new StoredRecord(file, number, head, PLAIN_DECODER as RecordDecoder, raw, undefined);
}

function plainRecord(line: Json): PlainRecord {
  const attributes: Json = {};
  const resource: Json = {};
  for (const [key, value] of Object.entries(flattened(line))) {
    const ofResource = RESOURCE.get(key);
    if (ofResource !== undefined) resource[ofResource] = value;
    else if (!LEFT_OUT.has(key)) setOwn(attributes, ATTRIBUTES.get(key) ?? key, value);
  }
  const { labels } = line;
  if (typeof labels === 'object' && labels !== null) {
    for (const [key, value] of Object.entries(labels)) {
      const ofResource = LABELS.get(key);
      if (ofResource !== undefined) resource[ofResource] = value;
      else setOwn(attributes, key, value);
    }
  }
  return {
    body: line.message,
    attributes,
    eventName: textOf(line, 'event.action'),
    traceId: textOf(line, 'trace.id'),
    spanId: textOf(line, 'span.id'),
    loggerName: textOf(line, 'log.logger'),
    resource,
  };
}

/** Objects that other loggers nest (`{"log":{"level":…}}`), under names with dots. */
function flattened(line: Json): Json {
  const flat: Json = {};
  for (const [key, value] of Object.entries(line)) {
    const isNested = typeof value === 'object' && value !== null && !Array.isArray(value) && NESTED.includes(key);
    if (!isNested) setOwn(flat, key, value);
    else for (const [within, held] of Object.entries(value)) setOwn(flat, `${key}.${within}`, held);
  }
  return flat;
}

const NESTED: readonly string[] = ['log', 'ecs', 'service', 'host', 'process', 'error', 'event', 'trace', 'span'];

function textOf(line: Json, name: string): string | undefined {
  const [first = '', second = ''] = name.split('.');
  const nested = line[first];
  const value = line[name] ?? (typeof nested === 'object' && nested !== null ? (nested as Json)[second] : undefined);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
