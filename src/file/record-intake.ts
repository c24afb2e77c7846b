// Takes records in: encodes each one, makes chunks of the lines, and gives records up where the buffer has no room.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecordEncoder } from '../format/format.ts';
import type { ErrorReporter } from '../telemetry/error-reporter.ts';
import { announceLoss, type Loser } from '../telemetry/events.ts';
import { LossReport } from '../telemetry/loss-report.ts';
import type { LogFiles } from './log-files.ts';
import { NestedRecords } from './nested-records.ts';
import type { FileSettings } from './options/file-options.ts';
import type { FileEnvironment } from './system/file-environment.ts';
import type { Acknowledgements } from './writer/acknowledgements.ts';
import { type Chunk, takeChunk } from './writer/chunk.ts';
import type { ExporterCounters } from './writer/exporter-stats.ts';
import { type Loss, lossNotice, sumOfLosses } from './writer/loss-notice.ts';

// A line of 64 KiB: far below the 1 MiB at which collectors split lines (docs/collector.md#a-collector-that-reads-the-files), and
// large enough that the write call no longer shows in a record's cost.
const CHUNK_BYTES = 64 * 1024;
// How often a full buffer makes a disk be asked again that refused the last write, in milliseconds.
const BLOCK_INTERVAL = 100;

/**
 * For how many milliseconds a disk may not have answered a call on the thread pool before no blocking call is made, which could
 * hold the program up. Only turns of the event loop are counted.
 */
export const SILENCE = 1000;

/** What {@link RecordIntake} is made of. */
export interface IntakeParts {
  readonly settings: FileSettings;
  readonly environment: FileEnvironment;
  readonly reporter: ErrorReporter;
  readonly counters: ExporterCounters;
  readonly acknowledgements: Acknowledgements;
  /** Prepares the files, which may take their name from the first record. */
  open(first: ReadableLogRecord): LogFiles;
  /** Gets the error for which a record could not be encoded. */
  unformatted(error: unknown): void;
  /** Called when a record is among the pending lines, or in a chunk of the hold queue. */
  taken(files: LogFiles, record: ReadableLogRecord): void;
}

/** The way of records into the hold queue. */
export class RecordIntake {
  readonly #parts: IntakeParts;
  readonly #encoder: LogRecordEncoder;
  readonly #nested: NestedRecords;
  #files: LogFiles | undefined;
  #chunkBytes = CHUNK_BYTES;
  #loss: Loss | undefined;
  readonly #lossReport: LossReport;
  readonly #loser: Loser;
  #lastRecord: ReadableLogRecord | undefined;
  #lastBlock = Number.NEGATIVE_INFINITY;
  // When the first of the pending records was taken in, by the monotonic clock.
  #pendingSince = 0;
  // Whether a record is being taken in: the encoder then holds it, and room was made for it alone.
  #isTaking = false;
  // Whether a flush came while chunks were written on the thread pool: the next write takes what has gathered.
  #isGathering = false;

