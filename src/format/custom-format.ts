// The user's own format: a function that gives the line of a record.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ask } from '../foreign/call.ts';
import type { LogRecordFormat } from './format.ts';
import { LineEncoder } from './line-encoder.ts';
import { RecordView } from './record-view.ts';
import { sanitizeLine } from './sanitize-text.ts';
import { escapeUnsafeCharacters } from './unsafe-characters.ts';

/**
 * Gives the line of a record. A line end may be there or not; within the line what could forge another, drive a terminal or hide
 * is escaped as by `sanitizeText`, except the tab, and in a way that is valid inside a JSON string. The record is a {@link RecordView}:
 * a `ReadableLogRecord` that also answers to `level`, `message`, `logger_name`, `timestamp`, `extra`, `exception` and the like.
 */
export type FormatFunction = (record: RecordView) => string;

/**
 * Makes a format of a function: a line a record, in files that end in `.log`.
 * @param sanitizes `false`: a line keeps invisible characters; what ends a line, drives a terminal or reorders text is escaped all
 *   the same
 */
export function customFormat(format: FormatFunction, sanitizes: boolean): LogRecordFormat {
  const lineOf = lineOfFunction('the format function', format, sanitizes);
  return {
    name: 'function',
    extension: '.log',
    fileIdBytes: 0,
    identify: (lines) => lines,
    recognizes: () => true,
    createEncoder: () => new LineEncoder(lineOf),
  };
}

/**
 * The lines that a function of the user's gives, safe to write.
 * @param what the function is called in errors
 */
export function lineOfFunction(
  what: string,
  give: (record: RecordView) => string,
  sanitizes: boolean,
): (record: ReadableLogRecord) => string {
  const safe = sanitizes ? sanitizeLine : escapeUnsafeCharacters;
  return (record) => safe(oneLine(ask(what, give, new RecordView(record)), what)).toWellFormed();
}

/** The line without its end. */
function oneLine(line: unknown, what: string): string {
  if (typeof line !== 'string') throw new TypeError(`${what} gave ${typeof line}, not a string`);
  const end = line.endsWith('\r\n') ? -2 : line.endsWith('\n') ? -1 : line.length;
  return line.slice(0, end);
}
