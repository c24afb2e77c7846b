// What other loggers write of an exception is the exception of the record, for every verb alike; nothing beside it is lost.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flatJson, type StoredLogRecord } from '../../../src/index.ts';
import { LineParser } from '../../../src/read/record/line-parser.ts';
import { inProcess } from '../../cli/run-command.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

function read(line: object): StoredLogRecord {
  const found: StoredLogRecord[] = [];
  const parser = new LineParser('app.jsonl', true, { record: (record) => found.push(record), broken: () => undefined });
  parser.line(JSON.stringify(line), 1);
  parser.end();
  return found[0] as StoredLogRecord;
}

const NODE =
  'TypeError: no rows\n    at load (/app/load.js:7:3)\ncaused by: Error: closed\n    at open (/app/db.js:1:1)';
const JAVA = 'java.lang.IllegalStateException: no rows\n\tat com.example.Load.run(Load.java:7)\n';
const PYTHON = `Traceback (most recent call last):
  File "/app/db.py", line 1, in open
    raise OSError("closed")
OSError: closed

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/load.py", line 7, in load
    raise ValueError("no rows\\nat all")
ValueError: no rows
at all`;
const NET = 'System.InvalidOperationException: no rows\n   at App.Load.Run() in /app/Load.cs:line 7';
const TIME = '2026-01-31T12:00:00.000Z';
const FRAME = { class: 'com.example.Load', method: 'run', file: 'Load.java', line: 7, location: 'app.jar' };
const PYTHON_FRAMES = [
  { filename: '/app/main.py', lineno: 2, name: '<module>', locals: { a: '1' } },
  { filename: '/app/load.py', lineno: 7, name: 'load' },
];
const node = { type: 'TypeError', value: 'no rows', traceback: NODE };
const python = { type: 'ValueError', value: 'no rows\nat all', traceback: PYTHON };
const java = { type: 'java.lang.IllegalStateException', value: 'no rows' };
const net = { type: 'System.InvalidOperationException', value: 'no rows', traceback: NET };
const winston = { level: 'error', message: 'no rows', timestamp: TIME };

interface Expected {
  readonly exception: object;
  readonly extra: object;
}

