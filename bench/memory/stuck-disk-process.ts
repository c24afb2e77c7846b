// What a program holds whose disk takes the calls and never answers, while it logs ten times as much as the buffer takes.
import { setImmediate as turn } from 'node:timers/promises';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { FileSystem } from '../../src/file/system/file-system.ts';
import { LakeTraceLogRecordProcessor } from '../../src/index.ts';
import { ExporterIn, environmentWith } from '../../test/support/environment.ts';
import { fileSystemThat } from '../../test/support/failing-file-system.ts';
import { SHAPES } from '../contenders/samples.ts';
import { inTemporaryDirectory, taskOf } from '../own-process.ts';

/** What is done with a record for which there is no room. */
export type DroppingOverflow = 'drop-newest' | 'drop-oldest';

/** What was measured. */
export interface StuckDisk {
  /** MB of the buffer. */
  readonly limit: number;
  /** MB of lines that were logged. */
  readonly logged: number;
  /** MB of resident memory that came to what the program had before the disk hung, at most. */
  readonly grown: number;
  readonly buffered: number;
  readonly dropped: number;
  /** Milliseconds of the longest turn of 1,000 records. */
  readonly longestTurn: number;
}

const LIMIT = 16 * 1024 * 1024;
const RECORDS_A_TURN = 1000;

const { overflow, turns } = taskOf<{ readonly overflow: DroppingOverflow; readonly turns: number }>();
// As many as come after the disk hangs: V8's heap grows with what a program has logged so far, on any disk.
const warmUpTurns = turns;
let isStuck = false;
const never = new Promise<undefined>(() => undefined);
const fs: FileSystem = fileSystemThat((name) => (isStuck && name === 'write' ? never : undefined));

const measured = await inTemporaryDirectory(async (directory): Promise<StuckDisk> => {
  const options = { directory, name: 'app', enqueue: true, overflow, maxBufferedBytes: LIMIT } as const;
  const exporter = new ExporterIn(options, environmentWith({ fs }));
  const processor = new LakeTraceLogRecordProcessor({ file: exporter, onError: () => undefined });
  const logger = new LoggerProvider({ processors: [processor] }).getLogger('bench');
  let index = 0;
  const logTurn = async (): Promise<number> => {
    const start = performance.now();
    for (let i = 0; i < RECORDS_A_TURN; i++) {
      const { body, attributes } = SHAPES.typical.of(index++);
      logger.emit({ severityNumber: 9, body, attributes: attributes as Record<string, string> });
    }
    await turn();
    return performance.now() - start;
  };
  for (let i = 0; i < warmUpTurns; i++) {
    await logTurn();
    await exporter.forceFlush();
  }
  const before = process.memoryUsage.rss();
  const { bytes } = exporter.stats();
  isStuck = true;
  let peak = before;
  let longestTurn = 0;
  for (let i = 0; i < turns; i++) {
    longestTurn = Math.max(longestTurn, await logTurn());
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  const stats = exporter.stats();
  const bytesARecord = bytes.written / (warmUpTurns * RECORDS_A_TURN);
  return {
    limit: LIMIT / 2 ** 20,
    logged: (bytesARecord * turns * RECORDS_A_TURN) / 2 ** 20,
    grown: (peak - before) / 2 ** 20,
    buffered: stats.bytes.buffered / 2 ** 20,
    dropped: stats.records.dropped.buffer_full,
    longestTurn,
  };
});
console.log(JSON.stringify(measured));
// A natural end would wait for the disk until the time limits of a shutdown.
process.exit();
