// Has azurite, a server of Azure's Blob API, for the tests: installed from its own lock file into .cache, where it stays.
//
// It is no dependency of the repository: nothing else needs it, and it brings hundreds of packages along.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const source = join(import.meta.dirname, 'azurite');
const target = join(import.meta.dirname, '../../.cache/azurite');

/** The program of its Blob service. */
export const AZURITE: string = join(target, 'node_modules/azurite/dist/src/blob/main.js');

export function setup(): void {
  const lock = readFileSync(join(source, 'package-lock.json'));
  const digest = createHash('sha256').update(lock).digest('hex');
  const stamp = join(target, '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  console.log('azurite is installed into .cache/azurite, which takes half a minute and 240 MB');
  mkdirSync(target, { recursive: true });
  cpSync(source, target, { recursive: true });
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  execFileSync('npm', args, { cwd: target, stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(stamp, digest);
}
