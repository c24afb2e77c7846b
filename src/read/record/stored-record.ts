// A record that was read from a file: a view like any other, whose parts are decoded when they are asked for.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { type RecordView, SelfView } from '../../format/record-view.ts';
import { type HrTime, timeOf } from '../../format/time-pattern.ts';
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

type Parts = Pick<
  ReadableLogRecord,
  'body' | 'attributes' | 'spanContext' | 'resource' | 'instrumentationScope' | 'hrTimeObserved'
>;

type KnownParts = { -readonly [Part in keyof Parts]?: Parts[Part] | undefined };

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
  #parts: KnownParts | undefined;

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
    const parts = this.#known;
    parts.hrTimeObserved ??= this.#decoder.observedTime(this.#raw, this.#head) as ReadableLogRecord['hrTimeObserved'];
    return parts.hrTimeObserved;
  }

  get body(): ReadableLogRecord['body'] {
    const parts = this.#known;
    if (!('body' in parts)) parts.body = this.#decoder.body(this.#raw);
    return parts.body;
  }

  get eventName(): ReadableLogRecord['eventName'] {
    return this.#decoder.eventName(this.#raw);
  }

  get attributes(): ReadableLogRecord['attributes'] {
    const parts = this.#known;
    parts.attributes ??= this.#decoder.attributes(this.#raw) as ReadableLogRecord['attributes'];
    return parts.attributes;
  }

  get droppedAttributesCount(): number {
    return this.#decoder.droppedAttributesCount(this.#raw);
  }

  get spanContext(): ReadableLogRecord['spanContext'] {
    const parts = this.#known;
    if (!('spanContext' in parts)) parts.spanContext = this.#decoder.spanContext(this.#raw);
    return parts.spanContext;
  }

  get resource(): ReadableLogRecord['resource'] {
    const parts = this.#known;
    parts.resource ??= this.#decoder.resource(this.#around, this.#raw);
    return parts.resource;
  }

  get instrumentationScope(): ReadableLogRecord['instrumentationScope'] {
    const parts = this.#known;
    parts.instrumentationScope ??= this.#decoder.scope(this.#around, this.#raw);
    return parts.instrumentationScope;
  }

  get #known(): KnownParts {
    this.#parts ??= {};
    return this.#parts;
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
