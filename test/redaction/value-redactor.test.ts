// Values of every shape and whole records: what is masked, what stays the same object, what the caller keeps.
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/redaction/index.ts';
import { filled, MIXED } from './secrets.ts';

const MAIL = 'ann@example.com';

describe('redactValue', () => {
  const redactor = createRedactor();

  test.each([
    ['a string', `x ${MAIL}`, 'x [EMAIL]'],
    ['a nested object', { a: { b: [MAIL, 1] }, c: 'd' }, { a: { b: ['[EMAIL]', 1] }, c: 'd' }],
    ['a name', { [MAIL]: 1 }, { '[EMAIL]': 1 }],
    ['two names that become one', { [MAIL]: 1, 'bob@example.com': 2 }, { '[EMAIL]': 1, '[EMAIL]_2': 2 }],
    ['a card as a number', 4111111111111111, '[CREDIT_CARD]'],
    ['a card as a bigint', 4111111111111111n, '[CREDIT_CARD]'],
    ['a number under a name of ids', { run_id: 4111111111111111 }, { run_id: 4111111111111111 }],
    ['a social security number', { ssn: 536904399 }, { ssn: '[US_SSN]' }],
    [
      'a credential name',
      { password: 'x', token_count: 5, token: 5 },
      { password: '[CREDENTIAL]', token_count: 5, token: 5 },
    ],
    ['a credential number', { pin: 1234, password: 12345 }, { pin: '[CREDENTIAL]', password: '[CREDENTIAL]' }],
    [
      'a credential list',
      { passwords: 1, password: ['a1', 'b2'] },
      { passwords: 1, password: ['[CREDENTIAL]', '[CREDENTIAL]'] },
    ],
    [
      'credentials as an object',
      { credentials: { user: 'u', password: 'p' } },
      { credentials: { user: 'u', password: '[CREDENTIAL]' } },
    ],
    [
      'a header',
      { 'http.request.header.authorization': ['Bearer abc'] },
      { 'http.request.header.authorization': ['Bearer [BEARER_TOKEN]'] },
    ],
    ['a cookie header', { cookie: 'a=b; sid=abcdef123' }, { cookie: 'a=b; sid=[CREDENTIAL]' }],
    [
      'a Map',
      new Map<unknown, unknown>([
        [MAIL, 1],
        ['secret', 'abcd'],
      ]),
      new Map<unknown, unknown>([
        ['[EMAIL]', 1],
        ['secret', '[CREDENTIAL]'],
      ]),
    ],
    ['a Set', new Set([MAIL, 'x']), new Set(['[EMAIL]', 'x'])],
    ['bytes of text', Buffer.from(`ü ${MAIL}`), Buffer.from('ü [EMAIL]')],
    [
      'bytes with text within',
      Uint8Array.of(255, 0, ...Buffer.from(` ${MAIL} `), 254),
      Uint8Array.of(255, 0, ...Buffer.from(' [EMAIL] '), 254),
    ],
    [
      'bytes with text between bytes that are letters in Latin-1',
      Uint8Array.of(255, ...Buffer.from(MAIL), 255),
      Uint8Array.of(255, ...Buffer.from('[EMAIL]'), 255),
    ],
    ['a URL', { u: new URL('https://a:b1c2@h/') }, { u: 'https://a:[URL_PASSWORD]@h/' }],
  ])('%s', (_, value, masked) => {
    expect(redactor.redactValue(value as unknown)).toEqual(masked);
  });

  test.each([
    ['an object', { a: { b: ['x', 1, null, undefined, true] } }],
    ['a Map', new Map([['a', 'b']])],
    ['a Date', new Date(0)],
    ['an Error', new Error('fine')],
    ['bytes', Buffer.from('fine text')],
    ['a function', () => MAIL],
    ['a symbol', Symbol(MAIL)],
    ['a number', 42],
    ['NaN', Number.NaN],
  ])('%s that is clean comes back as it is', (_, value) => {
    expect(redactor.redactValue(value as unknown)).toBe(value);
  });

  test('what was given is not changed', () => {
    const inner = { mail: MAIL, when: new Date(5) };
    const given = { list: [inner], map: new Map([['k', inner]]) };
    const masked = redactor.redactValue(given);
    expect(given).toEqual({ list: [{ mail: MAIL, when: new Date(5) }], map: new Map([['k', inner]]) });
    expect(masked.list[0]).toEqual({ mail: '[EMAIL]', when: new Date(5) });
  });

  test('an Error keeps its class; message, stack and cause are masked', () => {
    const error = new RangeError(`bad ${MAIL}`, { cause: new Error('password=hunter2') });
    const masked = redactor.redactValue(error);
    expect(masked).toBeInstanceOf(RangeError);
    expect(masked.message).toBe('bad [EMAIL]');
    expect(masked.stack).toContain('bad [EMAIL]');
    expect(masked.stack).not.toContain(MAIL);
    expect((masked.cause as Error).message).toBe('password=[CREDENTIAL]');
    expect(error.message).toBe(`bad ${MAIL}`);
  });

  test('cycles and shared parts keep their shape', () => {
    const shared = { mail: MAIL };
    const given: Record<string, unknown> = { a: shared, b: shared };
    given.self = given;
    const masked = redactor.redactValue(given);
    expect(masked.self).toBe(masked);
    expect(masked.a).toBe(masked.b);
    expect(masked.a).toEqual({ mail: '[EMAIL]' });
    const clean: Record<string, unknown> = {};
    clean.self = clean;
    expect(redactor.redactValue(clean)).toBe(clean);
  });

  test('what is deeper than maxDepth does not leave', () => {
    const shallow = createRedactor({ maxDepth: 2 });
    expect(shallow.redactValue({ a: { b: { c: MAIL } } })).toEqual({ a: { b: '[MAX_DEPTH]' } });
    expect(shallow.counts).toEqual({ MAX_DEPTH: 1 });
    const fine = { a: { b: 'c' } };
    expect(shallow.redactValue(fine)).toBe(fine);
  });

  test('getters are read, and one that throws shows only that', () => {
    const given = {
      get mail() {
        return MAIL;
      },
      get broken(): string {
        throw new Error('no');
      },
    };
    expect(redactor.redactValue(given)).toEqual({ mail: '[EMAIL]', broken: '[Unreadable]' });
  });

  test('a value that cannot be looked at does not leave, and nothing is thrown', () => {
    const errors: string[] = [];
    const watching = createRedactor({ onError: (error) => errors.push(error.message) });
    const hostile = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('trap');
        },
      },
    );
    expect(watching.redactValue(hostile)).toBe('[REDACTION_FAILED]');
    expect(errors).toEqual(['trap']);
    expect(watching.counts).toEqual({ REDACTION_FAILED: 1 });
  });

  test('a handler that throws is swallowed', () => {
    const watching = createRedactor({
      onError: () => {
        throw new Error('again');
      },
    });
    const hostile = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('trap');
        },
      },
    );
    expect(watching.redactValue(hostile)).toBe('[REDACTION_FAILED]');
  });
});

