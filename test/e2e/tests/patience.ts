// How long the tests of a line wait: as test/support/patience.ts says, which is not copied beside them.

/** For `vi.waitFor`: so long that only what never comes is too late. */
export const PATIENT = { timeout: 100_000, interval: 50 } as const;

/** Milliseconds within which something has not taken for ever, which here would be a minute or more. */
export const SOON = 20_000;
