// `npm run torture` with options that make no torture: it says so and fails, as "0 problems" would be read as a pass.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test.each([
  [['--kills', 'many'], '--kills "many": accepted is a whole number from 1'],
  [['--kills', '0'], '--kills "0": accepted is a whole number from 1'],
  [['--kills', '1e3'], '--kills "1e3": accepted is a whole number from 1'],
  [['--kills='], '--kills "": accepted is a whole number from 1'],
  [['--kills', '30', '--seed', 'x'], '--seed "x": accepted is a whole number from 0'],
  [['--kills', '30', '--seed', '1.5'], '--seed "1.5": accepted is a whole number from 0'],
  [['--kills', '30', '--side-by-side', '0'], '--side-by-side "0": accepted is a whole number from 1'],
  [['--kills', '30', '--seed', '7', '--round', 'last'], '--round "last": accepted is a whole number from 0'],
  [['--kills', '30', '--seed', '7', '--round', '900'], /^--round 900: the rounds of this plan .* are 0 to \d+$/],
])('%j is refused', (options, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/torture/torture.ts', ...options], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(stderr.trim()).toMatch(message);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});
