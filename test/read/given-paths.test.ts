// What a path means: of a directory its logs and those of its partitions, else those below it; never round a link, never without end.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { directoryTarget, RotatingFileLogRecordExporter, uploadLogs } from '../../src/index.ts';
import { logRecord } from '../support/log-records.ts';
import { flatLine, readBack } from '../support/read-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A tree of files, each with one record that is called as the file. */
function treeOf(...files: readonly string[]): string {
  const directory = temporaryDirectory();
  for (const file of files) {
    mkdirSync(join(directory, dirname(file)), { recursive: true });
    writeFileSync(join(directory, file), flatLine(file));
  }
  return directory;
}

async function filesOf(directory: string): Promise<string[]> {
  const { messages, problems } = await readBack(directory);
  expect(problems).toEqual([]);
  return messages.sort();
}

test('what was uploaded is read by the name of its lake', async () => {
  const [directory, lake] = [temporaryDirectory(), temporaryDirectory()];
  for (const name of ['shop', 'till']) {
    const exporter = new RotatingFileLogRecordExporter({ directory, name, compression: 'gzip' });
    exporter.append(logRecord(`of ${name}`));
    await exporter.rotate();
    await exporter.shutdown();
  }
  await uploadLogs({ directory, target: directoryTarget(lake) });
  expect((await readBack(lake)).messages.sort()).toEqual(['of shop', 'of till']);
});

test('partitions belong to a directory, also beside logs of its own', async () => {
  const files = ['app.jsonl', 'date=2026-01-31/b.jsonl', 'service=x/date=2026-01-31/hour=5/c.jsonl'];
  expect(await filesOf(treeOf(...files, 'copies/d.jsonl'))).toEqual(files);
});

test('of a directory without logs those below are read', async () => {
  const files = ['one/a.jsonl', 'two/three/b.jsonl'];
  const others = ['.hidden/c.jsonl', '_delta_log/0.json', 'node_modules/x/d.json', 'one/_temporary/e.json'];
  const directory = treeOf(...files, ...others);
  symlinkSync(directory, join(directory, 'one/round'));
  expect(await filesOf(directory)).toEqual(files);
});
