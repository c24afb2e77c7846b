// A program that is killed midway and started again, while an agent tails its files: what it had flushed arrives, exactly once. Its lives are
// under one line of the SDK and the other by turns, each continuing the files of the one before.
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, test } from 'vitest';
import { arrived, expectExactly, prepareAgent, recordsInFiles, startWriter, write } from './agent.ts';
import { numberOf } from './otlp-logs.ts';

const isLong = process.env['LAKETRACE_LONG'] === '1';
const KILLS = isLong ? 10 : 3;
/** Records that are flushed at once, and how many of these flushes a program lives to see. */
const [FLUSH, FLUSHES] = [100, isLong ? 60 : 20];
/** The numbers of a life's records begin here, times the life's own number. */
const OF_A_LIFE = 1_000_000;

const lineOfLife = (life: number) => (life % 2 === 0 ? 'sdk-3' : 'sdk-0.2');

/** The beginning of a line, as the loss of power leaves one. */
const TORN = '{"resourceLogs":[{"resource":{"attributes":[{"key":"serv';

/** More than two rounds of the agent over its files, in which it would take half a line for a whole one. */
const ROUNDS_MS = 700;

/** Starts a program, and kills it in the midst of its work. @returns how many records it has said to be in files */
async function liveAndDie(directory: string, life: number, file: object): Promise<number> {
  const options = { first: life * OF_A_LIFE, flushEvery: FLUSH, file: { ...file, rotation: '64 KB' } };
  const child = startWriter(lineOfLife(life), directory, OF_A_LIFE, options);
  const closed = once(child, 'close');
  let flushed = 0;
  if (child.stdout === null) throw new Error('nobody hears what the program says');
  for await (const said of createInterface(child.stdout)) {
    flushed = Number(/^flushed (\d+)$/.exec(said)?.[1] ?? flushed);
    if (flushed >= FLUSH * FLUSHES) child.kill('SIGKILL');
  }
  expect(await closed).toEqual([null, 'SIGKILL']);
  return flushed;
}

/**
 * Tears the line that a killed program would have written next, where its file has begun. In a directory of more than 512 files the
 * collector may read a file twice that has nothing else: docs/collector.md says so.
 * @returns how many lines were torn
 */
function tearLine(directory: string): number {
  const path = join(directory, 'typed.jsonl');
  if (!existsSync(path) || statSync(path).size === 0) return 0;
  appendFileSync(path, TORN);
  return 1;
}

describe.skipIf(inject('collector') === '')('agent.yaml', () => {
  test.for([
    ['that has just begun', 1],
    ['that has nothing else', 0],
  ] as const)('a line that is torn in a file %s: nothing is read again', async ([, count]) => {
    const { agent, gateway, directory } = await prepareAgent('agent.yaml');
    await agent.start();
    await write('sdk-3', directory, count);
    await arrived(gateway, count);
    appendFileSync(join(directory, 'typed.jsonl'), TORN);
    await sleep(ROUNDS_MS);
    await write('sdk-0.2', directory, 1000, { first: count });
    await arrived(gateway, count + 1000);
    expectExactly(gateway, directory);
    expect(agent.complaints).toEqual([]);
  });

  test.for([
    ['plain files', {}],
    ['files that are compressed at once', { compression: 'gzip' }],
    ['files with a hash chain', { integrity: true }],
    ['files with a hash chain that are compressed at once', { compression: 'gzip', integrity: true }],
  ] as const)('%s: what a killed program had flushed arrives, exactly once', async ([, file]) => {
    const around = await prepareAgent('agent.yaml');
    const { agent, gateway, directory } = around;
    await agent.start();
    const flushed: number[] = [];
    let torn = 0;
    for (let life = 0; life < KILLS; life++) {
      flushed.push(await liveAndDie(directory, life, file));
      torn += tearLine(directory);
      await sleep(ROUNDS_MS);
    }
    await write(lineOfLife(KILLS), directory, 1000, { first: KILLS * OF_A_LIFE, file });
    flushed.push(1000);
    expect(readdirSync(directory).filter((name) => name.endsWith('.torn')).length).toBe(torn);
    await arrived(gateway, recordsInFiles(directory).length);
    expectExactly(gateway, directory);
    const numbers = new Set(gateway.records.map(numberOf));
    const missing = flushed.flatMap((count, life) =>
      Array.from({ length: count }, (_, i) => life * OF_A_LIFE + i).filter((number) => !numbers.has(number)),
    );
    expect(missing).toEqual([]);
    expect(gateway.records.length).toBe(numbers.size);
    expect(agent.complaints.filter(({ message }) => message !== 'Failed to open file')).toEqual([]);
    expect(existsSync(join(directory, 'typed.jsonl'))).toBe(true);
  });
});
