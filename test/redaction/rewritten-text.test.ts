// What is JSON stays JSON where a number in it is masked.
import { describe, expect, test } from 'vitest';
import { createRedactor, type Mask } from '../../src/redaction/index.ts';

const CARD = Number(['4111', '1111', '1111', '1111'].join(''));
const SSN = Number(['536', '904399'].join(''));
const hashKey = 'a key for tests only';

/** A value, and what becomes of it. */
const VALUES: readonly (readonly [name: string, value: unknown, masked: unknown])[] = [
  ['a password', { password: 4815162342 }, { password: '[CREDENTIAL]' }],
  [
    'codes',
    { pin: 4815, x: 1, otp: 481516, cvv: 123 },
    { pin: '[CREDENTIAL]', x: 1, otp: '[CREDENTIAL]', cvv: '[CREDENTIAL]' },
  ],
  ['numbers of a person', { card: CARD, ssn: SSN }, { card: '[CREDIT_CARD]', ssn: '[US_SSN]' }],
  ['a negative one', { card: -CARD }, { card: '-[CREDIT_CARD]' }],
  ['items of a list', { a: [CARD, 5, CARD] }, { a: ['[CREDIT_CARD]', 5, '[CREDIT_CARD]'] }],
  [
    'items among others',
    { a: ['x[', CARD, { b: 1 }, CARD] },
    { a: ['x[', '[CREDIT_CARD]', { b: 1 }, '[CREDIT_CARD]'] },
  ],
  ['items of lists in a list', { a: [[CARD], [1, CARD]] }, { a: [['[CREDIT_CARD]'], [1, '[CREDIT_CARD]']] }],
  ['a value beside its name', { name: 'password', value: 481516 }, { name: 'password', value: '[CREDENTIAL]' }],
];

describe('a number that is masked behind a name in double quotes is a text then', () => {
  const redactor = createRedactor();

  test.each(VALUES)('%s', (_, value, masked) => {
    expect(redactor.redactText(JSON.stringify(value))).toBe(JSON.stringify(masked));
    expect(redactor.redactText(JSON.stringify(value, null, 2))).toBe(JSON.stringify(masked, null, 2));
    // On each level of escaping, with as many backslashes as the name has.
    const within = (of: unknown, indent: number) =>
      JSON.stringify([JSON.stringify({ log: JSON.stringify(of, null, indent) })]);
    for (const indent of [0, 2]) expect(redactor.redactText(within(value, indent))).toBe(within(masked, indent));
  });

  test.each<Mask>(['label', 'stars', 'partial', 'hash', 'remove', (value) => `"${value.length}"\n`])(
    'whatever it is masked with: %s',
    (mask) => {
      const styled = createRedactor({ mask, hashKey });
      for (const [, value] of VALUES) {
        const once = styled.redactText(JSON.stringify({ log: JSON.stringify(value) }));
        expect(JSON.stringify(JSON.parse(JSON.parse(once).log))).not.toMatch(/4111|4815|536904399/);
        if (typeof mask === 'string') expect(styled.redactText(once)).toBe(once);
      }
    },
  );

  test('in a cell of CSV its quotes are doubled as well', () => {
    expect(redactor.redactText('1,"{""pin"":4815}"')).toBe('1,"{""pin"":""[CREDENTIAL]""}"');
  });

  test('what a custom pattern finds', () => {
    const custom = createRedactor({ patterns: [{ name: 'PART', pattern: /true|77\d/g }] });
    expect(custom.redactText('{"a":true,"b":771.5,"c":"770"}')).toBe('{"a":"[PART]","b":"[PART].5","c":"[PART]"}');
  });

  test('what explain says is the number alone', () => {
    const text = '{"pin": 4815}';
    expect(redactor.explain(text)).toMatchObject([{ start: 8, end: 12 }]);
  });

  test('a mask function that leaves it leaves a number', () => {
    const text = '{"pin":4815}';
    expect(createRedactor({ mask: (value) => value }).redactText(text)).toBe(text);
  });
});

test.each([
  ['password: 4815162342', 'password: [CREDENTIAL]'],
  ['{password:4815162342}', '{password:[CREDENTIAL]}'],
  ["{'pin': 4815}", "{'pin': [CREDENTIAL]}"],
  [`[${CARD}] paid, ${CARD}`, '[[CREDIT_CARD]] paid, [CREDIT_CARD]'],
  [`"bob",${CARD}`, '"bob",[CREDIT_CARD]'],
])('no quotes where there is no such name: %s', (text, masked) => {
  expect(createRedactor().redactText(text)).toBe(masked);
});
