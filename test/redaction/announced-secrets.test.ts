// Secrets that stand apart from their name: in tables, tuples, tags, below or at the end of a sentence, behind a terminal's colours.
import { type Group, testGroups } from './groups.ts';
import { assemble, filled, HEXADECIMAL, MIXED } from './secrets.ts';

const HEX_32 = filled(HEXADECIMAL, 32);
const MIXED_30 = filled(MIXED, 30);
const GUID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const ESC = '\u001b';
const DASHES = '-'.repeat(5);

const GROUPS: Readonly<Record<string, Group>> = {
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
  'passwords at the end of a sentence': {
    finds: [
      ['Setting password for root to Jslp.MjU0*39w', 'Setting password for root to [CREDENTIAL]'],
      ["Changed password for admin to 'Kjm!2fP;63f'", "Changed password for admin to '[CREDENTIAL]'"],
      [
        'password was generated for root@localhost: X?;otdO7Dx0>',
        'password was generated for root@localhost: [CREDENTIAL]',
      ],
      ['the password is copper.falcon.lantern', 'the password is [CREDENTIAL]'],
      ['DB_PASSWORD -> copper.falcon.lantern', 'DB_PASSWORD -> [CREDENTIAL]'],
    ],
    leaves: [
      'Changed password for admin to expire in 90 days',
      'password for root to be changed',
      'the password is case-sensitive',
      'password -> hash migration done',
    ],
  },
  'passwords below a sentence': {
    finds: [
      [
        `Please use the following password to proceed:\n\n${HEX_32}\n\nThis may also be found at: /var`,
        'Please use the following password to proceed:\n\n[CREDENTIAL]\n\nThis may also be found at: /var',
      ],
      [
        'Password for the elastic user (reset with `x -u elastic`):\n  a1B2c3D4e5F6',
        'Password for the elastic user (reset with `x -u elastic`):\n  [CREDENTIAL]',
      ],
      [
        'Password for the [elastic] user successfully reset.\nNew value: a1-B2c3D4e5F6',
        'Password for the [elastic] user successfully reset.\nNew value: [CREDENTIAL]',
      ],
      [
        'argocd admin initial-password -n argocd\na1B2c3D4e5F6\n',
        'argocd admin initial-password -n argocd\n[CREDENTIAL]\n',
      ],
    ],
    leaves: [
      'Enter the password of app:\nuser@host:~$',
      'wrong password for app:\n  at login (app.js:12:5)',
      'The password must have:\n- a digit',
      'login with password failed:\nhttps://host/login2024',
    ],
  },
  'tuples and terms': {
    finds: [
      ['(spark.hadoop.fs.s3a.secret.key,PKdZC15FrRff3F)', '(spark.hadoop.fs.s3a.secret.key,[CREDENTIAL])'],
      ['{user,"app"},{password,"lantern"},{port,5432}', '{user,"app"},{password,"[CREDENTIAL]"},{port,5432}'],
      ['[{username,<<"app">>},{password,<<"lantern">>}]', '[{username,<<"app">>},{password,<<"[CREDENTIAL]">>}]'],
    ],
    leaves: ['login(password,username)', 'INSERT INTO t (password,salt)', 'f(token,"x")', '{password,"a","b"}'],
  },
  'values with their type': {
    finds: [
      ['password: (string) (len=9) "Wizard123",', 'password: (string) (len=9) "[CREDENTIAL]",'],
      ['["password"]=>\n  string(7) "lantern"', '["password"]=>\n  string(7) "[CREDENTIAL]"'],
      [' $ password: chr "lantern"', ' $ password: chr "[CREDENTIAL]"'],
    ],
    leaves: ['password: (string) required', '["password"]=>\n  NULL', ' $ password: chr NA'],
  },
  'property lists and pairs of fields': {
    finds: [
      ['<key>password</key>\n\t<string>lantern</string>', '<key>password</key>\n\t<string>[CREDENTIAL]</string>'],
      [
        '{"Name":"/prod/db/password","Type":"SecureString","Value":"lantern"}',
        '{"Name":"/prod/db/password","Type":"SecureString","Value":"[CREDENTIAL]"}',
      ],
    ],
    leaves: ['<key>password</key>\n<true/>', '<key>name</key><string>password</string>'],
  },
  colours: {
    finds: [
      [
        `${ESC}[32mpassword${ESC}[0m=${ESC}[33mlantern${ESC}[0m`,
        `${ESC}[32mpassword${ESC}[0m=${ESC}[33m[CREDENTIAL]${ESC}[0m`,
      ],
      [`${ESC}[36mpassword=${ESC}[0mlantern host=db`, `${ESC}[36mpassword=${ESC}[0m[CREDENTIAL] host=db`],
    ],
    leaves: [`${ESC}[32mpassword${ESC}[0m=${ESC}[33mnull${ESC}[0m`, `${ESC}[32mitem=${ESC}[0mlantern`],
  },
  commands: {
    finds: [
      ["mysqldump -uroot -p'lantern' shop", "mysqldump -uroot -p'[CREDENTIAL]' shop"],
      ['keytool -importkeystore -deststorepass lantern -v', 'keytool -importkeystore -deststorepass [CREDENTIAL] -v'],
      [
        'beeline -u jdbc:hive2://hs2:10000/default -n hive -p lantern',
        'beeline -u jdbc:hive2://hs2:10000/default -n hive -p [CREDENTIAL]',
      ],
      ['mosquitto_pub -h broker -u dev -P lantern -t a', 'mosquitto_pub -h broker -u dev -P [CREDENTIAL] -t a'],
      ['twine upload -u __token__ -p lantern dist/*', 'twine upload -u __token__ -p [CREDENTIAL] dist/*'],
      ['gh secret set DB_PASSWORD --body "lantern"', 'gh secret set DB_PASSWORD --body "[CREDENTIAL]"'],
      ['SQL> CONNECT app/lantern@ORCL', 'SQL> CONNECT app/[CREDENTIAL]@ORCL'],
      ['[0 10.0.0.3:53210] "auth" "default" "lantern"', '[0 10.0.0.3:53210] "auth" "default" "[CREDENTIAL]"'],
    ],
    leaves: [
      'gh pr create --body "fixes it"',
      'failed to connect app/web to db',
      'ssh -P 22 host',
      '{"auth": "default"}',
    ],
  },
  'calls that connect': {
    finds: [
      [
        "PDO->__construct('mysql:host=db', 'root', 'lantern', Array)",
        "PDO->__construct('mysql:host=db', 'root', '[CREDENTIAL]', Array)",
      ],
      [
        "mysqli_connect('localhost', 'app', 'lantern', 'shop')",
        "mysqli_connect('localhost', 'app', '[CREDENTIAL]', 'shop')",
      ],
      ['getConnection("jdbc:x", "app", "lantern")', 'getConnection("jdbc:x", "app", "[CREDENTIAL]")'],
      ['lftp -u app,lantern sftp://host', 'lftp -u app,[CREDENTIAL] sftp://host'],
    ],
    leaves: ["PDO->__construct('sqlite:/x.db')", 'getConnection("primary", "app")', 'sort -u a,b'],
  },
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
  'keys in base64, users with dashes': {
    finds: [
      ['"authorization": "HCRC6+cRW1gs1hA+7UtCTb1VbFwrKH82"', '"authorization": "[BEARER_TOKEN]"'],
      ['credentials: G3dJ4kPZ9oIZfnnQXvQaRmTfPeNWxtRzF0/aG2Qn7qs=', 'credentials: [CREDENTIAL]'],
      ['jdbc:oracle:thin:svc-etl/lantern42@//db:1521/x', 'jdbc:oracle:thin:svc-etl/[URL_PASSWORD]@//db:1521/x'],
      ['Invalid API key: zU8-yChMU6Nqer020B5EBHqPDgLn2acJ', 'Invalid API key: [CREDENTIAL]'],
      ['.option("password", "copper.falcon.lantern")', '.option("password", "[CREDENTIAL]")'],
      ['spark.app.db.password -> Zf-U7T-PTGz', 'spark.app.db.password -> [CREDENTIAL]'],
    ],
    leaves: ['credentials: kube-system/db-creds', 'put("password", "users.profile.name")'],
  },
  'values with everything': {
    finds: [
      ["host=db password=Gugk<ghbH2(87e dbname=x'", "host=db password=[CREDENTIAL] dbname=x'"],
      ['DB_PASSWORD:  Jcqzs=bpoE.74q', 'DB_PASSWORD:  [CREDENTIAL]'],
      ["pass='Yeg}GdQNc?04y'", "pass='[CREDENTIAL]'"],
      ['password=lantern<br>', 'password=[CREDENTIAL]<br>'],
    ],
    leaves: ['password: user=bob', 'Password: User=bob'],
  },
  'private keys with the name of a container on each line': {
    finds: [
      [
        assemble(
          'app_1 | ',
          DASHES,
          'BEGIN RSA PRIVATE KEY',
          DASHES,
          '\napp_1 | ',
          filled(MIXED, 64),
          '\napp_1 | ',
          DASHES,
          'END RSA PRIVATE KEY',
          DASHES,
        ),
        'app_1 | [PRIVATE_KEY]',
      ],
    ],
    leaves: [],
  },
};

testGroups(GROUPS);
