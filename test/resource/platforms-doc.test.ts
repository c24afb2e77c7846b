// docs/platforms.md says what the code does: its attributes, its examples, its order of evidence.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { detectRuntime, unsuitableLogDirectory } from '../../src/resource/index.ts';
import { ENVIRONMENTS } from './environments.ts';
import { type SimulatedMachine, simulate } from './simulated-machine.ts';

const page = readFileSync(new URL('../../docs/platforms.md', import.meta.url), 'utf8');

const section = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';

test('the attribute table has exactly the attributes that detection gives', () => {
  const given = new Set(
    ENVIRONMENTS.flatMap(({ machine }) => Object.keys(detectRuntime(simulate(machine)).attributes)),
  );
  const rows = section('Attributes')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const documented = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect(documented.toSorted()).toStrictEqual([...given].toSorted());
});

test('the order of evidence is the one of the table: each line outranks all later ones', () => {
  const LINES: readonly (readonly [string, SimulatedMachine])[] = [
    ['LAKETRACE_PLATFORM', { env: { LAKETRACE_PLATFORM: 'local' } }],
    ['.trident-context', { files: { '/home/trusted-service-user/.trident-context': '' } }],
    ['DBR_VERSION', { files: { '/databricks/DBR_VERSION': '' } }],
    ['DATABRICKS_RUNTIME_VERSION', { env: { DATABRICKS_RUNTIME_VERSION: '1' }, files: { '/databricks/x': '' } }],
    ['MSNOTEBOOKUTILS_RUNTIME_TYPE', { env: { MSNOTEBOOKUTILS_RUNTIME_TYPE: 'jupyter' } }],
    ['PBIHOST', { env: { MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST: 'fabric.microsoft.com' } }],
    ['DATABRICKS_APP_NAME', { env: { DATABRICKS_APP_NAME: 'a' } }],
    ['IS_IN_DATABRICKS_MODEL_SERVING_ENV', { env: { IS_IN_DATABRICKS_MODEL_SERVING_ENV: '1' } }],
    ['SPARK_EXECUTOR_DIRS', { env: { SPARK_EXECUTOR_DIRS: '/x' } }],
    ['SPARK_LOG_URL_', { env: { SPARK_LOG_URL_STDOUT: 'x' } }],
    ['SPARK_EXECUTOR_POD_NAME', { env: { SPARK_EXECUTOR_ID: '1', SPARK_EXECUTOR_POD_NAME: 'x' } }],
    ['SPARK_DRIVER_BIND_ADDRESS', { env: { SPARK_APPLICATION_ID: 'x', SPARK_DRIVER_BIND_ADDRESS: 'x' } }],
    ['PYTHON_WORKER_FACTORY_', { env: { PYTHON_WORKER_FACTORY_PORT: '1' } }],
    ['SPARK_YARN_STAGING_DIR', { env: { SPARK_YARN_STAGING_DIR: 'x', CONTAINER_ID: 'container_1_0001_01_000002' } }],
    ['spark-defaults.conf', { files: { '/opt/spark/conf/spark-defaults.conf': '' } }],
    ['none of these', {}],
  ];
  const rows = section('The order of evidence')
    .split('\n')
    .filter((line) => /^\| \d/.test(line));
  expect(rows.length).toBe(LINES.length);
  for (const [at, [mention]] of LINES.entries()) {
    const weaker = LINES.slice(at).map(([, machine]) => machine);
    const machine: SimulatedMachine = {
      env: Object.assign({}, ...weaker.map(({ env }) => env)),
      files: Object.assign({}, ...weaker.map(({ files }) => files)),
    };
    expect(rows[at]).toContain(mention);
    if (at > 0) expect(rows[at]).toContain(`\`${detectRuntime(simulate(machine)).platform}\``);
    else expect(detectRuntime(simulate(machine)).platform).toBe('local');
  }
});

test('what it shows of a laptop is what a laptop shows', () => {
  const runtime = detectRuntime(simulate({ env: { DATABRICKS_HOST: 'https://example.invalid' } }));
  for (const sentence of runtime.evidence) expect(page).toContain(`    '${sentence}'`);
});

test('what it shows of an unsuitable directory is the answer', () => {
  const options = { ...simulate({ files: { '/home/me': { directory: true } } }), cwd: '/home/me' };
  const answer = unsuitableLogDirectory('/Volumes/main/default/logs', options);
  expect(page).toContain(`//   reason: '${answer?.reason}',\n//   alternative: '${answer?.alternative}'\n`);
});
