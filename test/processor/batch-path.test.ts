// The way to a collector: a synchronous loop arrives whole, and what does not arrive is counted and told.
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { beforeEach, describe, expect, test } from 'vitest';
import { BatchPath } from '../../src/processor/batch-path.ts';
import { ErrorReporter } from '../../src/telemetry/error-reporter.ts';
import { logRecord } from '../support/log-records.ts';
import { diagLog, errorLog, setUp } from './provider.ts';

type Done = Parameters<LogRecordExporter['export']>[1];

/** An exporter made of a function, that keeps what it was asked for. */
function exporterOf(
  answer: (done: Done, records: ReadableLogRecord[]) => void,
  parts: Partial<LogRecordExporter> = {},
) {
  const bodies: unknown[] = [];
  const exporter: LogRecordExporter = {
    export: (records, done) => {
      bodies.push(...records.map(({ body }) => body));
      answer(done, records);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
    ...parts,
  };
  return { bodies, exporter };
}

const inOrder = (count: number) => Array.from({ length: count }, (_, i) => i);

// The SDK tells diag of each failed export as well; it is not what is looked at here.
beforeEach(() => void diagLog('warn'));

describe('one synchronous loop', () => {
  test('of 100,000 records arrives whole and in order', async () => {
    const exporter = new InMemoryLogRecordExporter();
    const { logger, processor, told } = setUp({ batch: { exporter } });
    for (let i = 0; i < 100_000; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(exporter.getFinishedLogRecords().map(({ body }) => body)).toEqual(inOrder(100_000));
    expect(processor.stats().batch).toEqual({ accepted: 100_000, exported: 100_000, failed: 0, dropped: 0 });
    expect(told).toEqual([]);
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
    await sleep(200);
    expect(bodies).toEqual(inOrder(10_000));
  });

  test('of more than the queue holds loses the newest, and says how many', async () => {
    const { bodies, exporter } = exporterOf((done) => done({ code: 0 }));
    const { logger, processor, told } = setUp({ batch: { exporter, maxQueueSize: 2048 } });
    for (let i = 0; i < 100_000; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(bodies).toEqual(inOrder(2048));
    expect(processor.stats().batch).toEqual({ accepted: 2048, exported: 2048, failed: 0, dropped: 97_952 });
    const reason = '2048 records already wait for the exporter (batch.maxQueueSize)';
    expect(told).toEqual([
      { message: `97952 log records were dropped (97952 so far): ${reason}`, source: 'batch', target: 'queue' },
    ]);
    // There is room again.
    logger.emit({ body: 'next' });
    await processor.shutdown();
    expect(bodies.at(-1)).toBe('next');
    expect(told.at(-1)?.message).toBe(`97952 log records were dropped in all: ${reason}`);
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
    const { logger, processor, told } = setUp({ batch: { exporter, maxExportBatchSize: 10 } });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 100; i++) logger.emit({ body: round * 100 + i });
      await processor.forceFlush();
    }
    expect(bodies).toEqual(inOrder(300));
    expect(told).toEqual([{ message: 'cannot flush', source: 'batch', target: 'exporter forceFlush' }]);
  });
});

describe('failures', () => {
  test.each<[string, (done: Done) => void, string]>([
    ['refuses', (done) => done({ code: 1, error: new Error('refused') }), 'refused'],
    ['fails without a reason', (done) => done({ code: 1 }), 'the exporter gave no reason'],
    [
      'throws',
      () => {
        throw new Error('thrown');
      },
      'thrown',
    ],
    ['never answers', () => undefined, 'the exporter did not answer within 30 ms'],
  ])('an exporter that %s: every record is counted, and later ones are tried', async (_, answer, reason) => {
    let isBroken = true;
    const { bodies, exporter } = exporterOf((done) => (isBroken ? answer(done) : done({ code: 0 })));
    const { logger, processor, told } = setUp({ batch: { exporter, exportTimeoutMillis: 30, maxExportBatchSize: 5 } });
    for (let i = 0; i < 10; i++) logger.emit({ body: i });
    await processor.forceFlush();
    isBroken = false;
    logger.emit({ body: 10 });
    await processor.forceFlush();
    expect(bodies).toEqual(inOrder(11));
    expect(processor.stats().batch).toEqual({ accepted: 11, exported: 1, failed: 10, dropped: 0 });
    expect(told).toEqual([
      { message: `5 log records were not exported: ${reason}`, source: 'batch', target: 'exporter' },
    ]);
    expect(processor.stats().errors).toEqual({ batch: 2 });
  });

  test('an exporter that answers late, or twice, is counted right', async () => {
    const { exporter } = exporterOf((done) => {
      setTimeout(done, 60, { code: 0 });
      setTimeout(done, 70, { code: 0 });
    });
    const { told, onError } = errorLog();
    const path = new BatchPath({ exporter, exportTimeoutMillis: 20 }, new ErrorReporter({ onError }));
    path.emit(logRecord('one'));
    await path.forceFlush();
    expect(path.stats).toEqual({ accepted: 1, exported: 0, failed: 1, dropped: 0 });
    await sleep(100);
    expect(path.stats).toEqual({ accepted: 1, exported: 1, failed: 0, dropped: 0 });
    expect(told).toHaveLength(1);
    await path.shutdown();
  });

  test('a dead exporter holds up the shutdown once, not for each batch', async () => {
    const { exporter } = exporterOf(() => undefined, { shutdown: () => new Promise(() => undefined) });
    const { logger, processor } = setUp({ batch: { exporter, exportTimeoutMillis: 100 } });
    for (let i = 0; i < 50_000; i++) logger.emit({ body: i });
    const start = performance.now();
    await processor.shutdown();
    expect(performance.now() - start).toBeLessThan(2000);
    expect(processor.stats().batch).toEqual({ accepted: 50_000, exported: 0, failed: 50_000, dropped: 0 });
  });

  test('the records are the clean ones', async () => {
    const exporter = new InMemoryLogRecordExporter();
    const { logger, processor } = setUp({
      batch: { exporter },
      attributes: { allow: ['a'], strict: true },
      isolate: true,
    });
    logger.emit({ attributes: { a: 1, secret: 's' } });
    await processor.forceFlush();
    expect(exporter.getFinishedLogRecords()[0]?.attributes).toEqual({ a: 1 });
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

  test('without a shutdown the number of records that were not exported is told', () => {
    const { stdout, status } = run('process.exit(3)');
    expect(stdout).toBe('5000 log records were not exported before the process ended: call shutdown() first\n');
    expect(status).toBe(3);
  });

  test('after a shutdown nothing is, and nothing keeps the process', () => {
    const { stdout, stderr, status } = run('await provider.shutdown()');
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
  });
});
