// Keeps records in memory that are not severe enough to be written, until one comes that makes them worth reading.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { RecorderSettings } from './recorder-option.ts';
import { AllRecorded, RecordedRecord, Recording } from './recording.ts';

/** What a recorder has done, and holds. */
export interface RecorderStats {
  /** Records that are held now. */
  readonly held: number;
  /** The memory that they take, roughly. */
  readonly heldBytes: number;
  /** The traces that they are of; those without a trace count as one. */
  readonly traces: number;
  /** Records that were written, by a trigger or a crash. */
  readonly written: number;
  /** Records that had to go for others: by `records`, `bytes` or `traces`. */
  readonly dropped: number;
}

/** Records that have no trace, or of whatever trace where all are kept together. */
const TOGETHER = '';

/** Holds copies of records, by trace or all together, within bounds. What a record takes does not grow with what is held. */
export class FlightRecorder {
  readonly #settings: RecorderSettings;
  /** In the order in which they were used last. None is empty. */
  readonly #recordings = new Map<string, Recording>();
  readonly #all = new AllRecorded();
  #last: Recording | undefined;
  #written = 0;
  #dropped = 0;

  constructor(settings: RecorderSettings) {
    this.#settings = settings;
  }

  /** Whether a record that is written has what was recorded written before it. */
  isTriggeredBy(severity: number | undefined): boolean {
    return typeof severity === 'number' && severity >= this.#settings.trigger;
  }

  /** Keeps a copy of a record. */
  add(record: ReadableLogRecord): void {
    const { records, traces, bytes } = this.#settings;
    const recording = this.#use(this.#keyOf(record));
    const copy = new RecordedRecord(record, recording);
    if (copy.bytes > bytes) {
      // Alone it has no room: all others would go for it, and it after them.
      this.#dropped++;
      this.#leaveOutEmpty(recording);
      return;
    }
    recording.add(copy);
    this.#all.add(copy);
    if (recording.length > records) this.#forgetOldest(recording);
    if (this.#recordings.size > traces) this.#forgetTrace();
    for (let { oldest } = this.#all; oldest !== undefined && this.#all.bytes > bytes; oldest = this.#all.oldest) {
      this.#forgetOldest(oldest.recording);
    }
  }

  /** What a trigger has written, in order; it is no longer held. */
  takeFor(trigger: ReadableLogRecord): readonly RecordedRecord[] {
    const taken: RecordedRecord[] = [];
    const recording = this.#recordings.get(this.#keyOf(trigger));
    while (recording?.first !== undefined) taken.push(this.#takeOldest(recording));
    return taken;
  }

  /** All that is held, in the order in which it came, whatever the trace; it is no longer held. */
  takeAll(): readonly RecordedRecord[] {
    const taken: RecordedRecord[] = [];
    for (let { oldest } = this.#all; oldest !== undefined; oldest = this.#all.oldest) {
      taken.push(this.#takeOldest(oldest.recording));
    }
    return taken;
  }

  /** Counts a record that was taken, and is written. */
  countWritten(): void {
    this.#written++;
  }

  get stats(): RecorderStats {
    const { length, bytes } = this.#all;
    const { size } = this.#recordings;
    return { held: length, heldBytes: bytes, traces: size, written: this.#written, dropped: this.#dropped };
  }

  #keyOf({ spanContext }: ReadableLogRecord): string {
    return this.#settings.byTrace ? (spanContext?.traceId ?? TOGETHER) : TOGETHER;
  }

  /** The recording of a key, put behind the others. Mostly it is the one that was used last. */
  #use(key: string): Recording {
    if (this.#last?.key === key) return this.#last;
    const recording = this.#recordings.get(key) ?? new Recording(key);
    this.#recordings.delete(key);
    this.#recordings.set(key, recording);
    this.#last = recording;
    return recording;
  }

  #takeOldest(recording: Recording): RecordedRecord {
    const record = recording.first as RecordedRecord;
    recording.removeFirst();
    record.following = undefined;
    this.#all.remove(record);
    this.#leaveOutEmpty(recording);
    return record;
  }

  #leaveOutEmpty(recording: Recording): void {
    if (recording.length > 0) return;
    this.#recordings.delete(recording.key);
    if (recording === this.#last) this.#last = undefined;
  }

  #forgetOldest(recording: Recording): void {
    this.#takeOldest(recording);
    this.#dropped++;
  }

  /** Forgets the trace that was used least recently: the first one. */
  #forgetTrace(): void {
    for (const recording of this.#recordings.values()) {
      while (recording.length > 0) this.#forgetOldest(recording);
      return;
    }
  }
}
