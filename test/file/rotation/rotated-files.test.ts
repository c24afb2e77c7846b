// Rotation as a user sees it: when files are finished, which names they get, and what a restart continues.
import { execFile } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { errno, fileSystemThat } from '../../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { LONGEST_RUN } from '../../support/patience.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const NOON = Date.UTC(2026, 0, 31, 12, 0, 0, 123);
const HOUR = 3_600_000;

class Clock {
  now: number;

  constructor(now: number) {
    this.now = now;
  }
}

function setUp(options: RotatingFileLogRecordExporterOptions, clock: Clock, fs = environmentWith({}).fs) {
  const directory = options.directory ?? temporaryDirectory();
  const exporter = new ExporterIn(
    { directory, name: 'app', onError: () => undefined, ...options },
    environmentWith({ now: () => clock.now, fs }),
  );
  return { directory, exporter };
}

/** The names of finished files, oldest first. */
function finished(directory: string): string[] {
  return namesIn(directory).filter((name) => /Z\.jsonl/.test(name) && !name.startsWith('.'));
}

describe.each([{ enqueue: false }, { enqueue: true }])('an idle file, %o', ({ enqueue }) => {
  test('is finished when its time has come, once, and an empty one is not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const clock = new Clock(NOON);
    const { directory, exporter } = setUp({ rotation: 'hourly', enqueue }, clock);
    exporter.append(logRecord('one'));
    await exporter.forceFlush();
    const pass = async (milliseconds: number) => {
      clock.now += milliseconds;
      await vi.advanceTimersByTimeAsync(milliseconds);
      await exporter.forceFlush();
    };
    await pass(HOUR - 124);
    expect(finished(directory)).toEqual([]);
    await pass(1);
    while (finished(directory).length === 0) await new Promise(setImmediate);
    expect(finished(directory)).toEqual(['app.2026-01-31T13-00-00.000Z.jsonl']);
    await pass(5 * HOUR);
    exporter.append(logRecord('two'));
    await exporter.shutdown();
    expect(finished(directory)).toHaveLength(1);
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two']);
  });

  test('takes what is buffered with it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const clock = new Clock(NOON);
    const flush = { interval: '1 day', bytes: '1 MB', severity: 'ERROR' };
    const { directory, exporter } = setUp({ rotation: 'hourly', enqueue, flush }, clock);
    exporter.append(logRecord('one', { severityNumber: 17 }));
    await exporter.forceFlush();
    exporter.append(logRecord('two'));
    clock.now += HOUR;
    await vi.advanceTimersByTimeAsync(HOUR);
    while (finished(directory).length === 0) await new Promise(setImmediate);
    while ((await bodiesInDirectory(directory)).length < 2) await new Promise(setImmediate);
    exporter.append(logRecord('three'));
    await exporter.shutdown();
    expect(finished(directory)).toHaveLength(1);
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two', 'three']);
  });
});

test('no timer keeps the process alive', async () => {
  const directory = temporaryDirectory();
  const program = `
    const { RotatingFileLogRecordExporter } = await import(${JSON.stringify(import.meta.resolve('../../../src/file/rotating-file-log-record-exporter.ts'))});
    const { logRecord } = await import(${JSON.stringify(import.meta.resolve('../../support/log-records.ts'))});
    const options = { directory: ${JSON.stringify(directory)}, name: 'app', rotation: ['1 h', 'hourly'], flush: { interval: '1 h' } };
    const exporter = new RotatingFileLogRecordExporter({ ...options, compression: 'gzip', compressAfter: '1 h', retention: '1 h' });
    exporter.append(logRecord('one'));
    await exporter.rotate();
    exporter.append(logRecord('two'));
    await exporter.forceFlush();
    exporter.append(logRecord('three'));`;
  const end = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { timeout: LONGEST_RUN });
  await expect(end).resolves.toBeDefined();
  expect(await bodiesInDirectory(directory)).toEqual(['one', 'two', 'three']);
  expect(namesIn(directory).filter((name) => name.startsWith('.'))).toEqual([]);
});

