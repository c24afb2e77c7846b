// Flat JSON: which keys in which order, what replaces nothing, and what is refused at once.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FlatJsonOptions, flatJson } from '../../src/format/flat-json.ts';
import { ALL_FIELDS } from '../../src/format/flat-json-fields.ts';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';
import { hostileValue } from './arbitrary-values.ts';
import { linesOf, recordWith } from './otlp-lines.ts';

const RESOURCE = resourceFromAttributes({
  'service.name': 'etl',
  'host.name': 'worker-1',
  'process.pid': 4711,
  'laketrace.platform': 'databricks',
  'laketrace.runtime.type': 'job',
  'laketrace.run.id': '7',
});
const THROWN = {
  'exception.type': 'TypeError',
  'exception.message': 'no table',
  'exception.stacktrace': 'TypeError: no table\n    at load (etl.js:1:2)',
};
const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

const lineOf = (fields: Parameters<typeof recordWith>[0], options?: FlatJsonOptions) =>
  linesOf(flatJson(options).createEncoder(), [recordWith({ resource: RESOURCE, ...fields })]);
const parse = (fields: Parameters<typeof recordWith>[0], options?: FlatJsonOptions): Record<string, unknown> =>
  JSON.parse(lineOf(fields, options));

describe('the keys of a line', () => {
  test('stand in the order of the Python LakeTrace, bound fields and those of the call before the exception', () => {
    const attributes = { stage: 'load', rows: 5, ...THROWN };
    const parsed = parse({ body: 'done', severityText: 'INFO', attributes, spanContext: SPAN, eventName: 'load.end' });
    expect(Object.entries(parsed)).toEqual([
      ['timestamp', '2023-11-14T22:13:20.123Z'],
      ['level', 'INFO'],
      ['message', 'done'],
      ['logger_name', 'test'],
      ['hostname', 'worker-1'],
      ['pid', 4711],
      ['platform', 'databricks'],
      ['runtime_type', 'job'],
      ['run_id', '7'],
      ['trace_id', SPAN.traceId],
      ['span_id', SPAN.spanId],
      ['event_name', 'load.end'],
      ['stage', 'load'],
      ['rows', 5],
      ['exception', { type: 'TypeError', value: 'no table', traceback: THROWN['exception.stacktrace'] }],
    ]);
  });

  test('what a record has not is left out; host and process are then those of this one', () => {
    const parsed = JSON.parse(linesOf(flatJson().createEncoder(), [recordWith({ body: 'x' })]));
    expect(Object.keys(parsed)).toEqual(['timestamp', 'level', 'message', 'logger_name', 'hostname', 'pid']);
    expect(parsed.pid).toBe(process.pid);
  });

  test('runtimeContext: false leaves out host, process, platform and type', () => {
    expect(Object.keys(parse({ body: 'x' }, { runtimeContext: false }))).toEqual([
      'timestamp',
      'level',
      'message',
      'logger_name',
      'run_id',
    ]);
  });

  test('serialize: true has all fields in every line, null where there is nothing', () => {
    const parsed = parse({ body: 'x' }, { serialize: true });
    expect(Object.keys(parsed)).toEqual(ALL_FIELDS.filter((field) => field !== 'attributes'));
    expect(Object.keys(parsed).length).toBeGreaterThanOrEqual(16);
    expect(parsed).toMatchObject({
      severity_number: 0,
      time_unix_nano: '1700000000123456789',
      thread: { id: expect.any(Number), name: expect.any(String) },
      scope_version: '1.0.0',
      resource: { 'service.name': 'etl' },
      trace_id: null,
      function: null,
      exception: null,
    });
    expect(typeof parsed['elapsed']).toBe('number');
  });

  test('a time before the year 0 or after 9999 is none, and one that is missing is when the record was seen', () => {
    expect(parse({ hrTime: [253_402_300_800, 0] })).not.toHaveProperty('timestamp');
    expect(parse({ hrTime: [Number.NaN, 0] })).not.toHaveProperty('timestamp');
    expect(parse({ hrTime: [0, 0] })['timestamp']).toBe('2023-11-14T22:13:20.123Z');
  });

  test('fields names what is written, and its order', () => {
    const parsed = parse(
      { body: 'x', attributes: { a: 1, ...THROWN } },
      { fields: ['message', 'attributes', 'timestamp'] },
    );
    expect(Object.keys(parsed)).toEqual(['message', 'a', ...Object.keys(THROWN), 'timestamp']);
  });

  test('rename gives other keys', () => {
    const rename = { timestamp: '@timestamp', level: 'severity', message: 'msg' } as const;
    const parsed = parse({ body: 'x', severityText: 'INFO' }, { rename });
    expect(Object.keys(parsed).slice(0, 3)).toEqual(['@timestamp', 'severity', 'msg']);
  });
});

