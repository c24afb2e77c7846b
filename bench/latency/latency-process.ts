// How long each single call of one contender holds up the program that logs, under a steady load and in bursts.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { Contender, SdkLine } from '../contenders/contender.ts';
import { countIn } from '../contenders/count-back.ts';
import { CONTENDERS, type ContenderName, writesFiles } from '../contenders/index.ts';
import { SHAPES } from '../contenders/samples.ts';
import { inTemporaryDirectory, taskOf } from '../own-process.ts';
import { quantile } from '../statistics.ts';
import { type GcFigures, GcWatch } from './gc-watch.ts';

/** How records come: 10 every millisecond, or 2,000 every fifth of a second. */
export type Load = 'steady' | 'bursts';

/** What is run. */
export interface LatencyRun {
  readonly contender: ContenderName;
  readonly line: SdkLine;
  readonly load: Load;
  readonly milliseconds: number;
  /** Records before anything is timed. */
  readonly warmUp: number;
}

/** Of the calls, in milliseconds, and of the process. */
export interface Latency extends GcFigures {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly worst: number;
  /** Of the event loop, in milliseconds. */
  readonly loopLongest: number;
  readonly rss: number;
  readonly lost: number;
}

const LOADS: Readonly<Record<Load, { readonly records: number; readonly every: number }>> = {
  steady: { records: 10, every: 1 },
  bursts: { records: 2000, every: 200 },
};
const MOST_A_SECOND = 20_000;
const sampleOf = SHAPES.typical.of;

async function warmUp(contender: Contender, records: number): Promise<void> {
  for (let index = 0; index < records; index++) {
    contender.log(sampleOf(index));
    if (index % 100 === 99) await turn();
  }
  // What stands in queues is not to be taken for what follows.
  await sleep(records / 100);
}

/** @returns how many records were logged */
async function underLoad(
  contender: Contender,
  { load, milliseconds, warmUp: from }: LatencyRun,
  times: Float64Array,
): Promise<number> {
  const { records, every } = LOADS[load];
  let count = 0;
  const start = performance.now();
  for (let due = start; due < start + milliseconds; due += every) {
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    else await turn();
    for (let i = 0; i < records && count < times.length; i++) {
      const sample = sampleOf(from + count);
      const before = performance.now();
      contender.log(sample);
      times[count++] = performance.now() - before;
    }
  }
  return count;
}

const run = taskOf<LatencyRun>();
const make = await CONTENDERS[run.contender].load(run.line);
const latency = await inTemporaryDirectory(async (directory): Promise<Latency> => {
  const contender = make(directory);
  await warmUp(contender, run.warmUp);
  const times = new Float64Array(Math.ceil((run.milliseconds / 1000) * MOST_A_SECOND));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const gc = new GcWatch();
  delay.enable();
  const count = await underLoad(contender, run, times);
  await turn();
  delay.disable();
  const collected = gc.stop();
  const rss = process.memoryUsage.rss() / 1e6;
  await contender.finish();
  const measured = times.subarray(0, count);
  return {
    p50: quantile(measured, 0.5),
    p99: quantile(measured, 0.99),
    p999: quantile(measured, 0.999),
    worst: measured.reduce((most, each) => Math.max(most, each), 0),
    ...collected,
    loopLongest: delay.max / 1e6,
    rss,
    lost: writesFiles(run.contender) ? countIn(directory, run.warmUp + count).lost : 0,
  };
});
console.log(JSON.stringify(latency));
