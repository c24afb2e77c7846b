// Kills a process by SIGKILL at each of its file system calls in turn, and has the next start mend what it left.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { bodiesIn, textOf } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import type { Moment } from '../support/step-counting-file-system.ts';
import { type CompressionOfSteps, optionsOfSteps } from '../support/step-options.ts';
import { inherited, leaveInheritance } from './inheritance.ts';

/** Which process is killed, and on which side of its calls. */
export interface StepsOptions {
  readonly compression: CompressionOfSteps;
  /** Whether it writes on the thread pool. */
  readonly isOffLoop: boolean;
  readonly moment: Moment;
  /** Which of its calls. Between two calls that change nothing on the disk a kill leaves the same. Default `'all'`. */
  readonly calls?: 'all' | 'changing';
  /** Every how many of these calls. Default 1. */
  readonly stride?: number;
  /** The first of these calls. Default 1. */
  readonly first?: number;
  /** How many processes run at the same time. Default 3. */
  readonly sideBySide?: number;
}

/** What the kills have shown. */
export interface StepsSummary {
  /** How many calls a process makes that is not killed. */
  readonly calls: number;
  /** How many were killed. */
  readonly kills: number;
  readonly problems: readonly string[];
}

interface Run {
  /** What was promised before the end. */
  readonly promised: readonly string[];
  readonly isKilled: boolean;
  /** Where it was not killed. */
  readonly calls: number | undefined;
  readonly errors: string;
}

const PROGRAM = join(import.meta.dirname, '../programs/killed-at-step.ts');
const ARCHIVE_SUFFIX: Readonly<Record<CompressionOfSteps, string>> = {
  gzip: '.gz',
  zstd: '.zst',
  bz2: '.bz2',
  zip: '.zip',
  function: '.own',
  none: '',
};
const ROTATED = /^app\.\d{4}-\d\d-\d\dT[\d-]+\.\d{3}Z\.jsonl(\.\w+)?$/;

/** Kills at every call, from the first to the last. */
export async function killAtEachStep(options: StepsOptions): Promise<StepsSummary> {
  const { sideBySide = 3, stride = 1, first = 1 } = options;
  const base = mkdtempSync(join(tmpdir(), 'laketrace-steps-'));
  const problems: string[] = [];
  let kills = 0;
  let calls = 0;
  /** One process in a directory of its own, then the next start; answers whether the process was killed. */
  const tryCall = async (call: number): Promise<boolean> => {
    const directory = join(base, String(call));
    leaveInheritance(directory);
    const run = await runProgram(directory, options, call, base);
    if (run.isKilled) kills++;
    calls = Math.max(calls, run.calls ?? 0);
    const found = [...whyDied(run), ...(await mendAndCompare(directory, options, run.promised))];
    problems.push(...found.map((problem) => `${options.moment} call ${call}: ${problem}`));
    rmSync(directory, { recursive: true });
    return run.isKilled;
  };
  try {
    // Also leaves the compiled code of the program behind, with which the others start three times as fast.
    await tryCall(0);
    let next = first;
    let isOver = false;
    const runs = Array.from({ length: sideBySide }, async () => {
      while (!isOver) {
        const call = next;
        next += stride;
        // The number of calls may differ a little from run to run: it is over when one is not reached any more.
        if (!(await tryCall(call)) && call > calls) isOver = true;
      }
    });
    await Promise.all(runs);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
  return { calls, kills, problems };
}

async function runProgram(directory: string, options: StepsOptions, call: number, cache: string): Promise<Run> {
  const { compression, isOffLoop, moment, calls: counted = 'all' } = options;
  const args = [PROGRAM, directory, compression, isOffLoop ? 'enqueue' : 'direct', moment, counted, String(call)];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(cache, 'compiled') },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    errors += text;
  });
  await once(child, 'close');
  const valuesOf = (word: string) =>
    output
      .split('\n')
      .filter((line) => line.startsWith(`${word} `))
      .map((line) => line.slice(word.length + 1));
  const calls = valuesOf('calls')[0];
  return {
    promised: valuesOf('promised'),
    isKilled: child.signalCode === 'SIGKILL',
    calls: calls === undefined ? undefined : Number(calls),
    errors,
  };
}

function whyDied({ isKilled, calls, errors }: Run): string[] {
  if (errors !== '') return [`the process reported errors: ${errors}`];
  return isKilled || calls !== undefined ? [] : ['the process ended by itself, and too early'];
}

/** The next start, and what is in the directory after it. */
async function mendAndCompare(
  directory: string,
  { compression, isOffLoop }: StepsOptions,
  promised: readonly string[],
): Promise<string[]> {
  for (const name of readdirSync(directory)) {
    // As old as they are when a process died minutes ago.
    if (name.endsWith('.claim')) utimesSync(join(directory, name), 0, 0);
  }
  const errors: string[] = [];
  const options = optionsOfSteps({ directory, compression, isOffLoop, compressByHand });
  const exporter = new RotatingFileLogRecordExporter({ ...options, onError: (error) => errors.push(error.message) });
  exporter.append(logRecord('after'));
  await exporter.shutdown();
  const problems = errors.map((error) => `the next start reported ${error}`);
  const counts = new Map<string, number>();
  for (const name of readdirSync(directory)) {
    if (name.endsWith('.torn')) continue;
    if (!isExpected(name, ARCHIVE_SUFFIX[compression])) problems.push(`${name} was left`);
    else for (const body of await bodiesOf(directory, name, problems)) counts.set(body, (counts.get(body) ?? 0) + 1);
  }
  for (const [body, count] of counts) if (count > 1) problems.push(`"${body}" is there ${count} times`);
  for (const body of [...inherited, ...promised, 'after']) {
    if (!counts.has(body)) problems.push(`"${body}" is missing`);
  }
  if (counts.has('expired 1')) problems.push('what retention gives up is still there');
  return problems;
}

/** An archive that an earlier process had completed by gzip stays one. */
function isExpected(name: string, suffix: string): boolean {
  if (name === 'app.jsonl') return true;
  const rotated = ROTATED.exec(name);
  return rotated !== null && [suffix, '.gz'].includes(rotated[1] ?? '');
}

async function bodiesOf(directory: string, name: string, problems: string[]): Promise<string[]> {
  try {
    return bodiesIn(await textOf(join(directory, name), name.replace(/\.own$/, '.gz')));
  } catch (error) {
    problems.push(`${name} is damaged: ${(error as Error).message}`);
    return [];
  }
}

async function compressByHand(path: string): Promise<string> {
  const archive = `${path}.own`;
  writeFileSync(archive, gzipSync(readFileSync(path)), { mode: 0o600 });
  return await Promise.resolve(archive);
}
