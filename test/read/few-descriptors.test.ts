// More files than may be open at once: all of them are read.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inShell, LAKETRACE } from '../cli/run-command.ts';
import { directoryOf, flatLine } from '../support/read-records.ts';

const FILES = 300;

test.each([
  ['files that may be written', FILES, (n: number) => [`app.${n}.jsonl`, flatLine(`record ${n}`, n)] as const],
  [
    // All of them overlap in time, so that as many as there is room for are open.
    'archives',
    2 * FILES,
    (n: number) =>
      [`app.${n}.jsonl.gz`, gzipSync(flatLine(`record ${n}`, n) + flatLine(`record ${n + FILES}`, 900 + n))] as const,
  ],
])('%s', (_words, records, fileOf) => {
  const directory = directoryOf(Object.fromEntries(Array.from({ length: FILES }, (__, n) => fileOf(n))));
  const { code, stdout, stderr } = inShell(`ulimit -n 44; ${LAKETRACE} cat --json ${directory}`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(new Set(stdout.match(/record \d+/g)).size).toBe(records);
  expect(stdout.split('\n')).toHaveLength(records + 1);
});

test('files that cannot all be followed are refused, before one is shown twice', () => {
  const directory = directoryOf(
    Object.fromEntries(Array.from({ length: FILES }, (_, n) => [`app.${n}.jsonl`, flatLine(`record ${n}`, n)])),
  );
  const { code, stdout, stderr } = inShell(`ulimit -n 64; ${LAKETRACE} tail -f ${directory}`);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toBe(
    `laketrace tail: ${FILES} files are to be followed and stay open, which is more than may be open at once; raise the limit (ulimit -n), or name fewer\n`,
  );
});

test('of files that come later and cannot be followed it is said how many wait, and those that are followed are not lost', () => {
  const directory = directoryOf({ 'app.0.jsonl': flatLine('record 0', 0) });
  const late = directoryOf({ 'late.jsonl': flatLine('late', 1) });
  const { stdout, stderr } = inShell(
    [
      'ulimit -n 64; out=$(mktemp); err=$(mktemp)',
      `${LAKETRACE} tail -f --json ${directory} >$out 2>$err & follower=$!`,
      'until grep -q "record 0" $out; do sleep 0.05; done',
      `for n in $(seq 100 ${99 + FILES}); do cp ${late}/late.jsonl ${directory}/app.$n.jsonl; done`,
      'until grep -q "too many files are open" $err; do sleep 0.05; done',
      `cat ${late}/late.jsonl | sed s/late/last/ >> ${directory}/app.0.jsonl`,
      'until grep -q last $out; do sleep 0.05; done',
      'kill -INT $follower; wait $follower; cat $out; cat $err >&2; rm $out $err',
    ].join('\n'),
  );
  expect(stdout.match(/record 0|last/g)).toEqual(['record 0', 'last']);
  expect(stderr).toMatch(
    /app\.\d+\.jsonl: too many files are open: this one and \d+ more wait until others are finished; raise/,
  );
});
