// The values of names that are credential words: key=value, key: value, JSON, YAML, XML, query strings, connection strings; and what looks alike and stays.
import { describe, expect, test } from 'vitest';
import { redactText } from '../../../../src/redaction/index.ts';
import { testGroups } from '../../groups.ts';
import { filled, HEXADECIMAL, MIXED } from '../../secrets.ts';

const FOUND: readonly (readonly [format: string, before: string, after: string])[] = [
  ['key=value', 'password=hunter2 user=bob', 'password=[CREDENTIAL] user=bob'],
  ['key: value', 'password: hunter2', 'password: [CREDENTIAL]'],
  ['aligned', 'spring.datasource.password   = hunter2', 'spring.datasource.password   = [CREDENTIAL]'],
  ['camel case', 'userPassword=hunter2,next=1', 'userPassword=[CREDENTIAL],next=1'],
  ['glued', 'dbpassword=hunter2', 'dbpassword=[CREDENTIAL]'],
  ['shouting', 'DB_PASSWORD: s3cr3t', 'DB_PASSWORD: [CREDENTIAL]'],
  ['numbered', 'PASSWORD_2=hunter2', 'PASSWORD_2=[CREDENTIAL]'],
  ['JSON', '{"user":"ann","password": "hunter2"}', '{"user":"ann","password": "[CREDENTIAL]"}'],
  ['JSON with an escaped quote', '"password":"hun\\"ter2","x":1', '"password":"[CREDENTIAL]","x":1'],
  ['escaped JSON', '\\"password\\":\\"hun\\\\\\"ter2\\",\\"x\\":1', '\\"password\\":\\"[CREDENTIAL]\\",\\"x\\":1'],
  [
    'doubly escaped JSON',
    '\\\\\\"password\\\\\\":\\\\\\"hunter2\\\\\\"}',
    '\\\\\\"password\\\\\\":\\\\\\"[CREDENTIAL]\\\\\\"}',
  ],
  ['JSON of an empty other value', '{"password":"","token":"abcdefgh"}', '{"password":"","token":"[CREDENTIAL]"}'],
  ['Python dict', "{'password': 'hunter2', 'x': 1}", "{'password': '[CREDENTIAL]', 'x': 1}"],
  ['Ruby hash', "'password' => 'hunter2'", "'password' => '[CREDENTIAL]'"],
  ['YAML with blanks', 'password: "correct horse"', 'password: "[CREDENTIAL]"'],
  ['HTML-escaped', '{&quot;password&quot;:&quot;hunter2&quot;}', '{&quot;password&quot;:&quot;[CREDENTIAL]&quot;}'],
  ['percent-encoded', 'password%3Dhunter2%26x%3D1', 'password%3D[CREDENTIAL]%26x%3D1'],
  ['toString', 'User(name=bob, password=hunter2)', 'User(name=bob, password=[CREDENTIAL])'],
  ['query string', '?access_token=abcdef123456&x=1', '?access_token=[CREDENTIAL]&x=1'],
  ['a comma within', 'password=P@ss,word1 next', 'password=[CREDENTIAL] next'],
  ['escaped line end', 'password=hunter2\\nnext', 'password=[CREDENTIAL]\\nnext'],
  ['header', 'x-api-key: abcdef123', 'x-api-key: [CREDENTIAL]'],
  ['ADO', 'Server=a;Password=abc;Database=x', 'Server=a;Password=[CREDENTIAL];Database=x'],
  ['ODBC', 'UID=root;PWD={Quarry1992~};', 'UID=root;PWD={[CREDENTIAL]};'],
  ['JDBC', 'jdbc:sqlserver://h:1433;user=sa;password=P@ss1', 'jdbc:sqlserver://h:1433;user=sa;password=[CREDENTIAL]'],
  ['shell export', 'export API_KEY=abcdef', 'export API_KEY=[CREDENTIAL]'],
  ['option', 'tool --password hunter2 --x', 'tool --password [CREDENTIAL] --x'],
  ['option with =', 'tool --password=hunter2', 'tool --password=[CREDENTIAL]'],
  ['option list', '["--password", "hunter2"]', '["--password", "[CREDENTIAL]"]'],
  ['Java option', '-Djavax.net.ssl.keyStorePassword=changeit', '-Djavax.net.ssl.keyStorePassword=[CREDENTIAL]'],
  ['mysql, glued', 'mysql -u root -pSecret db', 'mysql -u root -p[CREDENTIAL] db'],
  ['docker login', 'docker login -u bob -p Secret1 r.io', 'docker login -u bob -p [CREDENTIAL] r.io'],
  ['curl', 'curl -u bob:hunter2 http://x', 'curl -u bob:[CREDENTIAL] http://x'],
  ['openssl', 'openssl rsa -passin pass:meadow', 'openssl rsa -passin pass:[CREDENTIAL]'],
  ['SQL identified by', "CREATE USER a IDENTIFIED BY 'hunter2'", "CREATE USER a IDENTIFIED BY '[CREDENTIAL]'"],
  ['SQL password', "ALTER ROLE a WITH PASSWORD 'hunter2'", "ALTER ROLE a WITH PASSWORD '[CREDENTIAL]'"],
  ['XML', '<password>hunter2</password>', '<password>[CREDENTIAL]</password>'],
  [
    'XML with attributes',
    '<wsse:Password Type="x">hunter2</wsse:Password>',
    '<wsse:Password Type="x">[CREDENTIAL]</wsse:Password>',
  ],
  ['XML attribute pair', '<add key="ApiKey" value="abc123"/>', '<add key="ApiKey" value="[CREDENTIAL]"/>'],
  ['Hadoop XML', '<name>x.Password</name><value>y1z2</value>', '<name>x.Password</name><value>[CREDENTIAL]</value>'],
  ['name and value', '{"name":"DB_PASSWORD","value":"hunter2"}', '{"name":"DB_PASSWORD","value":"[CREDENTIAL]"}'],
  ['form field', 'name="client_secret"\r\n\r\nabc123def\r\n--', 'name="client_secret"\r\n\r\n[CREDENTIAL]\r\n--'],
  ['netrc', 'machine h login l password granite', 'machine h login l password [CREDENTIAL]'],
  ['docker auth', '"auth": "dXNlcjpwYXNzd29yZA=="', '"auth": "[CREDENTIAL]"'],
  ['Set-Cookie', 'Set-Cookie: sid=abcdefghij123; Path=/; HttpOnly', 'Set-Cookie: sid=[CREDENTIAL]; Path=/; HttpOnly'],
  ['Cookie', 'Cookie: theme=dark; session=xyz123456', 'Cookie: theme=dark; session=[CREDENTIAL]'],
  ['PIN', 'pin=1234', 'pin=[CREDENTIAL]'],
  ['one-time password', 'otp: 123456', 'otp: [CREDENTIAL]'],
  ['sentence', 'the password is hunter2! ok', 'the password is [CREDENTIAL] ok'],
  ['plan', 'password = "old1old1" -> "new2new2"', 'password = "[CREDENTIAL]" -> "[CREDENTIAL]"'],
  ['French', 'mot_de_passe=oiseau', 'mot_de_passe=[CREDENTIAL]'],
  ['Traditional Chinese', '密碼=abc12', '密碼=[CREDENTIAL]'],
  ['Russian', 'Пароль: tri4tri', 'Пароль: [CREDENTIAL]'],
  ['Japanese', 'パスワード=abc12', 'パスワード=[CREDENTIAL]'],
  ['Chinese', '密码: 8aSd1', '密码: [CREDENTIAL]'],
  ['another vendor', `${['SK', ''].join('')}${filled(HEXADECIMAL, 32)}`, '[CREDENTIAL]'],
  ['long', `password=${filled(MIXED, 5000)} next`, 'password=[CREDENTIAL] next'],
  ['bcrypt', `password_hash=$2b$10$${filled(MIXED, 53)}`, 'password_hash=[CREDENTIAL]'],
];

