// An uploaded tree in a real Spark: partitions by service and day, nothing else in it, and each file seen once by a stream.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, inject, test } from 'vitest';
import { directoryTarget } from '../../src/upload/targets/directory-target.ts';
import { uploadLogs } from '../../src/upload/upload-logs.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { runPython } from './spark-job.ts';

interface Seen {
  readonly partitions: Readonly<Record<string, number>>;
  readonly messages: readonly string[];
  readonly columns: readonly string[];
  readonly new: number;
}

const PROGRAM = join(import.meta.dirname, 'upload_layout.py');

/** A closed file of the flat JSON format. */
function addFile(directory: string, name: string, messages: readonly string[]): void {
  const lines = messages.map((message) => `${JSON.stringify({ level: 'INFO', message })}\n`).join('');
  writeFileSync(join(directory, name), name.endsWith('.gz') ? gzipSync(lines) : lines);
}

describe.skipIf(inject('python') === '')('an uploaded tree in Spark', () => {
  test('services and days are partitions, and a second upload adds its own files alone', async () => {
    const [directory, lake, state] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()];
    const files = join(directory, 'logs');
    const root = join(lake, 'logs');
    mkdirSync(files);
    const target = directoryTarget(root, { mode: 0o644 });
    const upload = async (): Promise<void> => {
      const { ok, errors } = await uploadLogs({ directory: files, target });
      expect([ok, errors]).toEqual([true, []]);
    };
    const read = async (): Promise<Seen> => {
      const printed = await runPython([PROGRAM, root, state], lake);
      return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as Seen;
    };
    addFile(files, 'orders.2026-01-30T23-59-59.999Z.jsonl.gz', ['the day before']);
    addFile(files, 'orders.2026-01-31T00-00-00.000Z.jsonl.gz', ['first', 'second']);
    addFile(files, 'orders.2026-01-31T12-00-00.000Z.jsonl', ['third']);
    // What is special in a path, and in Hive's own escapes.
    addFile(files, 'a b=c%.2026-01-31T12-00-00.000Z.jsonl', ['odd']);
    await upload();
    const first = await read();
    expect(first.partitions).toEqual({
      'orders 2026-01-30': 1,
      'orders 2026-01-31': 3,
      'a b=c% 2026-01-31': 1,
    });
    expect(first.messages).toEqual(['first', 'second', 'third']);
    expect(first.columns).toEqual(['level', 'message', 'service', 'date']);
    expect(first.new).toBe(5);
    // The same again changes no name, so that the stream finds one new file alone.
    await upload();
    addFile(files, 'orders.2026-01-31T18-00-00.000Z.jsonl.gz', ['fourth']);
    await upload();
    expect(await read()).toMatchObject({ messages: ['first', 'fourth', 'second', 'third'], new: 1 });
    // Nothing of the upload itself lies in the lake.
    expect(readdirSync(root, { recursive: true }).filter((name) => /(?:^|\/)\./.test(String(name)))).toEqual([]);
  });
});
