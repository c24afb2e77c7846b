// Log records made by hand: every field can be set, also to what the SDK would never let through.
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecordEncoder } from '../../src/format/format.ts';
import { otlpJson } from '../../src/format/otlp-json.ts';

/** Fields of a record, of any type. */
export type RecordFields = { readonly [K in keyof ReadableLogRecord]?: unknown };

export const RESOURCE: Resource = resourceFromAttributes({ 'service.name': 'etl' });
export const SCOPE: ReadableLogRecord['instrumentationScope'] = { name: 'test', version: '1.0.0' };

/** A record with these fields, and plain ones else. */
export function recordWith(fields: RecordFields = {}): ReadableLogRecord {
  return {
    hrTime: [1_700_000_000, 123_456_789],
    hrTimeObserved: [1_700_000_000, 123_456_789],
    attributes: {},
    droppedAttributesCount: 0,
    resource: RESOURCE,
    instrumentationScope: SCOPE,
    ...(fields as Partial<ReadableLogRecord>),
  };
}

/** The line of records in OTLP/JSON. */
export function otlpLine(...records: readonly ReadableLogRecord[]): string {
  return linesOf(otlpJson().createEncoder(), records);
}

/** What an encoder makes of records. */
export function linesOf(encoder: LogRecordEncoder, records: readonly ReadableLogRecord[]): string {
  for (const record of records) {
    encoder.stage(record);
    encoder.commit();
  }
  return takeText(encoder);
}

/** The pending lines of an encoder as text. */
export function takeText(encoder: LogRecordEncoder): string {
  return Buffer.from(encoder.take()).toString();
}

/** A line with the id of a file. */
export function identified(line: string, fileId: string): string {
  return Buffer.from(otlpJson().identify(Buffer.from(line), fileId)).toString();
}

/** The parts of a parsed line that tests look at. */
export interface ParsedLogs {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: readonly ParsedEntry[] };
    readonly scopeLogs: readonly {
      readonly scope: { readonly name?: string };
      readonly logRecords: readonly ParsedRecord[];
    }[];
  }[];
}

/** A parsed `KeyValue`. */
export interface ParsedEntry {
  readonly key: string;
  readonly value: unknown;
}

/** A parsed `LogRecord`. */
export interface ParsedRecord {
  readonly body: unknown;
  readonly attributes: readonly ParsedEntry[];
  readonly [field: string]: unknown;
}

/** The only record of a line. */
export function parsedRecord(line: string): ParsedRecord {
  const { resourceLogs } = JSON.parse(line) as ParsedLogs;
  const record = resourceLogs[0]?.scopeLogs[0]?.logRecords[0];
  if (record === undefined) throw new Error('the line has no record');
  return record;
}

/** What a value becomes as a body, parsed. */
export function encodedValue(value: unknown): unknown {
  return parsedRecord(otlpLine(recordWith({ body: value }))).body;
}
