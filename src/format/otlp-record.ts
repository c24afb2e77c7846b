// A log record -> the JSON of OTLP's `LogRecord`.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { flat } from './flat-text.ts';
import { type AsciiMark, escapeJson } from './json-string.ts';
import { AnyValueEncoder } from './otlp-any-value.ts';
import { integerField, textField, uint32Field } from './otlp-fields.ts';
import { unixNanoDigits } from './unix-nano.ts';

type SpanContext = NonNullable<ReadableLogRecord['spanContext']>;

// What one severity number was last written as.
interface KeptSeverity {
  readonly text: string | undefined;
  readonly json: string;
}

const MAX_SEVERITY = 24;
// Longer severity texts are no level names: not worth their memory.
const MAX_KEPT_LENGTH = 128;
const MIN_INT32 = -(2 ** 31);
const MAX_INT32 = 2 ** 31 - 1;
export const TRACE_ID: RegExp = /^[\da-f]{32}$/i;
export const SPAN_ID: RegExp = /^[\da-f]{16}$/i;

/**
 * Encodes records as the `LogRecord` of OTLP/JSON. Fields are absent where the SDK's serializer leaves them out; one whose value
 * has no place in OTLP (a trace id that is not 32 hexadecimal digits, a severity that is no integer) is left out as well, because
 * a reader would refuse the whole line for it.
 *
 * Records come in bursts of one time, one severity and one span: the JSON of these is kept from the record before.
 */
export class OtlpRecordEncoder {
  readonly #values = new AnyValueEncoder();
  readonly #digitsOf: typeof unixNanoDigits;
  readonly #takesAnyId: boolean;
  readonly #severities: (KeptSeverity | undefined)[] = [];
  #timeSeconds = Number.NaN;
  #timeNanoseconds = Number.NaN;
  #observedSeconds = Number.NaN;
  #observedNanoseconds = Number.NaN;
  #timeJson = '';
  #traceId: string | undefined;
  #spanId: string | undefined;
  #traceFlags: number | undefined;
  #spanJson = '';

  /**
   * @param digitsOf how a time is written
   * @param takesAnyId whether ids of traces and spans are written that are none to OTLP
   */
  constructor(digitsOf: typeof unixNanoDigits = unixNanoDigits, takesAnyId = false) {
    this.#digitsOf = digitsOf;
    this.#takesAnyId = takesAnyId;
  }

  /** Whether the record that was encoded last is ASCII. */
  get isAscii(): boolean {
    return this.#values.isAscii;
  }

  /** The JSON object of a record. */
  encode(record: ReadableLogRecord): string {
    const values = this.#values;
    values.begin();
    const { eventName, body, droppedAttributesCount: dropped, spanContext } = record;
    let text =
      this.#timeFields(record.hrTime, record.hrTimeObserved) +
      this.#severityFields(record.severityNumber, record.severityText);
    if (eventName !== undefined) text += textField('eventName', eventName, values);
    // Most bodies are strings: joined here, they are two pieces fewer to write.
    text +=
      typeof body === 'string'
        ? `,"body":{"stringValue":"${escapeJson(body, values)}"},"attributes":[`
        : `,"body":${values.encode(body)},"attributes":[`;
    text += values.encodeAttributes(record.attributes);
    if (dropped === 0 && spanContext === undefined) return `${text}],"droppedAttributesCount":0}`;
    return `${text}]${uint32Field('droppedAttributesCount', dropped)}${this.#spanFields(spanContext)}`;
  }

  #timeFields(time: ReadableLogRecord['hrTime'], observed: ReadableLogRecord['hrTimeObserved']): string {
    if (
      time[0] !== this.#timeSeconds ||
      time[1] !== this.#timeNanoseconds ||
      observed[0] !== this.#observedSeconds ||
      observed[1] !== this.#observedNanoseconds
    ) {
      this.#timeJson = flat(
        `{"timeUnixNano":"${this.#digitsOf(time)}","observedTimeUnixNano":"${this.#digitsOf(observed)}"`,
      );
      [this.#timeSeconds, this.#timeNanoseconds] = time;
      [this.#observedSeconds, this.#observedNanoseconds] = observed;
    }
    return this.#timeJson;
  }

  #severityFields(severity: number | undefined, text: string | undefined): string {
    const kept = isSeverity(severity) ? this.#severities[severity] : undefined;
    if (kept !== undefined && kept.text === text) return kept.json;
    const mark: AsciiMark = { isAscii: true };
    const json = integerField('severityNumber', severity, MIN_INT32, MAX_INT32) + textField('severityText', text, mark);
    if (!mark.isAscii) this.#values.isAscii = false;
    else if (isSeverity(severity) && json.length <= MAX_KEPT_LENGTH)
      this.#severities[severity] = { text, json: flat(json) };
    return json;
  }

  /** The last fields and the end of the object. */
  #spanFields(span: SpanContext | undefined): string {
    if (span === undefined || span === null) return '}';
    const { traceId, spanId, traceFlags } = span;
    if (this.#takesAnyId) {
      const values = this.#values;
      return `${uint32Field('flags', traceFlags)}${textField('traceId', traceId, values)}${textField('spanId', spanId, values)}}`;
    }
    if (traceId !== this.#traceId || spanId !== this.#spanId || traceFlags !== this.#traceFlags) {
      const flags = uint32Field('flags', traceFlags);
      this.#spanJson = `${flags}${idField('traceId', traceId, TRACE_ID)}${idField('spanId', spanId, SPAN_ID)}}`;
      this.#traceId = traceId;
      this.#spanId = spanId;
      this.#traceFlags = traceFlags;
    }
    return this.#spanJson;
  }
}

function isSeverity(severity: number | undefined): severity is number {
  return Number.isInteger(severity) && (severity as number) >= 0 && (severity as number) <= MAX_SEVERITY;
}

function idField(name: string, id: unknown, pattern: RegExp): string {
  return typeof id === 'string' && pattern.test(id) ? `,"${name}":"${id}"` : '';
}
