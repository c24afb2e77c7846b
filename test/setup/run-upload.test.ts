// The upload at the end of a run, to a target: all files of the run, with what earlier runs left.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { expect, expectTypeOf, onTestFinished, test } from 'vitest';
import {
  directoryTarget,
  finishRun,
  LakeTraceLogRecordProcessor,
  UploadError,
  type UploadReport,
} from '../../src/index.ts';
import { bodiesIn, textOf } from '../support/log-directory.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function providerOf(...directories: readonly string[]): LoggerProvider {
  const processors = directories.map(
    (directory) => new LakeTraceLogRecordProcessor({ file: { directory, name: 'run', compression: 'gzip' } }),
  );
  const provider = new LoggerProvider({ processors });
  onTestFinished(() => provider.shutdown());
  provider.getLogger('app').emit({ body: 'the last one' });
  return provider;
}

const below = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test('a target gets the files of the run and those that earlier runs left, and the report has them all', async () => {
  const directory = temporaryDirectory();
  const lake = temporaryDirectory();
  writeFileSync(join(directory, 'run.2026-01-31T12-00-00.000Z.jsonl'), 'of a run that died\n');
  writeFileSync(join(directory, 'other.2026-01-31T12-00-00.000Z.jsonl'), 'not of this one\n');
  const report = await finishRun({ provider: providerOf(directory), upload: directoryTarget(lake) });
  expectTypeOf(report.uploaded).toEqualTypeOf<UploadReport | undefined>();
  expect(report).toMatchObject({ ok: true, upload: 'done', errors: [] });
  expect(report.uploaded?.files.map(({ outcome }) => outcome)).toEqual(['uploaded', 'uploaded']);
  const stored = below(lake).sort();
  expect(await textOf(stored[0] ?? '')).toBe('of a run that died\n');
  expect(bodiesIn(await textOf(stored[1] ?? ''))).toEqual(['the last one']);
});

test('options of an upload', async () => {
  const directory = temporaryDirectory();
  const lake = temporaryDirectory();
  const upload = { target: directoryTarget(lake), after: 'delete', layout: 'here/{file}' } as const;
  const report = await finishRun({ provider: providerOf(directory), upload });
  expect(report).toMatchObject({ ok: true, uploaded: { files: [{ local: 'deleted' }] } });
  expect(readdirSync(join(lake, 'here'))).toHaveLength(1);
  expect(below(directory).filter((path) => path.endsWith('.gz'))).toEqual([]);
});

test('files of several directories', async () => {
  const lake = temporaryDirectory();
  const provider = providerOf(temporaryDirectory(), temporaryDirectory());
  const report = await finishRun({ provider, upload: directoryTarget(lake) });
  expect(report).toMatchObject({ ok: true, uploaded: { ok: true } });
  expect(report.uploaded?.files).toHaveLength(2);
  expect(below(lake)).toHaveLength(2);
});

test('what fails is said once, and file by file in the report', async () => {
  const target = { ...directoryTarget('/nowhere'), stat: () => Promise.reject(new UploadError('refused', 'no entry')) };
  const report = await finishRun({ provider: providerOf(temporaryDirectory()), upload: target });
  expect(report).toMatchObject({ ok: false, upload: 'failed', errors: [{ step: 'upload' }] });
  expect(report.errors[0]?.error.message).toBe('1 of 1 files were not uploaded: no entry');
  expect(report.uploaded?.files).toMatchObject([{ outcome: 'failed' }]);
});

test('a target that hangs is left in time, and the report is there all the same', async () => {
  const target = { ...directoryTarget('/nowhere'), stat: () => new Promise<undefined>(() => undefined) };
  const provider = providerOf(temporaryDirectory());
  const report = await finishRun({ provider, upload: target, timeout: 2000 });
  expect(report).toMatchObject({ ok: false, upload: 'timed out', uploaded: { ok: false } });
});

test('a target that uploads and never closes does not take the report of it away', async () => {
  const target = { ...directoryTarget(temporaryDirectory()), close: () => new Promise<void>(() => undefined) };
  const report = await finishRun({ provider: providerOf(temporaryDirectory()), upload: target, timeout: 3000 });
  expect(report).toMatchObject({ ok: false, uploaded: { ok: false, files: [{ outcome: 'uploaded' }] } });
  expect(report.uploaded?.errors[0]?.message).toMatch(/ could not be closed/);
});

test.each([
  [{}, 'upload'],
  ['/a/path', 'upload'],
  [{ target: {} }, 'upload.target'],
  [{ target: directoryTarget('x'), layout: 'x' }, 'upload.layout'],
  [{ put: () => undefined }, 'upload'],
])('%j is no upload', async (upload, option) => {
  const report = await finishRun({ provider: providerOf(temporaryDirectory()), upload: upload as never });
  expect(report.errors).toMatchObject([{ step: 'options', error: { name: 'ConfigurationError', option } }]);
});
