// The user's own format: one record, one line, whatever the function gives.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogRecordEncoder } from '../../src/format/format.ts';
import { otlpJson } from '../../src/format/otlp-json.ts';
import { resolveFormat } from '../../src/format/resolve-format.ts';
import { anyString } from './arbitrary-values.ts';
import { linesOf, recordWith, takeText } from './otlp-lines.ts';

const bodyOf = (record: ReadableLogRecord): string => String(record.body);

function encoderOf(format: (record: ReadableLogRecord) => unknown): LogRecordEncoder {
  return resolveFormat(format).createEncoder();
}

test.each([
  ['hello', 'hello\n'],
  ['hello\n', 'hello\n'],
  ['hello\r\n', 'hello\n'],
  ['hello\n\n', 'hello\\n\n'],
  ['', '\n'],
  ['\n', '\n'],
  ['a\nb', 'a\\nb\n'],
  ['a\r\nb\r', 'a\\r\\nb\\r\n'],
  ['a\tb', 'a\tb\n'],
  ['a\u000bb\fc\u001cd\u0085e\u2028f\u2029g', 'a\\u000bb\\u000cc\\u001cd\\u0085e\\u2028f\\u2029g\n'],
  ['\u001b[31mred\u009b0m\u0000\u007f', '\\u001b[31mred\\u009b0m\\u0000\\u007f\n'],
  ['\u202egpj.exe', '\\u202egpj.exe\n'],
  ['half \ud83d', 'half \\ud83d\n'],
  ['pass\u200dword \ufeff\u{e0041}', 'pass\\u200dword \\ufeff\\udb40\\udc41\n'],
  ['C:\\new "x" ü 😀', 'C:\\new "x" ü 😀\n'],
])('%j becomes the line %j', (text, line) => {
  expect(linesOf(encoderOf(bodyOf), [recordWith({ body: text })])).toBe(line);
});

test('without sanitizing, invisible characters stay, and nothing else', () => {
  const encoder = resolveFormat(bodyOf, 'format', false).createEncoder();
  expect(linesOf(encoder, [recordWith({ body: 'pass\u200dword\n\u001b\u202e' })])).toBe(
    'pass\u200dword\\n\\u001b\\u202e\n',
  );
});

test('JSON on one line means the same in the file', () => {
  fc.assert(
    fc.property(fc.array(anyString), (strings) => {
      const encoder = encoderOf((record) => JSON.stringify(record.body));
      expect(JSON.parse(linesOf(encoder, [recordWith({ body: strings })]))).toEqual(strings);
    }),
  );
});

test('no text forges a second line, and all bytes are counted', () => {
  fc.assert(
    fc.property(fc.array(anyString, { minLength: 1, maxLength: 5 }), (texts) => {
      const encoder = encoderOf(bodyOf);
      let bytes = 0;
      for (const body of texts) {
        bytes += encoder.stage(recordWith({ body }));
        encoder.commit();
        expect(encoder.pendingBytes).toBe(bytes);
      }
      expect([encoder.pendingLines, encoder.pendingRecords]).toEqual([texts.length, texts.length]);
      const lines = takeText(encoder);
      expect(Buffer.byteLength(lines)).toBe(bytes);
      expect(lines.endsWith('\n')).toBe(true);
      expect(lines.slice(0, -1).split(/(?!\t)[\p{Cc}\u2028\u2029]/u)).toHaveLength(texts.length);
      expect([encoder.pendingBytes, encoder.pendingLines, encoder.pendingRecords, takeText(encoder)]).toEqual([
        0,
        0,
        0,
        '',
      ]);
    }),
    { numRuns: 1000 },
  );
});

describe('staging', () => {
  test('writes the record as it was, once, and only when committed', () => {
    const encoder = encoderOf(bodyOf);
    const body = ['before'];
    encoder.stage(recordWith({ body: 'dropped' }));
    encoder.stage(recordWith({ body }));
    body[0] = 'after';
    encoder.commit();
    encoder.commit();
    expect(encoder.pendingRecords).toBe(1);
    expect(takeText(encoder)).toBe('before\n');
  });

  test.each([
    ['undefined', undefined],
    ['a number', 42],
    ['a promise', Promise.resolve('late')],
    ['a string object', Object('x')],
  ])('refuses %s as a result, and nothing stays staged', (_, result) => {
    const encoder = encoderOf((record) => (record.body === 'good' ? 'good' : result));
    encoder.stage(recordWith({ body: 'good' }));
    expect(() => encoder.stage(recordWith())).toThrow(/not a string|gave a promise/);
    encoder.commit();
    expect([encoder.pendingRecords, takeText(encoder)]).toEqual([0, '']);
  });

  test('lets through what the function throws', () => {
    const encoder = encoderOf(() => {
      throw new Error('of the user');
    });
    expect(() => encoder.stage(recordWith())).toThrow('of the user');
    encoder.commit();
    expect(encoder.pendingRecords).toBe(0);
  });
});

describe('the format option', () => {
  test('takes a format as it is', () => {
    expect(resolveFormat(otlpJson())).toBe(otlpJson());
  });

  test('makes a format of lines of a function, without room for a file id', () => {
    const format = resolveFormat(bodyOf);
    expect(format).toMatchObject({ extension: '.log', fileIdBytes: 0 });
    const line = Buffer.from('x\n');
    expect(format.identify(line, '0'.repeat(32))).toBe(line);
  });

  test.each([undefined, null, 42, 'jsn', {}])('%o is no format', (format) => {
    expect(() => resolveFormat(format, 'file.format')).toThrow(
      /^file\.format: .* accepted is one of 'otlp', 'json', .*, a format such as flatJson/,
    );
  });
});
