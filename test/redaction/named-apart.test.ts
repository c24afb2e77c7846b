// Secrets that words, brackets, dots or a bar part from their name, or that a command takes by its place.
import { type Group, testGroups } from './groups.ts';
import { filled, HEXADECIMAL, MIXED } from './secrets.ts';

const HEX_32 = filled(HEXADECIMAL, 32);
const MIXED_40 = filled(MIXED, 40);
const GUID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

const GROUPS: Readonly<Record<string, Group>> = {
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
  commands: {
    finds: [
      [
        '##vso[task.setvariable variable=dbPassword]fMT8*IMv7l8',
        '##vso[task.setvariable variable=dbPassword][CREDENTIAL]',
      ],
      [
        '##vso[task.setvariable variable=x;issecret=true]fMT8*IMv7l8',
        '##vso[task.setvariable variable=x;issecret=true][CREDENTIAL]',
      ],
      ['dotnet user-secrets set "Db:Password" "Winter#2024"', 'dotnet user-secrets set "Db:Password" "[CREDENTIAL]"'],
      ['pulumi config set --secret dbPassword Winter2024', 'pulumi config set --secret dbPassword [CREDENTIAL]'],
      [`gem push --key ${MIXED_40} x.gem`, 'gem push --key [CREDENTIAL] x.gem'],
      ['ssh-keygen -t rsa -N "Winter#2024" -f key', 'ssh-keygen -t rsa -N "[CREDENTIAL]" -f key'],
      [`{"kty":"oct","k":"${MIXED_40}"}`, '{"kty":"oct","k":"[CREDENTIAL]"}'],
      [`{"k":"${MIXED_40}","alg":"HS256","kty":"oct"}`, '{"k":"[CREDENTIAL]","alg":"HS256","kty":"oct"}'],
      [
        `composer config http-basic.repo.acme.io app ${MIXED_40}`,
        'composer config http-basic.repo.acme.io app [CREDENTIAL]',
      ],
      ['enable secret 5 a1B2c3D4e5F6g7', 'enable secret 5 [CREDENTIAL]'],
      ['snmp-server community Falcon37x RO', 'snmp-server community [CREDENTIAL] RO'],
      ["EXEC sp_addlogin 'app', 'Winter#2024'", "EXEC sp_addlogin 'app', '[CREDENTIAL]'"],
      ["SELECT crypt('Winter#2024', gen_salt('bf'))", "SELECT crypt('[CREDENTIAL]', gen_salt('bf'))"],
      [
        '-AccountPassword (ConvertTo-SecureString "rocket$67" -AsPlainText',
        '-AccountPassword (ConvertTo-SecureString "[CREDENTIAL]" -AsPlainText',
      ],
    ],
    leaves: [
      'gem push --key work x.gem',
      'composer config http-basic.repo.acme.io --unset',
      '{"kty":"RSA","kid":"2024-01","use":"sig","alg":"RS256"}',
      '##vso[task.setvariable variable=tokenCount]5',
      '##vso[task.setvariable variable=buildNumber]20240102.3',
      'dotnet user-secrets set --help',
      'pulumi config set --secret dbPassword',
      'ssh-keygen -t rsa -N "" -f key',
      'ConvertTo-SecureString "$env:PW" -AsPlainText',
      "SELECT crypt($1, gen_salt('bf'))",
    ],
  },
  sentences: {
    finds: [
      ['New password for user bob is: Qx9!kLmP2z', 'New password for user bob is: [CREDENTIAL]'],
      [
        `Please use the following password to proceed to installation: ${HEX_32}`,
        'Please use the following password to proceed to installation: [CREDENTIAL]',
      ],
      [
        'Hibernate: binding parameter password [VARCHAR] - [berlin*94]',
        'Hibernate: binding parameter password [VARCHAR] - [[CREDENTIAL]]',
      ],
      [`got token ${MIXED_40} from vault`, 'got token [CREDENTIAL] from vault'],
    ],
    leaves: [
      `the new password request of the admin password job: ${GUID}`,
      'Please use the following password rules: https://docs/rules',
      'binding parameter password [VARCHAR] - [null]',
      `got token ${GUID} from vault`,
      `token ${HEX_32} has expired`,
      'unexpected token IdentifierOrSomethingWithoutADigit in line 3',
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
};

testGroups(GROUPS);
