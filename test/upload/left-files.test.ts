// Active files whose programs have ended: they are finished and uploaded. Those of programs that live are not touched.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directoryTarget, RotatingFileLogRecordExporter, uploadLogs, verifyIntegrity } from '../../src/index.ts';
import { bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

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

test('the file of a program that has ended is finished, where its name is given', async () => {
  const directory = temporaryDirectory();
  await writtenBy(directory, 'the last one');
  expect(namesIn(directory)).toEqual(['app.jsonl']);
  const unnamed = await uploaded(directory);
  expect(unnamed.report.files).toEqual([]);
  expect(unnamed.report.notes).toEqual([expect.stringContaining('app.jsonl is no finished file')]);
  const named = await uploaded(directory, { name: 'app' });
  expect(named.bodies).toEqual(['the last one']);
  expect(namesIn(directory)).toEqual(['.laketrace-uploads.journal', expect.stringMatching(/^app\.2.*Z\.jsonl$/)]);
  // The program starts again.
  await writtenBy(directory, 'of the next run');
  expect(await bodiesInDirectory(directory)).toEqual(['the last one', 'of the next run']);
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
