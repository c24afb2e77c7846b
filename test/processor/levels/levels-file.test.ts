// A file of levels is followed while the program runs, and a broken one changes nothing.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LevelsFile } from '../../../src/processor/levels/levels-file.ts';
import { SeverityLevels } from '../../../src/processor/levels/severity-levels.ts';
import { PATIENT } from '../../support/patience.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { setUp } from '../provider.ts';

/** Levels that follow a file, which is looked at every 20 milliseconds. */
function following(make: (path: string) => void = () => undefined) {
  const path = join(temporaryDirectory(), 'levels.txt');
  make(path);
  const levels = new SeverityLevels(new Map([['*', 9]]));
  const reports: string[] = [];
  const file = new LevelsFile({
    path,
    apply: (rules) => levels.replace('file', rules),
    report: ({ message }) => reports.push(message),
    interval: 20,
  });
  onTestFinished(() => file.close());
  const becomes = (scope: string, severity: number) => expect.poll(() => levels.ofName(scope), PATIENT).toBe(severity);
  return { path, levels, file, reports, becomes };
}

const holding = (text: string) => (path: string) => writeFileSync(path, text);
/** Long enough for the file to be looked at some ten times. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 300));

test('the file counts from the first record of a processor on, before all others, and is followed', async () => {
  const path = join(temporaryDirectory(), 'levels.txt');
  writeFileSync(path, 'etl=DEBUG\nWARN\n');
  const { processor } = setUp({ sinks: [() => undefined], levels: { file: path } });
  expect([processor.minimumSeverityOf('etl'), processor.minimumSeverityOf('app')]).toEqual([5, 13]);
  processor.setMinimumSeverity('FATAL', 'etl');
  expect(processor.minimumSeverityOf('etl')).toBe(5);
  writeFileSync(path, 'ERROR');
  await expect.poll(() => processor.minimumSeverityOf('app'), PATIENT).toBe(17);
  // What the file does not say any more, the program has said.
  expect(processor.minimumSeverityOf('etl')).toBe(21);
});

test('a file that comes, is exchanged, is a link, and goes', async () => {
  const { path, becomes, reports } = following();
  writeFileSync(path, 'etl=DEBUG');
  await becomes('etl', 5);
  writeFileSync(`${path}.new`, 'etl=TRACE');
  renameSync(`${path}.new`, path);
  await becomes('etl', 1);
  rmSync(path);
  writeFileSync(`${path}.1`, 'etl=WARN');
  symlinkSync(`${path}.1`, path);
  await becomes('etl', 13);
  rmSync(path);
  await becomes('etl', 9);
  expect(reports).toEqual([]);
});

test('a broken file keeps the old levels and is reported once, without what it holds', async () => {
  const { path, levels, becomes, reports } = following(holding('etl=DEBUG'));
  writeFileSync(path, 'etl=WARN\nwhat-nobody-should-see=1000');
  await expect.poll(() => reports.length, PATIENT).toBe(1);
  expect(reports[0]).toMatch(
    /^the levels stay as they were, since .* cannot be taken: line 2 is no rule; accepted is /,
  );
  expect(reports[0]).not.toContain('nobody');
  await aWhile();
  expect([levels.ofName('etl'), reports.length]).toEqual([5, 1]);
  writeFileSync(path, 'etl=TRACE');
  await becomes('etl', 1);
});

test.each<[string, (path: string) => void, RegExp]>([
  ['a directory', (path) => mkdirSync(path), /no regular file|EISDIR/],
  ['a pipe', (path) => execFileSync('mkfifo', [path]), /no regular file/],
  ['a large file', (path) => writeFileSync(path, '#'.repeat(70_000)), /larger than 65536 bytes/],
  ['a level that is none', (path) => writeFileSync(path, 'LOUD'), /line 1 is no rule/],
  ['an empty file', (path) => writeFileSync(path, ''), /^$/],
])('%s in the place of the file does not stop the start', async (_, make, message) => {
  const { levels, reports } = following(make);
  expect(levels.ofName('x')).toBe(9);
  await expect.poll(() => reports.join(), PATIENT).toMatch(message);
  await aWhile();
  expect(reports.length).toBeLessThan(2);
});

test('a processor reports a broken file to onError', async () => {
  const path = join(temporaryDirectory(), 'levels.txt');
  writeFileSync(path, 'LOUD');
  const { reports } = setUp({ sinks: [() => undefined], levels: { file: path } });
  await expect
    .poll(() => reports, PATIENT)
    .toEqual([{ message: expect.stringContaining('line 1 is no rule'), source: 'levels', target: path }]);
});

test.skipIf(process.getuid?.() === 0)('a file that may not be read is reported', () => {
  const { reports } = following((path) => {
    writeFileSync(path, 'DEBUG');
    chmodSync(path, 0);
  });
  expect(reports).toEqual([expect.stringMatching(/EACCES/)]);
});

test('a file that is closed is followed no longer', async () => {
  const { path, levels, file } = following(holding('etl=DEBUG'));
  file.close();
  writeFileSync(path, 'etl=TRACE');
  await aWhile();
  expect(levels.ofName('etl')).toBe(5);
});
