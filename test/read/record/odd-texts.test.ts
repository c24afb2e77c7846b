// Whatever a record holds, each format gives it back, or shows the escapes that it wrote; no name or value becomes another.
import { array, constantFrom, dictionary, assert as holds, oneof, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sanitizeText } from '../../../src/format/sanitize-text.ts';
import { ecs, flatJson, type LogRecordFormat, logfmt, type StoredLogRecord, text } from '../../../src/index.ts';
import { LineParser } from '../../../src/read/record/line-parser.ts';
import { logRecord } from '../../support/log-records.ts';

const PIECES = [
  ...[
    ' | ',
    '|',
    ' [',
    '[',
    ']',
    '] | ',
    ', ',
    '=',
    '"',
    '\\',
    '\\n',
    '\n',
    '\r\n',
    '\t',
    ' ',
    '    ',
    '{',
    '}',
    '{}',
    '{"',
    ':',
  ],
  ...[
    'a',
    'etl.load',
    'INFO',
    'null',
    'true',
    '1',
    '-0',
    '1.50',
    '1e3',
    '007',
    '2026-01-31 12:00:00',
    ' | laketraceChain {',
    '"}',
  ],
  ...[
    '\x1b[31m',
    '\x9b',
    '\u202e',
    '\u2028',
    '\u{e0041}',
    '\ud83d',
    '\ud83d\ude00',
    'ü',
    '\0',
    'time=',
    'extra.',
    '__proto__',
  ],
];
const odd = oneof(
  { weight: 5, arbitrary: array(constantFrom(...PIECES), { maxLength: 5 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: string({ unit: 'binary', maxLength: 8 }) },
).map((value) => value.toWellFormed());
// What is said of a record beside its fields has these names.
const OF_CONTEXT = ['run_id', 'trace_id', 'span_id', 'exception.type', 'exception.message', 'exception.stacktrace'];
const oddName = odd.filter((name) => !OF_CONTEXT.includes(name));
const oddRecord = record({
  level: odd,
  logger: odd,
  message: odd,
  attributes: dictionary(oddName, odd, { maxKeys: 3 }),
});

/** What is read of records that a format wrote, one after the other. */
function readBack(format: LogRecordFormat, records: readonly Parameters<typeof logRecord>[1][]): StoredLogRecord[] {
  const encoder = format.createEncoder();
  for (const parts of records) {
    encoder.stage(logRecord('', parts));
    encoder.commit();
  }
  const read: StoredLogRecord[] = [];
  const broken = (line: number, reason: string): void => {
    throw new Error(`line ${line}: ${reason}`);
  };
  const parser = new LineParser('app', format.extension === '.jsonl', { record: (each) => read.push(each), broken });
  const lines = Buffer.from(encoder.take()).toString().split('\n');
  for (const [index, line] of lines.entries()) parser.line(line, index + 1);
  parser.end();
  return read;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
/** A text that is not in quotes shows its escapes. */
const shown = (value: string, read: unknown): string => (asText(read) === value ? value : sanitizeText(value));

describe('odd levels, loggers, messages and fields', () => {
  const runs = { numRuns: 400 };
  const attempt = (format: LogRecordFormat, check: (given: GivenRecord, read: StoredLogRecord) => void) =>
    holds(
      property(array(oddRecord, { minLength: 1, maxLength: 3 }), (given) => {
        const records = given.map(({ level, logger, message, attributes }) => ({
          ...{ body: message, severityText: level, attributes },
          instrumentationScope: { name: logger },
        }));
        const read = readBack(format, records);
        expect(read).toHaveLength(given.length);
        for (const [index, each] of given.entries()) check(each, read[index] as StoredLogRecord);
      }),
      runs,
    );

  test('text', () => {
    attempt(text(), ({ level, logger, message, attributes }, read) => {
      const { severityText, loggerName, body, extra } = read;
      if (level !== '') expect(severityText).toBe(shown(level, severityText));
      expect(loggerName).toBe(shown(logger, loggerName));
      expect(body).toBe(sanitizeText(message));
      const fields = Object.entries(attributes);
      expect(Object.entries(extra).map(([, value]) => asText(value))).toEqual(
        fields.map(([, value], index) => shown(value, Object.values(extra)[index])),
      );
      expect(Object.keys(extra)).toEqual(fields.map(([key], index) => shown(key, Object.keys(extra)[index])));
    });
  });

  test.each([
    ['flat', flatJson()],
    ['full', flatJson({ serialize: true })],
  ])('%s', (_, format) => {
    attempt(format, ({ level, logger, message, attributes }, { severityText, loggerName, body, extra }) => {
      if (level !== '') expect(severityText).toBe(level);
      // The thread is a field of each full line.
      const fields = Object.fromEntries(Object.entries(extra).filter(([key]) => !key.startsWith('thread.')));
      expect([loggerName, body, fields]).toEqual([logger, message, attributes]);
    });
  });

  test.each([
    ['logfmt', logfmt()],
    ['ecs', ecs()],
  ])('%s', (_, format) => {
    attempt(format, ({ level, logger, message, attributes }, { severityText, loggerName, body, extra }) => {
      if (level !== '') expect(severityText).toBe(level);
      expect([loggerName, body]).toEqual([logger, message]);
      expect(Object.values(extra).toSorted()).toEqual(Object.values(attributes).toSorted());
    });
  });
});

interface GivenRecord {
  readonly level: string;
  readonly logger: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

test.each([
  ['a number behind the time is no level', { count: 30, message: 'm' }, undefined, { count: 30 }],
  ['a level by another name is', { stufe: 'ERROR', message: 'm' }, 17, {}],
  ['a number by its name is', { level: 50, message: 'm' }, 17, {}],
  [
    'fields of full records in others are fields',
    { level: 'INFO', message: 'm', severity_number: 3, time_unix_nano: 'x' },
    9,
    { severity_number: 3, time_unix_nano: 'x' },
  ],
])('flat lines: %s', (_, fields, severity, extra) => {
  const read: StoredLogRecord[] = [];
  const parser = new LineParser('app', true, { record: (each) => read.push(each), broken: () => undefined });
  parser.line(JSON.stringify({ timestamp: '2026-01-31T12:00:00.000Z', ...fields }), 1);
  expect([read[0]?.severityNumber, read[0]?.message, { ...read[0]?.extra }]).toEqual([severity, 'm', extra]);
});

test.each([
  ['levels moved to the right', ['    INFO one', ' WARNING two', 'CRITICAL three', '\tError: x', '   ERROR four'], 4],
  ['whatever stands at their right', ['  a one', '  b two', '\tbelow', '  c three'], 3],
  ['a stack below', ['Error: one', '    at load', '    at main', 'Error: two'], 2],
])('untimed lines: %s', (_, lines, count) => {
  const read: StoredLogRecord[] = [];
  const parser = new LineParser('app', false, { record: (each) => read.push(each), broken: () => undefined });
  for (const [index, line] of lines.entries()) parser.line(line, index + 1);
  parser.end();
  expect(read).toHaveLength(count);
});
