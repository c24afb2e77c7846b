// The judge itself: lines that a collector takes, and lines that it refuses, each for its own reason.
import { describe, expect, test } from 'vitest';
import { otlpJsonProblems } from './otlp-json-rules.ts';

const GOOD_RECORD = {
  timeUnixNano: '1',
  observedTimeUnixNano: '18446744073709551615',
  severityNumber: 9,
  severityText: 'INFO',
  body: { stringValue: 'x' },
  attributes: [{ key: '', value: { intValue: '-9223372036854775808' } }],
  droppedAttributesCount: 0,
  flags: 4294967295,
  traceId: '0123456789abcdef0123456789abcdef',
  spanId: '',
};

function lineOf(record: unknown, more: object = {}): string {
  return `${JSON.stringify({ ...more, resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords: [record] }] }] })}\n`;
}

test('accepts a whole record and unknown fields', () => {
  expect(otlpJsonProblems(lineOf({ ...GOOD_RECORD, unknown: [null] }, { laketraceFileId: 'x' }))).toEqual([]);
});

describe('refuses', () => {
  test.each([
    ['a number as time', { timeUnixNano: 1 }],
    ['a time before the epoch', { timeUnixNano: '-1' }],
    ['a time beyond uint64', { timeUnixNano: '18446744073709551616' }],
    ['a severity that is no integer', { severityNumber: null }],
    ['a number as severity text', { severityText: 5 }],
    ['null as double', { body: { doubleValue: null } }],
    ['an unknown word as double', { body: { doubleValue: 'nan' } }],
    ['an int beyond int64', { body: { intValue: '9223372036854775808' } }],
    ['an int with an exponent', { body: { intValue: '1e3' } }],
    ['an int as number', { body: { intValue: 1 } }],
    ['bytes that are no base64', { body: { bytesValue: 'a===' } }],
    ['two values in one', { body: { intValue: '1', stringValue: '1' } }],
    ['a null in a list', { body: { arrayValue: { values: [null] } } }],
    ['a map entry without its key', { body: { kvlistValue: { values: [{ value: {} }] } } }],
    ['attributes as an object', { attributes: {} }],
    ['a short trace id', { traceId: 'abc' }],
    ['negative flags', { flags: -1 }],
    ['a dropped count that is no integer', { droppedAttributesCount: 0.5 }],
  ])('%s', (_, fields) => {
    expect(otlpJsonProblems(lineOf({ ...GOOD_RECORD, ...fields }))).toHaveLength(1);
  });

  test.each([
    ['no line end', '{"resourceLogs":[]}'],
    ['no JSON', '{\n'],
    ['two lines', '{"resourceLogs":[],"a":"\n"}\n'],
    ['a raw NEL', '{"resourceLogs":[],"a":"\u0085"}\n'],
    ['a raw line separator', '{"resourceLogs":[],"a":"\u2028"}\n'],
    ['half a surrogate pair', '{"resourceLogs":[],"a":"\ud800"}\n'],
    ['no logs', '{}\n'],
    ['a list', '[]\n'],
  ])('%s', (_, line) => {
    expect(otlpJsonProblems(line)).not.toEqual([]);
  });
});
