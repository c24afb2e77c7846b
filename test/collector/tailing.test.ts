// Each configuration that reads files, run by a real collector: what programs write arrives, once and as it was, while nothing goes wrong.
//
// LAKETRACE_LONG=1 counts 200,000 records over at least 50 rotations.
import { describe, expect, inject, test } from 'vitest';
import { arrived, expectExactly, expectNoComplaints, GZIP, prepareAgent, rotationsIn, write } from './agent.ts';

const isLong = process.env['LAKETRACE_LONG'] === '1';
const COUNT = isLong ? 200_000 : 20_000;
const ROTATIONS = isLong ? 50 : 20;

describe.skipIf(inject('collector') === '').each(['agent.yaml', 'agent-simple.yaml'])('%s', (configuration) => {
  describe.each(['sdk-3', 'sdk-0.2'])('files of %s', (line) => {
    test('that are compressed as soon as they are rotated, live', async () => {
      const { agent, gateway, directory, token } = await prepareAgent(configuration);
      await agent.start();
      await write(line, directory, COUNT, GZIP);
      expect(rotationsIn(directory)).toBeGreaterThan(ROTATIONS);
      await arrived(gateway, COUNT);
      expectExactly(gateway, directory);
      expect(gateway.authorization).toBe(`Bearer ${token}`);
      expectNoComplaints(agent);
    });

    test('that are there before it, plain and compressed', async () => {
      const { agent, gateway, directory } = await prepareAgent(configuration);
      await write(line, directory, COUNT / 2);
      await write(line, directory, COUNT / 2, { ...GZIP, first: COUNT / 2 });
      await agent.start();
      await arrived(gateway, COUNT);
      expectExactly(gateway, directory);
      expectNoComplaints(agent);
    });
  });

  test.for([
    ['900 KiB', 900 * 1024, 20],
    ['5 MB', 5_000_000, 4],
  ] as const)('records of %s, live and in archives', async ([, filler, count]) => {
    const { agent, gateway, directory } = await prepareAgent(configuration);
    await write('sdk-3', directory, count, { ...GZIP, filler });
    await agent.start();
    await arrived(gateway, count);
    await write('sdk-0.2', directory, count, { ...GZIP, filler, first: count });
    await arrived(gateway, 2 * count);
    expectExactly(gateway, directory);
    expectNoComplaints(agent);
  });
});
