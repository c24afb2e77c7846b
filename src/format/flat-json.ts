// One JSON object a record, with the fields beside each other: the JSON of the Python LakeTrace, pino and many pipelines.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ConfigurationError, UnknownOptionError } from '../spec/configuration-error.ts';
import { checkKeys, requireOptions } from '../spec/option-checks.ts';
import { callSite } from './call-site.ts';
import {
  ALL_FIELDS,
  DEFAULT_FIELDS,
  type FieldParts,
  type FlatJsonField,
  RECORD_FIELDS,
  RESOURCE_FIELDS,
  RFC_3339,
  RUNTIME_CONTEXT,
  SHOWN_BY,
} from './flat-json-fields.ts';
import type { LogRecordFormat } from './format.ts';
import { JsonKeys } from './json-keys.ts';
import { JsonValueEncoder, TRUNCATED_ENTRY } from './json-value.ts';
import { LineEncoder } from './line-encoder.ts';
import { keysOf } from './record-view.ts';
import { TimeFormatter } from './time-pattern.ts';

/** Options of {@link flatJson}. */
export interface FlatJsonOptions {
  /**
   * `true`: the full record, 25 fields (docs/formats.md lists them), each in every line: `null` where the record has nothing for it.
   * Default `false`: the fields of {@link flatJson}, those without a value left out.
   */
  readonly serialize?: boolean;
  /**
   * Which fields are written, in this order; `'attributes'` is the place of the bound fields and those of the call. Fields that are
   * not named are not written. Default: as `serialize` says.
   */
  readonly fields?: readonly FlatJsonField[];
  /** Other keys for fields, such as `{ timestamp: '@timestamp', level: 'severity', message: 'msg' }`. Default: their names. */
  readonly rename?: Readonly<Partial<Record<Exclude<FlatJsonField, 'attributes'>, string>>>;
  /** `false`: no `hostname`, `pid`, `platform`, `runtime_type`. Default `true`. */
  readonly runtimeContext?: boolean;
  /**
   * `true`: `function`, `file` and `line` are those of the call that logged the record, where its attributes do not say. It takes a
   * look at the stack for each record: docs/formats.md says what that costs. Only with `serialize`, or where `fields` names one of
   * the three. Default `false`.
   */
  readonly callSite?: boolean;
}

const OPTIONS: readonly string[] = [
  'serialize',
  'fields',
  'rename',
  'runtimeContext',
  'callSite',
] satisfies (keyof FlatJsonOptions)[];

/** Where fields are kept whose names are those of others. */
const EXTRA = 'extra';
/** The key that the hash chain adds to a line. */
const CHAIN = 'laketraceChain';

/**
 * One JSON object a line, in UTF-8: `timestamp` (RFC 3339, UTC), `level`, `message`, `logger_name`, `hostname`, `pid`, `platform`,
 * `runtime_type`, `run_id`, `trace_id`, `span_id`, `event_name`; then the bound fields and those of the call under their own names;
 * then `exception: { type, value, traceback }`. What a record has no value for is left out.
 *
 * No field of the application replaces one of these: one that is called `level`, or as a key that `rename` gives, is kept in the
 * map `extra`. Values are written as {@link JsonValueEncoder} says; every line is valid JSON.
 *
 * @throws ConfigurationError for an option that is not known, a field that is none, two fields of one key
 */
export function flatJson(options: FlatJsonOptions = {}): LogRecordFormat {
  const layout = readLayout(options);
  const first = layout.keys[0]?.(true) ?? '{';
  return {
    name: 'json',
    extension: '.jsonl',
    fileIdBytes: 0,
    identify: (lines) => lines,
    recognizes: (head) => head.startsWith(first),
    createEncoder: () => {
      const lines = new FlatJsonLines(layout);
      return new LineEncoder((record) => lines.lineOf(record));
    },
  };
}

/**
 * Gives the line of a record that was read, without its end: an integer of any length is a number, as it was, and there is no `elapsed` or
 * `thread` of this process.
 * @throws as {@link flatJson}
 */
