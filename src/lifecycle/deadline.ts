// A point in time up to which several things are waited for.

/** One time for several things that are waited for, at once or one after the other. */
export class Deadline {
  readonly #ends: number;

  /** @param milliseconds `Infinity`: none */
  constructor(milliseconds: number) {
    this.#ends = performance.now() + milliseconds;
  }

  /** The milliseconds that are left; never less than 0. */
  get left(): number {
    return Math.max(0, this.#ends - performance.now());
  }
}
