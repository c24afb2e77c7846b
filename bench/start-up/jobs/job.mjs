// A short job, as one writes it: logs 50 records into the directory that it is given, and ends.
import { readFileSync } from 'node:fs';

/** @param log gets a body and attributes @param finish resolves when all is in files */
export async function run(log, finish) {
  for (let index = 0; index < 50; index++) {
    log(
      `loaded partition ${String(index).padStart(7, '0')} of table sales.orders into the lake after 3 retries, done.`,
      {
        'run.id': 'run-20260131-0007',
        stage: 'load',
        table: 'sales.orders',
        rows: index,
        seconds: 1.25,
        retried: index % 7 === 0,
      },
    );
  }
  await finish();
  // The last of a process: the peak of its memory, and its CPU time since it began.
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
    console.log(JSON.stringify({ cpu: (user + system) / 1000, peak }));
  });
}
