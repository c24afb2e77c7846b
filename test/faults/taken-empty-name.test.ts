// A rotated name that a process took by an empty file, where there are no hard links, and gives to its file just as another process
// removes what looks like a leftover: the records stay.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ExporterIn, environmentWith } from '../support/environment.ts';
import { fileSystemThat } from '../support/failing-file-system.ts';
import { namesIn } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const TAKEN = 'app.2026-01-31T12-00-00.123Z.jsonl';

test.each([
  ['given to a file in the last moment', true],
  ['left by a process that died', false],
])('a name %s', async (_, isGiven) => {
  const directory = temporaryDirectory();
  const taken = join(directory, TAKEN);
  writeFileSync(taken, '');
  let isDone = false;
  const fs = fileSystemThat((name, [path]) => {
    if (isGiven && !isDone && (name === 'unlink' || name === 'rename') && path === taken) {
      isDone = true;
      writeFileSync(join(directory, 'full'), '{}\n');
      renameSync(join(directory, 'full'), taken);
    }
    return undefined;
  });
  const exporter = new ExporterIn({ directory, name: 'app' }, environmentWith({ fs }));
  exporter.append(logRecord('one'));
  await exporter.forceFlush();
  await exporter.shutdown();
  expect(isDone).toBe(isGiven);
  expect(namesIn(directory)).toEqual(isGiven ? [TAKEN, 'app.jsonl'] : ['app.jsonl']);
  if (isGiven) expect(readFileSync(taken, 'utf8')).toBe('{}\n');
});
