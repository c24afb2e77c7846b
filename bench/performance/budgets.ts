// What LakeTrace promises of its speed, beside what was measured: each row met, or with its reason.
import type { ContenderName } from '../contenders/index.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import type { Results } from './sections.ts';

/** What was measured of a budget, as it is shown. */
interface Outcome {
  readonly value: number;
  readonly text: string;
}

interface Budget {
  readonly what: string;
  /** What must be held, and what is aimed at. */
  readonly first: number;
  readonly aim: number;
  readonly unit: string;
  /** Whether more is better. */
  readonly isLeast: boolean;
  readonly of: (results: Results) => Outcome | undefined;
  /** Why it is not met, by profiles; shown where the figures say so. */
  readonly reason?: string;
}

const times = (value: number): string => `${figure(value, 2)} ×`;

function speed(results: Results, name: ContenderName | `python-${string}`, key: 'finished' | 'cpu'): number {
  return results.throughput?.result.typical.find((row) => row.name === name)?.[key] ?? Number.NaN;
}

/** One contender against another. */
function ratio(
  results: Results,
  key: 'finished' | 'cpu',
  ours: ContenderName,
  theirs: ContenderName | `python-${string}`,
): Outcome | undefined {
  const value = speed(results, ours, key) / speed(results, theirs, key);
  return Number.isNaN(value) ? undefined : { value, text: times(value) };
}

/** Of a request to a service under bursts, the two loggers of the issue side by side. */
function ofService(results: Results, key: 'p99' | 'cpuARequest' | 'peakRss'): Outcome | undefined {
  const rows = results.service?.result.rows.filter((row) => row.load === 'bursts') ?? [];
  const of = (name: ContenderName) => rows.find((row) => row.name === name)?.[key] ?? Number.NaN;
  const value = of('laketrace') / of('pino-async');
  return Number.isNaN(value) ? undefined : { value, text: times(value) };
}

/** The longest of several times, in milliseconds. */
function longest(values: readonly (number | undefined)[]): Outcome | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  const value = Math.max(...known);
  return { value, text: `${figure(value, 2)} ms` };
}

const latencies = (results: Results, key: 'p999' | 'worst' | 'gcLongest') =>
  (results.latency?.result.rows ?? []).filter(({ name }) => name === 'laketrace').map((row) => row[key]);

