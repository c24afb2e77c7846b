// What a service that logs costs its clients and its machine: request latency, CPU a request, memory, GC pauses, beside the same without a logger.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CONTENDERS, type ContenderName } from '../contenders/index.ts';
import { tablesByLoad } from '../contenders/tables-by-load.ts';
import { environment, PATIENCE } from '../own-process.ts';
import { figure } from '../page/generated-page.ts';
import { fail, type Scale, type Section, sideBySide } from '../section.ts';
import { interleaved, medianOf, quantile } from '../statistics.ts';
import { type Pace, send } from './load.ts';
import type { Order, ServiceFigures, ServiceTask } from './service-process.ts';

const PROCESS = join(import.meta.dirname, 'service-process.ts');
const NAMES: readonly ContenderName[] = [
  'none',
  'laketrace',
  'laketrace-enqueue',
  'sdk-batch',
  'pino-async',
  'pino-roll',
  'winston-rotate',
];
type Load = 'steady' | 'bursts';
const LOADS: Readonly<Record<Load, { readonly title: string; readonly pace: Pace }>> = {
  steady: { title: '1,000 requests a second, one every millisecond', pace: { atOnce: 1, every: 1 } },
  bursts: { title: '1,600 requests a second, 80 at once', pace: { atOnce: 80, every: 50 } },
};
const MILLISECONDS: Readonly<Record<Scale, { readonly warmUp: number; readonly measured: number }>> = {
  full: { warmUp: 700, measured: 2000 },
  quick: { warmUp: 20, measured: 50 },
};
const ROUNDS: Readonly<Record<Scale, number>> = { full: 3, quick: 1 };

/** Requests in milliseconds, and what the service says of itself. */
export interface ServiceRow extends ServiceFigures {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** What the bench has measured: medians over the rounds. */
export interface Service {
  readonly rounds: number;
  readonly seconds: number;
  readonly rows: readonly (ServiceRow & { readonly name: ContenderName; readonly load: Load })[];
}

async function runOnce(contender: ContenderName, load: Load, scale: Scale): Promise<ServiceRow> {
  const { warmUp, measured } = MILLISECONDS[scale];
  const task: ServiceTask = { contender, line: 'sdk-3' };
  const child = fork(PROCESS, [JSON.stringify(task)], { env: environment(), timeout: PATIENCE, killSignal: 'SIGKILL' });
  try {
    // One that fails at its start or later must not be waited for.
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the service ended with ${code}`)));
    ended.catch(() => undefined);
    const says = async (): Promise<unknown> => (await Promise.race([once(child, 'message'), ended]))[0];
    const port = Number(await says());
    const { pace } = LOADS[load];
    await send(port, pace, warmUp);
    child.send('measure' satisfies Order);
    const times = await send(port, pace, measured);
    const figures = says();
    child.send('end' satisfies Order);
    const own = (await figures) as ServiceFigures;
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), p999: quantile(times, 0.999), ...own };
  } finally {
    child.kill('SIGKILL');
  }
}

async function measure(scale: Scale): Promise<Service> {
  const runs = (Object.keys(LOADS) as Load[]).flatMap((load) => NAMES.map((name) => ({ name, load })));
  const measured = await interleaved(
    runs,
    ROUNDS[scale],
    ({ name, load }) => runOnce(name, load, scale),
    sideBySide(scale),
  );
  const rows = [...measured].map(([{ name, load }, rounds]) => {
    const lost = rounds.reduce((sum, round) => sum + round.lost, 0);
    if (lost > 0) fail(`a service with ${CONTENDERS[name].title}: ${lost} records lost`);
    return { name, load, ...medianOf(rounds as (ServiceRow & Record<string, number>)[]), lost };
  });
  return { rounds: ROUNDS[scale], seconds: MILLISECONDS[scale].measured / 1000, rows };
}

const milliseconds = (value: number): string => `${figure(value, 2)} ms`;

function render({ rows, rounds, seconds }: Service): string {
  const tables = tablesByLoad({ steady: LOADS.steady.title, bursts: LOADS.bursts.title }, rows, {
    p50: (row) => milliseconds(row.p50),
    p99: (row) => milliseconds(row.p99),
    'p99.9': (row) => milliseconds(row.p999),
    'CPU a request': (row) => `${figure(row.cpuARequest)} µs`,
    'peak RSS': (row) => `${figure(row.peakRss)} MB`,
    'longest GC pause': (row) => `${figure(row.gcLongest, 1)} ms`,
    'time in GC': (row) => `${figure(row.gcShare * 100, 1)} %`,
  });
  return [
    'A service on `node:http` makes an answer of 60 rows and logs five typical records for each request. The client, on the same machine, sends by the clock and ' +
      `times each request from when it was due; ${seconds} s after a warm-up, medians of ${rounds} rounds.`,
    ...tables,
  ].join('\n\n');
}

export const service: Section<Service> = { measure, render };
