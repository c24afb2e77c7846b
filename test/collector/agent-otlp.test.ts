// agent.yaml takes OTLP as well: from LakeTrace's batch path by every transport, and from programs that redact nothing.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import { arrived, prepareAgent } from './agent.ts';
import { numberOf } from './otlp-logs.ts';

const LINES = join(import.meta.dirname, '../../.cache/e2e');
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
  describe.each(['sdk-3', 'sdk-0.2'])('what %s sends', (line) => {
    test.for(['http', 'proto', 'grpc'])('over %s arrives once, and no planted secret does', async (protocol) => {
      const around = await prepareAgent('agent.yaml');
      const { agent, gateway, httpUrl, grpcUrl } = around;
      await agent.start();
      const planted = plantedSecrets();
      const url = protocol === 'grpc' ? grpcUrl : httpUrl;
      const args = ['programs/send-records.mjs', protocol, url, String(COUNT)];
      const env = { ...process.env, PLANTED: JSON.stringify(planted) };
      await promisify(execFile)(process.execPath, args, { cwd: join(LINES, line), env });
      const records = await arrived(gateway, COUNT);
      expect(records.map(numberOf).sort((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, i) => i));
      const text = JSON.stringify(records);
      expect(planted.filter((secret) => text.includes(secret))).toEqual([]);
      expect(agent.complaints).toEqual([]);
    });
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
