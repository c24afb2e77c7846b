// A record as a line for people who watch a console: time, level, scope, message, attributes.
import { isUint8Array } from 'node:util/types';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { plainForm } from '../foreign/plain-form.ts';
import { severityName } from '../spec/severity.ts';
import type { LogRecordFormat } from './format.ts';
import { LineEncoder } from './line-encoder.ts';
import { sanitizeText } from './sanitize-text.ts';
import { escapeUnsafeCharacters } from './unsafe-characters.ts';

/**
 * Lines such as `2026-01-31T12:00:00.123Z INFO  etl.load loaded {"rows":5}`. One record is one line, and nothing in a record can
 * begin another or drive the terminal: a stack trace stands in its attribute, with its line ends as `\n`.
 * @param sanitizes `false`: invisible characters stay
 */
export function consoleText(sanitizes = true): LogRecordFormat {
  const safe = sanitizes ? sanitizeText : escapeUnsafeCharacters;
  return {
    name: 'console-text',
    extension: '.log',
    fileIdBytes: 0,
    identify: (lines) => lines,
    recognizes: () => true,
    createEncoder: () => new LineEncoder((record) => safe(lineOf(record)).toWellFormed()),
  };
}

function lineOf({
  hrTime,
  severityText,
  severityNumber,
  instrumentationScope,
  eventName,
  body,
  attributes,
}: ReadableLogRecord): string {
  const time = new Date(hrTime[0] * 1000 + hrTime[1] / 1e6);
  const timestamp = Number.isNaN(time.getTime()) ? 'invalid time' : time.toISOString();
  const level = typeof severityText === 'string' ? severityText : severityName(severityNumber);
  const message = body === undefined ? textOf(eventName ?? '') : textOf(body);
  const details = Object.keys(attributes).length === 0 ? '' : ` ${textOf(attributes)}`;
  return `${timestamp} ${level.padEnd(5)} ${instrumentationScope.name} ${message}${details}`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value, shown) ?? String(value);
  } catch {
    return '[unprintable]';
  }
}

/** What JSON has no words for, as `otlpJson` writes it. */
function shown(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  // A Buffer has been made a list of numbers by now.
  const own = this[key];
  if (isUint8Array(own)) return Buffer.from(own.buffer, own.byteOffset, own.byteLength).toString('base64');
  return Array.isArray(value) ? value : plainForm(value);
}
