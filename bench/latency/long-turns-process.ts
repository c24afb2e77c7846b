// How much of what a program logs gets to the disk whose turns of the event loop are long: some milliseconds of work, then what it logged in them.
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from 'laketrace';
import { inTemporaryDirectory, taskOf } from '../own-process.ts';

/** How a program writes, and for how long. */
export interface LongTurnsTask {
  /** Milliseconds of work in each turn. */
  readonly turn: number;
  readonly enqueue: boolean;
  readonly overflow: 'block' | 'drop-newest';
  readonly milliseconds: number;
}

/** What one program measured. */
export interface LongTurnsFigures extends Readonly<Record<string, number>> {
  /** Records a second that it logged. */
  readonly logged: number;
  /** Records a second that the operating system had by the end of the last turn. */
  readonly written: number;
  /** Records that were still on their way then, in turns in which as many are logged: what a signal that kills at once loses. */
  readonly pendingTurns: number;
  readonly dropped: number;
  /** The longest call that took a record in, in milliseconds. */
  readonly longestEmit: number;
}

const BYTES_A_SECOND = 3_000_000;
const BUFFER = '1 MB';
const WARM_UP = 1000;
const BODY = 'x'.repeat(200);

const task = taskOf<LongTurnsTask>();
const figures = await inTemporaryDirectory(async (directory): Promise<LongTurnsFigures> => {
  const { enqueue, overflow } = task;
  const file = { directory, name: 'app', maxBufferedBytes: BUFFER, rotation: '10 MB', enqueue, overflow } as const;
  const processor = new LakeTraceLogRecordProcessor({ file });
  const logger = new LoggerProvider({ processors: [processor] }).getLogger('bench');
  const stats = () => {
    const { file: own } = processor.stats();
    if (own === undefined) throw new Error('the processor has no files');
    return own;
  };
  for (let i = 0; i < WARM_UP; i++) logger.emit({ severityNumber: 9, body: BODY });
  await processor.forceFlush();
  const recordBytes = stats().bytes.written / WARM_UP;
  const began = performance.now();
  let longestEmit = 0;
  let records = 0;
  for (let now = began; now - began < task.milliseconds; now = performance.now()) {
    while (performance.now() - now < task.turn);
    const due = (BYTES_A_SECOND / 1000 / recordBytes) * (performance.now() - began);
    for (; records < due; records++) {
      const start = performance.now();
      logger.emit({ severityNumber: 9, body: BODY });
      longestEmit = Math.max(longestEmit, performance.now() - start);
    }
    await new Promise(setImmediate);
  }
  const seconds = (performance.now() - began) / 1000;
  const { records: counts } = stats();
  await processor.shutdown();
  return {
    logged: records / seconds,
    written: (counts.written - WARM_UP) / seconds,
    pendingTurns: ((counts.accepted - counts.written) * recordBytes) / ((BYTES_A_SECOND / 1000) * task.turn),
    dropped: counts.dropped.buffer_full,
    longestEmit,
  };
});
console.log(JSON.stringify(figures));
