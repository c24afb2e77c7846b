// A record's way through the processor: what is kept, what fails, and who sees it.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import type { LakeTraceLogRecordProcessorOptions } from '../../src/processor/processor-options.ts';
import { bodiesInDirectory, namesIn } from '../support/log-directory.ts';
import { eventually } from '../support/patience.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { turn } from '../support/turn.ts';
import { collector } from './collector.ts';
import { diagLog, NOWHERE, ProcessorIn, setUp } from './provider.ts';

/** Enough of an exporter to be taken for one. */
const EXPORTER: Pick<LogRecordExporter, 'export'> = { export: () => undefined };

const NOTHING = (): void => undefined;

const bodies = (records: readonly ReadableLogRecord[]) => records.map(({ body }) => body);

describe('which records are kept', () => {
  test.each([
    [undefined, [9, 10, 13, 24, undefined, 0]],
    ['warn', [13, 24, undefined, 0]],
    [10, [10, 13, 24, undefined, 0]],
    ['TRACE', [1, 8, 9, 10, 13, 24, undefined, 0]],
    [24, [24, undefined, 0]],
  ])('minimumSeverity %s keeps %s', (minimumSeverity, kept) => {
    const { records, sink } = collector();
    const { logger } = setUp({ sinks: [sink], ...(minimumSeverity === undefined ? {} : { minimumSeverity }) });
    for (const severityNumber of [1, 8, 9, 10, 13, 24, undefined, 0]) {
      logger.emit({ body: severityNumber, ...(severityNumber === undefined ? {} : { severityNumber }) });
    }
    expect(bodies(records)).toEqual(kept);
  });

  test('enabled() answers by severity, by shutdown, and by whether there is anywhere to go', async () => {
    const { processor } = setUp({ minimumSeverity: 'ERROR', sinks: [() => undefined] });
    const ask = (severityNumber?: number) =>
      processor.enabled({
        context: {} as never,
        instrumentationScope: { name: 'x' },
        ...(severityNumber === undefined ? {} : { severityNumber }),
      });
    expect([ask(16), ask(17), ask(0), ask()]).toEqual([false, true, true, true]);
    for (const id of processor.sinks().keys()) await processor.removeSink(id);
    expect(ask(17)).toBe(false);
    processor.addSink(() => undefined);
    expect(ask(17)).toBe(true);
    await processor.shutdown();
    expect(ask(17)).toBe(false);
  });

  test('all filters must hold, and drops are counted by their names', () => {
    const { records, sink } = collector();
    const isLoud = ({ body }: ReadableLogRecord) => String(body).endsWith('!');
    const { logger, processor, seenAfter } = setUp({ sinks: [sink], filter: [isLoud, ({ body }) => body !== 'no!'] });
    for (const body of ['yes!', 'no!', 'quiet', 'also!']) logger.emit({ body });
    expect(bodies(records)).toEqual(['yes!', 'also!']);
    expect(processor.stats().records).toEqual({ received: 4, passed: 2, dropped: { isLoud: 1, filter: 1 } });
    // What is dropped here is no business of other processors.
    expect(seenAfter()).toHaveLength(4);
  });

  test('a filter sees the record as it was emitted, a filter of a sink as the sink gets it', () => {
    const seen: unknown[] = [];
    const { logger } = setUp({
      attributes: { team: 'data' },
      filter: ({ attributes }) => seen.push(['all', { ...attributes }]) > 0,
      sinks: [{ sink: () => undefined, filter: ({ attributes }) => seen.push(['sink', { ...attributes }]) > 0 }],
    });
    logger.emit({ body: 'one', attributes: { own: 1 } });
    expect(seen).toEqual([
      ['all', { own: 1 }],
      ['sink', { own: 1, team: 'data' }],
    ]);
  });

  test('a filter that throws drops nothing; onError is called once, and all are counted', async () => {
    const { records, sink } = collector();
    const { logger, processor, reports } = setUp({
      sinks: [sink],
      filter: () => {
        throw new Error('bad filter');
      },
    });
    for (let i = 0; i < 500; i++) logger.emit({ body: i });
    expect(records).toHaveLength(500);
    await turn();
    expect(reports).toEqual([{ message: 'bad filter', source: 'filter', target: 'filter' }]);
    expect(processor.stats().errors).toEqual({ filter: 500 });
  });

  test('a filter that logs is not asked about what it logs', () => {
    const { records, sink } = collector();
    const { logger } = setUp({
      sinks: [sink],
      filter: ({ body }) => {
        if (body === 'one') logger.emit({ body: 'of the filter' });
        return true;
      },
    });
    logger.emit({ body: 'one' });
    expect(bodies(records)).toEqual(['of the filter', 'one']);
  });
});

