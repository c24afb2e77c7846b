// The record in the file that says how many records are missing there, and why.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** Records that were given up because the buffer was full. */
export interface Loss {
  readonly count: number;
  /** The times of the first and the last of them, in milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** Two losses as one. */
export function sumOfLosses(a: Loss, b: Loss | undefined): Loss {
  if (b === undefined) return a;
  return { count: a.count + b.count, from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}

const WARN = 13;

/**
 * A record for the reader of the file.
 * @param like a record whose resource the notice takes
 */
export function lossNotice({ count, from, to }: Loss, like: ReadableLogRecord, now: number): ReadableLogRecord {
  const time: [number, number] = [Math.floor(now / 1000), Math.round((now % 1000) * 1e6)];
  const [first, last] = [new Date(from).toISOString(), new Date(to).toISOString()];
  const noun = count === 1 ? '1 log record was' : `${count} log records were`;
  return {
    hrTime: time,
    hrTimeObserved: time,
    severityNumber: WARN,
    severityText: 'WARN',
    body: `${noun} dropped between ${first} and ${last}: the buffer was full while the file could not be written`,
    attributes: {
      'laketrace.dropped.count': count,
      'laketrace.dropped.reason': 'buffer_full',
      'laketrace.dropped.from': first,
      'laketrace.dropped.to': last,
    },
    droppedAttributesCount: 0,
    resource: like.resource,
    instrumentationScope: { name: 'laketrace' },
  };
}