describe('names', () => {
  test('a hundred rotations of two exporters at one moment of a clock that stands still', async () => {
    const clock = new Clock(NOON);
    const { directory, exporter } = setUp({ compression: 'gzip' }, clock);
    const second = setUp({ compression: 'gzip', directory }, clock).exporter;
    for (let i = 0; i < 50; i++) {
      for (const [index, each] of [exporter, second].entries()) {
        each.append(logRecord(`${index} ${i}`));
        await each.rotate();
      }
    }
    await Promise.all([exporter.shutdown(), second.shutdown()]);
    const times = finished(directory).map((name) => /T12-00-00\.(\d{3})Z/.exec(name)?.[1]);
    expect(times).toEqual(Array.from({ length: 100 }, (_, i) => String(123 + i)));
    const bodies = await bodiesInDirectory(directory);
    expect(bodies.sort()).toEqual([0, 1].flatMap((n) => Array.from({ length: 50 }, (_, i) => `${n} ${i}`)).sort());
  });

  test('do not go back with the clock', async () => {
    const clock = new Clock(NOON);
    const { directory, exporter } = setUp({}, clock);
    for (const body of ['one', 'two', 'three']) {
      exporter.append(logRecord(body));
      await exporter.rotate();
      clock.now -= HOUR;
    }
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two', 'three']);
    expect(finished(directory)[2]).toBe('app.2026-01-31T12-00-00.125Z.jsonl');
  });

  test('another name for a file that took the name, or its archive, between the look and the link', async () => {
    const directory = temporaryDirectory();
    const fs = environmentWith({}).fs;
    let plants = ['', '.gz', '.zst', '.bz2', '.zip'];
    const planting = fileSystemThat((name, [, target]) => {
      const suffix = plants[0];
      if (name === 'link' && suffix !== undefined && /Z\.jsonl$/.test(String(target))) {
        plants = plants.slice(1);
        fs.closeSync(fs.openSync(`${target}${suffix}`, 0o101, 0o600));
      }
      return undefined;
    });
    const { exporter } = setUp({ directory }, new Clock(NOON), planting);
    exporter.append(logRecord('one'));
    await exporter.rotate();
    expect(finished(directory)).toEqual([
      'app.2026-01-31T12-00-00.123Z.jsonl',
      'app.2026-01-31T12-00-00.124Z.jsonl.gz',
      'app.2026-01-31T12-00-00.125Z.jsonl.zst',
      'app.2026-01-31T12-00-00.126Z.jsonl.bz2',
      'app.2026-01-31T12-00-00.127Z.jsonl.zip',
      'app.2026-01-31T12-00-00.128Z.jsonl',
    ]);
    await exporter.shutdown();
  });

  test('where there are no links: a name is taken exclusively, and given back where the renaming fails', async () => {
    let isBroken = true;
    const fs = fileSystemThat((name, [from]) => {
      if (name === 'link') return errno('EPERM');
      return isBroken && name === 'rename' && String(from).endsWith('.jsonl') ? errno('EACCES') : undefined;
    });
    const clock = new Clock(NOON);
    const { directory, exporter } = setUp({}, clock, fs);
    exporter.append(logRecord('one'));
    await exporter.rotate();
    expect(finished(directory)).toEqual([]);
    isBroken = false;
    const { openSync, closeSync } = environmentWith({}).fs;
    closeSync(openSync(join(directory, 'app.2026-01-31T12-00-00.124Z.jsonl'), 0o101, 0o600));
    closeSync(openSync(join(directory, 'app.2026-01-31T12-00-00.125Z.jsonl.gz'), 0o101, 0o600));
    await exporter.rotate();
    expect(finished(directory)).toEqual([
      'app.2026-01-31T12-00-00.124Z.jsonl',
      'app.2026-01-31T12-00-00.125Z.jsonl.gz',
      'app.2026-01-31T12-00-00.126Z.jsonl',
    ]);
    await exporter.shutdown();
  });
});

describe('a restart continues the schedule of the file', () => {
  const start = async (directory: string, now: number, body: string) => {
    const { exporter } = setUp({ directory, rotation: '1 hour' }, new Clock(now));
    exporter.append(logRecord(body));
    await exporter.shutdown();
  };

  test('from its birth, however often it was written since', async () => {
    const directory = temporaryDirectory();
    const began = Date.now();
    await start(directory, began, 'one');
    await start(directory, began + HOUR - 60_000, 'two');
    expect(finished(directory)).toEqual([]);
    const path = join(directory, 'app.jsonl');
    // As if the second had been written in its own time: the time of the last change is not the start.
    utimesSync(path, new Date(began + HOUR - 60_000), new Date(began + HOUR - 60_000));
    await start(directory, began + HOUR + 60_000, 'three');
    expect(finished(directory)).toHaveLength(1);
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two', 'three']);
  });

  test('from the last change, where that is older than the birth: the file was put back from somewhere', async () => {
    const directory = temporaryDirectory();
    const began = Date.now();
    await start(directory, began, 'one');
    utimesSync(join(directory, 'app.jsonl'), new Date(began - 2 * HOUR), new Date(began - 2 * HOUR));
    await start(directory, began + 1000, 'two');
    expect(finished(directory)).toHaveLength(1);
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two']);
  });
});
