// What tests draw at random is the same on every push, and may be drawn anew or replayed by TEST_SEED.
import { integer, readConfigureGlobal, sample } from 'fast-check';
import { expect, test } from 'vitest';
import { SEED, seededNoise, seedFrom } from './seed.ts';

test('without a flag the seed is fixed', () => {
  expect(seedFrom(undefined)).toBe(seedFrom(''));
});

test('a number replays that seed, and random draws one', () => {
  expect(seedFrom('123')).toBe(123);
  const drawn = new Set(Array.from({ length: 20 }, () => seedFrom('random')));
  expect(drawn.size).toBeGreaterThan(15);
  for (const seed of drawn) expect(seedFrom(String(seed))).toBe(seed);
});

test.each(['12x', '-1', 'Random', '1e3'])('%s is no seed', (text) => {
  expect(() => seedFrom(text)).toThrow(`TEST_SEED is ${text}; it may be a whole number or random`);
});

test('the seed of the run is what properties draw from', () => {
  expect(readConfigureGlobal().seed).toBe(SEED);
  expect(sample(integer(), 5)).toEqual(sample(integer(), { seed: SEED, numRuns: 5 }));
});

test('noise is the same for a seed and a name, and has all bytes', () => {
  expect(seededNoise(1000, 'a').equals(seededNoise(1000, 'a'))).toBe(true);
  expect(seededNoise(1000, 'a').equals(seededNoise(1000, 'b'))).toBe(false);
  expect(new Set(seededNoise(10_000)).size).toBe(256);
});
