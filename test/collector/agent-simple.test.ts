// agent-simple.yaml, run by a real collector: while nothing goes wrong, what programs write into files arrives, once and as it was.
//
// LAKETRACE_LONG=1 counts 200,000 records over at least 50 rotations.
import { readdirSync } from 'node:fs';
import { describe, expect, inject, test } from 'vitest';
import { type Agent, arrived, expectExactly, prepareAgent, write } from './agent.ts';

const isLong = process.env['LAKETRACE_LONG'] === '1';
const COUNT = isLong ? 200_000 : 20_000;
const ROTATIONS = isLong ? 50 : 20;

const GZIP = { file: { compression: 'gzip' } } as const;

function expectNoComplaints({ agent }: Agent): void {
  expect(agent.complaints.filter(({ message }) => message !== 'Failed to open file')).toEqual([]);
}

describe.skipIf(inject('collector') === '')('agent-simple.yaml', () => {
  describe.each(['sdk-3', 'sdk-0.2'])('files of %s', (line) => {
    test('that are compressed as soon as they are rotated, live', async () => {
      const around = await prepareAgent('agent-simple.yaml');
      await around.agent.start();
      await write(line, around.directory, COUNT, GZIP);
      expect(readdirSync(around.directory).length).toBeGreaterThan(ROTATIONS);
      await arrived(around.gateway, COUNT);
      expectExactly(around.gateway, around.directory);
      expect(around.gateway.authorization).toBe(`Bearer ${around.token}`);
      expectNoComplaints(around);
    });

    test('that are there before it, plain and compressed', async () => {
      const around = await prepareAgent('agent-simple.yaml');
      await write(line, around.directory, COUNT / 2);
      await write(line, around.directory, COUNT / 2, { ...GZIP, first: COUNT / 2 });
      await around.agent.start();
      await arrived(around.gateway, COUNT);
      expectExactly(around.gateway, around.directory);
      expectNoComplaints(around);
    });
  });

  test.for([
    ['900 KiB', 900 * 1024, 20],
    ['5 MB', 5_000_000, 4],
  ] as const)('records of %s, live and in archives', async ([, filler, count]) => {
    const around = await prepareAgent('agent-simple.yaml');
    await write('sdk-3', around.directory, count, { ...GZIP, filler });
    await around.agent.start();
    await arrived(around.gateway, count);
    await write('sdk-0.2', around.directory, count, { ...GZIP, filler, first: count });
    await arrived(around.gateway, 2 * count);
    expectExactly(around.gateway, around.directory);
    expectNoComplaints(around);
  });

  test('stopped and started again, it does not begin anew', async () => {
    const { agent, gateway, directory } = await prepareAgent('agent-simple.yaml');
    await agent.start();
    await write('sdk-3', directory, 1000, { file: { compression: 'gzip' } });
    await arrived(gateway, 1000);
    await agent.stop();
    await write('sdk-3', directory, 1000, { first: 1000 });
    await agent.start();
    await arrived(gateway, 2000);
    expectExactly(gateway, directory);
  });
});
