// How much memory loggers of `getLogger` hold that have written a record each: run with --expose-gc.
import { setTimeout as sleep } from 'node:timers/promises';
import { getLogger, type LakeTraceLogger } from 'laketrace';
import { inTemporaryDirectory, taskOf } from '../own-process.ts';

/** Loggers that are made before, so that what all share, and what the engine compiles on the way, is not counted. */
const BEFORE = 400;

/** Bytes of each logger. */
export interface LoggerMemory {
  readonly heap: number;
  readonly external: number;
}

async function memory(): Promise<LoggerMemory> {
  for (let i = 0; i < 8; i++) {
    globalThis.gc?.();
    await sleep(100);
  }
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, external };
}

const { count, hasConsole } = taskOf<{ readonly count: number; readonly hasConsole: boolean }>();
const write = process.stdout.write.bind(process.stdout);
// A console takes memory, and what it prints is not wanted here.
process.stdout.write = ((_text: string, ...rest: unknown[]) => {
  const done = rest.at(-1);
  if (typeof done === 'function') done();
  return true;
}) as typeof process.stdout.write;
const held = await inTemporaryDirectory(async (directory) => {
  const start = (number: number): LakeTraceLogger => {
    const logger = getLogger(`logger-${number}`, { logDir: directory, stdout: hasConsole });
    logger.info('the first record', { number });
    return logger;
  };
  const started = async (first: number, many: number): Promise<LakeTraceLogger[]> => {
    const loggers = Array.from({ length: many }, (_, index) => start(first + index));
    await Promise.all(loggers.map((logger) => logger.flush()));
    return loggers;
  };
  const others = await started(-BEFORE, BEFORE);
  const before = await memory();
  const loggers = await started(0, count);
  const after = await memory();
  await Promise.all([...others, ...loggers].map((logger) => logger.close()));
  return { heap: (after.heap - before.heap) / count, external: (after.external - before.external) / count };
});
write(`${JSON.stringify(held)}\n`);
