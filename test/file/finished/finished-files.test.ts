// The list of what a run has finished: what a program copies to a lake at its end.
import { readFileSync, rmSync } from 'node:fs';
import { copyFile, unlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import type { LakeTraceLogRecordProcessor } from '../../../src/processor/log-record-processor.ts';
import { ProcessorIn } from '../../processor/provider.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { errno, fileSystemThat } from '../../support/failing-file-system.ts';
import { bodiesIn, namesIn, textOf } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function bodiesOf(paths: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(paths.map((path) => textOf(path)));
  return texts.flatMap(bodiesIn);
}

describe.each([
  ['written in the thread', false],
  ['written off it', true],
])('%s', (_, enqueue) => {
  test.each([
    ['plain', {}],
    ['compressed', { compression: 'gzip' }],
    ['kept uncompressed for a while', { compression: 'gzip', compressAfter: 1 }],
    [
      'compressed by a function, to another name',
      {
        compression: async (path: string) => {
          await copyFile(path, `${dirname(path)}/made-of-${basename(path)}`);
          await unlink(path);
          return `${dirname(path)}/made-of-${basename(path)}`;
        },
      },
    ],
  ] as [string, RotatingFileLogRecordExporterOptions][])(
    '%s: all records of the run, and no others',
    async (_name, options) => {
      const directory = temporaryDirectory();
      for (const run of ['first', 'second']) {
        const exporter = new RotatingFileLogRecordExporter({
          directory,
          name: 'app',
          rotation: '2 KB',
          enqueue,
          ...options,
        });
        const bodies = Array.from({ length: 50 }, (_, i) => `${run} ${i}`);
        for (const body of bodies) exporter.append(logRecord(body));
        const files = await exporter.finishedFiles();
        expect(files.length).toBeGreaterThan(2);
        expect(files.every(isAbsolute)).toBe(true);
        expect(await bodiesOf(files)).toEqual(bodies);
        await exporter.shutdown();
        expect(await exporter.finishedFiles()).toEqual(files);
      }
    },
  );
});

test('nothing was logged: none, and no file is made', async () => {
  const directory = temporaryDirectory();
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app' });
  expect(await exporter.finishedFiles()).toEqual([]);
  await exporter.shutdown();
  expect(await exporter.finishedFiles()).toEqual([]);
  expect(namesIn(directory)).toEqual([]);
});

test('what retention or somebody else has deleted is not among them', async () => {
  const directory = temporaryDirectory();
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', retention: 3 });
  for (let i = 0; i < 6; i++) {
    exporter.append(logRecord(`record ${i}`));
    await exporter.rotate();
  }
  const files = await exporter.finishedFiles();
  expect(await bodiesOf(files)).toEqual(['record 3', 'record 4', 'record 5']);
  rmSync(files[0] ?? '');
  expect(await exporter.finishedFiles()).toEqual(files.slice(1));
  await exporter.shutdown();
});

test('records that come while it waits are in the next list', async () => {
  const directory = temporaryDirectory();
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', compression: 'gzip', enqueue: true });
  exporter.append(logRecord('before'));
  const listed = exporter.finishedFiles();
  await new Promise((resolve) => setImmediate(resolve));
  exporter.append(logRecord('meanwhile'));
  expect(await bodiesOf(await listed)).toContain('before');
  expect(await bodiesOf(await exporter.finishedFiles())).toEqual(['before', 'meanwhile']);
  await exporter.shutdown();
});

test('it rejects where the file cannot be renamed, rather than leave its records out', async () => {
  const directory = temporaryDirectory();
  let refuses = true;
  const fs = fileSystemThat((name) =>
    refuses && (name === 'rename' || name === 'link') ? errno('EACCES') : undefined,
  );
  const exporter = new ExporterIn({ directory, name: 'app', onError: () => undefined }, environmentWith({ fs }));
  exporter.append(logRecord('record'));
  await expect(exporter.finishedFiles()).rejects.toThrow(/could not be finished/);
  refuses = false;
  expect(await bodiesOf(await exporter.finishedFiles())).toEqual(['record']);
  await exporter.shutdown();
});

describe('of a processor', () => {
  const nowhere = { detection: { env: {} } };
  const emit = (processor: LakeTraceLogRecordProcessor, body: string) => processor.onEmit(logRecord(body) as never);

  test('rotates, lists, and continues after reopen', async () => {
    const directory = temporaryDirectory();
    const processor = new ProcessorIn({ file: { directory, name: 'app' } }, nowhere);
    emit(processor, 'one');
    await processor.rotate();
    emit(processor, 'two');
    await processor.reopen();
    emit(processor, 'three');
    expect(await bodiesOf(await processor.finishedFiles())).toEqual(['one', 'two', 'three']);
    await processor.shutdown();
    expect(readFileSync((await processor.finishedFiles())[0] ?? '', 'utf8')).toContain('one');
  });

  test.each([true, false])(
    'a disk that refuses, catch: %s: the job continues with what is finished, or gets the error at once',
    async (isCaught) => {
      const directory = temporaryDirectory();
      let isFull = false;
      const reported: string[] = [];
      const fs = fileSystemThat((name) =>
        isFull && (name === 'link' || name === 'rename') ? errno('EACCES') : undefined,
      );
      const file = new ExporterIn({ directory, name: 'app', onError: () => undefined }, environmentWith({ fs }));
      const processor = new ProcessorIn(
        { file, catch: isCaught, onError: (error) => reported.push(error.message) },
        nowhere,
      );
      emit(processor, 'one');
      await processor.rotate();
      isFull = true;
      emit(processor, 'two');
      const files = processor.finishedFiles();
      if (isCaught) {
        expect(await bodiesOf(await files)).toEqual(['one']);
        expect(reported.join()).toContain('could not be finished');
      } else await expect(files).rejects.toThrow('could not be finished');
      isFull = false;
      await processor.shutdown();
    },
  );

  test.each([
    ['without files', { file: false }, nowhere],
    ['on an executor', {}, { detection: { env: { SPARK_EXECUTOR_DIRS: '/tmp/x' } } }],
  ])('%s there are none', async (_, options, environment) => {
    const processor = new ProcessorIn(options, environment);
    emit(processor, 'one');
    await processor.rotate();
    await processor.reopen();
    expect(await processor.finishedFiles()).toEqual([]);
    await processor.shutdown();
  });
});
