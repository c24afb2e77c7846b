// Batches of several files -> batches of all of them, in the order of time.
import type { HrTime } from '../format/time-pattern.ts';
import type { RecordBatches } from './log-file-records.ts';
import { isOutOfDescriptors } from './open-log.ts';
import type { StoredRecord } from './record/stored-record.ts';
import { compareTimes, NO_TIME } from './record/stored-time.ts';

/** A file to merge. */
export interface MergeSource {
  /** When its first record was: it is not opened before. */
  readonly first: HrTime;
  /** What it takes of memory while it is open; 1 is a plain file. */
  readonly weight: number;
  /** @param canWait whether a want of descriptors is thrown, as others will be closed; else it is told */
  open(canWait: boolean): RecordBatches;
}

/** What may be open at once, in weights. */
export const MOST_WEIGHT = 64;
/** What is left to others of what could be open, where descriptors are few. */
const SPARE = 4;
/** Records that are handed on at once, at most. */
const BATCH = 1024;

/** A file that is open. */
class OpenSource {
  readonly weight: number;
  /** Of files whose next records are of the same time, the one that was given first is first. */
  readonly order: number;
  readonly #batches: RecordBatches;
  #batch: readonly StoredRecord[] = [];
  #next = 0;
  /** The time by which its next record is merged: never earlier than that of one before it in the file. */
  key: HrTime = NO_TIME;

  constructor(source: MergeSource, order: number, canWait: boolean) {
    this.weight = source.weight;
    this.order = order;
    this.#batches = source.open(canWait);
  }

  /**
   * Moves records into a list as long as they are earlier than a time.
   * @param isWith whether those of that time go as well
   */
  moveUpTo(limit: HrTime | undefined, isWith: boolean, into: StoredRecord[]): void {
    while (this.#next < this.#batch.length && into.length < BATCH) {
      const later = limit === undefined ? -1 : compareTimes(this.key, limit);
      if (later > 0 || (later === 0 && !isWith)) return;
      into.push(this.#batch[this.#next++] as StoredRecord);
      this.#enter();
    }
  }

  /** All records that are there, as they are: where no other file is open or waits. */
  takeAll(): readonly StoredRecord[] {
    const rest = this.#next === 0 ? this.#batch : this.#batch.slice(this.#next);
    this.#next = this.#batch.length;
    return rest;
  }

  get isEmpty(): boolean {
    return this.#next >= this.#batch.length;
  }

  /** Reads on; answers whether there is more. */
  async fill(): Promise<boolean> {
    const { value, done } = await this.#batches.next();
    if (done === true) return false;
    this.#batch = value;
    this.#next = 0;
    this.#enter();
    return true;
  }

  async close(): Promise<void> {
    await this.#batches.return();
  }

  #enter(): void {
    const record = this.#batch[this.#next];
    if (record === undefined) return;
    const { when } = record;
    if (compareTimes(when, this.key) > 0) this.key = when;
  }
}

/**
 * Merges files by the times of their records. Records of one file keep their order, also where the clock went back between them: one that
 * is earlier than one before it counts as of that one's time. A record without a time counts as of the time before it. Of records of one
 * time those are first whose file was given first.
 *
 * A file is opened when the merge comes to its first record, so that as many are open as overlap in time. Where that would be more than
 * there is room for, it waits until another one ends, and its records come late.
 */
export async function* mergedRecords(sources: readonly MergeSource[]): RecordBatches {
  const files = new OpenSources(sources);
  try {
    for (;;) {
      await files.openDue();
      const [first] = files.open;
      if (first === undefined) return;
      const isAlone = files.open.length === 1 && files.next === undefined;
      const merged = isAlone ? first.takeAll() : takeMerged(files.open, files.next);
      if (merged.length > 0) yield merged;
      await files.fill();
    }
  } finally {
    await files.close();
  }
}

/** The files that are open, and those that are not yet. */
class OpenSources {
  readonly open: OpenSource[] = [];
  /** The one to be opened next is the last. */
  readonly #waiting: (MergeSource & { readonly order: number })[];
  #weight = 0;
  /** Less than {@link MOST_WEIGHT} once there were no more descriptors. */
  #most = MOST_WEIGHT;

  constructor(sources: readonly MergeSource[]) {
    const ordered = sources.map((source, order) => ({ ...source, order }));
    this.#waiting = ordered.sort((a, b) => compareTimes(a.first, b.first)).reverse();
  }

  /** When the first record of the next file is. */
  get next(): HrTime | undefined {
    return this.#waiting.at(-1)?.first;
  }

  /** Opens the files whose first records are due. */
  async openDue(): Promise<void> {
    for (let next = this.#waiting.at(-1); next !== undefined && this.#isDue(next); next = this.#waiting.at(-1)) {
      this.#waiting.pop();
      const source = new OpenSource(next, next.order, this.open.length > 0);
      try {
        if (!(await source.fill())) continue;
      } catch (error) {
        if (!isOutOfDescriptors(error) || this.open.length === 0) throw error;
        this.#waiting.push(next);
        this.#most = Math.max(1, this.#weight - SPARE);
        return;
      }
      this.open.push(source);
      this.#weight += next.weight;
    }
  }

  /** Has files read on of which nothing is left; closes those that have ended. */
  async fill(): Promise<void> {
    for (const source of this.open.filter(({ isEmpty }) => isEmpty)) {
      if (await source.fill()) continue;
      this.open.splice(this.open.indexOf(source), 1);
      this.#weight -= source.weight;
    }
  }

  async close(): Promise<void> {
    for (const source of this.open) await source.close();
  }

  #isDue({ first, weight }: MergeSource): boolean {
    if (this.open.length === 0) return true;
    if (this.#weight + weight > this.#most) return false;
    return this.open.every(({ key }) => compareTimes(first, key) <= 0);
  }
}

/**
 * The next records of all files, until one of them has to read on, or another has to be opened.
 * @param next when the first record of the next file is
 */
function takeMerged(open: readonly OpenSource[], next: HrTime | undefined): StoredRecord[] {
  const merged: StoredRecord[] = [];
  while (open.length > 0 && merged.length < BATCH) {
    const [first, second] = twoEarliest(open);
    // One that is due already is not open for want of room.
    const isAhead = next !== undefined && compareTimes(next, first.key) > 0;
    if (merged.length > 0 && next !== undefined && !isAhead) break;
    if (isAhead && (second === undefined || compareTimes(next, second.key) <= 0)) first.moveUpTo(next, false, merged);
    else first.moveUpTo(second?.key, second === undefined || first.order < second.order, merged);
    if (first.isEmpty) break;
  }
  return merged;
}

function twoEarliest(open: readonly OpenSource[]): [OpenSource, OpenSource | undefined] {
  let first = open[0] as OpenSource;
  let second: OpenSource | undefined;
  for (let i = 1; i < open.length; i++) {
    const source = open[i] as OpenSource;
    if (isBefore(source, first)) {
      second = first;
      first = source;
    } else if (second === undefined || isBefore(source, second)) second = source;
  }
  return [first, second];
}

function isBefore(a: OpenSource, b: OpenSource): boolean {
  return (compareTimes(a.key, b.key) || a.order - b.order) < 0;
}
