// The exporter: log records -> files that rotate, compress, expire and survive a crash.

import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { type Failed, tell } from '../foreign/call.ts';
import { tellDiagAfterwards } from '../foreign/diagnostics.ts';
import { nameClass } from '../foreign/shape.ts';
import { afterLimit, isLimited, unlimited } from '../foreign/time-limit.ts';
import { Deadline } from '../lifecycle/deadline.ts';
import { onExit } from '../lifecycle/exit-hook.ts';
import { expectNaturalEnd, isAtNaturalEnd } from '../lifecycle/natural-end.ts';
import { within } from '../lifecycle/timeout.ts';
import { type ErrorCleaner, ErrorReporter } from '../telemetry/error-reporter.ts';
import { announceLoss, type Loser } from '../telemetry/events.ts';
import type { MeterProviderOption } from '../telemetry/meter-provider.ts';
import { FileMetrics } from './file-metrics.ts';
import { FlushSchedule } from './flush-schedule.ts';
import { LogFiles } from './log-files.ts';
import {
  type FileSettings,
  fileNamePartFrom,
  type RotatingFileLogRecordExporterOptions,
  readOptions,
} from './options/file-options.ts';
import { RecordIntake, SILENCE } from './record-intake.ts';
import { type FileEnvironment, realEnvironment } from './system/file-environment.ts';
import { isLastingRefusal } from './system/lasting-refusal.ts';
import { Acknowledgements } from './writer/acknowledgements.ts';
import type { ChunkPump, FaultEpisode, Written } from './writer/chunk-pump.ts';
import { ExporterCounters, type FileExporterStats, statsOf, type WaitingForDisk } from './writer/exporter-stats.ts';

type ResultCallback = Parameters<LogRecordExporter['export']>[1];
type ExportResult = Parameters<ResultCallback>[0];

// As SILENCE, at exit, where the process could hang for ever.
const SILENCE_AT_EXIT = 5000;
const DEFAULT_TIMEOUT = 30_000;
// How long the disk may take nothing at all.
const SHUTDOWN_TIMEOUT = 10_000;
// What closing is given in a shutdown whose time the disk has used up.
const LAST_CHANCE = 1000;
const SUCCESS = 0;
const FAILED = 1;

/**
 * Writes log records to local files: a complete `LogRecordExporter`, usable with any processor.
 *
 * Nothing is opened before the first record. Errors of the disk never reach the application: records are kept in memory up
 * to `maxBufferedBytes`, writing is tried again by itself, and `onError` is called once an episode.
 */
export class RotatingFileLogRecordExporter implements LogRecordExporter {
  static {
    nameClass(RotatingFileLogRecordExporter, 'RotatingFileLogRecordExporter');
  }

  readonly #settings: FileSettings;
  readonly #environment: FileEnvironment;
  readonly #reporter: ErrorReporter;
  readonly #counters = new ExporterCounters();
  readonly #acknowledgements = new Acknowledgements();
  readonly #intake: RecordIntake;
  readonly #schedule: FlushSchedule;
  readonly #loser: Loser;
  #files: LogFiles | undefined;
  #metrics: FileMetrics | undefined;
  #unformatted: Failed = (error) => void this.#reporter.report(error, 'format', this.#settings.format.name);
  #leaveExit: (() => void) | undefined;
  #leaveNaturalEnd: (() => void) | undefined;
  #shutdown: Promise<void> | undefined;
  #isExiting = false;

