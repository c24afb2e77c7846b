// Uploads in processes: killed in the middle, and two at once on one directory.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { directoryTarget, uploadLogs } from '../../src/index.ts';
import { seededNoise } from '../support/seed.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const PROGRAM = join(import.meta.dirname, '../programs/uploads.ts');
const COUNT = 4;
const JOURNAL = '.laketrace-uploads.journal';

const contentOf = (second: number) => seededNoise(300_000, `file ${second}`);

function logs(): string {
  const directory = temporaryDirectory();
  for (let second = 0; second < COUNT; second++) {
    writeFileSync(join(directory, `app.2026-01-31T12-00-0${second}.000Z.jsonl`), contentOf(second));
  }
  return directory;
}

function start(...args: readonly string[]): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child as ChildProcess & { readonly stdout: NodeJS.ReadableStream };
}

/** Kills a program as soon as it has said something. */
async function killedAt(said: string, ...args: readonly string[]): Promise<void> {
  const child = start(...args);
  const ended = once(child, 'exit');
  let output = '';
  for await (const part of child.stdout) {
    output += String(part);
    if (!output.includes(said)) continue;
    child.kill('SIGKILL');
    break;
  }
  await ended;
  expect(output).toContain(said);
}

/** All files below a directory, hidden ones too. */
const allBelow = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

const shownBelow = (directory: string) => allBelow(directory).filter((path) => !/\/\.[^/]*$/.test(path));

/** Each file is in the lake once, whole. */
function expectAll(lake: string): void {
  const contents = shownBelow(lake).map((path) => readFileSync(path));
  expect(contents).toHaveLength(COUNT);
  for (const [second, content] of contents.entries()) expect(content.equals(contentOf(second))).toBe(true);
}

test.each([
  ['before', 'uploaded'],
  ['half', 'uploaded'],
  ['after', 'already there'],
])('after a kill %s a put the next upload sends what is missing, and nothing twice', async (where, outcome) => {
  const directory = logs();
  const lake = temporaryDirectory();
  await killedAt(`${where} 3`, directory, lake, where, '3');
  // What engines see is whole.
  for (const path of shownBelow(lake)) expect(statSync(path).size).toBe(300_000);
  const report = await uploadLogs({ directory, target: directoryTarget(lake) });
  expect(report).toMatchObject({ ok: true });
  const expected = ['uploaded before', 'uploaded before', outcome, 'uploaded'];
  expect(report.files.map((file) => file.outcome)).toEqual(expected);
  expectAll(lake);
});

test('what a killed copy left is removed once it is a day old', async () => {
  const directory = logs();
  const lake = temporaryDirectory();
  await killedAt('half 1', directory, lake, 'half', '1');
  const [left = ''] = allBelow(lake);
  expect(left).toMatch(/\/\.laketrace-upload\.[\w-]+\.tmp$/);
  await uploadLogs({ directory, target: directoryTarget(lake) });
  expect(allBelow(lake)).toHaveLength(COUNT + 1);
  utimesSync(left, 0, 0);
  writeFileSync(join(directory, 'app.2026-01-31T13-00-00.000Z.jsonl'), 'one more\n');
  await uploadLogs({ directory, target: directoryTarget(lake) });
  expect(allBelow(lake)).toEqual(shownBelow(lake));
});

test('a journal whose last line is torn is continued', async () => {
  const directory = logs();
  const lake = temporaryDirectory();
  await uploadLogs({ directory, target: directoryTarget(lake) });
  const journal = join(directory, JOURNAL);
  truncateSync(journal, statSync(journal).size - 40);
  const again = await uploadLogs({ directory, target: directoryTarget(lake) });
  expect(again.files.map(({ outcome }) => outcome).sort()).toEqual([
    'already there',
    'uploaded before',
    'uploaded before',
    'uploaded before',
  ]);
  appendFileSync(journal, '{"target":\n\u0000\u0000\nnull\n[]\n{}\n');
  const third = await uploadLogs({ directory, target: directoryTarget(lake) });
  expect(new Set(third.files.map(({ outcome }) => outcome))).toEqual(new Set(['uploaded before']));
  expectAll(lake);
});

test('two at once on one directory: one waits for the other, and each file is sent once', async () => {
  const directory = logs();
  const lake = temporaryDirectory();
  const outputs = await Promise.all([1, 2].map(() => text(start(directory, lake).stdout)));
  const puts = outputs.map((output) => output.match(/^before/gm)?.length ?? 0);
  expect(puts.sort()).toEqual([0, COUNT]);
  for (const output of outputs) expect(output).toContain('"ok":true');
  expectAll(lake);
});

test('one that waits too long says so', async () => {
  const directory = logs();
  const lake = temporaryDirectory();
  const other = start(directory, lake, 'before', '1');
  for await (const part of other.stdout) if (String(part).includes('before 1')) break;
  const report = await uploadLogs({ directory, target: directoryTarget(lake), deadline: 300 });
  expect(report).toMatchObject({ ok: false, files: [], errors: [{ name: 'UploadEndedError' }] });
  expect(report.errors[0]?.message).toContain(`another upload of ${directory} is at work`);
});
