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
