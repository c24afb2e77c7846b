// docs/metrics.md lists the metrics that are registered, the fields of `stats()` that are there, and a health check that works.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import type { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import type { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';
import { setUp } from '../processor/provider.ts';
import { ExporterIn, environmentWith } from '../support/environment.ts';
import { errno, fileSystemThat } from '../support/failing-file-system.ts';
import { PATIENT } from '../support/patience.ts';
import { registeredMetrics } from '../support/registered-metrics.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { turn } from '../support/turn.ts';
import { tableRows, textOf } from './pages.ts';

const page = textOf('docs/metrics.md') ?? '';

test('the table of metrics is what a processor registers', async () => {
  const listed = tableRows(page, 'Metrics').map(([name, kind, , meaning]) => ({ name, kind, meaning }));
  const registered = (await registeredMetrics()).map(({ name, kind, unit, description }) => ({
    name: `\`${name}\``,
    kind: `${kind}, ${unit}`,
    meaning: description,
  }));
  const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }) =>
    (a.name ?? '').localeCompare(b.name ?? '');
  expect(listed.toSorted(byName)).toEqual(registered.toSorted(byName));
});

test('the fields that answer an operator are there', async () => {
  const { logger, processor } = setUp({
    recorder: true,
    file: { directory: temporaryDirectory() },
    batch: { exporter: new InMemoryLogRecordExporter() },
  });
  logger.emit({ body: 'x' });
  await processor.forceFlush();
  const stats = processor.stats();
  const fields = tableRows(page, 'What stats() says').flatMap(([, answer = '']) =>
    [...answer.matchAll(/`([\w.]+)(?: \/ ([\w.]+))?`/g)].flatMap(([, ...paths]) => paths.filter(Boolean)),
  );
  expect(fields.length).toBeGreaterThan(15);
  const missing = fields.filter((path) => {
    const parts = path.split('.');
    const last = parts.pop() ?? '';
    const holder = parts.reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], stats);
    // What counts by reason has a field once there was one.
    return path !== 'records.dropped.shutdown' && !Object.hasOwn((holder ?? {}) as object, last);
  });
  expect(missing).toEqual([]);
});

async function healthCheck(processor: LakeTraceLogRecordProcessor, patience: number): Promise<() => string[]> {
  const code = /```js health\.js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const path = join(temporaryDirectory(), 'health.mjs');
  writeFileSync(path, code);
  const { healthCheckOf } = (await import(path)) as {
    healthCheckOf(processor: LakeTraceLogRecordProcessor, patience: number): () => string[];
  };
  return healthCheckOf(processor, patience);
}

test('the health check says when the disk refuses, records wait, and when they are lost', async () => {
  let isFull = true;
  const directory = temporaryDirectory();
  let time = 0;
  const environment = environmentWith({
    fs: fileSystemThat((call) => (isFull && call === 'write' ? errno('ENOSPC') : undefined)),
    monotonic: () => time,
  });
  const file = new ExporterIn(
    { directory, name: 'app', maxBufferedBytes: '2 KB', onError: () => undefined },
    environment,
  );
  const { logger, processor } = setUp({ file: file as RotatingFileLogRecordExporter });
  const check = await healthCheck(processor, 1000);
  expect(check()).toEqual([]);
  logger.emit({ body: 'x' });
  await turn();
  time += 2000;
  expect(check()).toEqual([
    expect.stringMatching(/^the disk refuses since \d{4}-/),
    expect.stringMatching(/^log records wait since \d{4}-/),
  ]);
  logger.emit({ body: 'x'.repeat(1000) });
  expect(check()).toContain('the buffer is half full');
  logger.emit({ body: 'y'.repeat(2000) });
  expect(check()).toContain('1 log records were lost');
  expect(check()).not.toContain('1 log records were lost');
  isFull = false;
  await processor.forceFlush();
  expect(check()).toEqual([]);
});

test('the health check says when a collector takes nothing', async () => {
  const exporter = new InMemoryLogRecordExporter();
  exporter.export = (_, done) => done({ code: 1, error: new Error('down') });
  const { logger, processor } = setUp({
    batch: { exporter, maxQueueSize: 4, scheduledDelayMillis: 0 },
    shutdownTimeoutMillis: 100,
  });
  const check = await healthCheck(processor, 1);
  for (let i = 0; i < 5; i++) logger.emit({ body: i });
  await expect.poll(() => processor.stats().batch?.faultingSince?.ago, PATIENT).toBeGreaterThan(1);
  expect(check()).toEqual([
    '1 log records were lost',
    expect.stringMatching(/^the collector takes nothing since \d{4}-/),
    'the queue is half full',
  ]);
});

test('the channels and their fields are those of the sources', () => {
  const source = textOf('src/telemetry/events.ts') ?? '';
  const fieldsIn = (text: string) =>
    Array.from(text.matchAll(/^ {2,4}readonly (\w+)\??:/gm), ([, field = '']) => field);
  const ofFiles = fieldsIn(/interface FileEvent \{[\s\S]*?\n\}/.exec(source)?.[0] ?? '');
  const blocks = source.matchAll(/^ {2}readonly '(laketrace:\w+)': (FileEvent & )?\{\n([\s\S]*?)^ {2}\};/gm);
  const written = Array.from(blocks, ([, name = '', isOfFile, body = '']) => [
    name,
    [...(isOfFile === undefined ? [] : ofFiles), ...fieldsIn(body)],
  ]);
  const listed = tableRows(page, 'Events').map(([name = '', , fields = '']) => [
    name.replaceAll('`', ''),
    Array.from(fields.matchAll(/`(\w+)`/g), ([, field]) => field),
  ]);
  expect(listed).toEqual(written);
  expect(listed).toHaveLength(5);
});
