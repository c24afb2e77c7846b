// Hands records to an exporter: one batch at a time, in order, kept and sent again where that failed.
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { wait } from '../../foreign/call.ts';
import { Deadline, withDeadline } from '../../lifecycle/deadline.ts';
import { onExit } from '../../lifecycle/exit-hook.ts';
import { expectNaturalEnd, isAtNaturalEnd, onNaturalEnd } from '../../lifecycle/natural-end.ts';
import { Timer } from '../../lifecycle/timeout.ts';
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import { HeldRecord } from '../record/held-record.ts';
import { backoff } from './backoff.ts';
import { type DeliveryCounts, DeliveryLog } from './delivery-log.ts';
import { type AttemptOutcome, ExportAttempt } from './export-attempt.ts';
import { type FailureKind, kindOfFailure } from './failure-kind.ts';
import { type QueueLimits, RecordQueue } from './record-queue.ts';

/** Told of what becomes of records, for metrics. */
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
  /** Why a record finds no place. */
  readonly fullReason: string;
  /** What is exported at once at most. */
  readonly batch: QueueLimits;
  /** How long records gather; `'none'`: where nothing is under way, a record is exported within its emit. */
  readonly delay: number | 'none';
  /** In which an export, and a flush, has to be done. */
  readonly exportTimeout: number;
  /** For which a batch that fails is sent again. */
  readonly retryTimeout: number;
  /** For which a program that ends by itself is kept alive. */
  readonly endTimeout: number;
  /** The pause after so many attempts that failed. Default: {@link backoff}. */
  readonly pause?: (attempts: number) => number;
  readonly observer?: DeliveryObserver | undefined;
}

/** Records that are exported together. */
interface Batch {
  readonly held: readonly HeldRecord[];
  attempts: number;
  /** When the first attempt failed. */
  failedAt: number | undefined;
  state: 'open' | 'exported' | 'failed' | 'split';
}

interface Waiter {
  /** How many records have to be done with. */
  readonly upTo: number;
  readonly done: () => void;
}

/** Attempts over what is probably the records' own fault: an exporter that throws, one record that is too large. */
const MOST_AT_FAULT = 3;
/** So many batches have to arrive before larger ones are tried again. */
const BEFORE_GROWTH = 16;
/** The part of a shutdown's time in which records are exported; the rest is the exporter's, to close. */
const FOR_RECORDS = 0.9;
/** The part at the end of a natural end's time in which nothing is sent again. */
const LAST_PART = 0.25;
/** An exporter gets so much time for its own flush and shutdown, in milliseconds, however late it is. */
const LAST_CHANCE = 50;

/**
 * One exporter's records, from their emit to its answer.
 *
 * One export at a time: several would lose the order, and OTLP exporters refuse more than a few of them. A batch stays at the
 * head until the exporter has taken it, has refused it for good, or has had the time for it: what comes behind waits meanwhile,
 * within the limits of the queue.
 *
 * No timer of it keeps the process alive, but while somebody waits for it: a flush, a shutdown, the natural end.
 */
export class Delivery {
  readonly #settings: DeliverySettings;
  readonly #queue: RecordQueue;
  readonly #log: DeliveryLog;
  /** The batch at the head, while it is exported or waits to be sent again. */
  #batch: Batch | undefined;
  /** The rest of batches that were too large, the first one last. */
  readonly #rest: Batch[] = [];
  /** Most records in a batch: fewer than was asked for, once that was too large. */
  #mostRecords: number;
  #arrivals = 0;
  /** One, once the exporter has thrown at a whole batch: it would throw at every other as often, while all of them wait. */
  #mostThrows = MOST_AT_FAULT;
  #attempt: ExportAttempt | undefined;
  #isExporting = false;
  #isLooping = false;
  /** The time for which records gather, or the pause before the batch is sent again. */
  #timer: Timer | undefined;
  #immediate: NodeJS.Immediate | undefined;
  /** Whether the next export has been set in motion. */
  #isSoon = false;
  #accepted = 0;
  #exported = 0;
  #failed = 0;
  #retries = 0;
  #waiters: Waiter[] = [];
  #end: Deadline | undefined;
  #hadLastWord = false;
  readonly #stopExpecting = expectNaturalEnd();
  #leaveEnd: (() => void) | undefined;
  #leaveExit: (() => void) | undefined;
  #shutdown: Promise<void> | undefined;

  constructor(settings: DeliverySettings) {
    this.#settings = settings;
    this.#queue = new RecordQueue(settings.queue);
    this.#mostRecords = settings.batch.records;
    this.#log = new DeliveryLog(settings);
  }

