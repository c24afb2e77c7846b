// Hands records to an exporter: one batch at a time, in order, kept and sent again where that failed.
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { wait } from '../../foreign/call.ts';
import { monotonic } from '../../foreign/clock.ts';
import { Deadline } from '../../lifecycle/deadline.ts';
import { onExit } from '../../lifecycle/exit-hook.ts';
import { momentOf } from '../../lifecycle/moment.ts';
import { expectNaturalEnd, isAtNaturalEnd, onNaturalEnd } from '../../lifecycle/natural-end.ts';
import { Progress } from '../../lifecycle/progress.ts';
import { Timer, within } from '../../lifecycle/timeout.ts';
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import { HeldRecord } from '../record/held-record.ts';
import { type Batch, BatchPolicy, batchOf } from './batch-policy.ts';
import { type DeliveryCounts, DeliveryLog } from './delivery-log.ts';
import { type AttemptOutcome, ExportAttempt } from './export-attempt.ts';
import { type QueueLimits, RecordQueue } from './record-queue.ts';

/** Gets what becomes of records, for metrics. */
export interface DeliveryObserver {
  /** @param errorType why they were lost; nothing where they were exported */
  ended(count: number, errorType?: string): void;
}

/** How a delivery works. Times are in milliseconds. */
export interface DeliverySettings {
  readonly exporter: LogRecordExporter;
  readonly reporter: ErrorReporter;
  readonly source: 'batch' | 'sink';
  /** What errors are reported with. */
  readonly target: string;
  /** What waits at most. */
  readonly queue: QueueLimits;
  /** Why a record finds no place, as it is reported. */
  readonly fullReason: string;
  /** What is exported at once at most. */
  readonly batch: QueueLimits;
  /** How long records gather; `'none'`: where nothing is under way, a record is exported within its emit. */
  readonly delay: number | 'none';
  /** How long an export, and a flush, may take. */
  readonly exportTimeout: number;
  /** For how long after its first failure a batch is sent again. */
  readonly retryTimeout: number;
  /** For how long a program that ends by itself is kept alive. */
  readonly endTimeout: number;
  /** The pause after a number of attempts that failed. Default: half a second, and longer each time (`backoff`). */
  readonly pause?: (attempts: number) => number;
  readonly observer?: DeliveryObserver | undefined;
}

/** The part of a shutdown's time in which records are exported; the rest is the exporter's, to close. */
const FOR_RECORDS = 0.9;
/** The part at the end of a natural end's time in which nothing is sent again. */
const LAST_PART = 0.25;
/** The time that an exporter has at least for its own flush and shutdown, in milliseconds, however late it is. */
const LAST_CHANCE = 50;

/**
 * One exporter's records, from their emit to its answer.
 *
 * One export at a time: several would lose the order, and OTLP exporters refuse more than a few of them. A batch stays at the head
 * until the exporter has taken it or refused it for good, or its time is over: what comes after it waits, within the limits of the
 * queue. {@link BatchPolicy} decides which of these it is.
 *
 * None of its timers keeps the process alive, except while somebody waits for it: a flush, a shutdown, the natural end.
 */
export class Delivery {
  readonly #settings: DeliverySettings;
  readonly #queue: RecordQueue;
  readonly #log: DeliveryLog;
  readonly #policy: BatchPolicy;
  /** The batch at the head, while it is exported or waits to be sent again. */
  #batch: Batch | undefined;
  /** The rest of batches that were too large, the first one last. */
  readonly #rest: Batch[] = [];
  #attempt: ExportAttempt | undefined;
  #isExporting = false;
  #isLooping = false;
  /** The time for which records gather, or the pause before the batch is sent again. */
  #timer: Timer | undefined;
  #immediate: NodeJS.Immediate | undefined;
  /** Whether the next export has been set in motion. */
  #isSoon = false;
  #accepted = 0;
  /** Records that are done with: exported, or failed. */
  readonly #done = new Progress();
  #failed = 0;
  #retries = 0;
  #highWater = 0;
  #failedBatches = 0;
  // By the monotonic clock.
  #lastExport: number | undefined;
  #faultingSince: number | undefined;
  #naturalEnd: Deadline | undefined;
  #hadLastWord = false;
  readonly #stopExpecting = expectNaturalEnd();
  #leaveNaturalEnd: (() => void) | undefined;
  #leaveExit: (() => void) | undefined;
  #shutdown: Promise<boolean> | undefined;