describe('redactRecord', () => {
  test('masks body, attributes, their names, exception and event name, and says how often', () => {
    const redactor = createRedactor();
    const nested = { mails: [MAIL] };
    const record = {
      body: `for ${MAIL}` as unknown,
      eventName: `mail.${MAIL}`,
      attributes: {
        'exception.message': 'password=hunter2',
        'exception.stacktrace': `Error: ${MAIL}\n    at f (a.js:1:2)`,
        nested,
        [`user ${MAIL}`]: 1,
        rows: 5,
      } as Record<string, unknown>,
    };
    expect(redactor.redactRecord(record)).toEqual({ EMAIL: 5, CREDENTIAL: 1 });
    expect(record).toEqual({
      body: 'for [EMAIL]',
      eventName: '[EMAIL]',
      attributes: {
        'exception.message': 'password=[CREDENTIAL]',
        'exception.stacktrace': 'Error: [EMAIL]\n    at f (a.js:1:2)',
        nested: { mails: ['[EMAIL]'] },
        'user [EMAIL]': 1,
        rows: 5,
      },
    });
    expect(nested).toEqual({ mails: [MAIL] });
    expect(redactor.counts).toEqual({ EMAIL: 5, CREDENTIAL: 1 });
  });

  test('a clean record keeps what it holds, its objects as copies of the moment, and is told so', () => {
    const attributes = { a: 'b', n: 1, nested: { c: [true] } };
    const record = { body: { x: 'y' }, attributes };
    const body = record.body;
    expect(createRedactor().redactRecord(record)).toBeUndefined();
    expect(record.attributes).toBe(attributes);
    body.x = MAIL;
    expect(record).toEqual({ body: { x: 'y' }, attributes: { a: 'b', n: 1, nested: { c: [true] } } });
  });

  test('each record has its own result', () => {
    const redactor = createRedactor();
    expect(redactor.redactRecord({ body: MAIL, attributes: {} })).toEqual({ EMAIL: 1 });
    expect(redactor.redactRecord({ body: 'fine', attributes: {} })).toBeUndefined();
    expect(redactor.redactRecord({ body: { password: 'abc' }, attributes: {} })).toEqual({ CREDENTIAL: 1 });
  });

  test('a token that is known by its form keeps its name under a credential name', () => {
    const record = { attributes: { token: ['gh', 'p_', filled(MIXED, 36)].join('') } };
    createRedactor().redactRecord(record);
    expect(record.attributes.token).toBe('[GITHUB_TOKEN]');
  });

  test('attributes that cannot be written to are reported, and nothing is thrown', () => {
    const errors: string[] = [];
    const redactor = createRedactor({ onError: (error) => errors.push(error.message) });
    const record: { attributes: Record<string, unknown> } = { attributes: Object.freeze({ mail: MAIL }) };
    redactor.redactRecord(record);
    expect(record.attributes).toEqual({ mail: '[EMAIL]' });
    expect(errors).toEqual([]);
  });
});

test('masks a text under a name alike whatever the record before had under it', () => {
  const redactor = createRedactor({ patterns: [{ name: 'TICKET', pattern: /T-\d{4}/ }] });
  const clean = 'loaded by the nightly run';
  const values = [clean, clean, `by ${MAIL}`, clean, 'see T-1234', clean, '', clean];
  const attributes = values.map((note) => {
    const record = { attributes: { note } };
    redactor.redactRecord(record);
    return record.attributes.note;
  });
  expect(attributes).toEqual([clean, clean, 'by [EMAIL]', clean, 'see [TICKET]', clean, '', clean]);
  expect(redactor.counts).toEqual({ EMAIL: 1, TICKET: 1 });
});

test('judges a long text that was clean under one name anew under another', () => {
  const { redactRecord } = createRedactor();
  const text = `${'as it was given '.repeat(10)}536904399`;
  const masked = ['note', 'note', 'customer.sin', 'note'].map((name) => {
    const record = { attributes: { [name]: `${text.slice(0, 9)}${text.slice(9)}` } };
    redactRecord(record);
    return record.attributes[name];
  });
  expect(masked).toEqual([text, text, text.replace('536904399', '[US_SSN]'), text]);
});
