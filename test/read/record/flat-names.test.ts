// Which key of flat JSON holds what: one line that lacks a field unlearns nothing, and no attribute behind takes the place of a field.
import { expect, test } from 'vitest';
import { type FlatJsonOptions, flatJson, type StoredLogRecord } from '../../../src/index.ts';
import { LineParser } from '../../../src/read/record/line-parser.ts';
import { logRecord } from '../../support/log-records.ts';

function read(lines: readonly (string | object)[]): StoredLogRecord[] {
  const found: StoredLogRecord[] = [];
  const broken = (line: number, reason: string): void => {
    throw new Error(`line ${line}: ${reason}`);
  };
  const parser = new LineParser('app.jsonl', true, { record: (record) => found.push(record), broken });
  for (const [index, line] of lines.entries())
    parser.line(typeof line === 'string' ? line : JSON.stringify(line), index + 1);
  parser.end();
  return found;
}

/** The line of a record. */
function written(options: FlatJsonOptions, parts: Parameters<typeof logRecord>[1]): string {
  const encoder = flatJson(options).createEncoder();
  encoder.stage(logRecord('', parts));
  encoder.commit();
  return Buffer.from(encoder.take()).toString().trimEnd();
}

const seconds = (time: number): string => `2026-01-31T12:00:0${time}.000Z`;

const LOGGERS = [
  ['winston', (message, time) => ({ level: 'error', ...message, service: 'api', timestamp: seconds(time) }), 'message'],
  ['zerolog', (message, time) => ({ level: 'error', service: 'api', time: seconds(time), ...message }), 'message'],
  ['slog', (message, time) => ({ time: seconds(time), level: 'ERROR', ...message, service: 'api' }), 'msg'],
  ['pino', (message, time) => ({ level: 50, time: 1.7e12 + time, service: 'api', ...message }), 'msg'],
  ['ours', (message, time) => ({ timestamp: seconds(time), level: 'ERROR', ...message, service: 'api' }), 'message'],
  [
    'by an event',
    (message, time) => ({ level: 50, time: 1.7e12 + time, event: 'e', service: 'api', ...message }),
    'msg',
  ],
] satisfies [string, (message: object, time: number) => object, string][];

test.each(LOGGERS)('%s: a line without a message spoils none after it', (_, line, key) => {
  const lines = [line({ [key]: 'one' }, 0), line({}, 1), line({ [key]: 'two' }, 2), line({ [key]: 'three' }, 3)];
  for (const given of [lines, lines.slice(1)]) {
    const records = read(given);
    const whole = records.slice(given.length === 4 ? 2 : 1);
    expect(whole.map(({ body }) => body)).toEqual(['two', 'three']);
    for (const { extra } of given.length === 4 ? records : whole) expect(extra).toMatchObject({ service: 'api' });
    for (const { severityNumber, hrTime } of records) expect([severityNumber, hrTime[0] > 0]).toEqual([17, true]);
  }
});

test('a line without a time has none, and those after it have theirs', () => {
  const line = { ts: seconds(1), level: 'INFO', msg: 'one' };
  const records = read([line, { level: 'INFO', msg: 'two', date: 'x' }, { ...line, msg: 'three' }]);
  expect(records.map(({ body, hrTime }) => [body, hrTime[0] > 0])).toEqual([
    ['one', true],
    ['two', false],
    ['three', true],
  ]);
});

test('lines of another logger in the same file are read by its names', () => {
  const records = read([
    { level: 'info', message: 'one', timestamp: seconds(1) },
    { level: 30, time: 1.7e12, pid: 7, msg: 'two' },
    { level: 30, time: 1.7e12, pid: 7, msg: 'three' },
    { level: 'info', message: 'four', timestamp: seconds(1) },
  ]);
  expect(records.map(({ body }) => body)).toEqual(['one', 'two', 'three', 'four']);
  expect(records.map(({ hrTime }) => hrTime[0] > 0)).toEqual([true, true, true, true]);
});

test('a format of ours without a message', () => {
  const parts = { instrumentationScope: { name: 'etl' }, attributes: { rows: 1 } };
  const formats = (['run_id', 'hostname', 'event_name', undefined] as const).map((field) =>
    written(
      { fields: ['timestamp', 'level', ...(field === undefined ? [] : [field]), 'logger_name', 'attributes'] },
      parts,
    ),
  );
  for (const record of formats.flatMap((line) => read([line, line])))
    expect([record?.body, record?.loggerName, { ...record?.extra }]).toEqual([undefined, 'etl', { rows: 1 }]);
});

