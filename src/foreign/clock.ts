// The clock that durations are measured by.

/** Milliseconds by a clock that is never set. */
export const monotonic = (): number => performance.now();
