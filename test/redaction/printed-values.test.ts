// What printers make of a value: `util.inspect`, JSON on one line or many, JSON in JSON. A secret that is masked in a value is masked in its text too.
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createRedactor, redactText } from '../../src/redaction/index.ts';
import { filled, HEXADECIMAL, MIXED } from './secrets.ts';

const SECRETS = [filled(MIXED, 24), filled(HEXADECIMAL, 32), ['Winter', 'falcon', '4207'].join('_')];
const redactor = createRedactor();

class AxiosHeaders {
  constructor(fields: object) {
    Object.assign(this, fields);
  }
}

/** A list of headers that is printed one element a line, and one that is printed in columns. */
const long = (...headers: readonly string[]): readonly string[] => [
  ...['Host', 'api.example.org:8080', 'User-Agent', 'curl/8.1.2', ...headers, 'Accept', '*/*', 'Connection', 'close'],
];

const VALUES: Readonly<Record<string, (secret: string) => object>> = {
  'raw headers, a cookie': (secret) => ({ rawHeaders: long('Cookie', `a=${secret}`) }),
  'raw headers, a key': (secret) => ({ rawHeaders: long('X-Api-Key', `${secret}7`) }),
  'raw headers, a bearer': (secret) => ({ rawHeaders: long('Authorization', `Bearer ${secret}`) }),
  'raw headers, a bare authorization': (secret) => ({ rawHeaders: long('Authorization', secret) }),
  'headers as undici takes them': (secret) => ({ headers: long('cookie', `sid=${secret}`, 'x-api-key', `${secret}7`) }),
  'a list of set-cookie': (secret) => ({ 'set-cookie': [`a=${secret}; Path=/; HttpOnly`, `b=${secret}; Path=/`] }),
  'the headers of fetch': (secret) =>
    new Headers({ authorization: `Bearer ${secret}`, cookie: `a=${secret}`, 'x-api-key': secret }),
  'a map of headers': (secret) =>
    new Map<string, unknown>([
      ['authorization', secret],
      ['cookie', [`a=${secret}`]],
      ['x-api-key', [secret]],
    ]),
  'a map of cookies': (secret) => ({ cookies: new Map([['cart', secret]]) }),
  'a set of cookies': (secret) => ({ cookies: new Set([`a=${secret}`, `b=${secret}`]) }),
  'cookies without a prototype': (secret) => ({ cookies: Object.assign(Object.create(null), { cart: secret }) }),
  'cookies beside other values': (secret) => ({ cookies: { a: 1, b: null, c: { d: true }, e: '', cart: secret } }),
  'a set of passwords': (secret) => ({ passwords: new Set([secret, `${secret}8`]) }),
  'maps of secrets': (secret) => ({ passwords: new Map([['db', secret]]), secrets: new Map([['db', secret]]) }),
  'an object without a prototype': (secret) => ({ password: Object.assign(Object.create(null), { db: secret }) }),
  'outgoing headers': (secret) => ({
    headers: {
      'x-api-key': ['X-Api-Key', secret],
      authorization: ['Authorization', secret],
      cookie: ['Cookie', `a=${secret}`],
    },
  }),
  'distinct headers': (secret) => ({
    headersDistinct: Object.assign(Object.create(null), { cookie: [`a; b=${secret}`], authorization: [secret] }),
  }),
  'a failed request of axios': (secret) => ({
    config: {
      headers: new AxiosHeaders({ Authorization: secret, 'X-Api-Key': secret, Cookie: `a=${secret}` }),
      auth: { username: 'ann', password: secret },
    },
  }),
  'a value before its name': (secret) => ({
    env: [
      { value: secret, name: 'X-Api-Key' },
      { value: `a=${secret}`, name: 'Cookie' },
    ],
  }),
  'values before their names, in several lists': (secret) => ({
    plain: [{ value: 'blue', name: 'colour' }],
    queryString: [{ value: secret, name: 'token' }],
    headers: [{ value: `Bearer ${secret}`, name: 'Authorization' }],
  }),
  'a cookie without a name': (secret) => ({ cookie: secret }),
  'a cookie with its version': (secret) => ({ cookie: `$Version=1; cart=${secret}` }),
  'a public name with a random value': (secret) => ({ cookie: `theme=${secret}` }),
  'a user and a password': (secret) => ({ auth: ['ann', `${secret}7`] }),
  'a secret beside a description': (secret) => ({
    apiKey: { type: 'live', prod: secret },
    password: { message: 'rotated', db: secret },
  }),
  'a command': (secret) => ({
    spawnargs: ['docker', 'login', '-u', 'ann', '-p', secret, 'registry.example.org', '--config', '/home/ann'],
  }),
};

