// Credentials in the formats that have a rule of their own, and the everyday texts that look like them, group by group.

import { type Group, testGroups } from './groups.ts';
import { filled, HEXADECIMAL, MIXED } from './secrets.ts';

const GROUPS: Readonly<Record<string, Group>> = {
  'quoted pairs': {
    finds: [
      ['.option("password", "Winter2024!")', '.option("password", "[CREDENTIAL]")'],
      [
        '.option("user", "etl").option("password", "lantern")',
        '.option("user", "etl").option("password", "[CREDENTIAL]")',
      ],
      ["conf.set('spark.app.db.password', 'copper-falcon')", "conf.set('spark.app.db.password', '[CREDENTIAL]')"],
      ['setProperty("trustStorePassword","meadow1")', 'setProperty("trustStorePassword","[CREDENTIAL]")'],
      ["[('user', 'app'), ('password', 'hunter2')]", "[('user', 'app'), ('password', '[CREDENTIAL]')]"],
      ['[["user","app"],["password","lantern"]]', '[["user","app"],["password","[CREDENTIAL]"]]'],
      ['put(\\"api_key\\", \\"abc123def\\")', 'put(\\"api_key\\", \\"[CREDENTIAL]\\")'],
      ['s:8:"password";s:7:"hunter2";', 's:8:"password";s:7:"[CREDENTIAL]";'],
    ],
    leaves: [
      "paths: ['user.password', 'auth.token'], only: ['secret', 'nested.secret']",
      'required: ["username", "password", "email"]',
      'fields: ["password", "email"], only: (\'token\', \'id\')',
      'errors.add("password", "too_short")',
      'messages.put("password", "must not be blank")',
      't("password", "Passwort")',
      'select("id", "password", "created_at")',
      'getenv("PASSWORD", "default")',
      'df.drop("token", "secret")',
      'tokenizer.add_tokens(["[EOS]", "token"], "x")',
    ],
  },
  arrows: {
    finds: [
      ['get("token") -> 9fK2mQ7xTz81LpWc', 'get("token") -> [CREDENTIAL]'],
      ['Map(user -> app, password -> lantern)', 'Map(user -> app, password -> [CREDENTIAL])'],
      ['"secret" -> "abcd1234"', '"secret" -> "[CREDENTIAL]"'],
      ["'password' -> 'hunter2'", "'password' -> '[CREDENTIAL]'"],
    ],
    leaves: [
      'token -> expression',
      'rule: secret -> ciphertext, key -> value',
      'password -> hash migration done',
      'warning: unexpected token --> src/main.rs:10:5',
      'fn parse(token: &str) -> Result<Token>',
      'def login(password: str) -> bool:',
    ],
  },
  'names in attributes of a tag': {
    finds: [
      ['<entry key="jdbc.password">hunter2</entry>', '<entry key="jdbc.password">[CREDENTIAL]</entry>'],
      ['<property name="password">hunter2</property>', '<property name="password">[CREDENTIAL]</property>'],
      [
        '<string name="api_key" translatable="false">a1b2</string>',
        '<string name="api_key" translatable="false">[CREDENTIAL]</string>',
      ],
      [
        '<setting name="ApiToken" serializeAs="String"><value>abcd1234</value>',
        '<setting name="ApiToken" serializeAs="String"><value>[CREDENTIAL]</value>',
      ],
    ],
    leaves: [
      '<string name="password_label">Password</string>',
      '<string name="forgot_password">Forgot password?</string>',
      '<string name="password">Password</string>',
      '<entry key="token.count">5</entry>',
      '<testcase name="token">passed</testcase>',
    ],
  },
  'values below their name': {
    finds: [
      ['password:\n  hunter2\nnext: 1', 'password:\n  [CREDENTIAL]\nnext: 1'],
      ['db:\n  api_key: |\n    a1b2c3d4\n', 'db:\n  api_key: |\n    [CREDENTIAL]\n'],
      ['client_secret: >-\n  a1b2c3d4e5', 'client_secret: >-\n  [CREDENTIAL]'],
      ['{"m":"password:\\n  hunter2\\n"}', '{"m":"password:\\n  [CREDENTIAL]\\n"}'],
      ['passwords:\n- lantern\n- "meadow"\n- hunter2', 'passwords:\n- [CREDENTIAL]\n- "[CREDENTIAL]"\n- [CREDENTIAL]'],
    ],
    leaves: [
      'password:\n  is too short',
      'secret:\n  secretName: db\n  items: []',
      'password:\n  - required\n  - minLength: 8',
      'token:\nnext: value',
      'Enter password:\nLogin incorrect',
      'errors:\n  password:\n    - must have a digit',
    ],
  },
  'lists of values': {
    finds: [
      ['"passwords": ["lantern", "hunter2"]', '"passwords": ["[CREDENTIAL]", "[CREDENTIAL]"]'],
      ["api_keys=['a1b2c3', 'd4e5f6']", "api_keys=['[CREDENTIAL]', '[CREDENTIAL]']"],
      [`tokens: [${filled(MIXED, 24)}, ${filled(HEXADECIMAL, 40)}]`, 'tokens: [[CREDENTIAL], [CREDENTIAL]]'],
      ['\\"passwords\\":[\\"lantern\\",\\"meadow\\"]', '\\"passwords\\":[\\"[CREDENTIAL]\\",\\"[CREDENTIAL]\\"]'],
    ],
    leaves: [
      '"tokens": ["the", "cat", "##ing", "hello123"]',
      'tokens: 1234, passwords: 7 found',
      '"secrets": ["db-credentials", "tls-cert-2026"]',
      '"password": ["required", "min:8", "confirmed"]',
      "{'password': ['This field is required.'], 'token': ['Invalid.']}",
      'apiKeys=[PRODUCE(0): 0 to 9, FETCH(1)]',
      'password: [hidden] passwords: []',
      '"passwords": ["can not be blank"]',
    ],
  },
  'pass and credentials of a user': {
    finds: [
      ['{"user":"app","pass":"falcon-copper"}', '{"user":"app","pass":"[CREDENTIAL]"}'],
      ['user: app, pass: lantern', 'user: app, pass: [CREDENTIAL]'],
      ['"pass":"Winter-falcon-42"', '"pass":"[CREDENTIAL]"'],
      ['ansible_become_pass=lantern', 'ansible_become_pass=[CREDENTIAL]'],
      ['credentials: app:Winter2024', 'credentials: app:[CREDENTIAL]'],
      ['credentials=app/Winter2024', 'credentials=app/[CREDENTIAL]'],
    ],
    leaves: [
      'pass: 12 fail: 0',
      'pass: 5/7, "pass": "98.5%", pass=12ms',
      'option pass 2 of 3',
      '"pass": true, "pass": "yes"',
      'pass=inline, first_pass: done',
      'credentials: provider:default, credentials=kube-system/db-creds',
      'credentials: file:/etc/creds.json',
    ],
  },
  'enum constants under names of keys': {
    finds: [['apiKey=AB12CD34', 'apiKey=[CREDENTIAL]']],
    leaves: ['RequestHeader(apiKey=FIND_COORDINATOR, apiVersion=6)', 'apiKey=METADATA, apiKey=FETCH'],
  },
  'keys with nothing but a blank behind': {
    finds: [
      ['spark.datasource.password Winter1991_', 'spark.datasource.password [CREDENTIAL]'],
      ['javax.jdo.option.ConnectionPassword\tmeadow', 'javax.jdo.option.ConnectionPassword\t[CREDENTIAL]'],
      [`refreshed access token ${filled(MIXED, 30)}`, 'refreshed access token [CREDENTIAL]'],
    ],
    leaves: [
      'the property ssl.keystore.password is missing',
      'set spark.redis.auth.password to something else',
      'org.apache.kafka.secret generation 5 done',
      'invalid api key supplied',
      'partition key 3f2504e0-4f89-11d3-9a0c-0305e82c3301',
      'x.token expected',
    ],
  },
  'commands of protocols': {
    finds: [
      ['requirepass lantern', 'requirepass [CREDENTIAL]'],
      ['sentinel auth-pass main lantern', 'sentinel auth-pass main [CREDENTIAL]'],
      ['redis AUTH lantern', 'redis AUTH [CREDENTIAL]'],
      ['AUTH default Winter2024', 'AUTH default [CREDENTIAL]'],
      ['[0 10.0.0.1:5123] "AUTH" "lantern"', '[0 10.0.0.1:5123] "AUTH" "[CREDENTIAL]"'],
      ['AUTH PLAIN AGFwcABsYW50ZXJu', 'AUTH PLAIN [CREDENTIAL]'],
      ['ftp> PASS lantern', 'ftp> PASS [CREDENTIAL]'],
      ['C: a1 LOGIN app lantern', 'C: a1 LOGIN app [CREDENTIAL]'],
    ],
    leaves: [
      'requirepass is not set in redis.conf',
      'the requirepass directive of a server',
      'AUTH failed: wrong number of arguments',
      '250-AUTH PLAIN LOGIN',
      '250 AUTH CRAM-MD5',
      'PASS src/redaction/scan.test.ts',
      'PASS 12 tests',
      '> PASS (hidden)',
      'user LOGIN failed twice',
    ],
  },
  'passwords by their place in a command': {
    finds: [
      ['htpasswd -b .htpasswd app lantern', 'htpasswd -b .htpasswd app [CREDENTIAL]'],
      ['rabbitmqctl change_password app lantern', 'rabbitmqctl change_password app [CREDENTIAL]'],
      ['neo4j-admin dbms set-initial-password lantern', 'neo4j-admin dbms set-initial-password [CREDENTIAL]'],
      ['mysqladmin -u root password lantern', 'mysqladmin -u root password [CREDENTIAL]'],
      ['sqlplus -s app/lantern@//db:1521/x', 'sqlplus -s app/[CREDENTIAL]@//db:1521/x'],
      ['ConvertTo-SecureString "lantern" -AsPlainText', 'ConvertTo-SecureString "[CREDENTIAL]" -AsPlainText'],
      ['net use Z: \\\\srv\\share /user:app lantern', 'net use Z: \\\\srv\\share /user:app [CREDENTIAL]'],
      ['net use Z: \\\\srv\\share lantern /user:app', 'net use Z: \\\\srv\\share [CREDENTIAL] /user:app'],
      ['net user app lantern /add', 'net user app [CREDENTIAL] /add'],
      ['cmdkey /add:srv /user:app /pass:lantern', 'cmdkey /add:srv /user:app /pass:[CREDENTIAL]'],
      ['curl -uapp:lantern https://x', 'curl -uapp:[CREDENTIAL] https://x'],
      ['http -a app:lantern GET https://x', 'http -a app:[CREDENTIAL] GET https://x'],
      ['smbclient //srv/share -U app%lantern', 'smbclient //srv/share -U app%[CREDENTIAL]'],
      ['snmpwalk -v3 -A lantern -X meadow host', 'snmpwalk -v3 -A [CREDENTIAL] -X [CREDENTIAL] host'],
      ['redis-cli --pass lantern ping', 'redis-cli --pass [CREDENTIAL] ping'],
      [
        "echo 'lantern' | docker login -u app --password-stdin",
        "echo '[CREDENTIAL]' | docker login -u app --password-stdin",
      ],
      ['echo lantern | sudo -S apt-get update', 'echo [CREDENTIAL] | sudo -S apt-get update'],
      ['curl -b "session=a1b2c3d4" https://x', 'curl -b "session=[CREDENTIAL]" https://x'],
    ],
    leaves: [
      'htpasswd -c .htpasswd app',
      'net use Z: \\\\srv\\share /user:app *',
      'net user app /add',
      'opened /usr/bin/x /user:5 /add',
      'ConvertTo-SecureString $plain -AsPlainText',
      'curl -u 1000 -utils',
      'echo done | sudo -S',
      'ls -S -A -X; sort -k 2; tool --pass 2 --fail 0',
      'sqlplus /nolog',
      'echo "$PASSWORD" | docker login --password-stdin',
    ],
  },
  'passwords in sentences': {
    finds: [
      ['Enter password for app: lantern', 'Enter password for app: [CREDENTIAL]'],
      ['[sudo] password for app: Winter-falcon-42', '[sudo] password for app: [CREDENTIAL]'],
      [
        'A temporary password is generated for root@localhost: a1B2c3;D4',
        'A temporary password is generated for root@localhost: [CREDENTIAL]',
      ],
      ['password for the user elastic: lantern-42', 'password for the user elastic: [CREDENTIAL]'],
      ['password reset to "lantern-42"', 'password reset to "[CREDENTIAL]"'],
      ['the password is winter_lantern_11', 'the password is [CREDENTIAL]'],
    ],
    leaves: [
      '[sudo] password for app: Sorry, try again.',
      'password authentication failed for user: bob',
      'password for user app: incorrect',
      'Changed password for: app',
      'password is 8-16 characters long',
      'password policy updated, password reset requested by app-7',
    ],
  },
  'calls that log in': {
    finds: [
      ["auth=('app', 'lantern')", "auth=('app', '[CREDENTIAL]')"],
      ['new NetworkCredential("app", "lantern")', 'new NetworkCredential("app", "[CREDENTIAL]")'],
      ['withCredentials(\\"app\\", \\"lantern\\")', 'withCredentials(\\"app\\", \\"[CREDENTIAL]\\")'],
    ],
    leaves: [
      'format("%s", "lantern") and (\'app\', \'lantern\')',
      'login("app", "must not be empty")',
      'auth=("app", get_password())',
      'require_auth("basic", "digest")',
      "'OAuth': ('oauth_get_sbs', 'oauth_urlencode')",
      'AccessToken("access.key", "access.secret")',
    ],
  },
  'password files and hashes': {
    finds: [
      ['db.example.com:5432:sales:app:lantern', 'db.example.com:5432:sales:app:[CREDENTIAL]'],
      ['*:*:*:app:lantern', '*:*:*:app:[CREDENTIAL]'],
      [`app:${['$apr1', filled(MIXED, 8), filled(MIXED, 22)].join('$')}`, 'app:[CREDENTIAL]'],
      [`${['$2y', '10', filled(MIXED, 53)].join('$')} stored`, '[CREDENTIAL] stored'],
      [
        `root:${['$6', filled(MIXED, 16), filled(MIXED, 86)].join('$')}:19000:0:99999:7:::`,
        'root:[CREDENTIAL]:19000:0:99999:7:::',
      ],
      [
        'PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 2\nAAAA\nBBBB==\nPrivate-MAC: 00',
        'PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 2\n[PRIVATE_KEY]\nPrivate-MAC: 00',
      ],
    ],
    leaves: [
      'listening on db.example.com:5432: connection ok',
      'db.example.com:5432:idle:app:0',
      'at 12:56:07:sales:app:done',
      'awk $1 $2 $6$7; Foo$1$2.class; $anonfun$main$1',
      '$2a$ is the prefix of bcrypt',
    ],
  },
  'escaped tags': {
    finds: [
      ['&lt;password&gt;lantern&lt;/password&gt;', '&lt;password&gt;[CREDENTIAL]&lt;/password&gt;'],
      ['\\u003capiKey\\u003ea1b2c3\\u003c/apiKey\\u003e', '\\u003capiKey\\u003e[CREDENTIAL]\\u003c/apiKey\\u003e'],
    ],
    leaves: ['if token &gt; 5 &lt; 7', 'List&lt;Token&gt; tokens', 'a -&gt; secret -&gt; b &lt;c&gt;'],
  },
  'values apart from their name': {
    finds: [
      [
        '{"ParameterKey":"DBPassword","ParameterValue":"lantern"}',
        '{"ParameterKey":"DBPassword","ParameterValue":"[CREDENTIAL]"}',
      ],
      [
        '{"name": "API_TOKEN", "secret": true, "value": "abcd1234"}',
        '{"name": "API_TOKEN", "secret": true, "value": "[CREDENTIAL]"}',
      ],
      ['variable "db_password" {\n  default = "lantern"\n}', 'variable "db_password" {\n  default = "[CREDENTIAL]"\n}'],
      ['["password"]=> string(7) "lantern"', '["password"]=> string(7) "[CREDENTIAL]"'],
    ],
    leaves: [
      'variable "region" {\n  default = "west"\n}',
      '{"name":"region","secret":false,"value":"west"}',
      'variable "password_length" {\n  default = 16\n}',
    ],
  },
  'statements of SQL': {
    finds: [
      [
        "INSERT INTO users (name, password) VALUES ('app', 'lantern')",
        "INSERT INTO users (name, password) VALUES ('app', '[CREDENTIAL]')",
      ],
      [
        "INSERT INTO t (id, `password`, x) values (1, 'lantern', 2), (2, 'meadow', 3)",
        "INSERT INTO t (id, `password`, x) values (1, '[CREDENTIAL]', 2), (2, '[CREDENTIAL]', 3)",
      ],
      ["CREATE USER a IDENTIFIED WITH plugin BY 'lantern'", "CREATE USER a IDENTIFIED WITH plugin BY '[CREDENTIAL]'"],
      ['ALTER USER a IDENTIFIED BY lantern ACCOUNT UNLOCK', 'ALTER USER a IDENTIFIED BY [CREDENTIAL] ACCOUNT UNLOCK'],
    ],
    leaves: [
      "INSERT INTO users (name, region) VALUES ('app', 'west')",
      'INSERT INTO users (password, name) SELECT a, b FROM t',
      'rows are identified by their key and values (a, b)',
    ],
  },
  'headers and cookies': {
    finds: [
      [
        `Authorization: Digest username="a", response="${filled(HEXADECIMAL, 32)}", qop=auth`,
        'Authorization: Digest username="a", response="[BEARER_TOKEN]", qop=auth',
      ],
      [`Authorization: SharedKey lake:${filled(MIXED, 43)}=`, 'Authorization: SharedKey lake:[BEARER_TOKEN]'],
      ['{"cookies":{"session":"a1b2c3d4","theme":"dark"}}', '{"cookies":{"session":"[CREDENTIAL]","theme":"dark"}}'],
      ['\\"cookies\\":{\\"sid\\":\\"a1b2c3d4\\"}', '\\"cookies\\":{\\"sid\\":\\"[CREDENTIAL]\\"}'],
    ],
    leaves: ['{"cookies":{"theme":"dark","lang":"en"}}', 'cookies: {} cookie: {count: 5}'],
  },
  'tokens known by their shape': {
    finds: [
      [`${filled(HEXADECIMAL, 32)}-us12`, '[CREDENTIAL]'],
      [`airtable pat${'B'}${filled(MIXED, 13)}.${filled(HEXADECIMAL, 64)}`, 'airtable [CREDENTIAL]'],
      [`notion secret_${filled(MIXED, 43)}`, 'notion [CREDENTIAL]'],
      [`AZURE_DEVOPS_EXT_PAT=${filled('abcdefgh234567', 52)}`, 'AZURE_DEVOPS_EXT_PAT=[CREDENTIAL]'],
    ],
    leaves: ['pat=src/main/java/com.example.Pattern1', 'region eu-us2 cafe-us1', 'pattern.c0ffee'],
  },
  'wrapped values': {
    finds: [
      ['Config { password: Some("lantern") }', 'Config { password: Some("[CREDENTIAL]") }'],
      ['password=Optional[lantern]', 'password=Optional[[CREDENTIAL]]'],
      ['{password: <<"lantern">>}', '{password: <<"[CREDENTIAL]">>}'],
      ['{"password":{"S":"lantern"}}', '{"password":{"S":"[CREDENTIAL]"}}'],
      ['\\"password\\":{\\"value\\":\\"lantern\\"}', '\\"password\\":{\\"value\\":\\"[CREDENTIAL]\\"}'],
      ['unused property [app.password] = [lantern42]', 'unused property [app.password] = [[CREDENTIAL]]'],
    ],
    leaves: [
      '"password": {"type": "string"}, password: Optional[str] = None',
      'password: Some(_), token: Optional[], passphrase: Optional[CallbackType]',
      'password: Optional.empty',
      '{"password":{"description":"of the user"}}',
    ],
  },
  'options and keywords beside a secret': {
    finds: [
      ['twine upload -u app -p lantern dist/*', 'twine upload -u app -p [CREDENTIAL] dist/*'],
      ["['mysql', '-u', 'app', '-plantern42', 'db']", "['mysql', '-u', 'app', '-p[CREDENTIAL]', 'db']"],
      ['az keyvault secret set --name x --value lantern', 'az keyvault secret set --name x --value [CREDENTIAL]'],
      [
        'secrets.put(scope="s", key="k", string_value="lantern")',
        'secrets.put(scope="s", key="k", string_value="[CREDENTIAL]")',
      ],
      ["KeyVaultSecret(name='sql', value='lantern')", "KeyVaultSecret(name='sql', value='[CREDENTIAL]')"],
      ['username admin password 7 0822455D0A16', 'username admin password 7 [CREDENTIAL]'],
      ['ENV DB_PASSWORD lantern', 'ENV DB_PASSWORD [CREDENTIAL]'],
      ['- password.............lantern', '- password.............[CREDENTIAL]'],
      ["setSecretKey('a1b2c3d4e5')", "setSecretKey('[CREDENTIAL]')"],
    ],
    leaves: [
      'docker run -u app -p 8080:80 nginx',
      'mkdir -p a && su -u app -c ls',
      'config set --name x --value lantern',
      'message { string_value: "lantern" }',
      "getSecretKey('sql-1a2b3c4d') lookupApiKey('a1b2c3d4e5')",
      'ENV DB_HOST lantern',
      'password.............',
      'PASSWORD...................|netrw-passwd|',
      'Token:                     "#f8f8f2", case "pass": stats.files.passed += 1',
      'password 8 characters at least',
    ],
  },
};

testGroups(GROUPS);