test('no field of the application replaces one of a line: it is kept under extra', () => {
  const mine = ['timestamp', 'level', 'message', 'logger_name', 'pid', 'run_id', 'exception', 'extra', 'msg'];
  const attributes = Object.fromEntries(mine.map((key) => [key, `my ${key}`]));
  const parsed = parse({ body: 'x', severityText: 'INFO', attributes }, { rename: { message: 'msg' } });
  expect(parsed).toMatchObject({ level: 'INFO', msg: 'x', logger_name: 'test', pid: 4711, run_id: '7' });
  expect(parsed['extra']).toEqual(attributes);
});

test('an attribute named __proto__ is one like any other', () => {
  expect(lineOf({ attributes: JSON.parse('{"__proto__":1,"constructor":2}') })).toContain(
    '"__proto__":1,"constructor":2}',
  );
});

test('integers keep their digits, and what JSON has no word for is a text', () => {
  const line = lineOf({
    attributes: {
      a: 2n ** 63n - 1n,
      b: -(2n ** 63n),
      c: 2n ** 64n,
      d: 2 ** 60,
      e: Number.NaN,
      f: -0,
      g: Buffer.from('hi'),
    },
  });
  expect(line).toContain(
    '"a":9223372036854775807,"b":-9223372036854775808,"c":"18446744073709551616","d":1152921504606846976,"e":"NaN","f":0,"g":"aGk="',
  );
});

test('any value at all: valid JSON in one line', () => {
  const encoder = flatJson({ serialize: true }).createEncoder();
  fc.assert(
    fc.property(hostileValue, hostileValue, (body, value) => {
      const line = linesOf(encoder, [recordWith({ body: body(), attributes: { value: value() } })]);
      expect(line.match(/\n/g)).toHaveLength(1);
      expect(line.isWellFormed()).toBe(true);
      expect(Object.keys(JSON.parse(line)).length).toBeGreaterThan(16);
    }),
  );
});

describe('is refused at once:', () => {
  test.each<[string, unknown, RegExp]>([
    [
      'an option that is none',
      { seralize: true },
      /^flatJson\.seralize: there is no such option; did you mean serialize\?/,
    ],
    [
      'a field that is none',
      { fields: ['mesage'] },
      /^flatJson\.fields\.mesage: there is no such field; did you mean message\?/,
    ],
    ['a field twice', { fields: ['level', 'level'] }, /^flatJson\.fields: "level" .*each field once/],
    ['no field', { fields: [] }, /^flatJson\.fields: .*a list of fields: timestamp, level/],
    ['a key of another field', { rename: { message: 'level' } }, /^flatJson\.rename\.message: "level" .*level has it/],
    ['two fields of one key', { rename: { message: 'x', level: 'x' } }, /^flatJson\.rename\.\w+: "x" is not accepted/],
    ['the key of what is kept apart', { rename: { message: 'extra' } }, /^flatJson\.rename\.message: "extra"/],
    [
      'a new key of a field that is none',
      { rename: { mesage: 'msg' } },
      /^flatJson\.rename\.mesage: .*did you mean message\?/,
    ],
    ['a key that is empty', { rename: { message: '' } }, /^flatJson\.rename\.message: "" .*a key that is not empty/],
    ['a call site that nothing shows', { callSite: true }, /^flatJson\.callSite: true is not accepted/],
    [
      'serialize: "yes"',
      { serialize: 'yes' },
      /^flatJson\.serialize: "yes" is not accepted; accepted is true or false/,
    ],
  ])('%s', (_, options, message) => {
    expect(() => flatJson(options as FlatJsonOptions)).toThrow(message);
  });
});

test('callSite: function, file and line of the call that logged, and no trace of it in the stacks of the application', async () => {
  const lines: string[] = [];
  const format = flatJson({ fields: ['message', 'function', 'file', 'line'], callSite: true });
  const processor = new LakeTraceLogRecordProcessor({
    file: false,
    sinks: [{ sink: (_record: unknown, line?: string) => void lines.push(line ?? ''), format }],
  });
  const logger = new LoggerProvider({ processors: [processor] }).getLogger('x');
  const { stackTraceLimit, prepareStackTrace } = Error;
  function load(): void {
    logger.emit({ severityNumber: 9, body: 'here' });
  }
  load();
  const attributes = { 'code.function.name': 'mine', 'code.line.number': 7 };
  logger.emit({ severityNumber: 9, body: 'said', attributes });
  await processor.shutdown();
  const [here, said] = lines.map((line) => JSON.parse(line));
  expect(here).toMatchObject({
    message: 'here',
    function: 'load',
    file: import.meta.filename,
    line: expect.any(Number),
  });
  expect(said).toMatchObject({ message: 'said', function: 'mine', line: 7 });
  expect([Error.stackTraceLimit, Error.prepareStackTrace]).toEqual([stackTraceLimit, prepareStackTrace]);
});
