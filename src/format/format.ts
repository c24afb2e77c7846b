// What the file exporter and the sinks ask of a format: records in, whole lines out.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** How log records become lines of a file. Stateless and shareable: the state of a file lives in its encoder. */
export interface LogRecordFormat {
  /** A short name for messages and file recognition, such as `otlp-json`. */
  readonly name: string;
  /** The extension of active and rotated files, where the exporter's options give no other: `.jsonl` for JSON Lines, `.log` for text. */
  readonly extension: string;
  /** How many bytes {@link identify} adds; 0 where the format has no room for a file id. */
  readonly fileIdBytes: number;
  /**
   * Puts an id into the first line of a file, for formats whose files would otherwise begin alike: collectors recognize files
   * by their first bytes. Formats without room for one return the lines as they are. The lines given are not changed.
   * @param lines whole lines, as {@link LogRecordEncoder.take} returns them
   * @param fileId 32 lower-case hexadecimal digits that no other file has
   */
  identify(lines: Uint8Array, fileId: string): Uint8Array;
  /** Whether a file that begins with these bytes may be continued in this format. */
  recognizes(head: string): boolean;
  /** A new encoder, for one file exporter or sink. */
  createEncoder(): LogRecordEncoder;
  /**
   * The same format with its times in another zone: an IANA name, `UTC` or `local`. Only a format that shows local times has it, and
   * only where it was not given a zone itself: the file exporter and the console then give it theirs.
   */
  readonly inTimeZone?: (timeZone: string) => LogRecordFormat;
}

/**
 * Gathers records into whole lines, as UTF-8.
 *
 * A record is encoded when it is staged, so that later changes to the record do not reach the file, and nothing of it is kept. Staging does not yet
 * add it to the pending lines: the exporter first learns by how much they would grow, and may take the pending lines away.
 */
export interface LogRecordEncoder {
  /**
   * Encodes a record and returns by how many bytes {@link pendingBytes} would grow if it were committed now. It takes the
   * place of a record that is still staged.
   * @throws what a user's format or a getter of the record throws; nothing is staged then
   */
  stage(record: ReadableLogRecord): number;
  /** Adds the staged record to the pending lines; does nothing where none is staged. */
  commit(): void;
  /** The number of bytes that {@link take} would return. */
  readonly pendingBytes: number;
  /** The number of lines that {@link take} would return. */
  readonly pendingLines: number;
  /** The number of lines that the staged record adds, where it may be more than one; 0 where none is staged. Default: one. */
  readonly stagedLines?: number;
  /** The number of committed records since the last {@link take}. */
  readonly pendingRecords: number;
  /** Returns the pending lines, each ending in `\n`, and forgets them. The bytes are the caller's: the encoder does not use them again. */
  take(): Uint8Array;
}
