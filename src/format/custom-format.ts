// The user's own format: a function that gives the line of a record.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ask } from '../foreign/call.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import type { LogRecordFormat } from './format.ts';
import { LineEncoder } from './line-encoder.ts';
import { otlpJson } from './otlp-json.ts';
import { sanitizeLine } from './sanitize-text.ts';
import { escapeUnsafeCharacters } from './unsafe-characters.ts';

/**
 * Gives the line of a record. A line end may be there or not; within the line what could forge another, drive a terminal or hide
 * is escaped as by `sanitizeText`, except the tab, and in a way that is valid inside a JSON string.
 */
export type FormatFunction = (record: ReadableLogRecord) => string;

const MEMBERS = ['name', 'extension', 'fileIdBytes', 'identify', 'recognizes', 'createEncoder'] as const;

/**
 * Reads the `format` option.
 * @param sanitizes `false`: a function's line keeps invisible characters; what ends a line, drives a terminal or reorders text is
 *   escaped all the same
 * @returns the format, or one made of the function: a line a record, in files that end in `.log`
 * @throws ConfigurationError naming the option, the value and what is accepted
 */
export function resolveFormat(value: unknown, option = 'format', sanitizes = true): LogRecordFormat {
  // Given without its call it would be asked for lines, record by record.
  if (value === otlpJson)
    throw new ConfigurationError(option, value, 'otlpJson(): a call of it, not the function itself');
  if (typeof value === 'function') return customFormat(value as FormatFunction, sanitizes);
  const isFormat = typeof value === 'object' && value !== null && MEMBERS.every((member) => member in value);
  if (!isFormat) {
    throw new ConfigurationError(option, value, 'a format such as otlpJson(), or a function (record) => string');
  }
  return value as LogRecordFormat;
}

function customFormat(format: FormatFunction, sanitizes: boolean): LogRecordFormat {
  const safe = sanitizes ? sanitizeLine : escapeUnsafeCharacters;
  return {
    name: 'function',
    extension: '.log',
    fileIdBytes: 0,
    identify: (lines) => lines,
    recognizes: () => true,
    createEncoder: () =>
      new LineEncoder((record) => safe(oneLine(ask('the format function', format, record))).toWellFormed()),
  };
}

/** The line without its end. */
function oneLine(line: unknown): string {
  if (typeof line !== 'string') throw new TypeError(`the format function gave ${typeof line}, not a string`);
  const end = line.endsWith('\r\n') ? -2 : line.endsWith('\n') ? -1 : line.length;
  return line.slice(0, end);
}
