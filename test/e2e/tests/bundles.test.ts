// A program and all that it needs in one file, in a directory that has no node_modules: what is loaded on use, and the worker, are in it too.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';

const line = join(import.meta.dirname, '..');

/** What esbuild's users put before a bundle of ES modules that has CommonJS in it. */
const REQUIRE = "import { createRequire as of } from 'node:module'; const require = of(import.meta.url);";

test.each(['esm', 'cjs'] as const)('a bundle in the format %s', async (format) => {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-bundle-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const bundle = join(directory, format === 'esm' ? 'program.mjs' : 'program.cjs');
  const { warnings } = await build({
    entryPoints: [join(line, 'programs/bundled.mjs')],
    bundle: true,
    platform: 'node',
    format,
    outfile: bundle,
    logLevel: 'silent',
    // The repository's own settings lead from the package to its sources.
    tsconfigRaw: {},
    // SDK 0.2xx is CommonJS alone, and asks for modules of Node by `require`.
    banner: format === 'esm' ? { js: REQUIRE } : {},
  });
  expect(warnings).toEqual([]);

  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, join(directory, 'logs')], {
    cwd: directory,
    encoding: 'utf8',
    env: {},
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const bodies = Array.from({ length: 20 }, (_, i) => `${i} for [EMAIL]`);
  expect(JSON.parse(stdout)).toEqual({
    records: {
      'gzip bundled': bodies,
      'zstd bundled': bodies,
      'bz2 bundled': bodies,
      'zip bundled': bodies,
      'known known': ['for [EMAIL]'],
      'set-up laketrace': ['set up'],
    },
    suffixes: ['.bz2', '.gz', '.jsonl', '.zip', '.zst'],
    ok: true,
    problems: [],
    uploaded: true,
  });
});
