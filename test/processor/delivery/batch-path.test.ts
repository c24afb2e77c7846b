// The way to a collector: a synchronous loop arrives whole, and what does not arrive is counted and reported.
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { PATIENT } from '../../support/patience.ts';
import { setUp } from '../provider.ts';
import { exporterOf } from './exporter-of.ts';

const inOrder = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('one synchronous loop', () => {
  test('of 100,000 records arrives whole and in order', async () => {
    const exporter = new InMemoryLogRecordExporter();
    const { logger, processor, reports } = setUp({ batch: { exporter } });
    for (let i = 0; i < 100_000; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(exporter.getFinishedLogRecords().map(({ body }) => body)).toEqual(inOrder(100_000));
    expect(processor.stats().batch).toMatchObject({ accepted: 100_000, exported: 100_000 });
    expect(reports).toEqual([]);
  });

  test('also by the shutdown alone, into an exporter that takes its time', async () => {
    const { bodies, exporter } = exporterOf((done) => setTimeout(done, 1, { code: 0 }));
    const { logger, provider } = setUp({ batch: { exporter, maxExportBatchSize: 5000 } });
    for (let i = 0; i < 100_000; i++) logger.emit({ body: i });
    await provider.shutdown();
    expect(bodies).toEqual(inOrder(100_000));
  });

  test('and without a flush, within the delay', async () => {
    const { bodies, exporter } = exporterOf((done) => done({ code: 0 }));
    const { logger } = setUp({ batch: { exporter, scheduledDelayMillis: 20 } });
    for (let i = 0; i < 10_000; i++) logger.emit({ body: i });
    await expect.poll(() => bodies.length, PATIENT).toBe(10_000);
    expect(bodies).toEqual(inOrder(10_000));
  });

  test('of more than the queue holds loses the newest, and says how many', async () => {
    const { bodies, exporter } = exporterOf((done) => done({ code: 0 }));
    const { logger, processor, reports } = setUp({ batch: { exporter, maxQueueSize: 2048 } });
    for (let i = 0; i < 100_000; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(bodies).toEqual(inOrder(2048));
    expect(processor.stats().batch).toMatchObject({ accepted: 2048, exported: 2048, dropped: 97_952 });
    const reason = expect.stringMatching(
      /^97952 log records were dropped \(97952 so far\): 2048 records \(batch.maxQueueSize\) or \d+ bytes/,
    );
    expect(reports).toEqual([{ message: reason, source: 'batch', target: 'queue' }]);
    // There is room again.
    logger.emit({ body: 'next' });
    await processor.shutdown();
    expect(bodies.at(-1)).toBe('next');
    expect(reports.at(-1)?.message).toMatch(
      /^97952 of 100001 log records were not exported: 97952 found the queue full/,
    );
  });

  test('a queue smaller than a batch works', async () => {
    const { bodies, exporter } = exporterOf((done) => done({ code: 0 }));
    const { logger, processor } = setUp({ batch: { exporter, maxQueueSize: 10 } });
    for (let i = 0; i < 10; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(bodies).toEqual(inOrder(10));
  });
});

describe('flushes', () => {
  test('at the same time each wait for the records before them', async () => {
    const { bodies, exporter } = exporterOf((done) => setTimeout(done, 10, { code: 0 }));
    const { logger, processor } = setUp({ batch: { exporter, maxExportBatchSize: 100 } });
    for (let i = 0; i < 500; i++) logger.emit({ body: i });
    const first = processor.forceFlush().then(() => bodies.length);
    await sleep(15);
    for (let i = 500; i < 800; i++) logger.emit({ body: i });
    const second = processor.forceFlush().then(() => processor.stats().batch?.exported);
    const third = processor.forceFlush().then(() => processor.stats().batch?.exported);
    expect(await first).toBeGreaterThanOrEqual(500);
    expect([await second, await third]).toEqual([800, 800]);
    expect(bodies).toEqual(inOrder(800));
  });

  test('a shutdown during a flush exports all, and closes the exporter after it', async () => {
    let exportedAtShutdown = -1;
    const { bodies, exporter } = exporterOf((done) => setTimeout(done, 10, { code: 0 }), {
      shutdown: () => {
        exportedAtShutdown = bodies.length;
        return Promise.resolve();
      },
    });
    const { logger, processor } = setUp({ batch: { exporter, maxExportBatchSize: 100 } });
    for (let i = 0; i < 500; i++) logger.emit({ body: i });
    const flushed = processor.forceFlush();
    await sleep(15);
    for (let i = 500; i < 800; i++) logger.emit({ body: i });
    await Promise.all([flushed, processor.shutdown()]);
    expect(bodies).toEqual(inOrder(800));
    expect(exportedAtShutdown).toBe(800);
  });

  test('an exporter whose forceFlush rejects loses nothing', async () => {
    const { bodies, exporter } = exporterOf((done) => setTimeout(done, 5, { code: 0 }), {
      forceFlush: () => Promise.reject(new Error('cannot flush')),
    });
    const { logger, processor, reports } = setUp({ batch: { exporter, maxExportBatchSize: 10 } });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 100; i++) logger.emit({ body: round * 100 + i });
      await processor.forceFlush();
    }
    expect(bodies).toEqual(inOrder(300));
    expect(reports).toEqual([{ message: 'cannot flush', source: 'batch', target: 'exporter forceFlush' }]);
  });
});

describe('the end of the process', () => {
  test('is listened to only while records wait', async () => {
    const { exporter } = exporterOf((done) => done({ code: 0 }));
    const { logger, processor } = setUp({ batch: { exporter } });
    const before = process.listenerCount('exit');
    logger.emit({ body: 'one' });
    expect(process.listenerCount('exit')).toBe(before + 1);
    await processor.forceFlush();
    expect(process.listenerCount('exit')).toBe(before);
  });

  const run = (ending: string) => {
    const program = `
      import { LakeTraceLogRecordProcessor } from './src/processor/log-record-processor.ts';
      import { LoggerProvider } from '@opentelemetry/sdk-logs';
      const exporter = { export: (records, done) => setTimeout(done, 1, { code: 0 }), forceFlush: async () => {}, shutdown: async () => {} };
      const onError = (error) => console.log(error.message);
      const processor = new LakeTraceLogRecordProcessor({ file: false, batch: { exporter }, onError });
      const provider = new LoggerProvider({ processors: [processor] });
      for (let i = 0; i < 5000; i++) provider.getLogger('x').emit({ body: i });
      ${ending}
    `;
    return spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  };

  test('without a shutdown the number of records that were not exported is reported', () => {
    const { stdout, status } = run('process.exit(3)');
    expect(stdout).toBe('5000 of 5000 log records were not exported before the process ended: call shutdown() first\n');
    expect(status).toBe(3);
  });

  test('after a shutdown nothing is, and nothing keeps the process', () => {
    const { stdout, stderr, status } = run('await provider.shutdown()');
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
  });
});
