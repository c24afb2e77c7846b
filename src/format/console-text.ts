// A record as a line for people who watch a console: time, level, scope, message, attributes.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { severityName } from '../spec/severity.ts';
import type { LogRecordFormat } from './format.ts';
import { LineEncoder } from './line-encoder.ts';
import { escapeUnsafeCharacters } from './unsafe-characters.ts';

/**
 * Lines such as `2026-01-31T12:00:00.123Z INFO  etl.load loaded {"rows":5}`. What stands in a record cannot begin another line
 * or drive the terminal; only a stack trace (`exception.stacktrace`) is shown on indented lines of its own.
 */
export function consoleText(): LogRecordFormat {
  return {
    name: 'console-text',
    extension: '.log',
    fileIdBytes: 0,
    identify: (lines) => lines,
    recognizes: () => true,
    createEncoder: () => new LineEncoder(lineOf),
  };
}

function lineOf(record: ReadableLogRecord): string {
  const { hrTime, severityText, severityNumber, instrumentationScope, eventName, body } = record;
  const time = new Date(hrTime[0] * 1000 + hrTime[1] / 1e6);
  const timestamp = Number.isNaN(time.getTime()) ? 'invalid time' : time.toISOString();
  const level = severityText ?? severityName(severityNumber);
  const message = body === undefined ? (eventName ?? '') : textOf(body);
  const line = `${timestamp} ${level.padEnd(5)} ${instrumentationScope.name} ${message}${attributesOf(record)}`;
  return escapeUnsafeCharacters(line).toWellFormed() + stackOf(record);
}

function attributesOf({ attributes }: ReadableLogRecord): string {
  const { 'exception.stacktrace': _, ...others } = attributes;
  return Object.keys(others).length === 0 ? '' : ` ${textOf(others)}`;
}

function stackOf({ attributes }: ReadableLogRecord): string {
  const stack = attributes['exception.stacktrace'];
  if (typeof stack !== 'string') return '';
  const lines = stack.split('\n').map((line) => `\n    ${escapeUnsafeCharacters(line.trim())}`);
  return lines.join('').toWellFormed();
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return (
      JSON.stringify(value, (_, nested) => (typeof nested === 'bigint' ? String(nested) : nested)) ?? String(value)
    );
  } catch {
    return '[unprintable]';
  }
}
