// docs/migrating.md: each program in JavaScript runs as it stands there, and leaves the records that it logs, clean; those in Python compile.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { textOf } from './pages.ts';

const root = join(import.meta.dirname, '../..');
const page = textOf('docs/migrating.md') ?? '';
const sections = new Map(page.split(/^## /m).map((section) => [section.slice(0, section.indexOf('\n')), section]));

const programsOf = (title: string, language: string) =>
  [...(sections.get(title) ?? '').matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(
    ([, code = '']) => code,
  );

/** Runs a program where it finds the packages of the repository, in a directory of its own. */
async function run(code: string): Promise<{ stdout: string; stderr: string; files: Readonly<Record<string, string>> }> {
  const cache = join(root, '.cache/migrating');
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'run-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'program.mjs'), code);
  const output = await promisify(execFile)(process.execPath, ['program.mjs'], { cwd: directory });
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(?:jsonl|log)(?:\.gz)?$/.test(entry.name) && !entry.name.startsWith('.'),
  );
  const files = paths.map(({ parentPath, name }) => {
    const bytes = readFileSync(join(parentPath, name));
    return [name, String(name.endsWith('.gz') ? gunzipSync(bytes) : bytes)] as const;
  });
  return { ...output, files: Object.fromEntries(files) };
}

beforeAll(async () => {
  // `npm test` has built the package; a single test may be run before.
  if (!existsSync(join(root, 'dist/index.mjs'))) await promisify(execFile)('npm', ['run', 'build'], { cwd: root });
});

test('the sections have programs', () => {
  expect(['From the Python LakeTrace', 'From loguru'].map((title) => programsOf(title, 'python').length)).toEqual([
    1, 1,
  ]);
  const titles = [
    'From the Python LakeTrace',
    'From loguru',
    'From pino',
    'From winston',
    'Without changing the calls',
  ];
  expect(titles.map((title) => programsOf(title, 'js').length)).toEqual([1, 1, 2, 2, 2]);
});

test('from the Python LakeTrace', async () => {
  const [program = ''] = programsOf('From the Python LakeTrace', 'js');
  const { stdout, stderr, files } = await run(program);
  expect(stderr).toBe('');
  const lines = (files['pipeline.jsonl'] ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['INFO', 'loaded'],
    ['SUCCESS', 'done'],
    ['WARNING', 'profile'],
    ['ERROR', 'failed'],
  ]);
  for (const line of lines) expect(line).toMatchObject({ stage: 'load', run_id: '7' });
  expect(lines[3]).toMatchObject({ exception: { type: 'SyntaxError' } });
  // Each line once, and the last two again.
  expect(stdout.match(/"message":"done"/g)).toHaveLength(1);
  expect(stdout.match(/"message":"failed"/g)).toHaveLength(2);
});

test('from loguru', async () => {
  const [program = ''] = programsOf('From loguru', 'js');
  const { stdout, stderr, files } = await run(program);
  expect(stderr).toBe('');
  const lines = (files['app.log'] ?? '').trimEnd().split('\n');
  expect(lines.map((line) => line.replace(/^[\d-]+ [\d:.]+/, 'T'))).toEqual([
    'T | INFO     | signed in',
    'T | DEBUG    | asked',
    'T | ERROR    | the disk is full',
  ]);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(stdout).toContain('the disk is full');
});

describe.each(['From pino', 'From winston'])('%s', (title) => {
  const key = title === 'From pino' ? 'msg' : 'message';

  test('before and after have the same records', async () => {
    const [before = '', after = ''] = programsOf(title, 'js');
    const [old, moved] = [await run(before), await run(after)];
    expect(moved.stderr).toBe('');
    const messagesOf = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)[key]);
    const name = title === 'From pino' ? 'orders' : 'billing';
    const messages = messagesOf(moved.files[`${name}.jsonl`] ?? '');
    expect(messages.length).toBeGreaterThan(1);
    expect(messages).toEqual(messagesOf(old.files[`${name}.log`] ?? ''));
    expect(JSON.stringify(moved)).not.toContain('ada@example.com');
    if (title === 'From winston')
      expect(messagesOf(moved.files['errors.jsonl'] ?? '')).toEqual(['mail server refused']);
  });
});

test('without changing the calls', async () => {
  for (const [index, program] of programsOf('Without changing the calls', 'js').entries()) {
    const { stderr, files } = await run(program);
    expect(stderr).toBe('');
    const text = files[`${['orders', 'billing'][index]}.jsonl`] ?? '';
    expect(text).toContain('[EMAIL]');
    expect(text).not.toContain('ada@');
  }
});

test.skipIf(spawnSync('python3', ['--version']).status !== 0)('the programs in Python compile', () => {
  for (const title of ['From the Python LakeTrace', 'From loguru']) {
    const [input = ''] = programsOf(title, 'python');
    const { stderr } = spawnSync('python3', ['-c', 'import sys; compile(sys.stdin.read(), "page", "exec")'], { input });
    expect(String(stderr)).toBe('');
  }
});
