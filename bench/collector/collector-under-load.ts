// A collector of collector-config for a bench: started with ports of its own, asked for its CPU time, its memory and what it has sent.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const CONFIGURATIONS = join(import.meta.dirname, '../../collector-config');
/** Of /proc: hundredths of a second on every Linux. */
const TICKS_A_SECOND = 100;

/** What would outlive a bench that fails. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A port of the loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a server has no port');
  return address.port;
}

/** A running collector. */
export class CollectorUnderLoad {
  readonly #child: ChildProcess;
  readonly #metricsUrl: string;

  private constructor(child: ChildProcess, metricsUrl: string) {
    this.#child = child;
    this.#metricsUrl = metricsUrl;
  }

  /** Starts it, and waits until it takes data. @param env all that the configuration asks for */
  static async start(
    program: string,
    configuration: string,
    env: Readonly<Record<string, string>>,
    metricsPort: number,
  ): Promise<CollectorUnderLoad> {
    const args = ['--feature-gates=stanza.synchronousLogEmitter', '--config', join(CONFIGURATIONS, configuration)];
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    running.add(child);
    await new Promise<void>((resolve, reject) => {
      let log = '';
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`the collector ended:\n${log}`)));
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (log.includes('Everything is ready')) resolve();
      });
    });
    child.removeAllListeners('exit');
    return new CollectorUnderLoad(child, `http://127.0.0.1:${metricsPort}/metrics`);
  }

  /** CPU seconds since it was started, of all its threads, in itself and in the kernel. */
  get cpuSeconds(): number {
    // The second field, its name, may have blanks.
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  }

  /** The most memory that it has had. */
  get peakMegabytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  }

  /** The sum of one of its own metrics over all labels; 0 where it has not begun. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(this.#metricsUrl)).text();
    const values = text.matchAll(new RegExp(`^${name}(?:_total|__records__total)?(?:\\{.*\\})? (\\S+)$`, 'gm'));
    return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
  }

  /** Resolves when that metric has come to a value. It is asked for rarely: an answer costs the collector time. */
  async until(name: string, value: number): Promise<void> {
    while ((await this.metric(name)) < value) await sleep(100);
  }

  /** Ends it without a word: what it has on its disk is of the bench. */
  async kill(): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await ended;
    running.delete(this.#child);
  }
}
