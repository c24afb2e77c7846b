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

/** Of fewer bytes a call of the engine takes longer than to copy them one by one. */
const MANY = 200;

/** Copies bytes; returns where they end. */
export function copyBytes(from: Buffer, start: number, end: number, target: Buffer, at: number): number {
  if (end - start > MANY) return at + from.copy(target, at, start, end);
  let to = at;
  for (let i = start; i < end; i++) target[to++] = from[i] as number;
  return to;
}
