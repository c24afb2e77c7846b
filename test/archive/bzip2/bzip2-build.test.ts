// The built package has its bzip2 thread within it: it works as ESM, as CommonJS, and bundled and minified by its user.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rolldown } from 'tsdown';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root: string = fileURLToPath(new URL('../../..', import.meta.url));
const directory: string = mkdtempSync(join(tmpdir(), 'laketrace-build-'));

const USE = `
  const { Readable } = require_('node:stream');
  const bytes = Buffer.alloc(1_500_000, 'some line that is built\\n');
  const entry = { name: 'a', size: bytes.length, modified: new Date(0) };
  Readable.from([bytes]).pipe(codecNamed('bz2').createCompressor(entry)).pipe(codecNamed('bz2').createDecompressor())
    .toArray().then((pieces) => console.log(Buffer.concat(pieces).equals(bytes)));`;

function runScript(name: string, code: string): string {
  writeFileSync(join(directory, name), code);
  return execFileSync(process.execPath, [join(directory, name)], { encoding: 'utf8' });
}

beforeAll(() => {
  const tsdown = join(root, 'node_modules/tsdown/dist/run.mjs');
  execFileSync(process.execPath, [tsdown, 'src/archive/codecs.ts', '--out-dir', join(directory, 'dist'), '--no-dts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('is one file a format', () => {
  expect(readdirSync(join(directory, 'dist')).sort()).toEqual(['codecs.cjs', 'codecs.mjs']);
});

test('works as ESM', () => {
  const code = `import { codecNamed } from './dist/codecs.mjs'; const require_ = (name) => process.getBuiltinModule(name); ${USE}`;
  expect(runScript('app.mjs', code)).toBe('true\n');
});

test('works as CommonJS', () => {
  const code = `const { codecNamed } = require('./dist/codecs.cjs'); const require_ = require; ${USE}`;
  expect(runScript('app.cjs', code)).toBe('true\n');
});

test.each(['esm', 'cjs'] as const)(
  'works when its user bundles and minifies it to %s, alone in a folder',
  async (format) => {
    const extension = format === 'esm' ? 'mjs' : 'cjs';
    const input = join(directory, 'input.mjs');
    writeFileSync(
      input,
      `import { codecNamed } from './dist/codecs.mjs'; const require_ = (name) => process.getBuiltinModule(name); ${USE}`,
    );
    const bundle = await Rolldown.rolldown({ input, platform: 'node' });
    const file = join(mkdtempSync(join(directory, 'bundled-')), `app.${extension}`);
    await bundle.write({ file, format, minify: true });
    await bundle.close();
    expect(execFileSync(process.execPath, [file], { encoding: 'utf8' })).toBe('true\n');
  },
);
