// Secrets in what is no text: bytes, objects under the name of a secret, flat lists of headers, the objects of stores of secrets.
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/redaction/index.ts';

const { redactText, redactValue } = createRedactor();
const X = '[CREDENTIAL]';
const WORD = 'monkey';
const KEY = ['ottq', '7zz9'].join('');
const bytes = (text: string) => Uint8Array.from(Buffer.from(text));
const VAULT = 'https://x.vault.azure.net';

test.each<[string, unknown, unknown]>([
  ['a Buffer under a name', { password: Buffer.from(WORD) }, { password: Buffer.from(X) }],
  ['a Uint8Array under a name', { apiKey: bytes(KEY) }, { apiKey: bytes(X) }],
  ['an ArrayBuffer under a name', { password: bytes(WORD).buffer }, { password: bytes(X) }],
  ['bytes in a list', { password: [Buffer.from(WORD)] }, { password: [Buffer.from(X)] }],
  ['bytes of a key', { privateKey: Uint8Array.of(200, 1, 255, 7, 8, 9, 250, 3) }, { privateKey: bytes(X) }],
  ['a Buffer in JSON', { password: Buffer.from(WORD).toJSON() }, { password: Buffer.from(X).toJSON() }],
  ['an object', { password: { current: 'purple', next: { x: WORD } } }, { password: { current: X, next: { x: X } } }],
  ['an object under a plural', { passwords: { bob: WORD, al: KEY } }, { passwords: { bob: X, al: X } }],
  ['what looks chosen under a secret', { secret: { db: KEY, x: 'lantern' } }, { secret: { db: X, x: 'lantern' } }],
  ['a key of its own object', { apiKey: { id: 'x9', key: WORD } }, { apiKey: { id: 'x9', key: X } }],
  ['a Map', { password: new Map([['current', WORD]]) }, { password: new Map([['current', X]]) }],
  [
    'raw headers',
    { rawHeaders: ['X-Api-Key', KEY, 'Cookie', `sid=${KEY}`, 'Host', 'example.org'] },
    { rawHeaders: ['X-Api-Key', X, 'Cookie', `sid=${X}`, 'Host', 'example.org'] },
  ],
  [
    'keys that end in a separator',
    { 'Password:': WORD, 'Enter the token: ': KEY, 'Password: ': '' },
    { 'Password:': X, 'Enter the token: ': X, 'Password: ': '' },
  ],
  ['a user and a password', { credentials: ['ann', KEY] }, { credentials: ['ann', X] }],
  ['cookies', { cookies: { sid: KEY, x: WORD, theme: 'dark' } }, { cookies: { sid: X, x: X, theme: 'dark' } }],
  [
    'a list of cookies',
    { cookies: [{ name: 'x', value: WORD, path: '/' }] },
    { cookies: [{ name: 'x', value: X, path: '/' }] },
  ],
  ['a pair of a header', ['Cookie', `x=${WORD}`], ['Cookie', `x=${X}`]],
  ['a header and its value', { header: 'Cookie', value: `x=${WORD}` }, { header: 'Cookie', value: `x=${X}` }],
  ['a short name and value', { k: 'password', v: WORD }, { k: 'password', v: X }],
  ['a name with what is not seen', { 'pass\u200bword': WORD }, { 'pass\u200bword': X }],
  ['a command', { args: ['mysql', '-u', 'app', `-p${WORD}`] }, { args: ['mysql', '-u', 'app', `-p${X}`] }],
  ['arguments of curl', ['curl', '-u', `bob:${WORD}`, 'x'], ['curl', '-u', `bob:${X}`, 'x']],
  ['arguments of docker', ['docker', 'login', '-u', 'x', '-p', WORD], ['docker', 'login', '-u', 'x', '-p', X]],
  ['a value before its name', { value: WORD, name: 'DB_PASSWORD' }, { value: X, name: 'DB_PASSWORD' }],
  [
    'a secret of the client of Key Vault',
    { value: WORD, name: 'db', properties: { vaultUrl: VAULT, id: `${VAULT}/secrets/db/1` } },
    { value: X, name: 'db', properties: { vaultUrl: VAULT, id: `${VAULT}/secrets/db/1` } },
  ],
  [
    'a secret of the client of Key Vault, its properties first',
    { properties: { vaultUrl: VAULT }, value: WORD },
    { properties: { vaultUrl: VAULT }, value: X },
  ],
  [
    'a Secret of Kubernetes',
    { kind: 'Secret', metadata: { name: 'db' }, data: { file: 'bW9ua2V5' }, stringData: { file: WORD } },
    { kind: 'Secret', metadata: { name: 'db' }, data: { file: X }, stringData: { file: X } },
  ],
  [
    'version 2 of the KV store of Vault',
    { lease_id: '', data: { data: { file: WORD }, metadata: { created_time: '2024-01-01T00:00:00Z', version: 1 } } },
    { lease_id: '', data: { data: { file: X }, metadata: { created_time: '2024-01-01T00:00:00Z', version: 1 } } },
  ],
  ['the first store of Vault', { lease_id: '', data: { file: WORD } }, { lease_id: '', data: { file: X } }],
  ['a user and a password', { auth: ['bob', WORD] }, { auth: ['bob', X] }],
  ['a user and a password in one text', { auth: `bob:${WORD}` }, { auth: `bob:${X}` }],
])('masks %s', (_, value, masked) => {
  expect(redactValue(value)).toEqual(masked);
});

