// What each format gives back of values of every kind that OpenTelemetry has: all of it, but for what docs/formats.md says.
import {
  array,
  bigInt,
  boolean,
  constant,
  constantFrom,
  dictionary,
  double,
  assert as holds,
  integer,
  letrec,
  maxSafeInteger,
  oneof,
  property,
  record,
  string,
  uint8Array,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../../src/format/json-value.ts';
import { sanitizeText } from '../../../src/format/sanitize-text.ts';
import {
  ecs,
  flatJson,
  type LogRecordFormat,
  logfmt,
  otlpJson,
  type StoredLogRecord,
  text,
} from '../../../src/index.ts';
import { LineParser } from '../../../src/read/record/line-parser.ts';
import { logRecord } from '../../support/log-records.ts';

type Parts = Parameters<typeof logRecord>[1] & object;
type Value = unknown;

function readBack(format: LogRecordFormat, parts: Parts): StoredLogRecord {
  const encoder = format.createEncoder();
  encoder.stage(logRecord('', parts));
  encoder.commit();
  const read: StoredLogRecord[] = [];
  const broken = (line: number, reason: string): void => {
    throw new Error(`line ${line}: ${reason}`);
  };
  const isJson = format.extension === '.jsonl';
  const parser = new LineParser('app', isJson, { record: (each) => read.push(each), broken });
  const lines = Buffer.from(encoder.take()).toString().split('\n');
  for (const [index, line] of lines.entries()) parser.line(line, index + 1);
  parser.end();
  expect(read).toHaveLength(1);
  return read[0] as StoredLogRecord;
}

const words = constantFrom(
  '',
  'a',
  'null',
  'true',
  '1',
  '-0',
  '1e3',
  '007',
  'NaN',
  '{}',
  '[1]',
  '"',
  '\\',
  '\n',
  '\0',
  '\x1b',
  '\u2028',
  '\ud83d',
  '\udc00x',
  'ü',
  ' a ',
  'a=b',
);
const texts = oneof(words, string({ unit: 'binary', maxLength: 6 }));
const numbers = oneof(
  constantFrom(
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    2 ** 53,
    -(2 ** 63),
    2 ** 63,
    1e300,
    5e-324,
    0.1,
    1e21,
  ),
  integer(),
  maxSafeInteger(),
  double(),
);
const longs = oneof(
  constantFrom(2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n, 2n ** 64n, 12345678901234567890123n),
  bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
);
const names = oneof(
  constantFrom(
    'a',
    'a.b',
    'a_b',
    'a.b.c',
    'b c',
    '',
    '__proto__',
    'level',
    'message',
    'timestamp',
    'extra',
    'extra.level',
  ),
  constantFrom(
    'exception',
    'pid',
    'labels',
    'time',
    'msg',
    'event',
    'trace',
    'error.type',
    'constructor',
    'elapsed',
    '1',
  ),
  string({ maxLength: 4 }),
);
const { value: values } = letrec<{ value: Value }>((tie) => ({
  value: oneof(
    { maxDepth: 3, withCrossShrink: true },
    texts,
    numbers,
    boolean(),
    longs,
    uint8Array({ maxLength: 5 }),
    constant(null),
    array(tie('value'), { maxLength: 3 }),
    dictionary(names, tie('value'), { maxKeys: 3 }),
  ),
}));
const OF_EXCEPTIONS = ['exception.type', 'exception.message', 'exception.stacktrace'];
const attributes = dictionary(names, values, { maxKeys: 4 }).filter(
  (map) => !OF_EXCEPTIONS.some((name) => Object.hasOwn(map, name)),
);

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const isInt64 = (value: bigint): boolean => value >= INT64.min && value <= INT64.max;
const isSafe = (value: bigint): boolean => BigInt(Number(value)) === value;

/** A value as a format that keeps kinds gives it back. */
function kept(value: Value, isOtlp: boolean): Value {
  if (typeof value === 'bigint') return isInt64(value) ? (isSafe(value) ? Number(value) : value) : String(value);
  if (typeof value === 'number') {
    if (!isOtlp && !Number.isFinite(value)) return String(value);
    return value + 0;
  }
  if (value instanceof Uint8Array) return isOtlp ? value : Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map((each) => kept(each, isOtlp));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, kept(each, isOtlp)]));
}

