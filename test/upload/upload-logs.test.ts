// Uploading a directory: what goes, what stays, what is said.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { directoryTarget, RotatingFileLogRecordExporter, uploadLogs } from '../../src/index.ts';
import { bodiesIn, namesIn, textOf } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const STAMP = '2026-01-31T12-00-00.123Z';
const LATER = '2026-02-01T00-00-00.000Z';

/** A directory with files, by name. */
function logsWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

/** The paths of all files below a directory, without hidden ones. */
function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return files.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1)).sort();
}

const outcomesOf = (report: { readonly files: readonly { readonly outcome: string }[] }) =>
  report.files.map(({ outcome }) => outcome);

test('closed files go into the layout, oldest first; what is empty or half does not', async () => {
  const directory = logsWith({
    [`app.${LATER}.jsonl.gz`]: gzipSync('later\n'),
    [`app.${STAMP}.jsonl`]: 'first\n',
    [`app.${STAMP}.1.jsonl`]: '',
    [`app.${LATER}.jsonl.gz.tmp`]: 'half',
    [`app.${STAMP}.jsonl.torn`]: 'torn',
    'other.txt': 'not ours',
  });
  const lake = join(temporaryDirectory(), 'lake');
  const report = await uploadLogs({ directory, target: directoryTarget(lake) });
  expect(report).toMatchObject({ ok: true, errors: [], notes: [], target: `directory:${lake}`, directory });
  expect(outcomesOf(report)).toEqual(['uploaded', 'uploaded']);
  const [first = '', later = ''] = report.files.map(({ remote }) => remote ?? '');
  expect(first).toMatch(/^service=app\/date=2026-01-31\/app\.2026-01-31T12-00-00\.123Z\.[0-9a-f]{8}\.jsonl$/);
  expect(later).toMatch(/^service=app\/date=2026-02-01\/app\.2026-02-01T00-00-00\.000Z\.[0-9a-f]{8}\.jsonl\.gz$/);
  expect(filesBelow(lake)).toEqual([first, later]);
  expect(await textOf(join(lake, first))).toBe('first\n');
  expect(await textOf(join(lake, later))).toBe('later\n');
  expect(namesIn(directory)).toContain(`app.${STAMP}.jsonl`);
});

test('a second upload sends nothing, also where the file was compressed in between', async () => {
  const directory = logsWith({ [`app.${STAMP}.jsonl`]: 'first\n' });
  const target = directoryTarget(join(temporaryDirectory(), 'lake'));
  const first = await uploadLogs({ directory, target });
  writeFileSync(join(directory, `app.${STAMP}.jsonl.gz`), gzipSync('first\n'));
  const second = await uploadLogs({ directory, target });
  expect(outcomesOf(second)).toEqual(['uploaded before']);
  expect(second).toMatchObject({ ok: true, bytes: 0 });
  expect(second.files[0]?.remote).toBe(first.files[0]?.remote);
});

test('the active file of an exporter is finished first', async () => {
  const directory = temporaryDirectory();
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', compression: 'gzip' });
  exporter.export([logRecord('one')], () => undefined);
  const lake = join(temporaryDirectory(), 'lake');
  const report = await uploadLogs({ exporter, target: directoryTarget(lake), layout: '{file}' });
  exporter.export([logRecord('two')], () => undefined);
  await exporter.shutdown();
  expect(report).toMatchObject({ ok: true, directory });
  const [file = ''] = filesBelow(lake);
  expect(bodiesIn(await textOf(join(lake, file)))).toEqual(['one']);
});

test('only the files of a name', async () => {
  const directory = logsWith({ [`app.${STAMP}.jsonl`]: 'a\n', [`app.b.${STAMP}.jsonl`]: 'b\n' });
  const lake = join(temporaryDirectory(), 'lake');
  await uploadLogs({ directory, name: 'app', service: 'pay/roll', target: directoryTarget(lake) });
  expect(filesBelow(lake)).toEqual([expect.stringMatching(/^service=pay%2Froll\/date=2026-01-31\/app\./)]);
});

test('a file that its program compresses meanwhile goes as its archive', async () => {
  const directory = logsWith({ [`app.${STAMP}.jsonl`]: 'first\n', [`app.${LATER}.jsonl`]: 'later\n' });
  const lake = join(temporaryDirectory(), 'lake');
  const later = join(directory, `app.${LATER}.jsonl`);
  const onProgress = () => {
    if (!existsSync(later)) return;
    writeFileSync(`${later}.gz`, gzipSync('later\n'));
    unlinkSync(later);
  };
  const report = await uploadLogs({ directory, target: directoryTarget(lake), concurrency: 1, onProgress });
  expect(report).toMatchObject({
    ok: true,
    files: [{ outcome: 'uploaded' }, { path: `${later}.gz`, outcome: 'uploaded' }],
  });
  expect(filesBelow(lake)).toHaveLength(2);
});

test('a name of which there are no files is told of', async () => {
  const directory = logsWith({ [`app.${STAMP}.jsonl`]: 'first\n' });
  const target = directoryTarget(join(temporaryDirectory(), 'lake'));
  const report = await uploadLogs({ directory, target, name: 'ap' });
  expect(report).toMatchObject({ ok: true, files: [], notes: ['there are no closed files of ap'] });
});

