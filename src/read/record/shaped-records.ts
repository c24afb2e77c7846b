// Records of lines of flat JSON whose values are known by where they stand: each value is taken from there when it is asked for.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { isOfException } from '../../format/record-view.ts';
import { RecurringValue } from '../../format/recurring-value.ts';
import { type HrTime, isAbsent } from '../../format/time-pattern.ts';
import type { WrittenLine, WrittenRecord } from '../../format/written-fields.ts';
import type { LineShape, ShapedLine } from './line-shapes.ts';
import { setOwn } from './otlp-value.ts';
import type { RecordDecoder, RecordHead } from './record-decoder.ts';
import { mayBeOfException } from './stored-exception.ts';
import { StoredRecord } from './stored-record.ts';
import { StoredResource } from './stored-resource.ts';
import { severityOf } from './stored-severity.ts';
import { isSpanId, isTraceId, spanContextOf } from './stored-span.ts';
import { NO_TIME, readAnyTime, readTimeAt } from './stored-time.ts';

/** Where the fields of a line are among its values; -1 where they are not. */
export interface ShapePlan {
  readonly time: number;
  readonly level: number;
  /** The level itself. */
  readonly levels: RecurringValue<unknown>;
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

/** An empty text is no value, and says nothing of later ones; but where a number belongs, no text is of the kind. */
function isOfKind(value: unknown, isAccepted: ((value: unknown) => boolean) | undefined): boolean {
  return isAccepted?.(value) === true || (value === '' && isAccepted?.(0) !== true);
}

/** Keys whose values are more than one attribute of that name. */
const MORE_THAN_ONE: readonly string[] = ['exception', 'extra'];

/**
 * Finds the fields of a shape, by a line of it; nothing where its values say more than they do one by one, or are not all of the kind of
 * their fields.
 * @param places the keys of ours with what values they have, and which attributes of the resource some are, as of lines that are parsed
 */
export function planOf(
  { keys, kinds }: LineShape,
  names: PlanNames,
  places: {
    readonly fields: ReadonlyMap<string, (value: unknown) => boolean>;
    readonly resource: ReadonlyMap<string, string>;
  },
  line: Readonly<Record<string, unknown>>,
): ShapePlan | undefined {
  if (keys.some((key) => isOfException(key) || MORE_THAN_ONE.includes(key))) return undefined;
  if (keys.some((key, index) => kinds[index] === 'text' && mayBeOfException(key))) return undefined;
  const at = (name: string | undefined): number => (name === undefined ? -1 : keys.indexOf(name));
  const isText = (name: string | undefined): boolean => name === undefined || typeof line[name] === 'string';
  if (!isText(names.message) || !isText(names.logger_name)) return undefined;
  const known = [names.timestamp, names.level, names.message, names.logger_name];
  const isField = (key: string): boolean => !known.includes(key) && places.fields.has(key);
  const isOdd = (key: string, index: number): boolean =>
    (kinds[index] === 'word' && (known.includes(key) || isField(key))) ||
    (isField(key) && !isOfKind(line[key], places.fields.get(key)));
  if (keys.some(isOdd)) return undefined;
  return {
    ...{
      time: at(names.timestamp),
      level: at(names.level),
      levels: new RecurringValue((line, index) => valueAt(line, index)),
      message: at(names.message),
      logger: at(names.logger_name),
    },
    ...{ eventName: at('event_name'), traceId: at('trace_id'), spanId: at('span_id') },
    attributes: keys.flatMap((key, index) => (known.includes(key) || isField(key) ? [] : [index])),
    // In the order of parsed lines.
    resource: [...places.resource].flatMap(([key, name]) =>
      isField(key) && keys.includes(key) ? [[keys.indexOf(key), name] as const] : [],
    ),
  };
}

/** The record of a line whose bytes are there; nothing where one of its fields has a value that is none of its kind. */
export function shapedRecord(
  line: ShapedLine,
  plan: ShapePlan,
  file: string,
  number: number,
): StoredRecord | undefined {
  const level = plan.level === -1 ? undefined : plan.levels.of(line, plan.level);
  const time = plan.time === -1 ? NO_TIME : timeOf(line, plan.time);
  const severityNumber = severityOf(level);
  if (time === undefined || (plan.time !== -1 && isAbsent(time))) return undefined;
  if (typeof level === 'number' && severityNumber === 0) return undefined;
  if (!isNoneOr(isTraceId, line, plan.traceId) || !isNoneOr(isSpanId, line, plan.spanId)) return undefined;
  const head: RecordHead = { time, severityNumber, severityText: typeof level === 'string' ? level : undefined };
  const { message, logger, attributes } = plan;
  const raw: ShapedRecord = { line, alike: plan, message, logger, attributes };
  return new StoredRecord(file, number, head, DECODER as RecordDecoder, raw, undefined);
}

function timeOf(line: ShapedLine, index: number): HrTime | undefined {
  const { bytes, start } = line;
  return bytes !== undefined && line.kind(index) === 'text'
    ? readTimeAt(bytes, start + line.from(index), start + line.to(index))
    : readAnyTime(line.value(index));
}

function isNoneOr(isId: (value: unknown) => boolean, line: ShapedLine, index: number): boolean {
  const value = valueAt(line, index);
  return value === undefined || value === '' || isId(value);
}

function valueAt(line: WrittenLine, index: number): unknown {
  return index === -1 ? undefined : line.value(index);
}

function textAt(line: WrittenLine, index: number): string | undefined {
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
  spanContext: ({ line, alike: plan }) => spanContextOf(valueAt(line, plan.traceId), valueAt(line, plan.spanId)),
  resource: (_, raw) => new StoredResource(() => resourceOf(raw)),
  scope: (_, { line, alike: plan }) => ({ name: textAt(line, plan.logger) ?? '' }),
  written: (raw) => raw,
};

function resourceOf({ line, alike: plan }: ShapedRecord): Record<string, unknown> {
  const resource: Record<string, unknown> = {};
  for (const [index, name] of plan.resource) resource[name] = line.value(index);
  return resource;
}
