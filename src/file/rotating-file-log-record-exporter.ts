// The exporter: log records -> files that rotate, compress, expire and survive a crash.

import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { tell } from '../foreign/call.ts';
import { tellDiagAfterwards } from '../foreign/diagnostics.ts';
import { nameClass } from '../foreign/shape.ts';
import { afterLimit, isLimited } from '../foreign/time-limit.ts';
import type { LogRecordEncoder, LogRecordFormat } from '../format/format.ts';
import { onExit } from '../lifecycle/exit-hook.ts';
import { expectNaturalEnd, isAtNaturalEnd } from '../lifecycle/natural-end.ts';
import { Timer, within } from '../lifecycle/timeout.ts';
import { type ErrorCleaner, ErrorReporter } from '../telemetry/error-reporter.ts';
import { LogFiles } from './log-files.ts';
import {
  type FileSettings,
  fileNamePartFrom,
  type RotatingFileLogRecordExporterOptions,
  readOptions,
} from './options/file-options.ts';
import { type FileEnvironment, machineEnvironment } from './system/file-environment.ts';
import { isLastingRefusal } from './system/lasting-refusal.ts';
import { Acknowledgements } from './writer/acknowledgements.ts';
import type { Chunk } from './writer/chunk.ts';
import { ChunkPump, type FaultEpisode } from './writer/chunk-pump.ts';
import { type DropReason, ExporterCounters, type FileExporterStats } from './writer/exporter-stats.ts';
import { type Loss, lossNotice } from './writer/loss-notice.ts';
import { NestedRecords } from './writer/nested-records.ts';

type ResultCallback = Parameters<LogRecordExporter['export']>[1];
type ExportResult = Parameters<ResultCallback>[0];

// A line of 64 KiB: far below the 1 MiB at which collectors split lines (docs/collector.md#a-collector-that-reads-the-files), and
// large enough that the write call no longer shows in a record's cost.
const CHUNK_BYTES = 64 * 1024;
// A call that blocks is not made where the disk has not answered one on the thread pool for so long: while the program runs, which it
// could hold up, and at exit, where the process could hang for ever. In milliseconds of turns of the event loop.
const SILENCE = 1000;
const SILENCE_AT_EXIT = 5000;
const DEFAULT_TIMEOUT = 30_000;
// How long the disk may take nothing at all.
const SHUTDOWN_TIMEOUT = 10_000;
// What closing is given in a shutdown whose time the disk has used up.
const LAST_CHANCE = 1000;
// How often a full buffer makes a disk be asked again that refused the last write, in milliseconds.
const BLOCK_INTERVAL = 100;
const SUCCESS = 0;
const FAILED = 1;

/**
 * Writes log records to local files: a complete `LogRecordExporter`, usable with any processor.
 *
 * Nothing is opened before the first record. Errors of the disk never reach the application: records are kept in memory up
 * to `maxBufferedBytes`, writing is tried again by itself, and `onError` is told once an episode.
 */
export class RotatingFileLogRecordExporter implements LogRecordExporter {
  static {
    nameClass(RotatingFileLogRecordExporter, 'RotatingFileLogRecordExporter');
  }

  readonly #settings: FileSettings;
  readonly #environment: FileEnvironment;
  readonly #reporter: ErrorReporter;
  readonly #counters = new ExporterCounters();
  readonly #encoder: LogRecordEncoder;
  readonly #nested: NestedRecords;
  readonly #acknowledgements: Acknowledgements;
  #files: LogFiles | undefined;
  #pump: ChunkPump | undefined;
  #chunkBytes = CHUNK_BYTES;
  #loss: Loss | undefined;
  #lastRecord: ReadableLogRecord | undefined;
  #turn: NodeJS.Immediate | undefined;
  #timer: Timer | undefined;
  #leaveExit: (() => void) | undefined;
  #leaveNaturalEnd: (() => void) | undefined;
  #shutdown: Promise<void> | undefined;
  #lastBlock = Number.NEGATIVE_INFINITY;
  #isExiting = false;
  #isGathering = false;
  // Whether a record is between being given and being counted: the encoder, and the room for it, are then spoken for.
  #isTaking = false;

