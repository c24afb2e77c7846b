// Holds records back until the asynchronous attributes of their resource are known, in order, losing none.

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { onExit } from '../file/exit-hook.ts';
import { Timer } from '../file/timeout.ts';
import type { ErrorReporter } from '../telemetry/error-reporter.ts';
import { defaultQueueBytes, QUEUE_RECORDS } from './batch-options.ts';
import { HeldRecord } from './held-record.ts';
import { IsolatedLogRecord } from './isolated-log-record.ts';
import { isPending, type Resource, settledPartOf } from './settled-resource.ts';

/** How long records wait for attributes, in milliseconds: a metadata service that is not there may never answer. */
const LONGEST_WAIT = 5000;

/** What {@link SettledResourceGate} works with. */
export interface SettledResourceGateOptions {
  /** Takes a record whose resource is settled. */
  readonly pass: (record: ReadableLogRecord) => void;
  /** Takes a record that was held back: the emit it came with may be over. */
  readonly passHeld: (record: ReadableLogRecord) => void;
  readonly reporter: ErrorReporter;
  readonly longestWait?: number;
  /** Default: as many as wait for an exporter. */
  readonly mostRecords?: number;
  /** Default: as many as wait for an exporter. */
  readonly mostBytes?: number;
}

/**
 * The gate between a record's steps and the sinks. While records wait for attributes, all that follow wait too, for their order.
 * Where attributes do not come in time, too many records wait, or the process ends, the records pass with the attributes that
 * are known, and `onError` is told.
 */
export class SettledResourceGate {
  readonly #pass: (record: ReadableLogRecord) => void;
  readonly #passHeld: (record: ReadableLogRecord) => void;
  readonly #reporter: ErrorReporter;
  readonly #longestWait: number;
  readonly #mostRecords: number;
  /** What is known of resources that are not waited for any longer. */
  readonly #known = new WeakMap<Resource, Resource>();
  readonly #mostBytes: number;
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

  /** Takes a record: passes it on, or holds it back. */
  emit(record: ReadableLogRecord): void {
    if (this.#isClosed || isPending(record.resource)) this.#hold(record);
    else this.#pass(record);
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
  #hold(record: ReadableLogRecord): void {
    if (!this.#isClosed && (this.#isExiting || this.#known.has(record.resource))) {
      this.#passAsKnown(new IsolatedLogRecord(record));
      return;
    }
    const held = new HeldRecord(record);
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

  #passAsKnown(record: IsolatedLogRecord): void {
    const { resource } = record;
    if (isPending(resource)) {
      const known = this.#known.get(resource) ?? settledPartOf(resource);
      this.#known.set(resource, known);
      record.resource = known;
    }
    this.#passHeld(record);
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