export function flatJsonLines(options: FlatJsonOptions = {}): (record: ReadableLogRecord) => string {
  const lines = new FlatJsonLines(readLayout(options), true);
  return (record) => lines.lineOf(record);
}

/** The options, checked. */
interface FlatJsonLayout {
  readonly fields: readonly FlatJsonField[];
  /** The key of each field up to its colon, as the first of a line or a later one. */
  readonly keys: readonly ((isFirst: boolean) => string)[];
  /** Whether a field without a value is `null`. */
  readonly isComplete: boolean;
  readonly hasCallSite: boolean;
  /** Names that no field of the application has at the top. */
  readonly reserved: ReadonlySet<string>;
  /** Attributes that fields show. */
  readonly shown: ReadonlySet<string>;
}

function readLayout(options: FlatJsonOptions): FlatJsonLayout {
  checkKeys(options, 'flatJson', { known: OPTIONS, synonyms: { keys: 'rename', messagekey: 'rename' } });
  const { serialize = false, rename = {}, runtimeContext = true, callSite: hasCallSite = false } = options;
  for (const [name, value] of Object.entries({ serialize, runtimeContext, callSite: hasCallSite })) {
    if (typeof value !== 'boolean') throw new ConfigurationError(`flatJson.${name}`, value, 'true or false');
  }
  const chosen = options.fields === undefined ? (serialize ? ALL_FIELDS : DEFAULT_FIELDS) : readFields(options.fields);
  const fields = runtimeContext ? chosen : chosen.filter((field) => !RUNTIME_CONTEXT.includes(field));
  if (hasCallSite && !fields.some((field) => CALL_SITE_FIELDS.includes(field))) {
    throw new ConfigurationError(
      'flatJson.callSite',
      true,
      "true with serialize: true, or with 'function', 'file' or 'line' in fields",
    );
  }
  const keys = readKeys(fields, rename);
  const [first, later] = [new JsonKeys('{'), new JsonKeys(',')];
  return {
    fields,
    keys: keys.map((key) => {
      const [asFirst, asLater] = [first.of(key), later.of(key)];
      return (isFirst) => (isFirst ? asFirst : asLater);
    }),
    isComplete: serialize,
    hasCallSite,
    reserved: new Set([...DEFAULT_FIELDS, ...fields, ...keys, EXTRA, CHAIN].filter((name) => name !== 'attributes')),
    shown: new Set(fields.flatMap((field) => SHOWN_BY[field] ?? [])),
  };
}

const CALL_SITE_FIELDS: readonly FlatJsonField[] = ['function', 'file', 'line'];

function readFields(given: unknown): readonly FlatJsonField[] {
  if (!Array.isArray(given) || given.length === 0) {
    throw new ConfigurationError('flatJson.fields', given, `a list of fields: ${ALL_FIELDS.join(', ')}`);
  }
  const fields = new Set<FlatJsonField>();
  for (const field of given as unknown[]) {
    if (typeof field !== 'string') throw new ConfigurationError('flatJson.fields', field, 'names of fields');
    requireField('flatJson.fields', field, ALL_FIELDS);
    if (fields.has(field as FlatJsonField)) throw new ConfigurationError('flatJson.fields', field, 'each field once');
    fields.add(field as FlatJsonField);
  }
  return [...fields];
}

function requireField(path: string, field: string, known: readonly string[]): void {
  if (!known.includes(field)) throw new UnknownOptionError(path, field, { known, noun: 'field' });
}

/** The keys of the fields. */
function readKeys(fields: readonly FlatJsonField[], rename: unknown): readonly string[] {
  requireOptions(rename, 'flatJson.rename');
  for (const [field, key] of Object.entries(rename)) {
    requireField('flatJson.rename', field, ALL_FIELDS);
    if (field === 'attributes')
      throw new ConfigurationError('flatJson.rename.attributes', key, 'fields that have one key');
    if (typeof key !== 'string' || key === '' || !key.isWellFormed()) {
      throw new ConfigurationError(`flatJson.rename.${field}`, key, 'a key that is not empty');
    }
  }
  const owners = new Map<string, string>([[EXTRA, `the ${EXTRA} fields`]]);
  return fields.map((field) => {
    const key = Object.hasOwn(rename, field) ? String(rename[field]) : field;
    if (field === 'attributes') return key;
    const owner = owners.get(key);
    if (owner !== undefined) {
      throw new ConfigurationError(`flatJson.rename.${field}`, key, `a key that nothing else has: ${owner} has it`);
    }
    owners.set(key, field);
    return key;
  });
}

