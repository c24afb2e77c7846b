// What `stats().batch` answers an operator: when a batch arrived last, since when none does, how much waits at most.
import { expect, test } from 'vitest';
import { Deadline } from '../../../src/lifecycle/deadline.ts';
import { BatchPath } from '../../../src/processor/delivery/batch-path.ts';
import { ErrorReporter } from '../../../src/telemetry/error-reporter.ts';
import { logRecord } from '../../support/log-records.ts';
import { PATIENT } from '../../support/patience.ts';
import { type Done, exporterOf } from './exporter-of.ts';

const reporter = new ErrorReporter({ onError: () => undefined });

test('since when the exporter takes nothing, and when it took a batch last', async () => {
  let isDown = true;
  const { exporter } = exporterOf((done) => done(isDown ? { code: 1, error: new Error('down') } : { code: 0 }));
  const path = new BatchPath({ exporter, scheduledDelayMillis: 0 }, { reporter, endTimeout: 1000, pause: () => 5 });
  expect(path.stats).toMatchObject({ lastExport: undefined, faultingSince: undefined, highWater: 0, failedBatches: 0 });
  path.emit(logRecord('one'));
  await expect.poll(() => path.stats.faultingSince?.ago, PATIENT).toBeGreaterThan(20);
  expect(path.stats.lastExport).toBeUndefined();
  expect(Math.abs(Date.parse(path.stats.faultingSince?.at ?? '') - Date.now())).toBeLessThan(30_000);
  isDown = false;
  await path.forceFlush();
  expect(path.stats).toMatchObject({ exported: 1, faultingSince: undefined, failedBatches: 0, highWater: 1 });
  expect(path.stats.lastExport?.ago).toBeLessThan(30_000);
  await path.shutdown(new Deadline(1000));
});

test('batches that are given up, records that waited at most, and the limits', async () => {
  const { exporter } = exporterOf((done) => done({ code: 1, error: Object.assign(new Error('no'), { code: 400 }) }));
  const options = { exporter, maxQueueSize: 50, maxQueueBytes: '1 MB', maxExportBatchSize: 10 };
  const path = new BatchPath(options, { reporter, endTimeout: 1000 });
  for (let i = 0; i < 60; i++) path.emit(logRecord(`${i}`));
  expect(path.stats).toMatchObject({ waiting: 50, highWater: 50, limit: 50, limitBytes: 1024 * 1024, dropped: 10 });
  await path.forceFlush();
  expect(path.stats).toMatchObject({ failed: 50, failedBatches: 5, waiting: 0, highWater: 50 });
  expect(path.stats.faultingSince).toBeDefined();
  await path.shutdown(new Deadline(1000));
});

test('a batch that arrives after it was given up is no failed one', async () => {
  let answer: Done | undefined;
  const { exporter } = exporterOf((done) => {
    answer = done;
  });
  const options = { exporter, exportTimeoutMillis: 20, retryTimeoutMillis: 0, scheduledDelayMillis: 0 };
  const path = new BatchPath(options, { reporter, endTimeout: 1000 });
  path.emit(logRecord('one'));
  await expect.poll(() => path.stats.failedBatches, PATIENT).toBe(1);
  answer?.({ code: 0 });
  expect(path.stats).toMatchObject({ exported: 1, failed: 0, failedBatches: 0, faultingSince: undefined });
  await path.shutdown(new Deadline(1000));
});
