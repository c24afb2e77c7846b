// Log records as the SDK hands them to exporters.
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

const RESOURCE = resourceFromAttributes({ 'service.name': 'app' });
const SCOPE = { name: 'test' };

/** Bodies of records: `record 0`, `record 1`, …, or from another number on. */
export function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `record ${from + index}`);
}

/** A record with a body, and whatever else a test needs. */
export function logRecord(body: string, parts: Partial<ReadableLogRecord> = {}): ReadableLogRecord {
  return {
    hrTime: [1_769_860_800, 123_000_000],
    hrTimeObserved: [1_769_860_800, 123_000_000],
    severityNumber: 9,
    severityText: 'INFO',
    body,
    attributes: {},
    droppedAttributesCount: 0,
    resource: RESOURCE,
    instrumentationScope: SCOPE,
    ...parts,
  };
}
