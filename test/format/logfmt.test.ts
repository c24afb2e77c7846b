// logfmt: read by a parser that is not ours, and by rules of its own where that one is too simple (it does not know `\n`).
import fc from 'fast-check';
// @ts-expect-error it has no types
import parser from 'logfmt';
import { describe, expect, test } from 'vitest';
import { logfmt } from '../../src/format/logfmt.ts';
import { keysOf, messageOf } from '../../src/format/record-view.ts';
import { anyString, hostileValue } from './arbitrary-values.ts';
import { goldenRecords } from './golden-records.ts';
import { linesOf, recordWith } from './otlp-lines.ts';

const { parse } = parser as { parse(line: string): Record<string, unknown> };
const lineOf = (fields: Parameters<typeof recordWith>[0], options = {}) =>
  linesOf(logfmt(options).createEncoder(), [recordWith(fields)]);

/** The pairs of a line, by the grammar of github.com/go-logfmt/logfmt: bare values, or JSON strings. */
function pairsOf(line: string): (readonly [string, string])[] {
  const pairs = [...line.matchAll(/([^\s="]+)=("(?:[^"\\]|\\.)*"|[^\s"=]*)(?: |\n$)/g)];
  expect(pairs.map(([pair]) => pair).join('')).toBe(line);
  return pairs.map(([, key = '', value = '']) => [key, value.startsWith('"') ? JSON.parse(value) : value]);
}

describe('a line', () => {
  test('has the time, level, message and logger first, then what the record has', () => {
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const attributes = { stage: 'load', rows: 5, ok: true, list: [1, 'two'], none: null, empty: '' };
    expect(lineOf({ body: 'loaded all', severityText: 'INFO', spanContext, eventName: 'end', attributes })).toBe(
      `time=2023-11-14T22:13:20.123Z level=INFO msg="loaded all" logger=test trace_id=${'a'.repeat(32)} span_id=${'b'.repeat(16)} event=end stage=load rows=5 ok=true list="[1,\\"two\\"]" none=null empty=""\n`,
    );
  });

  test('has the runtime by option', () => {
    expect(lineOf({ body: 'x' }, { runtimeContext: true })).toMatch(/ logger=test hostname=\S+ pid=\d+\n$/);
  });

  test('is read by the parser of npm', () => {
    const attributes = { stage: 'load', path: 'a=b c', quoted: 'say "hi"', slash: 'c:\\temp', rows: 5 };
    expect(parse(lineOf({ body: 'loaded all', attributes }).trim())).toMatchObject({
      msg: 'loaded all',
      stage: 'load',
      path: 'a=b c',
      quoted: 'say "hi"',
      slash: 'c:\\temp',
      rows: '5',
    });
  });

  test('keeps keys apart that it cannot write as they are, and never writes one of its own twice', () => {
    const attributes = { 'a b': 1, 'a=b': 2, a_b: 3, level: 4, 'extra.level': 5, '': 6, 'k"\n': 7 };
    const pairs = pairsOf(lineOf({ body: 'x', severityText: 'INFO', attributes }));
    expect(pairs.slice(4)).toEqual([
      ['a_b_2', '1'],
      ['a_b_3', '2'],
      ['a_b', '3'],
      ['extra.level_2', '4'],
      ['extra.level', '5'],
      ['_', '6'],
      ['k__', '7'],
    ]);
  });
});

test('keys that would become the same stay apart, where none is ours', () => {
  const pairs = pairsOf(lineOf({ body: 'x', attributes: { 'a b': 1, 'a=b': 2 } }));
  expect(pairs.slice(4)).toEqual([
    ['a_b', '1'],
    ['a_b_2', '2'],
  ]);
});

test('each record of every kind of value: all keys are there, once, and the message comes back', () => {
  for (const record of goldenRecords()) {
    const pairs = pairsOf(linesOf(logfmt().createEncoder(), [record]));
    const keys = pairs.map(([key]) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThanOrEqual(4 + keysOf(record.attributes).length);
    expect(Object.fromEntries(pairs)['msg']).toBe(messageOf(record));
  }
});

test('anything at all', () => {
  const encoder = logfmt().createEncoder();
  fc.assert(
    fc.property(anyString, anyString, hostileValue, (body, key, value) => {
      const pairs = pairsOf(linesOf(encoder, [recordWith({ body, attributes: { [key]: value() } })]));
      expect(pairs).toHaveLength(5);
      expect(pairs[2]).toEqual(['msg', body]);
    }),
  );
});

test.each([
  [{ runtimecontext: true }, /^logfmt\.runtimecontext: .*did you mean runtimeContext\?/],
  [{ sanitize: 'no' }, /^logfmt\.sanitize: "no" is not accepted; accepted is true or false/],
])('%o is refused', (options, message) => {
  expect(() => logfmt(options as never)).toThrow(message);
});
