// The user's own format: one line a record, whatever the function gives.
import { expect, test } from 'vitest';
import { resolveFormat } from '../../src/format/custom-format.ts';
import { logRecord } from '../support/log-records.ts';

function linesOf(format: unknown): string {
  const encoder = resolveFormat(format).createEncoder();
  for (const body of ['one', 'two']) {
    encoder.stage(logRecord(body));
    encoder.commit();
  }
  return encoder.take();
}

test.each([
  [({ body }: { body: unknown }) => String(body), 'one\ntwo\n'],
  [({ body }: { body: unknown }) => `${body}\n`, 'one\ntwo\n'],
  [
    ({ body }: { body: unknown }) => `${body}\nforged \u001b[31m\u2028`,
    'one\\nforged \\u001b[31m\\u2028\ntwo\\nforged \\u001b[31m\\u2028\n',
  ],
])('%#', (format, expected) => {
  expect(linesOf(format)).toBe(expected);
});

test('what is no string is an error of that record', () => {
  expect(() => linesOf(() => 42)).toThrow('not a string');
});

test.each([undefined, null, 42, 'json', {}])('%o is no format', (format) => {
  expect(() => resolveFormat(format, 'file.format')).toThrow(/file\.format/);
});
