// Where records go: what the processor asks of a sink, and the forms in which its user may give one.
import type { Writable } from 'node:stream';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { FormatOption } from '../../format/named-formats.ts';
import type { Deadline } from '../../lifecycle/deadline.ts';
import type { LogRecordFilter } from '../filters/filter.ts';

/**
 * A sink given as a function: called with each record, at once; where the sink has a `format`, with the record's line as well.
 * `forceFlush` waits for the promises that it returns; a rejection is contained, as an error is that it throws.
 */
export type SinkFunction = (record: ReadableLogRecord, line?: string) => unknown;

/** A sink with its own threshold, filter, format and name. */
export interface SinkOptions {
  /**
   * An exporter is shut down, and a stream ended, when the sink is removed or the processor shut down; a stream that several
   * sinks write to with the last of them, `process.stdout` and `process.stderr` never.
   */
  readonly sink: LogRecordExporter | SinkFunction | Writable;
  /** Records below it do not reach this sink. Default: all that the processor lets through do. */
  readonly minimumSeverity?: string | number;
  /** All must hold. They see the record as the sink gets it: after all steps. Default: none. */
  readonly filter?: LogRecordFilter | readonly LogRecordFilter[];
  /** How records become lines: needed for a `Writable`, possible for a function, refused for an exporter. */
  readonly format?: FormatOption;
  /** For error messages and `sinks()`. Default: the kind of the sink, and its id. */
  readonly name?: string;
}

/**
 * A sink: a `LogRecordExporter`, a function `(record) => void`, or an object around one of these or around a `Writable`, which
 * needs a `format`.
 */
export type Sink = LogRecordExporter | SinkFunction | SinkOptions;

/** What a sink has done. */
export interface SinkStats {
  readonly name: string;
  /** Records that were handed to it. */
  readonly records: number;
  /** Records that were not meant for it, by its `minimumSeverity` or `filter`. */
  readonly filtered: number;
  /** These by reason: `severity`, or the reason of a filter. */
  readonly dropped: Readonly<Record<string, number>>;
  /**
   * Records that it lost:
   * - it or its format failed
   * - its queue was full
   * - it logged them itself
   * - they came when the program had nothing left to do, after the first that did
   */
  readonly failed: number;
}

/** A sink as the processor uses it. */
export interface RecordSink {
  /** Takes a record. What it throws, the processor contains, and counts as one more lost. */
  emit(record: ReadableLogRecord): void;
  /** Whether it takes records in the middle of another, as one that its own format logs. Default `false`: they are refused. */
  readonly isReentrant?: boolean;
  /** Whether what it has taken outlives the process: it then waits for nothing. Default `false`. */
  readonly isCrashSafe?: boolean;
  /** How many records it lost by itself, without throwing. */
  readonly lost: number;
  /** Resolves when what was taken has reached its end; to `false` where some of it has not, and that is reported. */
  forceFlush(): Promise<unknown>;
  /** Flushes and frees everything, within the deadline where it is in its hands. Called once. Resolves as {@link forceFlush} does. */
  shutdown(deadline: Deadline): Promise<unknown>;
}
