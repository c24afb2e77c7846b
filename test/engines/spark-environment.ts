// Has a real Spark with Delta Lake for the tests: PySpark in an environment of its own in .cache, Delta's jars beside it, where they stay.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

const SPARK = '4.0.1';
/** The one of this Spark, and its jars on Maven Central. */
const DELTA = '4.0.1';
const DELTA_JARS = `io.delta:delta-spark_2.13:${DELTA}`;
const cache = join(import.meta.dirname, '../../.cache');
const venv = join(cache, 'pyspark-venv');
const ivy = join(cache, 'ivy');

/** The Python of that environment; it may not be there. */
export const PYTHON: string = join(venv, 'bin/python');

declare module 'vitest' {
  interface ProvidedContext {
    /** The Python that has PySpark; empty where there is none, and the tests are skipped. */
    readonly python: string;
    /** Delta's jars, with commas between them. */
    readonly deltaJars: string;
  }
}

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

const deltaJars = (): string[] => globSync(`jars/*.jar`, { cwd: ivy }).map((name) => join(ivy, name));

/** Why there is no Spark; nothing where there is one. */
function prepareSpark(): string | undefined {
  if (!runs('java', ['-version'])) return 'there is no Java (Spark needs 17 or newer)';
  const versions = `from importlib.metadata import version as v; exit((v('pyspark'), v('delta-spark')) != ('${SPARK}', '${DELTA}'))`;
  if (existsSync(PYTHON) && runs(PYTHON, ['-c', versions])) return undefined;
  if (!runs('python3', ['-m', 'venv', '--help'])) return 'there is no Python 3 with venv';
  console.log(`PySpark ${SPARK} is installed into .cache/pyspark-venv, which takes a minute and 470 MB`);
  mkdirSync(cache, { recursive: true });
  if (!runs('python3', ['-m', 'venv', venv])) return 'python3 -m venv failed';
  const packages = [`pyspark==${SPARK}`, `delta-spark==${DELTA}`];
  const pip = spawnSync(PYTHON, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' });
  return pip.status === 0 ? undefined : `pip could not install ${packages.join(' and ')}`;
}

/** Why Delta's jars are not there; nothing where they are. Spark itself fetches them, as it does for a user's `--packages`. */
function prepareDelta(): string | undefined {
  if (deltaJars().some((path) => path.endsWith(`-${DELTA}.jar`))) return undefined;
  const conf = Object.entries({
    'spark.jars.packages': DELTA_JARS,
    'spark.jars.ivy': ivy,
    'spark.ui.enabled': 'false',
  });
  const configured = conf.map(([key, value]) => `.config('${key}', ${JSON.stringify(value)})`).join('');
  const program = `from pyspark.sql import SparkSession; SparkSession.builder.master('local[1]')${configured}.getOrCreate().stop()`;
  const { status, stderr } = spawnSync(PYTHON, ['-c', program], { encoding: 'utf8' });
  return status === 0 ? undefined : `Spark could not fetch ${DELTA_JARS}:\n${stderr}`;
}

/** Installs what is missing; answers why there is no Spark, nothing where there is one. */
export function prepare(): string | undefined {
  return prepareSpark() ?? prepareDelta();
}

/** In CI a Spark that is missing is a failure: nothing is skipped there. */
export function setup({ provide }: TestProject): void {
  const missing = prepare();
  if (missing !== undefined && process.env['CI'] !== undefined) throw new Error(missing);
  if (missing !== undefined) console.log(`Spark is not tested: ${missing}`);
  provide('python', missing === undefined ? PYTHON : '');
  provide('deltaJars', deltaJars().join(','));
}
