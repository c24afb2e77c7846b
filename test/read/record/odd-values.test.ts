// Whatever a line of flat JSON, ECS or logfmt has under the keys of fields: nothing of it is lost, and nothing takes the place of another.
import {
  array,
  constant,
  constantFrom,
  dictionary,
  double,
  assert as holds,
  integer,
  oneof,
  property,
  record,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredLogRecord } from '../../../src/index.ts';
import { LineParser } from '../../../src/read/record/line-parser.ts';

function read(lines: readonly (string | object)[], name = 'app.jsonl'): StoredLogRecord[] {
  const found: StoredLogRecord[] = [];
  const broken = (line: number, reason: string): void => {
    throw new Error(`line ${line}: ${reason}`);
  };
  const parser = new LineParser(name, name.endsWith('.jsonl'), { record: (record) => found.push(record), broken });
  for (const [index, line] of lines.entries())
    parser.line(typeof line === 'string' ? line : JSON.stringify(line), index + 1);
  parser.end();
  return found;
}

const TIME = '2026-01-31T12:00:00.000Z';
const USUAL = { timestamp: TIME, level: 'INFO', message: 'usual' };
const TRACE = '0af7651916cd43dd8448eb211c80319c';

const ODD: readonly (readonly [string, object, object])[] = [
  ['a time that is none', { timestamp: 'hello', level: 'INFO', message: 'm' }, { timestamp: 'hello' }],
  ['the time that says none', { ...USUAL, timestamp: '1970-01-01T00:00:00Z' }, { timestamp: '1970-01-01T00:00:00Z' }],
  ['a level that is a map', { ...USUAL, level: { a: 1 } }, { level: { a: 1 } }],
  ['a level that is a list', { ...USUAL, level: ['a'] }, { level: ['a'] }],
  ['a number that is no level', { ...USUAL, level: 35 }, { level: 35 }],
  ['a level that is a boolean', { ...USUAL, level: true }, { level: true }],
  ['two levels', { ...USUAL, severity: 'ERROR' }, { severity: 'ERROR' }],
  ['two messages', { ...USUAL, msg: 'other' }, { msg: 'other' }],
  ['two times', { ...USUAL, time: 1_769_860_800_123 }, { time: 1_769_860_800_123 }],
  ['two hosts', { ...USUAL, hostname: 'a', host: 'b' }, { host: 'b' }],
  ['ids that are none', { ...USUAL, trace_id: 'abc', span_id: '0' }, { trace_id: 'abc', span_id: '0' }],
  ['ids that are numbers', { ...USUAL, trace_id: 12, span_id: 13 }, { trace_id: 12, span_id: 13 }],
  ['one id of two', { ...USUAL, trace_id: TRACE, span_id: 'x' }, { span_id: 'x' }],
  ['a logger that is a number', { ...USUAL, logger_name: 7 }, { logger_name: 7 }],
  ['a process that is a text', { ...USUAL, pid: 'p1', hostname: 5 }, { pid: 'p1', hostname: 5 }],
  ['a process that is a list', { ...USUAL, pid: [1], run_id: {} }, { pid: [1], run_id: {} }],
  ['an event that is a number', { ...USUAL, event_name: 5 }, { event_name: 5 }],
  ['an exception that is a text', { ...USUAL, exception: 'oh' }, { exception: 'oh' }],
  [
    'an exception with more',
    { ...USUAL, exception: { type: 'T', value: 5, code: 66 } },
    { 'exception.type': 'T', exception: { value: 5, code: 66 } },
  ],
  [
    'an exception twice',
    { ...USUAL, 'exception.type': 'A', exception: { type: 'B' } },
    { 'exception.type': 'A', exception: { type: 'B' } },
  ],
  ['an extra field', { ...USUAL, extra: { stage: 'a' } }, { stage: 'a' }],
  ['an extra field beside one', { ...USUAL, stage: 'b', extra: { stage: 'a' } }, { stage: 'b', extra: { stage: 'a' } }],
  ['an extra that is a text', { ...USUAL, extra: 'a' }, { extra: 'a' }],
  ['an extra field that is called so', { ...USUAL, extra: { extra: 5 } }, { extra: 5 }],
  [
    'that beside another',
    { ...USUAL, stage: 'b', extra: { extra: 5, stage: 'a' } },
    { stage: 'b', extra: { extra: 5, stage: 'a' } },
  ],
  ['an exception that is empty', { ...USUAL, exception: {} }, { exception: {} }],
  ['an extra that is empty', { ...USUAL, extra: {} }, { extra: {} }],
  ['a mark that is none', { ...USUAL, laketraceChain: 'x' }, { laketraceChain: 'x' }],
];