  constructor(settings: DeliverySettings) {
    this.#settings = settings;
    const { queue, batch, retryTimeout, pause } = settings;
    this.#queue = new RecordQueue(queue);
    this.#policy = new BatchPolicy({ mostRecords: batch.records, retryTimeout, pause });
    this.#log = new DeliveryLog(settings);
  }

  /** What became of the records. */
  get counts(): DeliveryCounts {
    return {
      accepted: this.#accepted,
      exported: this.#done.count - this.#failed,
      failed: this.#failed,
      dropped: this.#log.dropped,
      waiting: this.#waiting,
      waitingBytes: this.#queue.bytes,
      limit: this.#settings.queue.records,
      limitBytes: this.#settings.queue.bytes,
      highWater: Math.max(this.#highWater, this.#waiting),
      retries: this.#retries,
      failedBatches: this.#failedBatches,
      lastExport: momentOf(this.#lastExport),
      faultingSince: momentOf(this.#faultingSince),
    };
  }

  /** How many records did not arrive. */
  get lost(): number {
    return this.#failed + this.#log.dropped;
  }

  /** Takes a record as it is now, where there is room for it. */
  emit(record: ReadableLogRecord): void {
    if (this.#queue.isFull || !this.#queue.add(new HeldRecord(record))) {
      this.#log.drop();
      this.#settings.observer?.ended(1, 'queue_full');
      return;
    }
    this.#accepted++;
    this.#proceed();
    if (this.#waiting === 0) return;
    this.#leaveNaturalEnd ??= onNaturalEnd(() => this.#sendAtEnd());
    this.#leaveExit ??= onExit(() => this.#log.cutOff(this.#waiting, this.#accepted));
    // Once: a listener that logs each time the program is at its end would never let it.
    if (isAtNaturalEnd() && !this.#hadLastWord) {
      this.#hadLastWord = true;
      this.#sendAtEnd();
    }
  }

  /**
   * Resolves when what was emitted before is exported or has failed, or when the time of an export has passed: what the exporter
   * has not taken by then is still kept. Never rejects.
   * @returns whether all of it is exported
   */
  async forceFlush(): Promise<boolean> {
    const { exportTimeout } = this.#settings;
    if (this.#shutdown !== undefined) return this.#shutdown;
    const deadline = new Deadline(exportTimeout);
    const [upTo, failedBefore] = [this.#accepted, this.#failed];
    await this.#allDone(exportTimeout);
    await this.#callExporter('forceFlush', Math.max(deadline.left, LAST_CHANCE));
    return this.#done.count >= upTo && this.#failed === failedBefore;
  }

  /**
   * Exports what waits, shuts the exporter down and says what was lost, within the deadline. Never rejects.
   * @returns whether all of it is exported
   */
  shutdown(deadline: Deadline): Promise<boolean> {
    this.#shutdown ??= this.#close(deadline);
    return this.#shutdown;
  }

  async #close(deadline: Deadline): Promise<boolean> {
    const failedBefore = this.#failed;
    await this.#allDone(deadline.left * FOR_RECORDS);
    const isAbandoned = this.#waiting > 0;
    if (isAbandoned) this.#abandon();
    else await this.#callExporter('forceFlush', deadline.left * FOR_RECORDS);
    await this.#callExporter('shutdown', Math.max(deadline.left, LAST_CHANCE), !isAbandoned);
    this.#stopExpecting();
    this.#log.conclude(this.counts);
    return this.#failed === failedBefore;
  }

  /** How many records are not done with. */
  get #waiting(): number {
    return this.#accepted - this.#done.count;
  }

  get #hasWork(): boolean {
    return this.#batch !== undefined || this.#rest.length > 0 || this.#queue.length > 0;
  }

  /** Whether records need not gather any longer. */
  get #isDue(): boolean {
    const { batch } = this.#settings;
    const isFull = this.#queue.length >= this.#policy.mostRecords || this.#queue.waitingBytes >= batch.bytes;
    return isFull || this.#done.isAwaited || this.#batch !== undefined || this.#rest.length > 0;
  }

  /** Begins what is to be done next, where nothing is under way. */
  #proceed(): void {
    const { delay } = this.#settings;
    if (delay === 'none') return this.#exportAtOnce();
    if (this.#isExporting || this.#isSoon || !this.#hasWork) return;
    const isPausing = this.#batch !== undefined && this.#timer !== undefined;
    if (isPausing) return;
    if (this.#isDue) this.#exportSoon();
    else this.#timer ??= this.#after(delay, () => this.#exportNext());
  }

  /** A loop, not a recursion: exporters that answer at once must not fill the stack. */
  #exportAtOnce(): void {
    if (this.#isLooping) return;
    this.#isLooping = true;
    while (!this.#isExporting && this.#timer === undefined && this.#hasWork) this.#exportNext();
    this.#isLooping = false;
  }

  /** In a later turn of the event loop: no emit has to wait while a batch is serialized. */
  #exportSoon(): void {
    this.#stopWaiting();
    this.#isSoon = true;
    const work = () => {
      this.#stopWaiting();
      this.#exportNext();
    };
    // An immediate that does not keep the process alive would come only after the next timer or input.
    if (this.#done.isAwaited) this.#immediate = setImmediate(work);
    else this.#timer = this.#after(0, work);
  }

  #stopWaiting(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    clearImmediate(this.#immediate);
    this.#immediate = undefined;
    this.#isSoon = false;
  }

  #after(milliseconds: number, work: () => void): Timer {
    const elapsed = () => {
      this.#timer = undefined;
      work();
    };
    return new Timer(milliseconds, elapsed, { keepsAlive: this.#done.isAwaited });
  }

  #exportNext(): void {
    const batch = this.#batch ?? this.#rest.pop() ?? this.#takeBatch();
    if (batch === undefined) return;
    this.#batch = batch;
    this.#isExporting = true;
    const attempt = new ExportAttempt({
      exporter: this.#settings.exporter,
      records: batch.held,
      timeout: this.#settings.exportTimeout,
      keepsAlive: this.#done.isAwaited,
      ended: (outcome) => this.#ended(batch, outcome),
      arrivedLate: () => this.#arrived(batch),
    });
    if (this.#isExporting) this.#attempt = attempt;
  }

  #takeBatch(): Batch | undefined {
    const held = this.#queue.take(this.#policy.mostRecords, this.#settings.batch.bytes);
    return held.length === 0 ? undefined : batchOf(held);
  }

  #ended(batch: Batch, outcome: AttemptOutcome): void {
    this.#isExporting = false;
    this.#attempt = undefined;
    if (outcome.isExported) this.#arrived(batch);
    else if (batch.state === 'open') this.#retry(batch, outcome.error, outcome.isThrown);
    this.#proceed();
  }

  /** The exporter has a batch, which may have been given up before, or be on its way once more. */
  #arrived(batch: Batch): void {
    this.#lastExport = monotonic();
    this.#faultingSince = undefined;
    if (batch.state === 'failed') {
      batch.state = 'exported';
      this.#failedBatches--;
      this.#failed -= batch.held.length;
    }
    if (batch.state !== 'open') return;
    if (batch.attempts > 0) this.#log.recovered();
    this.#policy.arrived();
    this.#finish(batch, 'exported');
    if (this.#isExporting) return;
    this.#stopWaiting();
    this.#proceed();
  }

  /** Does with a batch that failed what the policy says. */
  #retry(batch: Batch, error: Error, isThrown: boolean): void {
    const count = batch.held.length;
    this.#faultingSince ??= monotonic();
    const remedy = this.#policy.failed(batch, error, isThrown);
    if (remedy === 'give up') {
      this.#log.lost(count, error);
      this.#finish(batch, 'failed', nameOf(error));
    } else if (remedy === 'split') {
      const [first, second] = this.#policy.split(batch);
      this.#rest.push(second);
      this.#batch = first;
      this.#log.kept(count, error, `sent in batches of ${first.held.length}`);
      // Through `#pause`, for this is called within an answer.
      this.#pause(0);
    } else {
      this.#retries++;
      this.#log.kept(count, error, 'sent again');
      this.#pause(remedy.again);
    }
  }

  #pause(milliseconds: number): void {
    this.#timer = this.#after(milliseconds, () => {
      // The exporter's own timers and sockets would keep the process longer than ours; another emit sends the batch all the same.
      if (this.#isEndNear) return;
      if (this.#settings.delay === 'none') this.#exportAtOnce();
      else this.#exportNext();
    });
  }

