// Where records go: what the processor asks of a sink, and the forms in which its user may give one.
import type { Writable } from 'node:stream';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { FormatFunction } from '../format/custom-format.ts';
import type { LogRecordFormat } from '../format/format.ts';
import type { LogRecordFilter } from './filter.ts';

/** A sink given as a function: called with each record, at once. */
export type SinkFunction = (record: ReadableLogRecord) => void;

/** A sink with its own threshold, filter, format and name. */
export interface SinkOptions {
  readonly sink: LogRecordExporter | SinkFunction | Writable;
  /** Records below it do not reach this sink. Default: all that the processor lets through do. */
  readonly minimumSeverity?: string | number;
  /** All must hold. Default: none. */
  readonly filter?: LogRecordFilter | readonly LogRecordFilter[];
  /** How records become lines; needed for a `Writable`, and refused for the others. */
  readonly format?: LogRecordFormat | FormatFunction;
  /** For error messages and `sinks()`. Default: the kind of the sink. */
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
  /** Records that it could not take: it threw, failed, or its queue was full. */
  readonly failed: number;
}

/** A sink as the processor uses it. */
export interface RecordSink {
  readonly name: string;
  /** Takes a record. What it throws, the processor contains. */
  emit(record: ReadableLogRecord): void;
  /** Resolves when what was taken has reached its end. */
  forceFlush(): Promise<void>;
  /** Flushes and frees everything. Called once. */
  shutdown(): Promise<void>;
}

/** Told of records that a sink lost after it had taken them. */
export type LossHandler = (error: unknown, records: number) => void;
