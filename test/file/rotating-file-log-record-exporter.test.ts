// The exporter as a user meets it: records in, a directory of files out.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { diag } from '@opentelemetry/api';
import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../src/file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { ExporterIn, environmentWith } from '../support/environment.ts';
import { bodiesIn, bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { logRecord, numbered } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const ROTATED = /^app\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.jsonl$/;
const ARCHIVE = /^app\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.jsonl\.gz$/;

// Checked by the compiler: the place for another environment is no part of the types.
test('users give it options and nothing else', () => {
  expectTypeOf(RotatingFileLogRecordExporter).constructorParameters.toEqualTypeOf<
    [options?: RotatingFileLogRecordExporterOptions | undefined]
  >();
});

function exporterIn(directory: string, options: RotatingFileLogRecordExporterOptions = {}) {
  return new RotatingFileLogRecordExporter({ directory, name: 'app', ...options });
}

describe('writing', () => {
  test('opens nothing before the first record', async () => {
    const directory = join(temporaryDirectory(), 'logs');
    const exporter = exporterIn(directory);
    await exporter.shutdown();
    expect(existsSync(directory)).toBe(false);
  });

  test('writes at the end of the turn, into a private file of a private directory', async () => {
    const directory = join(temporaryDirectory(), 'a/b');
    const exporter = exporterIn(directory);
    exporter.append(logRecord('one'));
    exporter.append(logRecord('two'));
    expect(namesIn(join(directory, '../..'))).toEqual([]);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(bodiesIn(readFileSync(join(directory, 'app.jsonl'), 'utf8'))).toEqual(['one', 'two']);
    expect(statSync(join(directory, 'app.jsonl')).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    await exporter.shutdown();
    expect(namesIn(directory)).toEqual(['app.jsonl']);
  });

  test.each([0o600, 0o640, 0o664])('mode %o, whatever the umask, and of a file that was there', async (mode) => {
    const umask = process.umask(0o077);
    onTestFinished(() => void process.umask(umask));
    const directory = temporaryDirectory();
    for (let i = 0; i < 2; i++) {
      const exporter = exporterIn(directory, { mode });
      exporter.append(logRecord('one'));
      await exporter.shutdown();
      expect(statSync(join(directory, 'app.jsonl')).mode & 0o777).toBe(mode);
      chmodSync(join(directory, 'app.jsonl'), 0o644);
    }
  });

  test("flush: 'record' writes before append returns", async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { flush: 'record' });
    exporter.append(logRecord('one'));
    expect(bodiesIn(readFileSync(join(directory, 'app.jsonl'), 'utf8'))).toEqual(['one']);
    await exporter.shutdown();
  });

  test('a buffer is flushed by a severe record', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { flush: { interval: '1 hour', bytes: '1 MB', severity: 'ERROR' } });
    exporter.append(logRecord('calm'));
    await new Promise(setImmediate);
    expect(existsSync(join(directory, 'app.jsonl'))).toBe(false);
    exporter.append(logRecord('bad', { severityNumber: 17 }));
    expect(bodiesIn(readFileSync(join(directory, 'app.jsonl'), 'utf8'))).toEqual(['calm', 'bad']);
    await exporter.shutdown();
  });

  test('a buffer may wait longer than a timer can', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { flush: { interval: '60 days', bytes: '1 MB' } });
    exporter.append(logRecord('one'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(existsSync(join(directory, 'app.jsonl'))).toBe(false);
    await exporter.shutdown();
  });

  test('calls back once the records of an export are written, for overlapping exports too', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory);
    const results = numbered(20).map(
      (body) => new Promise<number>((resolve) => exporter.export([logRecord(body)], ({ code }) => resolve(code))),
    );
    expect(await Promise.all(results)).toEqual(Array(20).fill(0));
    expect(bodiesIn(readFileSync(join(directory, 'app.jsonl'), 'utf8'))).toEqual(numbered(20));
    await exporter.shutdown();
  });

  test('refuses and counts records after the shutdown', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory);
    exporter.append(logRecord('one'));
    await exporter.shutdown();
    await exporter.shutdown();
    exporter.append(logRecord('late'));
    const code = await new Promise((resolve) =>
      exporter.export([logRecord('later')], (result) => resolve(result.code)),
    );
    expect(code).toBe(1);
    expect(exporter.stats().records).toEqual({
      accepted: 1,
      written: 1,
      dropped: { format: 0, buffer_full: 0, shutdown: 2 },
      waiting: 0,
    });
    expect(await bodiesInDirectory(directory)).toEqual(['one']);
  });

  test('a service name becomes the file name, made safe', async () => {
    const directory = temporaryDirectory();
    const exporter = new RotatingFileLogRecordExporter({ directory });
    const { resource } = logRecord('');
    exporter.append(logRecord('one', { resource: { ...resource, attributes: { 'service.name': '../etc/x:y' } } }));
    await exporter.shutdown();
    expect(namesIn(directory)).toEqual(['__etc_x_y.jsonl']);
  });
});

