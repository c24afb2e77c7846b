// Thousands of finished files (ten thousand in the long form): the first record does not wait for them, and what is done grows with their number, not with its square.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import { RealProcessTable } from '../../../src/file/system/process-identity.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { fileSystemThat } from '../../support/failing-file-system.ts';
import { namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { IS_LONG } from '../../support/long-form.ts';
import { LONGEST_TEST } from '../../support/patience.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { turn } from '../../support/turn.ts';

const MANY = IS_LONG ? 10_000 : 2500;
const LINE = '{"resourceLogs":[]}\n';

/** Counts calls by their names, blocking ones and all. */
class Counter {
  readonly all: Record<string, number> = {};
  readonly blocking: Record<string, number> = {};
  readonly fs = fileSystemThat((name, _, { isBlocking }) => {
    this.all[name] = (this.all[name] ?? 0) + 1;
    if (isBlocking) this.blocking[name] = (this.blocking[name] ?? 0) + 1;
    return undefined;
  });

  /** The calls since the last time. */
  take(): { all: number; blocking: number; listings: number } {
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
    const taken = { all: sum(this.all), blocking: sum(this.blocking), listings: this.all['readdir'] ?? 0 };
    for (const counts of [this.all, this.blocking]) for (const name of Object.keys(counts)) delete counts[name];
    return taken;
  }
}

function rotatedName(n: number, name = 'app'): string {
  return `${name}.${new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString().replaceAll(':', '-')}.jsonl`;
}

function directoryWith(files: number, suffix = '', name = 'app'): string {
  const directory = temporaryDirectory();
  for (let n = 0; n < files; n++) writeFileSync(join(directory, rotatedName(n, name) + suffix), LINE);
  return directory;
}

function start(directory: string, counter: Counter, options: RotatingFileLogRecordExporterOptions = {}) {
  const environment = environmentWith({ fs: counter.fs });
  return new ExporterIn({ directory, name: 'app', flush: 'record', ...options }, environment);
}

describe.each([
  ['that are kept', {}, ''],
  ['that are archives already', { compression: 'gzip' }, '.gz'],
  ['by a count', { retention: '20000 files' }, ''],
  ['by a size', { retention: { size: '1 GB' } }, '.gz'],
  ['that are kept plain', { compression: 'gzip', compressAfter: '90 years' }, ''],
] as const)('finished files %s', (_, options, suffix) => {
  test('cost the first record nothing, a start one look at each, a rotation none', async () => {
    const counter = new Counter();
    const first: number[] = [];
    for (const files of [100, MANY]) {
      const directory = directoryWith(files, suffix);
      const exporter = start(directory, counter, options as never);
      counter.take();
      exporter.append(logRecord('one'));
      const { blocking } = counter.take();
      first.push(blocking);
      await exporter.forceFlush();
      const started = counter.take();
      expect(started.all).toBeLessThan(files + 100);
      expect(started.listings).toBeLessThan(8);
      for (const body of ['two', 'three']) {
        exporter.append(logRecord(body));
        await exporter.rotate();
        await exporter.forceFlush();
        const rotated = counter.take();
        expect(rotated.all).toBeLessThan(150);
        expect(rotated.listings).toBeLessThan(4);
      }
      await exporter.shutdown();
      expect(counter.take().all).toBeLessThan(150);
    }
    expect(first[1]).toBe(first[0]);
    expect(first[0]).toBeLessThan(40);
  });
});

test('finished files are looked at many at a time', async () => {
  const directory = directoryWith(200);
  let [underWay, most] = [0, 0];
  const fs = fileSystemThat((name, [path], { isBlocking }) => {
    if (name !== 'lstat' || isBlocking || !String(path).includes('app.2026')) return undefined;
    most = Math.max(most, ++underWay);
    return turn().then(() => void underWay--);
  });
  const exporter = new ExporterIn({ directory, name: 'app' }, environmentWith({ fs }));
  exporter.append(logRecord('one'));
  await exporter.shutdown();
  expect(most).toBeGreaterThan(10);
  expect(most).toBeLessThan(100);
});

test('files that have expired cost two looks and a deletion each', { timeout: LONGEST_TEST }, async () => {
  const counter = new Counter();
  const directory = directoryWith(MANY);
  const exporter = start(directory, counter, { retention: 10, compression: 'gzip' });
  exporter.append(logRecord('one'));
  await exporter.shutdown();
  const { all, listings } = counter.take();
  expect(namesIn(directory).filter((name) => name.startsWith('app.2026'))).toHaveLength(10);
  expect(all).toBeLessThan(3 * MANY + 1000);
  expect(listings).toBeLessThan(10);
});

test('a hold queue of plain files is compressed with as many calls for each as for the first', {
  timeout: LONGEST_TEST,
}, async () => {
  const counter = new Counter();
  const calls: number[] = [];
  for (const files of [20, IS_LONG ? 1000 : 300]) {
    const directory = directoryWith(files);
    const exporter = start(directory, counter, { compression: 'gzip', fsync: 'never' });
    counter.take();
    exporter.append(logRecord('one'));
    await exporter.shutdown();
    const { all, listings } = counter.take();
    calls.push(all / files);
    expect(listings).toBeLessThan(12);
    expect(namesIn(directory).filter((name) => name.endsWith('.gz'))).toHaveLength(files);
  }
  expect(calls[1]).toBeLessThan(calls[0] ?? 0);
});

test('locks that dead processes left are removed without a listing for each', async () => {
  const counter = new Counter();
  const { namespace } = new RealProcessTable().self;
  const directory = directoryWith(1000, '.gz');
  for (let n = 0; n < 1000; n++) {
    const owner = { pid: 4_194_000 + n, thread: 0, start: '1', namespace, exporter: 'app' };
    writeFileSync(join(directory, `.${rotatedName(n)}.1.lock`), JSON.stringify(owner));
  }
  const exporter = start(directory, counter);
  exporter.append(logRecord('one'));
  await exporter.shutdown();
  expect(counter.take().listings).toBeLessThan(8);
  expect(namesIn(directory).filter((name) => name.endsWith('.lock'))).toEqual([]);
});

test('the files of others in the directory are not looked at', async () => {
  const counter = new Counter();
  const directory = directoryWith(MANY, '.gz', 'other');
  const exporter = start(directory, counter, { retention: 3, compression: 'gzip' });
  exporter.append(logRecord('one'));
  await exporter.rotate();
  await exporter.shutdown();
  expect(counter.take().all).toBeLessThan(200);
});

test('hundreds of exporters of one name do not look through the directory hundreds of times each', async () => {
  const counter = new Counter();
  const directory = temporaryDirectory();
  const exporters = Array.from({ length: 100 }, () => start(directory, counter));
  for (const exporter of exporters) exporter.append(logRecord('one'));
  expect(counter.take().listings).toBeLessThan(100 * 8);
  for (const exporter of exporters) await exporter.shutdown();
});