describe('what is nothing of the kind of a field is an attribute of its own name', () => {
  test.each(ODD)('%s', (_, line, attributes) => {
    // Alone, behind lines that say what its keys are, and behind one that is like it.
    for (const before of [[], [USUAL, USUAL], [USUAL, line, line]]) {
      const found = read([...before, line]).at(-1);
      expect(found?.attributes).toEqual(attributes);
      const isOwn = (key: string): boolean => Object.hasOwn(attributes, key);
      expect([found?.severityText, (found?.hrTime[0] ?? 0) > 0]).toEqual([
        isOwn('level') ? undefined : 'INFO',
        !isOwn('timestamp'),
      ]);
    }
  });

  test('lines that are found without parsing them', () => {
    const line = { ...USUAL, trace_id: TRACE, pid: 7 };
    const odd = [
      { ...line, timestamp: 'hello' },
      { ...line, trace_id: 'x'.repeat(32) },
      { ...line, trace_id: '' },
      { ...line, level: 'odd' },
    ];
    const records = read([line, line, line, ...odd, line]);
    expect(records.map(({ attributes }) => attributes)).toEqual([
      ...[{}, {}, {}],
      ...[{ timestamp: 'hello' }, { trace_id: 'x'.repeat(32) }, {}, {}, {}],
    ]);
    expect(records.at(-2)?.severityText).toBe('odd');
  });

  test('a message of any kind is the body', () => {
    for (const body of [{ k: 'v' }, ['a'], 5, true]) {
      for (const before of [[], [USUAL, USUAL]]) {
        const records = read([...before, { ...USUAL, message: body }]);
        expect([records.at(-1)?.body, records.at(-1)?.attributes]).toEqual([body, {}]);
      }
    }
  });

  test('ECS', () => {
    const usual = { '@timestamp': TIME, 'log.level': 'info', message: 'm', 'ecs.version': '1.6.0' };
    const odd = [
      [{ ...usual, '@timestamp': 'x' }, { '@timestamp': 'x' }],
      [{ ...usual, 'log.level': 5 }, { 'log.level': 5 }],
      [
        { ...usual, 'log.logger': ['a'], 'trace.id': 'a', 'span.id': 6 },
        { 'log.logger': ['a'], 'trace.id': 'a', 'span.id': 6 },
      ],
      [{ ...usual, log: { level: 'warn', logger: 'l' } }, { log: { level: 'warn' } }],
      [{ ...usual, labels: 'x' }, { labels: 'x' }],
      [
        { ...usual, stage: 1, labels: { stage: 2, b: 3 } },
        { stage: 1, b: 3, labels: { stage: 2 } },
      ],
      [{ ...usual, 'host.hostname': 'a', 'host.name': 'b' }, { 'host.name': 'b' }],
      [{ ...usual, 'event.dataset': 'nginx.access' }, { 'event.dataset': 'nginx.access' }],
      [
        { ...usual, 'event.action': 5, 'process.pid': 'x' },
        { 'event.action': 5, 'process.pid': 'x' },
      ],
    ] as const;
    for (const [line, attributes] of odd) expect(read([line])[0]?.attributes).toEqual(attributes);
    // Without a time, which a nested one is known by as well.
    const timeless = { log: { level: 'warn' }, message: 'm', ecs: { version: '1.6.0' }, process: { pid: 5 } };
    const [found] = read([timeless]);
    expect([found?.severityText, found?.pid, found?.hrTime, found?.attributes]).toEqual(['warn', 5, [0, 0], {}]);
  });

  test('logfmt', () => {
    const odd = [
      ['time=x level=info msg=m', { time: 'x' }],
      [`time=${TIME} level=info msg=m ts=y severity=z message=n`, { ts: 'y', severity: 'z', message: 'n' }],
      [`time=${TIME} level=info msg=m trace_id=x span_id=y pid=z`, { trace_id: 'x', span_id: 'y', pid: 'z' }],
      [`time=${TIME} level=info msg=m a=1 a=2 a=3`, { a: ['1', '2', '3'] }],
      [`time=${TIME} level=info msg=m level=warn msg=n`, { level: 'warn', msg: 'n' }],
      [`time=${TIME} level=info msg=m extra.pid=5 pid=x`, { pid: 'x', 'extra.pid': '5' }],
    ] as const;
    for (const [line, attributes] of odd) {
      const records = read([`time=${TIME} level=info msg=m`, line], 'app.log');
      expect(records.at(-1)?.attributes).toEqual(attributes);
    }
  });
});

/** All that is no map or list in a value. */
function scalarsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(scalarsIn);
}

