// Active files whose programs have ended: they are finished and uploaded. Those of programs that live are not touched.
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  directoryTarget,
  getLogger,
  RotatingFileLogRecordExporter,
  uploadLogs,
  verifyIntegrity,
} from '../../src/index.ts';
import { bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const NOBODY = 65_534;

/** What is in the lake, below one folder. */
async function uploaded(directory: string, more: object = {}) {
  const lake = temporaryDirectory();
  const report = await uploadLogs({ directory, target: directoryTarget(lake), layout: '{file}', ...more });
  return { report, lake, bodies: await bodiesInDirectory(lake) };
}

async function writtenBy(directory: string, body: string, more: object = {}): Promise<void> {
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', ...more });
  exporter.export([logRecord(body)], () => undefined);
  await exporter.shutdown();
}

/** A program that logs, and is killed before it can close its file. */
function killedWriter(directory: string, more: object = {}, body = 'of one that died'): void {
  const index = join(import.meta.dirname, '../../src/index.ts');
  const records = join(import.meta.dirname, '../support/log-records.ts');
  const code = `
    import { RotatingFileLogRecordExporter } from ${JSON.stringify(index)};
    import { logRecord } from ${JSON.stringify(records)};
    const exporter = new RotatingFileLogRecordExporter(${JSON.stringify({ directory, name: 'app', flush: 'record', ...more })});
    exporter.export([logRecord(${JSON.stringify(body)})], () => {});
    process.kill(process.pid, 'SIGKILL');`;
  const { signal } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', code], { stdio: 'inherit' });
  expect(signal).toBe('SIGKILL');
}

test('the file of a program that has ended is finished, though nothing but its lines says whose it is', async () => {
  const directory = temporaryDirectory();
  await writtenBy(directory, 'the last one');
  expect(namesIn(directory)).toEqual(['app.jsonl']);
  const { bodies, report } = await uploaded(directory);
  expect([bodies, report.notes]).toEqual([['the last one'], []]);
  expect(namesIn(directory)).toEqual(['.laketrace-uploads.journal', expect.stringMatching(/^app\.2.*Z\.jsonl$/)]);
  // The program starts again.
  await writtenBy(directory, 'of the next run');
  expect(await bodiesInDirectory(directory)).toEqual(['the last one', 'of the next run']);
});

test('so are those of loggers, and of several processes; text is by its name alone', async () => {
  const directory = temporaryDirectory();
  await writtenBy(directory, 'as OTLP');
  renameSync(join(directory, 'app.jsonl'), join(directory, 'app.4711.jsonl'));
  for (const [name, format] of [['etl'], ['text', '{message}']] as const) {
    const log = getLogger(name, { logDir: directory, stdout: false, ...(format && { format }) });
    log.info('of a logger');
    await log.close();
  }
  const upload = (more = {}) => uploadLogs({ directory, target: directoryTarget(temporaryDirectory()), ...more });
  const report = await upload();
  expect(report.files.map(({ path }) => basename(path).replace(/2.*Z/, '…'))).toEqual(['app.….jsonl', 'etl.….jsonl']);
  expect(report.notes).toEqual([expect.stringContaining('text.log is no finished file')]);
  expect((await upload({ name: 'text' })).files).toMatchObject([{ outcome: 'uploaded' }]);
});

test.each([
  ['of a collector', '{"resourceLogs":[{"resource":{},"scopeLogs":[]}]}\n'],
  [
    'of the Python version',
    '{"timestamp": "2026-01-31T12:00:00Z", "level": "INFO", "message": "m", "logger_name": "a", "hostname": "h", "pid": 1}\n',
  ],
  ['of pino', '{"level":30,"time":1,"pid":1,"hostname":"h","msg":"m"}\n'],
  ['empty', ''],
])('what is %s, and may be written to, is not touched', async (_, content) => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'app.jsonl'), content);
  expect((await uploaded(directory)).report).toMatchObject({ ok: true, files: [] });
  expect(readFileSync(join(directory, 'app.jsonl'), 'utf8')).toBe(content);
});

test('what a live program has is not touched, whatever is in it', async () => {
  const directory = temporaryDirectory();
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', flush: 'record' });
  exporter.export([logRecord('of a live one')], () => undefined);
  expect((await uploaded(directory)).report).toMatchObject({ ok: true, files: [] });
  exporter.export([logRecord('more')], () => undefined);
  await exporter.shutdown();
  expect(await bodiesInDirectory(directory)).toEqual(['of a live one', 'more']);
});

