// How much memory processors hold that have written a record each and wait for the next: run with --expose-gc.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from 'laketrace';
import { inTemporaryDirectory, taskOf } from '../own-process.ts';

/** Bytes of all processors. */
export interface HeldMemory {
  readonly heap: number;
  readonly external: number;
  readonly rss: number;
}

async function memory(): Promise<HeldMemory> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await sleep(20);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed, external, rss };
}

const { count } = taskOf<{ readonly count: number }>();
const held = await inTemporaryDirectory(async (directory) => {
  const start = async (number: number): Promise<LakeTraceLogRecordProcessor> => {
    const processor = new LakeTraceLogRecordProcessor({
      file: { directory: join(directory, String(number)), name: 'app' },
    });
    const logger = new LoggerProvider({ processors: [processor] }).getLogger('bench');
    logger.emit({ severityNumber: 9, body: 'the first record', attributes: { number } });
    await processor.forceFlush();
    return processor;
  };
  // What the first one loads for all is not a processor's.
  await (await start(-1)).shutdown();
  const before = await memory();
  const processors: LakeTraceLogRecordProcessor[] = [];
  for (let number = 0; number < count; number++) processors.push(await start(number));
  const after = await memory();
  await Promise.all(processors.map((processor) => processor.shutdown()));
  return { heap: after.heap - before.heap, external: after.external - before.external, rss: after.rss - before.rss };
});
console.log(JSON.stringify(held));