const PRINTERS: Readonly<Record<string, (value: object) => string>> = {
  inspect: (value) => inspect(value, { depth: 9 }),
  'inspect with colours': (value) => inspect(value, { depth: 9, colors: true }),
  'inspect, one field a line': (value) => inspect(value, { depth: 9, compact: false }),
  'inspect, all on one line': (value) => inspect(value, { depth: 9, breakLength: Number.POSITIVE_INFINITY }),
  JSON: (value) => JSON.stringify(value),
  'JSON on many lines': (value) => JSON.stringify(value, null, 2),
  'JSON in JSON': (value) => JSON.stringify({ message: JSON.stringify(value) }),
  'inspect in JSON': (value) => JSON.stringify({ message: inspect(value, { depth: 9 }) }),
};

describe.each(Object.entries(VALUES))('%s', (_, valueWith) => {
  test('is masked in the value', () => {
    for (const secret of SECRETS) {
      expect(inspect(redactor.redactValue(valueWith(secret)), { depth: 9 })).not.toContain(secret);
    }
  });

  test.each(Object.entries(PRINTERS))('is masked as %s prints it', (_name, print) => {
    for (const secret of SECRETS) expect(redactText(print(valueWith(secret)))).not.toContain(secret);
  });
});

describe('what others print', () => {
  test.each([
    'map[X-Api-Key:[<V>]]',
    'http.Header{"X-Api-Key":[]string{"<V>"}, "Authorization":[]string{"<V>"}, "Set-Cookie":[]string{"a=<V>; Path=/", "b=<V>"}}',
    '{accept=[*/*], x-api-key=[<V>]}',
    "OrderedDict([('user', 'ann'), ('password', '<V>')])",
    '    [password:protected] => <V>',
    '    [password:App\\User:private] => <V>',
    '    [X-Api-Key] => Array\n        (\n            [0] => <V>\n        )',
    '- value: <V>\n  name: API_KEY',
    '<add value="<V>" key="ApiKey"/>',
    'accept,text/html,x-api-key,<V>7',
    'set-cookie,a=<V>',
    '{"passwords":["lantern7","<V>',
    '["Host","x","X-Api-Key","<V>7',
    '{"auth":["ann","<V>7',
    String.raw`{"pass\u0077ord":"<V>"}`,
    String.raw`{\"api\\u005fkey\":\"<V>\"}`,
    String.raw`{"cooki\u0065":"cart=<V>"}`,
  ])('%s', (template) => {
    for (const secret of SECRETS) expect(redactText(template.replaceAll('<V>', secret))).not.toContain(secret);
  });

  test('numbers in a list of passwords, in text as in values', () => {
    expect(redactText('{"passwords":[481516,7]}')).toBe('{"passwords":["[CREDENTIAL]",7]}');
    expect(redactor.redactValue({ passwords: [481516] })).toEqual({ passwords: ['[CREDENTIAL]'] });
  });
});

const LEFT: readonly object[] = [
  { passwords: 12_000, tokens: [100_000, 200_000] },
  { allowedHeaders: ['Authorization', 'Content-Type', 'Cookie', 'X-Api-Key', 'X-Request-Id', 'Set-Cookie', 'ETag'] },
  { redact: ['password', 'token', 'req.headers.authorization', 'req.headers.cookie'] },
  {
    cookie: {
      secure: true,
      maxAge: 86_400,
      name: 'connect.sid',
      sameSite: 'strict',
      domain: 'app1.example.org',
      path: '/',
    },
  },
  {
    session: { cookie: { path: '/', httpOnly: true, originalMaxAge: 86_400_000, expires: '2026-12-01T10:00:00.000Z' } },
  },
  { apiKey: { header: 'x-api-key', query: 'api_key', location: 'header' } },
  { apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
  { password: { type: 'string', example: 'purple7x' } },
  { password: { component: 'TextField', testId: 'pw-field-7' } },
  { auth: ['read', 'write'] },
  {
    params: [
      { value: 'blue', name: 'colour' },
      { value: '3600', name: 'TOKEN_TTL' },
    ],
  },
  { secret: 'synced' },
  ...[
    'must have 8 characters',
    'Password must contain at least 1 number',
    'is too short (minimum is 8 characters)',
    "can't be blank",
    'Passwords do not match',
    'Invalid password',
    'The password field is required.',
  ].map((said) => ({ errors: { password: said } })),
];

describe('what is said of secrets, and what looks like one', () => {
  test.each(LEFT)('%o', (value) => {
    expect(redactor.redactValue(value)).toBe(value);
    for (const print of Object.values(PRINTERS)) expect(redactText(print(value))).toBe(print(value));
  });
});
