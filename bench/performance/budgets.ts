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
    reason:
      "by samples of all threads in user mode, the start included: 66 % is the thread that logs, 26 % are V8's own, which compile (14 %) and collect garbage (7 %), 7 % is gzip, 1.8 µs a record, on the core on which pino-roll's second thread works (24 % of its samples; 54 % are its first, 21 % V8's); the rest is in the next rows",
  },
  {
    what: 'the same without compression',
    first: 1,
    aim: 1.2,
    unit: ' ×',
    isLeast: true,
    of: (results) => ratio(results, 'finished', 'laketrace-plain', 'pino-roll'),
    reason:
      "by CPU time: 39 % encode and write twice the bytes of pino's line (a name and a type for each value), 32 % make the record in the SDK, 18 % are redaction, 10 % the other steps; the thread that logs does three quarters of it, that of pino-roll two fifths of its own",
  },
  {
    what: 'the same, CPU time a record, compression apart',
    first: 1,
    aim: 0.8,
    unit: ' ×',
    isLeast: false,
    of: (results) => ratio(results, 'cpu', 'laketrace-plain', 'pino-roll'),
    reason:
      "as above; 44 % of it is V8's warm-up, half of that on its own threads: from the fourth 80,000 records on a record takes 56 %",
  },
  {
    what: "everything on, against the SDK's Batch + JsonLogsSerializer + append",
    first: 1.6,
    aim: 2,
    unit: ' ×',
    isLeast: true,
    of: (results) => ratio(results, 'finished', 'laketrace', 'sdk-batch'),
    reason:
      'redaction (1.6 µs a record) and gzip (1.8 µs) are a quarter of the CPU time here, and the SDK has neither; without compression LakeTrace is ahead of it',
  },
  {
    what: 'everything on, against winston + daily-rotate-file',
    first: 2,
    aim: 3,
    unit: ' ×',
    isLeast: true,
    of: (results) => ratio(results, 'finished', 'laketrace', 'winston-rotate'),
    reason: 'as above: winston writes plain JSON without either',
  },
  {
    what: 'everything on, against LakeTrace for Python',
    first: 6,
    aim: 8,
    unit: ' ×',
    isLeast: true,
    of: (results) => ratio(results, 'finished', 'laketrace', 'python-laketrace'),
    reason: 'as above: the other compresses nothing',
  },
  {
    what: 'redaction of log lines, default entities',
    first: 150,
    aim: 200,
    unit: ' MB/s',
    isLeast: true,
    of: ({ 'redaction-speed': measured }) => megabytes(measured?.result.rates.default),
    reason:
      'words alone go at 430 MB/s; but a line of these 127 characters has 28 pairs of bytes at which a rule may look, and 14 times one is asked: 60 % of the time is theirs, 30 % the loop, 10 % the copy of the text',
  },
  {
    what: 'redaction of log lines, all entities',
    first: 100,
    aim: 150,
    unit: ' MB/s',
    isLeast: true,
    of: ({ 'redaction-speed': measured }) => megabytes(measured?.result.rates.all),
    reason:
      'as above, with 37 pairs, and 28 times that a rule is asked: each number may be a telephone or an address, by the words before it',
  },
  {
    what: 'rotation at 10 MB against none, CPU time',
    first: 2,
    aim: 1,
    unit: ' %',
    isLeast: false,
    of: ({ rotation }) => {
      const rotated = rotation?.result.costs.find(({ way }) => way === 'with');
      if (rotated === undefined) return undefined;
      const value = rotated.more.cpu * 100;
      return { value, text: `${figure(value, 1)} %` };
    },
    reason:
      'most of it is the fsync of 10 MB, on the thread pool, which the kernel does later for a file that is not rotated; the rest is 20 calls of the file system, of which each is needed after a kill at some moment (`test/file/rotation/rotation-calls.test.ts`). What `retention` adds by deleting such a file is in the table of rotation',
  },
  {
    what: 'one emit, p99.9, the longer of steady and bursts',
    first: 1,
    aim: 0.2,
    unit: ' ms',
    isLeast: false,
    of: (results) => longest(latencies(results, 'p999')),
    reason: 'the calls that write: a full buffer is written by the call that fills it',
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
    reason: 'the thread pool compresses on the core that the loop needs',
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
    reason: "the SDK's own provider is in it",
  },
  {
    what: "`import 'laketrace'` after the import of the SDK",
    first: 30,
    aim: 15,
    unit: ' ms',
    isLeast: false,
    of: ({ 'start-up': measured }) => longest([measured?.result.steps.laketrace]),
    reason:
      "by instructions counted, most of it is V8 reading functions: a job of 50 records calls 810 of 3,455, and 53 % of the code is in modules of which it calls none. Without the bodies of those a quarter of the instructions is gone and no more, and an ES module cannot load them later: what is asked of a logger is answered at once. Two fifths of the code are what redaction knows. Node's compile cache takes two fifths away (see below)",
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
      "it is V8's heap, which grows by how late it collects what a program logs, on any disk: at a peak it had 159 MiB, of which 67 were in use, from 88 before the disk hung, and outside of it there were 17 MiB, the buffer of 16 and no more. It differs from run to run: 0 to 8 MiB in five others, 0 and 1 with `--max-semi-space-size=8`",
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
    reason:
      "by samples of all threads, the start included: of what it takes beyond pino's, 44 % is V8, which compiles more code, 33 % the SDK's own part of a record, 26 % gzip; LakeTrace's own code, with redaction and the writes, takes what pino and its stream take",
  },
  {
    what: 'peak memory of that service, against pino (async)',
    first: 1.2,
    aim: 1.2,
    unit: ' ×',
    isLeast: false,
    of: (results) => ofService(results, 'peakRss'),
    reason:
      "of what it takes beyond the service alone, seven tenths are the SDK's own (its row); most of the rest is code, as a short job shows: its rows differ by as much",
  },
  {
    what: 'a job of 50 records, a process from its start to its end',
    first: 120,
    aim: 120,
    unit: ' ms',
    isLeast: false,
    of: ({ 'start-up': measured }) => longest([measured?.result.jobs.find(({ name }) => name === 'laketrace')?.wall]),
    reason:
      "the SDK's own job (its row); of LakeTrace's instructions 48 % are the import (above), 8 % the first processor, 14 % the records, 29 % the file and the end, half of those the first collection of the heap, which the SDK's job ends too early for; its calls of the file system take less than a millisecond together, and none waits for the disk",
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
