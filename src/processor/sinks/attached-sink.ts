// A sink of a processor: its threshold and filters, and what contains its errors.

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { isOf } from '../../foreign/shape.ts';
import type { Deadline } from '../../lifecycle/deadline.ts';
import { expectNaturalEnd, isAtNaturalEnd } from '../../lifecycle/natural-end.ts';
import { announceLoss, type Loser } from '../../telemetry/events.ts';
import type { ErrorPolicy } from '../errors/error-policy.ts';
import type { FilterChain } from '../filters/filter-chain.ts';
import { isBelow } from '../filters/severity-threshold.ts';
import type { RecordSink, SinkStats } from './sink.ts';

const AFTER_LAST_WORD =
  'log records were refused that came when the program had nothing left to do, but the first: each could have kept it alive';

const OF_ITSELF =
  'log records were refused that the sink itself logged while it had a record: it would get its own without end';

/** Which records a sink gets, and under which name it is reported. */
export interface SinkConditions {
  readonly name: string;
  readonly minimumSeverity: number;
  readonly filters: FilterChain | undefined;
}

/** A sink that gets records. What it throws stops neither the other sinks nor the application. */
export class AttachedSink {
  readonly id: number;
  readonly name: string;
  readonly #minimumSeverity: number;
  readonly #filters: FilterChain | undefined;
  readonly #sink: RecordSink;
  readonly #errors: ErrorPolicy;
  #records = 0;
  #filtered = 0;
  readonly #dropped: Record<string, number> = {};
  #failed = 0;
  readonly #loser: Loser;
  #isBusy = false;
  #isAtLastWord = false;
  #leaveNaturalEnd: (() => void) | undefined;

  constructor(id: number, sink: RecordSink, { name, minimumSeverity, filters }: SinkConditions, errors: ErrorPolicy) {
    this.id = id;
    this.name = name;
    this.#loser = { source: 'sink', target: name };
    this.#minimumSeverity = minimumSeverity;
    this.#filters = filters;
    this.#sink = sink;
    this.#errors = errors;
    filters?.summarize((like, attributes) => {
      const isWithinEmit = errors.hasPending;
      if (!isBelow(like.severityNumber, minimumSeverity)) this.#hand({ ...like, attributes });
      if (!isWithinEmit) errors.reportPending();
    });
  }

  /** Whether it gets a record only when asynchronous attributes of its resource are known. */
  get waitsForResource(): boolean {
    return this.#sink.isCrashSafe !== true;
  }

  /** Gives the sink a record, where it is meant for it. Never throws. */
  emit(record: ReadableLogRecord): void {
    const rejection = isBelow(record.severityNumber, this.#minimumSeverity)
      ? 'severity'
      : this.#filters?.rejection(record);
    if (rejection !== undefined) {
      this.#filtered++;
      this.#dropped[rejection] = (this.#dropped[rejection] ?? 0) + 1;
      return;
    }
    this.#hand(record);
  }

  #hand(record: ReadableLogRecord): void {
    if (this.#sink.isReentrant !== true && (this.#isOfItself() || this.#hadLastWord())) {
      this.#fail();
      return;
    }
    this.#leaveNaturalEnd ??= expectNaturalEnd();
    const wasBusy = this.#isBusy;
    this.#isBusy = true;
    this.#records++;
    try {
      this.#sink.emit(record);
    } catch (error) {
      this.#fail();
      this.#errors.caught(error, isOf(error, 'FormatError') ? 'format' : 'sink', this.name);
    } finally {
      this.#isBusy = wasBusy;
    }
  }

  #fail(): void {
    this.#failed++;
    announceLoss(this.#loser, 'failed', 1);
  }

  /** Whether the sink logged the record while it had another: a format that logs is in the middle of one. */
  #isOfItself(): boolean {
    if (this.#isBusy) this.#errors.report(new Error(OF_ITSELF), 'sink', `${this.name} of itself`);
    return this.#isBusy;
  }

  /**
   * Whether the program is at its end, and this sink had a record there before: if it kept the process alive for each, a listener
   * of `beforeExit` that logs would be called without end. A file is written at once, and gets them all.
   */
  #hadLastWord(): boolean {
    if (!isAtNaturalEnd()) return false;
    const hadLastWord = this.#isAtLastWord;
    this.#isAtLastWord = true;
    if (hadLastWord) this.#errors.report(new Error(AFTER_LAST_WORD), 'sink', this.name);
    return hadLastWord;
  }

  /** @throws what the sink rejects with */
  forceFlush(): Promise<unknown> {
    this.#filters?.emitSummaries();
    return this.#sink.forceFlush();
  }

  /** @throws what the sink rejects with */
  shutdown(deadline: Deadline): Promise<unknown> {
    this.#filters?.emitSummaries();
    this.#leaveNaturalEnd?.();
    return this.#sink.shutdown(deadline);
  }

  get stats(): SinkStats {
    const { name } = this;
    const failed = this.#failed + this.#sink.lost;
    return { name, records: this.#records, filtered: this.#filtered, dropped: { ...this.#dropped }, failed };
  }
}
