// How long to wait before records are sent again: longer each time, and at random, so that many clients do not come at one moment.

const FIRST = 500;
const LONGEST = 5_000;
/** A part by which the time is longer or shorter, so that many clients do not come back at once. */
const JITTER = 0.2;

/** The milliseconds to wait after a number of attempts that failed: 0.5 s, 1 s, 2 s, 4 s, then 5 s, each up to a fifth more or less. */
export function backoff(attempts: number): number {
  const pause = Math.min(LONGEST, FIRST * 2 ** (attempts - 1));
  return pause * (1 - JITTER + 2 * JITTER * Math.random());
}
