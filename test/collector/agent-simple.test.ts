// agent-simple.yaml, run by a real collector: while nothing goes wrong, what programs write into files arrives, once and as it was.
import { describe, expect, inject, test } from 'vitest';
import { arrived, expectExactly, prepareAgent, write } from './agent.ts';

describe.skipIf(inject('collector') === '')('agent-simple.yaml', () => {
  test.for(['sdk-3', 'sdk-0.2'])('files of %s, before it and live, plain and compressed', async (line) => {
    const { agent, gateway, directory, token } = await prepareAgent('agent-simple.yaml');
    await write(line, directory, 2000, { file: { compression: 'gzip' } });
    await agent.start();
    await write(line, directory, 2000, { first: 2000 });
    await write(line, directory, 4000, { first: 4000, file: { compression: 'gzip' } });
    await arrived(gateway, 8000);
    expectExactly(gateway, directory);
    expect(gateway.authorization).toBe(`Bearer ${token}`);
    expect(agent.complaints.filter(({ message }) => message !== 'Failed to open file')).toEqual([]);
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
