// Retention deletes only what this exporter's exact pattern produced, whatever else lies in the directory.
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { namesIn } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const OURS = /^app\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z(\.\d+)?\.jsonl(\.(gz|zst|bz2|zip))?$/;
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
      const expected = planted.filter((each) => !OURS.test(each) || /-13-/.test(each));
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
