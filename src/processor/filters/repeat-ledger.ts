// Counts records that were dropped because they repeat others, and emits a summary of them when their time is over.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { onExit } from '../../lifecycle/exit-hook.ts';
import { Timer } from '../../lifecycle/timeout.ts';
import type { SummaryEmitter } from './drop-summary.ts';

interface Entry {
  readonly like: ReadableLogRecord;
  readonly from: ReadableLogRecord['hrTime'];
  to: ReadableLogRecord['hrTime'];
  count: number;
  /** When its summary is emitted, by the ledger's clock. */
  readonly until: number;
}

/** Of repeated records that are counted at a time. With more, the summary of the oldest is emitted before its time. */
const MOST_ENTRIES = 1000;
/** A longer body is not kept for it: the record that was repeated has it. */
const LONGEST_BODY = 4096;

/** The repeated records of one place. */
export class RepeatLedger {
  readonly #emit: SummaryEmitter;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  #nextDue = Number.POSITIVE_INFINITY;
  #timer: Timer | undefined;
  #leaveExit: (() => void) | undefined;

  /** @param now milliseconds, by the clock that the times of the entries are of */
  constructor(emit: SummaryEmitter, now: () => number) {
    this.#emit = emit;
    this.#now = now;
  }

  /**
   * Counts a dropped record.
   * @param key the same for records that repeat each other
   * @param until when the summary is emitted
   */
  add(key: string, record: ReadableLogRecord, until: number): void {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.count++;
      known.to = record.hrTime;
      return;
    }
    const { hrTime } = record;
    this.#entries.set(key, { like: likenessOf(record), from: hrTime, to: hrTime, count: 1, until });
    if (until < this.#nextDue) this.#wait(until);
    this.#leaveExit ??= onExit(() => this.emitAll());
    if (this.#entries.size > MOST_ENTRIES) this.#emitFirst();
  }

  /** Emits the summaries whose time is over. */
  emitDue(): void {
    if (this.#entries.size === 0) return;
    const now = this.#time();
    if (now < this.#nextDue) return;
    this.#take(({ until }) => until <= now);
  }

  /** Emits all summaries. */
  emitAll(): void {
    if (this.#entries.size > 0) this.#take(() => true);
  }

  /** A clock that a test gives may throw, or give no time: then all is due. */
  #time(): number {
    try {
      const now = this.#now();
      return Number.isFinite(now) ? now : Number.POSITIVE_INFINITY;
    } catch {
      return Number.POSITIVE_INFINITY;
    }
  }

  #emitFirst(): void {
    for (const first of this.#entries.values()) return this.#take((entry) => entry === first);
  }

  /** Takes entries out before their summaries are emitted: who takes a summary may log. */
  #take(isTaken: (entry: Entry) => boolean): void {
    const taken: Entry[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const [key, entry] of this.#entries) {
      if (isTaken(entry)) {
        this.#entries.delete(key);
        taken.push(entry);
      } else if (entry.until < next) next = entry.until;
    }
    this.#wait(next);
    if (this.#entries.size === 0) {
      this.#leaveExit?.();
      this.#leaveExit = undefined;
    }
    for (const { like, count, from, to } of taken) {
      this.#emit(
        { ...like, hrTime: to, hrTimeObserved: to },
        {
          'laketrace.dropped.count': count,
          'laketrace.dropped.reason': 'dedupe',
          'laketrace.dropped.from': textOfTime(from),
          'laketrace.dropped.to': textOfTime(to),
        },
      );
    }
  }

  #wait(until: number): void {
    this.#nextDue = until;
    this.#timer?.clear();
    this.#timer = undefined;
    if (until === Number.POSITIVE_INFINITY) return;
    // A clock that a test gives may go otherwise: then it is looked at again.
    const delay = Math.max(1, Math.ceil(until - this.#time()));
    const elapsed = () => {
      this.emitDue();
      if (this.#entries.size > 0) this.#wait(this.#nextDue);
    };
    this.#timer = new Timer(delay, elapsed, { keepsAlive: false });
  }
}

/**
 * What a summary repeats of the records that it stands for: only what nobody can change any more, since it is kept for a while, and
 * nothing that would have to be cut.
 */
function likenessOf(record: ReadableLogRecord): ReadableLogRecord {
  const { severityNumber, severityText, eventName, body, resource, instrumentationScope } = record;
  const isKept = typeof body === 'string' && body.length <= LONGEST_BODY;
  return {
    hrTime: record.hrTime,
    hrTimeObserved: record.hrTimeObserved,
    severityNumber,
    severityText,
    eventName,
    body: isKept ? body : 'equal log records were dropped',
    attributes: {},
    droppedAttributesCount: 0,
    resource,
    instrumentationScope,
  } as ReadableLogRecord;
}

function textOfTime([seconds, nanoseconds]: ReadableLogRecord['hrTime']): string {
  const milliseconds = seconds * 1000 + Math.floor(nanoseconds / 1e6);
  // A record made by hand may bear a time that no calendar has.
  return Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : String(milliseconds);
}
