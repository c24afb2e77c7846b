// The decoder of formats whose lines are read in one go: what it is asked for is already there, or a function that gives it.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { HrTime } from '../../format/time-pattern.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { StoredResource } from './stored-resource.ts';
import { spanContextOf } from './stored-span.ts';

/** What a line says. */
export interface PlainRecord {
  readonly body: unknown;
  readonly attributes: Record<string, unknown>;
  readonly observed?: HrTime | undefined;
  readonly eventName?: string | undefined;
  /** What stands in the place of an id, whatever it is. */
  readonly traceId?: unknown;
  readonly spanId?: unknown;
  readonly dropped?: number | undefined;
  readonly loggerName?: string | undefined;
  readonly scopeVersion?: string | undefined;
  readonly resource: Record<string, unknown>;
}

/** Reads a line, the first time anything of it is asked for. */
export type LazyPlainRecord = { read: (() => PlainRecord) | undefined; value: PlainRecord | undefined };

export function lazily(read: () => PlainRecord): LazyPlainRecord {
  return { read, value: undefined };
}

function partsOf(raw: LazyPlainRecord): PlainRecord {
  if (raw.value === undefined) {
    raw.value = (raw.read as () => PlainRecord)();
    raw.read = undefined;
  }
  return raw.value;
}

/** Gives each part of a {@link PlainRecord}. */
export const PLAIN_DECODER: RecordDecoder<LazyPlainRecord, undefined> = {
  observedTime: (raw, { time }) => partsOf(raw).observed ?? time,
  body: (raw) => partsOf(raw).body as ReadableLogRecord['body'],
  eventName: (raw) => partsOf(raw).eventName,
  attributes: (raw) => partsOf(raw).attributes,
  droppedAttributesCount: (raw) => partsOf(raw).dropped ?? 0,
  spanContext: (raw) => spanContextOf(partsOf(raw).traceId, partsOf(raw).spanId),
  resource: (_, raw) => {
    const { resource } = partsOf(raw);
    return new StoredResource(() => resource);
  },
  scope: (_, raw) => {
    const { loggerName = '', scopeVersion } = partsOf(raw);
    return { name: loggerName, ...(scopeVersion !== undefined && { version: scopeVersion }) };
  },
};
