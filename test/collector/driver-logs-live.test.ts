// driver-logs.yaml while files are written: an event that pauses, rotations as log4j does them, and an agent that is killed midway.
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, inject, test, vi } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type Agent, PATIENT, prepareAgent } from './agent.ts';
import { configuration } from './collector-process.ts';
import { attributesOf } from './spark-events.ts';

const COUNT = process.env['LAKETRACE_LONG'] === '1' ? 100_000 : 5000;
const TRACE =
  'java.io.IOException: gone\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\nCaused by: e.F: why\n\t... 1 more';
const HEAD = '26/01/02 12:00:00';

interface Reading extends Agent {
  /** Where Spark's logs are. */
  readonly logs: string;
}

async function prepare(): Promise<Reading> {
  const logs = temporaryDirectory();
  const env = { LAKETRACE_SPARK_LOG_DIR: logs, LAKETRACE_SPARK_TIME_ZONE: 'UTC' };
  return { ...(await prepareAgent('agent.yaml', [configuration('driver-logs.yaml')], env)), logs };
}

/** Each record's text, its exception below its message. */
function texts({ gateway }: Reading): string[] {
  return gateway.records.map(({ record }) => {
    const stack = attributesOf(record.attributes)['exception.stacktrace']?.stringValue;
    return [record.body?.stringValue, stack].filter((text) => text !== undefined).join('\n');
  });
}

/** Waits for as many records, and a little for more than there should be. */
async function records(reading: Reading, count: number): Promise<string[]> {
  await vi.waitFor(() => expect(reading.gateway.records.length).toBeGreaterThanOrEqual(count), PATIENT);
  await sleep(3000);
  return texts(reading);
}

/** Events with numbers, every tenth with a stack trace, and the text that arrives of each. */
const eventOf = (number: number): string =>
  number % 10 === 0 ? `ERROR A: message ${number}\n${TRACE}` : `INFO A: message ${number}\nof two lines`;
const textOf = (number: number): string => eventOf(number).replace(/^\w+ A: /, '');

/** What log4j does when a file is full, but for the moment in which the archive is half written. */
function rotate(directory: string, number: number): void {
  const [active, renamed] = [join(directory, 'active.log'), join(directory, `active-${number}.log`)];
  renameSync(active, renamed);
  const archive = Buffer.from(gzipSync(appendedTo.get(active)?.join('') ?? ''));
  writeFileSync(`${renamed}.tmp`, archive);
  renameSync(`${renamed}.tmp`, `${renamed}.gz`);
  rmSync(renamed);
  appendedTo.delete(active);
}

/** What was written to a file since it was last rotated. */
const appendedTo = new Map<string, string[]>();

function append(path: string, text: string): void {
  appendFileSync(path, text);
  appendedTo.set(path, [...(appendedTo.get(path) ?? []), text]);
}

