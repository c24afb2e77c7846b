// agent.yaml takes OTLP as well: from LakeTrace's batch path by every transport, and from programs that redact nothing.
import { randomBytes } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { arrived, prepareAgent } from './agent.ts';
import { expectOnce, reportsOf, routesOf, startSender } from './sender.ts';

const COUNT = 5000;

/** Made up anew at each run, so that nothing in the repository looks like a secret. */
function plantedSecrets(): string[] {
  const hex = randomBytes(40).toString('hex');
  return [
    ['gh', 'p_', hex.slice(0, 36)].join(''),
    ['da', 'pi', hex.slice(0, 32)].join(''),
    ['AK', 'IA', hex.slice(0, 16).toUpperCase()].join(''),
    ['gl', 'pat-', hex.slice(0, 20)].join(''),
  ];
}

describe.skipIf(inject('collector') === '')('agent.yaml', () => {
  test('what programs send by every transport, under both lines, arrives once, and no planted secret does', async () => {
    const around = await prepareAgent('agent.yaml');
    const { agent, gateway } = around;
    await agent.start();
    const planted = plantedSecrets();
    const routes = ['sdk-3', 'sdk-0.2'].flatMap(routesOf);
    const senders = routes.map((route) => startSender(around, route, { count: COUNT, planted }));
    for (const { batch } of await reportsOf(senders)) expect(batch).toMatchObject({ exported: COUNT, failed: 0 });
    await arrived(gateway, COUNT);
    for (const { service } of senders) expectOnce(gateway, service, COUNT);
    const text = JSON.stringify(gateway.records);
    expect(planted.filter((secret) => text.includes(secret))).toEqual([]);
    expect(agent.complaints).toEqual([]);
  });

  test('what a program sends that redacts nothing is masked by the second net', async () => {
    const { agent, gateway, httpUrl } = await prepareAgent('agent.yaml');
    await agent.start();
    const planted = plantedSecrets();
    const attributes = [
      { key: 'i', value: { intValue: '0' } },
      ...planted.map((secret) => ({ key: `of ${secret.slice(0, 2)}`, value: { stringValue: `is ${secret}!` } })),
      { key: 'count', value: { intValue: '9223372036854775807' } },
    ];
    const record = { body: { stringValue: `key ${planted[0]} end` }, attributes };
    const response = await fetch(`${httpUrl}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }),
    });
    expect(response.status).toBe(200);
    const [came] = await arrived(gateway, 1);
    const text = JSON.stringify(came);
    expect(planted.filter((secret) => text.includes(secret))).toEqual([]);
    expect(came?.record.body).toEqual({ stringValue: 'key **** end' });
    expect(came?.record.attributes).toContainEqual({ key: 'count', value: { intValue: '9223372036854775807' } });
    expect(came?.record.attributes?.length).toBe(attributes.length);
  });
});
