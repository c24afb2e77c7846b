// What every contender writes: the same records, in bursts as a busy service logs them.
import { setImmediate as turn } from 'node:timers/promises';

/** A body of 83 characters, as in the budgets of the design. */
export const BODY: string =
  'loaded partition 2026-01-31 of table sales.orders into the lake after 3 retries, done.'.slice(0, 83);

/** Six attributes of the types that logs have. */
export function attributesOf(index: number): Record<string, string | number | boolean> {
  return {
    'run.id': 'run-20260131-0007',
    stage: 'load',
    table: 'sales.orders',
    rows: index,
    seconds: 1.25,
    retried: index % 7 === 0,
  };
}

/** What a contender does with the workload. */
export interface Contender {
  /** Logs one record. */
  log(index: number): void;
  /** Resolves when all records are in files. */
  finish(): Promise<void>;
}

/** What a run measured. */
export interface Measurement {
  /** Records a second until the last was handed over. */
  readonly emitted: number;
  /** Records a second until all were in files. */
  readonly finished: number;
  /** CPU microseconds a record, of all threads. */
  readonly cpu: number;
}

const BURST = 1000;

/** Runs a contender: bursts of 1,000 records, each in a turn of its own. */
export async function measure(contender: Contender, records: number): Promise<Measurement> {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  for (let index = 0; index < records; index++) {
    contender.log(index);
    if (index % BURST === BURST - 1) await turn();
  }
  const emitted = performance.now() - start;
  await contender.finish();
  const finished = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { emitted: records / (emitted / 1e3), finished: records / (finished / 1e3), cpu: (user + system) / records };
}
