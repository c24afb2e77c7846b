// The short form of `npm run torture -- --steps`: gzip alone, and the calls that change something.
import { expect, test } from 'vitest';
import { killAtEachStep } from './steps.ts';

// Start, recovery, first write, rotation, compression, retention and shutdown make more than that.
const FEWEST_CALLS = 100;

test.each([
  { isOffLoop: false, moment: 'before' },
  { isOffLoop: true, moment: 'after' },
] as const)(
  'killed at each call that changes something, the next start mends all: %o',
  async (variant) => {
    const { calls, kills, problems } = await killAtEachStep({ compression: 'gzip', calls: 'changing', ...variant });
    expect(problems).toEqual([]);
    expect(calls).toBeGreaterThan(FEWEST_CALLS);
    expect(kills).toBeGreaterThanOrEqual(calls);
  },
  300_000,
);
