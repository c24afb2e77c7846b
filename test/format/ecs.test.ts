// ECS: the rules of github.com/elastic/ecs-logging, spec/spec.json, and the field reference for what it leaves open.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import { ecs } from '../../src/format/ecs.ts';
import { goldenRecords } from './golden-records.ts';
import { linesOf, recordWith } from './otlp-lines.ts';

const RESOURCE = resourceFromAttributes({
  'service.name': 'etl',
  'service.version': '1.2.3',
  'deployment.environment.name': 'production',
  'host.name': 'worker-1',
  'process.pid': 4711,
  'laketrace.run.id': '7',
});
const parse = (fields: Parameters<typeof recordWith>[0]): Record<string, unknown> =>
  JSON.parse(linesOf(ecs().createEncoder(), [recordWith({ resource: RESOURCE, ...fields })]));

test('the names, in their order', () => {
  const attributes = {
    stage: 'load',
    rows: 5,
    'a.b': 1,
    'exception.type': 'TypeError',
    'exception.message': 'no table',
    'exception.stacktrace': 'TypeError: no table\n    at load',
    'code.function.name': 'load',
    'code.file.path': '/app/etl.js',
    'code.line.number': 42,
  };
  const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
  const parsed = parse({ body: 'done', severityText: 'INFO', attributes, spanContext, eventName: 'load.end' });
  expect(Object.entries(parsed)).toEqual([
    ['@timestamp', '2023-11-14T22:13:20.123Z'],
    ['log.level', 'INFO'],
    ['message', 'done'],
    ['ecs.version', '8.10.0'],
    ['log.logger', 'test'],
    ['service.name', 'etl'],
    ['event.dataset', 'etl.log'],
    ['service.version', '1.2.3'],
    ['service.environment', 'production'],
    ['host.hostname', 'worker-1'],
    ['process.pid', 4711],
    ['event.action', 'load.end'],
    ['trace.id', 'a'.repeat(32)],
    ['span.id', 'b'.repeat(16)],
    ['error.type', 'TypeError'],
    ['error.message', 'no table'],
    ['error.stack_trace', 'TypeError: no table\n    at load'],
    ['log.origin.function', 'load'],
    ['log.origin.file.name', '/app/etl.js'],
    ['log.origin.file.line', 42],
    ['labels', { run_id: '7', stage: 'load', rows: '5', a_b: '1' }],
  ]);
});

test('what the specification requires stands in each line, and labels are texts under keys without . * and \\', () => {
  for (const record of goldenRecords()) {
    const parsed = parse(record);
    const required = ['@timestamp', 'log.level', 'message', 'ecs.version'];
    // A record without a time claims none.
    const expected = parsed['@timestamp'] === undefined ? required.slice(1) : required;
    expect(Object.keys(parsed).slice(0, expected.length)).toEqual(expected);
    if (parsed['@timestamp'] !== undefined)
      expect(parsed['@timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    for (const [key, value] of Object.entries(parsed['labels'] ?? {})) {
      expect(key).not.toMatch(/[.*\\]/);
      expect(typeof value).toBe('string');
    }
  }
});

test('labels that would become one stay apart, and none replaces ours', () => {
  const parsed = parse({ attributes: { 'a.b': 1, a_b: 2, 'a*b': 3, run_id: 'mine' } });
  expect(parsed['labels']).toEqual({ run_id: '7', a_b_2: '1', a_b: '2', a_b_3: '3', extra_run_id: 'mine' });
});

test('has no options', () => {
  expect(() => ecs({ serialize: true } as never)).toThrow(/^ecs\.serialize: there is no such option/);
});
