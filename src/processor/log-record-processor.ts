// A record's way through LakeTrace, from the provider to its sinks.
import type { Context } from '@opentelemetry/api';
import { diag } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { FileExporterStats } from '../file/exporter-stats.ts';
import type { RotatingFileLogRecordExporter } from '../file/rotating-file-log-record-exporter.ts';
import { detectRuntime, type PlatformAttributes } from '../resource/index.ts';
import { parseSeverity } from '../spec/severity.ts';
import { ErrorReporter } from '../telemetry/error-reporter.ts';
import { BatchPath, type BatchStats } from './batch-path.ts';
import { ConsoleLogRecordSink } from './console-sink.ts';
import { ErrorPolicy } from './error-policy.ts';
import { ExporterSink } from './exporter-sink.ts';
import { FilterChain, parseFilters } from './filter-chain.ts';
import { IsolatedLogRecord } from './isolated-log-record.ts';
import {
  checkOptions,
  createFileExporter,
  type LakeTraceLogRecordProcessorOptions,
  readResourceOption,
} from './options.ts';
import { asMutable, type RecordStep } from './record-step.ts';
import { ResourceMerge } from './resource-merge.ts';
import { SettledResourceGate } from './settled-resource-gate.ts';
import { isBelow } from './severity-threshold.ts';
import type { RecordSink, Sink, SinkStats } from './sink.ts';
import { SinkRegistry } from './sink-registry.ts';
import { parseStaticAttributes, StaticAttributes } from './static-attributes.ts';
import { onTermination } from './termination.ts';

type EnabledOptions = Parameters<NonNullable<LogRecordProcessor['enabled']>>[0];

/** What a processor has done. */
export interface ProcessorStats {
  readonly records: {
    /** Given to the processor. */
    readonly received: number;
    /** Passed on to the sinks. */
    readonly passed: number;
    /** Not passed on, by reason: `severity`, `shutdown`, the reason of a filter, or the name of a step. */
    readonly dropped: Readonly<Record<string, number>>;
  };
  /** By sink id. */
  readonly sinks: ReadonlyMap<number, SinkStats>;
  readonly file: FileExporterStats | undefined;
  readonly batch: BatchStats | undefined;
  /** Contained errors, by source. */
  readonly errors: Readonly<Record<string, number>>;
}

/**
 * The OpenTelemetry logs processor of LakeTrace. A record goes this way:
 *
 * 1. after the shutdown it is refused and counted;
 * 2. `minimumSeverity`;
 * 3. `filter`, which sees the record as the application made it, so that it can decide by what redaction takes away;
 * 4. the steps, in this order: resource, static attributes, redaction. With `isolate: false` they change the record itself, so
 *    that processors registered after this one get it tagged and clean. Records that were dropped in 2 or 3 go to those
 *    processors too: protective steps are applied to them as well;
 * 5. the sinks (file, console, others) and the batch path, once the resource's attributes have settled.
 *
 * Nothing in it blocks but the write of the file exporter, and nothing throws into the application unless `catch` is `false`.
 */
export class LakeTraceLogRecordProcessor implements LogRecordProcessor {
  readonly #minimumSeverity: number;
  readonly #errors: ErrorPolicy;
  readonly #filters: FilterChain | undefined;
  readonly #steps: readonly RecordStep[];
  readonly #protectiveSteps: readonly RecordStep[];
  readonly #isIsolating: boolean;
  readonly #sinks: SinkRegistry;
  readonly #gate: SettledResourceGate;
  readonly #file: RotatingFileLogRecordExporter | undefined;
  readonly #batch: BatchPath | undefined;
  readonly #dropped: Record<string, number> = {};
  readonly #leaveTermination: (() => void) | undefined;
  #received = 0;
  #passed = 0;
  #shutdown: Promise<void> | undefined;

