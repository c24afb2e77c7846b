// Runs a real Spark that writes logs: spark/spark_job.py, on a cluster of its own or within its driver.
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { TIME_ZONE } from './spark-events.ts';

const PROGRAMS = join(import.meta.dirname, 'spark');

/** Whether a process of a group is alive. */
function isAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

/** A home for Spark in which a worker may write: it makes the directories of its applications in `work` of it. */
function sparkHome(work: string): string {
  const home = temporaryDirectory();
  const installed = join(inject('python'), '../../lib');
  const [jars = ''] = globSync('python*/site-packages/pyspark/jars', { cwd: installed });
  for (const name of ['bin', 'jars', 'python']) symlinkSync(join(installed, jars, '..', name), join(home, name));
  mkdirSync(work, { recursive: true });
  symlinkSync(work, join(home, 'work'));
  return home;
}

/** Runs a program with its output in `driver`, until all processes that it began have ended. */
async function run(directory: string, command: readonly string[], more: Readonly<Record<string, string>>) {
  const home = sparkHome(join(directory, 'work'));
  const driver = join(directory, 'driver');
  mkdirSync(driver);
  const env = { ...process.env, TZ: TIME_ZONE, SPARK_HOME: home, SPARK_LOCAL_IP: '127.0.0.1', ...more };
  const args = ['-c', 'out=$1; shift; exec "$@" > "$out/stdout" 2> "$out/stderr"', 'sh', driver, ...command];
  // A group of its own: the JVMs of the driver and of the executor end after Python, and write as they do.
  const { pid: group = 0 } = spawn('sh', args, { cwd: home, env, stdio: 'ignore', detached: true });
  onTestFinished(() => {
    if (isAlive(group)) process.kill(-group, 'SIGKILL');
  });
  while (isAlive(group)) await sleep(200);
}

/** On a cluster of one executor, whose files are in `work`; the driver's are in `driver`, by log4j2.properties. */
export async function runCluster(directory: string, count: number, planted: readonly string[]): Promise<void> {
  const driver = join(directory, 'driver');
  const java = `-Dlog4j2.configurationFile=${join(PROGRAMS, 'log4j2.properties')} -Ddriver.logs=${driver}`;
  const conf = ['spark.ui.enabled=false', 'spark.executor.memory=512m', `spark.driver.log.localDir=${driver}`];
  const options = conf.map((one) => `--conf ${one}`).join(' ');
  await run(directory, [inject('python'), join(PROGRAMS, 'spark_job.py'), String(count)], {
    PYSPARK_SUBMIT_ARGS: `--master local-cluster[1,1,512] ${options} --driver-java-options "${java}" pyspark-shell`,
    PLANTED: JSON.stringify(planted),
  });
}

/** Within the driver, by spark-submit and Spark's own structured logging, which goes to `driver/stderr`. */
export async function runStructured(directory: string, count: number): Promise<void> {
  const python = inject('python');
  const submit = join(python, '../spark-submit');
  const conf = ['spark.ui.enabled=false', 'spark.log.structuredLogging.enabled=true'];
  const options = ['--master', 'local[1]', ...conf.flatMap((one) => ['--conf', one])];
  const command = [submit, ...options, join(PROGRAMS, 'spark_job.py'), String(count)];
  await run(directory, command, { PYSPARK_PYTHON: python });
}
