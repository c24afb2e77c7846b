// Verbs that write files or scripts, in a pipe and on a terminal: the same is said in both, and done in both. The others have it in their own tests.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type CommandRun, inPipe, inTerminal, type RunOptions } from './run-command.ts';
import { shopLog } from './shop-log.ts';

/** What is said without what differs from run to run: the directory, the size and the moment. */
const plain = ({ code, stdout, stderr }: CommandRun, ...directories: string[]) => ({
  code,
  stderr,
  stdout: directories
    .reduce((text, directory) => text.replaceAll(directory, '$'), stdout)
    .replace(/\d+ KiB/g, 'n KiB')
    .replace(/\d{4}-\d\d-\d\dT[\d-]+\.\d+Z/g, 'TIME'),
});

test
  .skipIf(process.platform !== 'linux')
  .each<[name: string, run: (args: readonly string[], options?: RunOptions) => CommandRun]>([
    ['a pipe', inPipe],
    ['a terminal', inTerminal],
  ])('in %s', async (_, run) => {
  const [logs, made] = [await shopLog(), temporaryDirectory()];
  const said = (...args: string[]) => plain(run(args), logs, made);

  expect(said('report', logs, '-o', join(made, 'r.html'))).toEqual({
    ...{ code: 0, stderr: '', stdout: '$/r.html (n KiB): 8 records of 2 files\n' },
  });
  expect(readFileSync(join(made, 'r.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);

  expect(said('convert', logs, '--to', 'flat', '-o', join(made, 'all.jsonl'))).toEqual({
    code: 0,
    stderr: '',
    stdout: '',
  });
  expect(readFileSync(join(made, 'all.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(8);
  const shown = said('convert', logs, '--to', 'flat').stdout;
  expect(shown).toMatch(/^[ -~\n]+$/);
  expect(
    shown
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(
    readFileSync(join(made, 'all.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );

  const { code, stdout } = said('upload', logs, '--to', `dir:${join(made, 'lake')}`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^uploaded +\d+ B {2}service=shop\/date=[\d-]+\/shop\.TIME\.[\da-f]{8}\.jsonl\.gz\n/);
  expect(stdout).toMatch(/\n\d files? uploaded \(.+\): directory:\$\/lake\n$/);
  expect(readdirSync(join(made, 'lake', 'service=shop'))).not.toEqual([]);

  expect(said('completion', 'bash')).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining('complete -'),
  });
});
