// Counts events in a sliding window of time, in constant time and memory.

const BUCKETS = 60;

/**
 * How many events there were in the last span of time. The span moves on in sixtieths, so that an event counts for between
 * 59/60 of it and the whole.
 */
export class RateWindow {
  readonly #width: number;
  readonly #counts: Float64Array = new Float64Array(BUCKETS);
  #head = 0;
  #slot: number | undefined;
  #total = 0;

  /** @param span milliseconds */
  constructor(span: number) {
    this.#width = span / BUCKETS;
  }

  /**
   * How many there were up to now.
   * @param now milliseconds; where it went back, what was counted stays as if it had just happened
   */
  countAt(now: number): number {
    const slot = Math.floor(now / this.#width);
    const steps = Math.min(BUCKETS, Math.max(0, slot - (this.#slot ?? slot)));
    for (let i = 0; i < steps; i++) {
      this.#head = (this.#head + 1) % BUCKETS;
      this.#total -= this.#counts[this.#head] ?? 0;
      this.#counts[this.#head] = 0;
    }
    this.#slot = slot;
    return this.#total;
  }

  /** Counts one more, at the time of the last {@link countAt}. */
  add(): void {
    this.#counts[this.#head] = (this.#counts[this.#head] ?? 0) + 1;
    this.#total++;
  }
}
