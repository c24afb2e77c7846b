// One run of one contender: bursts of records, each in a turn of its own, and then the count of what its files hold.
import { setImmediate as turn } from 'node:timers/promises';
import type { MakeContender, SdkLine } from '../contenders/contender.ts';
import { type Count, countIn } from '../contenders/count-back.ts';
import { CONTENDERS, type ContenderName, writesFiles } from '../contenders/index.ts';
import { type FileOptions, laketrace } from '../contenders/laketrace.ts';
import { SHAPES, type Shape } from '../contenders/samples.ts';
import { inTemporaryDirectory, taskOf } from '../own-process.ts';

/** What is run. */
export interface Run {
  readonly contender: ContenderName;
  readonly line: SdkLine;
  readonly shape: Shape;
  readonly records: number;
  /** Records in a turn of the event loop. */
  readonly burst: number;
  /** Of LakeTrace, instead of those of the contender. */
  readonly file?: FileOptions;
  /** Records that are written before, to other files, for the compiler. Default: none, as where a job begins. */
  readonly warmUp?: number;
}

/** What a run measured. */
export interface Speed {
  /** Records a second until the last was handed over. */
  readonly emitted: number;
  /** Records a second until all were in files. */
  readonly finished: number;
  /** CPU microseconds a record, of all threads. */
  readonly cpu: number;
}

/** With what became of the records. */
export type Measurement = Speed & Count;

async function speedOf(make: MakeContender, directory: string, { shape, records, burst }: Run): Promise<Speed> {
  const sampleOf = SHAPES[shape].of;
  const contender = make(directory);
  const before = process.cpuUsage();
  const start = performance.now();
  for (let index = 0; index < records; index++) {
    contender.log(sampleOf(index));
    if (index % burst === burst - 1) await turn();
  }
  const emitted = performance.now() - start;
  await contender.finish();
  const finished = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { emitted: records / (emitted / 1e3), finished: records / (finished / 1e3), cpu: (user + system) / records };
}

const run = taskOf<Run>();
const make = run.file === undefined ? await CONTENDERS[run.contender].load(run.line) : laketrace(run.line, run.file);
const { warmUp = 0 } = run;
if (warmUp > 0) await inTemporaryDirectory((directory) => speedOf(make, directory, { ...run, records: warmUp }));
const measurement = await inTemporaryDirectory(async (directory): Promise<Measurement> => {
  const speed = await speedOf(make, directory, run);
  const nothing: Count = { lost: 0, doubled: 0, bytes: 0 };
  return { ...speed, ...(writesFiles(run.contender) ? countIn(directory, run.records) : nothing) };
});
console.log(JSON.stringify(measurement));