describe.skipIf(inject('collector') === '')('driver-logs.yaml', () => {
  test('the last event of a quiet file arrives, and one that pauses is one', async () => {
    const reading = await prepare();
    await reading.agent.start();
    // Pauses within which the collector looks at the file once, and finds it unchanged. Where this machine paused for longer, another file is tried.
    let longest = Number.POSITIVE_INFINITY;
    let expected: string[] = [];
    for (let attempt = 0; longest > 1990; attempt++) {
      const path = join(reading.logs, `quiet-${attempt}.log`);
      const start = `${HEAD} INFO A: before ${attempt}\n${HEAD} ERROR A: last ${attempt}\n`;
      const pieces = [start + TRACE.slice(0, 60), TRACE.slice(60, 70), TRACE.slice(70, 90), `${TRACE.slice(90)}\n`];
      longest = 0;
      for (const piece of pieces) {
        const since = performance.now();
        if (piece !== pieces[0]) await sleep(1900);
        appendFileSync(path, piece);
        longest = Math.max(longest, performance.now() - since);
      }
      expected = [`before ${attempt}`, `last ${attempt}\n${TRACE}`];
      await vi.waitFor(() => expect(texts(reading).at(-1)).toContain('1 more'), PATIENT);
    }
    expect(texts(reading)).toEqual(expect.arrayContaining(expected));
  });

  test.for([
    ['prints', (i: number) => `line ${i}\n`],
    ['draws over a line', (i: number) => `\r ${i}%`],
  ] as const)('an event arrives while the program %s without a pause', async ([, textOfStep]) => {
    const reading = await prepare();
    await reading.agent.start();
    const path = join(reading.logs, 'stderr');
    appendFileSync(path, `${HEAD} ERROR A: failed\n${TRACE}\n`);
    const hasArrived = () => texts(reading).some((text) => text.startsWith('failed'));
    const since = performance.now();
    for (let i = 0; !hasArrived() && performance.now() - since < PATIENT.timeout; i++) {
      appendFileSync(path, textOfStep(i));
      await sleep(100);
    }
    expect(hasArrived()).toBe(true);
  });

  test('an event that a rotation tears: no part of it is lost', async () => {
    const reading = await prepare();
    await reading.agent.start();
    const path = join(reading.logs, 'torn.log');
    const at = TRACE.indexOf('\tat a.B.d');
    writeFileSync(path, `${HEAD} ERROR A: torn\n${TRACE.slice(0, at)}`);
    await vi.waitFor(() => expect(reading.agent.log).toContain('Started watching file'), PATIENT);
    renameSync(path, `${path}.1`);
    writeFileSync(path, `${TRACE.slice(at)}\n${HEAD} INFO A: after\n`);
    const came = await records(reading, 3);
    expect(came.sort()).toEqual([TRACE.slice(at), 'after', `torn\n${TRACE.slice(0, at).trimEnd()}`]);
  });

  test('an archive that grows beside the file that it is made of: each event once', async () => {
    const reading = await prepare();
    await reading.agent.start();
    const path = join(reading.logs, 'driver.log');
    const numbers = Array.from({ length: 2000 }, (_, i) => i);
    const text = numbers.map((number) => `${HEAD} ${eventOf(number)}\n`).join('');
    writeFileSync(path, text);
    renameSync(path, join(reading.logs, 'driver-1.log'));
    writeFileSync(path, `${HEAD} INFO A: after\n`);
    const archive = gzipSync(text);
    const half = archive.length >> 1;
    const compressed = join(reading.logs, 'driver-1.log.gz');
    writeFileSync(compressed, archive.subarray(0, half));
    // Longer than two looks at the files.
    await sleep(3000);
    appendFileSync(compressed, archive.subarray(half));
    rmSync(join(reading.logs, 'driver-1.log'));
    const came = await records(reading, numbers.length + 1);
    expect(came.sort()).toEqual([...numbers.map(textOf), 'after'].sort());
    expect(reading.agent.complaints.filter(({ message }) => message !== 'Failed to open file')).toEqual([]);
  });

  test('killed and started again three times, while files are rotated and compressed: no event is lost', async () => {
    const reading = await prepare();
    const { agent, gateway, logs } = reading;
    await agent.start();
    const active = join(logs, 'active.log');
    const writing = (async () => {
      for (let number = 0; number < COUNT; number++) {
        append(active, `${HEAD} ${eventOf(number)}\n`);
        if (number % 200 === 199) rotate(logs, number);
        // Ten seconds in all.
        if (number % (COUNT / 250) === 0) await sleep(40);
      }
    })();
    for (let kill = 1; kill <= 3; kill++) {
      await vi.waitFor(() => expect(new Set(texts(reading)).size).toBeGreaterThan((COUNT / 5) * kill), PATIENT);
      await agent.kill();
      await sleep(1000);
      await agent.start();
    }
    await writing;
    const expected = Array.from({ length: COUNT }, (_, number) => textOf(number));
    const missing = () => {
      const came = new Set(texts(reading));
      return expected.filter((text) => !came.has(text)).length;
    };
    await vi.waitFor(() => expect(missing()).toBe(0), PATIENT);
    // Twice what it read since it last noted its place, not all from the beginning.
    expect(gateway.records.length).toBeLessThan(2 * COUNT);
    // Nothing but these: an event that was cut by a kill would be another text.
    expect(new Set(texts(reading)).size).toBe(COUNT);
    expect(agent.complaints.filter(({ message }) => message !== 'Failed to open file')).toEqual([]);
  });

  test('two files that are the same to the byte are one to it, as docs/collector.md says', async () => {
    const reading = await prepare();
    for (const application of ['app-20260102120000-0001', 'app-20260102120000-0002']) {
      mkdirSync(join(reading.logs, application));
      writeFileSync(join(reading.logs, application, 'stdout'), 'done\n');
    }
    await reading.agent.start();
    expect(await records(reading, 1)).toEqual(['done']);
    // What makes them differ is read, of both.
    for (const application of ['app-20260102120000-0001', 'app-20260102120000-0002'])
      appendFileSync(join(reading.logs, application, 'stdout'), `of ${basename(application)}\n`);
    const came = await records(reading, 3);
    expect(came).toEqual(expect.arrayContaining(['of app-20260102120000-0001', 'of app-20260102120000-0002']));
  });
});
