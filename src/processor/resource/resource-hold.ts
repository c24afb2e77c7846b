// Holds records back until the asynchronous attributes of their resource are known, in order, losing none.

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ignore, isThenable, wait } from '../../foreign/call.ts';
import { onExit } from '../../lifecycle/exit-hook.ts';
import { Timer } from '../../lifecycle/timeout.ts';
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import { defaultQueueBytes, QUEUE_RECORDS } from '../delivery/batch-options.ts';
import { HeldRecord } from '../record/held-record.ts';
import { IsolatedLogRecord } from '../record/isolated-log-record.ts';
import { isPending, knownPartOf, type Resource, rawAttributesOf } from './known-resource.ts';

/** How long records are held, in milliseconds: a metadata service that is not there may never answer. */
const LONGEST_HOLD = 5000;

/** What a {@link ResourceHold} works with. */
export interface ResourceHoldOptions {
  /** Takes a record that was not held. */
  readonly pass: (record: ReadableLogRecord) => void;
  /** Takes a record that was held: its emit may be over. `wasGivenEarly`: some have had it already, by {@link ResourceHold.early}. */
  readonly passHeld: (record: ReadableLogRecord, wasGivenEarly: boolean) => void;
  readonly reporter: ErrorReporter;
  /** Milliseconds. Default 5,000. */
  readonly longestHold?: number;
  /** Default: as many as wait for an exporter. */
  readonly mostRecords?: number;
  /** Default: as many as wait for an exporter. */
  readonly mostBytes?: number;
}

/**
 * Stands between a record's steps and the sinks that show the resource or send it away; files do not wait. While one record is
 * held, all that follow are held too, which keeps their order. Where attributes do not come in time, too many records are held, or
 * the process ends, the records pass with the attributes that are known, and that is reported.
 */
export class ResourceHold {
  readonly #pass: (record: ReadableLogRecord) => void;
  readonly #passHeld: (record: ReadableLogRecord, wasGivenEarly: boolean) => void;
  readonly #reporter: ErrorReporter;
  readonly #longestHold: number;
  readonly #mostRecords: number;
  #mostBytes: number | undefined;
  /** What is known of resources that nobody waits for any longer. */
  readonly #final = new WeakMap<Resource, Resource>();
  /** What was known of resources when their first record came. One object for all records: formats group by it. */
  readonly #firstKnown = new WeakMap<Resource, Resource>();
  readonly #expected = new WeakSet<Resource>();
  /** The held records that nobody has had yet. */
  readonly #unseen = new Set<IsolatedLogRecord>();
  #held: HeldRecord[] = [];
  #heldBytes = 0;
  /** The index of the first record that is still held: a sink may log, and so come back here, while records pass. */
  #first = 0;
  #isHolding = false;
  #isExiting = false;
  #ended: Promise<void> = Promise.resolve();
  #resolveEnded: (() => void) | undefined;
  #timer: Timer | undefined;
  #leaveExit: (() => void) | undefined;

  constructor(options: ResourceHoldOptions) {
    this.#pass = options.pass;
    this.#passHeld = options.passHeld;
    this.#reporter = options.reporter;
    this.#longestHold = options.longestHold ?? LONGEST_HOLD;
    this.#mostRecords = options.mostRecords ?? QUEUE_RECORDS;
    this.#mostBytes = options.mostBytes;
  }

