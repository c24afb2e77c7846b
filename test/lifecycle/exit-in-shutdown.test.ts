// The process ends by `process.exit` in the middle of `shutdown()`, at each of its steps: every record is there once, and no lock stays.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { LONGEST_TEST } from '../support/patience.ts';
import { SEED } from '../support/seed.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const PROGRAM = join(import.meta.dirname, '../programs/exits-at-step.ts');
const MOST_CALLS = 400;
/** By default every step, but of compressions every twelfth; the seed says from which on. */
const stepOf = (stride: number): number => (process.env['LAKETRACE_EVERY_CALL'] === undefined ? stride : 1);

async function exitAt(directory: string, options: object, call: number): Promise<boolean> {
  const json = JSON.stringify({ directory, name: 'app', ...options });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, json, String(call)]);
  expect(stderr).toBe('');
  return stdout.includes('reached');
}

function hiddenNames(directory: string): string[] {
  return namesIn(directory).filter((name) => name.startsWith('.'));
}

const EXPECTED = [...Array.from({ length: 12 }, (_, n) => `record ${n}`), 'the last'].sort();

describe.each([
  ['plain', {}, 1],
  ['on the thread pool', { enqueue: true }, 1],
  ['with a second name', { isSecond: true }, 1],
  ['that compresses', { rotation: '500 B', compression: 'gzip' }, 12],
])('an exporter %s', (_, { isSecond = false, ...options }: Record<string, unknown>, stride) => {
  test('leaves no lock', { timeout: LONGEST_TEST }, async () => {
    const step = stepOf(stride);
    let next = 1 + (SEED % step);
    let steps = 0;
    const run = async () => {
      for (let isReached = true; isReached && next < MOST_CALLS; ) {
        const call = next;
        next += step;
        const directory = temporaryDirectory();
        const other = new RotatingFileLogRecordExporter({ directory, name: 'app' });
        if (isSecond) {
          other.append(logRecord('other'));
          await other.forceFlush();
        }
        isReached = await exitAt(directory, options, call);
        await other.shutdown();
        if (isReached) steps++;
        // A second file that was just being renamed keeps its lock, which says to the next start whose it is.
        const isBeingRenamed = namesIn(directory).some((name) => /^app\.\d+\.jsonl$/.test(name));
        const found = { call, left: hiddenNames(directory) };
        expect(found).toEqual({
          call,
          left: isBeingRenamed ? [expect.stringMatching(/^\.app\.\d+\.jsonl\.1\.lock$/)] : [],
        });
        if (!isSecond) expect(isBeingRenamed).toBe(false);
        // What the compression was doing is ended by the next start.
        const mender = new RotatingFileLogRecordExporter({ directory, name: 'app', compression: 'gzip' });
        mender.append(logRecord('mended'));
        await mender.shutdown();
        expect({ call, left: hiddenNames(directory) }).toEqual({ call, left: [] });
        const bodies = await bodiesInDirectory(directory);
        const own = bodies.filter((body) => body !== 'other' && body !== 'mended');
        expect({ call, bodies: own.sort() }).toEqual({ call, bodies: EXPECTED });
      }
    };
    await Promise.all([run(), run(), run()]);
    expect(steps).toBeGreaterThan(2);
  });
});