  /** What became of the records. */
  get counts(): DeliveryCounts {
    return {
      accepted: this.#accepted,
      exported: this.#exported,
      failed: this.#failed,
      dropped: this.#log.dropped,
      waiting: this.#accepted - this.#done,
      waitingBytes: this.#queue.bytes,
      retries: this.#retries,
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
    if (this.#done === this.#accepted) return;
    this.#leaveEnd ??= onNaturalEnd(() => this.#sendAtEnd());
    this.#leaveExit ??= onExit(() => this.#log.cutOff(this.#accepted - this.#done, this.#accepted));
    // Once: a listener that logs each time the program is at its end would never let it.
    if (isAtNaturalEnd() && !this.#hadLastWord) {
      this.#hadLastWord = true;
      this.#sendAtEnd();
    }
  }

  /**
   * Resolves when what was emitted before is exported or has failed, or when an export's time has passed: what has not been taken
   * then is still kept. Never rejects.
   */
  async forceFlush(): Promise<void> {
    const { exportTimeout } = this.#settings;
    if (this.#shutdown !== undefined) return this.#shutdown;
    const deadline = new Deadline(exportTimeout);
    await this.#settled(exportTimeout);
    await this.#finish('forceFlush', Math.max(deadline.left, LAST_CHANCE));
  }

  /** Exports what waits, shuts the exporter down and says what was lost, within the deadline. Never rejects. */
  shutdown(deadline: Deadline): Promise<void> {
    this.#shutdown ??= this.#close(deadline);
    return this.#shutdown;
  }

  async #close(deadline: Deadline): Promise<void> {
    await this.#settled(deadline.left * FOR_RECORDS);
    const isAbandoned = this.#done < this.#accepted;
    if (isAbandoned) this.#abandon();
    else await this.#finish('forceFlush', deadline.left * FOR_RECORDS);
    await this.#finish('shutdown', Math.max(deadline.left, LAST_CHANCE), !isAbandoned);
    this.#stopExpecting();
    this.#log.conclude(this.counts);
  }

  get #done(): number {
    return this.#exported + this.#failed;
  }

  get #hasWork(): boolean {
    return this.#batch !== undefined || this.#rest.length > 0 || this.#queue.length > 0;
  }