  /**
   * @param options see {@link RotatingFileLogRecordExporterOptions}
   * @param environment the machine; another one for tests
   * @throws ConfigurationError for an option that is not known or a value that is not accepted
   */
  constructor(options: RotatingFileLogRecordExporterOptions = {}, environment: FileEnvironment = machineEnvironment) {
    this.#settings = readOptions(options, environment);
    this.#environment = environment;
    this.#reporter = new ErrorReporter({ onError: this.#settings.onError, now: () => environment.monotonic() });
    this.#encoder = this.#settings.format.createEncoder();
    this.#nested = new NestedRecords(this.#settings.format);
    this.#acknowledgements = new Acknowledgements();
  }

  /** Errors are told of as the cleaner gives them: the processor that this exporter is a sink of calls it. */
  cleanErrors(cleaner: ErrorCleaner): void {
    this.#reporter.cleanWith(cleaner);
  }

  /**
   * Takes a record in: it is encoded before this returns, so that later changes to it do not reach the file. Never throws.
   *
   * The way of a processor that works record by record; {@link export} does the same for each record of a batch.
   */
  append(record: ReadableLogRecord): void {
    if (this.#shutdown !== undefined) return this.#drop('shutdown');
    // Logged by code that may be stopped in the middle, which a file must not be.
    if (isLimited()) return afterLimit(() => this.append(record));
    // The application's code has logged while it was called: by the format, a getter of a record, the rotation callback.
    if (this.#isTaking || this.#files?.policy.isAsking === true) return this.#takeNested(record);
    if (this.#loss !== undefined && this.#pump !== undefined) this.#noticeLoss(this.#pump);
    const pump = this.#take(record);
    if (pump !== undefined) this.#scheduleFlush(pump, record);
    if (this.#nested.areWaiting) this.#appendNested();
  }

  /**
   * Takes a batch in; `resultCallback` is called once its records are handed to the operating system, or failed where one of
   * them was lost. Calls may overlap.
   */
  export(records: ReadableLogRecord[], resultCallback: ResultCallback): void {
    const answer = (result: ExportResult) => this.#answer(resultCallback, result);
    if (this.#shutdown !== undefined) {
      this.#drop('shutdown', records.length);
      return answer(failure('the exporter has been shut down'));
    }
    const lostBefore = this.#acknowledgements.lost;
    for (const record of records) this.append(record);
    this.#acknowledgements.when(this.#counters.recordsAccepted, lostBefore, (isWhole) =>
      answer(isWhole ? { code: SUCCESS } : failure('records were dropped, see the error handler and stats()')),
    );
  }

  /**
   * Resolves when every record taken in so far is handed to the operating system (and on the disk, with `fsync: 'flush'`) and
   * the compressions that started have ended.
   * @param options `timeoutMillis`: how long all of that is waited for. Default: 30,000 for the disk, and for a compression of
   *   the user's own; the built-in ones are waited for as long as they take
   * @throws where the disk does not take the records in that time; they stay buffered, and are still tried
   */
  async forceFlush({ timeoutMillis }: { timeoutMillis?: number } = {}): Promise<void> {
    if (this.#shutdown !== undefined) return this.#shutdown;
    const began = performance.now();
    await this.#flush(timeoutMillis ?? DEFAULT_TIMEOUT);
    await this.#idle(
      timeoutMillis === undefined ? this.#compressionTimeout : timeoutMillis - performance.now() + began,
    );
  }

  /** Flushes, lets compressions end, applies retention and closes everything. A second call gives the same promise. */
  shutdown(): Promise<void> {
    this.#shutdown ??= this.#close();
    return this.#shutdown;
  }

  /** Finishes the active file now, where it has content. Resolves when the new name is there. */
  async rotate(): Promise<void> {
    if (this.#shutdown !== undefined) return this.#shutdown;
    await this.#flush(DEFAULT_TIMEOUT);
    const writer = this.#files?.writer;
    if (writer === undefined) return;
    await within(writer.rotate(), DEFAULT_TIMEOUT, 'the file could not be rotated');
  }

  /**
   * Goes on in a new file of the active name, after another program (logrotate) has renamed the old one. With `enqueue` it does so
   * once what is under way has ended; nothing blocks.
   */
  reopen(): void {
    if (this.#shutdown !== undefined || this.#pump === undefined) return;
    this.#pushPending(this.#pump);
    if (this.#settings.enqueue) this.#pump.drain();
    else this.#pump.drainNow();
    this.#files?.writer.reopen().catch((error) => this.#reporter.report(error, 'file', this.activeFile));
  }

  /**
   * Finishes the active file and resolves, once started compressions have ended, to the absolute paths of the files that this
   * exporter has finished, oldest first: what to copy to a lake at the end of a run, before the shutdown. Files of earlier runs are
   * not among them, nor those that retention has deleted; records that come later go to a new active file. Where nothing was
   * logged there are none.
   * @throws where the disk does not take the records, or the active file cannot be given its rotated name
   */
  async finishedFiles(): Promise<string[]> {
    if (this.#shutdown === undefined) {
      await this.#flush(SHUTDOWN_TIMEOUT);
      const active = this.#files?.writer.file;
      await this.rotate();
      if (active !== undefined && active.size > 0 && this.#files?.writer.file === active) {
        throw new Error(`${active.path} could not be finished: see the error handler`);
      }
      await this.#idle(this.#compressionTimeout);
    } else await this.#shutdown;
    return this.finishedSoFar();
  }

  /** The files that this exporter has finished until now, as {@link finishedFiles} gives them: nothing is finished or waited for. */
  async finishedSoFar(): Promise<string[]> {
    return (await this.#files?.finishedFiles()) ?? [];
  }

  /** How records become lines. */
  get format(): LogRecordFormat {
    return this.#settings.format;
  }

  /** The path of the active file, where one is open. */
  get activeFile(): string | undefined {
    return this.#files?.writer.file?.path;
  }

  /** What was done so far. */
  stats(): FileExporterStats {
    const counters = this.#counters;
    return {
      records: {
        accepted: counters.recordsAccepted,
        written: counters.recordsWritten,
        dropped: { ...counters.recordsDropped },
      },
      bytes: { written: counters.bytesWritten, buffered: this.#bufferedBytes },
      rotations: counters.rotations,
      compressions: {
        files: counters.compressions,
        bytesBefore: counters.compressedBytesBefore,
        bytesAfter: counters.compressedBytesAfter,
      },
      deletions: counters.deletions,
      errors: { ...this.#reporter.counts },
    };
  }

  /** Adds a record to the pending lines. Answers with the pump that they go to; with nothing where it was dropped. */
  #take(record: ReadableLogRecord): ChunkPump | undefined {
    this.#isTaking = true;
    try {
      const growth = this.#encoder.stage(record);
      const pump = this.#pump ?? this.#start(record);
      this.#lastRecord = record;
      if (this.#hasRoom(pump, growth)) {
        this.#commit(pump, growth);
        return pump;
      }
      this.#lose(1);
    } catch (error) {
      this.#dropUnformatted(error);
    } finally {
      this.#isTaking = false;
    }
    return undefined;
  }

  #takeNested(record: ReadableLogRecord): void {
    try {
      this.#nested.add(record, this.#files?.policy.isAsking === true);
    } catch (error) {
      this.#dropUnformatted(error);
    }
    if (!this.#isTaking) this.#appendNested();
  }

  /** Adds the records that came in the middle of another one, each as a chunk of its own. */
  #appendNested(): void {
    for (const { record, chunk } of this.#nested.take()) {
      const pump = this.#pump ?? this.#start(record);
      if (this.#hasRoom(pump, chunk.bytes)) {
        this.#pushPending(pump);
        this.#counters.recordsAccepted += chunk.records;
        pump.push(chunk);
        this.#scheduleFlush(pump, record);
      } else this.#lose(1);
    }
  }

  #dropUnformatted(error: unknown): void {
    this.#reporter.report(error, 'format', this.#settings.format.name);
    this.#drop('format');
  }

  /** The callback's own faults have nothing to do with the disk, and it may log: it is called when the write is complete. */
  #answer(callback: ResultCallback, result: ExportResult): void {
    const failed = (error: unknown) => this.#reporter.report(error, 'file', 'resultCallback');
    void Promise.resolve().then(() => tell(failed, callback, result));
  }

  get #bufferedBytes(): number {
    return this.#encoder.pendingBytes + (this.#pump?.bytes ?? 0);
  }

  /** Builds what needs the name, with the first record. */
  #start(record: ReadableLogRecord): ChunkPump {
    const serviceName = record.resource.attributes['service.name'];
    const { name = fileNamePartFrom(serviceName, this.#environment.program) } = this.#settings;
    const files = new LogFiles({
      settings: this.#settings,
      name,
      environment: this.#environment,
      reporter: this.#reporter,
      counters: this.#counters,
      flush: () => this.#flushIdle(),
    });
    this.#files = files;
    this.#chunkBytes = Math.max(1, Math.min(CHUNK_BYTES, files.policy.sizeLimit - files.encoding.overhead));
    this.#leaveExit = onExit(() => this.#exit());
    this.#leaveNaturalEnd = expectNaturalEnd();
    this.#pump = new ChunkPump({
      environment: this.#environment,
      writer: files.writer,
      disk: files.disk,
      settings: this.#settings,
      events: {
        written: (what) => this.#written(what),
        writtenOffLoop: () => this.#pushGathered(),
        faulted: (error) => this.#faulted(error, files.directory),
        resumed: (episode) => this.#resumed(episode),
      },
    });
    return this.#pump;
  }

  /** Adds the staged record to the pending lines, which become a chunk of their own first where it would make them too long. */
  #commit(pump: ChunkPump, growth: number): void {
    const isTooLong = this.#encoder.pendingRecords > 0 && this.#chunkBytesWith(growth) > this.#chunkBytes;
    if (isTooLong) this.#pushPending(pump);
    this.#encoder.commit();
    this.#counters.recordsAccepted++;
  }

  /** The bytes of the pending lines in a file, at most, were a record of that growth among them. */
  #chunkBytesWith(growth: number): number {
    const { pendingBytes, pendingLines } = this.#encoder;
    return pendingBytes + growth + (pendingLines + 1) * (this.#files?.encoding.bytesPerLine ?? 0);
  }

  #scheduleFlush(pump: ChunkPump, record: ReadableLogRecord): void {
    // Logged by an exit handler that runs after ours.
    if (this.#isExiting) return this.#drainAtExit(pump);
    // What keeps the process alive would have it come to its end again, and a listener that logs there log again, for ever.
    if (isAtNaturalEnd()) return this.#drainBlocking(pump);
    const { flush } = this.#settings;
    switch (flush.kind) {
      case 'turn':
        this.#turn ??= setImmediate(() => {
          this.#turn = undefined;
          this.#flushNow(pump);
        });
        return;
      case 'record':
        return this.#flushNow(pump);
      case 'buffer':
        if ((record.severityNumber ?? 0) >= flush.severity || this.#bufferedBytes >= flush.bytes) {
          return this.#flushNow(pump);
        }
        this.#timer ??= new Timer(
          flush.interval,
          () => {
            this.#timer = undefined;
            this.#flushNow(pump);
          },
          { keepsAlive: false },
        );
    }
  }

  #drainBlocking(pump: ChunkPump): void {
    this.#pushPending(pump);
    pump.drainNow();
  }

  #flushNow(pump: ChunkPump): void {
    // While the disk refuses everything, or is slow, records gather into full chunks instead of one a turn.
    if (pump.isFaulted) return;
    if (pump.isWriting) {
      this.#isGathering = true;
      return;
    }
    this.#pushPending(pump);
    pump.drain();
  }

  /** Has the next write on the thread pool take what should have been flushed during the last. */
  #pushGathered(): void {
    if (!this.#isGathering || this.#pump === undefined) return;
    this.#isGathering = false;
    this.#pushPending(this.#pump);
  }

  /** Ends the pending lines: they become a chunk of their own. */
  #pushPending(pump: ChunkPump): void {
    const { pendingRecords: records, pendingBytes: bytes, pendingLines: lines } = this.#encoder;
    if (records === 0) return;
    pump.push({ text: this.#encoder.take(), bytes, lines, records });
    if (this.#settings.flush.kind !== 'buffer') pump.drain();
  }

  /** Whether a record of that many bytes may be buffered; makes room for it as `overflow` says. */
  #hasRoom(pump: ChunkPump, bytes: number): boolean {
    if (this.#fits(bytes)) return true;
    const { overflow } = this.#settings;
    if (overflow === 'drop-oldest') this.#dropOldest(pump, bytes);
    if (overflow === 'block' && this.#mayBlock(pump)) {
      this.#pushPending(pump);
      pump.drainNow(this.#settings.enqueue ? { isEnough: () => this.#fits(bytes), patience: SILENCE } : {});
    }
    return this.#fits(bytes);
  }

  /** A record larger than the whole buffer is let in when it is alone. */
  #fits(bytes: number): boolean {
    const buffered = this.#bufferedBytes;
    return buffered === 0 || buffered + bytes <= this.#settings.maxBufferedBytes;
  }

  /** A disk that refused the last write is not asked again for every single record, and one that does not answer not at all. */
  #mayBlock(pump: ChunkPump): boolean {
    if (pump.silentFor >= SILENCE) return false;
    const now = this.#environment.monotonic();
    if (pump.isFaulted && now - this.#lastBlock < BLOCK_INTERVAL) return false;
    this.#lastBlock = now;
    return true;
  }

  #dropOldest(pump: ChunkPump, bytes: number): void {
    while (!this.#fits(bytes)) {
      const records = pump.dropOldest()?.records ?? this.#dropPending();
      if (records === 0) return;
      this.#acknowledgements.acknowledge(records);
      this.#lose(records);
    }
    this.#acknowledgements.notify();
  }

  #dropPending(): number {
    const { pendingRecords } = this.#encoder;
    this.#encoder.take();
    return pendingRecords;
  }

  #drop(reason: DropReason, count = 1): void {
    this.#counters.recordsDropped[reason] += count;
  }

  /** Counts records that the buffer had no room for, to be told of in the file. */
  #lose(count: number): void {
    const now = this.#environment.now();
    const { count: before = 0, from = now } = this.#loss ?? {};
    this.#drop('buffer_full', count);
    this.#acknowledgements.lose(count);
    this.#loss = { count: before + count, from, to: now };
    this.#reporter.report(new Error('records were dropped: the buffer is full'), 'file', 'maxBufferedBytes');
  }

  /** Puts a record into the file that tells of lost ones, once the disk takes records again. */
  #noticeLoss(pump: ChunkPump): void {
    const loss = this.#loss;
    const like = this.#lastRecord;
    if (loss === undefined || like === undefined || pump.isFaulted || this.#isTaking) return;
    if (this.#bufferedBytes > this.#settings.maxBufferedBytes / 2) return;
    this.#loss = undefined;
    this.#isTaking = true;
    try {
      this.#commit(pump, this.#encoder.stage(lossNotice(loss, like, this.#environment.now())));
    } catch (error) {
      this.#reporter.report(error, 'format', this.#settings.format.name);
    } finally {
      this.#isTaking = false;
    }
  }

  #written({ records, bytes }: Pick<Chunk, 'records' | 'bytes'>): void {
    this.#counters.recordsWritten += records;
    this.#counters.bytesWritten += bytes;
    this.#acknowledgements.acknowledge(records);
    this.#acknowledgements.notify();
  }

  #faulted(error: Error, directory: string): void {
    this.#reporter.report(error, 'file', directory);
    if (isLastingRefusal(error)) this.#acknowledgements.giveUp();
  }

  #resumed({ since, attempts }: FaultEpisode): void {
    const seconds = ((this.#environment.monotonic() - since) / 1000).toFixed(1);
    const lost = this.#loss?.count ?? 0;
    const kept = this.#counters.recordsAccepted - this.#acknowledgements.count;
    tellDiagAfterwards(
      'warn',
      `writing to ${this.#files?.directory} works again after ${seconds} s and ${attempts} failed attempts; ` +
        `${lost} records were dropped meanwhile, ${kept} wait to be written`,
    );
    // The next fault is another one: it is told of, however soon it comes.
    if (this.#files !== undefined) this.#reporter.endEpisode('file', this.#files.directory);
    const pump = this.#pump;
    if (pump === undefined || this.#loss === undefined) return;
    // Not here: this may be called between the staging of a record and its commit.
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined;
      this.#noticeLoss(pump);
      this.#flushNow(pump);
    });
  }

  /** @param isPatient whether the time begins anew while the disk takes chunks, however slowly */
  async #flush(timeout: number, isPatient = false): Promise<void> {
    const pump = this.#pump;
    if (pump === undefined) return;
    this.#noticeLoss(pump);
    this.#pushPending(pump);
    // A shutdown asks a disk that has refused once more, at once, and does not wait where waiting mends nothing.
    const isLast = isPatient && isLastingRefusal(pump.lastError);
    if (this.#settings.enqueue && !isLast) pump.drain();
    else pump.drainNow({ patience: SILENCE });
    const began = performance.now();
    const target = this.#counters.recordsAccepted;
    if (this.#acknowledgements.count < target) {
      const acknowledged = this.#acknowledgements.within(timeout, target, isPatient, (missing) =>
        this.#failureToWrite(missing, isPatient && isLastingRefusal(pump.lastError) ? undefined : timeout),
      );
      if (isPatient && isLastingRefusal(pump.lastError)) this.#acknowledgements.giveUp();
      await acknowledged;
    }
    if (this.#settings.fsync !== 'flush' || this.#files === undefined) return;
    await within(this.#files.writer.sync(), timeout - performance.now() + began, 'the file could not be synced');
  }

  async #idle(timeout: number): Promise<void> {
    if (this.#files === undefined) return;
    await within(this.#files.idle(), timeout, 'the compression of finished files had not ended');
  }

  /** A compression of the user's own may never end; the built-in ones only take long. */
  get #compressionTimeout(): number {
    return typeof this.#settings.compression === 'function' ? DEFAULT_TIMEOUT : Number.POSITIVE_INFINITY;
  }

  /** @param timeout how long it was waited for; nothing where waiting would have mended nothing */
  #failureToWrite(missing: number, timeout: number | undefined): Error {
    const cause = this.#pump?.lastError;
    const reason = cause === undefined ? '' : `: ${cause.message}`;
    const time = timeout === undefined ? '' : ` within ${timeout} ms`;
    return new Error(`${missing} records could not be written${time}${reason}`, { cause });
  }

  async #close(): Promise<void> {
    const ends = performance.now() + SHUTDOWN_TIMEOUT;
    this.#timer?.clear();
    const [flushed] = await Promise.allSettled([this.#flushLast(ends)]);
    clearImmediate(this.#turn);
    this.#leaveNaturalEnd?.();
    this.#pump?.close();
    this.#tellOfLoss();
    const [closed] = await Promise.allSettled([this.#closeFiles(Math.max(LAST_CHANCE, ends - performance.now()))]);
    // What the disk has not taken is tried once more as the process exits.
    if (this.#acknowledgements.count >= this.#counters.recordsAccepted) this.#leaveExit?.();
    for (const result of [flushed, closed]) if (result.status === 'rejected') throw result.reason;
  }

  async #flushLast(ends: number): Promise<void> {
    await this.#flush(SHUTDOWN_TIMEOUT, true);
    // What was lost while the disk refused, where the flush before has ended that.
    if (this.#loss !== undefined) await this.#flush(Math.max(LAST_CHANCE, ends - performance.now()));
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
    const pump = this.#pump;
    if (pump === undefined) return;
    this.#drainAtExit(pump);
    this.#tellOfLoss();
    const missing = this.#counters.recordsAccepted - this.#acknowledgements.count;
    if (missing === 0) return;
    const cause = pump.lastError;
    const reason = cause === undefined ? '' : `: ${cause.message}`;
    const what = `${missing} records could not be written before the process ended${reason}`;
    this.#reporter.report(new Error(what, { cause }), 'file', 'exit');
  }

  /** How many records there was no room for, where no record in the file tells of them. */
  #tellOfLoss(): void {
    const loss = this.#loss;
    if (loss === undefined) return;
    this.#loss = undefined;
    const what = `${loss.count} records were dropped, for which the buffer (maxBufferedBytes) had no room`;
    this.#reporter.report(new Error(what), 'file', 'dropped');
  }

  #drainAtExit(pump: ChunkPump): void {
    const options = { patience: SILENCE_AT_EXIT, isLast: true };
    try {
      this.#pushPending(pump);
      pump.drainNow(options);
      this.#noticeLoss(pump);
      this.#pushPending(pump);
      pump.drainNow(options);
      if (pump.silentFor < SILENCE_AT_EXIT) this.#files?.closeNow();
    } catch (error) {
      this.#reporter.report(error, 'file');
    }
  }

  #flushIdle(): void {
    if (this.#pump !== undefined) this.#flushNow(this.#pump);
  }
}

function failure(reason: string): ExportResult {
  return { code: FAILED, error: new Error(reason) };
}
