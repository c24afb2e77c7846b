// Compares a line with what the SDK's own serializer says of the same records, as parsed JSON. Takes the serializer, so that
// each SDK line can bring its own.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** The part of `JsonLogsSerializer` that is used. */
export interface LogsSerializer {
  serializeRequest(records: ReadableLogRecord[]): Uint8Array | undefined;
}

/** Our line and the SDK's request, parsed and freed of the few differences that are meant; they must be deeply equal. */
export interface Meanings {
  readonly ours: unknown;
  readonly sdk: unknown;
}

/**
 * Parses our line of some records and the SDK's request of the same, and removes these differences and no others:
 *
 * - ours writes integers as decimal strings: the SDK's numbers are turned into strings of their exact digits;
 * - an integer beyond int64 is a double in ours: the SDK's `intValue` of such a number is turned into a `doubleValue`;
 * - ours writes NaN and infinities as strings, for which the SDK has `null`: ours are turned into `null`;
 * - ours may bear a file id, which is removed.
 *
 * Different resource or scope objects that say the same are one group in ours only: give records that share theirs.
 */
export function meanings(line: string, records: readonly ReadableLogRecord[], serializer: LogsSerializer): Meanings {
  const ours = JSON.parse(line, (key, value) => {
    if (key === 'laketraceFileId') return undefined;
    return key === 'doubleValue' && typeof value === 'string' ? null : value;
  });
  const sdk = JSON.parse(new TextDecoder().decode(serializer.serializeRequest([...records])), (_key, value) =>
    isIntValue(value) ? exactInteger(value.intValue) : value,
  );
  return { ours, sdk };
}

function isIntValue(value: unknown): value is { readonly intValue: number } {
  return typeof value === 'object' && value !== null && typeof (value as { intValue?: unknown }).intValue === 'number';
}

function exactInteger(value: number): unknown {
  return value >= -(2 ** 63) && value < 2 ** 63 ? { intValue: String(BigInt(value)) } : { doubleValue: value };
}
