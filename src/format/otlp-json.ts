// The OTLP file exporter format: one `LogsData` object a line, records grouped by resource and scope.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecordEncoder, LogRecordFormat } from './format.ts';
import { type AsciiMark, escapeJson } from './json-string.ts';
import { AnyValueEncoder } from './otlp-any-value.ts';
import { textField } from './otlp-fields.ts';
import { OtlpRecordEncoder } from './otlp-record.ts';

type Resource = ReadableLogRecord['resource'];
type Scope = ReadableLogRecord['instrumentationScope'];

const LINE_START = '{"resourceLogs":[';
const LINE_END = ']}\n';
const FILE_ID_KEY = 'laketraceFileId';
const ID_DIGITS = 32;

/**
 * OTLP/JSON lines, as the OTLP file exporter specification describes them and as collectors, Spark and DuckDB read them: each
 * line is one `LogsData` object with all records of a flush, grouped by resource and scope, in their order within a scope.
 *
 * The meaning of the values is that of the SDK's `JsonLogsSerializer`, without its faults: see {@link AnyValueEncoder}. The first
 * line of a file begins with the key `laketraceFileId`, which readers ignore (OTLP: unknown fields must be ignored), so that the
 * first bytes of any two files differ: collectors tell files apart by them.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/
 */
export function otlpJson(): LogRecordFormat {
  return OTLP_JSON;
}

const OTLP_JSON: LogRecordFormat = {
  name: 'otlp-json',
  extension: '.jsonl',
  fileIdBytes: `"${FILE_ID_KEY}":"",`.length + ID_DIGITS,
  identify: (lines, fileId) => `{"${FILE_ID_KEY}":"${fileId}",${lines.slice(1)}`,
  recognizes: (head) => /^\{"(?:resourceLogs|laketrace[A-Za-z]*)":/.test(head),
  createEncoder: () => new OtlpJsonEncoder(),
};

/** JSON in front of, between and behind records, with its number of bytes. */
interface Envelope {
  readonly start: string;
  readonly end: string;
  readonly bytes: number;
}

interface ScopeGroup {
  readonly envelope: Envelope;
  records: string;
}

interface ResourceGroup {
  readonly envelope: Envelope;
  readonly scopes: ScopeGroup[];
}

/** Gathers records into one line. */
class OtlpJsonEncoder implements LogRecordEncoder {
  readonly #records = new OtlpRecordEncoder();
  #groups: ResourceGroup[] = [];
  #pendingBytes = 0;
  #pendingRecords = 0;
  // The group of the record before: nearly every record belongs to the same.
  #resource: Resource | undefined;
  #scope: Scope | undefined;
  #group: ScopeGroup | undefined;
  #staged: ReadableLogRecord | undefined;
  #json = '';
  #jsonBytes = 0;

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  get pendingLines(): number {
    return this.#pendingRecords === 0 ? 0 : 1;
  }

  get pendingRecords(): number {
    return this.#pendingRecords;
  }

  stage(record: ReadableLogRecord): number {
    this.#json = this.#records.encode(record);
    this.#jsonBytes = this.#records.isAscii ? this.#json.length : Buffer.byteLength(this.#json);
    this.#staged = record;
    return this.#growth(record);
  }

  commit(): void {
    const record = this.#staged;
    if (record === undefined) return;
    this.#pendingBytes += this.#growth(record);
    const group = this.#isOfSameGroup(record) ? this.#group : this.#openGroup(record);
    if (group !== undefined) group.records = group.records === '' ? this.#json : `${group.records},${this.#json}`;
    this.#pendingRecords++;
    this.#staged = undefined;
  }

  take(): string {
    if (this.#pendingRecords === 0) return '';
    let line = LINE_START;
    for (const [index, { envelope, scopes }] of this.#groups.entries()) {
      line += (index === 0 ? '' : ',') + envelope.start;
      for (const [at, scope] of scopes.entries()) {
        line += (at === 0 ? '' : ',') + scope.envelope.start + scope.records + scope.envelope.end;
      }
      line += envelope.end;
    }
    this.#groups = [];
    this.#group = undefined;
    this.#resource = undefined;
    this.#scope = undefined;
    this.#pendingBytes = 0;
    this.#pendingRecords = 0;
    return line + LINE_END;
  }

  #isOfSameGroup({ resource, instrumentationScope }: ReadableLogRecord): boolean {
    return resource === this.#resource && instrumentationScope === this.#scope && this.#group !== undefined;
  }

  /** The bytes that the staged record adds: its own, and the comma or the envelopes in front of and behind it. */
  #growth(record: ReadableLogRecord): number {
    if (this.#isOfSameGroup(record)) return this.#jsonBytes + 1;
    const resource = resourceEnvelope(record.resource);
    const scope = scopeEnvelope(record.instrumentationScope);
    const group = this.#groups.find(({ envelope }) => isSame(envelope, resource));
    if (group === undefined) {
      const lineBytes = this.#groups.length === 0 ? LINE_START.length + LINE_END.length : 1;
      return this.#jsonBytes + scope.bytes + resource.bytes + lineBytes;
    }
    const isKnown = group.scopes.some(({ envelope }) => isSame(envelope, scope));
    return this.#jsonBytes + 1 + (isKnown ? 0 : scope.bytes);
  }

  /** Finds or begins the group of a record. Objects of equal content are one group, though they are not the same object. */
  #openGroup({ resource, instrumentationScope }: ReadableLogRecord): ScopeGroup {
    const outer = resourceEnvelope(resource);
    const inner = scopeEnvelope(instrumentationScope);
    let resourceGroup = this.#groups.find(({ envelope }) => isSame(envelope, outer));
    if (resourceGroup === undefined) {
      resourceGroup = { envelope: outer, scopes: [] };
      this.#groups.push(resourceGroup);
    }
    let group = resourceGroup.scopes.find(({ envelope }) => isSame(envelope, inner));
    if (group === undefined) {
      group = { envelope: inner, records: '' };
      resourceGroup.scopes.push(group);
    }
    this.#resource = resource;
    this.#scope = instrumentationScope;
    this.#group = group;
    return group;
  }
}

