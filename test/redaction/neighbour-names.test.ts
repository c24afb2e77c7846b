// Secrets in structured values whose name stands beside them.
import { anything, assert as holds, nat, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/redaction/index.ts';
import { filled, MIXED } from './secrets.ts';

const redactor = createRedactor();
const token = filled(MIXED, 30);

describe('a name beside its value', () => {
  test.each<[string, unknown, unknown]>([
    ['name and value', { name: 'DB_PASSWORD', value: 'lantern' }, { name: 'DB_PASSWORD', value: '[CREDENTIAL]' }],
    ['key and value', { key: 'api_key', value: 'a1b2' }, { key: 'api_key', value: '[CREDENTIAL]' }],
    [
      'parameter',
      { ParameterKey: 'DBPassword', ParameterValue: 'lantern' },
      { ParameterKey: 'DBPassword', ParameterValue: '[CREDENTIAL]' },
    ],
    ['wrapped value', { password: { S: 'lantern' } }, { password: { S: '[CREDENTIAL]' } }],
    [
      'pairs of a header list',
      [
        ['authorization', `Bearer ${token}`],
        ['x-api-key', 'a1b2c3'],
      ],
      [
        ['authorization', 'Bearer [BEARER_TOKEN]'],
        ['x-api-key', '[CREDENTIAL]'],
      ],
    ],
    ['arguments', ['--password', 'lantern', '-v'], ['--password', '[CREDENTIAL]', '-v']],
    ['pass of a user', { username: 'app', pass: 'lantern' }, { username: 'app', pass: '[CREDENTIAL]' }],
    [
      'a secret of Key Vault',
      { id: 'https://kv.vault.azure.net/secrets/db', value: 'lantern' },
      { id: 'https://kv.vault.azure.net/secrets/db', value: '[CREDENTIAL]' },
    ],
    [
      'the same as it is answered, the value first',
      { value: 'two words', id: 'https://kv.vault.azure.net/secrets/db/1', attributes: { enabled: true } },
      { value: '[CREDENTIAL]', id: 'https://kv.vault.azure.net/secrets/db/1', attributes: { enabled: true } },
    ],
    [
      'a parameter that is secured',
      { Parameter: { Name: '/prod/db', Type: 'SecureString', Value: 'lantern', Version: 1 } },
      { Parameter: { Name: '/prod/db', Type: 'SecureString', Value: '[CREDENTIAL]', Version: 1 } },
    ],
    ['list under a plural', { passwords: ['lantern', 'meadow'] }, { passwords: ['[CREDENTIAL]', '[CREDENTIAL]'] }],
  ])('%s', (_, value, masked) => {
    expect(redactor.redactValue(value)).toEqual(masked);
  });

  test.each<[string, unknown]>([
    ['fields of a form', ['password', 'email']],
    ['fields of a table', { columns: ['password', 'email'], rows: [['id', 'name', 'password']] }],
    ['another name', { name: 'region', value: 'west' }],
    ['counts of tests', { user: 5, pass: 12, fail: 0 }],
    ['a count of tests beside a user', { user: 'app', pass: 12 }],
    ['options without a value', ['--password', '--verbose']],
    ['words', { tokens: ['the', 'cat'] }],
    ['a key of Key Vault', { id: 'https://kv.vault.azure.net/keys/db', value: 'lantern' }],
    ['a parameter that is not secured', { Name: '/prod/size', Type: 'String', Value: 'lantern' }],
    ['a metric', { token_count: { value: 5 } }],
  ])('leaves %s', (_, value) => {
    expect(redactor.redactValue(value)).toBe(value);
  });
});

/** Two texts in a list, which an item of a list would be: a name and its value. */
const two = ['lantern-4711', 'harbour-4712'];
const masked = ['[CREDENTIAL]', '[CREDENTIAL]'];

test.each(['password', 'passwords', 'apiKeys', 'client_secret'])('two values in a list under %s', (name) => {
  expect(redactor.redactValue({ [name]: two })).toEqual({ [name]: masked });
  expect(redactor.redactValue([{ [name]: [two, two] }])).toEqual([{ [name]: [masked, masked] }]);
});

test('what stands beside a list, at whatever depth, makes no pair of it', () => {
  const secrets = (depth: number): unknown => (depth === 0 ? { passwords: two } : { within: secrets(depth - 1) });
  holds(
    property(anything(), nat(4), (beside, depth) => {
      const alone = redactor.redactValue({ secrets: secrets(depth) }) as { secrets: unknown };
      const { secrets: found } = redactor.redactValue({ beside, secrets: secrets(depth) }) as typeof alone;
      expect(found).toEqual(alone.secrets);
      expect(JSON.stringify(found)).not.toContain('harbour');
    }),
  );
});

test('a pair among secrets has the name of one, where its own is none', () => {
  const pairs = [
    ['DB_PASSWORD', 'lantern'],
    ['primary', token],
  ];
  expect(redactor.redactValue({ secrets: pairs })).toEqual({
    secrets: [
      ['DB_PASSWORD', '[CREDENTIAL]'],
      ['primary', '[CREDENTIAL]'],
    ],
  });
});