  /** Whether records need not gather any longer. */
  get #isDue(): boolean {
    const { batch } = this.#settings;
    const isFull = this.#queue.length >= this.#mostRecords || this.#queue.waitingBytes >= batch.bytes;
    return isFull || this.#waiters.length > 0 || this.#batch !== undefined || this.#rest.length > 0;
  }

  /** Goes on with what is to be done next, where nothing is under way. */
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

  /** In a turn of the event loop of its own: serializing a batch takes its time, which no emit has to wait for. */
  #exportSoon(): void {
    this.#stopWaiting();
    this.#isSoon = true;
    const work = () => {
      this.#stopWaiting();
      this.#exportNext();
    };
    // An immediate that does not keep the process alive would come only after the next timer or input.
    if (this.#waiters.length > 0) this.#immediate = setImmediate(work);
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
    return new Timer(milliseconds, elapsed, { keepsAlive: this.#waiters.length > 0 });
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
      keepsAlive: this.#waiters.length > 0,
      ended: (outcome) => this.#ended(batch, outcome),
      arrivedLate: () => this.#arrived(batch),
    });
    if (this.#isExporting) this.#attempt = attempt;
  }

  #takeBatch(): Batch | undefined {
    const held = this.#queue.take(this.#mostRecords, this.#settings.batch.bytes);
    return held.length === 0 ? undefined : batchOf(held);
  }

  #ended(batch: Batch, outcome: AttemptOutcome): void {
    this.#isExporting = false;
    this.#attempt = undefined;
    if (outcome.isExported) this.#arrived(batch);
    else if (batch.state === 'open') this.#judge(batch, outcome.error, outcome.isThrown);
    this.#proceed();
  }

  /** The exporter has a batch, though it may have been given up, or be on its way once more. */
  #arrived(batch: Batch): void {
    const count = batch.held.length;
    if (batch.state === 'failed') {
      batch.state = 'exported';
      this.#failed -= count;
      this.#exported += count;
    }
    if (batch.state !== 'open') return;
    this.#mostThrows = MOST_AT_FAULT;
    if (batch.attempts > 0) this.#log.recovered();
    this.#exported += count;
    if (++this.#arrivals >= BEFORE_GROWTH) {
      this.#arrivals = 0;
      this.#mostRecords = Math.min(this.#settings.batch.records, 2 * this.#mostRecords);
    }
    this.#settle(batch, 'exported');
    if (this.#isExporting) return;
    this.#stopWaiting();
    this.#proceed();
  }

  #judge(batch: Batch, error: Error, isThrown: boolean): void {
    const count = batch.held.length;
    const kind = kindOfFailure(error);
    batch.attempts++;
    if (kind === 'refused') return this.#lose(batch, error);
    if (kind === 'too large' && count > 1) return this.#split(batch, error);
    const now = performance.now();
    batch.failedAt ??= now;
    const pause = (this.#settings.pause ?? backoff)(batch.attempts);
    const isOver = now + pause - batch.failedAt > this.#settings.retryTimeout;
    if (isOver || batch.attempts >= this.#mostAttempts(kind, isThrown)) {
      if (isThrown) this.#mostThrows = 1;
      return this.#lose(batch, error);
    }
    this.#retries++;
    this.#log.kept(count, error, 'sent again');
    this.#pause(pause);
  }

  #mostAttempts(kind: FailureKind, isThrown: boolean): number {
    if (isThrown) return this.#mostThrows;
    return kind === 'too large' ? MOST_AT_FAULT : Number.POSITIVE_INFINITY;
  }

  /** What was too much at once is sent in halves, and so is what comes after it. */
  #split(batch: Batch, error: Error): void {
    const { held } = batch;
    const half = Math.ceil(held.length / 2);
    batch.state = 'split';
    this.#mostRecords = Math.min(this.#mostRecords, half);
    this.#arrivals = 0;
    this.#rest.push(batchOf(held.slice(half)));
    this.#batch = batchOf(held.slice(0, half));
    this.#log.kept(held.length, error, `sent in batches of ${half}`);
    // Through `#pause`, for this is called within an answer.
    this.#pause(0);
  }

  #pause(milliseconds: number): void {
    this.#timer = this.#after(milliseconds, () => {
      // The exporter's own timers and sockets would hold the process longer than we do; another emit goes on all the same.
      if (this.#isEndNear) return;
      if (this.#settings.delay === 'none') this.#exportAtOnce();
      else this.#exportNext();
    });
  }

  get #isEndNear(): boolean {
    return (
      this.#shutdown === undefined && this.#end !== undefined && this.#end.left < this.#settings.endTimeout * LAST_PART
    );
  }

  #lose(batch: Batch, error: Error): void {
    this.#log.lost(batch.held.length, error);
    this.#failed += batch.held.length;
    this.#settle(batch, 'failed', nameOf(error));
  }

  /** There is no time left: what waits is given up. An answer that comes all the same is counted. */
  #abandon(): void {
    this.#stopWaiting();
    const waiting = [this.#batch, ...this.#rest.splice(0), batchOf(this.#queue.takeAll())];
    this.#log.givenUp();
    for (const batch of waiting) {
      if (batch === undefined || batch.held.length === 0) continue;
      this.#failed += batch.held.length;
      this.#settle(batch, 'failed', 'timeout');
    }
  }

  #settle(batch: Batch, state: 'exported' | 'failed', errorType?: string): void {
    batch.state = state;
    if (this.#batch === batch) this.#batch = undefined;
    this.#queue.release(batch.held);
    this.#settings.observer?.ended(batch.held.length, errorType);
    if (this.#done === this.#accepted) {
      this.#leaveEnd?.();
      this.#leaveExit?.();
      this.#leaveEnd = undefined;
      this.#leaveExit = undefined;
    }
    const done = this.#waiters.filter(({ upTo }) => upTo <= this.#done);
    for (const waiter of done) waiter.done();
  }

  /** Resolves when all records so far are done with, or the time has passed. Keeps the process alive meanwhile. */
  async #settled(milliseconds: number): Promise<void> {
    if (this.#done === this.#accepted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        timer.clear();
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        if (this.#waiters.length === 0) this.#letGo();
        resolve();
      };
      const timer = new Timer(milliseconds, done, { ofTurningLoop: true });
      const waiter = { upTo: this.#accepted, done };
      this.#waiters.push(waiter);
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
    if (this.#done === this.#accepted) return;
    this.#end ??= new Deadline(this.#settings.endTimeout);
    if (this.#end.left > 0) void this.#settled(this.#end.left);
  }

  /** @param isTold whether it is told of where that fails: of an exporter that is dead, enough is said by the closing sum */
  async #finish(what: 'forceFlush' | 'shutdown', timeout: number, isTold = true): Promise<void> {
    const { exporter } = this.#settings;
    try {
      // By its type it has both; one that was written without types may not.
      await withDeadline(
        wait(() => exporter[what]?.()),
        timeout,
        `${what} of the exporter`,
      );
    } catch (error) {
      if (isTold) this.#log.failed(what, error);
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

function batchOf(held: readonly HeldRecord[]): Batch {
  return { held, attempts: 0, failedAt: undefined, state: 'open' };
}
