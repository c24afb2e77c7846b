// How far a long work is: bytes, rate and time left, on standard error of a terminal alone.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { OutputStream } from '../../src/cli/output.ts';
import { picture, startProgress } from '../../src/cli/progress-bar.ts';
import { eventually } from '../support/patience.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { inShell, LAKETRACE } from './run-command.ts';

const MIB = 1024 * 1024;

test.each<[done: number, total: number, milliseconds: number, shown: string]>([
  [0, 8 * MIB, 1000, '░░░░░░░░░░░░░░░░░░░░░░░░  0 %  0 B of 8.0 MiB  0 B/s'],
  [2 * MIB, 8 * MIB, 2000, '██████░░░░░░░░░░░░░░░░░░  25 %  2.0 MiB of 8.0 MiB  1.0 MiB/s  6 s left'],
  [64 * MIB, 16 * 1024 * MIB, 1000, '░░░░░░░░░░░░░░░░░░░░░░░░  0 %  64 MiB of 16 GiB  64 MiB/s  4 min left'],
  [8 * MIB, 8 * MIB, 4000, '████████████████████████  100 %  8.0 MiB of 8.0 MiB  2.0 MiB/s'],
  // Of a pipe nobody knows how much there is.
  [3 * MIB, 0, 3000, '3.0 MiB  1.0 MiB/s'],
])('%d of %d bytes', (done, total, milliseconds, shown) => {
  expect(picture('reading', done, total, milliseconds)).toBe(`reading  ${shown}`);
});

test('shows the time of a work that does not say how far it is', async () => {
  const stderr: OutputStream = Object.assign(new PassThrough(), { isTTY: true });
  let drawn = '';
  stderr.on('data', (chunk) => {
    drawn += String(chunk);
  });
  const progress = await startProgress('answering', stderr);
  progress.wait();
  await eventually(() => expect(drawn).toMatch(/answering {2}\d+ s/));
  progress.end();
  // The line is taken away, and nothing is drawn any more.
  expect(drawn.lastIndexOf('\x1b[2K')).toBeGreaterThan(drawn.lastIndexOf('answering'));
});

test.skipIf(process.platform !== 'linux')('is shown of what takes over a second, on a terminal alone', () => {
  const directory = temporaryDirectory();
  const line = JSON.stringify({ level: 'INFO', message: 'first' });
  // It lasts until something is shown, however busy the machine is.
  const slow = (end: string): string =>
    `for n in $(seq 400); do ${end} && break; echo '${line}'; sleep 0.25; done | ${LAKETRACE} stats --json`;
  writeFileSync(join(directory, 'terminal.sh'), `${slow('grep -qs B/s shown')} > out\n`);
  const { stdout } = inShell('script -qfec "bash terminal.sh" shown', { cwd: directory });
  expect(stdout).toMatch(/reading {2}\d+ B {2}\d+ B\/s/);
  // The line is taken away, and the cursor is there again.
  expect(stdout.lastIndexOf('\x1b[?25h')).toBeGreaterThan(stdout.lastIndexOf('B/s'));
  expect(JSON.parse(readFileSync(join(directory, 'out'), 'utf8'))).toMatchObject({ records: expect.any(Number) });
  expect(inShell(slow('[ $n = 8 ]'), { cwd: directory })).toMatchObject({ code: 0, stderr: '' });
});
