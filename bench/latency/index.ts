// How long a single call takes at worst, and what garbage collection adds: under a steady load and in bursts.
import { join } from 'node:path';
import { CONTENDERS, type ContenderName } from '../contenders/index.ts';
import { tablesByLoad } from '../contenders/tables-by-load.ts';
import { inOwnProcess } from '../own-process.ts';
import { figure } from '../page/generated-page.ts';
import { fail, type Scale, type Section, sideBySide } from '../section.ts';
import { interleaved, medianOf } from '../statistics.ts';
import type { Latency, LatencyRun, Load } from './latency-process.ts';

const PROCESS = join(import.meta.dirname, 'latency-process.ts');
const NAMES: readonly ContenderName[] = [
  'laketrace',
  'laketrace-enqueue',
  'sdk-batch',
  'pino-sync',
  'pino-async',
  'pino-roll',
  'winston-rotate',
  'emit-into-nothing',
];
const LOADS: Readonly<Record<Load, string>> = {
  steady: '10 records every millisecond',
  bursts: '2,000 records at once, five times a second',
};
const MILLISECONDS: Readonly<Record<Scale, number>> = { full: 1500, quick: 20 };
const WARM_UP: Readonly<Record<Scale, number>> = { full: 20_000, quick: 500 };
const ROUNDS: Readonly<Record<Scale, number>> = { full: 3, quick: 1 };

/** What the bench has measured: medians over the rounds. */
export interface Latencies {
  readonly milliseconds: number;
  readonly rounds: number;
  readonly rows: readonly (Latency & { readonly name: ContenderName; readonly load: Load })[];
}

async function measure(scale: Scale): Promise<Latencies> {
  const runs = (Object.keys(LOADS) as Load[]).flatMap((load) =>
    NAMES.map(
      (contender): LatencyRun => ({
        contender,
        line: 'sdk-3',
        load,
        milliseconds: MILLISECONDS[scale],
        warmUp: WARM_UP[scale],
      }),
    ),
  );
  const runOnce = (run: LatencyRun) => inOwnProcess<LatencyRun, Latency>(PROCESS, run);
  const measured = await interleaved(runs, ROUNDS[scale], runOnce, sideBySide(scale));
  const rows = [...measured].map(([{ contender, load }, rounds]) => {
    const lost = rounds.reduce((sum, round) => sum + round.lost, 0);
    if (lost > 0) fail(`${CONTENDERS[contender].title}: ${lost} records lost`);
    return { name: contender, load, ...medianOf(rounds as (Latency & Record<string, number>)[]), lost };
  });
  return { milliseconds: MILLISECONDS[scale], rounds: ROUNDS[scale], rows };
}

const microseconds = (value: number): string => `${figure(value * 1000, 1)} µs`;
const milliseconds = (value: number): string => `${figure(value, 1)} ms`;

function render({ rows, milliseconds: each, rounds }: Latencies): string {
  const tables = tablesByLoad(LOADS, rows, {
    p50: (row) => microseconds(row.p50),
    p99: (row) => microseconds(row.p99),
    'p99.9': (row) => microseconds(row.p999),
    worst: (row) => milliseconds(row.worst),
    'longest GC pause': (row) => milliseconds(row.gcLongest),
    'time in GC': (row) => `${figure(row.gcShare * 100, 1)} %`,
    RSS: (row) => `${figure(row.rss)} MB`,
  });
  return [
    `Each call of the logger was timed for ${figure(each / 1000, 1)} s, after 20,000 records to warm up; medians of ${rounds} rounds in processes of their own. ` +
      'The last row is what the machine and the SDK do by themselves.',
    ...tables,
  ].join('\n\n');
}

export const latency: Section<Latencies> = { measure, render };
