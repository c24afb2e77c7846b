// One seed for all that tests draw at random. On a push it is fixed, so that what fails fails again;
// `TEST_SEED=random npm test` draws one and prints it, and `TEST_SEED=123 npm test` replays one.
import { createHash, randomInt } from 'node:crypto';

const FIXED = 20261129;

/** The seed that a text asks for: a whole number, `random` for a new one, nothing for the fixed one. */
export function seedFrom(text: string | undefined): number {
  if (text === undefined || text === '') return FIXED;
  if (text === 'random') return randomInt(2 ** 31);
  if (!/^\d{1,10}$/.test(text)) throw new Error(`TEST_SEED is ${text}; it may be a whole number or random`);
  return Number(text) % 2 ** 31;
}

/** The seed of this run. vitest.config.ts has made a number of `random` before any test starts. */
export const SEED: number = seedFrom(process.env.TEST_SEED);

/** Bytes that nothing compresses, the same for a seed and a name. */
export function seededNoise(length: number, name = ''): Buffer {
  return createHash('shake256', { outputLength: length }).update(`${SEED} ${name}`).digest();
}
