// Secrets in structured values whose name stands beside them.
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
