// Real processes that get a real SIGTERM: what is pending goes out, and they end as they would have without us.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { LONGEST_RUN } from '../support/patience.ts';

const MODULE = new URL('../../src/lifecycle/termination.ts', import.meta.url).href;

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
  const guard = setTimeout(() => child.kill('SIGKILL'), LONGEST_RUN);
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
    const { said, signal } = await terminate(`onTermination(work('slow', 2000)); onTermination(work('quick', 20))`);
    expect({ said, signal }).toStrictEqual({ said: ['quick shut down', 'slow shut down'], signal: 'SIGTERM' });
  });

  test('another copy of the package is not taken for the application', async () => {
    const { said, signal } = await terminate(`
      const { onTermination: other } = await import(${JSON.stringify(`${MODULE}?copy`)});
      onTermination(work('a', 20)); other(work('b', 2000))`);
    expect({ said, signal }).toStrictEqual({ said: ['a shut down', 'b shut down'], signal: 'SIGTERM' });
  });

  test('with a listener of the application: flushed, and the application ends the process', async () => {
    const program = `
      process.on('SIGTERM', () => { say('app stops'); setTimeout(() => process.exit(7), 2000); });
      onTermination(work('a'))`;
    const { said, signal, code } = await terminate(program);
    expect({ said, signal, code }).toStrictEqual({ said: ['app stops', 'a flushed'], signal: null, code: 7 });
  });

  test('with a listener for one time, registered before ours', async () => {
    const program = `
      process.once('SIGTERM', () => { say('app stops'); setTimeout(() => process.exit(0), 2000); });
      onTermination(work('a'))`;
    const { said, signal, code } = await terminate(program);
    expect({ said, signal, code }).toStrictEqual({ said: ['app stops', 'a flushed'], signal: null, code: 0 });
  });

  test('with an application that stays alive, each signal flushes', async () => {
    const program = `
      let signals = 0;
      process.on('SIGTERM', () => { if (++signals === 2) setTimeout(() => process.exit(0), 2000); });
      onTermination({ flush: () => later(20, 'flushed').then(() => { if (signals < 2) say('again'); }) })`;
    const { said, code } = await terminate(program);
    expect({ said, code }).toStrictEqual({ said: ['flushed', 'flushed'], code: 0 });
  });

  test('a second signal starts no second shutdown', async () => {
    const program = `onTermination({ shutdown: () => { say('again'); return later(300, 'shut down'); } })`;
    const { said, signal } = await terminate(program);
    expect({ said, signal }).toStrictEqual({ said: ['shut down'], signal: 'SIGTERM' });
  });

  test('a second signal of whoever does not want to wait ends the process at once', async () => {
    const program = `onTermination({ shutdown: () => { setTimeout(() => say('again'), 700); return later(8000, 'shut down'); } })`;
    const { said, signal } = await terminate(program);
    expect({ said, signal }).toStrictEqual({ said: [], signal: 'SIGTERM' });
  });

  test('work that never ends is left after the limit', async () => {
    const { signal, took } = await terminate(`onTermination({ shutdown: () => new Promise(() => {}) }, 300)`);
    expect(signal).toBe('SIGTERM');
    expect(took).toBeGreaterThanOrEqual(290);
  });

  test('the limit lies within the 15 seconds of the platform', async () => {
    // A hundred times as fast as the program believes.
    const { said, signal } = await terminate(`
      const { setTimeout: real } = globalThis;
      globalThis.setTimeout = (work, ms) => { say(ms); return real(work, ms / 100); };
      onTermination({ shutdown: () => new Promise(() => {}) })`);
    expect(signal).toBe('SIGTERM');
    const waited = said.reduce((sum, milliseconds) => sum + Number(milliseconds), 0);
    expect(waited).toBeGreaterThan(11_500);
    expect(waited).toBeLessThan(14_000);
  });

  test('one that leaves while it is at work is waited for, and so are the others', async () => {
    // As a processor does whose shutdown, which SIGTERM began, comes to its end.
    const program = `
      const leave = onTermination({ shutdown: () => { leave(); return later(1000, 'left, then shut down'); } });
      onTermination(work('slow', 2000)); onTermination(work('quick', 20))`;
    const { said, signal } = await terminate(program);
    expect(said).toStrictEqual(['quick shut down', 'left, then shut down', 'slow shut down']);
    expect(signal).toBe('SIGTERM');
  });

  test('work that is registered meanwhile has its turn', async () => {
    const program = `onTermination({ shutdown: () => { onTermination(work('new')); return later(100, 'old shut down'); } })`;
    const { said, signal } = await terminate(program);
    expect({ said, signal }).toStrictEqual({ said: ['old shut down', 'new shut down'], signal: 'SIGTERM' });
  });

  test('an application that begins to listen meanwhile gets the signal', async () => {
    const program = `
      onTermination({ shutdown: () => {
        process.on('SIGTERM', () => { say('app stops'); process.exit(7); });
        return later(100, 'shut down');
      } })`;
    const { said, code } = await terminate(program);
    expect({ said, code }).toStrictEqual({ said: ['shut down', 'app stops'], code: 7 });
  });

  test('an application that takes all listeners away, before the next registration', async () => {
    const program = `onTermination(work('a')); process.removeAllListeners('SIGTERM'); onTermination(work('b', 100))`;
    const { said, signal } = await terminate(program);
    expect({ said, signal }).toStrictEqual({ said: ['a shut down', 'b shut down'], signal: 'SIGTERM' });
  });

  test('fifty registrations are one listener', async () => {
    const program = `
      for (let i = 0; i < 50; i++) onTermination(work('n', 20));
      say(process.listenerCount('SIGTERM') + ' listener')`;
    const { said, signal } = await terminate(program);
    expect(said).toStrictEqual(['1 listener', ...Array.from({ length: 50 }, () => 'n shut down')]);
    expect(signal).toBe('SIGTERM');
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

test.skipIf(process.platform === 'win32')('a Databricks App with eleven processors exports what each has', async () => {
  const program = `
    import { LoggerProvider } from '@opentelemetry/sdk-logs';
    import { LakeTraceLogRecordProcessor } from './src/processor/log-record-processor.ts';
    const providers = Array.from({ length: 11 }, (_, n) => {
      let exported = 0;
      // The first is the quickest; each answers later than the one before.
      const exporter = {
        export: (records, done) => setTimeout(() => { exported += records.length; done({ code: 0 }); }, 10 + n * 40),
        forceFlush: async () => {},
        shutdown: async () => process.stdout.write(n + ':' + exported + '\\n'),
      };
      return new LoggerProvider({ processors: [new LakeTraceLogRecordProcessor({ file: false, batch: { exporter } })] });
    });
    for (const provider of providers) {
      for (let i = 0; i < 1000; i++) provider.getLogger('app').emit({ body: i, severityNumber: 9 });
    }
    setInterval(() => {}, 1000);
    process.stdout.write('ready\\n');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, DATABRICKS_APP_NAME: 'orders' },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (chunk.includes('ready')) child.kill('SIGTERM');
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints += chunk;
  });
  await once(child, 'close');
  const exported = output.trim().split('\n').slice(1).sort();
  expect(exported).toStrictEqual(Array.from({ length: 11 }, (_, n) => `${n}:1000`).sort());
  expect(complaints).toBe('');
  expect(child.signalCode).toBe('SIGTERM');
});