describe.each([{ enqueue: false }, { enqueue: true }])('rotation by size, %o', ({ enqueue }) => {
  test.each([1, 200, 5000])('keeps the limit and the order with records of %i bytes', async (bytes) => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { rotation: '20 KB', enqueue });
    const bodies = numbered(300).map((body) => body.padEnd(bytes, '.'));
    for (const body of bodies) exporter.append(logRecord(body));
    await exporter.shutdown();
    const names = namesIn(directory);
    expect(names.filter((name) => name !== 'app.jsonl' && !ROTATED.test(name))).toEqual([]);
    for (const name of names) expect(statSync(join(directory, name)).size).toBeLessThanOrEqual(20 * 1024);
    expect(await bodiesInDirectory(directory)).toEqual(bodies);
    expect(exporter.stats().rotations).toBe(names.length - 1);
  });

  test('a record larger than the limit has a file of its own', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { rotation: '10 KB', enqueue });
    const bodies = ['small', 'x'.repeat(50_000), 'small again'];
    for (const body of bodies) exporter.append(logRecord(body));
    await exporter.shutdown();
    expect(namesIn(directory)).toHaveLength(3);
    expect(await bodiesInDirectory(directory)).toEqual(bodies);
  });

  test('compresses, and no name is used twice in a hundred rotations at one moment', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { rotation: '1 KB', compression: 'gzip', enqueue });
    const bodies = numbered(100).map((body) => body.padEnd(1000, '.'));
    for (const body of bodies) exporter.append(logRecord(body));
    await exporter.shutdown();
    const names = namesIn(directory);
    expect(names).toHaveLength(100);
    expect(names.filter((name) => name !== 'app.jsonl' && !ARCHIVE.test(name))).toEqual([]);
    for (const name of names) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    expect(await bodiesInDirectory(directory)).toEqual(bodies);
    expect(exporter.stats().compressions.files).toBe(99);
  });

  test('retention by count keeps the newest', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { rotation: '1 KB', retention: 3, compression: 'gzip', enqueue });
    writeFileSync(join(directory, 'app.2.jsonl'), '');
    writeFileSync(join(directory, 'app.2020-01-01T00-00-00.000Z.jsonl.bak'), '');
    const bodies = numbered(20).map((body) => body.padEnd(1000, '.'));
    for (const body of bodies) exporter.append(logRecord(body));
    await exporter.shutdown();
    expect(namesIn(directory).filter((name) => ARCHIVE.test(name))).toHaveLength(3);
    expect(namesIn(directory)).toContain('app.2.jsonl');
    expect(namesIn(directory)).toContain('app.2020-01-01T00-00-00.000Z.jsonl.bak');
    unlinkSync(join(directory, 'app.2.jsonl'));
    expect(await bodiesInDirectory(directory)).toEqual(bodies.slice(-4));
    expect(exporter.stats().deletions).toBe(16);
  });
});

