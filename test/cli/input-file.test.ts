// What is read is never written over, whatever it is called.
import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { inProcess, inShell, LAKETRACE } from './run-command.ts';

const LINE = '{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"first"}\n';

function layOut(content = LINE): string {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'logs'));
  writeFileSync(join(directory, 'logs/app.jsonl'), content);
  linkSync(join(directory, 'logs/app.jsonl'), join(directory, 'hard.jsonl'));
  symlinkSync('logs/app.jsonl', join(directory, 'soft.jsonl'));
  return directory;
}

test.each<[verb: string, output: string]>([
  ['convert --to flat $/logs', 'logs/app.jsonl'],
  ['convert --to otlp $/logs/app.jsonl', 'logs/../logs/app.jsonl'],
  ['convert --to csv $/logs', 'logs/app.jsonl'],
  ['convert --to flat $/soft.jsonl', 'logs/app.jsonl'],
  ['convert --to flat $/logs', 'hard.jsonl'],
  ['convert --to flat $/logs', 'soft.jsonl'],
  ['redact $/logs', 'logs/app.jsonl'],
  ['redact $/soft.jsonl', 'hard.jsonl'],
])('%s -o %s', async (line, output) => {
  const directory = layOut();
  const args = line.split(' ').map((word) => word.replace('$', directory));
  const { code, stderr } = await inProcess([...args, '-o', join(directory, output), '--force']);
  expect(code).toBe(2);
  expect(stderr).toContain(
    `--output: ${join(directory, output)} is one of the files that are read; choose another name`,
  );
  expect(readFileSync(join(directory, 'logs/app.jsonl'), 'utf8')).toBe(LINE);
});

test('a report, not even of an empty log or of an earlier report', async () => {
  for (const content of ['', '<!doctype html>\n']) {
    for (const [option, said] of [
      ['-o', '-o'],
      ['--svg', '--svg'],
    ] as const) {
      const directory = layOut(option === '--svg' ? content.replace('!doctype html', 'svg ') : content);
      const path = join(directory, 'logs/app.jsonl');
      const { code, stderr } = await inProcess(['report', directory, join(directory, 'logs'), option, path]);
      expect({ code, stderr }).toEqual({
        ...{
          code: 2,
          stderr: `laketrace report: ${said}: ${path} is one of the files that are read; choose another name\n`,
        },
      });
    }
  }
});

test.skipIf(process.platform !== 'linux')('standard input that is a file', () => {
  const cwd = layOut();
  const { code, stderr } = inShell(`${LAKETRACE} convert --to flat -o logs/app.jsonl --force < hard.jsonl`, { cwd });
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('one of the files that are read'),
  });
  expect(readFileSync(join(cwd, 'logs/app.jsonl'), 'utf8')).toBe(LINE);
});