describe('errors', () => {
  test('catch: false throws the first of an emit to its caller, after every sink has had the record', async () => {
    const { records, sink } = collector();
    const { logger, processor, reports, seenAfter } = setUp({
      catch: false,
      filter: () => {
        throw new Error('bad filter');
      },
      sinks: [
        () => {
          throw new Error('bad sink');
        },
        sink,
      ],
    });
    expect(() => logger.emit({ body: 'one' })).toThrow('bad filter');
    expect(() => logger.emit({ body: 'two' })).toThrow('bad filter');
    expect(bodies(records)).toEqual(['one', 'two']);
    expect(processor.stats().errors).toEqual({ filter: 2, sink: 2 });
    expect(reports).toEqual([]);
    // The rule of the SDK: a processor that throws keeps the record from those after it.
    expect(seenAfter()).toEqual([]);
    await processor.forceFlush();
  });

  test('whatever is thrown is contained', async () => {
    const { logger, seenAfter, reports } = setUp({
      sinks: [undefined, 'text', Symbol('s'), Object.create(null), { toString: 7 }].map((thrown) => () => {
        throw thrown;
      }),
    });
    logger.emit({ body: 'one' });
    logger.emit({ body: 'two' });
    expect(seenAfter()).toHaveLength(2);
    await turn();
    expect(reports.map(({ message }) => message)).toEqual([
      'undefined',
      'text',
      'Symbol(s)',
      'something was thrown that has no text',
      'something was thrown that has no text',
    ]);
  });

  test('onError that throws is contained', () => {
    const { logger, seenAfter } = setUp({
      onError: () => {
        throw new Error('bad handler');
      },
      sinks: [
        () => {
          throw new Error('bad sink');
        },
      ],
    });
    logger.emit({ body: 'one' });
    expect(seenAfter()).toHaveLength(1);
  });

  test.each([
    [{ minimumSeverity: 'LOUD' }, /^minimumSeverity: "LOUD" is not accepted/],
    [{ minimumSeverity: 25 }, /^minimumSeverity: 25/],
    [{ filter: 'no' }, /^filter: "no"/],
    [{ filter: [() => true, 7] }, /^filter\[1\]: 7/],
    [{ filter: async () => true }, /^filter: .*synchronous/],
    [{ attributes: 'no' }, /^attributes: a text is not accepted/],
    [{ attributes: { when: new Date(0) } }, /^attributes\.when: /],
    [{ attributes: { big: 1n } }, /^attributes\.big: /],
    [{ attributes: { '': 1 } }, /^attributes: .*not empty/],
    [{ attributes: { allow: 7 } }, /^attributes\.allow: 7 .*allowAttributes/],
    [{ attributes: { allow: [7] } }, /^allowAttributes\.allow\[0\]: 7/],
    [{ attributes: { allow: ['a'], strikt: true } }, /^attributes\.allow: .*allowAttributes/],
    [{ leakGuard: 7 }, /^leakGuard: 7/],
    [{ leakGuard: { maxRecordSize: 'big' } }, /^leakGuard\.maxRecordSize: "big"/],
    [{ isolate: 'yes' }, /^isolate: "yes"/],
    [{ catch: 1 }, /^catch: 1/],
    [{ executors: true }, /^executors: true/],
    [{ onError: {} }, /^onError: /],
    [{ resource: 'auto' }, /^resource: a text is not accepted/],
    [{ resource: { alsoOn: 'span' } }, /^resource: /],
    [{ resource: { alsoOn: 'record', key: ['a'] } }, /^resource\.key: /],
    [{ resource: { alsoOn: 'record', keys: 'a' } }, /^resource\.keys: "a"/],
    [{ file: 'app.log' }, /^file: a text is not accepted/],
    [{ file: { rotation: 'sometimes' } }, /^file\.rotation: "sometimes"/],
    [{ file: { rotatoin: '1 MB' } }, /^file\.rotatoin: /],
    [{ console: 7 }, /^console: 7/],
    [{ console: { colour: true } }, /^console\.colour: there is no such option; did you mean colors\?/],
    [{ console: { stream: 7 } }, /^console\.stream: 7/],
    [{ console: { minimumSeverity: 'LOUD' } }, /^console\.minimumSeverity: "LOUD"/],
    [{ batch: {} }, /^batch\.exporter: undefined/],
    [{ batch: { exporter: EXPORTER, maxQueueSize: 0 } }, /^batch\.maxQueueSize: 0/],
    [
      { batch: { exporter: EXPORTER, maxQueSize: 5 } },
      /^batch\.maxQueSize: there is no such option; did you mean maxQueueSize\?$/,
    ],
    [{ sinks: 7 }, /^sinks: 7/],
    [{ sinks: [NOTHING, null] }, /^sinks\[1\]: null/],
    [{ sinks: [{ sink: 7 }] }, /^sinks\[0\]\.sink: 7/],
    [
      { sinks: [{ sink: NOTHING, level: 'INFO' }] },
      /^sinks\[0\]\.level: there is no such option; did you mean minimumSeverity\?$/,
    ],
    [{ sinks: [{ sink: NOTHING, name: '' }] }, /^sinks\[0\]\.name: ""/],
    [{ sinks: [{ sink: NOTHING, filter: 7 }] }, /^sinks\[0\]\.filter: 7/],
    [{ sinks: [{ sink: process.stderr }] }, /^sinks\[0\]\.format: undefined/],
    [{ sinks: [{ sink: EXPORTER, format: () => '' }] }, /^sinks\[0\]\.format: /],
    [{ levle: 'INFO' }, /^levle: there is no such option; did you mean minimumSeverity\?$/],
    [null, /^options: null/],
  ])('bad options throw at once and name the option: %o', (options, message) => {
    const make = () => new ProcessorIn(options as unknown as LakeTraceLogRecordProcessorOptions, NOWHERE);
    if (message === undefined) expect(make).not.toThrow();
    else expect(make).toThrow(message);
  });
});

