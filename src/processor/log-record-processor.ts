// A record's way through LakeTrace, from the provider to its sinks.

import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { RotatingFileLogRecordExporter } from '../file/rotating-file-log-record-exporter.ts';
import { nameClass } from '../foreign/shape.ts';
import { afterLimit, isLimited, unlimited } from '../foreign/time-limit.ts';
import { Deadline } from '../lifecycle/deadline.ts';
import { answerRollCall } from '../lifecycle/roll-call.ts';
import { onTermination } from '../lifecycle/termination.ts';
import { within } from '../lifecycle/timeout.ts';
import type { Redactor } from '../redaction/index.ts';
import { type DetectedRuntime, type DetectionOptions, detectRuntime } from '../resource/index.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { parseSeverity } from '../spec/severity.ts';
import type { ComponentMetrics } from '../telemetry/component-metrics.ts';
import { ErrorReporter } from '../telemetry/error-reporter.ts';
import { announceLoss, type Loser } from '../telemetry/events.ts';
import { checkOptions } from './check-processor-options.ts';
import { compileSteps } from './compile-steps.ts';
import { addContext } from './context/add-context.ts';
import { type ContextFields, type ContextHolder, contextHolder } from './context/contextualize.ts';
import { BatchPath } from './delivery/batch-path.ts';
import { ErrorPolicy } from './errors/error-policy.ts';
import { redactedErrors } from './errors/redacted-errors.ts';
import { FilterChain, parseFilters } from './filters/filter-chain.ts';
import { isBelow } from './filters/severity-threshold.ts';
import { EVERY_SCOPE } from './levels/level-rules.ts';
import { followLevels, readLevels } from './levels/levels-option.ts';
import type { SeverityLevels } from './levels/severity-levels.ts';
import { consoleSink, createFileExporter } from './option-sinks.ts';
import { type ProcessorReadings, processorMetrics } from './processor-metrics.ts';
import type { LakeTraceLogRecordProcessorOptions } from './processor-options.ts';
import type { ProcessorStats } from './processor-stats.ts';
import { IsolatedLogRecord } from './record/isolated-log-record.ts';
import { asMutable, type LogAttributes, type MutableLogRecord } from './record/record-step.ts';
import { RecordSteps } from './record-steps.ts';
import { readRecorder } from './recorder/recorder-option.ts';
import { RecorderPath } from './recorder-path.ts';
import { readRedactionOption } from './redaction-option.ts';
import { ResourceHold } from './resource/resource-hold.ts';
import type { Sink, SinkStats } from './sinks/sink.ts';
import { fileSink } from './sinks/sink-forms.ts';
import { type Receivers, SinkRegistry } from './sinks/sink-registry.ts';

type EnabledOptions = Parameters<NonNullable<LogRecordProcessor['enabled']>>[0];
type FlushOptions = Parameters<LogRecordProcessor['forceFlush']>[0];

/** What a processor finds around it: for tests, and for the logger, which is built around one. */
export interface ProcessorEnvironment {
  /** Where the platform is detected. Default: this machine. */
  readonly detection?: DetectionOptions;
  /**
   * Whether records that are not kept here get all steps, not only the protective ones: somebody after this processor keeps some of them,
   * and they are to look alike. Default `false`.
   */
  readonly tagsDropped?: boolean;
}

/** Of `shutdownTimeoutMillis`. It leaves a third of the time that Databricks gives an App. */
const SHUTDOWN_TIMEOUT = 10_000;
const LOSER: Loser = { source: 'processor' };
/** Where a record goes: to the sinks, to the sinks after what was recorded, into memory, or nowhere. */
type Way = 'to sinks' | 'as trigger' | 'to memory' | 'out';
/** The part of it in which records wait for attributes of their resource: the rest is for writing and sending them. */
const FOR_ATTRIBUTES = 0.5;

