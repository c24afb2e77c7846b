// The records around those that match: which are shown, and where others were left out between them.
import type { StoredLogRecord } from '../../read/record/stored-record.ts';

/** What is shown next. */
export interface ShownGroup {
  /** Whether records were left out since the last one that was shown. */
  readonly isApart: boolean;
  readonly records: readonly StoredLogRecord[];
}

const NOTHING: ShownGroup = { isApart: false, records: [] };

/** Takes all records in their order, and keeps as many as may still be shown. */
export class MatchContext {
  readonly #before: number;
  readonly #after: number;
  #earlier: StoredLogRecord[] = [];
  #following = 0;
  #hasShown = false;
  #isApart = false;

  /** @param before how many records are shown before a match, and after it */
  constructor(before: number, after: number) {
    this.#before = before;
    this.#after = after;
  }

  /** Whether the next record is shown whatever it is. */
  get isFollowing(): boolean {
    return this.#following > 0;
  }

  /** Takes the next record. */
  take(record: StoredLogRecord, isMatch: boolean): ShownGroup {
    if (isMatch) {
      const group = {
        isApart: this.#isApart && this.#hasShown && this.#before + this.#after > 0,
        records: [...this.#earlier, record],
      };
      this.#earlier = [];
      this.#isApart = false;
      this.#hasShown = true;
      this.#following = this.#after;
      return group;
    }
    if (this.#following > 0) {
      this.#following--;
      return { isApart: false, records: [record] };
    }
    if (this.#before > 0) this.#earlier.push(record);
    if (this.#before === 0 || this.#earlier.length > this.#before) {
      this.#earlier.shift();
      this.#isApart = true;
    }
    return NOTHING;
  }
}
