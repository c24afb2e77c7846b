// The metrics of LakeTrace under each line, by the metrics SDK and the Prometheus exporter of the line, scraped over HTTP.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { metrics } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { InMemoryLogRecordExporter, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { LakeTraceLogRecordProcessor } from 'laketrace';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PATIENT } from './patience.ts';

async function endpoint() {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [exporter] });
  const server = createServer((request, response) => exporter.getMetricsRequestHandler(request, response));
  // A connection that is closed for its age at the moment in which it is used again fails the request.
  server.keepAliveTimeout = 0;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await provider.shutdown();
  });
  const { port } = server.address() as AddressInfo;
  return { provider, scrape: async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text() };
}

/** The value of the one sample of a name whose labels have a text among them. */
function sampleOf(text: string, name: string, label: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${name}{`) && each.includes(label));
  return line === undefined
    ? undefined
    : Number(
        line
          .slice(line.lastIndexOf('}') + 1)
          .trim()
          .split(' ')[0],
      );
}

test.each(['given', 'global'])('by the provider that is %s', async (way) => {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-e2e-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const { provider, scrape } = await endpoint();
  const processor = new LakeTraceLogRecordProcessor({
    meterProvider: way === 'given' ? provider : true,
    file: { directory, name: 'app', compression: 'gzip' },
    batch: { exporter: new InMemoryLogRecordExporter() },
    filter: ({ attributes }) => attributes['odd'] !== true,
  });
  onTestFinished(() => metrics.disable());
  if (way === 'global') metrics.setGlobalMeterProvider(provider);
  await vi.waitFor(async () => expect(await scrape()).toContain('laketrace_'), PATIENT);
  const logger = new LoggerProvider({ processors: [processor] }).getLogger('test');
  for (let i = 0; i < 100; i++)
    logger.emit({ body: `record ${i}`, severityNumber: 9, attributes: { odd: i % 2 === 1 } });
  await processor.rotate();
  await processor.forceFlush();
  const text = await scrape();
  const file = 'otel_component_type="rotating_file_log_exporter"';
  expect(sampleOf(text, 'otel_sdk_exporter_log_exported_total', file)).toBe(50);
  expect(sampleOf(text, 'laketrace_file_rotations_total', file)).toBe(1);
  expect(sampleOf(text, 'laketrace_file_compression_duration_count', 'laketrace_codec="gzip"')).toBe(1);
  expect(sampleOf(text, 'laketrace_file_compression_duration_bucket', 'le="0.001"')).toBeDefined();
  expect(sampleOf(text, 'otel_sdk_processor_log_processed_total', 'otel_component_type="batching_log_processor"')).toBe(
    50,
  );
  expect(sampleOf(text, 'laketrace_processor_records_dropped_total', 'laketrace_drop_reason="filter"')).toBe(50);
  const age = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return sampleOf(await scrape(), 'laketrace_file_write_age', file);
  };
  expect(await age()).not.toBe(await age());
  await processor.shutdown();
  // It is read no longer: the SDK shows what it read last.
  expect(await age()).toBe(await age());
});

test('NodeSDK registers the global provider after the processor is made', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-e2e-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const processor = new LakeTraceLogRecordProcessor({ meterProvider: true, file: { directory } });
  const sdk = new NodeSDK({ logRecordProcessors: [processor], metricReaders: [exporter], instrumentations: [] });
  sdk.start();
  onTestFinished(() => metrics.disable());
  const text = async () => new PrometheusSerializer().serialize((await exporter.collect()).resourceMetrics);
  await vi.waitFor(async () => expect(await text()).toContain('laketrace_file_records_written_total{'), PATIENT);
  await sdk.shutdown();
});
