// The summary of how many records a filter has dropped: when it comes, what it says, where it goes.
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { filters } from '../../../src/processor/filters/filters.ts';
import { bodiesInDirectory } from '../../support/log-directory.ts';
import { LONGEST_RUN } from '../../support/patience.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { dedupeBy } from '../clocks.ts';
import { collector } from '../collector.ts';
import { setUp } from '../provider.ts';

describe('a summary of how many were dropped', () => {
  function listening(options: Parameters<typeof setUp>[0] = {}) {
    const { records, sink } = collector();
    return { records, ...setUp({ sinks: [sink], resource: false, ...options }) };
  }
  const reports = (records: readonly ReadableLogRecord[]) =>
    records.map(({ body, attributes }) => [body, attributes['laketrace.dropped.count']]);

  test('by a timer, once the window has ended', async () => {
    let time = Date.UTC(2026, 0, 31);
    const { records, logger } = listening({ filter: dedupeBy('500 ms', undefined, { now: () => time }) });
    for (let i = 0; i < 5; i++)
      logger.emit({ body: 'again', severityNumber: 17, severityText: 'ERROR', attributes: { a: 1 } });
    expect(reports(records)).toEqual([['again', undefined]]);
    time += 500;
    while (records.length === 1) await sleep(5);
    await sleep(100);
    expect(reports(records)).toEqual([
      ['again', undefined],
      ['again', 4],
    ]);
    expect(records[1]).toMatchObject({
      severityNumber: 17,
      severityText: 'ERROR',
      instrumentationScope: { name: 'test' },
      attributes: {
        'laketrace.dropped.count': 4,
        'laketrace.dropped.reason': 'dedupe',
        'laketrace.dropped.from': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        'laketrace.dropped.to': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    });
  });

  test('before the next record, where the timer has not come yet', () => {
    let time = 0;
    const { records, logger } = listening({ filter: dedupeBy('1 h', undefined, { now: () => time }) });
    for (const now of [0, 1, 2, 3_600_000, 3_600_001]) {
      time = now;
      logger.emit({ body: 'again' });
    }
    logger.emit({ body: 'other' });
    expect(reports(records)).toEqual([
      ['again', undefined],
      ['again', 2],
      ['again', undefined],
      ['other', undefined],
    ]);
  });

  test('at a flush and at the shutdown, each drop once', async () => {
    const { records, logger, processor } = listening({ filter: filters.dedupe('1 h') });
    const emit = (count: number) => {
      for (let i = 0; i < count; i++) logger.emit({ body: 'again' });
    };
    emit(3);
    await processor.forceFlush();
    await processor.forceFlush();
    emit(1);
    await processor.shutdown();
    expect(reports(records)).toEqual([
      ['again', undefined],
      ['again', 2],
      ['again', 1],
    ]);
    expect(processor.stats().records).toMatchObject({ received: 4, dropped: { dedupe: 3 } });
  });

  test('of a sink, to that sink alone', async () => {
    const all = collector();
    const few = collector();
    const { logger, processor } = setUp({
      sinks: [all.sink, { sink: few.sink, filter: filters.dedupe('1 h'), minimumSeverity: 'WARN' }],
    });
    for (const severityNumber of [9, 9, 17, 17, 17]) logger.emit({ body: 'again', severityNumber });
    await processor.forceFlush();
    expect(reports(all.records)).toEqual(Array(5).fill(['again', undefined]));
    expect(reports(few.records)).toEqual([
      ['again', undefined],
      ['again', 2],
    ]);
  });

  test.each([
    ['all', () => filters.all(() => true, filters.dedupe('1 h')), 2],
    ['any', () => filters.any(() => false, filters.dedupe('1 h')), 2],
    ['any that keeps it', () => filters.any(filters.dedupe('1 h'), () => true), undefined],
    ['not', () => filters.not(filters.dedupe('1 h')), undefined],
  ])('where it is one of others: %s', async (_name, filter, count) => {
    const { records, logger, processor } = listening({ filter: filter() });
    for (let i = 0; i < 3; i++) logger.emit({ body: 'again' });
    await processor.forceFlush();
    const counts = records.map(({ attributes }) => attributes['laketrace.dropped.count']).filter(Boolean);
    expect(counts).toEqual(count === undefined ? [] : [count]);
  });

  test('by two processors that share the filter, each of its own', async () => {
    const filter = filters.dedupe('1 h', 'eventName');
    const [one, two] = [listening({ filter }), listening({ filter })];
    for (const { logger } of [one, two, two, one, two]) logger.emit({ eventName: 'e', body: 'x' });
    await Promise.all([one.processor.forceFlush(), two.processor.forceFlush()]);
    expect([reports(one.records), reports(two.records)]).toEqual([
      [
        ['x', undefined],
        ['x', 1],
      ],
      [['x', 3]],
    ]);
  });

  test('redacted, past an allow-list, and with no value that is not a text', async () => {
    const { records, logger, processor } = listening({
      filter: filters.dedupe('1 h'),
      allowAttributes: { allow: ['kept'], strict: true },
    });
    for (let i = 0; i < 2; i++) logger.emit({ body: 'by jane.doe@example.com', attributes: { kept: 1, dropped: 2 } });
    const live = { user: 'jane.doe@example.com' };
    for (let i = 0; i < 2; i++) logger.emit({ body: live });
    await processor.forceFlush();
    expect(reports(records)).toEqual([
      ['by [EMAIL]', undefined],
      [{ user: '[EMAIL]' }, undefined],
      ['by [EMAIL]', 1],
      ['equal log records were dropped', 1],
    ]);
  });

  test('at the exit of a process that shuts nothing down, into its file', async () => {
    const directory = temporaryDirectory();
    const script = `
      import { LoggerProvider } from '@opentelemetry/sdk-logs';
      import { LakeTraceLogRecordProcessor } from ${JSON.stringify(new URL('../../../src/processor/log-record-processor.ts', import.meta.url).href)};
      import { filters } from ${JSON.stringify(new URL('../../../src/processor/filters/filters.ts', import.meta.url).href)};
      const file = { directory: process.argv[1], name: 'app' };
      const processor = new LakeTraceLogRecordProcessor({ file, filter: filters.dedupe('1 h') });
      const logger = new LoggerProvider({ processors: [processor] }).getLogger('test');
      for (let i = 0; i < 7; i++) logger.emit({ body: 'again', severityNumber: 9 });
    `;
    execFileSync(process.execPath, ['--input-type=module', '-e', script, directory], { stdio: 'pipe' });
    expect(await bodiesInDirectory(directory)).toEqual(['again', 'again']);
  });

  test('of more kinds of records than are remembered, before their time', async () => {
    const { records, logger, processor } = listening({ filter: filters.dedupe('1 h') });
    for (let i = 0; i < 2; i++) for (let n = 0; n < 1500; n++) logger.emit({ body: `line ${n}` });
    await processor.forceFlush();
    const counts = records.map(({ attributes }) => Number(attributes['laketrace.dropped.count'] ?? 0));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1500);
  });

  test('with a clock that throws or stands still, and nothing of it keeps a process alive', () => {
    const script = `
      import { LoggerProvider } from '@opentelemetry/sdk-logs';
      import { LakeTraceLogRecordProcessor } from ${JSON.stringify(new URL('../../../src/processor/log-record-processor.ts', import.meta.url).href)};
      import { filters } from ${JSON.stringify(new URL('../../../src/processor/filters/filters.ts', import.meta.url).href)};
      let isBroken = false;
      const now = () => { if (isBroken) throw new Error('no time'); return 0; };
      const said = [];
      const processor = new LakeTraceLogRecordProcessor({
        file: false,
        filter: filters.dedupe('10 ms', undefined, { now }),
        sinks: [(record) => said.push(record.attributes['laketrace.dropped.count'])],
      });
      const logger = new LoggerProvider({ processors: [processor] }).getLogger('test');
      for (let i = 0; i < 3; i++) logger.emit({ body: 'again', severityNumber: 9 });
      isBroken = true;
      const waiting = setInterval(() => {
        if (said.length === 1) return;
        console.log(JSON.stringify(said));
        clearInterval(waiting);
      }, 200);
    `;
    const options = { encoding: 'utf8', timeout: LONGEST_RUN } as const;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], options)).toBe('[null,2]\n');
  });
});