/** A reference of a shell or template, put together so that nobody takes it for a template literal. */
const reference = (name: string): string => ['$', '{', name, '}'].join('');

const LEFT: readonly string[] = [
  'token count=5',
  'tokens: 1234, max_tokens=4096, token_type: Bearer',
  'unexpected token }',
  'Unexpected token: "}" in JSON at position 4',
  'SyntaxError: Unexpected token < in JSON',
  'password policy updated',
  'Password must be at least 8 characters',
  'Invalid password: too short',
  'password: required',
  'Enter password:',
  'password=null password=None password=undefined password=true',
  'password=*** password=xxxxxxxx password=<redacted> password=[REDACTED]',
  `password=${reference('DB_PASSWORD')} password={{ secret }} password=$(cat file) password=%s password=$PASSWORD`,
  'password: String, token: str, secret: varchar',
  'password = request.getParameter("password")',
  'token=tokens[i] token=next() secret=os.environ["X"]',
  '"password": {"type": "string"}, "token": []',
  'auth=true auth: none auth=basic',
  'author=bob authority=x authentication failed for user',
  'key: value, primary key: id, partition key=day, foreign_key=x, keyId=abc, public_key: yes',
  'tokenizer=bert secretary=ann compass=north bypass: true passenger=bob',
  'PasswordAuthentication no',
  'PWD=/home/x OLDPWD=/tmp',
  '%wheel ALL=(ALL) NOPASSWD: ALL',
  'pass: 5, fail: 3',
  'signature: (a: string) => void',
  'session_id=3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  'secret/my-app created; Mounting secret: default/my-secret',
  'docker run -p 8080:80 -u 1000:1000; mkdir -p a/b; ssh -p 22 host',
  'pin: 17',
  'credentials: include',
  'trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7',
  'application_1700000000000_0001 app-20240102123456-0000 task 12.0 in stage 3.0 (TID 55)',
  'org.apache.spark:spark-core_2.12:jar:3.5.0 sha256:0123456789abcdef commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
  '2024-01-02 12:34:56.789 rows=123456 bytes=9999999 /var/log/app.log catalog.schema.table_1',
  '10.1.2.3:8080 worker-7.internal',
];

testGroups({
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
});

describe('finds', () => {
  test.each(FOUND)('%s', (_, before, after) => {
    expect(redactText(before)).toBe(after);
    expect(redactText(after)).toBe(after);
  });
});

describe('leaves', () => {
  test.each(LEFT)('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });
});
