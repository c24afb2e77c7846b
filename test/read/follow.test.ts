// What is written while it is read: each record once, over rotations, compressions, truncations and new files.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readLogRecords, type StoredLogRecord, tailLogRecords } from '../../src/index.ts';
import { eventually } from '../support/patience.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const PROGRAM = join(import.meta.dirname, '../programs/paced-records.ts');
const run = promisify(execFile);

/** Gathers messages until it is stopped. */
function gather(records: AsyncIterable<StoredLogRecord>, stop: AbortController) {
  const messages: string[] = [];
  const reading = (async () => {
    try {
      for await (const { message } of records) messages.push(message);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  })();
  const end = (): Promise<void> => {
    stop.abort();
    return reading;
  };
  return { messages, end };
}

describe.each([
  ['readLogRecords', readLogRecords],
  ['tailLogRecords', tailLogRecords],
] as const)('%s', (_, read) => {
  test.each([undefined, 'gzip', 'zstd'] as const)(
    'of writers that rotate every 100 ms, with %s',
    async (compression) => {
      const directory = temporaryDirectory();
      const options = { directory, name: 'app', rotation: '100 ms', ...(compression && { compression }) };
      const count = 3000;
      const stop = new AbortController();
      const problems: unknown[] = [];
      const reading = gather(
        read(directory, { follow: true, signal: stop.signal, onProblem: (problem) => problems.push(problem) }),
        stop,
      );
      await Promise.all(
        ['a', 'b'].map((label) => run(process.execPath, [PROGRAM, JSON.stringify(options), label, String(count)])),
      );
      await eventually(() => expect(reading.messages.length).toBeGreaterThanOrEqual(2 * count));
      await reading.end();
      expect(problems).toEqual([]);
      for (const label of ['a', 'b']) {
        const own = reading.messages.filter((message) => message.startsWith(label));
        expect(own.length).toBe(count);
        expect(new Set(own).size).toBe(count);
      }
      expect(reading.messages.length).toBe(2 * count);
    },
  );
});
