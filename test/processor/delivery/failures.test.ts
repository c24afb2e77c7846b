// What becomes of batches that an exporter does not take: sent again, split, given up, and always counted.
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { InMemoryLogRecordExporter, LoggerProvider } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { Deadline } from '../../../src/lifecycle/deadline.ts';
import { BatchPath } from '../../../src/processor/delivery/batch-path.ts';
import { ErrorReporter } from '../../../src/telemetry/error-reporter.ts';
import { stopTime, timeUntil } from '../../support/driven-time.ts';
import { logRecord } from '../../support/log-records.ts';
import { eventually } from '../../support/patience.ts';
import { diagLog, errorLog, NOWHERE, ProcessorIn, setUp } from '../provider.ts';
import { type Done, exporterOf } from './exporter-of.ts';
import { throttled } from './throttled.ts';

const inOrder = (count: number) => Array.from({ length: count }, (_, i) => i);

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
  ])('an exporter that %s at first gets the same records again, in order', async (_, answer, reason) => {
    let attempts = 0;
    const arrived: unknown[] = [];
    const { exporter } = exporterOf((done, records) => {
      if (attempts++ < 2) return answer(done);
      arrived.push(...records.map(({ body }) => body));
      done({ code: 0 });
    });
    const { logger, processor, reports } = setUp({
      batch: { exporter, exportTimeoutMillis: 30, maxExportBatchSize: 5 },
    });
    for (let i = 0; i < 12; i++) logger.emit({ body: i });
    await eventually(() => expect(arrived).toEqual(inOrder(12)));
    expect(processor.stats().batch).toMatchObject({ accepted: 12, exported: 12, failed: 0, waiting: 0, retries: 2 });
    expect(reports).toEqual([
      {
        message: `5 log records were not exported yet and are sent again: ${reason}`,
        source: 'batch',
        target: 'exporter',
      },
    ]);
    expect(processor.stats().errors).toEqual({ batch: 2 });
  });

  test('what a receiver refuses for good is lost at once, counted, and blocks nothing', async () => {
    let refusals = 5;
    const { exporter } = exporterOf((done) =>
      refusals-- > 0
        ? done({ code: 1, error: Object.assign(new Error('Bad Request'), { code: 400 }) })
        : done({ code: 0 }),
    );
    const { logger, processor, reports } = setUp({ batch: { exporter, maxExportBatchSize: 100 } });
    for (let i = 0; i < 1000; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(processor.stats().batch).toMatchObject({
      accepted: 1000,
      exported: 500,
      failed: 500,
      waiting: 0,
      retries: 0,
    });
    await processor.shutdown();
    expect(reports.map(({ message }) => message)).toEqual([
      '100 log records were not exported: Bad Request',
      '500 of 1000 log records were not exported: 500 failed (Bad Request)',
    ]);
  });

  test('a batch is given up after its time, and the next has its turn', async () => {
    const { exporter } = exporterOf((done, records) =>
      records.some(({ body }) => body === 3) ? done({ code: 1, error: new Error('500') }) : done({ code: 0 }),
    );
    const { onError } = errorLog();
    const options = { exporter, maxExportBatchSize: 5, retryTimeoutMillis: 100 };
    const path = new BatchPath(options, {
      reporter: new ErrorReporter({ onError }),
      endTimeout: 1000,
      pause: () => 20,
    });
    for (let i = 0; i < 20; i++) path.emit(logRecord(String(i), { body: i }));
    await eventually(() => expect(path.stats).toMatchObject({ exported: 15, failed: 5, waiting: 0 }));
    await path.shutdown(new Deadline(1000));
  });

  test('a receiver that asks for time gets it, though the pause would be shorter', async () => {
    const times: number[] = [];
    const { exporter } = exporterOf((done) => {
      times.push(performance.now());
      done(times.length === 1 ? { code: 1, error: throttled(400) } : { code: 0 });
    });
    const options = { exporter, scheduledDelayMillis: 0 };
    const path = new BatchPath(options, {
      reporter: new ErrorReporter({ onError: errorLog().onError }),
      endTimeout: 1000,
      pause: () => 5,
    });
    path.emit(logRecord('x'));
    await eventually(() => expect(path.stats).toMatchObject({ exported: 1, failed: 0 }));
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThan(390);
    await path.shutdown(new Deadline(1000));
  });

  test('one that asks for more time than there is for a batch is asked once more at its end', async () => {
    const { exporter, bodies } = exporterOf((done) => done({ code: 1, error: throttled(3_600_000) }));
    const options = { exporter, scheduledDelayMillis: 0, retryTimeoutMillis: 200 };
    const path = new BatchPath(options, {
      reporter: new ErrorReporter({ onError: errorLog().onError }),
      endTimeout: 1000,
      pause: () => 5,
    });
    path.emit(logRecord('x', { body: 'one' }));
    await eventually(() => expect(path.stats).toMatchObject({ failed: 1, waiting: 0, retries: 1 }));
    expect(bodies).toEqual(['one', 'one']);
    await path.shutdown(new Deadline(1000));
  });

  test('what is too large at once is sent in halves, and nothing is lost', async () => {
    const sizes: number[] = [];
    const { exporter } = exporterOf((done, records) => {
      sizes.push(records.length);
      // As a gRPC server answers a message beyond its limit.
      const error = Object.assign(new Error('received message larger than max'), { code: 8 });
      done(records.length > 30 ? { code: 1, error } : { code: 0 });
    });
    const { onError } = errorLog();
    const options = { exporter, maxExportBatchSize: 100 };
    const path = new BatchPath(options, { reporter: new ErrorReporter({ onError }), endTimeout: 1000, pause: () => 5 });
    for (let i = 0; i < 250; i++) path.emit(logRecord('x'));
    await eventually(() => expect(path.stats).toMatchObject({ exported: 250, failed: 0, waiting: 0 }));
    // It is found out once.
    expect(sizes.filter((size) => size > 30)).toEqual([100, 50, 50]);
    await path.shutdown(new Deadline(1000));
  });

  test('batches grow again after they were too large', async () => {
    let isPicky = true;
    const sizes: number[] = [];
    const { exporter } = exporterOf((done, records) => {
      sizes.push(records.length);
      const error = Object.assign(new Error('too large'), { code: 413 });
      done(isPicky && records.length > 4 ? { code: 1, error } : { code: 0 });
    });
    const path = new BatchPath(
      { exporter, maxExportBatchSize: 16 },
      { reporter: new ErrorReporter({}), endTimeout: 1000, pause: () => 5 },
    );
    for (let i = 0; i < 32; i++) path.emit(logRecord('x'));
    await path.forceFlush();
    isPicky = false;
    for (let i = 0; i < 500; i++) path.emit(logRecord('x'));
    await path.forceFlush();
    expect(path.stats).toMatchObject({ exported: 532, failed: 0 });
    expect(sizes.slice(-5)).toContain(16);
    await path.shutdown(new Deadline(1000));
  });

  test('an exporter that is an asynchronous function, and rejects while its receiver is down', async () => {
    let attempts = 0;
    const exporter = {
      export: async (_: unknown, done: Done) => {
        await sleep(1);
        if (attempts++ < 6) throw new TypeError('fetch failed');
        done({ code: 0 });
      },
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    };
    const path = new BatchPath(
      { exporter: exporter as never },
      { reporter: new ErrorReporter({}), endTimeout: 1000, pause: () => 5 },
    );
    for (let i = 0; i < 100; i++) path.emit(logRecord('x'));
    await path.forceFlush();
    expect(path.stats).toMatchObject({ exported: 100, failed: 0, retries: 6 });
    await path.shutdown(new Deadline(1000));
  });

  test('raw errors reach neither diag nor onError', async () => {
    const diag = diagLog('info');
    const seen: string[] = [];
    const password = ['Fjord', '-77'].join('');
    const error = Object.assign(new Error(`POST https://etl:${password}@collector/v1/logs failed`), {
      config: { headers: { authorization: `Bearer ${password}` } },
    });
    error.cause = new Error(`password=${password}`);
    for (const onError of [undefined, (reported: Error) => seen.push(inspect(reported, { depth: 9 }))]) {
      const { exporter } = exporterOf((done) => done({ code: 1, error }), {
        forceFlush: () => Promise.reject(error),
        shutdown: () => Promise.reject(error),
      });
      const processor = new ProcessorIn(
        {
          file: false,
          batch: { exporter },
          sinks: [exporter],
          shutdownTimeoutMillis: 300,
          ...(onError && { onError }),
        },
        NOWHERE,
      );
      const logger = new LoggerProvider({ processors: [processor] }).getLogger('x');
      for (let i = 0; i < 2000; i++) logger.emit({ body: i });
      await processor.shutdown();
    }
    expect(seen.length).toBeGreaterThan(3);
    expect(diag.length).toBeGreaterThan(3);
    // One of each kind, not one a batch.
    expect(diag.length).toBeLessThan(15);
    expect(seen.join()).not.toContain(password);
    expect(diag.join()).not.toContain(password);
  });

  test('one record that is too large, and an exporter that throws over the same records, do not block without end', async () => {
    const { exporter } = exporterOf((done, records) => {
      if (records.some(({ body }) => body === 'poison')) throw new TypeError('cannot be serialized');
      const error = Object.assign(new Error('too large'), { code: 413 });
      done(records.some(({ body }) => body === 'large') ? { code: 1, error } : { code: 0 });
    });
    const { onError } = errorLog();
    const path = new BatchPath(
      { exporter, maxExportBatchSize: 1 },
      { reporter: new ErrorReporter({ onError }), endTimeout: 1000, pause: () => 5 },
    );
    for (const body of ['one', 'poison', 'two', 'large', 'three']) path.emit(logRecord('x', { body }));
    await eventually(() => expect(path.stats).toMatchObject({ exported: 3, failed: 2, waiting: 0 }));
    await path.shutdown(new Deadline(1000));
  });

  test('an exporter that always throws gets each batch once, after the first; after one that it takes, thrice again', async () => {
    let calls = 0;
    let works = false;
    const { exporter } = exporterOf((done) => {
      calls++;
      if (!works) throw new TypeError('not configured');
      done({ code: 0 });
    });
    const { onError } = errorLog();
    const path = new BatchPath(
      { exporter, maxExportBatchSize: 1 },
      { reporter: new ErrorReporter({ onError }), endTimeout: 1000, pause: () => 5 },
    );
    for (let i = 0; i < 20; i++) path.emit(logRecord('x'));
    await eventually(() => expect(path.stats).toMatchObject({ failed: 20, waiting: 0 }));
    expect(calls).toBe(3 + 19);
    works = true;
    path.emit(logRecord('y'));
    await eventually(() => expect(path.stats).toMatchObject({ exported: 1, waiting: 0 }));
    works = false;
    calls = 0;
    path.emit(logRecord('z'));
    await eventually(() => expect(path.stats).toMatchObject({ failed: 21, waiting: 0 }));
    expect(calls).toBe(3);
    await path.shutdown(new Deadline(1000));
  });

  test('an exporter that answers late, or twice, is counted right', async () => {
    const answers: Done[] = [];
    const { bodies, exporter } = exporterOf((done) => answers.push(done));
    const { reports, onError } = errorLog();
    const path = new BatchPath(
      { exporter, exportTimeoutMillis: 20 },
      { reporter: new ErrorReporter({ onError }), endTimeout: 1000, pause: () => 60_000 },
    );
    path.emit(logRecord('one'));
    await path.forceFlush();
    await eventually(() => expect(reports).toHaveLength(1));
    expect(path.stats).toMatchObject({ accepted: 1, exported: 0, failed: 0, waiting: 1 });
    for (let times = 0; times < 2; times++) answers[0]?.({ code: 0 });
    // It came in the pause before the next attempt, which is not needed any more.
    expect(path.stats).toMatchObject({ accepted: 1, exported: 1, failed: 0, waiting: 0 });
    expect(bodies).toHaveLength(1);
    expect(reports).toHaveLength(1);
    await path.shutdown(new Deadline(1000));
  });

  test('a dead exporter holds up the shutdown for its one deadline, and the sum is reported', async () => {
    stopTime();
    const { exporter } = exporterOf(() => undefined, { shutdown: () => new Promise(() => undefined) });
    const { logger, processor, reports } = setUp({ batch: { exporter }, shutdownTimeoutMillis: 600 });
    for (let i = 0; i < 50_000; i++) logger.emit({ body: i });
    expect(await timeUntil(processor.shutdown())).toBeLessThan(1000);
    expect(processor.stats().batch).toMatchObject({
      accepted: 50_000,
      exported: 0,
      failed: 50_000,
      dropped: 0,
      waiting: 0,
    });
    expect(reports.at(-1)).toEqual({
      message: '50000 of 50000 log records were not exported: 50000 failed (the exporter did not take them in time)',
      source: 'batch',
      target: 'exporter in all',
    });
  });

  test('one deadline holds for hung sinks of every kind together', async () => {
    stopTime();
    const hung = { export: () => undefined, forceFlush: () => new Promise<void>(() => undefined) };
    const dead = { ...hung, shutdown: () => new Promise<void>(() => undefined) };
    const { logger, processor } = setUp({
      batch: { exporter: dead },
      sinks: [dead, dead, () => new Promise(() => undefined)],
      shutdownTimeoutMillis: 500,
    });
    logger.emit({ body: 'x' });
    expect(await timeUntil(processor.shutdown())).toBeLessThan(750);
  });

  test('a flush ends when its time is over, and what has not gone out is kept', async () => {
    let isDown = true;
    const { exporter } = exporterOf((done) => done(isDown ? { code: 1, error: new Error('down') } : { code: 0 }));
    const { logger, processor } = setUp({ batch: { exporter, exportTimeoutMillis: 200 } });
    for (let i = 0; i < 100; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(processor.stats().batch).toMatchObject({ exported: 0, failed: 0, waiting: 100 });
    isDown = false;
    // Not after the pause: somebody waits.
    await processor.forceFlush();
    expect(processor.stats().batch).toMatchObject({ exported: 100, failed: 0, waiting: 0 });
  });

  test('bytes are bounded as records are', async () => {
    const { exporter } = exporterOf(() => undefined);
    const { logger, processor, reports } = setUp({
      batch: { exporter, maxQueueBytes: '1 MB' },
      shutdownTimeoutMillis: 100,
    });
    for (let i = 0; i < 1000; i++) logger.emit({ body: `${i} ${'x'.repeat(12_000)}` });
    const { accepted = 0, dropped, waitingBytes = 0 } = processor.stats().batch ?? {};
    expect(waitingBytes).toBeLessThanOrEqual(1024 * 1024);
    expect(accepted).toBeGreaterThan(70);
    expect(accepted + (dropped ?? 0)).toBe(1000);
    await processor.shutdown();
    expect(reports.at(-1)?.message).toMatch(
      /^1000 of 1000 log records were not exported: \d+ failed .*, \d+ found the queue full/,
    );
  });

  test.each([
    [{ maxQueueBytes: 0 }, /^batch\.maxQueueBytes: 0/],
    [{ maxQueueBytes: 'a lot' }, /^batch\.maxQueueBytes: "a lot"/],
    [{ retryTimeoutMillis: -1 }, /^batch\.retryTimeoutMillis: -1/],
    [{ selfObsMeterProvider: {} }, /^batch\.selfObsMeterProvider: an object/],
  ])('%o is refused', (options, message) => {
    const { exporter } = exporterOf(() => undefined);
    expect(() => setUp({ batch: { exporter, ...options } as never })).toThrow(message);
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
