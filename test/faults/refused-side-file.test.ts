// The buffer overflows while the thread pool is between two files, and the disk refuses the side file too.
import { expect, test } from 'vitest';
import { setUp } from '../support/exporter.ts';
import { errno } from '../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { numbered } from '../support/log-records.ts';
import { stoppedRotation } from '../support/stopped-rotation.ts';

test.each([
  ['gzip', /Z\.jsonl\.gz$/],
  ['none', /Z\.jsonl$/],
] as const)('no empty file is left, nor an archive of one: %s', async (compression, finished) => {
  let isFull = false;
  const { hold, stopped, release } = stoppedRotation(() => {
    isFull = true;
  });
  const options = { enqueue: true, maxBufferedBytes: '8 KB', compression };
  const { directory, exporter, append } = setUp(options, (name, args, call) => {
    if (name === 'write' && Number(args[3]) > 1000 && isFull) return errno('ENOSPC');
    return hold(name, args, call);
  });
  append(['first']);
  await exporter.forceFlush();
  const rotated = exporter.rotate();
  await stopped;
  append(numbered(100));
  const dropped = exporter.stats().records.dropped.buffer_full;
  expect(dropped).toBeGreaterThan(0);
  isFull = false;
  release();
  await rotated;
  await exporter.forceFlush();
  await exporter.shutdown();
  expect(namesIn(directory)).toEqual([expect.stringMatching(finished), 'app.jsonl']);
  const bodies = await bodiesInDirectory(directory);
  expect(bodies.filter((body) => body.startsWith('record '))).toHaveLength(100 - dropped);
});
