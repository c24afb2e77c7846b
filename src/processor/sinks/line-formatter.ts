// A format, applied to one record at a time: for sinks that take text.

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { messageOf, nameClass } from '../../foreign/shape.ts';
import type { LogRecordFormat } from '../../format/format.ts';

/** Gives the lines of a record, each with its newline. @throws FormatError */
export type LineFormatter = (record: ReadableLogRecord) => string;

/** An error of a format, not of the sink that the line was for. */
export class FormatError extends Error {
  static {
    nameClass(FormatError, 'FormatError');
  }

  constructor(format: string, cause: unknown) {
    super(`the format ${format} failed: ${messageOf(cause)}`, { cause });
    this.name = 'FormatError';
  }
}

/**
 * Makes a formatter of a format. Records are not gathered into shared lines: whoever reads a stream waits for them.
 */
export function lineFormatter(format: LogRecordFormat): LineFormatter {
  const encoder = format.createEncoder();
  return (record) => {
    try {
      encoder.stage(record);
    } catch (error) {
      throw new FormatError(format.name, error);
    }
    encoder.commit();
    return Buffer.from(encoder.take()).toString();
  };
}
