// The package's types, in programs of both module systems, against this SDK line; and the CommonJS build at run time.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const line = join(import.meta.dirname, '..');

test('consumers compile, ESM and CommonJS, without skipLibCheck', () => {
  const compiler = createRequire(join(line, '../../../package.json')).resolve('typescript/package.json');
  const tsc = join(compiler, '../bin/tsc');
  const run = () =>
    execFileSync(process.execPath, [tsc, '-p', join(line, 'consumers')], { encoding: 'utf8', stdio: 'pipe' });
  try {
    expect(run()).toBe('');
  } catch (error) {
    expect.fail((error as { stdout?: string }).stdout ?? String(error));
  }
});

test('the CommonJS build has the same exports as the ES module', async () => {
  const required = createRequire(join(line, 'package.json'))('laketrace') as object;
  const imported = (await import('laketrace')) as object;
  expect(Object.keys(required).sort()).toEqual(Object.keys(imported).sort());
});

test('nothing is loaded but Node, the API, fflate and tinyglobby: no SDK that would have to fit', () => {
  const dist = join(line, 'node_modules/laketrace/dist');
  for (const format of ['.mjs', '.cjs']) {
    const files = readdirSync(dist).filter((name) => name.endsWith(format) && !/^(?:pino|winston|cli)\b/.test(name));
    const code = files.map((name) => readFileSync(join(dist, name), 'utf8')).join('\n');
    const loaded = [...code.matchAll(/(?:^import\b[^;]*?from|\bimport\(|\brequire\()\s*["']([^"']+)["']/gm)].map(
      ([, name = '']) => name,
    );
    const others = new Set(loaded.filter((name) => !isBuiltin(name) && !name.startsWith('./')));
    expect(others).toEqual(new Set(['@opentelemetry/api', 'fflate', 'tinyglobby']));
  }
});
