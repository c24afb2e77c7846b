// The short form of `npm run torture`.
import { expect, test } from 'vitest';
import { torture } from './torture.ts';

test('20 kills: nothing torn, doubled, or lost of what was promised', async () => {
  const seed = Date.now() % 1_000_000;
  const { problems, promised } = await torture(20, seed, () => undefined);
  expect({ seed, problems }).toEqual({ seed, problems: [] });
  expect(promised).toBeGreaterThan(1000);
});
