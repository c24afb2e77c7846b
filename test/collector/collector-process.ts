// A real collector, run with a configuration of collector-config on ports of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { portOfNobody } from '../e2e/tests/ports.ts';

const CONFIGURATIONS = join(import.meta.dirname, '../../collector-config');

/** Without it an agent that is killed loses records: the first line of agent.yaml. */
export const SYNCHRONOUS = '--feature-gates=stanza.synchronousLogEmitter';

/** A line of the collector's own log that is no mere information. */
export interface Complaint {
  readonly level: string;
  readonly message: string;
  readonly line: string;
}

/** The path of a file of collector-config. */
export const configuration = (name: string): string => join(CONFIGURATIONS, name);

/** Ports on which nobody listens, and which the system gives to nobody before the collector has them. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await portOfNobody());
  return [...ports];
}

/** A collector that can be started, stopped and killed, again and again; killed when the test ends. */
export class CollectorProcess {
  readonly #program: string;
  readonly #args: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #log = '';

  /**
   * @param env all that the configuration asks for; the environment of the test is not handed on
   * @param program what is started, where it is not the collector itself
   */
  constructor(args: readonly string[], env: Readonly<Record<string, string>>, program: string = inject('collector')) {
    this.#program = program;
    this.#args = args;
    this.#env = env;
    onTestFinished(() => this.kill());
  }

  /** Its own log, over all its starts. */
  get log(): string {
    return this.#log;
  }

  /** Warnings and errors of its own log. */
  get complaints(): Complaint[] {
    return this.#log.split('\n').flatMap((line) => {
      const [, level = '', ...rest] = line.split('\t');
      return /^(?:warn|error|fatal|dpanic|panic)$/i.test(level) ? [{ level, message: rest[1] ?? '', line }] : [];
    });
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it, and waits until it takes data. */
  async start(): Promise<void> {
    const child = spawn(this.#program, this.#args, { env: this.#env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    const begin = this.#log.length;
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the collector ended with ${code}:\n${this.#log.slice(begin)}`)));
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
        if (this.#log.includes('Everything is ready', begin)) resolve();
      });
    });
    child.removeAllListeners('exit');
  }

  /** Ends it as an operator does: it delivers what it holds, within its own time. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Ends it as the kernel does when memory is short. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Sends it a signal: SIGSTOP has it hang, SIGCONT go on. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
  }
}

/** Runs `validate` over configurations. @returns what it complains of; empty where it takes them */
export async function validate(paths: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const args = ['validate', SYNCHRONOUS, ...paths.flatMap((path) => ['--config', path])];
  const child = spawn(inject('collector'), args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return code === 0 ? '' : output || `ended with ${code}`;
}
