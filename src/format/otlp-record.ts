// A log record -> the JSON of OTLP's `LogRecord`.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { AsciiMark } from './json-string.ts';
import { AnyValueEncoder } from './otlp-any-value.ts';
import { integerField, textField } from './otlp-fields.ts';
import { unixNanoDigits } from './unix-nano.ts';

type SpanContext = NonNullable<ReadableLogRecord['spanContext']>;

// What one severity number was last written as.
interface KnownSeverity {
  readonly text: string | undefined;
  readonly json: string;
}

const MAX_SEVERITY = 24;
const MAX_KEPT_LENGTH = 64;
const MIN_INT32 = -(2 ** 31);
const MAX_INT32 = 2 ** 31 - 1;
const MAX_UINT32 = 2 ** 32 - 1;
const TRACE_ID = /^[\da-f]{32}$/i;
const SPAN_ID = /^[\da-f]{16}$/i;

/**
 * Encodes records as the `LogRecord` of OTLP/JSON. Fields are absent where the SDK's serializer leaves them out; one whose value
 * has no place in OTLP (a trace id that is not 32 hexadecimal digits, a severity that is no integer) is left out as well, because
 * a reader would refuse the whole line for it.
 *
 * Records come in bursts of one time, one severity and one span: the JSON of these is kept from the record before.
 */
export class OtlpRecordEncoder {
  readonly #values = new AnyValueEncoder();
  readonly #severities: (KnownSeverity | undefined)[] = [];
  #timeSeconds = Number.NaN;
  #timeNanoseconds = Number.NaN;
  #observedSeconds = Number.NaN;
  #observedNanoseconds = Number.NaN;
  #timeJson = '';
  #traceId: string | undefined;
  #spanId: string | undefined;
  #traceFlags: number | undefined;
  #spanJson = '';

  /** Whether the record that was encoded last is ASCII. */
  get isAscii(): boolean {
    return this.#values.isAscii;
  }

  /** The JSON object of a record. */
  encode(record: ReadableLogRecord): string {
    const values = this.#values;
    values.begin();
    const { eventName, droppedAttributesCount: dropped } = record;
    return (
      this.#timeFields(record.hrTime, record.hrTimeObserved) +
      this.#severityFields(record.severityNumber, record.severityText) +
      (eventName === undefined ? '' : textField('eventName', eventName, values)) +
      ',"body":' +
      values.encode(record.body) +
      ',"attributes":[' +
      values.encodeEntries(record.attributes ?? {}) +
      (dropped === 0
        ? '],"droppedAttributesCount":0'
        : `]${integerField('droppedAttributesCount', dropped, 0, MAX_UINT32)}`) +
      this.#spanFields(record.spanContext)
    );
  }

  #timeFields(time: ReadableLogRecord['hrTime'], observed: ReadableLogRecord['hrTimeObserved']): string {
    if (
      time[0] !== this.#timeSeconds ||
      time[1] !== this.#timeNanoseconds ||
      observed[0] !== this.#observedSeconds ||
      observed[1] !== this.#observedNanoseconds
    ) {
      [this.#timeSeconds, this.#timeNanoseconds] = time;
      [this.#observedSeconds, this.#observedNanoseconds] = observed;
      this.#timeJson = `{"timeUnixNano":"${unixNanoDigits(time)}","observedTimeUnixNano":"${unixNanoDigits(observed)}"`;
    }
    return this.#timeJson;
  }

  #severityFields(severity: number | undefined, text: string | undefined): string {
    if (severity === undefined) return textField('severityText', text, this.#values);
    const known = this.#severities[severity];
    if (known !== undefined && known.text === text) return known.json;
    const mark: AsciiMark = { isAscii: true };
    const json = integerField('severityNumber', severity, MIN_INT32, MAX_INT32) + textField('severityText', text, mark);
    if (!mark.isAscii) this.#values.isAscii = false;
    else if (isSeverity(severity) && json.length <= MAX_KEPT_LENGTH) this.#severities[severity] = { text, json };
    return json;
  }

  /** The last fields and the end of the object. */
  #spanFields(span: SpanContext | undefined): string {
    if (span === undefined || span === null) return '}';
    const { traceId, spanId, traceFlags } = span;
    if (traceId !== this.#traceId || spanId !== this.#spanId || traceFlags !== this.#traceFlags) {
      this.#traceId = traceId;
      this.#spanId = spanId;
      this.#traceFlags = traceFlags;
      const trace = TRACE_ID.test(traceId) ? `,"traceId":"${traceId}"` : '';
      const own = SPAN_ID.test(spanId) ? `,"spanId":"${spanId}"` : '';
      this.#spanJson = `${integerField('flags', traceFlags, 0, MAX_UINT32)}${trace}${own}}`;
    }
    return this.#spanJson;
  }
}

function isSeverity(severity: number): boolean {
  return Number.isInteger(severity) && severity >= 0 && severity <= MAX_SEVERITY;
}