describe('files', () => {
  test('are on by default, by the name of the service, rotated and compressed', async () => {
    const directory = temporaryDirectory();
    const { logger, provider, processor } = setUp({
      file: { directory, rotation: '8 KB', compression: 'gzip' },
    });
    for (let i = 0; i < 500; i++) logger.emit({ body: `record ${i}` });
    await provider.shutdown();
    expect(namesIn(directory).filter((name) => name.endsWith('.gz')).length).toBeGreaterThan(2);
    expect(namesIn(directory).every((name) => name.startsWith('app.'))).toBe(true);
    expect(await bodiesInDirectory(directory)).toEqual(Array.from({ length: 500 }, (_, i) => `record ${i}`));
    expect(processor.stats().file?.records).toMatchObject({ accepted: 500, written: 500 });
    expect(JSON.parse(JSON.stringify(processor.stats()))).toMatchObject({
      records: { received: 500, passed: 500, dropped: {} },
      sinks: {
        [String([...processor.sinks().keys()][0])]: { name: 'file', records: 500, filtered: 0, dropped: {}, failed: 0 },
      },
      errors: {},
    });
  });

  test.each([
    ['off by default on an executor', undefined, []],
    ["on with executors: 'on'", 'on' as const, ['app.jsonl']],
  ])('%s', async (_, executors, names) => {
    const messages = diagLog('info');
    const directory = temporaryDirectory();
    const { logger, provider, seenAfter } = setUp(
      { file: { directory }, ...(executors === undefined ? {} : { executors }) },
      { environment: { detection: { env: { SPARK_EXECUTOR_DIRS: '/tmp/spark' } } } },
    );
    for (let i = 0; i < 3; i++) logger.emit({ body: 'one' });
    expect(seenAfter()).toHaveLength(3);
    await provider.shutdown();
    expect(namesIn(directory)).toEqual(names);
    expect(messages.filter((message) => message.includes('executor'))).toHaveLength(names.length === 0 ? 1 : 0);
  });

  test('a directory that cannot be made is reported, costs the application nothing, and is tried again', async () => {
    const inTheWay = join(temporaryDirectory(), 'blocked');
    writeFileSync(inTheWay, '');
    const { records, sink } = collector();
    const directory = join(inTheWay, 'logs');
    const { logger, processor, provider, reports } = setUp({ file: { directory }, sinks: [sink] });
    logger.emit({ body: 'one' });
    expect(records).toHaveLength(1);
    await eventually(() => expect(reports.map(({ source }) => source)).toEqual(['file']));
    expect(processor.stats().errors['file']).toBeGreaterThan(0);
    rmSync(inTheWay);
    logger.emit({ body: 'two' });
    await provider.forceFlush();
    expect(await bodiesInDirectory(directory)).toEqual(['one', 'two']);
  });
});

describe('the end', () => {
  test('a shutdown is final: late records are refused quietly and counted, a second call gives the same promise', async () => {
    const { records, sink } = collector();
    const { logger, processor, reports } = setUp({ sinks: [sink] });
    logger.emit({ body: 'one' });
    const shutdown = processor.shutdown();
    expect(processor.shutdown()).toBe(shutdown);
    logger.emit({ body: 'late' });
    await shutdown;
    await processor.forceFlush();
    logger.emit({ body: 'later' });
    expect(bodies(records)).toEqual(['one']);
    expect(processor.stats().records.dropped).toEqual({ shutdown: 2 });
    expect(reports).toEqual([]);
  });

  test('forceFlush rejects when its own time limit has passed', async () => {
    const written = Promise.withResolvers<void>();
    const { logger, processor } = setUp({ sinks: [() => written.promise] });
    logger.emit({ body: 'one' });
    await expect(processor.forceFlush({ timeoutMillis: 20 })).rejects.toThrow(/20 ms/);
    written.resolve();
    await processor.forceFlush();
  });
});
