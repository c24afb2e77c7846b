// The short form of `npm run torture -- --steps`: gzip alone, and every twelfth of the calls that change something.
import { expect, test } from 'vitest';
import { LONGEST_TEST } from '../support/patience.ts';
import { SEED } from '../support/seed.ts';
import { killAtEachStep } from './steps.ts';

const STRIDE = 12;
// Start, recovery, first write, rotation, compression, retention and shutdown make more than that.
const FEWEST_CALLS = 100;

test.each([
  { isOffLoop: false, moment: 'before' },
  { isOffLoop: true, moment: 'after' },
] as const)(
  'killed at calls that change something, the next start mends all: %o',
  async (variant) => {
    const { calls, kills, problems } = await killAtEachStep({
      compression: 'gzip',
      calls: 'changing',
      stride: STRIDE,
      first: 1 + (SEED % STRIDE),
      ...variant,
    });
    expect(problems).toEqual([]);
    expect(calls).toBeGreaterThan(FEWEST_CALLS);
    expect(kills).toBeGreaterThanOrEqual(Math.floor(calls / STRIDE) - 1);
  },
  LONGEST_TEST,
);
