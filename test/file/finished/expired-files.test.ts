// Retention deletes only what this exporter's exact pattern produced, whatever else lies in the directory.
import { unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import type { RetentionOption } from '../../../src/spec/retention.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { fileSystemThat, type Verdict } from '../../support/failing-file-system.ts';
import { namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const OURS = /^app\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z(\.\d+)?\.jsonl(\.(gz|zst|bz2|zip)|(\.\d+)?\.torn)?$/;
const stamp = fc
  .date({ min: new Date(0), max: new Date('2026-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().replaceAll(':', '-'));
const name = fc.oneof(
  fc.stringMatching(/^[a-z0-9._-]{1,30}$/),
  fc
    .tuple(
      fc.constantFrom('app', 'app.2', 'app-2', 'xapp', 'App', 'app.'),
      fc.oneof(stamp, fc.constantFrom('2026-13-01T00-00-00.000Z', '', '1', '2026-01-01T00-00-00Z')),
      fc.constantFrom('.jsonl', '.log', '.json', '.jsonl.1'),
      fc.constantFrom('', '.gz', '.zst', '.bz2', '.zip', '.xz', '.bak', '.torn', '.gz.bak'),
    )
    .map(([prefix, time, extension, suffix]) => `${prefix}.${time}${extension}${suffix}`),
);

test('no other name is ever touched', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(name, { maxLength: 15 }), async (names) => {
      const directory = temporaryDirectory();
      const planted = names.filter((each) => !['.', '..', 'app.jsonl'].includes(each));
      for (const each of planted) {
        writeFileSync(join(directory, each), 'x\n');
        utimesSync(join(directory, each), new Date(0), new Date(0));
      }
      const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', retention: { age: 1 } });
      exporter.append(logRecord('new'));
      await exporter.shutdown();
      const expected = planted.filter((each) => !OURS.test(each) || /\d{4}-13-/.test(each));
      expect(namesIn(directory)).toEqual([...expected, 'app.jsonl'].sort());
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['count', 2, 2],
  ['age', '1 day', 1],
  ['size', { size: '250 B' }, 2],
  ['list', ['3 files', { size: '150 B' }], 1],
  ['callback', (files: readonly { path: string }[]) => files.slice(0, -1).map(({ path }) => path), 1],
] as const)('by %s, of dead processes and in any codec', async (_, retention, kept) => {
  const directory = temporaryDirectory();
  const yesterday = new Date(Date.now() - 3_600_000).toISOString().replaceAll(':', '-');
  const old = [
    'app.2020-01-01T00-00-00.000Z.jsonl.gz',
    'app.2021-01-01T00-00-00.000Z.jsonl.zst',
    'app.2022-01-01T00-00-00.000Z.jsonl.bz2',
    `app.${yesterday}.jsonl.zip`,
  ];
  for (const each of old) writeFileSync(join(directory, each), 'x'.repeat(100));
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', retention: retention as never });
  exporter.append(logRecord('new'));
  await exporter.shutdown();
  expect(namesIn(directory)).toEqual([...old.slice(old.length - kept), 'app.jsonl']);
});

test('the active file of a live exporter is not touched, even where its name is that of a finished file', async () => {
  const directory = temporaryDirectory();
  const strange = new RotatingFileLogRecordExporter({ directory, name: 'app.2020-01-01T00-00-00.000Z' });
  strange.append(logRecord('precious'));
  await strange.forceFlush();
  const exporter = new RotatingFileLogRecordExporter({
    directory,
    name: 'app',
    retention: '1 day',
    compression: 'gzip',
  });
  exporter.append(logRecord('new'));
  await exporter.shutdown();
  expect(namesIn(directory)).toContain('app.2020-01-01T00-00-00.000Z.jsonl');
  await strange.shutdown();
});

describe('at its limit', () => {
  const OLD = ['app.2026-01-31T12-00-00.000Z.jsonl', 'app.2026-01-31T12-00-00.001Z.jsonl.gz'];
  const start = async (retention: RetentionOption, now = Date.now()) => {
    const directory = temporaryDirectory();
    for (const name of OLD) writeFileSync(join(directory, name), 'x'.repeat(100));
    const exporter = new ExporterIn({ directory, name: 'app', retention }, environmentWith({ now: () => now }));
    exporter.append(logRecord('new'));
    await exporter.shutdown();
    return namesIn(directory).filter((name) => OLD.includes(name));
  };

  test('a file is kept that is just as old as it may be', async () => {
    expect(await start('1 hour', Date.UTC(2026, 0, 31, 13))).toEqual(OLD);
    expect(await start('1 hour', Date.UTC(2026, 0, 31, 13, 0, 0, 1))).toEqual(OLD.slice(1));
  });

  test('files are kept that are together just as large as they may be', async () => {
    expect(await start({ size: '200 B' })).toEqual(OLD);
    expect(await start({ size: '199 B' })).toEqual(OLD.slice(1));
    expect(await start({ size: '99 B' })).toEqual([]);
  });
});

describe('runs', () => {
  const HOUR = 3_600_000;
  const setUp = (
    retention: RetentionOption,
    verdict: Verdict = () => undefined,
    compression: 'none' | 'gzip' = 'none',
  ) => {
    const directory = temporaryDirectory();
    const clock = { now: Date.UTC(2026, 0, 31, 12) };
    const errors: string[] = [];
    const onError = (error: Error) => errors.push(error.message);
    const exporter = new ExporterIn(
      { directory, name: 'app', retention, compression, onError },
      environmentWith({ now: () => clock.now, monotonic: () => clock.now, fs: fileSystemThat(verdict) }),
    );
    const finished = () => namesIn(directory).filter((name) => /Z\.jsonl/.test(name) && !name.startsWith('.'));
    return { directory, clock, errors, exporter, finished };
  };

  test('at start', async () => {
    const { directory, exporter, finished } = setUp('1 day');
    writeFileSync(join(directory, 'app.2026-01-30T00-00-00.000Z.jsonl'), 'x');
    exporter.append(logRecord('one'));
    await exporter.forceFlush();
    expect(finished()).toEqual([]);
    await exporter.shutdown();
  });

  test('after a rotation', async () => {
    const { exporter, finished } = setUp(2);
    for (const body of ['one', 'two', 'three']) {
      exporter.append(logRecord(body));
      await exporter.rotate();
    }
    await exporter.forceFlush();
    expect(finished()).toEqual(['app.2026-01-31T12-00-00.001Z.jsonl', 'app.2026-01-31T12-00-00.002Z.jsonl']);
    await exporter.shutdown();
  });

  test('at shutdown', async () => {
    const { clock, exporter, finished } = setUp('1 hour');
    exporter.append(logRecord('one'));
    await exporter.rotate();
    await exporter.forceFlush();
    clock.now += HOUR + 1;
    expect(finished()).toHaveLength(1);
    await exporter.shutdown();
    expect(finished()).toEqual([]);
  });

  test('after a compression, which the file was spared for', async () => {
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<undefined>();
    const { exporter, finished } = setUp(
      1,
      (name, [from]) => {
        if (name !== 'rename' || !String(from).includes('00.000Z')) return undefined;
        reached.resolve();
        return release.promise;
      },
      'gzip',
    );
    exporter.append(logRecord('one'));
    await exporter.rotate();
    await reached.promise;
    exporter.append(logRecord('two'));
    await exporter.rotate();
    const flushed = exporter.forceFlush();
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    expect(finished()).toContain('app.2026-01-31T12-00-00.000Z.jsonl');
    release.resolve(undefined);
    await flushed;
    expect(finished()).toEqual(['app.2026-01-31T12-00-00.001Z.jsonl.gz']);
    await exporter.shutdown();
  });

  test('on where another process has just deleted one of the files', async () => {
    const { directory, errors, exporter, finished } = setUp('1 day', (name, [path]) => {
      if (name === 'unlink' && String(path).endsWith('30T00-00-00.001Z.jsonl')) unlinkSync(String(path));
      return undefined;
    });
    for (const n of [0, 1, 2]) writeFileSync(join(directory, `app.2026-01-30T00-00-00.00${n}Z.jsonl`), 'x');
    exporter.append(logRecord('one'));
    await exporter.forceFlush();
    expect(finished()).toEqual([]);
    expect(errors).toEqual([]);
    expect(exporter.stats().deletions).toBe(2);
    await exporter.shutdown();
  });
});

describe('torn ends', () => {
  const at = (second: number, suffix = '') => `app.2026-01-31T12-00-0${second}.000Z.jsonl${suffix}`;

  async function retainedBy(retention: RetentionOption, files: Readonly<Record<string, string>>) {
    const directory = temporaryDirectory();
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
    const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', retention });
    exporter.append(logRecord('new'));
    await exporter.shutdown();
    return namesIn(directory).filter((each) => each !== 'app.jsonl');
  }

  const files = {
    [at(1)]: 'x',
    [at(2, '.torn')]: 'x',
    [at(3)]: 'x',
    [at(4, '.torn')]: 'x',
    [at(4, '.1.torn')]: 'x',
    [at(5)]: 'x',
    [at(6, '.torn')]: 'x',
  };

  test('are counted for themselves', async () => {
    expect(await retainedBy(2, files)).toEqual([at(3), at(4, '.torn'), at(5), at(6, '.torn')]);
  });

  test('expire by age as finished files do', async () => {
    const young = `app.${new Date(Date.now() - 3_600_000).toISOString().replaceAll(':', '-')}.jsonl.torn`;
    expect(await retainedBy('1 day', { ...files, [young]: 'x' })).toEqual([young]);
  });

  test('are in the sum of a size', async () => {
    expect(await retainedBy({ size: '4 B' }, files)).toEqual([at(4, '.1.torn'), at(4, '.torn'), at(5), at(6, '.torn')]);
  });

  test('are given to a callback, for themselves', async () => {
    const given: string[][] = [];
    const retention = (listed: readonly { path: string }[]) => {
      given.push(listed.map(({ path }) => basename(path)));
      return listed.slice(0, -1).map(({ path }) => path);
    };
    expect(await retainedBy(retention, files)).toEqual([at(5), at(6, '.torn')]);
    expect(given.slice(0, 2)).toEqual([
      [at(1), at(3), at(5)],
      [at(2, '.torn'), at(4, '.1.torn'), at(4, '.torn'), at(6, '.torn')],
    ]);
  });

  test('of a process that is killed again and again do not grow in number', async () => {
    const directory = temporaryDirectory();
    for (let life = 0; life < 8; life++) {
      writeFileSync(join(directory, 'app.jsonl'), '{"resourceLogs":[]}\n{"torn', { flag: 'a' });
      const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', retention: 3 });
      exporter.append(logRecord(`life ${life}`));
      await exporter.forceFlush();
      await exporter.shutdown();
    }
    expect(namesIn(directory).filter((each) => each.endsWith('.torn'))).toHaveLength(3);
  });
});