  /** @throws ConfigurationError naming the option, its value and what is accepted */
  constructor(options: LakeTraceLogRecordProcessorOptions = {}) {
    checkOptions(options);
    const reporter = new ErrorReporter({ onError: options.onError });
    this.#errors = new ErrorPolicy(reporter, options.catch ?? true);
    this.#minimumSeverity = parseSeverity(options.minimumSeverity ?? 'INFO', 'minimumSeverity');
    const filters = parseFilters(options.filter, 'filter');
    this.#filters = filters.length === 0 ? undefined : new FilterChain(filters, this.#errors, 'filter');
    this.#steps = compileSteps(options);
    this.#protectiveSteps = this.#steps.filter(({ isProtective }) => isProtective);
    this.#isIsolating = options.isolate ?? false;
    this.#sinks = new SinkRegistry(this.#errors);
    this.#gate = new SettledResourceGate((record) => this.#handOn(record));
    this.#file = this.#createFile(options);
    if (this.#file !== undefined) this.#sinks.attach(fileSink(this.#file));
    if (options.console) this.#sinks.attach(this.#consoleSink(options.console));
    for (const [index, sink] of (options.sinks ?? []).entries()) this.#sinks.add(sink, `sinks[${index}]`);
    this.#batch = options.batch && new BatchPath(options.batch, (error) => this.#errors.report(error, 'batch'));
    if (isDatabricksApp()) {
      this.#leaveTermination = onTermination({ flush: () => this.forceFlush(), shutdown: () => this.shutdown() });
    }
  }

  /** Whether a record of this severity would be kept: the SDK then does not even build others. */
  enabled({ severityNumber }: EnabledOptions): boolean {
    const hasWhereToGo = this.#sinks.size > 0 || this.#batch !== undefined;
    return hasWhereToGo && this.#shutdown === undefined && !isBelow(severityNumber, this.#minimumSeverity);
  }

  onEmit(record: ReadWriteLogRecord, _context?: Context): void {
    this.#received++;
    const isKept = this.#isKept(record);
    const steps = isKept ? this.#steps : this.#protectiveSteps;
    // Processors after this one get the record though it is not kept here; an isolated one is theirs alone.
    if (isKept || (steps.length > 0 && !this.#isIsolating)) this.#process(record, steps, isKept);
    if (this.#errors.hasPending) this.#errors.throwPending();
  }

  /**
   * Attaches a sink.
   * @returns its id, unique in the process and never used again
   * @throws ConfigurationError for what is no sink
   */
  addSink(sink: Sink): number {
    return this.#sinks.add(sink, 'sink');
  }

  /** Detaches a sink, flushing and closing it. An id that is not attached does nothing. */
  removeSink(id: number): Promise<void> {
    return this.#sinks.remove(id);
  }

  /** The attached sinks, by id, with what they have done. */
  sinks(): ReadonlyMap<number, SinkStats> {
    return this.#sinks.stats;
  }

  /** What was done so far. */
  stats(): ProcessorStats {
    return {
      records: { received: this.#received, passed: this.#passed, dropped: { ...this.#dropped } },
      sinks: this.#sinks.stats,
      file: this.#file?.stats(),
      batch: this.#batch?.stats,
      errors: this.#errors.counts,
    };
  }

  /**
   * Resolves when every record so far has reached its end: files are written and their compressions done, sinks flushed, batches
   * exported. Failures are reported to `onError`; with `catch: false` the first one rejects.
   */
  async forceFlush(): Promise<void> {
    if (this.#shutdown !== undefined) return this.#shutdown;
    await this.#gate.settle();
    await this.#settle(
      () => this.#sinks.forceFlush(),
      () => this.#batch?.forceFlush(),
    );
  }

  /** Flushes and frees everything. Records that come later are refused and counted. A second call gives the same promise. */
  shutdown(): Promise<void> {
    this.#shutdown ??= this.#close();
    return this.#shutdown;
  }

  async #close(): Promise<void> {
    this.#leaveTermination?.();
    await this.#gate.settle();
    await this.#settle(
      () => this.#sinks.shutdown(),
      () => this.#batch?.shutdown(),
    );
  }

  #isKept(record: ReadWriteLogRecord): boolean {
    if (this.#shutdown !== undefined) return this.#drop('shutdown');
    if (isBelow(record.severityNumber, this.#minimumSeverity)) return this.#drop('severity');
    const rejection = this.#filters?.rejection(record);
    return rejection === undefined || this.#drop(rejection);
  }

  #drop(reason: string): false {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
    return false;
  }

  #process(record: ReadWriteLogRecord, steps: readonly RecordStep[], isKept: boolean): void {
    const target = this.#isIsolating ? new IsolatedLogRecord(record) : asMutable(record);
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i] as RecordStep;
      try {
        if (!step.apply(target)) {
          if (isKept) this.#drop(step.name);
          return;
        }
      } catch (error) {
        this.#errors.caught(error, step.source);
      }
    }
    if (isKept) this.#gate.emit(target);
  }

  #handOn(record: ReadableLogRecord): void {
    this.#passed++;
    this.#sinks.emit(record);
    this.#batch?.emit(record);
  }

  #createFile(options: LakeTraceLogRecordProcessorOptions): RotatingFileLogRecordExporter | undefined {
    if (options.file !== false && options.executors !== 'on' && detectRuntime().role === 'executor') {
      diag.info("laketrace: this is a Spark executor, which writes no log files (executors: 'on' lets it)");
      return undefined;
    }
    return createFileExporter(options.file, (error, { source, target }) => this.#errors.report(error, source, target));
  }

  #consoleSink(
    console: true | NonNullable<Exclude<LakeTraceLogRecordProcessorOptions['console'], boolean>>,
  ): RecordSink {
    const exporter = new ConsoleLogRecordSink(console === true ? {} : console);
    return new ExporterSink('console', exporter, (error) => this.#errors.report(error, 'sink', 'console'));
  }

  /** Runs both to their end; the batch path's failures are reported as the sinks' are. */
  async #settle(sinks: () => Promise<void>, batch: () => Promise<void> | undefined): Promise<void> {
    const [ofSinks, ofBatch] = await Promise.allSettled([sinks(), batch()]);
    if (ofBatch.status === 'rejected') {
      if (!this.#errors.contains) throw ofBatch.reason;
      this.#errors.report(ofBatch.reason, 'batch');
    }
    if (ofSinks.status === 'rejected') throw ofSinks.reason;
  }
}

/** The steps that the options ask for, in the order in which they are applied. */
function compileSteps(options: LakeTraceLogRecordProcessorOptions): RecordStep[] {
  const steps: RecordStep[] = [];
  const { detect, given, alsoOnRecord } = readResourceOption(options.resource);
  if (detect || given !== undefined) {
    const detected = given === undefined ? detectRuntime().attributes : (given.attributes as PlatformAttributes);
    steps.push(new ResourceMerge({ detected, alsoOnRecord }));
  }
  if (options.attributes !== undefined) steps.push(new StaticAttributes(parseStaticAttributes(options.attributes)));
  return steps;
}

/** Databricks stops an App by SIGTERM, and kills it 15 seconds later. */
function isDatabricksApp(): boolean {
  return detectRuntime().attributes['databricks.compute_type'] === 'app';
}

/** The file exporter takes records one by one, without the detour of an export. */
function fileSink(exporter: RotatingFileLogRecordExporter): RecordSink {
  return {
    name: 'file',
    emit: (record) => exporter.append(record),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
