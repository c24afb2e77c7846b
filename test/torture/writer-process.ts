// A writing process as the torturer sees it: what it has promised, when it can be disturbed, and its death.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Machine } from './machine.ts';
import type { WriterOptions } from './plan.ts';
import { EXPORTER } from './scene.ts';

const PROGRAMS = join(import.meta.dirname, '../programs');

/** Numbers of records, from the first to the last. */
export type Range = readonly [first: number, last: number];

/** How to start a writer. */
export interface WriterProcessOptions {
  readonly directory: string;
  readonly options: WriterOptions;
  /** What its records begin with. */
  readonly label: string;
  /** Records between two flushes. */
  readonly batch: number;
  /** Whether it logs in every callback. */
  readonly isChatty: boolean;
  /** By how many milliseconds its clock is wrong. */
  readonly clock: number;
  readonly machine: Machine;
  readonly variables: NodeJS.ProcessEnv;
}

/** A process that writes until it is killed. */
export class WriterProcess {
  readonly label: string;
  readonly promised: Range[] = [];
  /** How many flushes were refused. */
  refusals = 0;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #waiting = new Set<() => void>();
  #errors = '';
  #isReady = false;
  #hasEnded = false;
  #isKilled = false;

  constructor({ directory, options, label, batch, isChatty, clock, machine, variables }: WriterProcessOptions) {
    this.label = label;
    const json = JSON.stringify({ directory: basename(directory), name: EXPORTER, ...options });
    const program = join(PROGRAMS, 'endless-records.ts');
    const habit = isChatty ? 'chatty' : 'quiet';
    this.#child = spawn(process.execPath, [program, json, label, String(batch), String(clock), habit], {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: dirname(directory),
      env: variables,
      ...machine.user,
    });
    const { stdin, stdout, stderr } = this.#child;
    // It may be dead when it is sent something.
    stdin?.on('error', () => undefined);
    if (stdout === null || stderr === null) throw new Error('a child with pipes has them');
    createInterface({ input: stdout }).on('line', (line) => this.#take(line));
    stderr.on('data', (text) => {
      this.#errors += text;
    });
    this.#ended = once(this.#child, 'close').then(() => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  /** Has it do something: `chdir <directory>` or `clock <milliseconds>`. */
  tell(command: string): void {
    this.#child.stdin?.write(`${command}\n`);
  }

  /** The process id, while it lives and can be disturbed. */
  get pid(): number | undefined {
    return this.#isReady && !this.#hasEnded && !this.#isKilled ? this.#child.pid : undefined;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Why it ended, where nobody killed it. */
  get ownEnd(): string | undefined {
    return this.#hasEnded && !this.#isKilled
      ? `${this.label} ended by itself (${this.#child.exitCode ?? this.#child.signalCode}): ${this.#errors}`
      : undefined;
  }

  /** Resolves once its exporter exists, or it has ended. */
  ready(): Promise<void> {
    return this.#until(() => this.#isReady);
  }

  /** Resolves once it has reported something for which a condition holds, or has ended. */
  async until(condition: () => boolean, timeout: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeout);
    });
    await Promise.race([this.#until(condition), expired]);
    clearTimeout(timer);
    return condition();
  }

  /** Kills it, and resolves when it is dead and all that it said has been read. */
  async kill(): Promise<void> {
    if (!this.#hasEnded) this.#isKilled = this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition() && !this.#hasEnded) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #take(line: string): void {
    const [word, ranges = ''] = line.split(' ');
    if (word === 'ready') this.#isReady = true;
    if (word === 'refused') this.refusals++;
    if (word === 'promised') {
      for (const range of ranges.split(',')) {
        const [first = '', last = ''] = range.split('-');
        this.promised.push([Number(first), Number(last)]);
      }
    }
    this.#wake();
  }
}

/** What a last start has shown. */
export interface LastStart {
  /** How it ended, where not as it should. */
  readonly mishap: string | undefined;
  /** What it reported: why it left something undone. */
  readonly errors: string;
}

/** A last start, which mends what the deaths before it left, writes one record and ends as it should. */
export async function startOnce({
  directory,
  options,
  label,
  machine,
  variables,
}: Omit<WriterProcessOptions, 'batch' | 'isChatty' | 'clock'>): Promise<LastStart> {
  const json = JSON.stringify({ directory, name: EXPORTER, ...options });
  const child = spawn(process.execPath, [join(PROGRAMS, 'numbered-records.ts'), json, label, '1'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: variables,
    timeout: LONGEST_LAST_START,
    ...machine.user,
  });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  await once(child, 'close');
  const mishap = child.exitCode === 0 ? undefined : `the last start ended with ${child.exitCode ?? child.signalCode}`;
  return { mishap, errors };
}

// Hundreds of files may be left to compress.
const LONGEST_LAST_START = 300_000;