const LINES: readonly (readonly [logger: string, line: object, expected: Expected])[] = [
  [
    'pino',
    {
      ...{ level: 50, time: 1769860800000, pid: 7, hostname: 'h' },
      err: {
        type: 'LoadError',
        message: 'no rows: closed',
        stack: NODE,
        code: 'E7',
        aggregateErrors: [{ type: 'Error' }],
      },
      msg: 'load failed',
    },
    {
      exception: { type: 'LoadError', value: 'no rows: closed', traceback: NODE },
      extra: { err: { code: 'E7', aggregateErrors: [{ type: 'Error' }] } },
    },
  ],
  [
    'bunyan',
    {
      ...{ name: 'app', hostname: 'h', pid: 7, level: 50, err: { message: 'no rows', name: 'TypeError', stack: NODE } },
      ...{ msg: 'load failed', time: TIME, v: 0 },
    },
    { exception: node, extra: { v: 0 } },
  ],
  ['winston', { ...winston, stack: NODE, code: 7 }, { exception: node, extra: { code: 7 } }],
  [
    'python-json-logger',
    { asctime: '2026-01-31 12:00:00,000', levelname: 'ERROR', name: 'a', message: 'm', exc_info: PYTHON },
    { exception: python, extra: {} },
  ],
  [
    'python-json-logger, as a list',
    { asctime: TIME, levelname: 'ERROR', message: 'm', exc_info: PYTHON.split('\n'), stack_info: 's' },
    { exception: python, extra: { stack_info: 's' } },
  ],
  [
    'structlog',
    { order: 17, event: 'm', level: 'error', timestamp: TIME, exception: PYTHON },
    { exception: python, extra: { order: 17 } },
  ],
  [
    'structlog, as a list',
    {
      ...{ event: 'm', level: 'error', timestamp: TIME },
      exception: [
        { exc_type: 'KeyError', exc_value: "'k'", is_cause: false, frames: PYTHON_FRAMES },
        { exc_type: 'OSError' },
      ],
    },
    {
      exception: {
        type: 'KeyError',
        value: "'k'",
        traceback: "KeyError: 'k'\n    at load (/app/load.py:7)\n    at <module> (/app/main.py:2)",
      },
      extra: { exception: [{ is_cause: false, frames: PYTHON_FRAMES }, { exc_type: 'OSError' }] },
    },
  ],
  [
    'Serilog, compact',
    { '@t': TIME, '@mt': 'load failed', '@l': 'Error', '@x': NET, Run: 7 },
    { exception: net, extra: { Run: 7 } },
  ],
  [
    'Serilog',
    { Timestamp: TIME, Level: 'Error', MessageTemplate: 'load failed', Exception: NET },
    { exception: net, extra: {} },
  ],
  [
    'Logback for Logstash',
    { '@timestamp': TIME, message: 'm', logger_name: 'Load', thread_name: 'main', level: 'ERROR', stack_trace: JAVA },
    { exception: { ...java, traceback: JAVA }, extra: { thread_name: 'main' } },
  ],
  [
    'Logback',
    {
      timestamp: 1769860800000,
      level: 'WARN',
      loggerName: 'Load',
      message: 'm',
      throwable: {
        className: java.type,
        message: java.value,
        stepArray: [{ className: 'com.example.Load', methodName: 'run', fileName: 'Load.java', lineNumber: 7 }],
      },
    },
    {
      exception: { ...java, traceback: `${java.type}: no rows\n    at com.example.Load.run (Load.java:7)` },
      extra: {
        throwable: {
          stepArray: [{ className: 'com.example.Load', methodName: 'run', fileName: 'Load.java', lineNumber: 7 }],
        },
      },
    },
  ],
  [
    'Log4j',
    {
      ...{ instant: { epochSecond: 1769860800, nanoOfSecond: 0 }, level: 'ERROR', loggerName: 'Load', message: 'm' },
      thrown: { name: java.type, message: java.value, extendedStackTrace: [FRAME] },
    },
    {
      exception: { ...java, traceback: `${java.type}: no rows\n    at com.example.Load.run (Load.java:7)` },
      extra: { thrown: { extendedStackTrace: [FRAME] } },
    },
  ],
  [
    'Log4j for Logstash',
    {
      exception: { exception_class: java.type, exception_message: 'no rows', stacktrace: JAVA },
      '@version': 1,
      message: 'm',
      '@timestamp': TIME,
      level: 'ERROR',
    },
    { exception: { ...java, traceback: JAVA }, extra: { '@version': 1 } },
  ],
  [
    'ECS without its version',
    {
      '@timestamp': TIME,
      'log.level': 'error',
      message: 'm',
      'error.type': java.type,
      'error.message': 'no rows',
      'error.stack_trace': JAVA,
      'error.code': '7',
    },
    { exception: { ...java, traceback: JAVA }, extra: { 'error.code': '7' } },
  ],
  [
    'Datadog',
    { timestamp: TIME, status: 'error', message: 'm', error: { kind: 'TypeError', message: 'no rows', stack: NODE } },
    { exception: node, extra: {} },
  ],
  [
    'zap',
    {
      level: 'error',
      ts: 1769860800.5,
      caller: 'load.go:7',
      msg: 'm',
      error: 'EOF',
      stacktrace: 'main.Load\n\t/app/load.go:7',
    },
    { exception: { type: '', value: 'EOF', traceback: 'main.Load\n\t/app/load.go:7' }, extra: { caller: 'load.go:7' } },
  ],
  [
    'loguru',
    {
      text: `2026-01-31 12:00:00.000 | ERROR | load failed\n${PYTHON}\n`,
      record: {
        ...{ elapsed: { seconds: 1 }, exception: { type: 'ValueError', value: 'no rows\nat all', traceback: true } },
        ...{ extra: { order: 17 }, file: { name: 'load.py', path: '/app/load.py' }, function: 'load', line: 7 },
        ...{ level: { icon: 'x', name: 'ERROR', no: 40 }, message: 'load failed', module: 'load', name: 'app.load' },
        ...{ process: { id: 7, name: 'MainProcess' }, time: { timestamp: 1769860800.25 } },
      },
    },
    {
      exception: python,
      extra: {
        ...{ 'code.file.path': '/app/load.py', 'code.function.name': 'load', 'code.line.number': 7 },
        ...{ module: 'load', order: 17, 'process.name': 'MainProcess' },
      },
    },
  ],
];

