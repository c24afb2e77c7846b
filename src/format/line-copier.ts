// Writes lines of records as bytes that are copied from the lines they were read from.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { WrittenRecord } from './written-fields.ts';

/** Instead of a number of bytes, of a record that is to be written in another way. */
export const NOT_COPIED = -1;

/** Copies records of which the bytes are still there. */
export interface LineCopier {
  /**
   * Gets the next record to be copied.
   * @param bytes of its line
   * @returns how many bytes it takes at most, with the end of its line, or {@link NOT_COPIED}
   */
  begin(record: ReadableLogRecord, written: WrittenRecord, bytes: Buffer): number;
  /**
   * Copies that record, with the end of its line, to a place where there is room for it.
   * @returns where it ends
   */
  copy(written: WrittenRecord, bytes: Buffer, target: Buffer, at: number): number;
}
