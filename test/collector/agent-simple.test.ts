// agent-simple.yaml over a restart. What it promises as agent.yaml does is in tailing.test.ts.
import { describe, inject, test } from 'vitest';
import { arrived, expectExactly, prepareAgent, write } from './agent.ts';

describe.skipIf(inject('collector') === '')('agent-simple.yaml', () => {
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
