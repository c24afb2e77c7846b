// What the batch path reports to a MeterProvider, in the names of the semantic conventions.

import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import { type Sample, scrapedMetrics, valuesOf } from '../../support/scraped-metrics.ts';
import { setUp } from '../provider.ts';

const processed = (samples: readonly Sample[]) =>
  valuesOf(samples, 'otel_sdk_processor_log_processed_total', 'error_type');
const waiting = (samples: readonly Sample[]) => valuesOf(samples, 'otel_sdk_processor_log_queue_size');

test('exported, refused and dropped records, and those that wait', async () => {
  const { provider, scrape } = await scrapedMetrics();
  const exporter = new InMemoryLogRecordExporter();
  let answer: (() => void) | undefined;
  exporter.export = (_, done) => {
    answer = () => done({ code: 0 });
  };
  const { logger, processor } = setUp({ batch: { exporter, maxQueueSize: 10, selfObsMeterProvider: provider } });
  for (let i = 0; i < 12; i++) logger.emit({ body: i });
  const full = await scrape();
  expect(waiting(full)).toEqual({ batching_log_processor: 10 });
  expect(valuesOf(full, 'otel_sdk_processor_log_queue_capacity')).toEqual({ batching_log_processor: 10 });
  answer?.();
  expect(waiting(await scrape())).toEqual({ batching_log_processor: 0 });
  exporter.export = (_, done) => done({ code: 1, error: Object.assign(new RangeError('no'), { code: 400 }) });
  logger.emit({ body: 'refused' });
  await processor.forceFlush();
  const samples = await scrape();
  expect(processed(samples)).toEqual({ '': 10, queue_full: 2, RangeError: 1 });
  expect(valuesOf(samples, 'laketrace_batch_records_dropped_total', 'laketrace_drop_reason')).toEqual({
    queue_full: 2,
    given_up: 1,
  });
  expect(valuesOf(samples, 'laketrace_batch_failures_total')).toEqual({ batching_log_processor: 1 });
  await processor.shutdown();
  // It is read no longer: what comes now is dropped.
  logger.emit({ body: 'late' });
  expect(await scrape()).toEqual(samples);
});

test('names of errors that are many, or no names, are counted together', async () => {
  const { provider, scrape } = await scrapedMetrics();
  const exporter = new InMemoryLogRecordExporter();
  let count = 0;
  exporter.export = (_, done) => {
    const error = Object.assign(new Error('no'), {
      code: 400,
      name: count % 2 === 0 ? `Error${count}` : 'for jo@example.org',
    });
    count++;
    done({ code: 1, error });
  };
  const { logger, processor } = setUp({ batch: { exporter, maxExportBatchSize: 1, selfObsMeterProvider: provider } });
  for (let i = 0; i < 60; i++) logger.emit({ body: i });
  await processor.forceFlush();
  const { _OTHER: others = 0, ...named } = processed(await scrape());
  expect(Object.keys(named).length).toBeLessThanOrEqual(21);
  expect(Object.keys(named)).toContain('Error0');
  expect(Object.keys(named)).not.toContain('Error58');
  expect(Object.values(named).reduce((sum, value) => sum + value, others)).toBe(60);
});
