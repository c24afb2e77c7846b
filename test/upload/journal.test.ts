// The journal of a directory: whatever becomes of it, each file is at its target once, and none is passed over.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { directoryTarget, type UploadReport, uploadLogs } from '../../src/index.ts';
import { Journal, type JournalEntry } from '../../src/upload/journal.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const JOURNAL = '.laketrace-uploads.journal';
const NAMES = ['app.2026-01-31T12-00-00.000Z.jsonl', 'app.2026-01-31T13-00-00.000Z.jsonl'];
const DAY = 86_400_000;

function logs(): string {
  const directory = temporaryDirectory();
  for (const name of NAMES) writeFileSync(join(directory, name), `${name}\n`);
  return directory;
}

const outcomes = (report: UploadReport) => report.files.map(({ outcome }) => outcome);

const sent = (lake: string) =>
  readdirSync(lake, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

test('a journal that is cut at any place is continued', async () => {
  const directory = logs();
  const lake = temporaryDirectory();
  const target = directoryTarget(lake);
  await uploadLogs({ directory, target });
  const whole = readFileSync(join(directory, JOURNAL), 'utf8');
  for (let length = 0; length < whole.length; length += 23) {
    writeFileSync(join(directory, JOURNAL), whole.slice(0, length));
    const report = await uploadLogs({ directory, target });
    expect(report).toMatchObject({ ok: true, notes: [], bytes: 0 });
    expect(outcomes(await uploadLogs({ directory, target }))).toEqual(['uploaded before', 'uploaded before']);
  }
  expect(sent(lake)).toBe(2);
});

test('one of another version of the package is left as it is', async () => {
  const directory = logs();
  const target = directoryTarget(temporaryDirectory());
  await uploadLogs({ directory, target });
  const path = join(directory, JOURNAL);
  const foreign = readFileSync(path, 'utf8').replace('"version":1', '"version":2');
  writeFileSync(path, foreign);
  const report = await uploadLogs({ directory, target });
  expect(outcomes(report)).toEqual(['already there', 'already there']);
  expect(report.notes).toEqual([expect.stringMatching(/is of another version of this package \(2\)$/)]);
  expect(readFileSync(path, 'utf8')).toBe(foreign);
});

test.each([
  ['a directory', (path: string) => mkdirSync(path)],
  ['a link', (path: string) => symlinkSync(join(path, '../victim'), path)],
])('%s in its place is no reason to upload nothing', async (_, make) => {
  const directory = logs();
  writeFileSync(join(directory, 'victim'), 'of somebody else');
  make(join(directory, JOURNAL));
  const report = await uploadLogs({ directory, target: directoryTarget(temporaryDirectory()) });
  expect(report).toMatchObject({ ok: true, notes: [expect.stringContaining('the journal cannot be used')] });
  expect(outcomes(report)).toEqual(['uploaded', 'uploaded']);
  expect(readFileSync(join(directory, 'victim'), 'utf8')).toBe('of somebody else');
});

test('a directory that is read-only', async (context) => {
  const directory = temporaryDirectory();
  const mount = (...options: string[]) => execFileSync('mount', ['-t', 'tmpfs', ...options], { stdio: 'pipe' });
  try {
    mount('tmpfs', directory);
  } catch {
    context.skip('no tmpfs can be mounted here');
  }
  onTestFinished(() => void execFileSync('umount', [directory], { stdio: 'pipe' }));
  for (const name of NAMES) writeFileSync(join(directory, name), `${name}\n`);
  mount('-o', 'remount,ro', 'tmpfs', directory);
  const target = directoryTarget(temporaryDirectory());
  expect(outcomes(await uploadLogs({ directory, target }))).toEqual(['uploaded', 'uploaded']);
  const again = await uploadLogs({ directory, target });
  expect(outcomes(again)).toEqual(['already there', 'already there']);
  expect(again).toMatchObject({ ok: true, notes: [expect.any(String), expect.stringContaining('each upload asks')] });
});

test('each target has an account of its own', async () => {
  const directory = logs();
  const lakes = [temporaryDirectory(), temporaryDirectory()];
  for (const lake of lakes) await uploadLogs({ directory, target: directoryTarget(lake) });
  expect(lakes.map(sent)).toEqual([2, 2]);
  for (const lake of lakes) {
    // What was sent is not sent again where somebody takes it away, as jobs do that move what they have read.
    rmSync(lake, { recursive: true });
    expect(outcomes(await uploadLogs({ directory, target: directoryTarget(lake) }))).toEqual([
      'uploaded before',
      'uploaded before',
    ]);
  }
});

test('it does not grow for ever: entries of files that are gone for long are dropped, whatever the clock says', async () => {
  const directory = temporaryDirectory();
  const now = Date.UTC(2026, 0, 31);
  const entry = (index: number, at: number): JournalEntry => ({
    target: 'somewhere',
    file: `app.${index}.jsonl`,
    key: `app.${index}.jsonl`,
    bytes: 1,
    modified: 1,
    sha256: 'a'.repeat(64),
    remote: `app.${index}.jsonl`,
    at: new Date(at).toISOString(),
  });
  const long = Array.from({ length: 1200 }, (_, index) => entry(index, now - 31 * DAY));
  const others = [entry(2000, now - DAY), entry(2001, now + 400 * DAY)];
  const lines = [{ laketrace: 'uploads', version: 1 }, ...long, ...others].map((line) => JSON.stringify(line));
  writeFileSync(join(directory, JOURNAL), `${lines.join('\n')}\n`);
  const journal = await Journal.read(directory);
  // One of them is still there.
  await journal.shrink(new Set(['app.7.jsonl']), now);
  await journal.close();
  const left = readFileSync(join(directory, JOURNAL), 'utf8').trimEnd().split('\n').slice(1);
  expect(left.map((line) => (JSON.parse(line) as JournalEntry).file)).toEqual([
    'app.7.jsonl',
    'app.2000.jsonl',
    'app.2001.jsonl',
  ]);
});
