// The buffer overflows while the thread pool is between two files, and the disk refuses the file beside the active one too.
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { environmentWith } from '../support/environment.ts';
import { errno, fileSystemThat } from '../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test.each([
  ['gzip', /Z\.jsonl\.gz$/],
  ['none', /Z\.jsonl$/],
] as const)('no empty file is left, nor an archive of one: %s', async (compression, finished) => {
  const directory = temporaryDirectory();
  const gate = new EventTarget();
  let isFull = false;
  const fs = fileSystemThat((name, [, target, , length]) => {
    if (name === 'write' && Number(length) > 1000 && isFull) return errno('ENOSPC');
    if (name !== 'link' || !/Z\.jsonl$/.test(String(target))) return undefined;
    // The rotation stops here, on the thread pool.
    isFull = true;
    gate.dispatchEvent(new Event('stopped'));
    return once(gate, 'released').then(() => undefined);
  });
  const exporter = new RotatingFileLogRecordExporter(
    { directory, name: 'app', enqueue: true, maxBufferedBytes: '8 KB', compression, onError: () => undefined },
    environmentWith({ fs }),
  );
  exporter.append(logRecord('first'));
  await exporter.forceFlush();
  const stopped = once(gate, 'stopped');
  const rotated = exporter.rotate();
  await stopped;
  for (let i = 0; i < 100; i++) exporter.append(logRecord(`record ${i}`));
  const dropped = exporter.stats().records.dropped.buffer_full;
  expect(dropped).toBeGreaterThan(0);
  isFull = false;
  gate.dispatchEvent(new Event('released'));
  await rotated;
  await exporter.forceFlush();
  await exporter.shutdown();
  expect(namesIn(directory)).toEqual([expect.stringMatching(finished), 'app.jsonl']);
  const bodies = await bodiesInDirectory(directory);
  expect(bodies.filter((body) => body.startsWith('record '))).toHaveLength(100 - dropped);
});