function isSame(a: Envelope, b: Envelope): boolean {
  return a === b || (a.start === b.start && a.end === b.end);
}

// Resources and scopes do not change once their attributes have settled: each is encoded once.
const resources = new WeakMap<Resource, Envelope>();
const scopes = new WeakMap<Scope, Envelope>();

function resourceEnvelope(resource: Resource): Envelope {
  const known = resources.get(resource);
  if (known !== undefined) return known;
  const values = new AnyValueEncoder();
  const attributes = values.encodeEntries(resource.attributes ?? {});
  const start = `{"resource":{"attributes":[${attributes}],"droppedAttributesCount":0${schemaUrlField(resource, values)}},"scopeLogs":[`;
  const envelope = envelopeOf(start, `]${schemaUrlField(resource, values)}}`);
  // Attributes that are still to come would be missing for good.
  if (resource.asyncAttributesPending !== true) resources.set(resource, envelope);
  return envelope;
}

function scopeEnvelope(scope: Scope): Envelope {
  const known = scopes.get(scope);
  if (known !== undefined) return known;
  const values = new AnyValueEncoder();
  const name = `"name":"${escapeJson(String(scope.name), values)}"`;
  const attributes = values.encodeEntries(scope.attributes ?? {});
  const withAttributes =
    attributes === ''
      ? ''
      : `,"attributes":[${attributes}],"droppedAttributesCount":${scope.droppedAttributesCount ?? 0}`;
  const start = `{"scope":{${name}${textField('version', scope.version, values)}${withAttributes}},"logRecords":[`;
  // Unlike a resource's, an empty schema URL of a scope is written, as the SDK does.
  const envelope = envelopeOf(start, `]${textField('schemaUrl', scope.schemaUrl, values)}}`);
  scopes.set(scope, envelope);
  return envelope;
}

/** The SDK writes the schema URL into the resource as well as beside it; an empty one is left out. */
function schemaUrlField({ schemaUrl }: Resource, mark: AsciiMark): string {
  return schemaUrl === undefined || schemaUrl === '' ? '' : textField('schemaUrl', schemaUrl, mark);
}

function envelopeOf(start: string, end: string): Envelope {
  return { start, end, bytes: Buffer.byteLength(start) + Buffer.byteLength(end) };
}
