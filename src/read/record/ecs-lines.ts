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
import { addParts, isMap, isNothing, isText, setFree } from './own-attributes.ts';
import { lazily, PLAIN_DECODER, type PlainRecord } from './plain-record.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { StoredRecord } from './stored-record.ts';
import { severityOfName } from './stored-severity.ts';
import { isSpanId, isTraceId } from './stored-span.ts';
import { isTime, NO_TIME, readAnyTime } from './stored-time.ts';

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
const LABELS = 'labels';
const RUN_LABELS: ReadonlyMap<string, string> = new Map([
  ['run_id', RUN_ID],
  ['platform', PLATFORM],
  ['runtime_type', RUNTIME_TYPE],
]);
/** Said by other parts of the record, or by the format itself, where the values are of their kind. */
const FIELDS: ReadonlyMap<string, (value: unknown, flat: Json) => boolean> = new Map<
  string,
  (value: unknown, flat: Json) => boolean
>([
  ['@timestamp', isTime],
  ['message', () => true],
  ['log.level', isText],
  ['log.logger', isText],
  ['ecs.version', () => true],
  ['event.dataset', (value, flat) => isText(flat['service.name']) && value === `${flat['service.name']}.log`],
  ['event.action', isText],
  ['trace.id', isTraceId],
  ['span.id', isSpanId],
  [LABELS, () => true],
  ['laketraceChain', isMap],
]);

/**
 * Whether a line is one of ECS: every such line says of which version of the schema it is. One that begins otherwise is none, whatever
 * is said behind: there an application may have fields of such names.
 */
export function isEcs(line: Json): boolean {
  const isNested = isMap(line['ecs']) && typeof line['ecs']['version'] === 'string';
  // A record without a time has a level at least.
  const hasOther = Object.hasOwn(line, '@timestamp') || textOf(line, 'log.level') !== undefined;
  const saysVersion = Object.hasOwn(line, 'ecs.version') || (isNested && hasOther);
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
  const flat = flattened(line);
  for (const [key, value] of Object.entries(flat)) {
    const isField = FIELDS.get(key);
    if (isField !== undefined && (isNothing(value) || isField(value, flat))) continue;
    if (isOfResource(key, value) && setFree(resource, RESOURCE.get(key) as string, value)) continue;
    const place = ATTRIBUTES.get(key);
    if (place !== undefined && isNothing(value)) continue;
    setOwn(attributes, place === undefined || Object.hasOwn(flat, place) ? key : place, value);
  }
  addParts(attributes, LABELS, line[LABELS], (key, value) => {
    const ofRun = RUN_LABELS.get(key);
    return (ofRun !== undefined && isText(value) && setFree(resource, ofRun, value)) || setFree(attributes, key, value);
  });
  return {
    body: line.message,
    attributes,
    eventName: textOf(line, 'event.action'),
    traceId: line['trace.id'] ?? inner(line, 'trace.id'),
    spanId: line['span.id'] ?? inner(line, 'span.id'),
    loggerName: textOf(line, 'log.logger'),
    resource,
  };
}

function isOfResource(key: string, value: unknown): boolean {
  return RESOURCE.has(key) && (key === 'process.pid' ? typeof value === 'number' : isText(value));
}

/** Objects that other loggers nest (`{"log":{"level":…}}`), under names with dots. */
function flattened(line: Json): Json {
  const flat: Json = {};
  for (const [key, value] of Object.entries(line)) {
    if (!NESTED.includes(key) || !isMap(value)) {
      setOwn(flat, key, value);
      continue;
    }
    addParts(flat, key, value, (within, held) => {
      const name = `${key}.${within}`;
      return !Object.hasOwn(line, name) && setFree(flat, name, held);
    });
  }
  return flat;
}

const NESTED: readonly string[] = ['log', 'ecs', 'service', 'host', 'process', 'error', 'event', 'trace', 'span'];

function textOf(line: Json, name: string): string | undefined {
  const value = line[name] ?? inner(line, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value under a name with a dot in a map within the line. */
function inner(line: Json, name: string): unknown {
  const [first = '', second = ''] = name.split('.');
  const nested = line[first];
  return isMap(nested) ? nested[second] : undefined;
}
