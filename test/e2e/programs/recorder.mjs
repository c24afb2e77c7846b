// Logs what is not severe enough to be written, with the flight recorder on, and fails or ends in the way that is asked for.
// Usage: node recorder.mjs <directory> <ending>

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { contextualize, LakeTraceLogRecordProcessor } from 'laketrace';

const [directory, ending] = isMainThread ? process.argv.slice(2) : workerData;

function log() {
  const levels = { file: join(directory, '..', 'levels.txt'), signal: true };
  const processor = new LakeTraceLogRecordProcessor({ file: { directory, name: 'app' }, recorder: true, levels });
  const provider = new LoggerProvider({ processors: [processor] });
  const logger = provider.getLogger('recorder', '1.0.0');
  contextualize({ job: 'load' }, () => {
    for (let i = 0; i < 3; i++) logger.emit({ severityNumber: 5, body: `debug ${i} for jo@example.org` });
    logger.emit({ severityNumber: 9, body: 'info' });
    logger.emit({ severityNumber: 5, body: 'debug 3' });
  });
  return { provider, logger };
}

const endings = {
  natural: () => undefined,
  exit: () => process.exit(0),
  'exit with a code': () => process.exit(3),
  'exit code': () => {
    process.exitCode = 4;
  },
  throw: () => {
    throw new Error('the program fails');
  },
  reject: () => Promise.reject(new Error('the program fails')),
  'throw later': () =>
    setTimeout(() => {
      throw new Error('the program fails');
    }, 10),
  shutdown: ({ provider }) =>
    provider.shutdown().then(() => {
      process.exitCode = 5;
    }),
  handled: ({ logger }) => {
    process.on('uncaughtException', () => {
      logger.emit({ severityNumber: 21, body: 'handled' });
    });
    throw new Error('the program fails');
  },
  signal: ({ logger }) => {
    process.kill(process.pid, 'SIGUSR2');
    setTimeout(() => logger.emit({ severityNumber: 5, body: 'debug at last' }), 100);
  },
};

if (isMainThread && ending.startsWith('worker ')) {
  const worker = new Worker(new URL(import.meta.url), { workerData: [directory, ending.slice('worker '.length)] });
  worker.on('error', (error) => writeFileSync(join(directory, '..', 'error'), error.message));
} else {
  const logging = log();
  await endings[ending](logging);
}
