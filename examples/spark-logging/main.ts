// One log for the program and its Spark: what the driver writes by log4j to standard error becomes records of the same logger, with
// level, class and time, and a stack trace is one record. For files of other processes there is a configuration of the collector.
//
//   node examples/spark-logging/main.ts spark-submit job.py     logs what that writes
//   node examples/spark-logging/main.ts                         logs what a Spark 4.0.1 has written
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { defaultLogDirectory, finishRun, getLogger, type LevelName } from 'laketrace';

const logger = getLogger('etl', { logDir: defaultLogDirectory(), format: 'text', compression: 'gzip' });

/** Spark's own layout, `%d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n%ex`. */
const EVENT = /^\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d (TRACE|DEBUG|INFO|WARN|ERROR|FATAL) ([\w$.]+): (.*)$/;

interface Event {
  readonly level: LevelName;
  readonly source: string;
  readonly message: string;
  readonly trace: string[];
}

/** Logs what log4j has written: lines that are no events of their own belong to the one before. */
async function logSpark(output: Readable): Promise<number> {
  const spark = logger.bind({ origin: 'spark' });
  let events = 0;
  let event: Event | undefined;
  const log = () => {
    if (event === undefined) return;
    const { level, source, message, trace } = event;
    const stack = trace.join('\n').trimEnd();
    spark.log(level, message, { source, ...(stack !== '' && { 'exception.stacktrace': stack }) });
    events++;
  };
  for await (const line of createInterface({ input: output })) {
    const [, level, source = '', message = ''] = EVENT.exec(line) ?? [];
    if (level === undefined) event?.trace.push(line);
    else {
      log();
      event = { level: level as LevelName, source, message, trace: [] };
    }
  }
  log();
  return events;
}

const [command, ...args] = process.argv.slice(2);
logger.info('spark started');
let output: Readable = createReadStream(join(import.meta.dirname, 'driver-stderr.log'));
if (command !== undefined) {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'pipe'] });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
  output = child.stderr;
}
const events = await logSpark(output);
logger.success('spark ended', { events });
const { files } = await finishRun({ logger });
console.log(files.join('\n'));