/**
 * The OpenTelemetry logs processor of LakeTrace. A record goes this way:
 *
 * 1. the fields of its context ({@link contextualize}) are added; after the shutdown it is refused and counted;
 * 2. `minimumSeverity`, or the level of its scope;
 * 3. `filter`, which sees the record as the application made it: so it can decide by what redaction takes away, and what it
 *    drops costs no more. What a sink's own filter sees has been through all steps;
 * 4. the steps: resource, static attributes or allow-list, redaction, leak guard, record id ({@link compileSteps} says why in this order). With
 *    `isolate: false` they change the record itself, so that processors registered after this one get it tagged and clean.
 *    Records that were dropped in 1 to 3 go to those processors too: what is protective is applied to them as well;
 * 5. with `recorder`: a record that is not severe enough for 2, and went through 3 and 4, waits in memory, and what waits there is
 *    written before a record that pulls the trigger;
 * 6. the sinks (file, console, others), then the batch path, once the resource's asynchronous attributes are known.
 *
 * Only the write of the file exporter blocks, and nothing throws into the application unless `catch` is `false`.
 */
export class LakeTraceLogRecordProcessor implements LogRecordProcessor {
  static {
    nameClass(LakeTraceLogRecordProcessor, 'LakeTraceLogRecordProcessor');
  }

  readonly #levels: SeverityLevels;
  readonly #leaveLevels: () => void;
  readonly #context: ContextHolder = contextHolder();
  readonly #errors: ErrorPolicy;
  readonly #redactor: Redactor | undefined;
  readonly #filters: FilterChain | undefined;
  readonly #recorder: RecorderPath | undefined;
  /** The lowest severity that is recorded, or none at all. */
  readonly #recordedFrom: number;
  readonly #steps: RecordSteps;
  readonly #isIsolating: boolean;
  readonly #shutdownTimeout: number;
  readonly #sinks: SinkRegistry;
  readonly #hold: ResourceHold;
  readonly #file: RotatingFileLogRecordExporter | undefined;
  readonly #batch: BatchPath | undefined;
  readonly #dropped: Record<string, number> = {};
  readonly #leaveTermination: (() => void) | undefined;
  #metrics: ComponentMetrics | undefined;
  #received = 0;
  #passed = 0;
  #shutdown: Promise<void> | undefined;
  /** The same, and whether every record has reached its end. */
  #end: Promise<boolean> | undefined;

