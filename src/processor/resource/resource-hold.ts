// Holds records back until the asynchronous attributes of their resource are known, in order, losing none.

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ignore, isThenable, wait } from '../../foreign/call.ts';
import { onExit } from '../../lifecycle/exit-hook.ts';
import { Timer } from '../../lifecycle/timeout.ts';
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import { defaultQueueBytes, QUEUE_RECORDS } from '../delivery/batch-options.ts';
import { HeldRecord } from '../record/held-record.ts';
import { IsolatedLogRecord } from '../record/isolated-log-record.ts';
import { isPending, type Resource, rawAttributesOf, settledPartOf } from './known-resource.ts';

/** How long records wait for attributes, in milliseconds: a metadata service that is not there may never answer. */
const LONGEST_WAIT = 5000;

/** What {@link SettledResourceGate} works with. */
export interface SettledResourceGateOptions {
  /** Takes a record whose resource is settled. */
  readonly pass: (record: ReadableLogRecord) => void;
  /** Takes a record that was held back: the emit it came with may be over. `isLate`: some have had it by {@link early}. */
  readonly passHeld: (record: ReadableLogRecord, isLate: boolean) => void;
  readonly reporter: ErrorReporter;
  readonly longestWait?: number;
  /** Default: as many as wait for an exporter. */
  readonly mostRecords?: number;
  /** Default: as many as wait for an exporter. */
  readonly mostBytes?: number;
}

/**
 * The gate between a record's steps and the sinks that send the resource away, or show it; files do not wait. While records wait for attributes, all that follow wait too, for their order.
 * Where attributes do not come in time, too many records wait, or the process ends, the records pass with the attributes that
 * are known, and `onError` is told.
 */
export class SettledResourceGate {
  readonly #pass: (record: ReadableLogRecord) => void;
  readonly #passHeld: (record: ReadableLogRecord, isLate: boolean) => void;
  readonly #reporter: ErrorReporter;
  readonly #longestWait: number;
  readonly #mostRecords: number;
  /** What is known of resources that are not waited for any longer. */
  readonly #known = new WeakMap<Resource, Resource>();
  readonly #mostBytes: number;
  /** What was known of resources when their first record came. One object for all records: formats group by it. */
  readonly #parts = new WeakMap<Resource, Resource>();
  readonly #expected = new WeakSet<Resource>();
  /** The held records that nobody has had yet. */
  readonly #unseen = new Set<IsolatedLogRecord>();
  #held: HeldRecord[] = [];
  #heldBytes = 0;
  /** The index of the first record that is still held: a sink may log, and so come back here, while records pass. */
  #first = 0;
  #isClosed = false;
  #isExiting = false;
  #opened: Promise<void> = Promise.resolve();
  #resolveOpened: (() => void) | undefined;
  #timer: Timer | undefined;
  #leaveExit: (() => void) | undefined;

  constructor(options: SettledResourceGateOptions) {
    this.#pass = options.pass;
    this.#passHeld = options.passHeld;
    this.#reporter = options.reporter;
    this.#longestWait = options.longestWait ?? LONGEST_WAIT;
    this.#mostRecords = options.mostRecords ?? QUEUE_RECORDS;
    this.#mostBytes = options.mostBytes ?? defaultQueueBytes();
  }