test.each<[string, unknown]>([
  ['a command without a password', { args: ['docker', 'run', '-u', 'app', '-p', '8080:80'] }],
  ['a schema', { password: { type: 'string', required: true, example: 'purple' } }],
  [
    'what a validator says',
    { password: { kind: 'required', message: 'Path `password` is required.', path: 'password' } },
  ],
  ['a rule', { password: { minLength: 8, pattern: '^[a-z]+$', description: 'The password of the user' } }],
  ['a token of a parser', { token: { type: 'Punctuator', value: ';' } }],
  ['a reference to a secret', { secret: { name: 'db', namespace: 'prod' } }],
  ['a ConfigMap', { kind: 'ConfigMap', data: { file: 'hello' } }],
  ['rights', { auth: ['read', 'list', 'admin'] }],
  ['a kind of login', { auth: 'oauth2:client' }],
  ['bytes under another name', { body: Buffer.from('fine text') }],
  ['a value and its name', { value: 'blue', name: 'colour' }],
])('leaves %s', (_, value) => {
  expect(redactValue(value)).toEqual(value);
});

test('a Buffer in JSON that stands in two places is masked in both', () => {
  const password = Buffer.from(WORD).toJSON();
  expect(redactValue([{ password }, { password }])).toEqual([
    { password: Buffer.from(X).toJSON() },
    { password: Buffer.from(X).toJSON() },
  ]);
});

describe('a secret read from a file, which has a line end', () => {
  const NAMES = [
    'token',
    'secret',
    'credentials',
    'pass',
    'passwords',
    'auth',
    'jwt',
    'bearer',
    'connectionString',
    'apiKey',
  ];
  const SECRET = ['Xk9', 'vQ2mZ7', 'pL4tR8wB'].join('');
  const margins = [`${SECRET}\n`, `${SECRET}\r\n`, `${SECRET}\t`, `\n${SECRET}`, ` ${SECRET} `];

  test.each(NAMES)('is masked under %s, as value and as text', (name) => {
    for (const text of margins) {
      expect(redactValue({ [name]: text })).toEqual({ [name]: X });
      expect(redactText(JSON.stringify({ [name]: text }))).toBe(JSON.stringify({ [name]: X }));
    }
  });

  test('is masked where it is a code, and as the whole of an Authorization header', () => {
    expect(redactValue({ otp: '481516\n' })).toEqual({ otp: X });
    expect(redactText(String.raw`{"otp":"481516\n"}`)).toBe(`{"otp":"${X}"}`);
    for (const text of margins) {
      expect(redactValue({ authorization: text })).toEqual({ authorization: text.replace(SECRET, '[BEARER_TOKEN]') });
      expect(JSON.parse(redactText(JSON.stringify({ authorization: text })))).toEqual({
        authorization: text.replace(SECRET, '[BEARER_TOKEN]'),
      });
    }
  });

  test('but not what is prose, code beside a text, or nothing but blanks', () => {
    for (const value of [
      { token: 'line one\nline two\n' },
      { secret: 'some words of prose\n' },
      { token: ' ; \n' },
      { password: ' \n' },
    ]) {
      expect(redactValue(value)).toEqual(value);
      expect(redactText(JSON.stringify(value))).toBe(JSON.stringify(value));
    }
    const code = 'printf("token: " PRIu64 " of " PRIu64)';
    expect(redactText(code)).toBe(code);
  });
});
