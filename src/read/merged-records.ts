// Batches of several files -> batches of all of them, in the order of time.
import type { HrTime } from '../format/time-pattern.ts';
import type { StoredRecord } from './record/stored-record.ts';
import { compareTimes, NO_TIME } from './record/stored-time.ts';

type Batches = AsyncGenerator<StoredRecord[], void, undefined>;

/** One file of those that are merged. */
class MergedFile {
  readonly #batches: Batches;
  #batch: readonly StoredRecord[] = [];
  #next = 0;
  /** The time by which its next record is merged: never earlier than that of one before. */
  key: HrTime = NO_TIME;

  constructor(batches: Batches) {
    this.#batches = batches;
  }

  get record(): StoredRecord | undefined {
    return this.#batch[this.#next];
  }

  get hasNext(): boolean {
    return this.#next < this.#batch.length;
  }

  step(): void {
    this.#next++;
    this.#enter();
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
    const { record } = this;
    if (record === undefined) return;
    const { when } = record;
    if (compareTimes(when, this.key) > 0) this.key = when;
  }
}

/** Merges files by the times of their records. Records of a file keep their order; of equal times the file given first comes first. */
export async function* mergedRecords(sources: readonly Batches[]): AsyncGenerator<StoredRecord[], void, undefined> {
  const files: MergedFile[] = [];
  try {
    for (const source of sources) {
      const file = new MergedFile(source);
      files.push(file);
      if (!(await file.fill())) files.pop();
    }
    let merged: StoredRecord[] = [];
    while (files.length > 0) {
      const file = earliest(files);
      merged.push(file.record as StoredRecord);
      file.step();
      if (file.hasNext) continue;
      yield merged;
      merged = [];
      if (!(await file.fill())) files.splice(files.indexOf(file), 1);
    }
  } finally {
    for (const file of files) await file.close();
  }
}

function earliest(files: readonly MergedFile[]): MergedFile {
  let first = files[0] as MergedFile;
  for (let i = 1; i < files.length; i++) {
    const file = files[i] as MergedFile;
    if (compareTimes(file.key, first.key) < 0) first = file;
  }
  return first;
}
