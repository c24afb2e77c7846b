// Every verb with every kind of input, in a pipe: what is printed, what is said on standard error, and the exit code.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { inProcess } from './run-command.ts';

const LINE = '{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"hello","logger_name":"a"}\n';
const FINISHED = 'app.2026-01-31T12-00-00.000Z.jsonl';

/** Puts the inputs into a directory. */
function layOut(directory: string): void {
  const write = (path: string, content: string | Uint8Array) => writeFileSync(join(directory, path), content);
  for (const each of ['logs', 'nothing', 'lake/service=app/date=2026-01-31', 'below/a/b'])
    mkdirSync(join(directory, each), { recursive: true });
  write('app.jsonl', LINE);
  write(`logs/${FINISHED}.gz`, gzipSync(LINE));
  write(`lake/service=app/date=2026-01-31/${FINISHED}`, LINE);
  write(`below/a/b/${FINISHED}`, LINE);
  write('empty.jsonl', '');
  write('binary.jsonl', Buffer.from([0, 1, 2, 3, 0, 0, 9, 255, 254, 0, 0, 0, 12]));
  write('garbage.jsonl.gz', 'this is no gzip at all');
  write('cut.jsonl.gz', gzipSync(LINE.repeat(100)).subarray(0, -8));
  symlinkSync('round.jsonl', join(directory, 'round.jsonl'));
  execFileSync('mkfifo', [join(directory, 'fifo.jsonl')]);
}

/** By what they are, how they are written, and what stands on standard input. */
const INPUTS: Readonly<Record<string, readonly [args: readonly string[], stdin?: string | Uint8Array]>> = {
  'a file': [['$/app.jsonl']],
  'a directory': [['$/logs']],
  'a lake': [['$/lake']],
  'directories below': [['$/below']],
  'a pattern': [['$/logs/*.gz']],
  '-': [['-'], LINE],
  'nothing, and a pipe': [[], gzipSync(LINE)],
  'an empty pipe': [['-'], ''],
  '- and a file': [['-', '$/app.jsonl'], LINE],
  'a path that is not there': [['$/nowhere.jsonl']],
  'a pattern of nothing': [['$/x*.jsonl']],
  'an empty directory': [['$/nothing']],
  'what cannot be opened': [['$/round.jsonl']],
  'a named pipe': [['$/fifo.jsonl']],
  '/dev/null': [['/dev/null']],
  'an empty file': [['$/empty.jsonl']],
  'a binary': [['$/binary.jsonl']],
  'no gzip under its name': [['$/garbage.jsonl.gz']],
  'a gzip that is cut': [['$/cut.jsonl.gz']],
};

const VERBS: Readonly<Record<string, readonly string[]>> = {
  cat: ['cat', '--zone', 'UTC', '-n', '1'],
  tail: ['tail', '--zone', 'UTC', '-n', '1'],
  grep: ['grep', '--zone', 'UTC', '--limit', '1', 'hello'],
  stats: ['stats', '--zone', 'UTC'],
  query: ['query', '--csv', 'select count(*) from logs'],
  convert: ['convert', '--to', 'flat'],
  verify: ['verify'],
  redact: ['redact'],
  'redact --check': ['redact', '--check', '--explain'],
  report: ['report', '--svg', '-'],
  compress: ['compress', '--dry-run'],
  prune: ['prune', '--keep', '5 files'],
  upload: ['upload', '--to', 'dir:$/out', '--dry-run'],
};

/** The beginning of an output in one line. */
const shown = (text: string, most: number) => {
  const line = JSON.stringify(text).slice(1, -1);
  return line.length > most ? `${line.slice(0, most)}…` : line;
};

test.skipIf(process.platform !== 'linux')('every verb with every kind of input', async () => {
  const directory = temporaryDirectory();
  layOut(directory);
  const withDirectory = (args: readonly string[]) => args.map((arg) => arg.replace('$', directory));
  const lines: string[] = [];
  for (const [verb, start] of Object.entries(VERBS)) {
    lines.push(verb);
    for (const [input, [args, stdin = '']] of Object.entries(INPUTS)) {
      const { code, stdout, stderr } = await inProcess(withDirectory([...start, ...args]), { stdin });
      const [out, said] = [stdout, stderr].map((text) => text.replaceAll(directory, '$'));
      lines.push(`  ${input.padEnd(26)}${code}  ${shown(out ?? '', 60)}`.trimEnd());
      if (said !== '') lines.push(`${' '.repeat(31)}${shown(said?.replaceAll(/laketrace [a-z]+: /g, '') ?? '', 150)}`);
    }
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('inputs.golden.txt');
});
