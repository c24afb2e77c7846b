// Sinks that come and go, and their failures.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { NOWHERE, ProcessorIn, setUp } from '../provider.ts';
import { SlowExporter } from './slow-exporter.ts';

describe('coming and going', () => {
  test('a removed sink is flushed and closed, gets nothing more, and its id is never used again', async () => {
    const exporter = new SlowExporter(20);
    const { logger, processor } = setUp();
    const id = processor.addSink({ sink: exporter, name: 'slow' });
    expect([...processor.sinks()]).toEqual([[id, { name: 'slow', records: 0, filtered: 0, dropped: {}, failed: 0 }]]);
    for (let i = 0; i < 10; i++) logger.emit({ body: i });
    const removed = processor.removeSink(id);
    logger.emit({ body: 'after' });
    expect(processor.sinks().size).toBe(0);
    // A second call waits for the same end, as does a flush meanwhile.
    await Promise.all([removed, processor.removeSink(id), processor.forceFlush()]);
    expect(exporter.batches.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(exporter.calls.at(-1)).toBe('shutdown after 10');
    await processor.removeSink(id);
    const other = new ProcessorIn({ file: false, sinks: [() => undefined] }, NOWHERE);
    const ids = [id, ...other.sinks().keys(), processor.addSink(() => undefined), other.addSink(() => undefined)];
    expect(new Set(ids).size).toBe(4);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    await processor.removeSink(999_999_999);
  });

  test('a sink may remove itself while records go through', async () => {
    const seen: string[] = [];
    const { logger, processor } = setUp();
    const id = processor.addSink(({ body }: ReadableLogRecord) => {
      seen.push(`first ${body}`);
      void processor.removeSink(id);
    });
    processor.addSink(({ body }: ReadableLogRecord) => seen.push(`second ${body}`));
    logger.emit({ body: 'one' });
    logger.emit({ body: 'two' });
    await processor.forceFlush();
    expect(seen).toEqual(['first one', 'second one', 'second two']);
  });

  test('a sink whose flush or shutdown fails is reported and stops no other; with catch: false it rejects', async () => {
    const run = async (catchOption: boolean) => {
      const exporter = new SlowExporter(10);
      const reject = () => Promise.reject(new Error('no flush'));
      const file = new RotatingFileLogRecordExporter({ directory: temporaryDirectory() });
      Object.assign(file, { forceFlush: reject, shutdown: reject });
      const { logger, processor, reports } = setUp({ catch: catchOption, sinks: [file, exporter] });
      logger.emit({ body: 'one' });
      const flushed = await processor.forceFlush().catch((error: Error) => error.message);
      const closed = await processor.shutdown().catch((error: Error) => error.message);
      return { flushed, closed, reports: reports.map(({ message }) => message), exported: exporter.batches.flat() };
    };
    expect(await run(true)).toEqual({
      flushed: undefined,
      closed: undefined,
      reports: ['no flush'],
      exported: ['one'],
    });
    expect(await run(false)).toEqual({ flushed: 'no flush', closed: 'no flush', reports: [], exported: ['one'] });
  });

  test('a sink added after the shutdown gets an id, and nothing else', async () => {
    const seen: unknown[] = [];
    const { logger, processor } = setUp();
    await processor.shutdown();
    const id = processor.addSink(({ body }: ReadableLogRecord) => seen.push(body));
    logger.emit({ body: 'late' });
    expect(id).toBeGreaterThan(0);
    expect(processor.sinks().size).toBe(0);
    expect(seen).toEqual([]);
  });
});
