// agent.yaml over plain files alone, for codecs that it cannot read: nothing is lost while `compressAfter` is longer than an outage.
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, test, vi } from 'vitest';
import { arrived, expectExactly, PATIENT, prepareAgent, startWriter } from './agent.ts';
import { configuration } from './collector-process.ts';

const isLong = process.env['LAKETRACE_LONG'] === '1';
const [OUTAGE_MS, COMPRESS_AFTER, SECONDS] = isLong ? [20_000, '60 s', 90] : [3_000, '10 s', 15];
const PER_SECOND = 1000;
const EACH = SECONDS * PER_SECOND;

/** As an operator finds it. */
function overrideInAgentYaml(): string {
  const [, override = ''] =
    /^ *# +--config '(yaml:.*)'$/m.exec(readFileSync(configuration('agent.yaml'), 'utf8')) ?? [];
  return override;
}

const filesIn = (directory: string, pattern: RegExp) =>
  readdirSync(directory).filter((name) => pattern.test(name)).length;
const rotatedIn = (directory: string) => filesIn(directory, /\.\d{4}-.*\.jsonl/);

describe.skipIf(inject('collector') === '')('agent.yaml over plain files alone', () => {
  test('is down for several rotations of zstd files, but shorter than compressAfter: nothing is lost or doubled', async () => {
    const around = await prepareAgent('agent.yaml', [overrideInAgentYaml()]);
    const { agent, gateway, directory } = around;
    await agent.start();
    const file = { compression: 'zstd', compressAfter: COMPRESS_AFTER };
    const ended = [
      once(startWriter('sdk-3', directory, EACH, { perSecond: PER_SECOND, file }), 'close'),
      once(startWriter('sdk-0.2', directory, EACH, { perSecond: PER_SECOND, file, first: EACH }), 'close'),
    ];
    await vi.waitFor(() => expect(gateway.numbers.size).toBeGreaterThan(EACH / 10), PATIENT);
    await agent.stop();
    const before = rotatedIn(directory);
    await sleep(OUTAGE_MS);
    expect(rotatedIn(directory) - before).toBeGreaterThan(5);
    await agent.start();
    expect(await Promise.all(ended)).toEqual([
      [0, null],
      [0, null],
    ]);
    await arrived(gateway, 2 * EACH);
    expect(filesIn(directory, /\.jsonl\.zst$/)).toBeGreaterThan(5);
    expectExactly(gateway, directory);
    expect(agent.complaints.filter(({ message }) => message !== 'Failed to open file')).toEqual([]);
  });
});
