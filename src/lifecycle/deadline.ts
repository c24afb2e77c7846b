// Waits for what may never come.
import { Timer } from './timeout.ts';

/** Resolves or rejects as the promise does, but rejects after a time in any case. */
export function withDeadline<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const elapsed = () => reject(new Error(`${what} did not finish within ${Math.round(milliseconds)} ms`));
    const timer = new Timer(milliseconds, elapsed, { ofTurningLoop: true });
    promise.then(resolve, reject).finally(() => timer.clear());
  });
}

/** One time for several things that are waited for, at once or one after the other. */
export class Deadline {
  readonly #ends: number;

  /** @param milliseconds `Infinity`: none */
  constructor(milliseconds: number) {
    this.#ends = performance.now() + milliseconds;
  }

  /** The milliseconds that are left; none is never less than 0. */
  get left(): number {
    return Math.max(0, this.#ends - performance.now());
  }
}
