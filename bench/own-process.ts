// Runs a part of a bench in a process of its own, which prints what it measured as its last line.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Variables that would change what is measured. `NODE_OPTIONS` stays: an older Node reads TypeScript only by it. */
const LEFT_OUT = ['NODE_COMPILE_CACHE', 'LAKETRACE_LOG_DIR', 'OTEL_RESOURCE_ATTRIBUTES'];

/** Milliseconds after which a process is taken for stuck, and killed. */
export const PATIENCE = 600_000;

/** The environment of a program that is measured. */
export const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !LEFT_OUT.includes(name)));

/**
 * @param script gets `task` as {@link taskOf}
 * @param flags of Node
 */
export async function inOwnProcess<Task extends object, Result>(
  script: string,
  task: Task,
  flags: readonly string[] = [],
): Promise<Result> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, JSON.stringify(task)], {
    env: environment(),
    maxBuffer: 1e8,
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Result;
}

/** In the process: what it is asked to do. */
export const taskOf = <Task>(): Task => JSON.parse(process.argv[2] ?? '{}') as Task;

/** A directory for the time of some work. */
export async function inTemporaryDirectory<T>(work: (directory: string) => Promise<T> | T): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-bench-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