  get #isEndNear(): boolean {
    return (
      this.#shutdown === undefined &&
      this.#naturalEnd !== undefined &&
      this.#naturalEnd.left < this.#settings.endTimeout * LAST_PART
    );
  }

  /** There is no time left: what waits is given up. An answer that comes all the same is counted. */
  #abandon(): void {
    this.#stopWaiting();
    const waiting = [this.#batch, ...this.#rest.splice(0), batchOf(this.#queue.takeAll())];
    this.#log.givenUp();
    for (const batch of waiting) {
      if (batch === undefined || batch.held.length === 0) continue;
      this.#finish(batch, 'failed', 'timeout');
    }
  }

  /** A batch is done with. */
  #finish(batch: Batch, state: 'exported' | 'failed', errorType?: string): void {
    const count = batch.held.length;
    this.#highWater = Math.max(this.#highWater, this.#waiting);
    batch.state = state;
    if (this.#batch === batch) this.#batch = undefined;
    this.#queue.release(batch.held);
    if (state === 'failed') {
      this.#failed += count;
      this.#failedBatches++;
      this.#log.failedFor(count);
    }
    this.#done.add(count);
    this.#settings.observer?.ended(count, errorType);
    if (this.#waiting === 0) {
      this.#leaveNaturalEnd?.();
      this.#leaveExit?.();
      this.#leaveNaturalEnd = undefined;
      this.#leaveExit = undefined;
    }
    this.#done.notify();
  }

  /** Resolves when all records so far are done with, or the time has passed. Keeps the process alive meanwhile. */
  async #allDone(milliseconds: number): Promise<void> {
    if (this.#waiting === 0) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        timer.clear();
        leave();
        if (!this.#done.isAwaited) this.#letGo();
        resolve();
      };
      const timer = new Timer(milliseconds, end, { ofTurningLoop: true });
      const leave = this.#done.when(this.#accepted, end);
      this.#hurry();
    });
  }

  /** Somebody waits: what is under way is waited for, and what would only come later is begun now. */
  #hurry(): void {
    this.#attempt?.keepAlive();
    if (this.#isExporting || this.#immediate !== undefined) return;
    this.#stopWaiting();
    this.#proceed();
  }

  #letGo(): void {
    this.#attempt?.letGo();
    this.#timer?.letGo();
  }

  #sendAtEnd(): void {
    if (this.#waiting === 0) return;
    this.#naturalEnd ??= new Deadline(this.#settings.endTimeout);
    if (this.#naturalEnd.left > 0) void this.#allDone(this.#naturalEnd.left);
  }

  /** @param isReported whether a failure is reported: of an exporter that is dead, the closing sum says enough */
  async #callExporter(what: 'forceFlush' | 'shutdown', timeout: number, isReported = true): Promise<void> {
    const { exporter } = this.#settings;
    try {
      // By its type it has both; one that was written without types may not.
      await within(
        wait(() => exporter[what]?.()),
        timeout,
        `${what} of the exporter did not finish`,
      );
    } catch (error) {
      if (isReported) this.#log.failed(what, error);
    }
  }
}

function nameOf(error: Error): string {
  try {
    return String(error.name);
  } catch {
    return 'Error';
  }
}
