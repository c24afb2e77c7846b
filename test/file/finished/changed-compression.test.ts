// A process was killed while it compressed, and the next one compresses otherwise or not at all: nothing is there twice.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { RealProcessTable } from '../../../src/file/system/process-identity.ts';
import { bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const OLD = 'app.2026-01-31T12-00-00.123Z.jsonl';
const LINE = `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'old' } }] }] }] })}\n`;

/** A directory in which a file and its archive are, and a next start in it. Answers the errors that were reported. */
async function startBeside(
  archives: Readonly<Record<string, Uint8Array>>,
  options: RotatingFileLogRecordExporterOptions,
) {
  const directory = temporaryDirectory();
  const errors: string[] = [];
  writeFileSync(join(directory, OLD), LINE);
  for (const [suffix, content] of Object.entries(archives)) writeFileSync(join(directory, OLD + suffix), content);
  const exporter = new RotatingFileLogRecordExporter({
    directory,
    name: 'app',
    onError: (error) => errors.push(error.message),
    ...options,
  });
  exporter.append(logRecord('new'));
  await exporter.shutdown();
  return { directory, errors };
}

test.each([
  ['.gz', gzipSync(LINE), 'zstd'],
  ['.gz', gzipSync(LINE), 'bz2'],
  ['.zst', zstdCompressSync(LINE), 'gzip'],
  ['.zst', zstdCompressSync(LINE), 'zip'],
  ['.gz', gzipSync(LINE), 'none'],
  ['.zst', zstdCompressSync(LINE), 'none'],
] as const)(
  'a complete %s archive beside its file, and then compression: %3$s',
  async (suffix, content, compression) => {
    const { directory, errors } = await startBeside({ [suffix]: content }, { compression });
    expect(namesIn(directory)).toEqual([OLD + suffix, 'app.jsonl']);
    expect(await bodiesInDirectory(directory)).toEqual(['old', 'new']);
    expect(errors).toEqual([]);
  },
);

test('without compression a finished file that has no archive stays as it is', async () => {
  const { directory } = await startBeside({}, { compression: 'none' });
  expect(namesIn(directory)).toEqual([OLD, 'app.jsonl']);
});

test('an archive of another codec that holds something else costs no source', async () => {
  const { directory, errors } = await startBeside({ '.gz': gzipSync('something else') }, { compression: 'zstd' });
  expect(namesIn(directory)).toEqual([OLD, `${OLD}.gz`, 'app.jsonl']);
  expect(errors).toEqual([expect.stringContaining('holds other bytes')]);
});

test.each([
  ['complete', gzipSync(LINE), 0],
  ['half-written by the function itself', gzipSync(LINE).subarray(0, 30), 1],
])('a function for compression finds an archive that is %s', async (_, content, calls) => {
  let called = 0;
  const compression = async (path: string) => {
    called++;
    const archive = `${path}.gz`;
    writeFileSync(archive, gzipSync(LINE));
    return await Promise.resolve(archive);
  };
  const { directory } = await startBeside({ '.gz': content }, { compression });
  expect(called).toBe(calls);
  expect(namesIn(directory)).toEqual([`${OLD}.gz`, 'app.jsonl']);
  expect(await bodiesInDirectory(directory)).toEqual(['old', 'new']);
});

test('the lock of a file that was being compressed goes, though nothing compresses it now', async () => {
  const directory = temporaryDirectory();
  const { namespace } = new RealProcessTable().self;
  const owner = { pid: 4_194_999, thread: 0, start: '1', namespace, exporter: 'app' };
  writeFileSync(join(directory, OLD), LINE);
  writeFileSync(join(directory, `.${OLD}.3.lock`), JSON.stringify(owner));
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app' });
  exporter.append(logRecord('new'));
  await exporter.shutdown();
  expect(namesIn(directory)).toEqual([OLD, 'app.jsonl']);
});