const given = record({
  body: oneof(values, constant(undefined)),
  attributes,
  scope: texts.map((name) => name.toWellFormed()),
  eventName: constantFrom(undefined, 'started'),
  hrTime: constantFrom<[number, number]>([0, 0], [1_769_860_800, 123_456_789], [1, 1], [-315_619_200, 5_000_000]),
  severityNumber: constantFrom(undefined, 1, 9, 24),
  spanContext: constantFrom(undefined, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
  }),
});

/** Holds what a format gives back against what was given. */
function attempt(
  format: LogRecordFormat,
  check: (parts: Parts & { scope: string }, read: StoredLogRecord) => void,
): void {
  const runs = { numRuns: Number(process.env['LAKETRACE_RUNS'] ?? 200) };
  holds(
    property(given, ({ scope, hrTime, ...others }) => {
      const parts = {
        ...{
          ...others,
          hrTime,
          hrTimeObserved: hrTime,
          severityText: undefined,
          instrumentationScope: { name: scope },
        },
      } as Parts;
      check({ ...parts, scope }, readBack(format, parts));
    }),
    runs,
  );
}

const MILLION = 1_000_000;
const toMilliseconds = ([seconds, nanoseconds]: readonly [number, number]): [number, number] => [
  seconds,
  nanoseconds - (nanoseconds % MILLION),
];

describe('values of every kind come back', () => {
  test('OTLP/JSON: all of them, and times to the nanosecond', () => {
    attempt(otlpJson(), (parts, read) => {
      expect(read.attributes).toEqual(kept(parts.attributes, true));
      expect(read.body).toEqual(kept(parts.body ?? undefined, true));
      const [seconds] = parts.hrTime as [number, number];
      expect(read.hrTime).toEqual(seconds < 0 ? [0, 0] : parts.hrTime);
      const { eventName, severityNumber, spanContext, loggerName } = read;
      expect({ eventName, severityNumber, spanContext, loggerName }).toEqual({
        ...{ eventName: parts.eventName, severityNumber: parts.severityNumber, spanContext: parts.spanContext },
        loggerName: parts.scope,
      });
    });
  });

  test.each([false, true])(
    'flat JSON, serialize: %s: bytes as base64, numbers that JSON has not as texts',
    (serialize) => {
      attempt(flatJson({ serialize }), (parts, read) => {
        const { 'thread.id': _, 'thread.name': __, ...others } = read.attributes;
        expect(others).toEqual(kept(parts.attributes, false));
        // Without a body the name of the event is the message.
        expect(read.body).toBe(parts.body === undefined ? (parts.eventName ?? '') : textOf(parts.body));
        const time = parts.hrTime as [number, number];
        expect(read.hrTime).toEqual(serialize && time[0] >= 0 ? time : toMilliseconds(time));
        const { eventName, severityNumber, spanContext, loggerName } = read;
        expect({ eventName, severityNumber, spanContext, loggerName }).toEqual({
          ...{ eventName: parts.eventName, severityNumber: parts.severityNumber, loggerName: parts.scope },
          spanContext: parts.spanContext && { ...parts.spanContext, traceFlags: serialize ? 1 : 0 },
        });
      });
    },
  );

  test.each([
    ['logfmt', logfmt()],
    ['ecs', ecs()],
  ])('%s: all values as texts', (name, format) => {
    attempt(format, (parts, read) => {
      const all = Object.values(parts.attributes as Readonly<Record<string, unknown>>);
      // A label of ECS is a text.
      const written = name === 'ecs' ? all.filter((value) => value !== null) : all;
      expect(Object.values(read.attributes).toSorted()).toEqual(written.map(textOf).toSorted());
      expect(read.body).toBe(parts.body === undefined ? (parts.eventName ?? '') : textOf(parts.body));
      expect(read.hrTime).toEqual(toMilliseconds(parts.hrTime as [number, number]));
      const { eventName, spanContext, loggerName } = read;
      expect({ eventName, spanContext, loggerName }).toEqual({
        ...{ eventName: parts.eventName, loggerName: parts.scope },
        spanContext: parts.spanContext && { ...parts.spanContext, traceFlags: 0 },
      });
    });
  });

  test('text: as it looks', () => {
    attempt(text(), (parts, read) => {
      const all = Object.values(parts.attributes as Readonly<Record<string, unknown>>).map(textOf);
      const shown = Object.values(read.attributes).map(textOf);
      expect(shown).toEqual(all.map((each, index) => (shown[index] === each ? each : sanitizeText(each))));
      expect(read.hrTime).toEqual(toMilliseconds(parts.hrTime as [number, number]));
    });
  });
});
