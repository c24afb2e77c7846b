// What a format says of a record that was stored in it: each part decoded when it is asked for.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { HrTime } from '../../format/time-pattern.ts';
import type { WrittenRecord } from '../../format/written-fields.ts';

/** What is known of a line without decoding the rest of it. */
export interface RecordHead {
  /** When it was; `[0, 0]` where the line does not say. */
  readonly time: HrTime;
  /** 0 where the line has none. */
  readonly severityNumber: number;
  readonly severityText: string | undefined;
}

/** Decodes what a line holds. `Raw` is the record as it was parsed, `Around` what several records have in common. */
export interface RecordDecoder<Raw = unknown, Around = unknown> {
  observedTime(raw: Raw, head: RecordHead): HrTime;
  body(raw: Raw): ReadableLogRecord['body'];
  eventName(raw: Raw): string | undefined;
  attributes(raw: Raw): Record<string, unknown>;
  droppedAttributesCount(raw: Raw): number;
  spanContext(raw: Raw): ReadableLogRecord['spanContext'];
  resource(around: Around, raw: Raw): ReadableLogRecord['resource'];
  scope(around: Around, raw: Raw): ReadableLogRecord['instrumentationScope'];
  /** Its line, where formats may copy from it. */
  written?(raw: Raw): WrittenRecord | undefined;
}
