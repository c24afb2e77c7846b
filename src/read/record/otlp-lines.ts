// Lines of OTLP/JSON -> records, in the order of their times.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { HrTime } from '../../format/time-pattern.ts';
import { readAnyValue, readKeyValues } from './otlp-value.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { StoredRecord } from './stored-record.ts';
import { StoredResource } from './stored-resource.ts';
import { severityOfName } from './stored-severity.ts';
import { compareTimes, readUnixNano } from './stored-time.ts';

type Json = Record<string, unknown>;

/** What the records of one scope of one resource have in common. Made when the first of them asks for it. */
class ScopeGroup {
  readonly #resource: ResourceGroup;
  // Not what these stand in: a record that is kept must not keep all others of its line.
  readonly #json: unknown;
  readonly #schemaUrl: unknown;
  #scope: ReadableLogRecord['instrumentationScope'] | undefined;

  constructor(resource: ResourceGroup, { scope, schemaUrl }: Json) {
    this.#resource = resource;
    this.#json = scope;
    this.#schemaUrl = schemaUrl;
  }

  get resource(): ReadableLogRecord['resource'] {
    return this.#resource.resource;
  }

  get scope(): ReadableLogRecord['instrumentationScope'] {
    this.#scope ??= readScope(objectOr(this.#json), textOr(this.#schemaUrl));
    return this.#scope;
  }
}

class ResourceGroup {
  readonly #json: unknown;
  readonly #schemaUrl: unknown;
  #resource: ReadableLogRecord['resource'] | undefined;

  constructor({ resource, schemaUrl }: Json) {
    this.#json = resource;
    this.#schemaUrl = schemaUrl;
  }

  get resource(): ReadableLogRecord['resource'] {
    if (this.#resource === undefined) {
      const resource = objectOr(this.#json);
      const schemaUrl = textOr(this.#schemaUrl) ?? textOr(resource?.schemaUrl);
      this.#resource = new StoredResource(() => readKeyValues(resource?.attributes), schemaUrl);
    }
    return this.#resource;
  }
}

function readScope(scope: Json | undefined, schemaUrl: string | undefined): ReadableLogRecord['instrumentationScope'] {
  const version = textOr(scope?.version);
  const attributes =
    Array.isArray(scope?.attributes) && scope.attributes.length > 0 ? readKeyValues(scope.attributes) : undefined;
  const dropped = Number(scope?.droppedAttributesCount ?? 0);
  return {
    name: textOr(scope?.name) ?? '',
    ...(version !== undefined && version !== '' && { version }),
    ...(schemaUrl !== undefined && schemaUrl !== '' && { schemaUrl }),
    ...(attributes !== undefined && { attributes }),
    ...(dropped > 0 && { droppedAttributesCount: dropped }),
  } as ReadableLogRecord['instrumentationScope'];
}

const DECODER: RecordDecoder<Json, ScopeGroup> = {
  observedTime: (raw) => readUnixNano(raw.observedTimeUnixNano),
  body: (raw) => {
    const body = readAnyValue(raw.body);
    return (body === null ? undefined : body) as ReadableLogRecord['body'];
  },
  eventName: (raw) => textOr(raw.eventName) || undefined,
  attributes: (raw) => readKeyValues(raw.attributes),
  droppedAttributesCount: (raw) => Number(raw.droppedAttributesCount ?? 0) || 0,
  spanContext: (raw) => {
    const traceId = textOr(raw.traceId) ?? '';
    const spanId = textOr(raw.spanId) ?? '';
    if (traceId === '' && spanId === '') return undefined;
    return { traceId, spanId, traceFlags: Number(raw.flags ?? 0) & 0xff };
  },
  resource: (around) => around.resource,
  scope: (around) => around.scope,
};

/** Whether a line is one of OTLP: one of another format may have a field of that name, which whoever is logged of has made up. */
export function isOtlp(
  line: Readonly<Record<string, unknown>>,
  field: 'resourceLogs' | 'resourceSpans' | 'resourceMetrics',
): boolean {
  return Array.isArray(line[field]) && Object.keys(line).every((key) => key === field || key.startsWith('laketrace'));
}

/** What a line of OTLP has. */
interface OtlpLine {
  readonly records: readonly StoredRecord[];
  /** How many values stand in the place of records, or of lists of them, and are none. */
  readonly others: number;
}

/**
 * The records of a `LogsData` object, by time; those of a scope in their own order.
 */
export function readOtlpLine(resourceLogs: readonly unknown[], file: string, line: number): OtlpLine {
  const records: StoredRecord[] = [];
  const groups: number[] = [];
  let scopes = 0;
  let others = 0;
  const objectOf = (entry: unknown): Json | undefined => {
    const object = objectOr(entry);
    if (object === undefined) others++;
    return object;
  };
  // What is left out, or `null`, is an empty list (proto3 JSON).
  const listOf = (value: unknown): readonly unknown[] => {
    if (Array.isArray(value)) return value;
    if (value !== undefined && value !== null) others++;
    return [];
  };
  for (const entry of resourceLogs) {
    const logs = objectOf(entry);
    if (logs === undefined) continue;
    const resource = new ResourceGroup(logs);
    for (const scopeEntry of listOf(logs.scopeLogs ?? logs.instrumentationLibraryLogs)) {
      const scopeLogs = objectOf(scopeEntry);
      if (scopeLogs === undefined) continue;
      const group = new ScopeGroup(resource, scopeLogs);
      scopes++;
      for (const record of listOf(scopeLogs.logRecords ?? scopeLogs.logs)) {
        const raw = objectOf(record);
        if (raw === undefined) continue;
        records.push(recordOf(raw, group, file, line));
        groups.push(scopes);
      }
    }
  }
  return { records: scopes > 1 ? byTime(records, groups) : records, others };
}

function recordOf(raw: Json, group: ScopeGroup, file: string, line: number): StoredRecord {
  const time = readUnixNano(raw.timeUnixNano);
  const severityText = textOr(raw.severityText) || undefined;
  const number = raw.severityNumber;
  const severityNumber = typeof number === 'number' ? number : severityNumberOf(number, severityText);
  return new StoredRecord(file, line, { time, severityNumber, severityText }, DECODER as RecordDecoder, raw, group);
}

/** Names of the enumeration are no valid OTLP/JSON, but the JSON of protobuf libraries has them. */
function severityNumberOf(value: unknown, text: string | undefined): number {
  if (typeof value === 'string') return Number(value) || severityOfName(value.replace('SEVERITY_NUMBER_', ''));
  return text === undefined ? 0 : severityOfName(text);
}

/** Sorts by time; a record that is earlier than one before it in its scope keeps its place behind that one. */
function byTime(records: readonly StoredRecord[], groups: readonly number[]): StoredRecord[] {
  const latest: HrTime[] = [];
  const keyed = records.map((record, index) => {
    const group = groups[index] ?? 0;
    const before = latest[group];
    const { when } = record;
    const key = before !== undefined && compareTimes(when, before) < 0 ? before : when;
    latest[group] = key;
    return { record, key };
  });
  return keyed.sort((a, b) => compareTimes(a.key, b.key)).map(({ record }) => record);
}

function objectOr(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function textOr(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
