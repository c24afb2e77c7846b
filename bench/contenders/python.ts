// The loggers of Python, where there is one: in an environment of their own in `.cache`, which stays.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inTemporaryDirectory, PATIENCE } from '../own-process.ts';
import { ROOT } from '../root.ts';
import { type Count, countIn } from './count-back.ts';

const VENV = join(ROOT, '.cache/bench-venv');
const PYTHON = join(VENV, 'bin/python');
/** As they are called on PyPI. */
const PACKAGES = { loguru: '0.7.3', laketrace: '1.0.2' } as const;

export const PYTHON_CONTENDERS = {
  loguru: 'loguru (Python), JSON lines, 10 MB files',
  laketrace: 'LakeTrace for Python, mask_pii, 10 MB files',
} as const;

/** The name of a logger of Python. */
export type PythonContender = keyof typeof PYTHON_CONTENDERS;

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** The versions of all of it; nothing where it is not there, which is said. @param isInstalling whether what lacks is installed */
export function preparePython(isInstalling: boolean): string | undefined {
  const wanted = Object.entries(PACKAGES);
  const versions = `from importlib.metadata import version as v; exit([${wanted.map(([name, version]) => `v('${name}') != '${version}'`)}] != [False] * ${wanted.length})`;
  if (!existsSync(PYTHON) || !runs(PYTHON, ['-c', versions])) {
    const missing = isInstalling ? install(wanted) : 'not installed yet: npm run bench -- throughput';
    if (missing !== undefined) {
      console.log(`The loggers of Python are skipped: ${missing}`);
      return undefined;
    }
  }
  const { stdout } = spawnSync(PYTHON, ['--version'], { encoding: 'utf8' });
  return [stdout.trim(), ...wanted.map((each) => each.join(' '))].join(', ');
}

/** Why there is none; nothing where there is one now. */
function install(wanted: readonly (readonly [string, string])[]): string | undefined {
  if (!runs('python3', ['-m', 'venv', '--help'])) return 'there is no Python 3 with venv';
  mkdirSync(VENV, { recursive: true });
  if (!runs('python3', ['-m', 'venv', VENV])) return 'python3 -m venv failed';
  const packages = wanted.map((each) => each.join('=='));
  return runs(PYTHON, ['-m', 'pip', 'install', '--quiet', ...packages])
    ? undefined
    : `pip could not install ${packages.join(' and ')}`;
}

/** One run, and the count of what its files hold. */
export async function runPython(
  name: PythonContender,
  records: number,
): Promise<Count & { readonly emitted: number; readonly finished: number; readonly cpu: number }> {
  return await inTemporaryDirectory(async (directory) => {
    const script = join(import.meta.dirname, 'python_loggers.py');
    const { stdout } = await promisify(execFile)(PYTHON, [script, name, directory, String(records)], {
      timeout: PATIENCE,
    });
    return { ...JSON.parse(stdout), ...countIn(directory, records) };
  });
}