  /**
   * @param options see {@link RotatingFileLogRecordExporterOptions}
   * @throws ConfigurationError for an option that is not known or a value that is not accepted
   */
  constructor(options?: RotatingFileLogRecordExporterOptions);
  // The types that users see show no environment: only tests give one.
  constructor(options: RotatingFileLogRecordExporterOptions = {}, environment: FileEnvironment = realEnvironment) {
    this.#settings = readOptions(options, environment);
    this.#environment = environment;
    this.#loser = { source: 'file', target: this.#settings.directory };
    this.#reporter = new ErrorReporter({ onError: this.#settings.onError, now: () => environment.monotonic() });
    this.#schedule = new FlushSchedule(this.#settings.flush, () => this.#intake.flush());
    this.#intake = new RecordIntake({
      settings: this.#settings,
      environment,
      reporter: this.#reporter,
      counters: this.#counters,
      acknowledgements: this.#acknowledgements,
      open: (first) => this.#open(first),
      unformatted: (error) => this.#unformatted(error),
      taken: (files, record) => this.#taken(files, record),
    });
    if (this.#settings.meterProvider !== undefined) this.measureBy(this.#settings.meterProvider);
  }

  /**
   * Has errors reported as the cleaner gives them back. Called by a processor that has this exporter as a sink.
   * @internal
   */
  cleanErrors(cleaner: ErrorCleaner): void {
    this.#reporter.cleanWith(cleaner);
  }

  /**
   * Has a processor with `catch: false` get the errors of the format, which it throws.
   * @internal
   */
  tellUnformatted(failed: Failed): void {
    this.#unformatted = failed;
  }

  /**
   * Has a meter provider take the metrics, unless one does, or `meterProvider` was `false`. Called by a processor whose files these are.
   * @internal
   */
  measureBy(provider: MeterProviderOption): void {
    if (provider === false || this.#settings.meterProvider === false || this.#metrics !== undefined) return;
    this.#metrics = new FileMetrics(provider, () => this.stats());
    if (this.#shutdown !== undefined) this.#metrics.end();
  }

  /**
   * Takes a record in: it is encoded before this returns, so that later changes to it do not reach the file. Never throws.
   *
   * The way of a processor that works record by record; {@link export} does the same for each record of a batch.
   */
  append(record: ReadableLogRecord): void {
    if (this.#shutdown !== undefined) return this.#refuse(1);
    // Logged by code that may be stopped in the middle, which a file must not be.
    if (isLimited()) this.#appendAfterLimit(record);
    else this.#intake.take(record);
  }

  /** Apart, so that a record that is not put off has no closure made for it. */
  #appendAfterLimit(record: ReadableLogRecord): void {
    afterLimit(() => this.append(record));
  }

  /**
   * Takes a batch in; `resultCallback` is called once its records are handed to the operating system, or failed where one of
   * them was lost. Calls may overlap.
   */
  export(records: ReadableLogRecord[], resultCallback: ResultCallback): void {
    if (isLimited()) return afterLimit(() => this.export(records, resultCallback));
    const answer = (result: ExportResult) => this.#answer(resultCallback, result);
    if (this.#shutdown !== undefined) {
      this.#refuse(records.length);
      return answer(failure('the exporter has been shut down'));
    }
    const lostBefore = this.#acknowledgements.lost;
    for (const record of records) this.append(record);
    this.#acknowledgements.when(this.#counters.recordsAccepted, lostBefore, (isWhole) =>
      answer(isWhole ? { code: SUCCESS } : failure('records were dropped, see the error handler and stats()')),
    );
  }

  /**
   * Hands what is buffered to the operating system now, blocking (with `enqueue` as well). Where the disk refuses, it stays buffered.
   * @internal
   */
  writeNow(): void {
    const pump = this.#files?.pump;
    if (pump === undefined || this.#isExiting || this.#shutdown !== undefined || isLimited()) return;
    this.#intake.pushPending();
    pump.drainNow({ patience: SILENCE });
  }

  /**
   * Resolves when every record taken in so far is handed to the operating system (and on the disk, with `fsync: 'flush'`) and
   * the compressions that started have ended.
   * @param options `timeoutMillis`: how long all of that is waited for. Default: 30,000 for the disk, and for a compression of
   *   the user's own; the built-in ones may take as long as they need
   * @throws where the disk does not take the records in that time, or refuses them for two seconds for a reason that time does not mend, such
   *   as a permission; they stay buffered, and are still tried
   */
  async forceFlush({ timeoutMillis }: { timeoutMillis?: number } = {}): Promise<void> {
    if (isLimited()) return unlimited(() => this.forceFlush(timeoutMillis === undefined ? {} : { timeoutMillis }));
    if (this.#shutdown !== undefined) return this.#shutdown;
    const timeout = timeoutMillis ?? DEFAULT_TIMEOUT;
    const deadline = new Deadline(timeout);
    await this.#flush(timeout);
    await this.#whenIdle(timeoutMillis === undefined ? this.#compressionTimeout : deadline.left);
  }

  /**
   * Flushes, waits for compressions, applies retention and closes everything. A second call gives the same promise.
   * @throws where the disk takes nothing for 10 s; what is still buffered is tried once more as the process exits
   */
  shutdown(): Promise<void> {
    if (isLimited()) return unlimited(() => this.shutdown());
    this.#shutdown ??= this.#close();
    return this.#shutdown;
  }

  /**
   * Finishes the active file now, where it has content. Resolves when it has its new name.
   * @throws where the disk does not take the records, or the rotation does not end, within 30 s each
   */
  async rotate(): Promise<void> {
    if (isLimited()) return unlimited(() => this.rotate());
    if (this.#shutdown !== undefined) return this.#shutdown;
    await this.#flush(DEFAULT_TIMEOUT);
    const writer = this.#files?.writer;
    if (writer === undefined) return;
    await within(writer.rotate(), DEFAULT_TIMEOUT, 'the file could not be rotated');
  }

  /**
   * Continues in a new file of the active name, after another program (logrotate) has renamed the old one. With `enqueue` it does so
   * once what is under way has ended; nothing blocks.
   */
  reopen(): void {
    if (isLimited()) return afterLimit(() => this.reopen());
    const files = this.#files;
    if (this.#shutdown !== undefined || files === undefined) return;
    this.#intake.pushPending();
    if (this.#settings.enqueue) files.pump.drain();
    else files.pump.drainNow();
    files.writer.reopen().catch((error) => this.#reporter.report(error, 'file', this.activeFile));
  }

  /**
   * Writes what is buffered and gives the active file up, blocking, for another exporter of the same name that continues in it. What the
   * disk does not take stays here, and the file with it: the other one then has a second name. To be followed by a shutdown.
   * @internal
   */
  handOver(): void {
    const files = this.#files;
    if (files === undefined || this.#shutdown !== undefined || isLimited()) return;
    this.#schedule.clear();
    this.#intake.noticeLoss();
    this.#intake.pushPending();
    files.pump.drainNow({ patience: SILENCE });
    if (this.#missing === 0) files.handOver();
  }

  /**
   * Finishes the active file and resolves, once started compressions have ended, to the absolute paths of the files that this
   * exporter has finished, oldest first: what to copy to a lake at the end of a run, before the shutdown. Files of earlier runs are
   * not among them, nor those that retention has deleted; records that come later go to a new active file. Where nothing was
   * logged there are none.
   * @throws where the disk does not take the records, or the active file cannot be given its rotated name
   */
  async finishedFiles(): Promise<string[]> {
    if (isLimited()) return unlimited(() => this.finishedFiles());
    if (this.#shutdown === undefined) {
      await this.#flush(SHUTDOWN_TIMEOUT);
      const active = this.#files?.writer.file;
      await this.rotate();
      if (active !== undefined && active.size > 0 && this.#files?.writer.file === active) {
        throw new Error(`${active.path} could not be finished: see the error handler`);
      }
      await this.#whenIdle(this.#compressionTimeout);
    } else await this.#shutdown;
    return this.finishedSoFar();
  }

  /**
   * The files that this exporter has finished until now, as {@link finishedFiles} gives them: nothing is finished or waited for.
   * @internal
   */
  async finishedSoFar(): Promise<string[]> {
    return (await this.#files?.finishedFiles()) ?? [];
  }

  /** The absolute path of the file that is written to now; `undefined` before the first record, and once it was finished. */
  get activeFile(): string | undefined {
    return this.#files?.writer.file?.path;
  }

  /** What was done so far. */
  stats(): FileExporterStats {
    return statsOf(this.#counters, this.#waiting, this.#reporter.counts, this.#environment);
  }

  /** The callback's own faults have nothing to do with the disk, and it may log: it is called when the write is complete. */
  #answer(callback: ResultCallback, result: ExportResult): void {
    const failed = (error: unknown) => this.#reporter.report(error, 'file', 'resultCallback');
    void Promise.resolve().then(() => tell(failed, callback, result));
  }

  /** Prepares the files, with the first record: it may give them their name. */
  #open(first: ReadableLogRecord): LogFiles {
    const serviceName = first.resource.attributes['service.name'];
    const { name = fileNamePartFrom(serviceName, this.#environment.program) } = this.#settings;
    const files = new LogFiles({
      settings: this.#settings,
      name,
      environment: this.#environment,
      reporter: this.#reporter,
      counters: this.#counters,
      compressionTook: (milliseconds, codec) => this.#metrics?.compressionTook(milliseconds, codec),
      pumpEvents: {
        written: (what) => this.#written(what),
        writtenOffLoop: () => this.#intake.pushGathered(),
        retrying: () => this.#intake.pushPending(),
        faulted: (error) => this.#faulted(error),
        resumed: (episode) => this.#resumed(episode),
      },
      flush: () => this.#intake.flush(),
    });
    this.#leaveExit = onExit(() => this.#exit());
    this.#leaveNaturalEnd = expectNaturalEnd();
    this.#files = files;
    return files;
  }

  #taken({ pump }: LogFiles, { severityNumber = 0 }: ReadableLogRecord): void {
    // Logged by an exit handler that runs after ours.
    if (this.#isExiting) return this.#drainAtExit(pump);
    // What keeps the process alive would have it come to its end again, and a listener that logs there log again, for ever.
    if (isAtNaturalEnd()) {
      this.#intake.pushPending();
      pump.drainNow();
    } else this.#schedule.recordTaken(severityNumber, this.#intake.bufferedBytes);
  }

  /** Counts records that come after the shutdown. */
  #refuse(count: number): void {
    this.#counters.recordsDropped.shutdown += count;
    announceLoss(this.#loser, 'shutdown', count);
  }

  /** What waits for the disk. */
  get #waiting(): WaitingForDisk {
    const { bufferedBytes: bytes, highWater, oldestSince } = this.#intake;
    const pump = this.#files?.pump;
    return {
      bytes,
      highWater: Math.max(highWater, bytes),
      limit: this.#settings.maxBufferedBytes,
      records: this.#missing,
      oldestSince,
      faultingSince: pump?.faultingSince,
      failedWrites: pump?.failures ?? 0,
    };
  }

  #written({ records, bytes, began }: Written): void {
    const now = this.#environment.monotonic();
    this.#counters.recordsWritten += records;
    this.#counters.bytesWritten += bytes;
    this.#counters.writes++;
    this.#counters.writeTime += now - began;
    this.#counters.lastWrite = now;
    this.#metrics?.writeTook(now - began, now);
    this.#acknowledgements.acknowledge(records);
    this.#acknowledgements.notify();
  }

  #faulted(error: Error): void {
    this.#reporter.report(error, 'file', this.#settings.directory);
    if (isLastingRefusal(error)) this.#acknowledgements.giveUp();
  }

  #resumed({ since, attempts }: FaultEpisode): void {
    const { directory } = this.#settings;
    const seconds = ((this.#environment.monotonic() - since) / 1000).toFixed(1);
    const { lostCount } = this.#intake;
    tellDiagAfterwards(
      'warn',
      `writing to ${directory} works again after ${seconds} s and ${attempts} failed attempts; ` +
        `${lostCount} records were dropped meanwhile, ${this.#missing} wait to be written`,
    );
    // The next fault is another one: it is reported, however soon it comes.
    this.#reporter.endEpisode('file', directory);
    if (lostCount === 0) return;
    // Not here: this may be called while a record is taken in.
    this.#schedule.atTurnEnd(() => {
      this.#intake.noticeLoss();
      this.#intake.flush();
    });
  }

  /** How many records were taken in that are not acknowledged. */
  get #missing(): number {
    return this.#counters.recordsAccepted - this.#acknowledgements.count;
  }

  /** @param isPatient whether the time begins anew while the disk takes chunks, however slowly */
  async #flush(timeout: number, isPatient = false): Promise<void> {
    const files = this.#files;
    if (files === undefined) return;
    const { pump } = files;
    this.#intake.noticeLoss();
    this.#intake.pushPending();
    // A shutdown asks a disk that has refused once more, at once, and does not wait where waiting mends nothing. A flush waits a little: a
    // scanner of viruses that refuses a file has done with it soon.
    const mendsNothing = () => isLastingRefusal(pump.lastError);
    if (this.#settings.enqueue && !(isPatient && mendsNothing())) pump.drain();
    else pump.drainNow({ patience: SILENCE });
    const deadline = new Deadline(timeout);
    const target = this.#counters.recordsAccepted;
    if (this.#acknowledgements.count < target) {
      const acknowledged = this.#acknowledgements.within(timeout, target, isPatient, (missing, isForGood) =>
        this.#notWritten(missing, isForGood ? '' : ` within ${timeout} ms`, pump.lastError),
      );
      if (mendsNothing()) this.#acknowledgements.giveUp();
      await acknowledged;
    }
    if (this.#settings.fsync !== 'flush') return;
    await within(files.writer.sync(), deadline.left, 'the file could not be synced');
  }

  async #whenIdle(timeout: number): Promise<void> {
    if (this.#files === undefined) return;
    await within(this.#files.idle(), timeout, 'the compression of finished files had not ended');
  }

  /** A compression of the user's own may never end; the built-in ones only take long. */
  get #compressionTimeout(): number {
    return typeof this.#settings.compression === 'function' ? DEFAULT_TIMEOUT : Number.POSITIVE_INFINITY;
  }

  async #close(): Promise<void> {
    // What is being taken in is written, too.
    if (this.#intake.isTaking) await undefined;
    const deadline = new Deadline(SHUTDOWN_TIMEOUT);
    this.#schedule.clear();
    const [flushed] = await Promise.allSettled([this.#flushLast(deadline)]);
    this.#schedule.clear();
    this.#leaveNaturalEnd?.();
    this.#files?.pump.close();
    this.#intake.reportLoss();
    const [closed] = await Promise.allSettled([this.#closeFiles(Math.max(LAST_CHANCE, deadline.left))]);
    this.#metrics?.end();
    // What the disk has not taken is tried once more as the process exits.
    if (this.#missing <= 0) this.#leaveExit?.();
    for (const result of [flushed, closed]) if (result.status === 'rejected') throw result.reason;
  }

  async #flushLast(deadline: Deadline): Promise<void> {
    await this.#flush(SHUTDOWN_TIMEOUT, true);
    // What was lost while the disk refused, where the flush before has ended that.
    if (this.#intake.lostCount > 0) await this.#flush(Math.max(LAST_CHANCE, deadline.left));
  }

  /** Closes the files; where the disk does not answer, nothing more can be done with them. */
  async #closeFiles(timeout: number): Promise<void> {
    const files = this.#files;
    if (files === undefined) return;
    await within(files.closeActive(), timeout, 'the active file could not be closed');
    await within(files.closeFinished(), this.#compressionTimeout, 'the compression of finished files had not ended');
  }

  /** The process ends: only what blocks can still be done, and nothing after it. */
  #exit(): void {
    this.#isExiting = true;
    const pump = this.#files?.pump;
    if (pump === undefined) return;
    this.#drainAtExit(pump);
    this.#intake.reportLoss();
    if (this.#missing === 0) return;
    this.#reporter.report(this.#notWritten(this.#missing, ' before the process ended', pump.lastError), 'file', 'exit');
  }

  #drainAtExit(pump: ChunkPump): void {
    const options = { patience: SILENCE_AT_EXIT, isLast: true };
    try {
      this.#intake.pushPending();
      pump.drainNow(options);
      this.#intake.noticeLoss();
      this.#intake.pushPending();
      pump.drainNow(options);
      if (pump.silentFor < SILENCE_AT_EXIT) this.#files?.closeNow();
    } catch (error) {
      this.#reporter.report(error, 'file');
    }
  }

  #notWritten(records: number, when: string, cause: Error | undefined): Error {
    const reason = cause === undefined ? '' : `: ${cause.message}`;
    return new Error(`${records} records could not be written to ${this.#settings.directory}${when}${reason}`, {
      cause,
    });
  }
}

function failure(reason: string): ExportResult {
  return { code: FAILED, error: new Error(reason) };
}
