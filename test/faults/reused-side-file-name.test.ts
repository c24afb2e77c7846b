// The name of a side file is another process's until the last moment: no two files ever have one name.
import { existsSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { setUp } from '../support/exporter.ts';
import { bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { numbered } from '../support/log-records.ts';
import { stoppedRotation } from '../support/stopped-rotation.ts';

test('another process compresses its file of that name just before ours is made', async () => {
  const { hold, stopped, release } = stoppedRotation();
  let taken = '';
  const options = { enqueue: true, maxBufferedBytes: '8 KB' };
  const { directory, exporter, append } = setUp(options, (name, args, call) => {
    const path = String(args[0]);
    // The other's plain file has just gone, its archive is there: a look before the opening finds the name free.
    if (name === 'open' && /Z\.jsonl$/.test(path) && taken === '' && !existsSync(path)) {
      taken = path;
      writeFileSync(`${path}.gz`, gzipSync(''));
    }
    return hold(name, args, call);
  });
  append(['first']);
  await exporter.forceFlush();
  const rotated = exporter.rotate();
  await stopped;
  append(numbered(100));
  release();
  await rotated;
  await exporter.shutdown();
  expect(taken).not.toBe('');
  expect(namesIn(directory)).toContain(`${basename(taken)}.gz`);
  expect(namesIn(directory)).not.toContain(basename(taken));
  const bodies = await bodiesInDirectory(directory);
  expect(bodies.sort()).toEqual(['first', ...numbered(100)].sort());
});
