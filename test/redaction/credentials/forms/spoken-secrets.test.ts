// Secrets beside their name in tables and sentences: `| db_password | V |`, `Password ..... V`, `Unseal Key 1: V`, `API key is V`; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { testKinds } from '../../planted.ts';
import { filled, HEXADECIMAL, MIXED } from '../../secrets.ts';

const MIXED_30 = filled(MIXED, 30);

const HEX_32 = filled(HEXADECIMAL, 32);

testKinds({
  'cells beside a name': {
    values: ['hunter2', 'Winter#2024'],
    finds: ['│ password │ <V> │', "│ dbPassword │ '<V>' │", 'path,password\nC:\\new\\x,<V>\nD:\\next,<V>'],
  },
});

testGroups({
  'tables of names and values': {
    finds: [
      ['| db_password              | Winter#2024 |', '| db_password              | [CREDENTIAL] |'],
      ['| pwd | copper_falcon_lantern-22 |', '| pwd | [CREDENTIAL] |'],
      [`| api_key | ${MIXED_30} | prod |`, '| api_key | [CREDENTIAL] | prod |'],
    ],
    leaves: [
      '| password | varchar(255) | YES |',
      '| password | string | required |',
      '| token | The token of the session |',
      'user | password | role',
      'echo password | tee file1 | cat',
    ],
  },
  'rows of dots': {
    finds: [
      ['Password ............ Wizard99#', 'Password ............ [CREDENTIAL]'],
      ['API key ......: a1B2c3D4e5', 'API key ......: [CREDENTIAL]'],
    ],
    leaves: ['Checking password ... ok', 'Password ...... changed by the user', 'token ... expression'],
  },
  'numbered keys': {
    finds: [[`Unseal Key 1: ${MIXED_30}`, 'Unseal Key 1: [CREDENTIAL]']],
    leaves: ['API key 1: valid', 'secret 2: db-credentials', 'token 5: IDENTIFIER'],
  },
  'sentences about a key': {
    finds: [
      [`session token is ${HEX_32}`, 'session token is [CREDENTIAL]'],
      ['Welcome! Your API key is: Jufz?1Nr.23c', 'Welcome! Your API key is: [CREDENTIAL]'],
      [`verifying signature with secret ${HEX_32}`, 'verifying signature with secret [CREDENTIAL]'],
      [`using secret ${MIXED_30} of app`, 'using secret [CREDENTIAL] of app'],
    ],
    leaves: [
      'the api key is invalid',
      'the token is stored in vault-prod-01',
      'mounted secret prometheus-server-token-x7k2p9 in pod',
      'secret sh.helm.release.v1.app.v12 updated',
    ],
  },
  'marks without blanks': {
    finds: [
      ['Password............: tu+m9CQfxg', 'Password............: [CREDENTIAL]'],
      ['password|Winter#2024', 'password|[CREDENTIAL]'],
      ['db_password|Winter#2024|prod', 'db_password|[CREDENTIAL]|prod'],
      ["password='it''s9Xq'", "password='[CREDENTIAL]'"],
    ],
    leaves: [
      'id|password|role|created_at',
      'echo password|base64',
      'openssl passwd|sha256sum',
      'grep password|awk1',
      'password...',
      "password='' name='x'",
    ],
  },
});
