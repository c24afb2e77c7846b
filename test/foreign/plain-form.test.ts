// Objects whose content is not in their properties are written as what a user expects to read.
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { plainForm } from '../../src/foreign/plain-form.ts';
import { encodedValue } from '../format/otlp-lines.ts';

const text = (stringValue: string) => ({ stringValue });
const map = (entries: Readonly<Record<string, unknown>>) => ({
  kvlistValue: { values: Object.entries(entries).map(([key, value]) => ({ key, value })) },
});

test.each<[string, unknown, unknown]>([
  ['a date', new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678)), text('2026-01-02T03:04:05.678Z')],
  ['a date of another realm', runInNewContext('new Date(0)'), text('1970-01-01T00:00:00.000Z')],
  ['no date', new Date(Number.NaN), {}],
  ['a URL', new URL('https://example.com/a?b=1'), text('https://example.com/a?b=1')],
  ['a toJSON method', { secret: 1, toJSON: () => ({ shown: true }) }, map({ shown: { boolValue: true } })],
  [
    'a toJSON method that returns its object',
    {
      a: 1,
      toJSON() {
        return this;
      },
    },
    map({ a: { intValue: '1' }, toJSON: {} }),
  ],
  ['a toJSON property that is no method', { toJSON: 'x' }, map({ toJSON: text('x') })],
  [
    'a toJSON method that throws',
    {
      toJSON() {
        throw new Error('no');
      },
    },
    text('[Unreadable]'),
  ],
  [
    'a Map',
    new Map<unknown, unknown>([
      ['a', 1],
      [2, 'two'],
      ['__proto__', true],
    ]),
    map({ a: { intValue: '1' }, 2: text('two'), ['__proto__']: { boolValue: true } }),
  ],
  ['a Set', new Set(['a', 1]), { arrayValue: { values: [text('a'), { intValue: '1' }] } }],
  ['a boxed string', Object('boxed'), text('boxed')],
  ['a boxed number', Object(0.5), { doubleValue: 0.5 }],
  ['a boxed bigint', Object(5n), { intValue: '5' }],
  ['a regular expression', /a"b/g, text('/a"b/g')],
  ['an ArrayBuffer', Uint8Array.of(1, 2).buffer, { bytesValue: 'AQI=' }],
  ['a DataView', new DataView(Uint8Array.of(0, 1, 2, 0).buffer, 1, 2), { bytesValue: 'AQI=' }],
  ['an impostor of a Map', Object.create(Map.prototype), map({})],
])('%s', (_, value, expected) => {
  expect(encodedValue(value)).toEqual(expected);
});

test('an error shows its name, message, stack, cause and own properties', () => {
  const error = Object.assign(new RangeError('too "far"', { cause: new Error('why') }), { code: 'E_FAR' });
  expect(plainForm(error)).toEqual({
    name: 'RangeError',
    message: 'too "far"',
    stack: error.stack,
    cause: error.cause,
    code: 'E_FAR',
  });
  const encoded = JSON.stringify(encodedValue(error));
  for (const part of ['RangeError', 'too \\"far\\"', 'plain-form.test.ts', 'why', 'E_FAR'])
    expect(encoded).toContain(part);
});

test('the errors of an AggregateError', () => {
  const error = new AggregateError([new Error('first'), new Error('second')], 'both');
  expect(plainForm(error)).toMatchObject({ message: 'both', errors: [{ message: 'first' }, { message: 'second' }] });
});

test('an error whose message cannot be read', () => {
  const error = new Error('x');
  Object.defineProperty(error, 'message', {
    get: () => {
      throw new Error('no');
    },
  });
  expect(plainForm(error)).toMatchObject({ name: 'Error', message: '[Unreadable]' });
});

test('a plain object, an array and an instance of a class are themselves', () => {
  for (const value of [{ a: 1 }, [1], new (class Job {})()]) expect(plainForm(value)).toBe(value);
});

test('an error that is its own cause', () => {
  const error = new Error('loop');
  error.cause = error;
  expect(JSON.stringify(encodedValue(error))).toContain('[Circular]');
});
