// Options that would have no effect are refused.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { inProcess } from './run-command.ts';

test.each<[string, string]>([
  ['redact --json', '--json has no effect without --explain; add it, or leave out --json'],
  ['redact --show-values', '--show-values has no effect without --explain'],
  ['redact --check --json', '--json has no effect without --explain'],
  ['redact --force', '--force has no effect without --output'],
  ['redact --explain -o x', '--output has no effect beside --explain; leave out one of them'],
  ['redact --check -o x', '--output has no effect beside --check'],
  ['redact --explain --mask stars', '--mask has no effect beside --explain'],
  ['redact --hash-key-env PATH', 'the key has no effect without --mask hash'],
  ['convert --to flat --force', '--force has no effect without --output'],
  ['grep x -c -l', '--files-with-matches has no effect beside --count'],
  ['grep x -c -C 2', '--context has no effect beside --count'],
  ['grep x -l --format ecs', '--format has no effect beside --files-with-matches'],
  ['query --print-view --json', '--json has no effect beside --print-view'],
  ['report --svg x --limit 5', '--limit has no effect beside --svg alone'],
  ['upload --to ./x --include a/* --name app', '--name has no effect beside --include'],
  ['upload --to ./x --layout {file} --service a', '--service has no effect on a --layout without {service}'],
])('%s', async (line, message) => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'app.log'), 'a line\n');
  const { code, stdout, stderr } = await inProcess([...line.split(' '), directory], { env: { PATH: 'a key' } });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`: ${message}`);
  expect(stderr.split('\n')).toHaveLength(2);
});