  /**
   * What those get of a record that do not wait: files, whose records must not die with the process. It has the attributes that are
   * known now. Nothing where the record will pass at once, or where not even the name of the service is known, by which files are named.
   */
  early(record: ReadableLogRecord): ReadableLogRecord | undefined {
    const { resource } = record;
    const isWaitedFor = isPending(resource);
    if (!this.#isClosed && (!isWaitedFor || this.#isExiting || this.#known.has(resource))) return undefined;
    if (!isWaitedFor) return record;
    const part = this.#known.get(resource) ?? this.#partOf(resource);
    if (part === undefined) return undefined;
    const copy = new IsolatedLogRecord(record);
    copy.resource = part;
    return copy;
  }

  /**
   * Takes a record: passes it on, or holds it back.
   * @param isLate whether some have had what {@link early} gave of it
   */
  emit(record: ReadableLogRecord, isLate = false): void {
    if (this.#isClosed || isPending(record.resource)) this.#hold(record, isLate);
    else this.#pass(record);
  }

  /** Has the attributes of a record's resource come, where nobody waits for them: they do not by themselves. */
  expect({ resource }: ReadableLogRecord): void {
    if (!isPending(resource) || this.#expected.has(resource)) return;
    this.#expected.add(resource);
    wait(() => resource.waitForAsyncAttributes?.()).catch(ignore);
  }

  #partOf(resource: Resource): Resource | undefined {
    let part = this.#parts.get(resource);
    if (part === undefined) {
      if (isThenable(rawAttributesOf(resource)['service.name'])) return undefined;
      part = settledPartOf(resource);
      this.#parts.set(resource, part);
    }
    return part;
  }

  /**
   * Resolves when the records that are held now have passed.
   * @param most milliseconds after which they pass with the attributes that are known. Default: their own time
   */
  async settle(most: number = Number.POSITIVE_INFINITY): Promise<void> {
    if (!this.#isClosed) return;
    this.#timer?.keepAlive();
    const timer = new Timer(most, () => this.#openNow(`they did not come within ${Math.round(most)} ms`), {
      ofTurningLoop: true,
      keepsAlive: false,
    });
    await this.#opened;
    timer.clear();
  }

  /** A held record is copied: what later processors, or the application, do to it meanwhile does not reach the sinks. */
  #hold(record: ReadableLogRecord, isLate: boolean): void {
    if (!this.#isClosed && (this.#isExiting || this.#known.has(record.resource))) {
      this.#passAsKnown(new IsolatedLogRecord(record), isLate);
      return;
    }
    const held = new HeldRecord(record);
    if (!isLate) this.#unseen.add(held);
    this.#held.push(held);
    this.#heldBytes += held.bytes;
    if (!this.#isClosed) this.#close();
    const count = this.#held.length - this.#first;
    if (count >= this.#mostRecords || this.#heldBytes >= this.#mostBytes) this.#openNow(`${count} waited for them`);
  }

  #close(): void {
    this.#isClosed = true;
    this.#opened = new Promise((resolve) => {
      this.#resolveOpened = resolve;
    });
    const tooLate = () => this.#openNow(`they did not come within ${this.#longestWait} ms`);
    // A program that ends by itself need not stay for attributes: the exit lets the records pass.
    this.#timer = new Timer(this.#longestWait, tooLate, { keepsAlive: false, ofTurningLoop: true });
    this.#leaveExit = onExit(() => {
      this.#isExiting = true;
      this.#openNow('the process ended');
    });
    void this.#waitForFirst();
  }

  async #waitForFirst(): Promise<void> {
    const resource = this.#held[this.#first]?.resource;
    if (resource === undefined) return;
    try {
      await resource.waitForAsyncAttributes?.();
    } catch {
      // By its contract it never rejects; if it does, the attributes are as settled as they will be.
    }
    if (isPending(resource)) this.#known.set(resource, settledPartOf(resource));
    if (this.#isClosed) this.#release();
  }

  /** Lets pass what is settled, from the first record on. */
  #release(): void {
    for (let record = this.#next; record !== undefined; record = this.#next) {
      if (isPending(record.resource) && !this.#known.has(record.resource)) {
        void this.#waitForFirst();
        return;
      }
      this.#first++;
      this.#passAsKnown(record);
    }
    this.#open();
  }

  /** Lets everything pass, with the attributes that are known now. */
  #openNow(reason: string): void {
    let incomplete = 0;
    for (let record = this.#next; record !== undefined; record = this.#next) {
      this.#first++;
      if (isPending(record.resource)) incomplete++;
      this.#passAsKnown(record);
    }
    this.#open();
    if (incomplete === 0) return;
    const what = `${incomplete} log records passed without asynchronous attributes of their resource`;
    this.#reporter.report(new Error(`${what}: ${reason}`), 'resource');
  }

  get #next(): IsolatedLogRecord | undefined {
    return this.#held[this.#first];
  }

  #passAsKnown(record: IsolatedLogRecord, isLate = !this.#unseen.delete(record)): void {
    const { resource } = record;
    if (isPending(resource)) {
      const known = this.#known.get(resource) ?? settledPartOf(resource);
      this.#known.set(resource, known);
      record.resource = known;
    }
    this.#passHeld(record, isLate);
  }

  #open(): void {
    if (!this.#isClosed) return;
    this.#isClosed = false;
    this.#held = [];
    this.#heldBytes = 0;
    this.#first = 0;
    this.#timer?.clear();
    this.#leaveExit?.();
    this.#resolveOpened?.();
  }
}
