// Records that are kept in memory, in two orders at once: those of one trace, and all. Each can be taken out of both in constant time.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { HeldRecord } from '../record/held-record.ts';

/** A record that is kept, with its neighbours. */
export class RecordedRecord extends HeldRecord {
  readonly recording: Recording;
  /** The next one of the same recording. */
  following: RecordedRecord | undefined = undefined;
  /** The neighbours among all that is kept. */
  older: RecordedRecord | undefined = undefined;
  newer: RecordedRecord | undefined = undefined;

  constructor(record: ReadableLogRecord, recording: Recording) {
    super(record);
    this.recording = recording;
  }
}

/** The records of one trace, or of the process, the oldest first. */
export class Recording {
  readonly key: string;
  #first: RecordedRecord | undefined;
  #last: RecordedRecord | undefined;
  #length = 0;

  constructor(key: string) {
    this.key = key;
  }

  get first(): RecordedRecord | undefined {
    return this.#first;
  }

  get length(): number {
    return this.#length;
  }

  add(record: RecordedRecord): void {
    if (this.#last === undefined) this.#first = record;
    else this.#last.following = record;
    this.#last = record;
    this.#length++;
  }

  removeFirst(): void {
    this.#first = this.#first?.following;
    if (this.#first === undefined) this.#last = undefined;
    this.#length--;
  }
}

/** All records that are kept, the oldest first. */
export class AllRecorded {
  #oldest: RecordedRecord | undefined;
  #newest: RecordedRecord | undefined;
  #length = 0;
  #bytes = 0;

  get oldest(): RecordedRecord | undefined {
    return this.#oldest;
  }

  get length(): number {
    return this.#length;
  }

  /** What they take in memory, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  add(record: RecordedRecord): void {
    record.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = record;
    else this.#newest.newer = record;
    this.#newest = record;
    this.#length++;
    this.#bytes += record.bytes;
  }

  remove(record: RecordedRecord): void {
    const { older, newer } = record;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    // A record that a sink keeps must not keep its former neighbours.
    record.older = undefined;
    record.newer = undefined;
    this.#length--;
    this.#bytes -= record.bytes;
  }
}
