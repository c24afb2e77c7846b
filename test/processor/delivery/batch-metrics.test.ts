// What the batch path reports to a MeterProvider, in the names of the semantic conventions.

import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import { setUp } from '../provider.ts';

/** A meter provider that keeps what it gets: the API's interface, and no more of an SDK than the test needs. */
function meterProvider() {
  const sums: Record<string, number> = {};
  const callbacks = new Set<(result: { observe: (value: number) => void }) => void>();
  const counter = (name: string) => ({
    add: (value: number, attributes: Record<string, string>) => {
      const key = `${name} ${attributes['error.type'] ?? ''}`.trim();
      sums[key] = (sums[key] ?? 0) + value;
    },
  });
  const observable = () => ({
    addCallback: (callback: never) => void callbacks.add(callback),
    removeCallback: (callback: never) => void callbacks.delete(callback),
  });
  const meter = { createCounter: counter, createUpDownCounter: counter, createObservableUpDownCounter: observable };
  const observed = () => {
    const values: number[] = [];
    for (const callback of callbacks) callback({ observe: (value) => values.push(value) });
    return values;
  };
  return { provider: { getMeter: () => meter } as never, sums, observed };
}

test('exported, refused and dropped records, and those that wait', async () => {
  const { provider, sums, observed } = meterProvider();
  const exporter = new InMemoryLogRecordExporter();
  const { logger, processor } = setUp({ batch: { exporter, maxQueueSize: 10, selfObsMeterProvider: provider } });
  for (let i = 0; i < 12; i++) logger.emit({ body: i });
  expect(observed()).toEqual([10]);
  await processor.forceFlush();
  expect(observed()).toEqual([0]);
  exporter.export = (_, done) => done({ code: 1, error: Object.assign(new RangeError('no'), { code: 400 }) });
  logger.emit({ body: 'refused' });
  await processor.shutdown();
  expect(sums).toEqual({
    'otel.sdk.processor.log.queue.capacity': 10,
    'otel.sdk.processor.log.processed': 10,
    'otel.sdk.processor.log.processed queue_full': 2,
    'otel.sdk.processor.log.processed RangeError': 1,
  });
  expect(observed()).toEqual([]);
});

test('a meter provider that throws stops nothing', async () => {
  const provider = {
    getMeter: () => {
      throw new Error('no');
    },
  } as never;
  const exporter = new InMemoryLogRecordExporter();
  const { logger, processor, reports } = setUp({ batch: { exporter, selfObsMeterProvider: provider } });
  logger.emit({ body: 'x' });
  await processor.shutdown();
  expect(processor.stats().batch).toMatchObject({ exported: 1 });
  expect(reports).toEqual([]);
});
