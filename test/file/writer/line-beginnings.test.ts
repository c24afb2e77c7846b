// Each line of each file begins as the collector's connector `otlp_json` takes it, whatever had the line, or the file, begin.
import { appendFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setUp } from '../../support/exporter.ts';
import { errno } from '../../support/failing-file-system.ts';
import { namesIn, textOf } from '../../support/log-directory.ts';
import { numbered } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** What the connector looks for, with an expression, before it reads a line. */
const BEGINNING = '{"resourceLogs":[';

const MODES = [
  {},
  { integrity: true },
  { compression: 'gzip' },
  { compression: 'zstd', integrity: { key: 'of the tests alone' } },
  { enqueue: true, integrity: true },
] as const;

test.each(MODES)('%o: over rotations, reopening, losses, a torn end and a restart', async (mode) => {
  const directory = temporaryDirectory();
  const options = { ...mode, directory, overflow: 'drop-newest', maxBufferedBytes: '8 KB', rotation: '4 KB' } as const;
  let isBroken = false;
  const first = setUp(options, (name) => (isBroken && name === 'write' ? errno('ENOSPC') : undefined));
  first.append(numbered(20));
  await first.exporter.rotate();
  first.append(numbered(10, 20));
  await first.exporter.forceFlush();
  // As logrotate does.
  renameSync(join(directory, 'app.jsonl'), join(directory, 'app.by-hand.jsonl'));
  first.exporter.reopen();
  first.append(numbered(10, 30));
  await first.exporter.forceFlush();
  isBroken = true;
  for (let i = 0; i < 20; i++) first.append(numbered(10, 100));
  await expect(first.exporter.forceFlush({ timeoutMillis: 1 })).rejects.toThrow();
  isBroken = false;
  await first.exporter.forceFlush();
  await first.exporter.shutdown();
  appendFileSync(join(directory, 'app.jsonl'), '{"resourceLogs":[{"resource":{"attr');
  const second = setUp(options);
  second.append(numbered(10, 40));
  await second.exporter.shutdown();

  const names = namesIn(directory).filter((name) => /\.jsonl(?:\.gz|\.zst)?$/.test(name));
  const texts = await Promise.all(names.map((name) => textOf(join(directory, name))));
  const lines = texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  expect(lines.filter((line) => !line.startsWith(BEGINNING))).toEqual([]);
  // Lines of every kind are among them.
  expect(names).toContain('app.by-hand.jsonl');
  expect(texts.length).toBeGreaterThan(4);
  expect(lines.filter((line) => line.includes('"laketraceFileId"')).length).toBe(texts.length);
  expect(lines.some((line) => line.includes('laketrace.dropped.count'))).toBe(true);
  const closing = lines.filter((line) => line.startsWith(`${BEGINNING}]`));
  expect(closing.length > 0).toBe('integrity' in mode);
  expect(namesIn(directory).some((name) => name.endsWith('.torn'))).toBe(true);
});
