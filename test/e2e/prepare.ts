// Installs each OpenTelemetry SDK line in a folder of its own and puts the packed laketrace beside it, as a user would have it.
//
// The end-to-end tests are copied there as well, so that every import in them, and in the package, finds that line.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const here = import.meta.dirname;
const root = join(here, '../..');
const cache = join(root, '.cache/e2e');

/** Runs npm under the Node that runs this script. */
function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function packPackage(): string {
  npm(['run', '--silent', 'build'], root);
  const [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', cache], root)) as [
    { filename: string },
  ];
  return join(cache, packed.filename);
}

/** Installs what the lock file says, where that has changed. Most of the time goes into waiting, so the lines do it side by side. */
async function installLine(line: string): Promise<void> {
  const source = join(here, 'lines', line);
  const target = join(cache, line);
  const digest = createHash('sha256')
    .update(readFileSync(join(source, 'package-lock.json')))
    .digest('hex');
  const stamp = join(target, '.installed');
  mkdirSync(target, { recursive: true });
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
    cpSync(source, target, { recursive: true });
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], { cwd: target });
    writeFileSync(stamp, digest);
  }
}

/** Puts the package, as it is packed, and the tests beside a line. */
function unpack(line: string, tarball: string): void {
  const target = join(cache, line);
  const installed = join(target, 'node_modules/laketrace');
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components', '1']);
  for (const folder of ['tests', 'programs', 'consumers', 'runners']) {
    rmSync(join(target, folder), { recursive: true, force: true });
    cpSync(join(here, folder), join(target, folder), { recursive: true });
  }
}

mkdirSync(cache, { recursive: true });
const lines = readdirSync(join(here, 'lines'));
const installs = Promise.all(lines.map(installLine));
const tarball = packPackage();
await installs;
for (const line of lines) unpack(line, tarball);
rmSync(tarball);
