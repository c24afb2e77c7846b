// The name of a file beside the active one is another process's until the last moment: no two files ever have one name.
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { environmentWith } from '../support/environment.ts';
import { fileSystemThat } from '../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test('another process compresses its file of that name just before ours is made', async () => {
  const directory = temporaryDirectory();
  const gate = new EventTarget();
  let taken = '';
  const fs = fileSystemThat((name, [target, second]) => {
    const path = String(target);
    // The other's plain file has just gone, its archive is there: as far as a look before the opening can tell, the name is free.
    if (name === 'open' && /Z\.jsonl$/.test(path) && taken === '' && !existsSync(path)) {
      taken = path;
      writeFileSync(`${path}.gz`, gzipSync(''));
    }
    if (name !== 'link' || !/Z\.jsonl$/.test(String(second))) return undefined;
    // The rotation stops here, on the thread pool, so that a blocking write needs a file beside the active one.
    gate.dispatchEvent(new Event('stopped'));
    return once(gate, 'released').then(() => undefined);
  });
  const exporter = new RotatingFileLogRecordExporter(
    { directory, name: 'app', enqueue: true, maxBufferedBytes: '8 KB', onError: () => undefined },
    environmentWith({ fs }),
  );
  exporter.append(logRecord('first'));
  await exporter.forceFlush();
  const stopped = once(gate, 'stopped');
  const rotated = exporter.rotate();
  await stopped;
  for (let i = 0; i < 100; i++) exporter.append(logRecord(`record ${i}`));
  gate.dispatchEvent(new Event('released'));
  await rotated;
  await exporter.shutdown();
  expect(taken).not.toBe('');
  expect(namesIn(directory)).toContain(`${basename(taken)}.gz`);
  expect(namesIn(directory)).not.toContain(basename(taken));
  const bodies = await bodiesInDirectory(directory);
  expect(bodies.sort()).toEqual(['first', ...Array.from({ length: 100 }, (_, i) => `record ${i}`)].sort());
});
