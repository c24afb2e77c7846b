// Where files go below a target.
import { expect, test } from 'vitest';
import { DEFAULT_LAYOUT, Layout } from '../../src/upload/layout.ts';

const values = {
  service: 'etl',
  host: 'node-1',
  time: Date.parse('2026-01-31T23:59:59.999Z'),
  file: 'etl.2026-01-31T23-59-59.999Z.0f3a9c1e.jsonl.gz',
};
const remoteOf = (text: string, more: Partial<typeof values> = {}) =>
  new Layout(text, 'layout').remoteOf({ ...values, ...more });

test('by default a service and a day have a folder each', () => {
  expect(remoteOf(DEFAULT_LAYOUT)).toBe('service=etl/date=2026-01-31/etl.2026-01-31T23-59-59.999Z.0f3a9c1e.jsonl.gz');
});

test('each placeholder', () => {
  expect(remoteOf('a/h={host}/y={year}/m={month}/d={day}/hh={hour}/{file}', { file: 'f' })).toBe(
    'a/h=node-1/y=2026/m=01/d=31/hh=23/f',
  );
});

test.each([
  ['a/b', 'a%2Fb'],
  ['a\\b', 'a%5Cb'],
  ['..', '..'],
  ['50%', '50%25'],
  ['a=b:c', 'a%3Db%3Ac'],
  ['new\nline', 'new%0Aline'],
  ['{x}', '%7Bx%7D'],
  ['', '__HIVE_DEFAULT_PARTITION__'],
  ['grün 日', 'grün 日'],
  ['half \ud800', 'half �'],
])('a value of %j is escaped as Spark does it', (service, escaped) => {
  expect(remoteOf('service={service}/{file}', { service, file: 'f' })).toBe(
    `service=${escaped.replace(/\.$/, '%2E')}/f`,
  );
});

test('no value hides a part, makes it end in what stores drop, or leads elsewhere', () => {
  const at = (service: string) => remoteOf('{service}/{file}', { service, file: 'f' });
  expect(at('.hidden')).toBe('%2Ehidden/f');
  expect(at('_hidden')).toBe('%5Fhidden/f');
  expect(at('..')).toBe('%2E%2E/f');
  expect(at('.')).toBe('%2E/f');
  expect(at('dot.')).toBe('dot%2E/f');
  expect(at('blank ')).toBe('blank%20/f');
});

test.each([
  ['/abs/{file}', 'a part of it is empty'],
  ['a//{file}', 'a part of it is empty'],
  ['../{file}', 'leads elsewhere'],
  ['a/./{file}', 'leads elsewhere'],
  ['a/{nothing}/{file}', 'there is no {nothing}'],
  ['a/{constructor}/{file}', 'there is no {constructor}'],
  ['{file}/a', 'its last part has to be {file}'],
  ['a/x{file}', 'its last part has to be {file}'],
  ['a', 'its last part has to be {file}'],
  ['a{/{file}', 'would have to be escaped'],
  ['a\\b/{file}', 'would have to be escaped'],
  ['a:b/{file}', 'would have to be escaped'],
  ['d={date}/d={hour}/{file}', 'd= stands in it twice'],
  ['', 'accepted is'],
  [7, 'accepted is'],
])('%j is refused', (text, why) => {
  expect(() => new Layout(text, 'layout')).toThrow(
    expect.objectContaining({ name: 'ConfigurationError', option: 'layout' }),
  );
  expect(() => new Layout(text, 'layout')).toThrow(why);
});
