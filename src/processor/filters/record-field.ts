// Reads the part of a log record that a filter looks at.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ask } from '../../foreign/call.ts';
import { plainForm } from '../../foreign/plain-form.ts';
import { valueContent } from '../../format/record-content.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';

/**
 * A part of a log record: `'body'`, `'eventName'`, `'severityText'`, `'scope'` (its name), `'traceId'`, `'spanId'` (all in
 * snake case too), else the key of an attribute; or a function that gives it.
 */
export type RecordField = string | ((record: ReadableLogRecord) => unknown);

const FIELDS: ReadonlyMap<string, (record: ReadableLogRecord) => unknown> = new Map(
  (
    [
      ['body', 'body', (record: ReadableLogRecord) => record.body],
      ['eventName', 'event_name', (record: ReadableLogRecord) => record.eventName],
      ['severityText', 'severity_text', (record: ReadableLogRecord) => record.severityText],
      ['scope', 'scope', (record: ReadableLogRecord) => record.instrumentationScope.name],
      ['traceId', 'trace_id', (record: ReadableLogRecord) => record.spanContext?.traceId],
      ['spanId', 'span_id', (record: ReadableLogRecord) => record.spanContext?.spanId],
    ] as const
  ).flatMap(([camel, snake, read]) => [
    [camel, read],
    [snake, read],
  ]),
);

/**
 * Makes the reader of a field.
 * @throws ConfigurationError where the field is neither a text nor a function
 */
export function fieldReader(field: RecordField, option: string): (record: ReadableLogRecord) => unknown {
  if (typeof field === 'function') return (record) => ask('a field function', field, record);
  if (typeof field !== 'string' || field === '') {
    throw new ConfigurationError(
      option,
      field,
      "'body', 'eventName', 'severityText', 'scope', 'traceId', 'spanId', an attribute key, or a function of the record",
    );
  }
  return FIELDS.get(field) ?? ((record) => attributeOf(record, field));
}

/** The value of an attribute; nothing where the record has none of that name. */
export function attributeOf({ attributes }: ReadableLogRecord, key: string): unknown {
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}

/**
 * A value as it would be written: values that say different things have different texts.
 * @returns nothing where it is longer than a text can be
 */
export function contentOf(value: unknown): string | undefined {
  try {
    return valueContent(value);
  } catch {
    return undefined;
  }
}

/**
 * The text of a value, to look for something in it: texts as they are, anything else as JSON, with what is written of objects that
 * JSON knows nothing of.
 * @returns nothing where the value is missing or has no text, being cyclic or hostile
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  try {
    return JSON.stringify(value, distinct);
  } catch {
    return undefined;
  }
}

/** What JSON leaves out, or writes alike, becomes something that differs. */
function distinct(_key: string, value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
    case 'symbol':
    case 'function':
    case 'undefined':
      return { [typeof value]: String(value) };
    case 'number':
      return Number.isFinite(value) ? value : { number: String(value) };
    case 'object':
      return value === null ? null : formOf(value);
    default:
      return value;
  }
}

function formOf(value: object): unknown {
  const form = plainForm(value);
  return ArrayBuffer.isView(form) ? Buffer.from(form.buffer, form.byteOffset, form.byteLength).toString('hex') : form;
}
