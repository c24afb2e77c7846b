// Records of lines of flat JSON whose values are known by where they stand: each value is taken from there when it is asked for.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { isOfException } from '../../format/record-view.ts';
import type { WrittenRecord } from '../../format/written-fields.ts';
import type { LineShape, ShapedLine } from './line-shapes.ts';
import { setOwn } from './otlp-value.ts';
import type { RecordDecoder, RecordHead } from './record-decoder.ts';
import { StoredRecord } from './stored-record.ts';
import { StoredResource } from './stored-resource.ts';
import { severityOfName, severityOfNumber } from './stored-severity.ts';
import { NO_TIME, readAnyTime } from './stored-time.ts';

/** Where the fields of a line are among its values; -1 where they are not. */
export interface ShapePlan {
  readonly time: number;
  readonly level: number;
  readonly message: number;
  readonly logger: number;
  readonly eventName: number;
  readonly traceId: number;
  readonly spanId: number;
  readonly attributes: readonly number[];
  /** Of attributes of the resource, with their names. */
  readonly resource: readonly (readonly [index: number, name: string])[];
}

interface ShapedRecord extends WrittenRecord {
  readonly line: ShapedLine;
  readonly alike: ShapePlan;
}

/** What of a shape is which field, by the names of its file. */
export interface PlanNames {
  readonly timestamp: string | undefined;
  readonly level: string | undefined;
  readonly message: string | undefined;
  readonly logger_name: string | undefined;
}

/** Keys whose values are more than one attribute of that name. */
const MORE_THAN_ONE: readonly string[] = ['exception', 'extra'];

/**
 * Finds the fields of a shape; nothing where its values say more than they do one by one.
 * @param places where keys go among the attributes, as of lines that are parsed
 */
export function planOf(
  { keys }: LineShape,
  names: PlanNames,
  places: { readonly attributes: ReadonlyMap<string, string>; readonly resource: ReadonlyMap<string, string> },
): ShapePlan | undefined {
  if (keys.some((key) => isOfException(key) || MORE_THAN_ONE.includes(key))) return undefined;
  const at = (name: string | undefined): number => (name === undefined ? -1 : keys.indexOf(name));
  const known = [names.timestamp, names.level, names.message, names.logger_name];
  const isOther = (key: string): boolean => !known.includes(key);
  return {
    ...{ time: at(names.timestamp), level: at(names.level), message: at(names.message), logger: at(names.logger_name) },
    ...{ eventName: at('event_name'), traceId: at('trace_id'), spanId: at('span_id') },
    attributes: keys.flatMap((key, index) => (isOther(key) && places.attributes.get(key) !== '' ? [index] : [])),
    // In the order of parsed lines.
    resource: [...places.resource].flatMap(([key, name]) =>
      isOther(key) && keys.includes(key) ? [[keys.indexOf(key), name] as const] : [],
    ),
  };
}

/** The record of a line. */
export function shapedRecord(line: ShapedLine, plan: ShapePlan, file: string, number: number): StoredRecord {
  const level = valueAt(line, plan.level);
  const head: RecordHead = {
    time: readAnyTime(valueAt(line, plan.time)) ?? NO_TIME,
    severityNumber: severityOf(level),
    severityText: typeof level === 'string' ? level : undefined,
  };
  const raw: ShapedRecord = { line, alike: plan, attributes: plan.attributes };
  return new StoredRecord(file, number, head, DECODER as RecordDecoder, raw, undefined);
}

/** The severity of a level, as a name or as a number. */
export function severityOf(level: unknown): number {
  if (typeof level === 'number') return severityOfNumber(level);
  return typeof level === 'string' ? severityOfName(level) : 0;
}

function valueAt(line: ShapedLine, index: number): unknown {
  return index === -1 ? undefined : line.value(index);
}

function textAt(line: ShapedLine, index: number): string | undefined {
  const value = valueAt(line, index);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const DECODER: RecordDecoder<ShapedRecord, undefined> = {
  observedTime: (_, { time }) => time,
  body: ({ line, alike: plan }) => valueAt(line, plan.message) as ReadableLogRecord['body'],
  eventName: ({ line, alike: plan }) => textAt(line, plan.eventName),
  attributes: ({ line, attributes }) => {
    const values: Record<string, unknown> = {};
    for (const index of attributes) setOwn(values, line.keys[index] as string, line.value(index));
    return values;
  },
  droppedAttributesCount: () => 0,
  spanContext: ({ line, alike: plan }) => {
    const [traceId = '', spanId = ''] = [textAt(line, plan.traceId), textAt(line, plan.spanId)];
    return traceId === '' && spanId === '' ? undefined : { traceId, spanId, traceFlags: 0 };
  },
  resource: (_, raw) => new StoredResource(() => resourceOf(raw)),
  scope: (_, { line, alike: plan }) => ({ name: textAt(line, plan.logger) ?? '' }),
  written: (raw) => raw,
};

function resourceOf({ line, alike: plan }: ShapedRecord): Record<string, unknown> {
  const resource: Record<string, unknown> = {};
  for (const [index, name] of plan.resource) {
    const value = line.value(index);
    if (value !== null) resource[name] = value;
  }
  return resource;
}
