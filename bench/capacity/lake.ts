// How long the engines take to make a table of a log: DuckDB of 100,000 records, and Spark's job of a million where there is a Spark.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { conditions, figure, markdownTable, publish } from '../page/generated-page.ts';
import { ROOT } from '../root.ts';

const LAKEHOUSE = join(ROOT, 'examples/lakehouse');
/** Where `npm run test:engines` puts it. */
const SPARK = join(ROOT, '.cache/pyspark-venv/bin');
const ROUNDS = 7;
const OF_DUCKDB = 100_000;
const OF_SPARK = [250_000, 1_000_000] as const;

function makeLogs(directory: string, count: number, compression: string): void {
  if (!existsSync(join(ROOT, 'dist/index.mjs'))) execFileSync('npm', ['run', 'build'], { cwd: ROOT });
  const args = [join(LAKEHOUSE, 'make-logs.mjs'), directory, String(count), compression];
  execFileSync(process.execPath, args, { cwd: ROOT });
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const seconds = (value: number): string => `${figure(value, 1)} s`;
const load = (): string => figure(loadavg()[0] ?? 0, 1);

/** Wall and CPU time in seconds. */
interface Time {
  readonly wall: number;
  readonly cpu: number;
}

/** A table of all records, in plain and zstd files: the first round apart, the median of the others. */
async function timeDuckDb(macro: string, directory: string): Promise<string[]> {
  const before = load();
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(readFileSync(join(LAKEHOUSE, 'laketrace.sql'), 'utf8'));
  const rounds: Time[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [cpu, start] = [process.cpuUsage(), performance.now()];
    await connection.run(`CREATE OR REPLACE TEMP TABLE logs AS FROM ${macro}('${directory}')`);
    const { user, system } = process.cpuUsage(cpu);
    rounds.push({ wall: (performance.now() - start) / 1e3, cpu: (user + system) / 1e6 });
  }
  connection.closeSync();
  const [first, ...others] = rounds;
  const wall = seconds(median(others.map((time) => time.wall)));
  const cpu = seconds(median(others.map((time) => time.cpu)));
  return [`\`${macro}\``, seconds(first?.wall ?? 0), wall, cpu, before];
}

async function measureDuckDb(directory: string): Promise<string> {
  makeLogs(directory, OF_DUCKDB, 'zstd');
  const head = ['macro', 'first', `median of ${ROUNDS - 1} more`, 'CPU', 'load before'];
  const rows = [head, await timeDuckDb('laketrace', directory), await timeDuckDb('laketrace_distinct', directory)];
  return [
    `**DuckDB**, a table of ${figure(OF_DUCKDB)} records in plain and zstd files, in one process:`,
    markdownTable(rows),
  ].join('\n\n');
}

/** The job with all that Spark takes by default, 1 GB of memory among it. @returns its time with the start of Spark, and what it printed */
function runSpark(submit: string, directory: string): Time & { readonly printed: string } {
  // bash counts the CPU time of all processes that it waited for: the JVM, and Python in it.
  const command = 'TIMEFORMAT="%R %U %S"; time "$@" 2>spark.log';
  const job = [join(LAKEHOUSE, 'laketrace_spark.py'), 'logs', 'table', 'invalid'];
  const env = { ...process.env, SPARK_LOCAL_IP: '127.0.0.1', PYSPARK_PYTHON: join(SPARK, 'python') };
  const args = ['-c', command, 'bash', submit, ...job];
  const { status, stdout, stderr } = spawnSync('bash', args, { cwd: directory, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(readFileSync(join(directory, 'spark.log'), 'utf8').slice(-5000));
  const [wall = 0, user = 0, system = 0] = stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  return { wall, cpu: user + system, printed: stdout.trim() };
}

function measureSpark(directory: string): string {
  const submit = join(SPARK, 'spark-submit');
  if (!existsSync(submit)) return 'Spark was not measured; `npm run test:engines` installs it.';
  const rows: string[][] = [['records', 'the job', 'with the start of Spark', 'CPU', 'written', 'load before']];
  const cpu: number[] = [];
  for (const records of OF_SPARK) {
    const own = join(directory, String(records));
    makeLogs(join(own, 'logs'), records, 'gzip');
    for (const again of [false, true]) {
      const before = load();
      const { wall, cpu: used, printed } = runSpark(submit, own);
      const summary = JSON.parse(printed) as { readonly seconds: number; readonly written: number };
      const which = `${figure(records)}${again ? ', again' : ''}`;
      rows.push([which, seconds(summary.seconds), seconds(wall), seconds(used), figure(summary.written), before]);
      if (!again) cpu.push(used);
    }
    rmSync(own, { recursive: true });
  }
  return [
    '**Spark**, `laketrace_spark.py` over plain and gzip files with what Spark takes by default, 1 GB of memory among it:',
    markdownTable(rows),
    sparkArithmetic(cpu),
  ].join('\n\n');
}

/** What a record costs without the start of Spark, and what a day of a billion would. */
function sparkArithmetic([few = 0, many = 0]: readonly number[]): string {
  const [less, more] = OF_SPARK;
  const each = (many - few) / (more - less);
  const hours = (each * 1e9) / 3600;
  return (
    `Between the two sizes a record costs ${figure(each * 1e6)} µs of CPU, and what is left is the start of Spark. A day of a billion records would take ` +
    `${figure(hours)} core-hours at that: ${figure(hours / 24, 1)} cores all day, or one hour of ${figure(hours)}. That is an extrapolation by a factor of ` +
    `${figure(1e9 / more)} from one machine. The job sorts by id to find doubles, so that larger runs may cost somewhat more a record. Of the table a run reads ` +
    'only the ids of the days that it has records of: many small runs a day read those ids each time.'
  );
}

/** Measures both. @param args `--write-docs` writes docs/capacity.md and the README of the example */
export async function run(args: readonly string[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-bench-'));
  try {
    const parts = [conditions(), await measureDuckDb(join(directory, 'duckdb')), measureSpark(directory)];
    publish([join(ROOT, 'docs/capacity.md'), join(LAKEHOUSE, 'README.md')], 'lake', parts.join('\n\n'), args);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
