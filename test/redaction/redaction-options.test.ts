// Bad options are refused at once, with path, value and what is accepted; good ones do what they say.
import { describe, expect, test } from 'vitest';
import { createRedactor, type RedactorOptions } from '../../src/redaction/index.ts';

const REFUSED: readonly (readonly [options: unknown, message: RegExp])[] = [
  [{ entities: 'some' }, /^entities: "some" is not accepted; accepted is 'default', 'all', or a list of entities/],
  [
    { entities: ['EMAIL', 'MAIL'] },
    /^entities\[1\]: "MAIL" is not accepted; accepted is 'default', .*; did you mean EMAIL\?$/,
  ],
  [{ patterns: [/x/] }, /^patterns\[0\]: a regular expression is not accepted; accepted is \{ name, pattern, /],
  [{ keys: 'password' }, /^keys: "password" is not accepted; accepted is a list of non-empty strings/],
  [{ keys: ['a', 5] }, /^keys\[1\]: 5 is not accepted/],
  [{ allow: [''] }, /^allow\[0\]: "" is not accepted/],
  [{ mask: 'blur' }, /^mask: "blur" is not accepted; accepted is one of label, stars, partial, hash, remove/],
  [{ mask: { EMAIL: 'blur' } }, /^mask\.EMAIL: "blur" is not accepted/],
  [{ mask: { MAIL: 'stars' } }, /^mask\.MAIL: there is no such entity; did you mean EMAIL\?$/],
  [{ mask: 'hash' }, /^hashKey: undefined is not accepted; accepted is a string or bytes, at least 8 long/],
  [{ mask: { EMAIL: 'hash' }, hashKey: 'short' }, /^hashKey: a key of length 5 is not accepted/],
  [{ maxDepth: 0 }, /^maxDepth: 0 is not accepted; accepted is a whole number from 1 to 1000/],
  [{ onError: 1 }, /^onError: 1 is not accepted; accepted is a function/],
  [{ patterns: [{ name: 'order', pattern: /x/ }] }, /^patterns\[0\]\.name: "order" is not accepted/],
  [{ patterns: [{ name: 'EMAIL', pattern: /x/ }] }, /^patterns\[0\]\.name: "EMAIL" is not accepted/],
  [{ patterns: [{ name: 'A', pattern: '(' }] }, /^patterns\[0\]\.pattern: "\(" is not accepted/],
  [
    { patterns: [{ name: 'A', pattern: /x*/ }] },
    /^patterns\[0\]\.pattern: a regular expression is not accepted; accepted is .* does not match the empty string/,
  ],
  [{ patterns: [{ name: 'A', pattern: /x/, validate: 1 }] }, /^patterns\[0\]\.validate: 1 is not accepted/],
  [
    { patterns: [{ name: 'A', pattern: /x/, flags: 'g' }] },
    /^patterns\[0\]\.flags: there is no such option; there are name, pattern, validate, mask$/,
  ],
  [{ entity: ['EMAIL'] }, /^entity: there is no such option; did you mean entities\?$/],
  [null, /^options: null is not accepted/],
];

describe('refused', () => {
  test.each(REFUSED)('%j', (options, message) => {
    expect(() => createRedactor(options as RedactorOptions)).toThrow(TypeError);
    expect(() => createRedactor(options as RedactorOptions)).toThrow(message);
  });

  test('the hash key is not shown', () => {
    expect(() => createRedactor({ hashKey: 'abc' })).toThrow(/^(?!.*abc)/);
  });
});

describe('entities', () => {
  test('a list, all, and the defaults in a list', () => {
    const text = 'ann@example.com 203.0.113.9';
    expect(createRedactor({ entities: ['IP_ADDRESS'] }).redactText(text)).toBe('ann@example.com [IP_ADDRESS]');
    expect(createRedactor({ entities: 'all' }).redactText(text)).toBe('[EMAIL] [IP_ADDRESS]');
    expect(createRedactor({ entities: ['default', 'IP_ADDRESS'] }).redactText(text)).toBe('[EMAIL] [IP_ADDRESS]');
    expect(createRedactor({ entities: [] }).redactText(text)).toBe(text);
  });
});

describe('allow', () => {
  test('exact values and names are never touched', () => {
    const redactor = createRedactor({ allow: ['support@example.com', 'owner', /@example\.org$/] });
    expect(redactor.redactText('support@example.com ann@example.com x@example.org')).toBe(
      'support@example.com [EMAIL] x@example.org',
    );
    const record = { attributes: { owner: 'ann@example.com', password: 'x1y2z3', other: 'ann@example.com' } };
    redactor.redactRecord(record);
    expect(record.attributes).toEqual({ owner: 'ann@example.com', password: '[CREDENTIAL]', other: '[EMAIL]' });
  });
});

describe('patterns among keys and allow', () => {
  const name = 'a'.repeat(80);

  test('of keys: what cannot be told in time is masked', () => {
    const errors: string[] = [];
    const redactor = createRedactor({ keys: [/^(?:a|a){22}b/], onError: (error) => errors.push(error.message) });
    expect(redactor.redactValue({ [name]: 1, [`${name}b`]: 2, other: 3 })).toEqual({
      [name]: '[REDACTED]',
      [`${name}b`]: '[REDACTED]',
      other: 3,
    });
    expect(errors).toEqual(['redaction.keys: /^(?:a|a){22}b/ took more than 50 ms on one text and was stopped']);
  });

  test('of allow: what cannot be told in time is not allowed', () => {
    const errors: string[] = [];
    const redactor = createRedactor({ allow: [/^(?:a?){60}b/], onError: (error) => errors.push(error.message) });
    const address = `${'a'.repeat(60)}@example.com`;
    expect(redactor.redactText(`to ${address}`)).toBe('to [EMAIL]');
    expect(redactor.redactValue({ [name]: 'ann@example.com' })).toEqual({ [name]: '[EMAIL]' });
    expect(errors).toEqual(['redaction.allow: /^(?:a?){60}b/ took more than 50 ms on one text and was stopped']);
  });
});

describe('keys', () => {
  test('mask the whole value at any depth, in any case, whatever it is', () => {
    const redactor = createRedactor({ keys: ['customer_ref', /^x-/] });
    const value = { Customer_Ref: 7, a: [{ customer_ref: { b: 1 } }], 'x-y': true, z: 'ok' };
    expect(redactor.redactValue(value)).toEqual({
      Customer_Ref: '[REDACTED]',
      a: [{ customer_ref: '[REDACTED]' }],
      'x-y': '[REDACTED]',
      z: 'ok',
    });
    expect(redactor.counts).toEqual({ REDACTED: 3 });
  });
});

describe('patterns', () => {
  const order = { name: 'ORDER_REF', pattern: /ORD-(\d{4})/i };

  test('are masked, validated and counted', () => {
    const redactor = createRedactor({ patterns: [{ ...order, validate: (match) => !match.endsWith('0') }] });
    expect(redactor.redactText('ORD-1234 ord-1230 ann@example.com')).toBe('[ORDER_REF] ord-1230 [EMAIL]');
    expect(redactor.counts).toEqual({ ORDER_REF: 1, EMAIL: 1 });
  });

  test('have a mask of their own, and flags do not matter', () => {
    const redactor = createRedactor({
      patterns: [
        { name: 'A', pattern: /\d{3}/gy, mask: 'remove' },
        { name: 'B', pattern: 'x+' },
      ],
    });
    expect(redactor.redactText('a 123 xx 456')).toBe('a  [B] ');
  });

  test('never mask a label again, and give way to a longer hit', () => {
    const redactor = createRedactor({ patterns: [{ name: 'WORD', pattern: /[A-Za-z]{3,}/ }] });
    const once = redactor.redactText('mail ann@example.com');
    expect(once).toBe('[WORD] [EMAIL]');
    expect(redactor.redactText(once)).toBe(once);
  });

  test('a match over the border of two windows is found', () => {
    const redactor = createRedactor({ patterns: [order] });
    const padding = '-'.repeat(4092);
    expect(redactor.redactText(`${padding}ORD-1234${padding}`)).toBe(`${padding}[ORDER_REF]${padding}`);
  });

  test.each([
    ['nested quantifiers', /x(a+)+$/],
    ['overlapping alternatives', /x(a|aa)+$/],
    ['a back-reference', /x(a*)*\1$/],
    ['equal alternatives, counted', /x(?:a|a){22}b/],
    ['options, counted', /x(?:a?){24}b/],
  ])('a catastrophic one (%s) is stopped, and the text masked whole; reported once', (_, pattern) => {
    const errors: string[] = [];
    const redactor = createRedactor({
      patterns: [{ name: 'BAD', pattern }],
      onError: (error) => errors.push(error.message),
      allow: [/! ann/],
    });
    const hostile = `x${'a'.repeat(60)}! ann@example.com`;
    expect(redactor.redactText(hostile)).toBe('[BAD]');
    expect(redactor.redactText(hostile)).toBe('[BAD]');
    // What is short and harmless goes on.
    expect(redactor.redactText('xa! nothing')).toBe('xa! nothing');
    const record = { body: hostile, attributes: { 'http.method': 'GET', note: hostile } };
    redactor.redactRecord(record);
    expect(record).toEqual({ body: '[BAD]', attributes: { 'http.method': 'GET', note: '[BAD]' } });
    expect(redactor.counts).toEqual({ BAD: 4 });
    expect(errors).toEqual(['redaction pattern BAD took more than 50 ms on one text, which was masked whole']);
  });

  test('the mask of the pattern shows nothing of a text that is masked whole', () => {
    const redactor = createRedactor({ patterns: [{ name: 'BAD', pattern: /(a|a)+!/, mask: (value) => value }] });
    expect(redactor.redactText('a'.repeat(90))).toBe('[BAD]');
  });

  test('one that takes a high power of the length is stopped on a long text, and runs on short ones', () => {
    const errors: string[] = [];
    const redactor = createRedactor({
      patterns: [{ name: 'BAD', pattern: /\w*\w*\w*\w*\w*#/ }],
      onError: (error) => errors.push(error.message),
    });
    expect(redactor.redactText('see abc# now')).toBe('see [BAD] now');
    expect(redactor.redactText(`${'a'.repeat(4000)} ann@example.com`)).toBe('[BAD]');
    expect(redactor.redactText('see abc# now')).toBe('see [BAD] now');
    expect(errors).toEqual(['redaction pattern BAD took more than 50 ms on one text, which was masked whole']);
  });

  test('a validate that never returns is stopped: its matches are masked', () => {
    const errors: string[] = [];
    const redactor = createRedactor({
      patterns: [
        {
          ...order,
          validate: (match) => {
            // biome-ignore lint/suspicious/noEmptyBlockStatements: as a program that hangs
            while (match.endsWith('7')) {}
            return match.endsWith('1');
          },
        },
      ],
      onError: (error) => errors.push(error.message),
    });
    expect(redactor.redactText('ORD-1231 ORD-1232')).toBe('[ORDER_REF] ORD-1232');
    expect(redactor.redactText('ORD-1232 ORD-1231 ORD-1237 ORD-1232 ann@example.com')).toBe(
      'ORD-1232 [ORDER_REF] [ORDER_REF] [ORDER_REF] [EMAIL]',
    );
    expect(redactor.redactText('ORD-1232')).toBe('[ORDER_REF]');
    expect(errors).toEqual([
      'redaction pattern ORDER_REF took more than 50 ms on one match, which was masked: its validate was stopped',
    ]);
  });

  test('a validate that throws counts as true, and is reported', () => {
    const errors: string[] = [];
    const redactor = createRedactor({
      patterns: [
        {
          ...order,
          validate: () => {
            throw new Error('broken');
          },
        },
      ],
      onError: (error) => errors.push(error.message),
    });
    expect(redactor.redactText('ORD-1234')).toBe('[ORDER_REF]');
    expect(errors).toEqual(['broken']);
  });
});

describe('explain', () => {
  test('lists each hit with rule, place and evidence, and counts nothing', () => {
    const redactor = createRedactor({ patterns: [{ name: 'REF', pattern: /r\d+/ }] });
    const text = 'x ann@example.com r1 password=hunter2';
    expect(redactor.explain(text)).toEqual([
      {
        entity: 'EMAIL',
        rule: 'address',
        start: 2,
        end: 17,
        evidence: 'local part, @ and a domain with a top-level part',
      },
      { entity: 'REF', rule: 'REF', start: 18, end: 20, evidence: 'the custom pattern matched' },
      { entity: 'CREDENTIAL', rule: 'named credential', start: 30, end: 37, evidence: 'the name is a credential word' },
    ]);
    expect(redactor.counts).toEqual({});
    expect(redactor.explain('nothing here')).toEqual([]);
  });
});

test('a redactor takes little memory outside of the heap before it has seen a long text', () => {
  createRedactor().redactText('the tables that all share');
  const before = process.memoryUsage().arrayBuffers;
  const redactors = Array.from({ length: 200 }, () => createRedactor());
  expect((process.memoryUsage().arrayBuffers - before) / redactors.length).toBeLessThan(3000);
});