  constructor(parts: IntakeParts) {
    const { format } = parts.settings;
    this.#parts = parts;
    this.#encoder = format.createEncoder();
    this.#nested = new NestedRecords(format);
    const { directory, maxBufferedBytes } = parts.settings;
    this.#loser = { source: 'file', target: directory };
    this.#lossReport = new LossReport({
      reporter: parts.reporter,
      source: 'file',
      target: 'maxBufferedBytes',
      reason: `the buffer of ${directory} is full (${maxBufferedBytes} bytes)`,
      drop: 'buffer_full',
      loser: this.#loser,
    });
  }

  /** Bytes of the pending lines and of the hold queue. */
  get bufferedBytes(): number {
    return this.#encoder.pendingBytes + (this.#files?.pump.bytes ?? 0);
  }

  /** The most bytes that have waited in the hold queue. */
  get highWater(): number {
    return this.#files?.pump.highWater ?? 0;
  }

  /** When the oldest record that is in no file yet was taken in, by the monotonic clock. */
  get oldestSince(): number | undefined {
    return this.#files?.pump.oldestSince ?? (this.#encoder.pendingRecords > 0 ? this.#pendingSince : undefined);
  }

  /** How many records were lost for want of room since the last notice of it. */
  get lostCount(): number {
    return this.#loss?.count ?? 0;
  }

  /** Whether a record is being taken in right now: its format, a getter of it, or the rotation callback is called. */
  get isTaking(): boolean {
    return this.#isTaking || this.#files?.policy.isAsking === true;
  }

  /** Takes a record in: it is encoded before this returns. */
  take(record: ReadableLogRecord): void {
    // The application's code has logged while it was called.
    if (this.isTaking) return this.#takeNested(record);
    if (this.#loss !== undefined) this.noticeLoss();
    const files = this.#add(record);
    if (files !== undefined) this.#parts.taken(files, record);
    if (this.#nested.areWaiting) this.#addNested();
  }

  /** Makes the pending lines a chunk of the hold queue. */
  pushPending(): void {
    if (this.#encoder.pendingRecords > 0) this.#files?.pump.push(takeChunk(this.#encoder, this.#pendingSince));
  }

  /** Pushes a record that says how many were lost, as a chunk of its own: what it says must not be lost with it. */
  #pushNotice(files: LogFiles, notice: Loss, like: ReadableLogRecord): void {
    this.pushPending();
    this.#encoder.stage(lossNotice(notice, like, this.#parts.environment.now()));
    this.#accept();
    files.pump.push({ ...takeChunk(this.#encoder, this.#pendingSince), notice });
  }

  /** Makes the pending lines a chunk and has the hold queue written, unless the disk is slow or has just refused. */
  flush(): void {
    const pump = this.#files?.pump;
    // Records then gather into full chunks, instead of one a turn: they are pushed when the write is tried again.
    if (pump === undefined || pump.isPausing) return;
    if (pump.isWriting) {
      this.#isGathering = true;
      return;
    }
    this.pushPending();
    pump.drain();
  }

  /** Has the next write on the thread pool take what should have been flushed during the last. */
  pushGathered(): void {
    if (!this.#isGathering) return;
    this.#isGathering = false;
    this.pushPending();
  }

  /** Adds a record that says how many were lost, once the disk takes records again. */
  noticeLoss(): void {
    const loss = this.#loss;
    const like = this.#lastRecord;
    const files = this.#files;
    if (loss === undefined || like === undefined || files === undefined) return;
    if (files.pump.isFaulted || this.#isTaking) return;
    const { settings, reporter } = this.#parts;
    if (this.bufferedBytes > settings.maxBufferedBytes / 2) return;
    this.#loss = undefined;
    this.#isTaking = true;
    try {
      this.#pushNotice(files, loss, like);
    } catch (error) {
      reporter.report(error, 'format', settings.format.name);
    } finally {
      this.#isTaking = false;
    }
  }

  /** Reports how many records were lost where no record in the file says so. */
  reportLoss(): void {
    const loss = this.#loss;
    if (loss === undefined) return;
    this.#loss = undefined;
    const { directory } = this.#parts.settings;
    const what = `${loss.count} records were dropped, for which the buffer (maxBufferedBytes) had no room, on their way to ${directory}`;
    this.#parts.reporter.report(new Error(what), 'file', 'dropped');
  }

  /** Adds a record to the pending lines. Answers with the files that they go to; with nothing where it was dropped. */
  #add(record: ReadableLogRecord): LogFiles | undefined {
    this.#isTaking = true;
    try {
      const growth = this.#encoder.stage(record);
      const files = this.#files ?? this.#open(record);
      this.#lastRecord = record;
      if (this.#hasRoom(files, growth)) {
        this.#commit(files, growth);
        return files;
      }
      this.#lose(1);
    } catch (error) {
      this.#dropUnformatted(error);
    } finally {
      this.#isTaking = false;
    }
    return undefined;
  }

  #open(first: ReadableLogRecord): LogFiles {
    const files = this.#parts.open(first);
    this.#chunkBytes = Math.max(1, Math.min(CHUNK_BYTES, files.policy.sizeLimit - files.encoding.overhead));
    this.#files = files;
    return files;
  }

  #takeNested(record: ReadableLogRecord): void {
    try {
      this.#nested.add(record, this.#files?.policy.isAsking === true, this.#parts.environment.monotonic());
    } catch (error) {
      this.#dropUnformatted(error);
    }
    if (!this.#isTaking) this.#addNested();
  }

  /** Adds the records that came while another one was taken in, each as a chunk of its own. */
  #addNested(): void {
    const { counters, taken } = this.#parts;
    for (const { record, chunk } of this.#nested.take()) {
      const files = this.#files ?? this.#open(record);
      if (this.#hasRoom(files, chunk.bytes)) {
        this.pushPending();
        counters.recordsAccepted += chunk.records;
        files.pump.push(chunk);
        taken(files, record);
      } else this.#lose(1);
    }
  }

  /** Adds the staged record to the pending lines, which become a chunk of their own first where it would make them too long. */
  #commit(files: LogFiles, growth: number): void {
    if (this.#encoder.pendingRecords > 0 && this.#chunkBytesWith(files, growth) > this.#chunkBytes) {
      this.pushPending();
      if (this.#parts.settings.flush.kind !== 'buffer') files.pump.drain();
    }
    this.#accept();
  }

  #accept(): void {
    if (this.#encoder.pendingRecords === 0) this.#pendingSince = this.#parts.environment.monotonic();
    this.#encoder.commit();
    this.#parts.counters.recordsAccepted++;
  }

  /** The bytes of the pending lines in a file, at most, were a record of that growth among them. */
  #chunkBytesWith({ encoding }: LogFiles, growth: number): number {
    const { pendingBytes, pendingLines, stagedLines = 1 } = this.#encoder;
    return pendingBytes + growth + (pendingLines + stagedLines) * encoding.bytesPerLine;
  }

  #dropUnformatted(error: unknown): void {
    const { unformatted, counters } = this.#parts;
    unformatted(error);
    counters.recordsDropped.format++;
    announceLoss(this.#loser, 'format', 1);
  }

  /** Whether a record of that many bytes may be buffered; makes room for it as `overflow` says. */
  #hasRoom({ pump }: LogFiles, bytes: number): boolean {
    return this.#fits(bytes) || this.#isRoomMade(pump, bytes);
  }

  #isRoomMade(pump: LogFiles['pump'], bytes: number): boolean {
    const { overflow, enqueue } = this.#parts.settings;
    // What waits for nothing but the end of the turn or of the interval is written, not dropped; only `block` asks a disk that is busy.
    const mayWrite = overflow === 'block' ? this.#mayBlock(pump) : !enqueue && !pump.isFaulted;
    if (mayWrite) {
      this.pushPending();
      pump.drainNow(enqueue ? { isEnough: () => this.#fits(bytes), patience: SILENCE } : {});
    }
    if (overflow === 'drop-oldest') this.#dropOldest(pump, bytes);
    return this.#fits(bytes);
  }

  /** A record larger than the whole buffer is let in when it is alone. */
  #fits(bytes: number): boolean {
    const buffered = this.bufferedBytes;
    return buffered === 0 || buffered + bytes <= this.#parts.settings.maxBufferedBytes;
  }

  /** A disk that refused the last write is not asked again for every single record, and one that does not answer not at all. */
  #mayBlock(pump: LogFiles['pump']): boolean {
    if (pump.silentFor >= SILENCE) return false;
    const now = this.#parts.environment.monotonic();
    if (pump.isFaulted && now - this.#lastBlock < BLOCK_INTERVAL) return false;
    this.#lastBlock = now;
    return true;
  }

  #dropOldest(pump: LogFiles['pump'], bytes: number): void {
    const { acknowledgements } = this.#parts;
    while (!this.#fits(bytes)) {
      const { records, notice } = pump.dropOldest() ?? this.#dropPending();
      if (records === 0) return;
      acknowledgements.acknowledge(records);
      if (notice === undefined) this.#lose(records);
      // The next notice says what this one said; it is no record of the application itself.
      else this.#loss = sumOfLosses(notice, this.#loss);
    }
    acknowledgements.notify();
  }

  #dropPending(): Pick<Chunk, 'records' | 'notice'> {
    const { pendingRecords: records } = this.#encoder;
    this.#encoder.take();
    return { records };
  }

  /** Counts records that the buffer had no room for, of which a record in the file is to give notice. */
  #lose(count: number): void {
    const { environment, counters, acknowledgements } = this.#parts;
    const now = environment.now();
    counters.recordsDropped.buffer_full += count;
    acknowledgements.lose(count);
    this.#loss = sumOfLosses({ count, from: now, to: now }, this.#loss);
    this.#lossReport.add(count);
  }
}