const KEYS = [
  ...[
    'timestamp',
    '@timestamp',
    'time',
    'ts',
    'level',
    'severity',
    'lvl',
    'log.level',
    'message',
    'msg',
    'text',
    'event',
  ],
  ...['logger_name', 'logger', 'name', 'hostname', 'host', 'pid', 'platform', 'runtime_type', 'run_id', 'event_name'],
  ...[
    'trace_id',
    'span_id',
    'exception',
    'exception.type',
    'extra',
    'severity_number',
    'time_unix_nano',
    'trace_flags',
  ],
  ...['observed_timestamp', 'thread', 'thread.id', 'function', 'code.function.name', 'file', 'line', 'scope_version'],
  ...[
    'resource',
    'dropped_attributes_count',
    'stage',
    'rows',
    '__proto__',
    'constructor',
    'labels',
    'log',
    'error',
    'a.b',
  ],
];
const scalar = oneof(
  constantFrom<unknown[]>('INFO', 'hello', TIME, TRACE, TRACE.slice(16), '7', 'x y', true, false, 30, 35, 7, 1e18, -1),
  integer(),
  double({ noNaN: true, noDefaultInfinity: true }),
  constantFrom(1_769_860_800_123, '1769860800'),
);
const name = constantFrom(...KEYS, 'type', 'value', 'traceback', 'level', 'code', 'id');
const value = oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: dictionary(name, scalar, { maxKeys: 4 }) },
  { weight: 1, arbitrary: array(scalar, { maxLength: 3 }) },
);
const line = oneof(
  dictionary(constantFrom(...KEYS), value, { maxKeys: 10 }),
  record({
    timestamp: constant(TIME),
    level: constantFrom('INFO', 30),
    message: constant('m'),
    rest: dictionary(constantFrom(...KEYS), value, { maxKeys: 6 }),
  }).map(({ rest, ...first }) => ({ ...first, ...rest })),
  record({ ecs: constant('1.6.0'), rest: dictionary(constantFrom(...KEYS), value, { maxKeys: 6 }) }).map(
    ({ ecs, rest }) => ({
      'ecs.version': ecs,
      ...rest,
    }),
  ),
);

/** What a record says, however it says it. */
function saidBy(found: StoredLogRecord): (value: unknown) => boolean {
  const { body, attributes, resource, instrumentationScope: scope, spanContext, eventName, severityText } = found;
  const { severityNumber, droppedAttributesCount } = found;
  const parts = [body, attributes, resource.attributes, scope.name, scope.version, eventName, severityText];
  const said = new Set(scalarsIn([parts, spanContext ?? [], severityNumber ?? 0, droppedAttributesCount]).map(String));
  const times = [found.hrTime, found.hrTimeObserved].map(
    ([seconds, nanoseconds]) => seconds * 1000 + nanoseconds / 1e6,
  );
  return (value) => {
    const text = String(value);
    const number = Number(text);
    const readings = [Date.parse(text), number, number * 1000, number / 1e3, number / 1e6];
    const isTime = readings.some((given) => times.some((time) => Math.abs(time - given) < 0.01));
    // Pino's 30 is INFO.
    return said.has(text) || isTime || (value === 30 && said.has('9'));
  };
}

test('a line with nothing in it is a record, and only that which closes a chain is none', () => {
  const mark = { laketraceChain: { id: 'a', seq: '2' } };
  const records = read(['{}', { exception: {} }, USUAL, '{ }', { laketraceChain: 'x' }, mark, {}]);
  expect(records.map(({ source, message, attributes }) => [source.line, message, attributes])).toEqual([
    [1, '', {}],
    [2, '', { exception: {} }],
    [3, 'usual', {}],
    [4, '', {}],
    [5, '', { laketraceChain: 'x' }],
    [7, '', {}],
  ]);
});

test('empty maps of ECS', () => {
  const line = { '@timestamp': TIME, 'ecs.version': '1.6.0', message: 'm', error: {}, host: {}, labels: {} };
  expect(read([line])[0]?.attributes).toEqual({ error: {}, host: {}, labels: {} });
});

test('each scalar of any line is found again in its record', () => {
  holds(
    property(array(line, { minLength: 1, maxLength: 4 }), (lines) => {
      const records = read(lines);
      expect(records).toHaveLength(lines.length);
      for (const found of records) {
        const isSaid = saidBy(found);
        const given = lines[found.source.line - 1] as Readonly<Record<string, unknown>>;
        const { 'ecs.version': _, ...others } = given;
        const lost = Object.entries(others).filter(([, each]) => !scalarsIn(each).every(isSaid));
        expect(lost).toEqual([]);
      }
    }),
    { numRuns: 1000 },
  );
});
