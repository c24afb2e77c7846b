// Log records for the tests of what a processor does with them.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** What a test wants its record to have. */
export interface LogRecordParts extends Partial<Omit<ReadableLogRecord, 'instrumentationScope' | 'spanContext'>> {
  readonly scope?: string;
  readonly traceId?: string;
}

/** A record with these parts. */
export function logRecord({ scope = 'app', traceId, ...parts }: LogRecordParts = {}): ReadableLogRecord {
  return {
    hrTime: [1_769_860_800, 0],
    hrTimeObserved: [1_769_860_800, 0],
    severityNumber: 9,
    body: 'hello',
    attributes: {},
    droppedAttributesCount: 0,
    resource: { attributes: {} } as ReadableLogRecord['resource'],
    instrumentationScope: { name: scope },
    ...(traceId === undefined ? {} : { spanContext: { traceId, spanId: '00f067aa0ba902b7', traceFlags: 1 } }),
    ...parts,
  };
}
