// Has a real Spark for the tests: PySpark in an environment of its own in .cache, where it stays.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

const VERSION = '4.0.1';
const cache = join(import.meta.dirname, '../../.cache');
const venv = join(cache, 'pyspark-venv');
const python = join(venv, 'bin/python');

declare module 'vitest' {
  interface ProvidedContext {
    /** The Python that has PySpark; empty where there is none, and the tests are skipped. */
    readonly python: string;
  }
}

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** Why there is no Spark; nothing where there is one. */
function prepare(): string | undefined {
  if (!runs('java', ['-version'])) return 'there is no Java (Spark needs 17 or newer)';
  const isThere = `import pyspark, sys; sys.exit(pyspark.__version__ != '${VERSION}')`;
  if (existsSync(python) && runs(python, ['-c', isThere])) return undefined;
  if (!runs('python3', ['-m', 'venv', '--help'])) return 'there is no Python 3 with venv';
  console.log(`PySpark ${VERSION} is installed into .cache/pyspark-venv, which takes a minute and 470 MB`);
  mkdirSync(cache, { recursive: true });
  if (!runs('python3', ['-m', 'venv', venv])) return 'python3 -m venv failed';
  const pip = spawnSync(python, ['-m', 'pip', 'install', '--quiet', `pyspark==${VERSION}`], { stdio: 'inherit' });
  return pip.status === 0 ? undefined : `pip could not install pyspark ${VERSION}`;
}

/** In CI a Spark that is missing is a failure: nothing is skipped there. */
export function setup({ provide }: TestProject): void {
  const missing = prepare();
  if (missing !== undefined && process.env['CI'] !== undefined) throw new Error(missing);
  if (missing !== undefined) console.log(`Spark is not tested: ${missing}`);
  provide('python', missing === undefined ? python : '');
}
