// What the steps do to a record, in which order, and who sees it.
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { AttributeAllowList } from '../../src/processor/steps/attribute-allow-list.ts';
import { turn } from '../support/turn.ts';
import { collector } from './collector.ts';
import { diagLog, setUp } from './provider.ts';

const bodies = (records: readonly ReadableLogRecord[]) => records.map(({ body }) => body);

describe('what is done to a record', () => {
  test('processors after it see it, those before do not matter', () => {
    const { logger, seenAfter } = setUp({
      attributes: { team: 'data', own: 'static', list: [1, 'a'], 'a.toString': true },
      resource: resourceFromAttributes({ 'laketrace.platform': 'spark', 'service.name': 'detected' }),
    });
    logger.emit({ body: 'one', attributes: { own: 'mine', nothing: null } });
    const [record] = seenAfter();
    expect(record?.attributes).toEqual({
      own: 'mine',
      nothing: null,
      team: 'data',
      list: [1, 'a'],
      'a.toString': true,
    });
    expect(record?.resource.attributes).toEqual({ 'service.name': 'app', 'laketrace.platform': 'spark' });
  });

  test('isolate: sinks get a copy, and everybody else the original', () => {
    const { records, sink } = collector();
    const own = resourceFromAttributes({ 'service.name': 'app' });
    const { logger, seenAfter } = setUp(
      {
        isolate: true,
        attributes: { team: 'data' },
        resource: resourceFromAttributes({ 'laketrace.platform': 'spark' }),
        sinks: [sink],
      },
      { resource: own },
    );
    const nested = { deep: [1, 2] };
    logger.emit({ body: nested, severityNumber: 13, severityText: 'WARN', eventName: 'e', attributes: { a: 1 } });
    const [original] = seenAfter();
    expect(original?.attributes).toEqual({ a: 1 });
    expect(original?.resource).toBe(own);
    const [copy] = records;
    expect(copy).not.toBe(original);
    expect(copy).toMatchObject({
      body: nested,
      severityNumber: 13,
      severityText: 'WARN',
      eventName: 'e',
      attributes: { a: 1, team: 'data' },
      hrTime: original?.hrTime,
      hrTimeObserved: original?.hrTimeObserved,
      instrumentationScope: { name: 'test' },
      droppedAttributesCount: 0,
    });
    expect(copy?.resource.attributes).toEqual({ 'service.name': 'app', 'laketrace.platform': 'spark' });
  });

  test('static attributes keep to the limits of the provider, and to what they were at the start', () => {
    const team = { name: 'data' };
    const { logger, seenAfter } = setUp({ attributes: { team, late: 1 } });
    team.name = 'changed';
    const many = Object.fromEntries(Array.from({ length: 127 }, (_, i) => [`a${i}`, i]));
    logger.emit({ attributes: many });
    const [record] = seenAfter();
    expect(Object.keys(record?.attributes ?? {})).toHaveLength(128);
    expect(record?.attributes['team']).toEqual({ name: 'data' });
    expect(record?.droppedAttributesCount).toBe(1);
  });

  test('one resource object is merged once, and each provider has its own', () => {
    const { records, sink } = collector();
    const { logger } = setUp({ sinks: [sink], resource: resourceFromAttributes({ x: 1 }) });
    logger.emit({ body: 'one' });
    logger.emit({ body: 'two' });
    expect(records[0]?.resource).toBe(records[1]?.resource);
  });

  test('an unnamed service takes the detected name; conflicts keep the own value and are said once', async () => {
    const messages = diagLog('warn');
    const { logger, seenAfter } = setUp(
      {
        resource: resourceFromAttributes({ 'service.name': 'job 7', 'cloud.region': 'eu', 'cloud.provider': 'azure' }),
      },
      { resource: resourceFromAttributes({ 'service.name': 'unknown_service:node', 'cloud.region': 'us' }) },
    );
    logger.emit({ body: 'one' });
    logger.emit({ body: 'two' });
    expect(seenAfter()[1]?.resource.attributes).toEqual({
      'service.name': 'job 7',
      'cloud.region': 'us',
      'cloud.provider': 'azure',
    });
    await turn();
    expect(messages).toEqual(['laketrace: the resource keeps its own cloud.region (1 differ from what was detected)']);
  });

  test('resource: true adds what is detected, false adds nothing', () => {
    const environment = { detection: { env: { LAKETRACE_PLATFORM: 'spark', LAKETRACE_RUN_ID: 'run-7' } } };
    const tagged = setUp({ sinks: [] }, { environment });
    tagged.logger.emit({ body: 'one' });
    expect(tagged.seenAfter()[0]?.resource.attributes).toMatchObject({
      'service.name': 'app',
      'laketrace.platform': 'spark',
      'laketrace.run.id': 'run-7',
    });
    const plain = setUp({ resource: false }, { environment });
    plain.logger.emit({ body: 'one' });
    expect(plain.seenAfter()[0]?.resource.attributes).toEqual({ 'service.name': 'app' });
  });

  test("alsoOn: 'record' copies attributes of the resource, not over a record's own", () => {
    const environment = { detection: { env: { LAKETRACE_PLATFORM: 'spark', LAKETRACE_RUN_ID: 'run-7' } } };
    const { logger, seenAfter } = setUp(
      { resource: { alsoOn: 'record', keys: ['laketrace.*', 'service.name', 'not.there'] } },
      { environment },
    );
    logger.emit({ attributes: { 'laketrace.run.id': 'own' } });
    expect(seenAfter()[0]?.attributes).toEqual({
      'laketrace.run.id': 'own',
      'service.name': 'app',
      'laketrace.platform': 'spark',
      'laketrace.runtime.type': 'script',
    });
  });

  test('the allow-list is protective: processors after it never see what it takes away, whatever is dropped here', async () => {
    const { records, sink } = collector();
    const list = new AttributeAllowList({ allow: ['table', 'rows.*'], strict: true });
    const { logger, seenAfter, processor, reports } = setUp({
      attributes: list,
      sinks: [sink],
      filter: ({ body }) => body !== 'filtered',
    });
    const attributes = { table: 't', 'rows.in': 1, customer: 'Ann' };
    logger.emit({ body: 'kept', attributes });
    logger.emit({ body: 'filtered', attributes });
    logger.emit({ body: 'debug', severityNumber: 5, attributes });
    await processor.shutdown();
    logger.emit({ body: 'late', attributes });
    expect(bodies(seenAfter())).toEqual(['kept', 'filtered', 'debug', 'late']);
    for (const record of [...records, ...seenAfter()]) expect(record.attributes).toEqual({ table: 't', 'rows.in': 1 });
    expect(processor.stats().records.dropped).toEqual({ filter: 1, severity: 1, shutdown: 1 });
    expect(reports).toEqual([
      {
        message: 'the attribute "customer" is not in the allow-list: dropped',
        source: 'attributes',
        target: 'customer',
      },
    ]);
  });

  test('the allow-list of an isolating processor takes nothing from the others', () => {
    const { records, sink } = collector();
    const { logger, seenAfter } = setUp({ attributes: { allow: ['a'] }, isolate: true, sinks: [sink] });
    logger.emit({ attributes: { a: 1, b: 'secret' } });
    expect(records[0]?.attributes).toEqual({ a: 1, b: '[NOT ALLOWED]' });
    expect(seenAfter()[0]?.attributes).toEqual({ a: 1, b: 'secret' });
  });

  test('the leak guard reports, truncates or drops', async () => {
    const { records, sink } = collector();
    const leakGuard = {
      maxRecordSize: 1000,
      maxRecordsPerMinute: 3,
      action: { size: 'truncate', rate: 'drop' },
    } as const;
    const { logger, processor, reports } = setUp({ leakGuard, sinks: [sink] });
    for (const body of ['one', 'x'.repeat(5000), 'three', 'four', 'five']) logger.emit({ body });
    expect(bodies(records).map((body) => String(body).length <= 1000)).toEqual([true, true, true]);
    expect(processor.stats().records.dropped).toEqual({ 'leak-guard': 2 });
    await turn();
    expect(reports).toEqual([{ message: expect.stringContaining('size:'), source: 'leak-guard', target: undefined }]);
  });
});
