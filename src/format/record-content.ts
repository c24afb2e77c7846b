// What of a record is written, as one text: the same for records that a reader of the file cannot distinguish.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { AnyValueEncoder } from './otlp-any-value.ts';
import { resourceEnvelope, scopeEnvelope } from './otlp-envelope.ts';
import { OtlpRecordEncoder } from './otlp-record.ts';

// Resources are long, and a program has one or a few.
const MOST_RESOURCES = 1000;
const NO_TIME: ReadableLogRecord['hrTime'] = [0, 0];

/**
 * Distinguishes records and values as the file exporter's own format does, by the same code: what a value says is described once. As
 * safe on hostile values as that, and no longer.
 */
export class RecordContent {
  readonly #resources = new Map<string, number>();
  #encoder: OtlpRecordEncoder | undefined = new OtlpRecordEncoder();

  /**
   * All of a record except its times and its place in a trace.
   * @throws RangeError where it is longer than a text can be
   */
  of(record: ReadableLogRecord): string {
    // A value's own code, such as its toJSON, may log, and so come back here: for that there is another encoder.
    const encoder = this.#encoder ?? new OtlpRecordEncoder();
    this.#encoder = undefined;
    try {
      const text = encoder.encode({
        hrTime: NO_TIME,
        hrTimeObserved: NO_TIME,
        severityNumber: record.severityNumber,
        severityText: record.severityText,
        eventName: record.eventName,
        body: record.body,
        attributes: record.attributes,
        droppedAttributesCount: record.droppedAttributesCount,
        resource: record.resource,
        instrumentationScope: record.instrumentationScope,
      } as ReadableLogRecord);
      return `${this.#numberOf(record.resource)}${scopeEnvelope(record.instrumentationScope).key}${text}`;
    } finally {
      this.#encoder = encoder;
    }
  }

  #numberOf(resource: ReadableLogRecord['resource']): number | string {
    const { key } = resourceEnvelope(resource);
    const known = this.#resources.get(key);
    if (known !== undefined) return known;
    if (this.#resources.size >= MOST_RESOURCES) return key;
    this.#resources.set(key, this.#resources.size);
    return this.#resources.size - 1;
  }
}

/**
 * A value as it would be written; a text and a number that looks like it are two.
 * @throws RangeError where it is longer than a text can be
 */
export function valueContent(value: unknown): string {
  return new AnyValueEncoder().encode(value);
}
