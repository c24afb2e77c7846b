// The short form of `npm run torture -- --steps`: gzip alone.
import { expect, test } from 'vitest';
import { killAtEachStep } from './steps.ts';

// Start, first write, rotation, compression, retention and shutdown make more than that.
const FEWEST_CALLS = 150;

test.each([
  { isOffLoop: false, moment: 'before' },
  { isOffLoop: true, moment: 'after' },
] as const)(
  'killed at each file system call in turn, the next start mends all: %o',
  async ({ isOffLoop, moment }) => {
    const { calls, kills, problems } = await killAtEachStep({ compression: 'gzip', isOffLoop, moment });
    expect(problems).toEqual([]);
    expect(calls).toBeGreaterThan(FEWEST_CALLS);
    expect(kills).toBeGreaterThanOrEqual(calls);
  },
  300_000,
);