  /**
   * The record for those that do not wait: files, whose records must not die with the process. It has the attributes that are known
   * now. Nothing where the record passes at once, or where not even the name of the service is known, by which files are named.
   */
  early(record: ReadableLogRecord): ReadableLogRecord | undefined {
    const { resource } = record;
    const isWaitedFor = isPending(resource);
    if (!this.#isHolding && (!isWaitedFor || this.#isExiting || this.#final.has(resource))) return undefined;
    if (!isWaitedFor) return record;
    const part = this.#final.get(resource) ?? this.#partOf(resource);
    if (part === undefined) return undefined;
    const copy = new IsolatedLogRecord(record);
    copy.resource = part;
    return copy;
  }

  /**
   * Takes a record: passes it on, or holds it.
   * @param wasGivenEarly whether some have had what {@link early} gave of it
   */
  emit(record: ReadableLogRecord, wasGivenEarly = false): void {
    if (this.#isHolding || isPending(record.resource)) this.#hold(record, wasGivenEarly);
    else this.#pass(record);
  }

  /** Begins to wait for the attributes of a resource where nobody else does: only then do they ever become known. */
  startWaiting({ resource }: ReadableLogRecord): void {
    if (isPending(resource) && !this.#expected.has(resource)) this.#expect(resource);
  }

  #expect(resource: Resource): void {
    this.#expected.add(resource);
    wait(() => resource.waitForAsyncAttributes?.()).catch(ignore);
  }

  #partOf(resource: Resource): Resource | undefined {
    let part = this.#firstKnown.get(resource);
    if (part === undefined) {
      if (isThenable(rawAttributesOf(resource)['service.name'])) return undefined;
      part = knownPartOf(resource);
      this.#firstKnown.set(resource, part);
    }
    return part;
  }

  /**
   * Resolves when the records that are held now have passed.
   * @param most milliseconds after which they pass with the attributes that are known. Default: no other time than their own
   */
  async flush(most: number = Number.POSITIVE_INFINITY): Promise<void> {
    if (!this.#isHolding) return;
    this.#timer?.keepAlive();
    const timer = new Timer(most, () => this.#passAll(`they did not come within ${Math.round(most)} ms`), {
      ofTurningLoop: true,
      keepsAlive: false,
    });
    await this.#ended;
    timer.clear();
  }

  /** A held record is copied: what later processors, or the application, do to it meanwhile does not reach the sinks. */
  #hold(record: ReadableLogRecord, wasGivenEarly: boolean): void {
    if (!this.#isHolding && (this.#isExiting || this.#final.has(record.resource))) {
      this.#passAsKnown(new IsolatedLogRecord(record), wasGivenEarly);
      return;
    }
    const held = new HeldRecord(record);
    if (!wasGivenEarly) this.#unseen.add(held);
    this.#held.push(held);
    this.#heldBytes += held.bytes;
    if (!this.#isHolding) this.#begin();
    const count = this.#held.length - this.#first;
    this.#mostBytes ??= defaultQueueBytes();
    if (count >= this.#mostRecords || this.#heldBytes >= this.#mostBytes) this.#passAll(`${count} waited for them`);
  }

  #begin(): void {
    this.#isHolding = true;
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    const tooLate = () => this.#passAll(`they did not come within ${this.#longestHold} ms`);
    // A program that ends by itself need not stay for attributes: the exit lets the records pass.
    this.#timer = new Timer(this.#longestHold, tooLate, { keepsAlive: false, ofTurningLoop: true });
    this.#leaveExit = onExit(() => {
      this.#isExiting = true;
      this.#passAll('the process ended');
    });
    void this.#waitForFirst();
  }

  async #waitForFirst(): Promise<void> {
    const resource = this.#held[this.#first]?.resource;
    if (resource === undefined) return;
    try {
      await wait(() => resource.waitForAsyncAttributes?.());
    } catch {
      // By its contract it never rejects; if it does, no more attributes will come.
    }
    if (isPending(resource)) this.#final.set(resource, knownPartOf(resource));
    if (this.#isHolding) this.#passKnown();
  }

  /** Lets records pass, from the first on, up to one whose resource is still waited for. */
  #passKnown(): void {
    for (let record = this.#next; record !== undefined; record = this.#next) {
      if (isPending(record.resource) && !this.#final.has(record.resource)) {
        void this.#waitForFirst();
        return;
      }
      this.#first++;
      this.#passAsKnown(record);
    }
    this.#end();
  }

  /** Lets all records pass, with the attributes that are known now. */
  #passAll(reason: string): void {
    let incomplete = 0;
    for (let record = this.#next; record !== undefined; record = this.#next) {
      this.#first++;
      if (isPending(record.resource)) incomplete++;
      this.#passAsKnown(record);
    }
    this.#end();
    if (incomplete === 0) return;
    const what = `${incomplete} log records passed without asynchronous attributes of their resource`;
    this.#reporter.report(new Error(`${what}: ${reason}`), 'resource');
  }

  get #next(): IsolatedLogRecord | undefined {
    return this.#held[this.#first];
  }

  #passAsKnown(record: IsolatedLogRecord, wasGivenEarly = !this.#unseen.delete(record)): void {
    const { resource } = record;
    if (isPending(resource)) {
      const known = this.#final.get(resource) ?? knownPartOf(resource);
      this.#final.set(resource, known);
      record.resource = known;
    }
    this.#passHeld(record, wasGivenEarly);
  }

  #end(): void {
    if (!this.#isHolding) return;
    this.#isHolding = false;
    this.#held = [];
    this.#heldBytes = 0;
    this.#first = 0;
    this.#timer?.clear();
    this.#leaveExit?.();
    this.#resolveEnded?.();
  }
}
