// The user's own format: a function that gives the line of a record.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ConfigurationError } from '../spec/configuration-error.ts';
import type { LogRecordFormat } from './format.ts';
import { LineEncoder } from './line-encoder.ts';
import { escapeUnsafeCharacters } from './unsafe-characters.ts';

/** Gives the line of a record. A line end may be there or not; any other control character but the tab is escaped. */
export type FormatFunction = (record: ReadableLogRecord) => string;

const MEMBERS = ['name', 'extension', 'fileIdBytes', 'identify', 'recognizes', 'createEncoder'] as const;

/**
 * Reads the `format` option.
 * @returns the format, or one made of the function: a line a record, in files that end in `.log`
 * @throws ConfigurationError naming the option, the value and what is accepted
 */
export function resolveFormat(value: unknown, option = 'format'): LogRecordFormat {
  if (typeof value === 'function') return customFormat(value as FormatFunction);
  const isFormat = typeof value === 'object' && value !== null && MEMBERS.every((member) => member in value);
  if (!isFormat) {
    throw new ConfigurationError(option, value, 'a format such as otlpJson(), or a function (record) => string');
  }
  return value as LogRecordFormat;
}

function customFormat(format: FormatFunction): LogRecordFormat {
  return {
    name: 'function',
    extension: '.log',
    fileIdBytes: 0,
    identify: (lines) => lines,
    recognizes: () => true,
    createEncoder: () => new LineEncoder((record) => oneLine(format(record))),
  };
}

/** No value may forge a second line or drive a terminal: what the function lets through is escaped. */
function oneLine(line: unknown): string {
  if (typeof line !== 'string') throw new TypeError(`the format function gave ${typeof line}, not a string`);
  const end = line.endsWith('\r\n') ? -2 : line.endsWith('\n') ? -1 : line.length;
  return escapeUnsafeCharacters(line.slice(0, end)).toWellFormed();
}
