// Runs the jobs of examples/lakehouse as a user runs them, and asks what is in their tables.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { inject } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
export const LAKEHOUSE: string = join(ROOT, 'examples/lakehouse');

export type Row = Record<string, unknown>;

/** What laketrace_spark.py prints. */
export interface Summary {
  readonly records: number;
  readonly written: number;
  readonly quarantined: number;
  readonly seconds: number;
}

const CONF = ['spark.ui.enabled=false', 'spark.ui.showConsoleProgress=false', 'spark.sql.shuffle.partitions=4'];

/** Runs a script with PySpark. @returns what it printed */
export async function runPython(args: readonly string[], cwd: string, conf: readonly string[] = []): Promise<string> {
  const env = {
    ...process.env,
    SPARK_LOCAL_IP: '127.0.0.1',
    PYTHONDONTWRITEBYTECODE: '1',
    // A zone in which the days are others than in UTC.
    TZ: 'Pacific/Auckland',
    PYSPARK_SUBMIT_ARGS: [...[...CONF, ...conf].map((one) => `--conf ${one}`), 'pyspark-shell'].join(' '),
  };
  const { stdout } = await promisify(execFile)(inject('python'), [...args], { env, cwd, maxBuffer: 1e8 });
  return stdout;
}

/** Runs laketrace_spark.py; its tables are in `table` and `invalid` of the output. */
export async function runJob(directory: string, output: string): Promise<Summary> {
  const args = [join(LAKEHOUSE, 'laketrace_spark.py'), directory, join(output, 'table'), join(output, 'invalid')];
  const stdout = await runPython(args, output);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

export async function rows(sql: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A Parquet table of records, to be asked by DuckDB. */
export const parquetTable = (path: string): string =>
  `read_parquet('${path}/*/*/*.parquet', hive_partitioning = true, hive_types_autocast = false)`;

/** A Delta table: the files that its log has, of which others may be in the directory too. */
export function deltaTable(path: string): string {
  const files = new Set<string>();
  for (const name of globSync('_delta_log/*.json', { cwd: path }).sort()) {
    for (const line of readFileSync(join(path, name), 'utf8').split('\n').filter(Boolean)) {
      const { add, remove } = JSON.parse(line) as {
        readonly add?: { path: string };
        readonly remove?: { path: string };
      };
      if (add !== undefined) files.add(add.path);
      if (remove !== undefined) files.delete(remove.path);
    }
  }
  const paths = [...files].map((file) => `'${join(path, decodeURIComponent(file))}'`);
  return `read_parquet([${paths.join(', ')}], hive_partitioning = true, hive_types_autocast = false)`;
}

/** Writes the log of examples/lakehouse/make-logs.mjs. */
export function makeLogs(directory: string, count: number, compression: string): void {
  // One test alone may be run without `npm run build`.
  if (!existsSync(join(ROOT, 'dist/index.mjs'))) execFileSync('npm', ['run', 'build'], { cwd: ROOT });
  const args = [join(LAKEHOUSE, 'make-logs.mjs'), directory, String(count), compression];
  execFileSync(process.execPath, args, { cwd: ROOT });
}
