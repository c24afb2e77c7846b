// A record that was read from a file: a view like any other, whose parts are decoded when they are asked for.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { type RecordView, SelfView } from '../../format/record-view.ts';
import { type HrTime, timeOf } from '../../format/time-pattern.ts';
import { WRITTEN, type WrittenRecord } from '../../format/written-fields.ts';
import type { RecordDecoder, RecordHead } from './record-decoder.ts';
import { NO_TIME } from './stored-time.ts';

/** Where a record was read. */
export interface RecordSource {
  /** The path of the file. */
  readonly file: string;
  /** The number of its line, from 1; of a record of several lines, that of the first. */
  readonly line: number;
}

/**
 * A record that was read from a file. It is a {@link RecordView}, and a `ReadableLogRecord` with it: every format writes it, every filter
 * judges it. What the file does not say of it is empty: `pid` is 0 and `hostname` is empty, not those of this process.
 */
export interface StoredLogRecord extends RecordView {
  /** Where it was read. */
  readonly source: RecordSource;
}

/** A record, and the time by which it is merged with others. */
export interface StoredRecord extends StoredLogRecord {
  readonly when: HrTime;
}

/** Of a part that was not decoded yet. */
const UNKNOWN: unique symbol = Symbol('unknown');
type Lazy<Part extends keyof ReadableLogRecord> = ReadableLogRecord[Part] | typeof UNKNOWN;

/** Nothing is decoded before it is asked for, and nothing twice. */
class LazyRecord extends SelfView {
  readonly hrTime: ReadableLogRecord['hrTime'];
  readonly severityNumber: ReadableLogRecord['severityNumber'];
  readonly severityText: ReadableLogRecord['severityText'];
  readonly #file: string;
  readonly #line: number;
  readonly #decoder: RecordDecoder;
  readonly #raw: unknown;
  readonly #around: unknown;
  // A field each: an object for all of them was a tenth of the garbage.
  #observed: Lazy<'hrTimeObserved'> = UNKNOWN;
  #body: Lazy<'body'> = UNKNOWN;
  #attributes: Lazy<'attributes'> = UNKNOWN;
  #spanContext: Lazy<'spanContext'> = UNKNOWN;
  #resource: Lazy<'resource'> = UNKNOWN;
  #scope: Lazy<'instrumentationScope'> = UNKNOWN;

  constructor(file: string, line: number, head: RecordHead, decoder: RecordDecoder, raw: unknown, around: unknown) {
    super();
    this.#file = file;
    this.#line = line;
    this.hrTime = head.time as ReadableLogRecord['hrTime'];
    this.severityNumber = head.severityNumber === 0 ? undefined : head.severityNumber;
    this.severityText = head.severityText;
    this.#decoder = decoder;
    this.#raw = raw;
    this.#around = around;
  }

  get source(): RecordSource {
    return { file: this.#file, line: this.#line };
  }

  /** When it was, or else was seen: by which it is merged with others. */
  get when(): HrTime {
    return timeOf(this.hrTime as HrTime, this.hrTime[0] === 0 ? (this.hrTimeObserved as HrTime) : NO_TIME);
  }

  get hrTimeObserved(): ReadableLogRecord['hrTimeObserved'] {
    if (this.#observed === UNKNOWN) {
      this.#observed = this.#decoder.observedTime(this.#raw, this.#head) as ReadableLogRecord['hrTimeObserved'];
    }
    return this.#observed;
  }

  get body(): ReadableLogRecord['body'] {
    if (this.#body === UNKNOWN) this.#body = this.#decoder.body(this.#raw);
    return this.#body;
  }

  get eventName(): ReadableLogRecord['eventName'] {
    return this.#decoder.eventName(this.#raw);
  }

  get attributes(): ReadableLogRecord['attributes'] {
    if (this.#attributes === UNKNOWN) {
      this.#attributes = this.#decoder.attributes(this.#raw) as ReadableLogRecord['attributes'];
    }
    return this.#attributes;
  }

  get droppedAttributesCount(): number {
    return this.#decoder.droppedAttributesCount(this.#raw);
  }

  get spanContext(): ReadableLogRecord['spanContext'] {
    if (this.#spanContext === UNKNOWN) this.#spanContext = this.#decoder.spanContext(this.#raw);
    return this.#spanContext;
  }

  get resource(): ReadableLogRecord['resource'] {
    if (this.#resource === UNKNOWN) this.#resource = this.#decoder.resource(this.#around, this.#raw);
    return this.#resource;
  }

  get instrumentationScope(): ReadableLogRecord['instrumentationScope'] {
    if (this.#scope === UNKNOWN) this.#scope = this.#decoder.scope(this.#around, this.#raw);
    return this.#scope;
  }

  get [WRITTEN](): WrittenRecord | undefined {
    return this.#decoder.written?.(this.#raw);
  }

  get #head(): RecordHead {
    return {
      time: this.hrTime as HrTime,
      severityNumber: this.severityNumber ?? 0,
      severityText: this.severityText,
    };
  }
}

/** Makes a record of what a line says. */
export const StoredRecord: new (
  file: string,
  line: number,
  head: RecordHead,
  decoder: RecordDecoder,
  raw: unknown,
  around: unknown,
) => StoredRecord = LazyRecord as never;