test('it is known by the finished files beside it', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'notes.log'), 'of another program\n');
  await writtenBy(directory, 'first');
  await uploaded(directory, { name: 'app' });
  await writtenBy(directory, 'second');
  const { bodies, report } = await uploaded(directory);
  expect(bodies).toEqual(['first', 'second']);
  expect(report.notes).toEqual([expect.stringContaining('notes.log is no finished file')]);
  expect(readFileSync(join(directory, 'notes.log'), 'utf8')).toBe('of another program\n');
});

test('what a program that was killed left is finished, without its torn end', async () => {
  const directory = temporaryDirectory();
  killedWriter(directory);
  writeFileSync(join(directory, 'app.jsonl'), '{"half', { flag: 'a' });
  const { bodies, report } = await uploaded(directory, { name: 'app' });
  expect(bodies).toEqual(['of one that died']);
  expect(report).toMatchObject({
    ok: true,
    notes: [expect.stringContaining('ended in a torn line, which is kept in')],
  });
  expect(namesIn(directory).filter((name) => name.endsWith('.lock'))).toEqual([]);
});

test('what was killed before its first rotation is known by its lock', async () => {
  const directory = temporaryDirectory();
  killedWriter(directory);
  writeFileSync(join(directory, 'notes.log'), 'of another program\n');
  const { bodies, report } = await uploaded(directory);
  expect(bodies).toEqual(['of one that died']);
  expect(report.notes).toEqual([expect.stringContaining('notes.log is no finished file')]);
});

test('a chained file of one that was killed is left to its program', async () => {
  const directory = temporaryDirectory();
  killedWriter(directory, { integrity: true });
  const { report } = await uploaded(directory, { name: 'app' });
  expect(report).toMatchObject({ files: [], notes: [expect.stringContaining('the next start of its program')] });
  await writtenBy(directory, 'of the next run', { integrity: true });
  const { bodies, lake } = await uploaded(directory, { name: 'app' });
  expect(bodies).toEqual(['of one that died', 'of the next run']);
  expect(await verifyIntegrity(namesIn(lake).map((name) => join(lake, name)))).toMatchObject({ ok: true });
});

test('the mark of its last line says that a file is chained, not what was logged', async () => {
  const directory = temporaryDirectory();
  killedWriter(directory, {}, 'of laketraceChain');
  const { bodies, report } = await uploaded(directory, { name: 'app' });
  expect({ bodies, notes: report.notes }).toEqual({ bodies: ['of laketraceChain'], notes: [] });
});

test('a chained file of long lines, with a torn end, is left to its program', async () => {
  const directory = temporaryDirectory();
  killedWriter(directory, { integrity: true }, 'x'.repeat(10_000));
  writeFileSync(join(directory, 'app.jsonl'), '{"half', { flag: 'a' });
  const before = namesIn(directory);
  const { report } = await uploaded(directory, { name: 'app' });
  expect(report).toMatchObject({ files: [], notes: [expect.stringContaining('the next start of its program')] });
  expect(namesIn(directory).filter((name) => !name.includes('journal'))).toEqual(before);
});

test('a log whose name has a dot is known by its finished files', async () => {
  const directory = temporaryDirectory();
  await writtenBy(directory, 'first', { name: 'my.app' });
  await uploaded(directory, { name: 'my.app' });
  await writtenBy(directory, 'second', { name: 'my.app' });
  const { bodies, report } = await uploaded(directory);
  expect({ bodies, notes: report.notes }).toEqual({ bodies: ['first', 'second'], notes: [] });
});

test('the active file of a program that lives is not touched', async () => {
  const directory = temporaryDirectory();
  await writtenBy(directory, 'first');
  await uploaded(directory, { name: 'app' });
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app' });
  exporter.export([logRecord('live')], () => undefined);
  await exporter.forceFlush();
  const { bodies } = await uploaded(directory, { name: 'app' });
  expect(bodies).toEqual(['first']);
  exporter.export([logRecord('still live')], () => undefined);
  await exporter.shutdown();
  expect(await bodiesInDirectory(directory)).toEqual(['first', 'live', 'still live']);
  expect((await uploaded(directory, { name: 'app' })).bodies).toEqual(['first', 'live', 'still live']);
});

