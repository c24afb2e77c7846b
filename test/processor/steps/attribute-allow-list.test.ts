// Which attributes an allow-list lets through, what becomes of the others, and how it reports them.
import { describe, expect, test } from 'vitest';
import { AttributeAllowList } from '../../../src/processor/steps/attribute-allow-list.ts';
import { ConfigurationError } from '../../../src/spec/configuration-error.ts';

const attributes = () => ({
  'user.id': 7,
  'http.method': 'GET',
  'http.request.header.cookie': 'c',
  ssn: 's',
  password: ['p'],
});

describe('strict: true drops, strict: false masks', () => {
  test('strict', () => {
    const { kept, warnings } = new AttributeAllowList({ allow: ['user.id', 'http.method'], strict: true }).validate(
      attributes(),
    );
    expect(kept).toEqual({ 'user.id': 7, 'http.method': 'GET' });
    expect(warnings).toEqual([
      'the attribute "http.request.header.cookie" is not in the allow-list: dropped',
      'the attribute "ssn" is not in the allow-list: dropped',
      'the attribute "password" is not in the allow-list: dropped',
    ]);
  });

  test('not strict, which is the default', () => {
    const { kept, warnings } = new AttributeAllowList({ allow: ['user.id', /^http\./] }).validate(attributes());
    expect(kept).toEqual({
      'user.id': 7,
      'http.method': 'GET',
      'http.request.header.cookie': 'c',
      ssn: '[NOT ALLOWED]',
      password: '[NOT ALLOWED]',
    });
    expect(warnings).toEqual([
      'the attribute "ssn" is not in the allow-list: its value is masked',
      'the attribute "password" is not in the allow-list: its value is masked',
    ]);
  });

  test('validate leaves the object as it is, apply changes it', () => {
    const given = attributes();
    const list = new AttributeAllowList({ allow: ['http.*'], strict: true });
    list.validate(given);
    expect(given).toEqual(attributes());
    expect(list.apply(given)).toEqual(['user.id', 'ssn', 'password']);
    expect(given).toEqual({ 'http.method': 'GET', 'http.request.header.cookie': 'c' });
    const masked: Record<string, unknown> = attributes();
    new AttributeAllowList({ allow: ['http.*', 'user.id', 'password'] }).apply(masked);
    expect(masked).toEqual({ ...attributes(), ssn: '[NOT ALLOWED]' });
  });
});

test.each([
  ['an exact name', 'a.b', ['a.b'], ['a.bc', 'a', 'A.b', 'xa.b']],
  ['a glob', 'a.*', ['a.b', 'a.b.c'], ['a', 'ab', 'x.a.b']],
  ['an expression, however often', /^a/g, ['a', 'ab', 'a'], ['ba']],
  ['nothing', undefined, [], ['a', 'exception.message', 'exception.type', '']],
])('%s', (_name, pattern, yes, no) => {
  const list = new AttributeAllowList({ allow: pattern === undefined ? [] : [pattern] });
  expect(yes.map((name) => list.allows(name))).toEqual(yes.map(() => true));
  expect(no.map((name) => list.allows(name))).toEqual(no.map(() => false));
});

test('a name of all objects, and __proto__, are names as any other', () => {
  const hostile = JSON.parse('{"__proto__":{"admin":true},"constructor":1,"ok":2}');
  const strict = new AttributeAllowList({ allow: ['ok'], strict: true });
  expect(strict.validate(hostile).kept).toEqual({ ok: 2 });
  const { kept } = new AttributeAllowList({ allow: ['*'] }).validate(hostile);
  expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
  expect(Object.keys(kept)).toEqual(['__proto__', 'constructor', 'ok']);
  strict.apply(hostile);
  expect(Object.keys(hostile)).toEqual(['ok']);
});

describe('names that are not in the list', () => {
  test('are reported once, and counted', () => {
    const list = new AttributeAllowList({ allow: ['ok'], strict: true });
    expect(list.apply({ ok: 1, a: 1, b: 1 })).toEqual(['a', 'b']);
    expect(list.apply({ a: 1 })).toEqual([]);
    expect(list.apply({ ok: 1 })).toEqual([]);
    expect([...list.unlisted]).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(list.violations).toBe(3);
  });

  test('are remembered up to a limit, shortened and safe to print', () => {
    const list = new AttributeAllowList({ allow: [], strict: true });
    expect(list.apply({ [`a\n\x1b[2J${'x'.repeat(1_000)}`]: 1 })).toEqual([`a\\n\\x1b[2J${'x'.repeat(94)}…`]);
    for (let i = 0; i < 20_000; i++) list.apply({ [`name-${i}`]: 1 });
    expect(list.unlisted.size).toBe(100);
    expect(list.violations).toBe(20_001);
    expect(list.apply({ new: 1 })).toEqual([]);
  });
});

test.each([
  ['allowAttributes.allow', {}],
  ['allowAttributes.allow', { allow: 'a' }],
  ['allowAttributes', undefined],
  ['allowAttributes.allow[1]', { allow: ['a', 7] }],
  ['allowAttributes.allow[0]', { allow: [''] }],
  ['allowAttributes.strict', { allow: [], strict: 'yes' }],
  ['allowAttributes.stict', { allow: [], stict: true }],
])('%s is checked', (option, options) => {
  const create = () => new AttributeAllowList(options as never);
  expect(create).toThrow(ConfigurationError);
  expect(create).toThrow(`${option}: `);
});

test('a name that a pattern cannot decide in time is not allowed', () => {
  const list = new AttributeAllowList({ allow: [/^(?:a|a){40}b/, 'ok'], strict: true });
  expect(list.validate({ ok: 1, [`${'a'.repeat(90)}b`]: 2 }).kept).toEqual({ ok: 1 });
});
