// Any one call at the file system fails once, with an error that passes: no record is lost, doubled or out of order.
import { describe, expect, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../src/file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { ExporterIn, environmentWith } from '../support/environment.ts';
import { errno, fileSystemThat } from '../support/failing-file-system.ts';
import { bodiesInDirectory } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { LONGEST_TEST } from '../support/patience.ts';
import { SEED } from '../support/seed.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** By default every third call, and of compressions every twelfth; the seed says from which on. */
const isThorough = process.env['LAKETRACE_EVERY_CALL'] !== undefined;
const BODIES = Array.from({ length: 12 }, (_, i) => `record ${i}`);

/** Writes all records over some rotations, and starts again; the call of this number fails. Answers how many calls there were. */
async function write(
  directory: string,
  options: RotatingFileLogRecordExporterOptions,
  failing: number,
): Promise<number> {
  let calls = 0;
  let failed = '';
  const fs = fileSystemThat((name, [path]) => {
    if (calls++ !== failing) return undefined;
    failed = `${name} ${path}`;
    return errno('EIO');
  });
  for (const half of [BODIES.slice(0, 6), BODIES.slice(6)]) {
    const exporter = new ExporterIn(
      { directory, name: 'app', rotation: '1500 B', onError: () => undefined, ...options },
      environmentWith({ fs }),
    );
    for (const body of half) {
      exporter.append(logRecord(body));
      await exporter.forceFlush().catch(() => undefined);
    }
    await exporter.rotate().catch(() => undefined);
    await exporter.forceFlush();
    await exporter.shutdown();
  }
  // What one start leaves half done, such as an archive beside its source, the next one ends.
  const last = new RotatingFileLogRecordExporter({ directory, name: 'app', ...options });
  last.append(logRecord('last'));
  await last.forceFlush();
  await last.shutdown();
  expect(await bodiesInDirectory(directory), failed).toEqual([...BODIES, 'last']);
  return calls;
}

describe.each([
  ['in the thread', {}, 3],
  ['off it', { enqueue: true }, 3],
  ['compressed', { compression: 'gzip' }, 12],
  ['off it, compressed', { enqueue: true, compression: 'gzip' }, 12],
] as [string, RotatingFileLogRecordExporterOptions, number][])('%s', (_, options, stride) => {
  test('every call', { timeout: LONGEST_TEST }, async () => {
    const calls = await write(temporaryDirectory(), options, Number.POSITIVE_INFINITY);
    expect(calls).toBeGreaterThan(50);
    for (let failing = isThorough ? 0 : SEED % stride; failing < calls; failing += isThorough ? 1 : stride)
      await write(temporaryDirectory(), options, failing);
  });
});
