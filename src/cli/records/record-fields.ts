// A field of a record by its name, as users write it in conditions: `rows`, `http.request.method`, `resource.service.name`, `level`.
import type { StoredLogRecord } from '../../read/record/stored-record.ts';

/** Reads a field of a record; nothing where the record has none of that name. */
export type FieldReader = (record: StoredLogRecord) => unknown;

const nonEmpty = (text: string) => (text === '' ? undefined : text);

/** What every record may have, by all its names. An attribute of the same name goes first. */
const OF_RECORD: Readonly<Record<string, FieldReader>> = {
  level: (record) => record.level,
  severity: (record) => record.level,
  severity_number: (record) => record.severityNumber,
  message: (record) => record.message,
  body: (record) => record.body,
  logger: (record) => nonEmpty(record.loggerName),
  logger_name: (record) => nonEmpty(record.loggerName),
  scope: (record) => nonEmpty(record.loggerName),
  timestamp: (record) => nonEmpty(record.timestamp),
  time: (record) => nonEmpty(record.timestamp),
  trace_id: (record) => nonEmpty(record.traceId),
  span_id: (record) => nonEmpty(record.spanId),
  event_name: (record) => record.eventName,
  hostname: (record) => nonEmpty(record.hostname),
  pid: (record) => record.pid || undefined,
  platform: (record) => nonEmpty(record.platform),
  runtime_type: (record) => nonEmpty(record.runtimeType),
  run_id: (record) => nonEmpty(record.runId),
  file: (record) => record.source.file,
};

/** Names that say where a field is. */
const PLACES: Readonly<Record<string, FieldReader>> = {
  attributes: (record) => record.attributes,
  resource: (record) => record.resource.attributes,
  scope: (record) => record.instrumentationScope,
  body: (record) => record.body,
};

/** The names that stand for a severity. */
export const LEVEL_NAMES: readonly string[] = ['level', 'severity'];
/** The names that stand for the time of a record. */
export const TIME_NAMES: readonly string[] = ['time', 'timestamp'];
/** The names that every record may have. */
export const NAMES_OF_RECORD: readonly string[] = Object.keys(OF_RECORD);

/** How many levels of maps within maps have names. */
const DEEPEST = 4;

/** The names of what a record has besides: its attributes, also those within others, and those of its resource. */
export function* namesOfFields(record: StoredLogRecord): Generator<string> {
  yield* namesIn(record.attributes, '', DEEPEST);
  yield* namesIn(record.resource.attributes, '', DEEPEST);
}

function* namesIn(values: unknown, before: string, depth: number): Generator<string> {
  if (typeof values !== 'object' || values === null || Array.isArray(values) || depth === 0) return;
  for (const [name, value] of Object.entries(values)) {
    yield before + name;
    yield* namesIn(value, `${before}${name}.`, depth - 1);
  }
}

/**
 * What reads a field. An attribute of the whole name is it first, then one that is nested; then what every record has; then a place:
 * `attributes.`, `resource.`, `scope.` or `body.` before the name of what is in it; then an attribute of the resource.
 */
export function fieldReader(name: string): FieldReader {
  const dot = name.indexOf('.');
  const place = dot > 0 ? ownOf(PLACES, name.slice(0, dot)) : undefined;
  const within = name.slice(dot + 1);
  const known = ownOf(OF_RECORD, name);
  return (record) => {
    const attribute = valueAt(record.attributes, name);
    if (attribute !== undefined) return attribute;
    if (known !== undefined) return known(record);
    const placed = place === undefined ? undefined : valueAt(place(record), within);
    return placed ?? valueAt(record.resource.attributes, name);
  };
}

/** The value under a name: a key with dots in it, or keys within keys. */
function valueAt(values: unknown, name: string): unknown {
  if (typeof values !== 'object' || values === null) return undefined;
  if (Object.hasOwn(values, name)) return (values as Record<string, unknown>)[name];
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const outer = name.slice(0, dot);
    if (!Object.hasOwn(values, outer)) continue;
    const found = valueAt((values as Record<string, unknown>)[outer], name.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function ownOf(readers: Readonly<Record<string, FieldReader>>, name: string): FieldReader | undefined {
  return Object.hasOwn(readers, name) ? readers[name] : undefined;
}
