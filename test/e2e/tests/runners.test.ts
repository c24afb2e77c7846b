// The package under other programs' realms and module systems: Jest, vitest's pools, `node --test`, node:vm, and both formats in one.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

const line = join(import.meta.dirname, '..');
const runners = join(line, 'runners');
const root = join(line, '../../..');

function run(args: readonly string[], cwd = runners, node = process.execPath) {
  // What the tests around this one tell their own workers is not for a runner within.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST|VITE_|NODE_OPTIONS|NODE_ENV|JEST_|TEST$)/.test(name),
  );
  const { status, stdout, stderr } = spawnSync(node, args, { cwd, encoding: 'utf8', env: Object.fromEntries(own) });
  return { status, output: `${stdout}${stderr}`, stdout };
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-runners-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Milliseconds, of which runners by themselves give a test five thousand. */
const LONGEST_TEST = 300_000;

const jest = join(line, 'node_modules/jest/bin/jest.js');

test('Jest: CommonJS and ES modules, with all globals and with few, under fake timers', () => {
  const { status, output } = run([
    '--experimental-vm-modules',
    jest,
    '--config',
    'jest.config.cjs',
    '--ci',
    `--testTimeout=${LONGEST_TEST}`,
  ]);
  expect(status, output).toBe(0);
  expect(output).toContain('5 passed, 5 total');
});

test.each(['threads', 'forks', 'vmThreads', 'vmForks'])("vitest's %s", (pool) => {
  const vitest = join(createRequire(join(root, 'package.json')).resolve('vitest/package.json'), '../vitest.mjs');
  const { status, output } = run([vitest, 'run', '--root', '.', '--pool', pool, `--testTimeout=${LONGEST_TEST}`]);
  expect(status, output).toBe(0);
  expect(output).toMatch(/3 passed/);
});

test('node --test', () => {
  const { status, output } = run(['--test', 'node-test.spec.mjs']);
  expect(status, output).toBe(0);
});

test('node:vm, in a realm without any global of Node', () => {
  const { status, output } = run(['realm.cjs']);
  expect(status, output).toBe(0);
  expect(output).toContain('logged');
});

test.each(['esm', 'cjs'])("the %s processor uses what the other format's build made", (format) => {
  const directory = join(temporaryDirectory(), 'out');
  const { status, output, stdout } = run([join(runners, 'mixed-formats.cjs'), format, directory], temporaryDirectory());
  expect(status, output).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    files: ['file.jsonl', 'sink.jsonl'],
    file: [['for [EMAIL]', 'kept']],
    sink: [['for [EMAIL]', 'kept']],
    printed: 1,
    dropped: { 'leak-guard': 1, not: 1 },
    errors: ['ConfigurationError', 'ConfigurationError', 'ConfigurationError'],
    inDefaultDirectory: false,
    written: 1,
  });
});

/** A `node` on this machine that is older than the package takes: none of the repository's own. */
function olderNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'));
  return [process.env['LAKETRACE_OLDER_NODE'], ...folders.map((folder) => join(folder, 'node'))].find((path) => {
    if (path === undefined || !existsSync(path)) return false;
    const [major = 0, minor = 0] = run(['-p', 'process.versions.node'], line, path).output.split('.').map(Number);
    return major >= 16 && (major < 22 || (major === 22 && minor < 15));
  });
}

const older = olderNode();

describe.skipIf(older === undefined)(`an older Node${older === undefined ? ': none on this machine' : ''}`, () => {
  test.each([
    ['an ES module', ['--input-type=module', '--eval', "import 'laketrace'; console.log('loaded')"]],
    ['CommonJS', ['--eval', "require('laketrace'); console.log('loaded')"]],
    ['import()', ['--eval', "import('laketrace').then(() => console.log('loaded'))"]],
  ])('is told what it takes, in one sentence: %s', (_how, args) => {
    const { status, output } = run(args, line, older);
    expect(status).not.toBe(0);
    expect(output.match(/laketrace needs Node\.js 22\.15 or newer, and this is Node\.js [\d.]+\./g)).toHaveLength(1);
    expect(output).not.toMatch(/SyntaxError|is not a function|loaded/);
  });
});
