// What a start costs: the import over that of the SDK, the first processor, the first record; and jobs of 50 records, a process each.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { countIn } from '../contenders/count-back.ts';
import { CONTENDERS } from '../contenders/index.ts';
import { environment, inOwnProcess, inTemporaryDirectory, PATIENCE } from '../own-process.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import { fail, type Scale, type Section } from '../section.ts';
import { interleaved, median, medianOf, spread } from '../statistics.ts';

const PROGRAM = join(import.meta.dirname, 'start-up.mjs');
const ROUNDS: Readonly<Record<Scale, number>> = { full: 15, quick: 1 };
const JOBS = ['none', 'laketrace', 'sdk-batch', 'pino-sync', 'pino-roll', 'winston-rotate'] as const;
const RECORDS = 50;

/** Milliseconds of each step of a start. */
interface Steps extends Readonly<Record<string, number>> {
  readonly sdk: number;
  readonly laketrace: number;
  readonly processor: number;
  readonly emit: number;
  readonly flush: number;
  readonly shutdown: number;
}

const STEPS: Readonly<Record<keyof Steps & string, string>> = {
  sdk: 'import of the SDK: `@opentelemetry/sdk-logs`, `resources`',
  laketrace: "`import 'laketrace'` after it",
  processor: 'the first processor, with files and redaction',
  emit: 'the first record',
  flush: 'its file: made, locked, written',
  shutdown: 'shutdown',
};

/** Milliseconds of a job. */
export interface Job {
  readonly name: (typeof JOBS)[number];
  readonly wall: number;
  readonly spread: number;
  readonly cpu: number;
  /** MB. */
  readonly peak: number;
}

/** What the bench has measured: medians over the rounds. */
export interface StartUp {
  readonly rounds: number;
  readonly steps: Steps;
  readonly jobs: readonly Job[];
}

async function runJob(name: string): Promise<{ readonly wall: number; readonly cpu: number; readonly peak: number }> {
  return await inTemporaryDirectory(async (directory) => {
    const program = join(import.meta.dirname, `jobs/${name}.mjs`);
    const start = performance.now();
    const { stdout } = await promisify(execFile)(process.execPath, [program, directory], {
      env: environment(),
      timeout: PATIENCE,
    });
    const wall = performance.now() - start;
    const { lost } = name === 'none' ? { lost: 0 } : countIn(directory, RECORDS);
    if (lost > 0) fail(`a short job with ${name}: ${lost} of ${RECORDS} records lost`);
    return { wall, ...(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { cpu: number; peak: number }) };
  });
}

async function measure(scale: Scale): Promise<StartUp> {
  const starts: Steps[] = [];
  for (let round = 0; round < ROUNDS[scale]; round++) starts.push(await inOwnProcess<object, Steps>(PROGRAM, {}));
  const measured = await interleaved(JOBS, ROUNDS[scale], runJob);
  const jobs = [...measured].map(([name, rounds]): Job => {
    const walls = rounds.map(({ wall }) => wall);
    const of = (key: 'cpu' | 'peak') => median(rounds.map((round) => round[key]));
    return { name, wall: median(walls), spread: spread(walls), cpu: of('cpu'), peak: of('peak') };
  });
  return { rounds: ROUNDS[scale], steps: medianOf(starts), jobs };
}

const milliseconds = (value: number): string => `${figure(value, 1)} ms`;

function render({ rounds, steps, jobs }: StartUp): string {
  const rows = Object.entries(STEPS).map(([step, title]) => [title, milliseconds(steps[step] ?? Number.NaN)]);
  const ofJobs = jobs.map((job) => [
    CONTENDERS[job.name].title,
    milliseconds(job.wall),
    `${figure(job.spread * 100)} %`,
    milliseconds(job.cpu),
    `${figure(job.peak)} MB`,
  ]);
  return [
    `In a process of its own without a compile cache, medians of ${rounds} rounds:`,
    markdownTable([['step', 'time'], ...rows]),
    `A job that logs ${RECORDS} records and ends, from its start to its end; the first row is Node itself:`,
    markdownTable([['a job with', 'wall', 'spread', 'CPU', 'peak RSS'], ...ofJobs]),
  ].join('\n\n');
}

export const startUp: Section<StartUp> = { measure, render };
