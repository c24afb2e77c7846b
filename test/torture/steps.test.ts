// The short form of `npm run torture -- --steps`: gzip alone, and the moment before each call.
import { expect, test } from 'vitest';
import { killAtEachStep } from './steps.ts';

// Start, recovery, first write, rotation, compression, retention and shutdown make more than that.
const FEWEST_CALLS = 300;

test('killed before each file system call in turn, the next start mends all', async () => {
  const { calls, kills, problems } = await killAtEachStep({ compression: 'gzip', isOffLoop: false, moment: 'before' });
  expect(problems).toEqual([]);
  expect(calls).toBeGreaterThan(FEWEST_CALLS);
  expect(kills).toBeGreaterThanOrEqual(calls);
}, 300_000);
