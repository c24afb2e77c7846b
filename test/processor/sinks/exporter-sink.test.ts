// Exporters as sinks: order, failures, slowness.
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { Deadline } from '../../../src/lifecycle/deadline.ts';
import { type ExporterLimits, exporterSink } from '../../../src/processor/sinks/exporter-sink.ts';
import { ErrorReporter } from '../../../src/telemetry/error-reporter.ts';
import { stopTime, timeUntil } from '../../support/driven-time.ts';
import { bodiesInDirectory } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { eventually, LONGEST_RUN } from '../../support/patience.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { errorLog, setUp } from '../provider.ts';
import { SlowExporter } from './slow-exporter.ts';

const bodyLine = ({ body }: ReadableLogRecord) => String(body);

describe('exporters', () => {
  test('one that answers at once has the record when the emit returns', () => {
    const exporter = new InMemoryLogRecordExporter();
    const { logger } = setUp({ sinks: [exporter] });
    logger.emit({ body: 'one' });
    logger.emit({ body: 'two' });
    expect(exporter.getFinishedLogRecords().map(bodyLine)).toEqual(['one', 'two']);
  });

  test('a slow one gets records in order, one export at a time, in batches while it works', async () => {
    const exporter = new SlowExporter(10);
    const { logger, processor } = setUp({ sinks: [exporter] });
    for (let i = 0; i < 1500; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(exporter.batches.map(({ length }) => length)).toEqual([1, 512, 512, 475]);
    expect(exporter.batches.flat()).toEqual(Array.from({ length: 1500 }, (_, i) => i));
    expect(exporter.mostAtOnce).toBe(1);
    await processor.shutdown();
    expect(exporter.calls).toEqual(['forceFlush after 1500', 'forceFlush after 1500', 'shutdown after 1500']);
  });

  test('forceFlush waits for the records before it, not for those that keep coming', async () => {
    const exporter = new SlowExporter(5);
    const { logger, processor } = setUp({ sinks: [exporter] });
    const timer = setInterval(() => logger.emit({ body: 'more' }), 1);
    onTestFinished(() => clearInterval(timer));
    for (let i = 0; i < 10; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(exporter.batches.flat()).toEqual(expect.arrayContaining([0, 9]));
    clearInterval(timer);
  });

  test('failures by result, by throw and by silence are counted and reported, and stop nothing', async () => {
    const { reports, onError } = errorLog();
    const answers: ((done: Parameters<LogRecordExporter['export']>[1]) => void)[] = [
      (done) => done({ code: 1, error: new Error('refused') }),
      () => {
        throw new Error('broken');
      },
      () => undefined,
      (done) => {
        done({ code: 0 });
        done({ code: 1 });
      },
    ];
    const got: unknown[] = [];
    const exporter: LogRecordExporter = {
      export: (records, done) => {
        got.push(...records.map(({ body }) => body));
        answers.shift()?.(done);
      },
      forceFlush: () => Promise.reject(new Error('cannot flush')),
      shutdown: () => Promise.reject(new Error('cannot shut down')),
    };
    // Every message is wanted here: no rate limit.
    const reporter = new ErrorReporter({ onError, interval: 0 });
    // Never sent again.
    const sink = exporterSink(exporter, 'mine', reporter, 1000, { exportTimeout: 20, retryTimeout: 0 });
    for (const body of ['one', 'two', 'three', 'four']) sink.emit(logRecord(body));
    await eventually(() => expect(got).toEqual(['one', 'two', 'three', 'four']));
    expect(sink.lost).toBe(3);
    await sink.shutdown(new Deadline(1000));
    expect(reports.map(({ message, target }) => `${target}: ${message}`)).toEqual([
      'mine: 1 log records were not exported: refused',
      'mine: 1 log records were not exported: broken',
      'mine: 1 log records were not exported: the exporter did not answer within 20 ms',
      'mine forceFlush: cannot flush',
      'mine shutdown: cannot shut down',
      'mine in all: 3 of 4 log records were not exported: 3 failed (the exporter did not answer within 20 ms)',
    ]);
  });

  test('a late answer is no loss', async () => {
    let answer: Parameters<LogRecordExporter['export']>[1] | undefined;
    const exporter: LogRecordExporter = {
      export: (_, done) => {
        answer = done;
      },
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
    const limits = { exportTimeout: 10, retryTimeout: 0 };
    const sink = exporterSink(exporter, 'mine', new ErrorReporter({ onError: () => undefined }), 1000, limits);
    sink.emit(logRecord('one'));
    await eventually(() => expect(sink.lost).toBe(1));
    answer?.({ code: 0 });
    expect(sink.lost).toBe(0);
  });

  test('records beyond the queue are dropped, and their number reported', async () => {
    const { reports, onError } = errorLog();
    const exporter = new SlowExporter(20);
    const limits: ExporterLimits = { queue: { records: 100, bytes: 1e6 } };
    const sink = exporterSink(exporter, 'mine', new ErrorReporter({ onError }), 1000, limits);
    for (let i = 0; i < 1000; i++) sink.emit(logRecord(String(i)));
    await sink.shutdown(new Deadline(LONGEST_RUN));
    expect(exporter.batches.flat()).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
    expect(sink.lost).toBe(900);
    const reason = '100 records or 1000000 bytes already wait for the exporter';
    expect(reports.map(({ message }) => message)).toEqual([
      `900 log records were dropped (900 so far): ${reason}`,
      `900 of 1000 log records were not exported: 900 found the queue full (${reason})`,
    ]);
  });

  test('a dead one does not hold up the shutdown for each batch that waits', async () => {
    stopTime();
    const dead: LogRecordExporter = {
      export: () => undefined,
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
    const sink = exporterSink(dead, 'dead', new ErrorReporter({ onError: () => undefined }), 500);
    for (let i = 0; i < 50_000; i++) sink.emit(logRecord('x'));
    expect(await timeUntil(sink.shutdown(new Deadline(500)))).toBeLessThan(750);
    expect(sink.lost).toBe(50_000);
  });

  test('a file exporter as a sink writes the records', async () => {
    const directory = temporaryDirectory();
    const { logger, processor } = setUp({
      sinks: [{ sink: new RotatingFileLogRecordExporter({ directory, name: 'errors' }), minimumSeverity: 'ERROR' }],
    });
    logger.emit({ body: 'info', severityNumber: 9 });
    logger.emit({ body: 'error', severityNumber: 17 });
    await processor.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(['error']);
  });
});
