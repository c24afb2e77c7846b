// The place of a record in a trace, as files have it.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { SPAN_ID, TRACE_ID } from '../../format/otlp-record.ts';

/** Whether a value is the id of a trace; what is none, such as the decimal one of another tracer, is an attribute. */
export function isTraceId(value: unknown): value is string {
  return typeof value === 'string' && TRACE_ID.test(value);
}

/** Whether a value is the id of a span. */
export function isSpanId(value: unknown): value is string {
  return typeof value === 'string' && SPAN_ID.test(value);
}

/** The span of two values, of which one may be no id; nothing where both are none. */
export function spanContextOf(trace: unknown, span: unknown, traceFlags = 0): ReadableLogRecord['spanContext'] {
  const [traceId, spanId] = [isTraceId(trace) ? trace : '', isSpanId(span) ? span : ''];
  return traceId === '' && spanId === '' ? undefined : { traceId, spanId, traceFlags };
}
