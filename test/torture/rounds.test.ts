// The short form of `npm run torture`.
import { expect, test } from 'vitest';
import { LONGEST_TEST } from '../support/patience.ts';
import { SEED } from '../support/seed.ts';
import { disturbanceKinds } from './plan.ts';
import { torture } from './rounds.ts';

const KILLS = 30;

test(
  `${KILLS} kills under every disturbance: nothing torn, doubled, or lost of what was promised`,
  async () => {
    const seed = SEED;
    const summary = await torture({ seed, kills: KILLS, sideBySide: 3 });
    const { problems, kills, promised, refusals, disturbances } = summary;
    expect({ seed, problems }).toEqual({ seed, problems: [] });
    expect(kills).toBe(KILLS);
    expect(promised).toBeGreaterThan(1000);
    const undone = disturbanceKinds.filter((kind) => disturbances[kind].done + disturbances[kind].skipped === 0);
    expect({ seed, undone }).toEqual({ seed, undone: [] });
    // A disk that takes nothing was reported, where one could be made.
    const { 'fill the disk': fill, 'limit the file size': limit } = disturbances;
    if (fill.done + limit.done > 0) expect(refusals).toBeGreaterThan(0);
  },
  LONGEST_TEST,
);
