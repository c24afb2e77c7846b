// The metrics of a processor, its files and its batch path, as a Prometheus server scrapes them.
import { metrics } from '@opentelemetry/api';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { expect, onTestFinished, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../support/log-records.ts';
import { eventually } from '../support/patience.ts';
import { scrapedMetrics, valuesOf } from '../support/scraped-metrics.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { turn } from '../support/turn.ts';
import { setUp } from './provider.ts';

const MAIL = ['jo', 'example.org'].join('@');

test('what stats() shows is what is scraped', async () => {
  const { provider, scrape } = await scrapedMetrics();
  const { logger, processor } = setUp({
    meterProvider: provider,
    file: { directory: temporaryDirectory(), name: 'app', compression: 'gzip', retention: 2 },
    batch: { exporter: new InMemoryLogRecordExporter() },
    sinks: [
      {
        sink: () => {
          throw new Error('no');
        },
        name: 'broken',
      },
    ],
    filter: ({ body }) => body !== 'filtered',
  });
  for (let file = 0; file < 4; file++) {
    for (let i = 0; i < 10; i++) logger.emit({ body: `order ${i} of ${MAIL}` });
    logger.emit({ body: 'filtered' });
    logger.emit({ body: 'quiet', severityNumber: 5 });
    await processor.rotate();
  }
  await processor.forceFlush();
  const { file, ...stats } = processor.stats();
  const samples = await scrape();
  const file$ = 'rotating_file_log_exporter';
  expect(valuesOf(samples, 'otel_sdk_exporter_log_exported_total')).toEqual({ [file$]: 40 });
  expect(valuesOf(samples, 'otel_sdk_exporter_log_inflight')).toEqual({ [file$]: 0 });
  expect(valuesOf(samples, 'otel_sdk_processor_log_processed_total')).toEqual({
    laketrace_log_processor: 48,
    batching_log_processor: 40,
  });
  expect(valuesOf(samples, 'laketrace_file_records_written_total')).toEqual({ [file$]: 40 });
  expect(valuesOf(samples, 'laketrace_file_bytes_written_total')).toEqual({ [file$]: file?.bytes.written });
  expect(valuesOf(samples, 'laketrace_file_rotations_total')).toEqual({ [file$]: 4 });
  expect(valuesOf(samples, 'laketrace_file_deletions_total')).toEqual({ [file$]: 2 });
  expect(valuesOf(samples, 'laketrace_file_compressions_total')).toEqual({ [file$]: file?.compressions.files });
  expect(valuesOf(samples, 'laketrace_file_compression_input_total')).toEqual({
    [file$]: file?.compressions.bytesBefore,
  });
  expect(valuesOf(samples, 'laketrace_file_compression_output_total')).toEqual({
    [file$]: file?.compressions.bytesAfter,
  });
  expect(valuesOf(samples, 'laketrace_file_compression_duration_count', 'laketrace_codec')).toEqual({
    gzip: file?.compressions.files,
  });
  expect(valuesOf(samples, 'laketrace_file_buffer_limit')).toEqual({ [file$]: 16 * 1024 * 1024 });
  expect(valuesOf(samples, 'laketrace_file_writes_total')).toEqual({ [file$]: file?.writes.done });
  expect(valuesOf(samples, 'laketrace_processor_redactions_total', 'laketrace_entity')).toEqual({ EMAIL: 40 });
  expect(valuesOf(samples, 'laketrace_processor_records_dropped_total', 'laketrace_drop_reason')).toEqual(
    stats.records.dropped,
  );
  expect(valuesOf(samples, 'laketrace_errors_total', 'laketrace_error_source')).toEqual({ sink: 40 });
  expect(valuesOf(samples, 'laketrace_sink_records_failed_total', 'laketrace_sink_name')).toEqual({
    file: 0,
    broken: 40,
  });
  expect(file?.compressions.files).toBeGreaterThan(0);
  await processor.shutdown();
  // It is read no longer.
  logger.emit({ body: 'late' });
  expect(processor.stats().records.received).toBe(49);
  const received = valuesOf(await scrape(), 'laketrace_processor_records_received_total');
  expect(received).toEqual({ laketrace_log_processor: 48 });
});

test('sinks of one name are counted together', async () => {
  const { provider, scrape } = await scrapedMetrics();
  const sink = { sink: () => undefined, name: 'same' };
  const { logger, processor } = setUp({ meterProvider: provider, sinks: [sink, sink] });
  logger.emit({ body: 'x' });
  const samples = await scrape();
  expect(valuesOf(samples, 'laketrace_sink_records_total', 'laketrace_sink_name')).toEqual({ same: 2 });
  await processor.shutdown();
});

test('writes are timed: the longest of each tenth of a second', async () => {
  const { provider, scrape } = await scrapedMetrics();
  const { logger, processor } = setUp({ meterProvider: provider, file: { directory: temporaryDirectory() } });
  const start = performance.now();
  let samples: Awaited<ReturnType<typeof scrape>> = [];
  let count = 0;
  while (count < 3) {
    for (let i = 0; i < 50; i++) {
      logger.emit({ body: 'x' });
      await turn();
    }
    samples = await scrape();
    count = valuesOf(samples, 'laketrace_file_write_duration_count')['rotating_file_log_exporter'] ?? 0;
  }
  expect(count).toBeLessThan(processor.stats().file?.writes.done ?? 0);
  expect(count).toBeLessThanOrEqual((performance.now() - start) / 100);
  const bounds = samples
    .filter(({ name }) => name === 'laketrace_file_write_duration_bucket')
    .map(({ labels }) => labels['le']);
  expect(bounds).toContain('0.001');
});

test('each component is registered once, under a name of its own', async () => {
  const { provider, scrape } = await scrapedMetrics();
  const file = new RotatingFileLogRecordExporter({
    directory: temporaryDirectory(),
    name: 'a',
    meterProvider: provider,
  });
  const first = setUp({
    meterProvider: provider,
    file,
    batch: { exporter: new InMemoryLogRecordExporter(), selfObsMeterProvider: provider },
  });
  const second = setUp({ meterProvider: provider, file });
  file.measureBy(provider);
  first.logger.emit({ body: 'x' });
  await first.processor.forceFlush();
  const named = valuesOf(await scrape(), 'otel_sdk_exporter_log_exported_total', 'otel_component_name');
  expect(Object.values(named)).toEqual([1]);
  expect(Object.keys(named)[0]).toMatch(/^rotating_file_log_exporter\/\d+$/);
  const processors = valuesOf(await scrape(), 'laketrace_processor_records_received_total', 'otel_component_name');
  expect(Object.values(processors).sort()).toEqual([0, 1]);
  const batch = valuesOf(await scrape(), 'otel_sdk_processor_log_queue_capacity', 'otel_component_name');
  expect(Object.values(batch)).toEqual([131_072]);
  await second.processor.shutdown();
  expect(Object.values(valuesOf(await scrape(), 'laketrace_processor_records_received_total'))).toEqual([1]);
});

test('the batch path can have a provider of its own, and files none', async () => {
  const [mine, batch] = [await scrapedMetrics(), await scrapedMetrics()];
  setUp({
    meterProvider: mine.provider,
    file: { directory: temporaryDirectory(), meterProvider: false },
    batch: { exporter: new InMemoryLogRecordExporter(), selfObsMeterProvider: batch.provider },
  });
  const types = (samples: readonly { labels: Readonly<Record<string, string>> }[]) => [
    ...new Set(samples.map(({ labels }) => labels['otel_component_type'])),
  ];
  expect(types(await mine.scrape())).toEqual(['laketrace_log_processor']);
  expect(types(await batch.scrape())).toEqual(['batching_log_processor']);
});

test('an exporter of its own has metrics as well', async () => {
  const { provider, scrape } = await scrapedMetrics();
  const exporter = new RotatingFileLogRecordExporter({
    directory: temporaryDirectory(),
    name: 'a',
    meterProvider: provider,
  });
  exporter.append(logRecord('x'));
  await exporter.forceFlush();
  expect(valuesOf(await scrape(), 'laketrace_file_records_written_total')).toEqual({ rotating_file_log_exporter: 1 });
  await exporter.shutdown();
  exporter.append(logRecord('late'));
  expect(exporter.stats().records.dropped.shutdown).toBe(1);
  // It is read no longer.
  const dropped = valuesOf(await scrape(), 'laketrace_file_records_dropped_total');
  expect(dropped).toEqual({ rotating_file_log_exporter: 0 });
});

test('the global provider may be registered after the processor is made', async () => {
  const { provider, scrape } = await scrapedMetrics();
  const { logger } = setUp({ meterProvider: true });
  logger.emit({ body: 'early' });
  onTestFinished(() => metrics.disable());
  metrics.setGlobalMeterProvider(provider);
  await eventually(async () => expect(await scrape()).not.toEqual([]));
  expect(valuesOf(await scrape(), 'laketrace_processor_records_received_total')).toEqual({
    laketrace_log_processor: 1,
  });
});

test('a processor that was shut down before the global provider came is not registered', async () => {
  const { provider, scrape } = await scrapedMetrics();
  const { processor } = setUp({ meterProvider: true });
  await processor.shutdown();
  const { processor: other } = setUp({ meterProvider: true });
  onTestFinished(() => metrics.disable());
  metrics.setGlobalMeterProvider(provider);
  await eventually(async () => expect(await scrape()).not.toEqual([]));
  expect(other.stats().records.received).toBe(0);
  const names = valuesOf(await scrape(), 'laketrace_processor_records_received_total', 'otel_component_name');
  expect(Object.keys(names)).toHaveLength(1);
});

test('a processor on a Spark executor, and one whose options are refused, leave no metrics', async () => {
  const { provider, scrape } = await scrapedMetrics();
  const { processor } = setUp(
    { meterProvider: provider, file: { directory: temporaryDirectory() } },
    { environment: { detection: { env: { DATABRICKS_RUNTIME_VERSION: '15.4', SPARK_EXECUTOR_DIRS: '/tmp' } } } },
  );
  expect(() =>
    setUp({ meterProvider: provider, file: { directory: temporaryDirectory() }, sinks: [1 as never] }),
  ).toThrow();
  const types = new Set((await scrape()).map(({ labels }) => labels['otel_component_type']));
  expect([...types]).toEqual(processor.stats().file === undefined ? ['laketrace_log_processor'] : []);
});

test.each([
  [{ meterProvider: 1 }, /^meterProvider: .*a MeterProvider, true for the global one, or false/],
  [{ meterProvider: {} }, /^meterProvider: an object/],
  [{ file: { meterProvider: 'global' } }, /^file\.meterProvider: /],
  [{ metrics: true }, /meterProvider/],
])('%o is refused', (options, message) => {
  expect(() => setUp(options as never)).toThrow(message);
});

test('a provider that cannot be looked at is refused as one that has no meters', () => {
  const meterProvider = {
    get getMeter(): never {
      throw new Error('no');
    },
  };
  expect(() => setUp({ meterProvider })).toThrow(/^meterProvider: an object/);
});
