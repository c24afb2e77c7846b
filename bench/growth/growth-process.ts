// What a record costs by one measure of its size or surroundings: attributes, sinks, bytes, files in the directory.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor, type LakeTraceLogRecordProcessorOptions } from 'laketrace';
import { bodyOf } from '../contenders/samples.ts';
import { inTemporaryDirectory, taskOf } from '../own-process.ts';
import { median } from '../statistics.ts';

/** What grows. */
export type Measure = 'attributes' | 'sinks' | 'bytes' | 'files';

/** What is run. */
export interface GrowthTask {
  readonly measure: Measure;
  readonly size: number;
  readonly rounds: number;
  /** In each round, but fewer where they are large. */
  readonly records: number;
}

/** Medians over the rounds. */
export interface Growth {
  /** CPU microseconds a record, of all threads. */
  readonly cpu: number;
  /** Milliseconds from the processor's making until its first record is in its file. */
  readonly start: number;
  /** Until `forceFlush()` has resolved: all files of the directory are looked at by then. */
  readonly settled: number;
  /** Milliseconds of `rotate()`, with retention. */
  readonly rotate: number;
}

const A_TURN = 500;

/** Rotated files of one name, as an exporter would have left them. */
function leaveFiles(directory: string, count: number): void {
  const first = Date.UTC(2026, 0, 1);
  for (let file = 0; file < count; file++) {
    const time = new Date(first + file * 60_000).toISOString().replaceAll(':', '-');
    writeFileSync(join(directory, `app.${time}.jsonl`), '{}\n');
  }
}

function recordOf(measure: Measure, size: number, index: number) {
  const attributes =
    measure === 'attributes'
      ? Object.fromEntries(
          Array.from({ length: size }, (_, i) => [`field.${i}`, i % 2 === 0 ? index + i : `value ${i}`]),
        )
      : { stage: 'load', rows: index };
  const body = measure === 'bytes' ? LARGE.slice(0, size) : bodyOf(index);
  return { severityNumber: 9, body, attributes };
}

const LARGE = Array.from(
  { length: 2000 },
  (_, line) => `stage ${line} of plan: scan sales.orders, ${line * 977} rows\n`,
)
  .join('')
  .padEnd(100_000, 'scan ');

async function runOnce(directory: string, { measure, size, records }: GrowthTask): Promise<Growth> {
  const retention = measure === 'files' ? [`${size + 100} files`, `${100 * 365} days`] : '3 files';
  const options: LakeTraceLogRecordProcessorOptions = {
    file: { directory, name: 'app', rotation: '50 MB', retention },
    sinks: Array.from({ length: measure === 'sinks' ? size : 0 }, () => () => undefined),
  };
  const began = performance.now();
  const processor = new LakeTraceLogRecordProcessor(options);
  const logger = new LoggerProvider({ processors: [processor] }).getLogger('bench');
  logger.emit(recordOf('files', 0, 0));
  await turn();
  const start = performance.now() - began;
  if (processor.stats().file?.records.written === 0) throw new Error('the first record is not in its file');
  await processor.forceFlush();
  const settled = performance.now() - began;
  const count = measure === 'bytes' ? Math.ceil(records / Math.max(1, size / 1000)) : records;
  const made = Array.from({ length: A_TURN }, (_, index) => recordOf(measure, size, index));
  const before = process.cpuUsage();
  for (let index = 0; index < count; index++) {
    logger.emit(made[index % A_TURN] ?? {});
    if (index % A_TURN === A_TURN - 1) await turn();
  }
  await processor.forceFlush();
  const { user, system } = process.cpuUsage(before);
  const rotating = performance.now();
  await processor.rotate();
  const rotate = performance.now() - rotating;
  await processor.shutdown();
  return { cpu: (user + system) / count, start, settled, rotate };
}

const task = taskOf<GrowthTask>();
const results = await inTemporaryDirectory(async (directory) => {
  if (task.measure === 'files') leaveFiles(directory, task.size);
  const rounds: Growth[] = [];
  for (let round = 0; round <= task.rounds; round++) rounds.push(await runOnce(directory, task));
  // The first is for the compiler.
  return rounds.slice(1);
});
const of = (key: keyof Growth): number => median(results.map((result) => result[key]));
const growth: Growth = { cpu: of('cpu'), start: of('start'), settled: of('settled'), rotate: of('rotate') };
console.log(JSON.stringify(growth));