test('a dry run says what would be sent, and writes nothing', async () => {
  const directory = temporaryDirectory();
  await writtenBy(directory, 'first');
  await uploaded(directory, { name: 'app' });
  await writtenBy(directory, 'second', { rotation: '1 B' });
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app' });
  exporter.export([logRecord('third')], () => undefined);
  await exporter.forceFlush();
  const before = namesIn(directory);
  const target = { ...directoryTarget('/nowhere'), name: 'other' };
  const { report } = await uploaded(directory, { target, dryRun: true, exporter });
  expect(report).toMatchObject({ ok: true, bytes: 0 });
  expect(report.files.map(({ outcome }) => outcome)).toEqual(report.files.map(() => 'planned'));
  expect(report.files[0]?.remote).toMatch(/^app\..*\.[0-9a-f]{8}\.jsonl$/);
  expect(namesIn(directory)).toEqual(before);
  await exporter.shutdown();
});

test('a dry run says as well what would be finished first, and a real one does it', async () => {
  const directory = temporaryDirectory();
  await writtenBy(directory, 'of one that ended');
  killedWriter(directory, { name: 'etl' }, 'of one that died');
  killedWriter(directory, { name: 'chained', integrity: true });
  await writtenBy(directory, 'torn', { name: 'torn' });
  appendFileSync(join(directory, 'torn.jsonl'), '{"resourceLogs":[');
  const live = new RotatingFileLogRecordExporter({ directory, name: 'live', flush: 'record' });
  live.export([logRecord('of one that runs')], () => undefined);
  const before = namesIn(directory);
  const target = directoryTarget(temporaryDirectory());
  const plan = await uploadLogs({ directory, target, layout: '{file}', dryRun: true });
  expect(namesIn(directory)).toEqual(before);
  const planned = plan.files.map(({ path, outcome, remote }) => ({ path: basename(path), outcome, remote }));
  const remoteOf = (name: string) => expect.stringMatching(new RegExp(`^${name}\\.2.*Z\\.[0-9a-f]{8}\\.jsonl$`));
  expect(planned.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: 'app.jsonl', outcome: 'planned', remote: remoteOf('app') },
    { path: 'etl.jsonl', outcome: 'planned', remote: remoteOf('etl') },
    // What is sent of it is not all of it.
    { path: 'torn.jsonl', outcome: 'planned', remote: undefined },
  ]);
  expect(plan.notes.map((note) => note.replaceAll(directory, '$')).sort()).toEqual([
    '$/app.jsonl would be finished first: its program has ended',
    expect.stringMatching(/^\$\/chained\.jsonl is of a process that died, and chained by digests: /),
    '$/etl.jsonl would be finished first: its program has ended',
    '$/torn.jsonl would be finished first: its program has ended, and its last line, which is torn, would be cut off and kept',
  ]);
  const report = await uploadLogs({ directory, target, layout: '{file}' });
  const digits = (remote: string | undefined) => remote?.replace(/^(\w+)\..*\.([0-9a-f]{8})\.jsonl$/, '$1 $2');
  const sent = new Set(report.files.map(({ remote }) => digits(remote)));
  for (const { remote } of planned) if (remote !== undefined) expect(sent).toContain(digits(remote));
  expect(report.files).toHaveLength(planned.length);
  await live.shutdown();
});

test('a dry run that finds nothing of a name says so', async () => {
  const directory = temporaryDirectory();
  await writtenBy(directory, 'of another');
  const { report } = await uploaded(directory, { name: 'ap', dryRun: true });
  expect([report.files, report.notes]).toEqual([[], ['there are no closed files of ap']]);
});

test.skipIf(process.platform === 'win32')('a file that cannot be read does not end a dry run', async () => {
  const directory = temporaryDirectory();
  for (const body of ['first', 'second']) await writtenBy(directory, body, { rotation: '1 B' });
  await uploaded(directory, { dryRun: true });
  chmodSync(directory, 0o755);
  const [closed = '', active = ''] = namesIn(directory);
  chmodSync(join(directory, closed), 0);
  const isRoot = process.getuid?.() === 0;
  // Root may read all.
  if (isRoot) process.seteuid?.(NOBODY);
  const plan = await uploadLogs({ directory, target: directoryTarget('/nowhere'), dryRun: true }).finally(() => {
    if (isRoot) process.seteuid?.(0);
  });
  chmodSync(join(directory, closed), 0o600);
  expect(active).toBe('app.jsonl');
  expect(plan.files[0]).toMatchObject({ outcome: 'failed', error: { message: expect.stringContaining('EACCES') } });
  expect(plan.ok).toBe(false);
});
