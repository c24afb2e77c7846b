// Real processes that get a real SIGTERM: what is pending goes out, and they end as they would have without us.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';

const MODULE = new URL('../../src/processor/termination.ts', import.meta.url).href;

const PRELUDE = `
  const { onTermination } = await import(${JSON.stringify(MODULE)});
  const say = (text) => process.stdout.write(text + '\\n');
  const later = (ms, text) => new Promise((resolve) => setTimeout(() => { say(text); resolve(); }, ms));
  const work = (name, ms = 50) => ({
    flush: () => later(ms, name + ' flushed'),
    shutdown: () => later(ms, name + ' shut down'),
  });
  setInterval(() => {}, 1000);
`;

interface Outcome {
  readonly said: string[];
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  /** Milliseconds from the first signal to the end. */
  readonly took: number;
}

/** Runs a program, sends it SIGTERM when it says "ready", and again at each "again". */
async function terminate(program: string): Promise<Outcome> {
  const args = ['--input-type=module', '--eval', `${PRELUDE}${program}; say('ready');`];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let start = 0;
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (/ready|again/.test(chunk)) {
      start ||= performance.now();
      child.kill('SIGTERM');
    }
  });
  const closed = once(child, 'close');
  const guard = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await closed;
  clearTimeout(guard);
  const said = output
    .trim()
    .split('\n')
    .filter((line) => line !== 'ready' && line !== 'again');
  return { said, signal: child.signalCode, code: child.exitCode, took: performance.now() - start };
}

describe.skipIf(process.platform === 'win32').concurrent('SIGTERM', () => {
  test('without listeners of the application: shut down, then ended by the signal', async () => {
    const { said, signal } = await terminate(`onTermination(work('a'))`);
    expect({ said, signal }).toStrictEqual({ said: ['a shut down'], signal: 'SIGTERM' });
  });

  test('all of ours finish before the process ends', async () => {
    const { said, signal } = await terminate(`onTermination(work('slow', 300)); onTermination(work('quick', 20))`);
    expect({ said, signal }).toStrictEqual({ said: ['quick shut down', 'slow shut down'], signal: 'SIGTERM' });
  });

  test('another copy of the package is not taken for the application', async () => {
    const { said, signal } = await terminate(`
      const { onTermination: other } = await import(${JSON.stringify(`${MODULE}?copy`)});
      onTermination(work('a', 20)); other(work('b', 300))`);
    expect({ said, signal }).toStrictEqual({ said: ['a shut down', 'b shut down'], signal: 'SIGTERM' });
  });

  test('with a listener of the application: flushed, and the application ends the process', async () => {
    const program = `
      process.on('SIGTERM', () => { say('app stops'); setTimeout(() => process.exit(7), 300); });
      onTermination(work('a'))`;
    const { said, signal, code } = await terminate(program);
    expect({ said, signal, code }).toStrictEqual({ said: ['app stops', 'a flushed'], signal: null, code: 7 });
  });

  test('with a listener for one time, registered before ours', async () => {
    const program = `
      process.once('SIGTERM', () => { say('app stops'); setTimeout(() => process.exit(0), 300); });
      onTermination(work('a'))`;
    const { said, signal, code } = await terminate(program);
    expect({ said, signal, code }).toStrictEqual({ said: ['app stops', 'a flushed'], signal: null, code: 0 });
  });

  test('with an application that stays alive, each signal flushes', async () => {
    const program = `
      let signals = 0;
      process.on('SIGTERM', () => { if (++signals === 2) setTimeout(() => process.exit(0), 300); });
      onTermination({ flush: () => later(20, 'flushed').then(() => { if (signals < 2) say('again'); }) })`;
    const { said, code } = await terminate(program);
    expect({ said, code }).toStrictEqual({ said: ['flushed', 'flushed'], code: 0 });
  });

  test('a second signal starts no second shutdown', async () => {
    const program = `onTermination({ shutdown: () => { say('again'); return later(300, 'shut down'); } })`;
    const { said, signal } = await terminate(program);
    expect({ said, signal }).toStrictEqual({ said: ['shut down'], signal: 'SIGTERM' });
  });

  test('work that never ends is left after the limit', async () => {
    const { signal, took } = await terminate(
      `onTermination({ shutdown: () => new Promise(() => {}) }, { limit: 300 })`,
    );
    expect(signal).toBe('SIGTERM');
    expect(took).toBeGreaterThanOrEqual(290);
  });

  test('the limit is under five seconds by default', async () => {
    const { signal, took } = await terminate(`onTermination({ shutdown: () => new Promise(() => {}) })`);
    expect(signal).toBe('SIGTERM');
    expect(took).toBeGreaterThan(4_000);
    expect(took).toBeLessThan(5_000);
  });

  test.each(['Promise.reject(new Error("no"))', '{ throw new Error("no") }'])(
    'work that fails: %s',
    async (failure) => {
      const { signal, said } = await terminate(`onTermination({ shutdown: () => ${failure} })`);
      expect({ signal, said }).toStrictEqual({ signal: 'SIGTERM', said: [] });
    },
  );

  test('taken away, the signal works as if we had never been there', async () => {
    const { said, signal } = await terminate(`onTermination(work('a'))()`);
    expect({ said, signal }).toStrictEqual({ said: [], signal: 'SIGTERM' });
  });
});

test('a listener keeps no process alive', async () => {
  const program = `const { onTermination } = await import(${JSON.stringify(MODULE)}); onTermination({})`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
