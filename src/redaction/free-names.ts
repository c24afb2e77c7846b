// Gives names that masking has made equal different ones again.

/** Finds free names within one object: two names that are masked to the same one stay two, the second as `[EMAIL]_2`. */
export class FreeNames {
  #numbers: Map<string, number> | undefined;

  /** A name that no own property of an object has. */
  in(taken: object, name: string): string {
    return Object.hasOwn(taken, name) ? this.#next(name, (candidate) => Object.hasOwn(taken, candidate)) : name;
  }

  /** A name that is not taken. */
  of(name: string, isTaken: (candidate: string) => boolean): string {
    return isTaken(name) ? this.#next(name, isTaken) : name;
  }

  /** Continues counting where it was: ten thousand addresses as names take ten thousand steps, not the square of it. */
  #next(name: string, isTaken: (candidate: string) => boolean): string {
    this.#numbers ??= new Map();
    let n = this.#numbers.get(name) ?? 2;
    while (isTaken(`${name}_${n}`)) n++;
    this.#numbers.set(name, n + 1);
    return `${name}_${n}`;
  }
}
