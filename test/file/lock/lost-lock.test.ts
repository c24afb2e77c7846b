// The log directory is removed while a process opens its file: its lock goes too, and another process may have the name by then.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { fileSystemThat } from '../../support/failing-file-system.ts';
import { bodiesInDirectory, namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

test.each([{ enqueue: false }, { enqueue: true }])(
  'it takes a lock again before it writes: %o',
  async ({ enqueue }) => {
    const directory = temporaryDirectory();
    let isRemoved = false;
    const fs = fileSystemThat((name, [path]) => {
      if (name !== 'open' || isRemoved || !String(path).endsWith('/app.jsonl')) return undefined;
      isRemoved = true;
      for (const lock of readdirSync(directory)) if (lock.endsWith('.lock')) rmSync(join(directory, lock));
      return undefined;
    });
    const first = new ExporterIn({ directory, name: 'app', enqueue }, environmentWith({ fs }));
    first.append(logRecord('first'));
    await first.forceFlush();
    expect(isRemoved).toBe(true);
    expect(namesIn(directory)).toEqual(['.app.jsonl.1.lock', 'app.jsonl']);
    const second = new RotatingFileLogRecordExporter({ directory, name: 'app' });
    second.append(logRecord('second'));
    await second.forceFlush();
    expect(namesIn(directory).filter((name) => !name.endsWith('.lock'))).toEqual([
      `app.${process.pid}.jsonl`,
      'app.jsonl',
    ]);
    await first.shutdown();
    await second.shutdown();
    expect((await bodiesInDirectory(directory)).sort()).toEqual(['first', 'second']);
  },
);
