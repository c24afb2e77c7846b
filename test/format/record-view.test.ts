// The view of a record: both spellings of each name, nothing live, and whatever the record holds.
import { inspect } from 'node:util';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { describe, expect, test } from 'vitest';
import { RecordView } from '../../src/format/record-view.ts';
import { resolveFormat } from '../../src/format/resolve-format.ts';
import { filters } from '../../src/processor/filters/filters.ts';
import { logRecord } from '../support/log-records.ts';
import { linesOf, recordWith } from './otlp-lines.ts';

const RESOURCE = resourceFromAttributes({
  'host.name': 'worker-1',
  'process.pid': 4711,
  'laketrace.platform': 'fabric',
  'laketrace.runtime.type': 'notebook',
  'laketrace.run.id': '7',
});

test('answers to the names of a log line, in camel case and snake case', () => {
  const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
  const attributes = { stage: 'load', 'exception.type': 'Error', 'exception.message': 'why' };
  const view = new RecordView(
    logRecord('done', { resource: RESOURCE, spanContext, attributes, severityText: 'SUCCESS', severityNumber: 10 }),
  );
  expect(view).toMatchObject({
    level: 'SUCCESS',
    levelNumber: 10,
    level_number: 10,
    message: 'done',
    loggerName: 'test',
    logger_name: 'test',
    name: 'test',
    pid: 4711,
    hostname: 'worker-1',
    platform: 'fabric',
    runtimeType: 'notebook',
    runtime_type: 'notebook',
    runId: '7',
    run_id: '7',
    traceId: 'a'.repeat(32),
    trace_id: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    span_id: 'b'.repeat(16),
    timestamp: '2026-01-31T12:00:00.123Z',
    time: new Date('2026-01-31T12:00:00.123Z'),
    extra: { stage: 'load' },
    exception: { type: 'Error', value: 'why', traceback: '' },
  });
});

test('is a ReadableLogRecord: filters judge it as they do the record', () => {
  const view = new RecordView(logRecord('done', { attributes: { stage: 'load' } }));
  expect(filters.level('INFO')(view)).toBe(true);
  expect(filters.level('ERROR')(view)).toBe(false);
  expect(filters.attribute('stage', 'load')(view)).toBe(true);
  expect(filters.pattern('don')(view)).toBe(true);
});

test('a format function sees it', () => {
  const format = resolveFormat(
    (record: RecordView) => `${record.level} ${record.logger_name} ${record.extra['rows']} ${record.body}`,
  );
  expect(linesOf(format.createEncoder(), [logRecord('done', { attributes: { rows: 5 } })])).toBe('INFO test 5 done\n');
});

test('console.log shows the same as JSON.stringify', () => {
  const view = new RecordView(logRecord('done', { attributes: { rows: 3 } }));
  expect(inspect(view, { depth: 3 })).toBe(inspect(view.toJSON(), { depth: 3 }));
  expect(inspect([view], { depth: 3 })).toContain("message: 'done'");
});

test('JSON.stringify shows the names of a log line', () => {
  expect(JSON.parse(JSON.stringify(new RecordView(logRecord('done'))))).toMatchObject({
    level: 'INFO',
    message: 'done',
    logger_name: 'test',
  });
});

describe('whatever the record holds', () => {
  test('extra is a frozen copy, and __proto__ a name like any other', () => {
    const attributes = JSON.parse('{"__proto__":{"polluted":1},"a":1}');
    const view = new RecordView(recordWith({ attributes }));
    expect(Object.isFrozen(view.extra)).toBe(true);
    expect(Object.keys(view.extra)).toEqual(['__proto__', 'a']);
    attributes.a = 2;
    expect(view.extra['a']).toBe(1);
    expect((view.extra as { polluted?: number }).polluted).toBeUndefined();
  });

  test('a body that is no text is JSON, an event without one its name', () => {
    expect(new RecordView(recordWith({ body: { rows: [1n, Number.NaN] } })).message).toBe('{"rows":[1,"NaN"]}');
    expect(new RecordView(recordWith({ eventName: 'end' })).message).toBe('end');
    expect(new RecordView(recordWith({})).message).toBe('');
  });

  test('nothing of it throws', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = recordWith({
      attributes: proxy,
      body: proxy,
      resource: undefined,
      instrumentationScope: undefined,
      spanContext: null,
      severityNumber: undefined,
      severityText: 5,
      hrTime: [Number.NaN, 0],
    });
    const view = new RecordView(hostile);
    expect(JSON.parse(JSON.stringify(view))).toMatchObject({
      level: 'UNSPECIFIED',
      message: '[Unreadable]',
      timestamp: '',
      logger_name: '',
    });
  });

  test('a resource that still waits is read as far as it is known', () => {
    const resource = resourceFromAttributes({
      'host.name': 'worker-1',
      'laketrace.run.id': new Promise<string>(() => undefined),
    });
    const view = new RecordView(recordWith({ resource }));
    expect([view.hostname, view.runId]).toEqual(['worker-1', '']);
  });
});