  /**
   * @param options see {@link LakeTraceLogRecordProcessorOptions}
   * @throws ConfigurationError naming the option, its value and what is accepted
   */
  constructor(options?: LakeTraceLogRecordProcessorOptions);
  // The types that users see show no environment: only tests give one.
  constructor(
    options: LakeTraceLogRecordProcessorOptions = {},
    { detection, tagsDropped = false }: ProcessorEnvironment = {},
  ) {
    checkOptions(options);
    const runtime = detectRuntime(detection);
    const reporter = new ErrorReporter({ onError: options.onError });
    const errors = new ErrorPolicy(reporter, options.catch ?? true);
    const redaction = readRedactionOption(options.redaction, errors);
    const cleaner = redaction && redactedErrors(redaction.redactor);
    if (cleaner !== undefined) reporter.cleanWith(cleaner);
    this.#redactor = redaction?.redactor;
    this.#errors = errors;
    this.#levels = readLevels(options, detection?.env ?? process.env);
    const filters = parseFilters(options.filter, 'filter');
    this.#filters = FilterChain.of(filters, errors, 'filter');
    this.#filters?.summarize((like, attributes) => this.#emitSummary(like, attributes));
    this.#steps = new RecordSteps(compileSteps(options, runtime.attributes, redaction, errors), errors, tagsDropped);
    const settings = readRecorder(options.recorder);
    this.#recordedFrom = settings?.level ?? Number.POSITIVE_INFINITY;
    this.#isIsolating = options.isolate ?? false;
    this.#shutdownTimeout = options.shutdownTimeoutMillis ?? SHUTDOWN_TIMEOUT;
    this.#hold = new ResourceHold({
      pass: (record) => this.#passOn(record, 'all'),
      passHeld: (record, wasGivenEarly) => {
        this.#passOn(record, wasGivenEarly ? 'waiting' : 'all');
        errors.reportPending();
      },
      reporter,
    });
    const sanitizes = options.sanitize ?? true;
    const shared = { errors, reporter, cleaner, sanitizes, shutdownTimeout: this.#shutdownTimeout };
    this.#sinks = new SinkRegistry(shared);
    this.#file = createFileExporter(options, runtime);
    if (this.#file !== undefined) this.#sinks.attach('file', fileSink(this.#file, shared));
    if (options.console) this.#sinks.add(consoleSink(options.console, options), 'console');
    for (const [index, sink] of (options.sinks ?? []).entries()) this.#sinks.add(sink, `sinks[${index}]`);
    const { meterProvider } = options;
    const batchParts = { reporter, endTimeout: this.#shutdownTimeout, meterProvider };
    this.#batch = options.batch && new BatchPath(options.batch, batchParts);
    this.#recorder =
      settings && new RecorderPath({ settings, filters, errors, leave: (record) => this.#leave(record) });
    if (meterProvider) {
      this.#metrics = processorMetrics(meterProvider, () => this.#readings);
      this.#file?.measureBy(meterProvider);
    }
    this.#leaveLevels = followLevels(this.#levels, options.levels, reporter);
    if (isDatabricksApp(runtime)) {
      this.#leaveTermination = onTermination({ flush: () => this.forceFlush(), shutdown: () => this.shutdown() });
    }
  }

  /** Whether a record of this severity would be kept. One that no processor would keep is not even built by the SDK. */
  enabled({ severityNumber, instrumentationScope }: EnabledOptions): boolean {
    const hasWhereToGo = this.#sinks.size > 0 || this.#batch !== undefined;
    if (!hasWhereToGo || this.#shutdown !== undefined) return false;
    return !isBelow(severityNumber, Math.min(this.#levels.of(instrumentationScope), this.#recordedFrom));
  }

  onEmit(record: ReadWriteLogRecord, _context?: Context): void {
    if (isLimited()) this.#putOff(asMutable(record));
    else this.#receive(asMutable(record));
    if (this.#errors.hasPending) this.#errors.throwPending();
  }

  /**
   * Changes the lowest severity that is kept, from the next record on.
   * @param level a level name or a `SeverityNumber`; `undefined` takes back what was set by this method
   * @param scope the name of an instrumentation scope, or a pattern such as `org.noisy.*`. Default: all that have no level of their own
   * @throws ConfigurationError for what is no level, or no scope
   */
  setMinimumSeverity(level: string | number | undefined, scope: string = EVERY_SCOPE): void {
    if (typeof scope !== 'string' || scope === '') {
      throw new ConfigurationError('setMinimumSeverity(scope)', scope, "a name, or a pattern such as 'org.noisy.*'");
    }
    this.#levels.set(scope, level === undefined ? undefined : parseSeverity(level, 'setMinimumSeverity(level)'));
  }

  /** The lowest severity that is kept now, of an instrumentation scope or of those without a level of their own. */
  minimumSeverityOf(scope?: string): number {
    return this.#levels.ofName(scope);
  }

  /**
   * Attaches a sink, after those that are attached.
   * @returns its id, unique in the process and never used again
   * @throws ConfigurationError for what is no sink
   */
  addSink(sink: Sink): number {
    return this.#sinks.add(sink, 'sink');
  }

  /** Detaches a sink; resolves when it is flushed and closed. An id that is not attached does nothing. */
  async removeSink(id: number): Promise<void> {
    await unlimited(() => this.#sinks.remove(id));
  }

  /** The attached sinks, by id, with what they have done. */
  sinks(): ReadonlyMap<number, SinkStats> {
    return this.#sinks.stats;
  }

  /**
   * Finishes the active log file now, where it has content. Resolves when it has its rotated name; at once where there are no files.
   * @throws where the disk does not take the records
   */
  async rotate(): Promise<void> {
    await this.#hold.flush();
    await this.#file?.rotate();
  }

  /** Has the log continue in a new file of the active name, after another program (logrotate) has renamed the old one. */
  async reopen(): Promise<void> {
    await this.#file?.reopen();
  }

  /**
   * Finishes the active log file and resolves, once started compressions have ended, to the absolute paths of the files of this run,
   * oldest first: what to copy to a lake before the shutdown. Empty where nothing was logged, on a Spark executor, and with `file: false`.
   *
   * Where the disk does not take the records it resolves to the files that are finished, and the error is reported; with
   * `catch: false` it rejects.
   */
  async finishedFiles(): Promise<string[]> {
    await this.#hold.flush();
    const file = this.#file;
    if (file === undefined) return [];
    try {
      return await file.finishedFiles();
    } catch (error) {
      if (!this.#errors.contains) throw error;
      this.#errors.report(error, 'file', 'finishedFiles');
      return await file.finishedSoFar();
    }
  }

  /** What was done so far. */
  stats(): ProcessorStats {
    const file = this.#file?.stats();
    const { errors, ...own } = this.#readings;
    return { ...own, file, batch: this.#batch?.stats, errors: sum(errors, file?.errors ?? {}) };
  }

  get #readings(): ProcessorReadings {
    return {
      records: { received: this.#received, passed: this.#passed, dropped: this.#droppedByReason },
      recorder: this.#recorder?.stats,
      sinks: Object.fromEntries(this.#sinks.stats),
      redactions: this.#redactor && { ...this.#redactor.counts },
      errors: this.#errors.counts as Readonly<Record<string, number>>,
    };
  }

  get #droppedByReason(): Readonly<Record<string, number>> {
    const { dropped = 0 } = this.#recorder?.stats ?? {};
    return dropped === 0 ? { ...this.#dropped } : { ...this.#dropped, recorder: dropped };
  }

  /**
   * Resolves when every record so far has reached its end: files are written and their compressions done, sinks flushed, batches
   * exported. Failures are reported to `onError`; with `catch: false` the first one rejects.
   * @param options `timeoutMillis`: after which time it rejects in any case. Default: it waits as long as it takes
   */
  forceFlush(options?: FlushOptions): Promise<void> {
    const flushed = this.flush().then(() => undefined);
    const timeout = options?.timeoutMillis;
    return timeout === undefined ? flushed : within(flushed, timeout, 'forceFlush did not finish');
  }

  /**
   * As {@link forceFlush}, and says whether every record has reached its end.
   * @internal
   */
  flush(): Promise<boolean> {
    answerRollCall(this);
    return unlimited(() => this.#end ?? this.#flush());
  }

  /**
   * As {@link shutdown}, and says whether every record has reached its end.
   * @internal
   */
  close(): Promise<boolean> {
    return unlimited(() => {
      void this.shutdown();
      return this.#end as Promise<boolean>;
    });
  }

  /**
   * Hands what is buffered for files to the operating system, in as much as that can be done without a turn of the event loop: the process
   * may be about to end.
   * @internal
   */
  writeNow(): void {
    this.#file?.writeNow();
  }

  /**
   * Flushes and frees everything, within `shutdownTimeoutMillis`. Records that come later are refused and counted. A second call
   * gives the same promise.
   */
  shutdown(): Promise<void> {
    if (isLimited()) return unlimited(() => this.shutdown());
    // SIGTERM waits for a shutdown that is under way: the process would end in the middle of it.
    this.#end ??= this.#close().finally(this.#leaveTermination);
    this.#shutdown ??= this.#end.then(() => undefined);
    return this.#shutdown;
  }

  async #flush(): Promise<boolean> {
    this.#filters?.emitSummaries();
    await this.#hold.flush();
    // The batch path never rejects.
    const ends = await Promise.all([this.#batch?.forceFlush(), this.#sinks.forceFlush()]);
    return !ends.includes(false);
  }

  async #close(): Promise<boolean> {
    const deadline = new Deadline(this.#shutdownTimeout);
    const forgotten = this.#recorder?.end() ?? 0;
    if (forgotten > 0) this.#drop('severity', forgotten);
    this.#filters?.emitSummaries();
    await this.#hold.flush(deadline.left * FOR_ATTRIBUTES);
    const exported = this.#batch?.shutdown(deadline);
    try {
      const areWritten = await this.#sinks.shutdown(deadline);
      return areWritten && (await exported) !== false;
    } finally {
      await exported;
      this.#leaveLevels();
      this.#metrics?.end();
    }
  }

  #receive(record: MutableLogRecord): void {
    this.#received++;
    const fields = this.#context.storage?.getStore();
    const seen = fields === undefined ? record : this.#inContext(record, fields);
    const way = this.#wayOf(seen);
    if (way !== 'out') this.#treat(this.#isIsolating && seen === record ? new IsolatedLogRecord(seen) : seen, way);
    // Processors after this one get the record although it is not kept here. (With `isolate` they get it as it is.)
    else if (!this.#isIsolating) this.#steps.applyToDropped(seen);
  }

  /**
   * Receives a record later that was logged by a function which may be stopped at any point: what is begun for it now, such as to ask
   * filters, would be stopped with it, and stay as it is. Processors after this one get it now, clean.
   */
  #putOff(record: MutableLogRecord): void {
    let copy: IsolatedLogRecord | undefined;
    afterLimit(() => {
      const isWithinEmit = this.#errors.hasPending;
      if (copy !== undefined) this.#receive(copy);
      else {
        this.#received++;
        this.#lose('stopped');
      }
      if (!isWithinEmit) this.#errors.reportPending();
    });
    copy = new IsolatedLogRecord(record);
    if (this.#isIsolating) return;
    const fields = this.#context.storage?.getStore();
    this.#steps.applyToDropped(fields === undefined ? record : this.#inContext(record, fields));
  }

  /** The record with the fields of its context: filters see them, and so do processors after this one, but for `isolate`. */
  #inContext(record: MutableLogRecord, fields: ContextFields): MutableLogRecord {
    const seen = this.#isIsolating ? new IsolatedLogRecord(record) : record;
    try {
      addContext(fields, seen);
    } catch (error) {
      this.#errors.caught(error, 'attributes', 'contextualize');
    }
    return seen;
  }

  #wayOf(record: ReadableLogRecord): Way {
    if (this.#shutdown !== undefined) return this.#lose('shutdown');
    const { severityNumber } = record;
    const isForMemory = isBelow(severityNumber, this.#levels.of(record.instrumentationScope));
    if (isForMemory && isBelow(severityNumber, this.#recordedFrom)) return this.#drop('severity');
    const rejection = (isForMemory ? this.#recorder : this.#filters)?.rejection(record);
    if (rejection !== undefined) return this.#drop(rejection);
    if (isForMemory) return 'to memory';
    return this.#recorder?.isTriggeredBy(severityNumber) ? 'as trigger' : 'to sinks';
  }

  #treat(record: MutableLogRecord, way: Way): void {
    const droppedBy = way === 'to sinks' ? this.#steps.apply(record) : this.#steps.applyToContent(record);
    if (droppedBy !== undefined) this.#drop(droppedBy);
    else if (way === 'to sinks') this.#emit(record);
    else if (way === 'to memory') this.#recorder?.add(record);
    else {
      this.#recorder?.writeFor(record);
      this.#leave(record);
    }
  }

  /** Emits a record whose content is ready. @returns whether no step was against it */
  #leave(record: MutableLogRecord): boolean {
    const droppedBy = this.#steps.applyToLeaving(record);
    if (droppedBy === undefined) this.#emit(record);
    else this.#drop(droppedBy);
    return droppedBy === undefined;
  }

  #emit(record: ReadableLogRecord): void {
    const early = this.#hold.early(record);
    if (early !== undefined) this.#sinks.emit(early, 'at once');
    if (early === undefined || this.#batch !== undefined || this.#sinks.haveWaiting) {
      this.#hold.emit(record, early !== undefined);
      return;
    }
    this.#passed++;
    this.#hold.startWaiting(record);
  }

  /** A record about dropped ones goes the way of any other: what it repeats of them came from the application. */
  #emitSummary(like: ReadableLogRecord, attributes: LogAttributes): void {
    const isWithinEmit = this.#errors.hasPending;
    const record = new IsolatedLogRecord(like);
    if (this.#steps.apply(record) === undefined) {
      for (const [key, value] of Object.entries(attributes)) record.setAttribute(key, value);
      this.#emit(record);
    }
    if (!isWithinEmit) this.#errors.reportPending();
  }

  #lose(reason: 'shutdown' | 'stopped'): 'out' {
    announceLoss(LOSER, reason, 1);
    return this.#drop(reason);
  }

  #drop(reason: string, records = 1): 'out' {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + records;
    return 'out';
  }

  #passOn(record: ReadableLogRecord, to: Receivers): void {
    this.#passed++;
    this.#sinks.emit(record, to);
    this.#batch?.emit(record);
  }
}

/** Databricks stops an App by SIGTERM, and kills it 15 seconds later. */
function isDatabricksApp({ attributes }: DetectedRuntime): boolean {
  return attributes['databricks.compute_type'] === 'app';
}

function sum(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const total = { ...a };
  for (const [key, count] of Object.entries(b)) total[key] = (total[key] ?? 0) + count;
  return total;
}