test.each(LINES)('%s', (_, line, { exception, extra }) => {
  const record = read(line);
  expect(record.exception).toEqual(exception);
  expect(record.extra).toEqual(extra);
  expect(record.message).not.toBe('');
  expect(record.hrTime[0]).toBe(1769860800);
});

test('what is called as an exception and is none stays an attribute', () => {
  const others = [
    ...[{ err: 'closed' }, { error: 'closed' }, { error: { message: 'closed', code: 7 } }, { stack: 'prod' }],
    ...[{ exception: true }, { exc_info: null }, { stacktrace: 'a\nb' }, { 'error.type': 'x' }, { thrown: [] }],
    ...[{ err: { stack: '' } }, { stack: { a: 1 } }, { err: { stack: 7, type: 'a', cause: {} } }],
  ];
  for (const extra of others) {
    const record = read({ ...winston, ...extra });
    expect(record.exception).toBeUndefined();
    expect(record.extra).toEqual(extra);
  }
});

test('where there are two, the first of the table is the exception, and the other one stays', () => {
  const { exception, extra } = read({
    ...winston,
    stack: JAVA,
    err: { type: 'TypeError', message: 'no rows', stack: NODE },
  });
  expect(exception).toEqual(node);
  expect(extra).toEqual({ stack: JAVA });
});

test('lines of our own give back the attributes that were logged', () => {
  const attributes = { err: { type: 'TypeError', message: 'no rows', stack: NODE }, stack: JAVA, exception: PYTHON };
  for (const serialize of [false, true]) {
    const encoder = flatJson({ serialize }).createEncoder();
    encoder.stage(logRecord('load failed', { attributes }));
    encoder.commit();
    const { exception, extra } = read(JSON.parse(Buffer.from(encoder.take()).toString()) as object);
    expect(exception).toBeUndefined();
    expect(extra).toMatchObject(attributes);
  }
});

test('lines that are copied without being parsed have their exceptions', () => {
  const lines: StoredLogRecord[] = [];
  const parser = new LineParser(
    'app.jsonl',
    true,
    { record: (record) => lines.push(record), broken: () => undefined },
    true,
  );
  const bytes = Buffer.from(JSON.stringify({ ...winston, exc_info: 'OSError: closed' }));
  for (let number = 1; number < 10; number++)
    if (!parser.takeAlike(bytes, 0, bytes.length, number)) parser.line(bytes.toString(), number);
  expect(lines.map(({ exception }) => exception?.type)).toEqual(Array(9).fill('OSError'));
});

test('every verb says the same of them', async () => {
  const directory = temporaryDirectory();
  const text = `${LINES.map(([, line]) => JSON.stringify(line)).join('\n')}\n`;
  writeFileSync(join(directory, 'app.jsonl'), text);
  const types = new Map<string, number>();
  for (const [, , { exception }] of LINES) {
    const { type } = exception as { type: string };
    types.set(type || 'Error', (types.get(type || 'Error') ?? 0) + 1);
  }
  const { stdout: stats } = await inProcess(['stats', directory, '--json']);
  const counted = (JSON.parse(stats) as { exceptions: { type: string; count: number }[] }).exceptions;
  expect(new Map(counted.map(({ type, count }) => [type, count]))).toEqual(types);
  const { stdout: flat } = await inProcess(['cat', directory, '--json']);
  const shown = flat
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { exception?: object }).exception);
  expect(shown.filter((exception) => exception !== undefined)).toHaveLength(LINES.length);
  const { stdout: found } = await inProcess(['grep', 'Load.java:7', directory, '--count']);
  expect(found).toContain(
    String(LINES.filter(([, , { exception }]) => JSON.stringify(exception).includes('Load.java:7')).length),
  );
  const { stdout: chosen } = await inProcess(['cat', directory, '--where', 'exception.type=ValueError', '--json']);
  expect(chosen.trimEnd().split('\n')).toHaveLength(types.get('ValueError') as number);
});
