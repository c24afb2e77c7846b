// Waits for what may never come.
import { Timer } from '../file/timeout.ts';

/** Resolves or rejects as the promise does, but rejects after a time in any case. */
export function withDeadline<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const elapsed = () => reject(new Error(`${what} did not finish within ${milliseconds} ms`));
    const timer = new Timer(milliseconds, elapsed, { ofTurningLoop: true });
    promise.then(resolve, reject).finally(() => timer.clear());
  });
}
