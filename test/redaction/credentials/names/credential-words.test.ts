// Which names are names of secrets: the words, in any case style, and how much else it takes to believe the value is one; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { filled, HEXADECIMAL, MIXED } from '../../secrets.ts';

const HEX_32 = filled(HEXADECIMAL, 32);

const MIXED_30 = filled(MIXED, 30);

const GUID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

testGroups({
  'names of keys': {
    finds: [
      [`Invalid token: ${HEX_32}`, 'Invalid token: [CREDENTIAL]'],
      [`AIRFLOW__CORE__FERNET_KEY=${MIXED_30}`, 'AIRFLOW__CORE__FERNET_KEY=[CREDENTIAL]'],
      ['DB_PW=Winter2024', 'DB_PW=[CREDENTIAL]'],
      [`AccessorID: ${GUID}\nSecretID: ${GUID}`, `AccessorID: ${GUID}\nSecretID: [CREDENTIAL]`],
      [`X-JFrog-Art-Api: ${MIXED_30}`, 'X-JFrog-Art-Api: [CREDENTIAL]'],
      [`Secret=/va0x6ehZmZAy8wLHUTpa7TEPyP/BKGl1FB5ElX/xzQ=;`, 'Secret=[CREDENTIAL];'],
    ],
    leaves: [
      'Invalid token: IDENTIFIER',
      'invalid token: abcdefghijklmnopqrstuvwxyz',
      `secret_id: ${GUID.slice(0, 8)}-name`,
      'pw: 5',
      `session_id=${GUID}`,
      'secret: /var/run/secrets/db',
    ],
  },
  names: {
    finds: [
      [
        '  ~ secret_string = "Welcome2017&" -> (known after apply)',
        '  ~ secret_string = "[CREDENTIAL]" -> (known after apply)',
      ],
      [
        'aws secretsmanager create-secret --name x --secret-string Falcon37x',
        'aws secretsmanager create-secret --name x --secret-string [CREDENTIAL]',
      ],
      [
        '{"SecretString":"{\\"username\\":\\"app\\",\\"password\\":\\"Winter#2024\\"}"}',
        '{"SecretString":"{\\"username\\":\\"app\\",\\"password\\":\\"[CREDENTIAL]\\"}"}',
      ],
      [`{"secretText":"${filled(MIXED, 32)}"}`, '{"secretText":"[CREDENTIAL]"}'],
      ['bindpw Winter#2024', 'bindpw [CREDENTIAL]'],
      ['rootpw Falcon37x\n', 'rootpw [CREDENTIAL]\n'],
      ['password1: Winter#2024', 'password1: [CREDENTIAL]'],
      ['  db_password2: "Winter#2024"', '  db_password2: "[CREDENTIAL]"'],
      ['PASSWORD\u00a0=\u00a0s3cr3tPw9', 'PASSWORD\u00a0=\u00a0[CREDENTIAL]'],
    ],
    leaves: [
      'bindpw is not set',
      'rootpw and rootdn are required',
      'password1: null',
      'password1: required',
      'password2 12:30:45',
    ],
  },
});