/** Makes the lines of one encoder. */
class FlatJsonLines {
  readonly #parts: readonly ((record: ReadableLogRecord, isFirst: boolean) => string)[];
  readonly #hasCallSite: boolean;
  readonly #values: JsonValueEncoder;
  /** One object for all records. */
  readonly #fieldParts: { -readonly [Part in keyof FieldParts]: FieldParts[Part] };
  readonly #reserved: ReadonlySet<string>;
  readonly #shown: ReadonlySet<string>;

  constructor(layout: FlatJsonLayout, wereRead = false) {
    this.#values = new JsonValueEncoder(wereRead);
    const times = new TimeFormatter(RFC_3339, 'UTC', 'timestamp');
    this.#fieldParts = { values: this.#values, times, callSite: undefined, wereRead };
    this.#hasCallSite = layout.hasCallSite;
    this.#reserved = layout.reserved;
    this.#shown = layout.shown;
    this.#parts = this.#partsOf(layout);
  }

  /** The line of a record, without its end. */
  lineOf(record: ReadableLogRecord): string {
    this.#values.begin();
    if (this.#hasCallSite) this.#fieldParts.callSite = callSite();
    let text = '';
    for (const part of this.#parts) text += part(record, text === '');
    return text === '' ? '{}' : `${text}}`;
  }

  #partsOf({ fields, keys, isComplete }: FlatJsonLayout): ((record: ReadableLogRecord, isFirst: boolean) => string)[] {
    const parts: ((record: ReadableLogRecord, isFirst: boolean) => string)[] = [];
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i] as FlatJsonField;
      const key = keys[i] as (isFirst: boolean) => string;
      const none = isComplete ? 'null' : '';
      if (field === 'attributes') parts.push((record, isFirst) => this.#attributesOf(record, isFirst));
      else if (RESOURCE_FIELDS[field] !== undefined) parts.push(this.#resourcePart(field, key, none));
      else parts.push(this.#recordPart(field, key, none));
    }
    return parts;
  }

  #recordPart(field: FlatJsonField, key: (isFirst: boolean) => string, none: string) {
    const jsonOf = RECORD_FIELDS[field] ?? (() => '');
    return (record: ReadableLogRecord, isFirst: boolean): string => {
      const value = jsonOf(record, this.#fieldParts) || none;
      return value === '' ? '' : key(isFirst) + value;
    };
  }

  /** Attributes of a resource do not change once they are all there. */
  #resourcePart(field: FlatJsonField, key: (isFirst: boolean) => string, none: string) {
    const jsonOf = RESOURCE_FIELDS[field] ?? (() => '');
    let last: ReadableLogRecord['resource'] | undefined;
    let value = '';
    return ({ resource }: ReadableLogRecord, isFirst: boolean): string => {
      if (resource !== last || resource === undefined || resource === null) {
        value = jsonOf(resource, this.#values) || none;
        last = resource?.asyncAttributesPending === true ? undefined : resource;
      }
      return value === '' ? '' : key(isFirst) + value;
    };
  }

  #attributesOf({ attributes }: ReadableLogRecord, isFirst: boolean): string {
    let text = '';
    let extra = '';
    for (const key of keysOf(attributes)) {
      if (this.#shown.has(key)) continue;
      if (!this.#values.hasRoom()) {
        text += TRUNCATED_ENTRY;
        break;
      }
      const entry = this.#values.encodeEntry(attributes, key);
      if (this.#reserved.has(key)) extra += entry;
      else text += entry;
    }
    if (extra !== '') text += `,"${EXTRA}":{${extra.slice(1)}}`;
    return isFirst && text !== '' ? `{${text.slice(1)}` : text;
  }
}