test.each(['.*', '**/.*', '.hidden/*'])('a pattern such as %j finds no hidden file', async (include) => {
  const directory = logsWith({ '.secret.log': 'hidden\n' });
  mkdirSync(join(directory, '.hidden'));
  writeFileSync(join(directory, '.hidden', 'a.log'), 'hidden\n');
  const target = directoryTarget(join(temporaryDirectory(), 'lake'));
  expect(await uploadLogs({ directory, target, include, after: 'delete' })).toMatchObject({ ok: true, files: [] });
  expect(existsSync(join(directory, '.secret.log'))).toBe(true);
});

test('a file is deleted, or marked, once it has arrived', async () => {
  const lake = join(temporaryDirectory(), 'lake');
  const directory = logsWith({ [`app.${STAMP}.jsonl`]: 'first\n' });
  const marked = await uploadLogs({ directory, target: directoryTarget(lake), after: 'mark' });
  expect(marked.files).toMatchObject([{ outcome: 'uploaded', local: 'marked' }]);
  const mark = JSON.parse(readFileSync(join(directory, `.app.${STAMP}.jsonl.uploaded`), 'utf8'));
  expect(mark).toMatchObject({ target: `directory:${lake}`, remote: marked.files[0]?.remote, bytes: 6 });
  const deleted = await uploadLogs({ directory, target: directoryTarget(lake), after: 'delete' });
  expect(deleted.files).toMatchObject([{ outcome: 'uploaded before', local: 'deleted' }]);
  expect(namesIn(directory)).toEqual(['.laketrace-uploads.journal']);
  expect(filesBelow(lake)).toHaveLength(1);
});

test('what an earlier call uploaded is not deleted where the target does not have it any more', async () => {
  const lake = join(temporaryDirectory(), 'lake');
  const directory = logsWith({ [`app.${STAMP}.jsonl`]: 'first\n' });
  const { files } = await uploadLogs({ directory, target: directoryTarget(lake) });
  rmSync(join(lake, files[0]?.remote ?? ''));
  const report = await uploadLogs({ directory, target: directoryTarget(lake), after: 'delete' });
  expect(report).toMatchObject({ ok: true, files: [{ outcome: 'uploaded before' }] });
  expect(report.notes).toEqual([expect.stringContaining('stays: it was uploaded before')]);
  expect(readFileSync(join(directory, `app.${STAMP}.jsonl`), 'utf8')).toBe('first\n');
});

test.each([
  [{}, 'directory'],
  [{ directory: 'logs' }, 'target'],
  [{ directory: 'logs', target: {} }, 'target'],
  [{ directory: 'logs', target: Promise.resolve() }, 'target'],
  [{ directory: '', target: directoryTarget('x') }, 'directory'],
  [{ directory: 'logs', target: directoryTarget('x'), layout: 'a' }, 'layout'],
  [{ directory: 'logs', target: directoryTarget('x'), concurrency: 0 }, 'concurrency'],
  [{ directory: 'logs', target: directoryTarget('x'), retry: -1 }, 'retry'],
  [{ directory: 'logs', target: directoryTarget('x'), retry: { attempts: 1.5 } }, 'retry.attempts'],
  [{ directory: 'logs', target: directoryTarget('x'), retry: { tries: 1 } }, 'retry.tries'],
  [{ directory: 'logs', target: directoryTarget('x'), deadline: 'soon' }, 'deadline'],
  [{ directory: 'logs', target: directoryTarget('x'), after: 'move' }, 'after'],
  [{ directory: 'logs', target: directoryTarget('x'), include: ['../x'] }, 'include'],
  [{ directory: 'logs', target: directoryTarget('x'), include: '/etc/*' }, 'include'],
  [{ directory: 'logs', target: directoryTarget('x'), signal: {} }, 'signal'],
  [{ directory: 'logs', target: directoryTarget('x'), onProgress: true }, 'onProgress'],
  [{ directory: 'logs', target: directoryTarget('x'), exporter: {} }, 'exporter'],
  [{ directory: 'logs', target: directoryTarget('x'), throw: 'yes' }, 'throw'],
  [{ directory: 'logs', target: directoryTarget('x'), parallel: 2 }, 'parallel'],
])('%j is refused at once', async (options, option) => {
  const refused = expect.objectContaining({ name: 'ConfigurationError', option });
  await expect(uploadLogs(options as never)).rejects.toEqual(refused);
});

test('patterns that match nothing are told of', async () => {
  const directory = logsWith({ [`app.${STAMP}.jsonl`]: 'first\n' });
  const target = directoryTarget(join(temporaryDirectory(), 'lake'));
  const report = await uploadLogs({ directory, target, include: ['driver/*.gz', '*.log'] });
  expect(report).toMatchObject({ ok: true, notes: ['there are no closed files that match driver/*.gz, *.log'] });
});

test('a directory beside an exporter has to be the one of the exporter', async () => {
  const directory = temporaryDirectory();
  const other = logsWith({ [`app.${STAMP}.jsonl`]: 'first\n' });
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app' });
  exporter.export([logRecord('one')], () => undefined);
  const lake = join(temporaryDirectory(), 'lake');
  const refused = uploadLogs({ exporter, directory: other, target: directoryTarget(lake) });
  await expect(refused).rejects.toMatchObject({
    name: 'ConfigurationError',
    option: 'directory',
    message: expect.stringMatching(new RegExp(`${other}.*${directory}`)),
  });
  expect(filesBelow(lake)).toEqual([]);
  expect(await uploadLogs({ exporter, directory, target: directoryTarget(lake) })).toMatchObject({ ok: true });
  await exporter.shutdown();
});
