// How long tests wait for what comes about by itself: so long that no machine is too slow, and only what never comes is too late.
import { vi } from 'vitest';

/** For `vi.waitFor`, which by itself waits for one second, and `expect.poll`. */
export const PATIENT = { timeout: 100_000, interval: 20 } as const;

/** For a program that a test starts: it is killed after this many milliseconds. */
export const LONGEST_RUN = 100_000;

/** Milliseconds that a test may take that is at work for more than some seconds on an idle machine; others may take five minutes. */
export const LONGEST_TEST = 1_200_000;

/**
 * Milliseconds within which "at once", or "not for ever", is still true: far more than a machine takes that others keep busy, and far
 * less than what the test is afraid of.
 */
export const SOON = 20_000;

/** Waits until something does not throw any more, such as an assertion, and answers what it gives. */
export function eventually<T>(attempt: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(attempt, PATIENT);
}
