// A record as text sinks get it: its body is safe to print, whatever their format does with it.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { sanitizeText } from '../format/sanitize-text.ts';
import { IsolatedLogRecord } from './isolated-log-record.ts';

/**
 * The record itself where its body is safe, else a copy with a safe one: sinks that take JSON, whose encoding is safe, and
 * processors that come later keep the body as it was.
 */
export function withSanitizedBody(record: ReadableLogRecord): ReadableLogRecord {
  const { body } = record;
  if (typeof body !== 'string') return record;
  const sanitized = sanitizeText(body);
  if (sanitized === body) return record;
  const copy = new IsolatedLogRecord(record);
  copy.body = sanitized;
  return copy;
}
