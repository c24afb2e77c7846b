// One step on a record's way: it changes the record in place, and may drop it.
import type { ReadableLogRecord, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { ErrorSource } from '../../telemetry/error-source.ts';

/** The attributes of a log record, in the words of the installed SDK line. */
export type LogAttributes = ReadableLogRecord['attributes'];

/** A record while its steps are applied: the SDK's own, or LakeTrace's copy of it. */
export interface MutableLogRecord extends ReadableLogRecord {
  body?: ReadableLogRecord['body'];
  eventName?: string;
  severityText?: string;
  resource: ReadableLogRecord['resource'];
  setAttribute: (key: string, value: LogAttributes[string]) => unknown;
}

/**
 * A step. The processor compiles its options into one array of steps, so that what is switched off costs nothing.
 *
 * A step that throws does not stop the record: the error is reported and the next step is applied. So a protective step first takes
 * away what must not get out, and then throws; or it returns false.
 */
export interface RecordStep {
  /** The name under which records that the step drops are counted. */
  readonly name: string;
  /** What its errors are reported as. */
  readonly source: ErrorSource;
  /**
   * Whether the step takes away what must not leave the process. Such a step is also applied to the records that LakeTrace
   * itself does not keep: the processors registered after it still get them.
   */
  readonly isProtective: boolean;
  /**
   * Whether the step is about what leaves, not about what a record holds: to a record that waits in memory it is applied when that is
   * written. Default `false`.
   */
  readonly isOfLeaving?: boolean;
  /** Applies the step. @returns whether LakeTrace keeps the record */
  apply(record: MutableLogRecord): boolean;
}

/** What the SDK hands to a processor is a {@link MutableLogRecord}: `resource` is read-only in its type alone. */
export function asMutable(record: ReadWriteLogRecord): MutableLogRecord {
  return record as MutableLogRecord;
}
