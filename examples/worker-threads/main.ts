// Worker threads that log under one name: each has a file of its own, and nothing is to be set up between them.
//
//   node examples/worker-threads/main.ts
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { isMainThread, threadId, Worker, workerData } from 'node:worker_threads';
import { defaultLogDirectory, getLogger } from 'laketrace';

const RECORDS = 1000;
const logDir = defaultLogDirectory();
const logger = getLogger('crunch', { logDir, stdout: false });

/** Counts primes, and logs every range that it has done. */
function crunch(first: number): void {
  const log = logger.bind({ thread: threadId });
  for (let i = 0; i < RECORDS; i++) {
    const from = (first * RECORDS + i) * 10;
    let primes = 0;
    for (let n = Math.max(2, from); n < from + 10; n++) {
      let divisor = 2;
      while (divisor * divisor <= n && n % divisor !== 0) divisor++;
      if (divisor * divisor > n) primes++;
    }
    log.info('range done', { from, primes });
  }
}

if (isMainThread) {
  const workers = [1, 2, 3].map((first) => new Worker(new URL(import.meta.url), { workerData: first }));
  logger.info('workers started', { workers: workers.length });
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  await logger.close();
  console.log(readdirSync(logDir).filter((name) => name.startsWith('crunch')).length, 'files');
} else {
  crunch(workerData as number);
  await logger.close();
}
