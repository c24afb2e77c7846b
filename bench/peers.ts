// LakeTrace against its peers, side by side in one run; medians and ratios, never typed figures.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Measurement } from './contenders/workload.ts';

const RUNS = 5;
const RECORDS = 200_000;
const NAMES = ['laketrace', 'laketrace-plain', 'laketrace-no-rotation', 'pino-roll', 'sdk', 'winston-rotate'];

type Result = Measurement & { readonly lost: number };

function runOnce(name: string): Result {
  const script = join(import.meta.dirname, 'run-contender.ts');
  const output = execFileSync(process.execPath, [script, name, String(RECORDS)], { encoding: 'utf8' });
  return JSON.parse(output) as Result;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function pad(text: string | number, width: number): string {
  return typeof text === 'number' ? text.toLocaleString('en-US').padStart(width) : text.padEnd(width);
}

/** Runs all contenders in turn and prints their medians and ratios. */
export function run(): void {
  const results = new Map<string, Result[]>(NAMES.map((name) => [name, []]));
  // In turn, A B C A B C …, so that a change of the machine's speed meets all alike; the first round warms the caches.
  for (let run = 0; run <= RUNS; run++) {
    for (const name of NAMES) {
      const result = runOnce(name);
      if (run > 0) results.get(name)?.push(result);
    }
  }

  console.log(
    `${RECORDS} records of 6 attributes and a body of 83 characters, median of ${RUNS} runs, Node ${process.version}`,
  );
  console.log(
    `${pad('', 24)}${'records/s'.padStart(12)}${'to files/s'.padStart(12)}${'CPU us'.padStart(9)}${'lost'.padStart(8)}`,
  );
  const medians = new Map<string, Result>();
  for (const [name, runs] of results) {
    const result: Result = {
      emitted: median(runs.map(({ emitted }) => emitted)),
      finished: median(runs.map(({ finished }) => finished)),
      cpu: median(runs.map(({ cpu }) => cpu)),
      lost: Math.max(...runs.map(({ lost }) => lost)),
    };
    medians.set(name, result);
    const { emitted, finished, cpu, lost } = result;
    console.log(
      pad(name, 24) +
        pad(Math.round(emitted), 12) +
        pad(Math.round(finished), 12) +
        pad(Number(cpu.toFixed(2)), 9) +
        pad(lost, 8),
    );
  }
  const ours = medians.get('laketrace');
  const oursPlain = medians.get('laketrace-plain');
  for (const peer of ['pino-roll', 'sdk', 'winston-rotate', 'laketrace-no-rotation']) {
    const theirs = medians.get(peer);
    if (ours === undefined || oursPlain === undefined || theirs === undefined) continue;
    const ratio = (a: number, b: number) => (a / b).toFixed(2);
    console.log(
      `laketrace / ${peer}: records/s ${ratio(ours.emitted, theirs.emitted)}, to files ${ratio(ours.finished, theirs.finished)}; ` +
        `without compression: records/s ${ratio(oursPlain.emitted, theirs.emitted)}, CPU a record ${ratio(oursPlain.cpu, theirs.cpu)}`,
    );
  }
}
