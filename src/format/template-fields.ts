// The fields that a template may name, and what each says of a record.
import { isMainThread, threadId } from 'node:worker_threads';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { readSafely } from '../foreign/safe-read.ts';
import { jsonOf, textOf, unquoted } from './json-value.ts';
import {
  hostnameOf,
  isOfException,
  keysOf,
  levelOf,
  messageOf,
  PLATFORM,
  pidOf,
  RUN_ID,
  RUNTIME_TYPE,
  resourceText,
} from './record-view.ts';

/** What a field says: raw, for the template to make it safe. */
export type FieldText = (record: ReadableLogRecord) => string;

/** Fields by their names in snake case. `timestamp`, `extra` and `exception` are the template's own. */
export const TEMPLATE_FIELDS: Readonly<Record<string, FieldText>> = {
  level: levelName,
  level_number: ({ severityNumber }) => String(severityNumber ?? 0),
  message: messageOf,
  logger_name: loggerName,
  name: loggerName,
  context: contextOf,
  pid: ({ resource }) => String(pidOf(resource)),
  hostname: ({ resource }) => hostnameOf(resource),
  platform: ({ resource }) => resourceText(resource, PLATFORM),
  runtime_type: ({ resource }) => resourceText(resource, RUNTIME_TYPE),
  run_id: ({ resource }) => resourceText(resource, RUN_ID),
  service: ({ resource }) => resourceText(resource, 'service.name'),
  trace_id: ({ spanContext }) => textOf(spanContext?.traceId ?? ''),
  span_id: ({ spanContext }) => textOf(spanContext?.spanId ?? ''),
  event_name: ({ eventName }) => textOf(eventName ?? ''),
  scope_version: ({ instrumentationScope }) => textOf(instrumentationScope?.version ?? ''),
  thread: () => (isMainThread ? 'main' : `worker-${threadId}`),
};

/** Other names: those of loguru, and camel case. */
export const TEMPLATE_ALIASES: Readonly<Record<string, string>> = {
  time: 'timestamp',
  process: 'pid',
  loggerName: 'logger_name',
  levelNumber: 'level_number',
  runtimeType: 'runtime_type',
  runId: 'run_id',
  traceId: 'trace_id',
  spanId: 'span_id',
  eventName: 'event_name',
  scopeVersion: 'scope_version',
};

// What a level and a name may not hold beside the bars and brackets that lines are made of: they are texts of whoever logs.
const NO_LEVEL = /[\s|"]/;
const NO_NAME = /[|[\]"]|^\s|\s$/;

/** A level is a word: what is more stands in quotes, or it could be taken for the columns that follow. */
function levelName(record: ReadableLogRecord): string {
  const level = levelOf(record);
  return NO_LEVEL.test(level) ? JSON.stringify(level) : level;
}

function loggerName({ instrumentationScope }: ReadableLogRecord): string {
  const name = textOf(instrumentationScope?.name ?? '');
  return NO_NAME.test(name) ? JSON.stringify(name) : name;
}

/** The fields of a record as `rows=5, stage=load`. */
export function extraOf({ attributes }: ReadableLogRecord): string {
  let text = '';
  for (const key of keysOf(attributes)) {
    if (!isOfException(key)) text += pair(text, key, readSafely(attributes, key));
  }
  return text;
}

/** The run, the span and the fields, within brackets after a blank; nothing where the record has none of them. */
function contextOf(record: ReadableLogRecord): string {
  let text = '';
  const runId = resourceText(record.resource, RUN_ID);
  if (runId !== '') text += pair(text, 'run_id', runId);
  const { spanContext } = record;
  if (spanContext !== undefined && spanContext !== null) {
    text += pair(text, 'trace_id', spanContext.traceId);
    text += pair(text, 'span_id', spanContext.spanId);
  }
  const extra = extraOf(record);
  if (extra !== '') text += (text === '' ? '' : ', ') + extra;
  return text === '' ? '' : ` [${text}]`;
}

function pair(before: string, key: string, value: unknown): string {
  return `${before === '' ? '' : ', '}${bare(key)}=${shown(value)}`;
}

// What separates pairs, and what the brackets and columns of a line are made of.
const SEPARATORS = /[,=[\]|"]|^\s|\s$|^$/;

/** A text as it is, in quotes where it could be taken for more than one value. */
function bare(text: string): string {
  return SEPARATORS.test(text) ? JSON.stringify(text) : text;
}

/** A value that is no text is JSON: its brackets and commas are within each other. */
function shown(value: unknown): string {
  if (typeof value === 'string') return bare(value);
  const json = jsonOf(value);
  return json.startsWith('"') ? bare(unquoted(json)) : json;
}
