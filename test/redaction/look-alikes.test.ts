// Look-alikes of secrets and cards that are none, group by group, and their neighbours that are.
import { type Group, testGroups } from './groups.ts';
import { assemble } from './secrets.ts';

const CARD = assemble('4111', ' 1111', ' 1111', ' 1111');

const GROUPS: Readonly<Record<string, Group>> = {
  'results of tests': {
    leaves: [
      '--- PASS: TestBuilderWrite2 (0.00s)',
      '    --- PASS: FuzzReplace/seed#14 (0.00s)',
      'PASS: 12 of 12',
      'PASS: gcc.dg/pr12345.c -O2 (test for excess errors)',
      'PASS: check-strtod-10',
    ],
    finds: [
      ['USER: app\nPASS: Winter2024!', 'USER: app\nPASS: [CREDENTIAL]'],
      ['PASS: Falcon2020', 'PASS: [CREDENTIAL]'],
      ['SMTP_PASS: Winter2024!', 'SMTP_PASS: [CREDENTIAL]'],
    ],
  },
  loggers: {
    leaves: [
      'WARNING:services.auth:psycopg2.OperationalError: server closed the connection',
      'INFO:core.password:cache_miss_ratio=0.12',
      'DEBUG:token:provider=azure',
    ],
    finds: [['WARNING:core.config:password=Winter2024!', 'WARNING:core.config:password=[CREDENTIAL]']],
  },
  'quoted names with @': {
    leaves: [
      '{"@odata.context":"https://graph/$metadata#users","@odata.nextLink":"https://graph/v1"}',
      '{\\"a\\":\\"b\\",\\"@odata.nextLink\\":1}',
      '{"a": true, "b": "@example.com"}',
      '["x", "@types.node"]',
    ],
    finds: [
      ['to "john doe"@example.com', 'to [EMAIL]'],
      ['{"m":"\\"john doe\\"@example.com"}', '{"m":"[EMAIL]"}'],
    ],
  },
  'identities of objects and accounts': {
    leaves: [
      'token=com.acme.Token@39f978d',
      'password=[C@1b2c3d4e',
      'secretKey: javax.crypto.spec.SecretKeySpec@fffe8a1b',
      'TargetUserSid=S-1-5-21-5317356063-0638925640-123610224-5233',
    ],
    finds: [['password=Winter@2024', 'password=[CREDENTIAL]']],
  },
  'masks and placeholders': {
    leaves: [
      '  + password = (sensitive value)',
      '  ~ access_key = (known after apply)',
      'password = @password, token: :password',
      'UPDATE users SET password = @p1, secret = :secret WHERE id = $1',
      'MYSQL_PWD=$1',
      'Password={0};',
      assemble('POSTGRES_PASSWORD=$', '{POSTGRES_PASSWORD:?required}'),
      'PASSWORD=`openssl rand -hex 16`',
      'login --password=DOCKER_PASSWORD',
      "user_pass = '%s:%s' % (user, word)",
    ],
    finds: [
      ['password=@Winter2024', 'password=[CREDENTIAL]'],
      ['PWD={Winter;2024};', 'PWD={[CREDENTIAL]};'],
      ['password: `lantern`', 'password: `[CREDENTIAL]`'],
    ],
  },
  'placeholders in angle brackets': {
    leaves: [
      'access_token=<password>, host=db',
      'https://user:<password>@host/',
      '[-storepass <password>]     password for keystore integrity',
      ' -u, --user <user:password> Server user and password',
      'resolved with a `<CryptoKey>` object.',
    ],
    finds: [
      ['<password>Winter2024!</password>', '<password>[CREDENTIAL]</password>'],
      ['<a><password>Winter2024!', '<a><password>[CREDENTIAL]'],
      ['"<password>Winter2024!<\\/password>"', '"<password>[CREDENTIAL]<\\/password>"'],
    ],
  },
  'flags, types and permissions': {
    leaves: [
      'has_password=1 show_password: 0 api_key: 1',
      'permissions:\n  id-token: write',
      ' |-- access_token: binary (nullable = true)',
      'func Decrypt(b *pem.Block, password []byte) ([]byte, error)',
      'password: BinaryLike, privateKey: T2; privateKey: Buffer) => void',
      'token=IDENTIFIER text=foo',
      "i_pwd='define';",
    ],
    finds: [
      ['password: CopperFalcon', 'password: [CREDENTIAL]'],
      ['password=17', 'password=[CREDENTIAL]'],
    ],
  },
  'code that names a secret': {
    leaves: [
      'self.passwd = password_mgr',
      'privateKey: privateKey',
      'idToken = json.value',
      'opts[authTokenKey] = response.token',
      'const auth = !er.headers',
      "await read.password('Password:', creds.password)",
      'set --client-key=~/.kube/admin.key',
      '--from-file=ssh-privatekey=path/to/id_rsa',
    ],
    finds: [['client_key=9fK2mQ7xTz81LpWc', 'client_key=[CREDENTIAL]']],
  },
  'columns of a manual': {
    leaves: [
      ' -storepasswd        Changes the store password of a keystore',
      '  -W, --password           force password prompt',
      ' -password val       Set PKCS#12 import/export password source',
    ],
    finds: [['tool --password Winter2024 -v', 'tool --password [CREDENTIAL] -v']],
  },
  'names of other things': {
    leaves: [
      'Conf passwd (1:4.13+dfsg1-1 Debian:12.15/oldstable [amd64])',
      '  existingSecret: "pg-auth"',
      'creating CONSTRAINT "public.api_keys api_keys_pkey"',
      'change password: /account/password',
      'login() # user anonymous, passwd anonymous@',
      'GET /items?pageToken=CAUQAA9x8Kd7 continuationToken=9fK2mQ7xTz81LpWc $skiptoken=AB12cd34EF',
    ],
    finds: [['password("Winter2024!")', 'password("[CREDENTIAL]")']],
  },
  'users of URLs': {
    leaves: ['beeline -u jdbc:hive2://hs2:10000/default -n hive', 'curl -u https://host:8080/path'],
    finds: [
      [
        'https://x-access-token:Winter2024@github.test/a/b.git',
        'https://x-access-token:[URL_PASSWORD]@github.test/a/b.git',
      ],
      ['databricks://token:Winter2024@adb.test:443/default', 'databricks://token:[URL_PASSWORD]@adb.test:443/default'],
    ],
  },
  'rows of numbers': {
    leaves: [
      `cpu ${CARD} 0 0`,
      `cpu 9103 ${CARD} 1897 0 0`,
      '00000410: 5500 0000 1200 0000 0000 0000 0000 0000  U...............',
      '00000c10: 9491 9606 0000 0600 2202 0000 1000 0000  ........".......',
      `0000c010: ${CARD}  AAAA`,
      'cpu 5658 5272 1598 8873 8718 0 0',
      'cpu 3214 1186 5812 1799 5790 0 0',
    ],
    finds: [
      [`paid with ${CARD} 12/29 123`, 'paid with [CREDIT_CARD] 12/29 123'],
      [`paid with ${CARD} 12 29 123`, 'paid with [CREDIT_CARD] 12 29 123'],
      [`paid with ${CARD} 1229`, 'paid with [CREDIT_CARD] 1229'],
      [`paid with ${CARD} 123`, 'paid with [CREDIT_CARD] 123'],
      [`order 17 ${CARD} paid`, 'order 17 [CREDIT_CARD] paid'],
      [`${CARD} 5 items`, '[CREDIT_CARD] 5 items'],
    ],
  },
};

testGroups(GROUPS);