test('lines stay far below what collectors split at', async () => {
  const directory = temporaryDirectory();
  const exporter = exporterIn(directory, { rotation: false });
  for (const body of numbered(5000)) exporter.append(logRecord(body.padEnd(1000, 'é')));
  await exporter.shutdown();
  const lines = readFileSync(join(directory, 'app.jsonl'), 'utf8').trimEnd().split('\n');
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(512 * 1024);
});

test('warns of a directory on a mount of a lake, with the reason and an alternative', async () => {
  const mount = temporaryDirectory();
  const warnings: string[] = [];
  const logger = { error: () => undefined, info: () => undefined, debug: () => undefined, verbose: () => undefined };
  diag.setLogger({ ...logger, warn: (message) => warnings.push(message) });
  onTestFinished(() => diag.disable());
  const exporter = new ExporterIn(
    { directory: join(mount, 'logs'), name: 'app' },
    environmentWith({ mounts: [{ path: mount, description: 'a mount that refuses to append' }] }),
  );
  for (const body of numbered(3)) {
    exporter.append(logRecord(body));
    await exporter.forceFlush();
  }
  await exporter.shutdown();
  expect(warnings.filter((warning) => warning.includes('a mount that refuses to append'))).toEqual([
    expect.stringMatching(/lies on .*; a local disk would be .*logs$/),
  ]);
});

describe('several exporters of one name', () => {
  test('each has a file of its own, and all files are there in the end', async () => {
    const directory = temporaryDirectory();
    const exporters = [exporterIn(directory), exporterIn(directory), exporterIn(directory)];
    for (const [index, exporter] of exporters.entries()) {
      for (const body of numbered(50, index * 50)) exporter.append(logRecord(body));
    }
    await Promise.all(exporters.map((exporter) => exporter.forceFlush()));
    expect(namesIn(directory).filter((name) => !name.startsWith('.'))).toEqual(
      [`app.${process.pid}.2.jsonl`, `app.${process.pid}.jsonl`, 'app.jsonl'].map((name) =>
        process.env['VITEST_POOL_ID'] === undefined ? name : expect.stringMatching(/^app(\.\d+(-\d+)?(\.2)?)?\.jsonl$/),
      ),
    );
    await Promise.all(exporters.map((exporter) => exporter.shutdown()));
    expect(namesIn(directory).filter((name) => name.startsWith('.'))).toEqual([]);
    expect((await bodiesInDirectory(directory)).sort()).toEqual(numbered(150).sort());
  });

  test('the plain name is free again after a shutdown', async () => {
    const directory = temporaryDirectory();
    for (const body of ['one', 'two']) {
      const exporter = exporterIn(directory);
      exporter.append(logRecord(body));
      await exporter.shutdown();
    }
    expect(namesIn(directory)).toEqual(['app.jsonl']);
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two']);
  });
});

describe('other programs', () => {
  test('a deleted file is made again, and no record written after the deletion is lost', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { flush: 'record' });
    exporter.append(logRecord('gone'));
    unlinkSync(join(directory, 'app.jsonl'));
    for (const body of numbered(10)) exporter.append(logRecord(body));
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(numbered(10));
  });

  test('a link planted under the name is not followed', async () => {
    const directory = temporaryDirectory();
    const target = join(temporaryDirectory(), 'victim');
    mkdirSync(join(target, '..'), { recursive: true });
    writeFileSync(target, 'precious');
    symlinkSync(target, join(directory, 'app.jsonl'));
    const exporter = exporterIn(directory);
    exporter.append(logRecord('one'));
    await exporter.shutdown();
    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect((await bodiesInDirectory(directory).catch(() => [])).length).toBe(0);
    expect(namesIn(directory).filter((name) => ROTATED.test(name))).toHaveLength(1);
  });

  test('rotate() finishes the file, reopen() continues in a new one', async () => {
    const directory = temporaryDirectory();
    const exporter = exporterIn(directory, { flush: 'record' });
    exporter.append(logRecord('one'));
    await exporter.rotate();
    exporter.append(logRecord('two'));
    await exporter.shutdown();
    expect(namesIn(directory)).toEqual([expect.stringMatching(ROTATED), 'app.jsonl']);
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two']);
  });
});