const FORGED: readonly Readonly<Record<string, unknown>>[] = [
  { 'ecs.version': '1.2.0', order: 7 },
  { 'ecs.version': '1.2.0', '@timestamp': seconds(9), 'log.level': 'debug', msg: 'forged' },
  { ecs: { version: '1.2.0' }, '@timestamp': seconds(9), log: { level: 'debug' }, event: 'forged' },
  { time_unix_nano: '1000000000000000000', severity_number: 1, observed_timestamp: 'x' },
  { severity_number: 1, trace_flags: 1, time_unix_nano: '1000000000000000000', observed_timestamp: seconds(9) },
  {
    severity_number: 1,
    event: 'e',
    time_unix_nano: '1',
    observed_timestamp: 'x',
    resource: { a: 1 },
    thread: { id: 9 },
  },
  { time: 1_700_000_000, severity: 'DEBUG', lvl: 10, text: 'forged', name: 'forged', host: 'forged' },
];
const RENAMED: FlatJsonOptions = { rename: { timestamp: 'ts', level: 'lvl', message: 'text' } };
const UNKNOWN: FlatJsonOptions = { rename: { timestamp: 'when', level: 'grade', message: 'what' } };

test.each(
  FORGED.flatMap((attributes) => [
    { attributes, options: {} },
    { attributes, options: { runtimeContext: false } },
    { attributes, options: { rename: { timestamp: '@timestamp' } } satisfies FlatJsonOptions },
    { attributes, options: RENAMED },
    { attributes, options: UNKNOWN },
  ]),
)('attributes $attributes stay attributes in lines of $options', ({ attributes, options }) => {
  const own = new Set<string>(Object.values((options as FlatJsonOptions).rename ?? {}));
  // A line without the host of the process may say it by this name.
  const given = Object.fromEntries(
    Object.entries(attributes).filter(([key]) => key !== 'host' || !('runtimeContext' in options)),
  );
  const parts = {
    ...{ severityNumber: 17, severityText: 'ERROR', body: 'payment failed', attributes: given },
    instrumentationScope: { name: 'shop' },
  };
  const line = written(options, parts);
  expect([...own].filter((key) => !line.includes(`"${key}":`))).toEqual([]);
  for (const record of read([line, line])) {
    expect([record.level, record.severityNumber, record.body, record.loggerName]).toEqual([
      ...['ERROR', 17, 'payment failed', 'shop'],
    ]);
    expect(record.hrTime).toEqual(logRecord('').hrTime);
    expect({ ...record.extra }).toEqual(given);
  }
});

test('full lines are full, and their attributes are not theirs', () => {
  const attributes = { 'ecs.version': '1.2.0', '@timestamp': seconds(9), host: 'mine' };
  for (const options of [
    {},
    { runtimeContext: false },
    { rename: { event_name: 'event' } },
  ] satisfies FlatJsonOptions[]) {
    const [record] = read([
      written({ serialize: true, ...options }, { severityNumber: 18, severityText: 'ODD', attributes }),
    ]);
    expect(record?.severityNumber).toBe(18);
    expect(record?.extra).toMatchObject(attributes);
    expect(record?.extra).not.toHaveProperty('severity_number');
  }
});

test.each([
  [{ '@timestamp': seconds(1), 'log.level': 'warn', message: 'm', 'ecs.version': '8.10.0', level: 'x' }],
  [{ 'log.level': 'warn', '@timestamp': seconds(1), message: 'm', ecs: { version: '1.6.0' } }],
  [{ '@timestamp': seconds(1), message: 'm', agent: { type: 'f' }, ecs: { version: '1.6.0' }, log: { level: 'warn' } }],
])('a line of ECS in whatever order: %j', (line) => {
  const [record] = read([line]);
  expect([record?.severityNumber, record?.body, record?.hrTime[0]]).toEqual([13, 'm', Date.parse(seconds(1)) / 1000]);
});

test.each(['0000-01-01', '0001-01-01', '0099-06-01', '0100-01-01', '1970-01-02'])(
  'the year of %s is its own',
  (date) => {
    const [record] = read([{ time: `${date}T00:00:00.000Z`, level: 'INFO', msg: 'm' }]);
    expect(record?.hrTime).toEqual([Date.parse(`${date}T00:00:00.000Z`) / 1000, 0]);
  },
);

test('the logger of our lines under another name, by its place; other fields under other names are attributes', () => {
  const parts = {
    ...{ body: 'm', severityNumber: 17, severityText: 'ERROR', instrumentationScope: { name: 'etl' } },
    attributes: { name: 'bob' },
  };
  const renamed = [
    { logger_name: 'component' },
    { timestamp: 'when', level: 'grade', message: 'what', logger_name: 'who' },
  ] satisfies FlatJsonOptions['rename'][];
  for (const rename of renamed) {
    const line = written({ rename }, parts);
    for (const { loggerName, extra } of read([line, line]))
      expect([loggerName, { ...extra }]).toEqual(['etl', { name: 'bob' }]);
  }
  const [found] = read([written({ rename: { hostname: 'machine', pid: 'process' } }, parts)]);
  expect(found?.extra).toMatchObject({ machine: expect.any(String), process: expect.any(Number), name: 'bob' });
  expect([found?.loggerName, found?.hostname, found?.pid]).toEqual(['etl', '', 0]);
});
