// A target that is the directory of the logs, or lies in it: nothing is copied among the logs, and no copy is sent again.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { directoryTarget, uploadLogs } from '../../src/index.ts';
import { namesIn } from '../support/log-directory.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const NAME = 'app.2026-01-31T12-00-00.000Z.jsonl';

function logs(): string {
  const directory = join(temporaryDirectory(), 'app');
  mkdirSync(directory);
  writeFileSync(join(directory, NAME), 'first\n');
  return directory;
}

test('the directory itself is refused at once', async () => {
  const directory = logs();
  await expect(uploadLogs({ directory, target: directoryTarget(directory), layout: '{file}' })).rejects.toMatchObject({
    name: 'ConfigurationError',
    option: 'target',
  });
});

test('so is whatever leads into it, by a layout or by a link', async () => {
  const directory = logs();
  const above = dirname(directory);
  symlinkSync(directory, join(above, 'link'));
  for (const [place, layout] of [
    [above, `${basename(directory)}/{file}`],
    [above, '{service}/{file}'],
    [join(above, 'link'), '{file}'],
  ] as const) {
    for (const dryRun of [true, false]) {
      const report = await uploadLogs({ directory, target: directoryTarget(place), layout, dryRun });
      expect(report.ok).toBe(false);
      expect(String(report.errors[0] ?? report.files[0]?.error)).toContain('would be copied among the logs themselves');
    }
    expect(namesIn(directory).filter((name) => name.endsWith('.jsonl'))).toEqual([NAME]);
  }
});

test('below it, patterns do not find what was sent there', async () => {
  const directory = logs();
  const target = directoryTarget(join(directory, 'lake'));
  for (const outcome of ['uploaded', 'uploaded before']) {
    const report = await uploadLogs({ directory, target, include: '**/*.jsonl' });
    expect(report).toMatchObject({ ok: true, files: [{ outcome }] });
    expect(report.files).toHaveLength(1);
  }
});
