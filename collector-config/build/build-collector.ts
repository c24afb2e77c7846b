// `npm run collector`: builds the collector that the tests run, or finds the one that OTELCOL_BIN names; prints where, and how long it took.
//
// What was built stays in the user's cache folder, under a digest of all that goes into it: every clone and worktree finds it there.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';

/** Goes with the components of 0.159 as well; later ones are not needed. */
const BUILDER = 'go.opentelemetry.io/collector/cmd/builder@v0.149.0';

const here = import.meta.dirname;

/** Where Go is missing, and no collector is named: the tests that need one are skipped then, but not in CI. */
export class NoCollector extends Error {}

/** Runs a Go tool. Quiet but for failures, whose output it prints. */
function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  try {
    return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}

function goVersion(): string {
  try {
    return execFileSync('go', ['version'], { encoding: 'utf8' }).trim();
  } catch (error) {
    throw new NoCollector('Go is not installed, and OTELCOL_BIN names no collector', { cause: error });
  }
}

/** All that decides what is built: the manifest, the stand-ins, the builder, Go and its platform. */
function digestOfSources(go: string): string {
  const digest = createHash('sha256').update(`${BUILDER}\n${go}\n`);
  for (const path of ['manifest.yaml', ...globSync('stand-ins/**/*.{go,mod}', { cwd: here }).sort()]) {
    digest.update(`${path}\n`).update(readFileSync(join(here, path)));
  }
  return digest.digest('hex').slice(0, 16);
}

/** Builds in a folder beside the cached one, which the finished one replaces at once: two may build at the same time. */
function build(target: string): void {
  const folder = mkdtempSync(`${target}.`);
  try {
    for (const name of ['manifest.yaml', 'stand-ins'])
      cpSync(join(here, name), join(folder, name), { recursive: true });
    run('go', ['install', BUILDER], folder, { ...process.env, GOBIN: folder, GOFLAGS: '' });
    run(join(folder, 'builder'), ['--config', 'manifest.yaml'], folder);
    mkdirSync(target, { recursive: true });
    renameSync(join(folder, 'dist/otelcol-laketrace'), join(target, 'otelcol-laketrace'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What {@link collector} found or made. */
export interface Collector {
  readonly path: string;
  /** How it came there, in one line. */
  readonly origin: string;
}

/**
 * The collector's program: the one that `OTELCOL_BIN` names, else the cached one, else a new one.
 *
 * @throws {NoCollector} Where there is none, and no Go to build one.
 */
export function collector(): Collector {
  const installed = process.env['OTELCOL_BIN'];
  if (installed !== undefined && installed !== '') {
    if (!existsSync(installed)) throw new Error(`OTELCOL_BIN names ${installed}, which does not exist`);
    return { path: installed, origin: 'named by OTELCOL_BIN' };
  }
  const folder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'laketrace/collector');
  const target = join(folder, digestOfSources(goVersion()));
  const path = join(target, 'otelcol-laketrace');
  if (existsSync(path)) return { path, origin: 'built before' };
  console.log(`Building the collector in ${folder}: about five minutes the first time, less than one after that.`);
  mkdirSync(folder, { recursive: true });
  const start = performance.now();
  build(target);
  return { path, origin: `built in ${Math.round((performance.now() - start) / 1000)} s` };
}

if (import.meta.main) {
  const { path, origin } = collector();
  const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
  console.log(
    `${relative(process.cwd(), path).startsWith('..') ? path : relative(process.cwd(), path)}\n${version}, ${origin}`,
  );
}