const BUDGETS: readonly Budget[] = [
  {
    what: 'everything on (redaction, OTLP/JSON, 10 MB files, gzip), against pino + pino-roll (none of it but the files)',
    first: 0.8,
    aim: 1,
    unit: ' ×',
    isLeast: true,
    of: (results) => ratio(results, 'finished', 'laketrace', 'pino-roll'),
  },
  {
    what: 'the same without compression',
    first: 1,
    aim: 1.2,
    unit: ' ×',
    isLeast: true,
    of: (results) => ratio(results, 'finished', 'laketrace-plain', 'pino-roll'),
  },
  {
    what: 'the same, CPU time a record, compression apart',
    first: 1,
    aim: 0.8,
    unit: ' ×',
    isLeast: false,
    of: (results) => ratio(results, 'cpu', 'laketrace-plain', 'pino-roll'),
  },
  {
    what: "everything on, against the SDK's Batch + JsonLogsSerializer + append",
    first: 1.6,
    aim: 2,
    unit: ' ×',
    isLeast: true,
    of: (results) => ratio(results, 'finished', 'laketrace', 'sdk-batch'),
  },
  {
    what: 'everything on, against winston + daily-rotate-file',
    first: 2,
    aim: 3,
    unit: ' ×',
    isLeast: true,
    of: (results) => ratio(results, 'finished', 'laketrace', 'winston-rotate'),
  },
  {
    what: 'everything on, against LakeTrace for Python',
    first: 6,
    aim: 8,
    unit: ' ×',
    isLeast: true,
    of: (results) => ratio(results, 'finished', 'laketrace', 'python-laketrace'),
  },
  {
    what: 'redaction of log lines, default entities',
    first: 150,
    aim: 200,
    unit: ' MB/s',
    isLeast: true,
    of: ({ 'redaction-speed': measured }) => megabytes(measured?.result.rates.default),
  },
  {
    what: 'redaction of log lines, all entities',
    first: 100,
    aim: 150,
    unit: ' MB/s',
    isLeast: true,
    of: ({ 'redaction-speed': measured }) => megabytes(measured?.result.rates.all),
  },
  {
    what: 'rotation at 10 MB against none, CPU time',
    first: 2,
    aim: 1,
    unit: ' %',
    isLeast: false,
    of: ({ rotation }) => {
      const [without, rotated] = rotation?.result.costs ?? [];
      if (without === undefined || rotated === undefined) return undefined;
      const value = (rotated.cpu / without.cpu - 1) * 100;
      return { value, text: `${figure(value, 1)} %` };
    },
  },
  {
    what: 'one emit, p99.9, the longer of steady and bursts',
    first: 1,
    aim: 0.2,
    unit: ' ms',
    isLeast: false,
    of: (results) => longest(latencies(results, 'p999')),
  },
  {
    what: 'the longest emit or GC pause of those runs',
    first: 20,
    aim: 5,
    unit: ' ms',
    isLeast: false,
    of: (results) => longest([...latencies(results, 'worst'), ...latencies(results, 'gcLongest')]),
  },
  {
    what: 'the longest delay of the event loop while 500 MB are rotated and compressed with gzip',
    first: 20,
    aim: 5,
    unit: ' ms',
    isLeast: false,
    of: ({ 'rotation-stall': measured }) =>
      longest([measured?.result.figures.find(({ codec }) => codec === 'gzip')?.longestDelayMilliseconds]),
  },
  {
    what: 'memory of a processor, heap and external, of the most that were measured at once',
    first: 50,
    aim: 30,
    unit: ' KB',
    isLeast: false,
    of: ({ memory }) => {
      const most = memory?.result.processors.at(-1);
      if (most === undefined) return undefined;
      const value = (most.heap + most.external) / 1000 / most.count;
      return { value, text: `${figure(value, 1)} KB` };
    },
  },
  {
    what: "`import 'laketrace'` after the import of the SDK",
    first: 30,
    aim: 15,
    unit: ' ms',
    isLeast: false,
    of: ({ 'start-up': measured }) => longest([measured?.result.steps.laketrace]),
  },
  {
    what: 'a disk that does not answer: memory beyond `maxBufferedBytes`',
    first: 32,
    aim: 32,
    unit: ' MiB',
    isLeast: false,
    of: ({ memory }) => {
      const beyond = memory?.result.stuck.map(({ grown, limit }) => grown - limit) ?? [];
      if (beyond.length === 0) return undefined;
      const value = Math.max(...beyond);
      return { value, text: `${figure(Math.max(0, value), 1)} MiB` };
    },
    reason:
      "with `'drop-oldest'` V8 commits a larger heap for what is dropped, of which a fraction is in use (`--trace-gc`); it grows no further however long the disk is silent",
  },
  {
    what: 'p99 of the requests of a service in bursts, against pino (async)',
    first: 1.5,
    aim: 1.5,
    unit: ' ×',
    isLeast: false,
    of: (results) => ofService(results, 'p99'),
  },
  {
    what: 'CPU a request of that service, against pino (async)',
    first: 1.2,
    aim: 1.2,
    unit: ' ×',
    isLeast: false,
    of: (results) => ofService(results, 'cpuARequest'),
  },
  {
    what: 'peak memory of that service, against pino (async)',
    first: 1.2,
    aim: 1.2,
    unit: ' ×',
    isLeast: false,
    of: (results) => ofService(results, 'peakRss'),
  },
  {
    what: 'a job of 50 records, a process from its start to its end',
    first: 120,
    aim: 120,
    unit: ' ms',
    isLeast: false,
    of: ({ 'start-up': measured }) => longest([measured?.result.jobs.find(({ name }) => name === 'laketrace')?.wall]),
  },
];

function megabytes(value: number | undefined): Outcome | undefined {
  return value === undefined ? undefined : { value, text: `${figure(value)} MB/s` };
}

function verdict({ first, aim, isLeast, reason }: Budget, { value }: Outcome): string {
  const holds = (bound: number) => (isLeast ? value >= bound : value <= bound);
  if (holds(aim)) return 'met';
  const because = reason === undefined ? '' : `: ${reason}`;
  return holds(first) ? `budget met, aim not${because}` : `**not met**${because}`;
}

/** The table of all budgets that were measured. */
export function budgetTable(results: Results): string {
  const rows = BUDGETS.map((budget) => {
    const outcome = budget.of(results);
    const bound = (value: number) => `${budget.isLeast ? '≥' : '≤'} ${value}${budget.unit}`;
    const said = outcome === undefined ? ['', 'not measured'] : [outcome.text, verdict(budget, outcome)];
    return [budget.what, bound(budget.first), bound(budget.aim), ...said];
  });
  return markdownTable([['what', 'budget', 'aim', 'measured', ''], ...rows]);
}
