// Time that a test drives: a deadline is over when the test says so, and what waits for it takes no time.
import { onTestFinished, vi } from 'vitest';
import { turn } from './turn.ts';

/** Milliseconds that pass at once. */
const STEP = 10;

/** Has timers of `setTimeout` and the monotonic clock stand still for the rest of the test, but for {@link timeUntil}. */
export function stopTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
}

/** Lets stopped time pass until a promise is resolved or rejected, and the loop turn meanwhile. Answers how many milliseconds passed. */
export async function timeUntil(promise: Promise<unknown>): Promise<number> {
  const start = performance.now();
  let isPending = true;
  const ended = promise.finally(() => {
    isPending = false;
  });
  ended.catch(() => undefined);
  for (await turn(); isPending; await turn()) await vi.advanceTimersByTimeAsync(STEP);
  await ended;
  return performance.now() - start;
}
