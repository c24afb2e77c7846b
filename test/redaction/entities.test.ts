// What each entity finds, with the exact output, and what it leaves.
import { describe, expect, test } from 'vitest';
import { createRedactor, ENTITIES, ENTITY_NAMES, type Entity } from '../../src/redaction/index.ts';
import { assemble, filled, HEXADECIMAL, jsonWebToken, MIXED, pemBlock } from './secrets.ts';

type Case = readonly [before: string, after: string];

/** What a table row says of a text that must stay. */
const same = (text: string): Case => [text, text];

const storageKey = `${filled(`${MIXED}+/`, 86)}==`;
const signature = `${filled(MIXED, 43)}%3D`;

const CASES: Readonly<Record<Entity, readonly Case[]>> = {
  EMAIL: [
    ['from ann.lee+tag@example.com to', 'from [EMAIL] to'],
    ['<Bob.X@Sub.Example.CO.UK>', '<[EMAIL]>'],
    ['mailto:a_b@x.org?subject=1', 'mailto:[EMAIL]?subject=1'],
    ['email=john%40example.com&x=1', 'email=[EMAIL]&x=1'],
    ['q=john%2540example.com', 'q=[EMAIL]'],
    ['"john doe"@example.com wrote', '[EMAIL] wrote'],
    ['müller@münchen.de', '[EMAIL]'],
    ['用户@例子.中国', '[EMAIL]'],
    ["{'email': 'a@b.co'}", "{'email': '[EMAIL]'}"],
    ["o'brien@x.com", '[EMAIL]'],
    ["kim.o'brien@x.com, jane'doe@x.com", '[EMAIL], [EMAIL]'],
    ["u'ann@example.com' b'bob@example.com'", "u'[EMAIL]' b'[EMAIL]'"],
    ['\\u003cjohn@x.com\\u003e', '\\u003c[EMAIL]\\u003e'],
    ['line\\njohn@x.com', 'line\\n[EMAIL]'],
    ['x@[192.0.2.1]', '[EMAIL]'],
    ['Write to ann@example.com.', 'Write to [EMAIL].'],
    same('git clone git@github.com:org/repo.git'),
    same('npm install react@18.2.0 @scope/name@1.2.3-beta.rc'),
    same('java.lang.Object@1a2b3c and Thread@6d06d69c[x]'),
    same('image@sha256:0123abcd'),
    same('logo@2x.png user@1000.service root@localhost'),
    same('ssh://deploy@host.example.com/path'),
    same('akka.tcp://sparkDriver@host.example.com:7077'),
    same('@Override @app.route("/")'),
  ],
  CREDIT_CARD: [
    ['card 4111 1111 1111 1111 exp 12/27', 'card [CREDIT_CARD] exp 12/27'],
    ['4111-1111-1111-1111', '[CREDIT_CARD]'],
    ['pan=4111111111111111;', 'pan=[CREDIT_CARD];'],
    ['3782 822463 10005', '[CREDIT_CARD]'],
    ['378282246310005', '[CREDIT_CARD]'],
    ['%B4111111111111111^DOE/J^2812', '%B[CREDIT_CARD]^DOE/J^2812'],
    ['4111\u20131111\u20131111\u20131111', '[CREDIT_CARD]'],
    ['4111\u00a01111\u202f1111\u20071111', '[CREDIT_CARD]'],
    ['４１１１ １１１１ １１１１ １１１１', '[CREDIT_CARD]'],
    ['x \u{1d7dc}\u{1d7d9}\u{1d7d9}\u{1d7d9} 1111 1111 1111 y', 'x [CREDIT_CARD] y'],
    ['4111\u200b1111\u200b1111\u200b1111', '[CREDIT_CARD]'],
    ['/pay/4111%201111%201111%201111', '/pay/[CREDIT_CARD]'],
    same('4111 1111 1111 1112'),
    same('%B4111111111111112^x 50%Bytes'),
    same('run_id=4111111111111111'),
    same('"offset": 4111111111111111'),
    same('/jobs/4111111111111111/runs'),
    same('1700000000 1700000000000 1700000000000000 1700000000000000000'),
    same('0.4111111111111111 and 4111111111111111.5'),
    same('a4111111111111111 4111111111111111b'),
    same('3f2504e0-4111-1111-1111-111111111111'),
    same('0000000000000000'),
  ],
  US_SSN: [
    ['ssn 536-90-4399', 'ssn [US_SSN]'],
    ['SSN: 536904399', 'SSN: [US_SSN]'],
    ['social security number 536 90 4399', 'social security number [US_SSN]'],
    ['536\u201190\u20114399', '[US_SSN]'],
    ['536\u00a090\u00a04399', '[US_SSN]'],
    ['٥٣٦-٩٠-٤٣٩٩', '[US_SSN]'],
    same('000-12-3456 666-12-3456 900-12-3456 536-00-4399 536-90-0000'),
    same('rows 536904399'),
    same('200 45 6789 ms'),
    same('1.536-90-4399'),
  ],
  IBAN: [
    ['to GB82 WEST 1234 5698 7654 32.', 'to [IBAN].'],
    ['DE89370400440532013000', '[IBAN]'],
    ['IBANDE89370400440532013000 IBAN_DE89370400440532013000', 'IBAN[IBAN] IBAN_[IBAN]'],
    ['de89 3704 0044 0532 0130 00', '[IBAN]'],
    ['NL91-ABNA-0417-1643-00', '[IBAN]'],
    ['account=AT51%200039%209006%201407%200073&', 'account=[IBAN]&'],
    same('GB83 WEST 1234 5698 7654 32'),
    same('DE8937040044053201300'),
    same('XDE89370400440532013000'),
  ],
  JWT: [
    [`got ${jsonWebToken()}, ok`, 'got [JWT], ok'],
    [`{"t":"${jsonWebToken({ enc: 'A256GCM', alg: 'dir' })}.aa.bb"}`, '{"t":"[JWT]"}'],
    same(`got ${jsonWebToken({ kid: '1', typ: 'JWT' })}`),
    same('eyJhbGciOiJIUzI1NiJ9 alone'),
  ],
  PRIVATE_KEY: [
    [`key:\n${pemBlock('RSA PRIVATE KEY')}\ndone`, 'key:\n[PRIVATE_KEY]\ndone'],
    [`{"k":"${pemBlock('PRIVATE KEY', 3, '\\n')}\\n"}`, '{"k":"[PRIVATE_KEY]\\n"}'],
    [`${pemBlock('PGP PRIVATE KEY BLOCK')} end`, '[PRIVATE_KEY] end'],
    [`cut ${pemBlock('OPENSSH PRIVATE KEY').slice(0, 120)}`, 'cut [PRIVATE_KEY]'],
    [
      `cut ${pemBlock('PRIVATE KEY').slice(0, 120)}\npassword=q7Rt9xLmZ2pp x`,
      'cut [PRIVATE_KEY]\npassword=[CREDENTIAL] x',
    ],
    [`data: ${Buffer.from(pemBlock('EC PRIVATE KEY')).toString('base64')}`, 'data: [PRIVATE_KEY]'],
    same(pemBlock('CERTIFICATE')),
    same(pemBlock('PUBLIC KEY')),
  ],
  AWS_KEY: [
    [`id ${assemble('AK', 'IA', 'IOSFODNN7EXAMPLE')} ok`, 'id [AWS_KEY] ok'],
    [`${assemble('AS', 'IA', 'IOSFODNN7EXAMPLE')}:${filled(MIXED, 40)}`, '[AWS_KEY]:[AWS_KEY]'],
    [`aws_secret_access_key = /${filled(MIXED, 39)}`, 'aws_secret_access_key = [AWS_KEY]'],
    [
      `aws configure set aws_secret_access_key ${filled(MIXED, 40)} --x`,
      'aws configure set aws_secret_access_key [AWS_KEY] --x',
    ],
    same(assemble('AR', 'OA', 'IOSFODNN7EXAMPLE')),
    same(`XAKIA${'B'.repeat(16)}`),
  ],
  AZURE_KEY: [
    [
      `AccountName=a;AccountKey=${storageKey};EndpointSuffix=x`,
      'AccountName=a;AccountKey=[AZURE_KEY];EndpointSuffix=x',
    ],
    [`using ${storageKey} now`, 'using [AZURE_KEY] now'],
    [
      `SharedAccessKeyName=Root;SharedAccessKey=${filled(MIXED, 43)}=`,
      'SharedAccessKeyName=Root;SharedAccessKey=[AZURE_KEY]',
    ],
    [`secret ${assemble('abc', '8Q~', filled(MIXED, 34))}`, 'secret [AZURE_KEY]'],
    [`${filled(MIXED, 33)}${assemble('AI', 'oT')}${filled(MIXED, 6)}=`, '[AZURE_KEY]'],
    [
      `fs.azure.account.key.acct.dfs.core.windows.net=${filled(MIXED, 20)}`,
      'fs.azure.account.key.acct.dfs.core.windows.net=[AZURE_KEY]',
    ],
    same(`sha512-${storageKey}`),
  ],
  AZURE_SAS: [
    [
      `https://a.blob.core.windows.net/c?sv=2022-11-02&sp=r&sig=${signature}&se=1`,
      'https://a.blob.core.windows.net/c?sv=2022-11-02&sp=r&sig=[AZURE_SAS]&se=1',
    ],
    [`SharedAccessSignature sr=x&sig=${filled(MIXED, 43)}=&se=1`, 'SharedAccessSignature sr=x&sig=[AZURE_SAS]&se=1'],
    same('?sig=short&x=1'),
  ],
  DATABRICKS_TOKEN: [
    [`token ${assemble('da', 'pi', filled(HEXADECIMAL, 32))}`, 'token [DATABRICKS_TOKEN]'],
    [`${assemble('da', 'pi', filled(HEXADECIMAL, 32))}-2 x`, '[DATABRICKS_TOKEN] x'],
    [assemble('do', 'se', filled(HEXADECIMAL, 32)), '[DATABRICKS_TOKEN]'],
    same(assemble('da', 'pi', filled(HEXADECIMAL, 31))),
    same('cluster 0923-164208-meows279 job 623841908127364'),
  ],
  GITHUB_TOKEN: [
    [`using ${assemble('gh', 'p_', filled(MIXED, 36))}.`, 'using [GITHUB_TOKEN].'],
    [`\\n${assemble('gh', 's_', filled(MIXED, 36))}\\n`, '\\n[GITHUB_TOKEN]\\n'],
    [assemble('github', '_pat_', filled(`${MIXED}_`, 82)), '[GITHUB_TOKEN]'],
    same('ghp_short'),
  ],
  GITLAB_TOKEN: [[assemble('gl', 'pat-', filled(MIXED, 20)), '[GITLAB_TOKEN]'], same('glpat-x')],
  SLACK_TOKEN: [
    [assemble('xo', 'xb-123456789012-1234567890123-', filled(MIXED, 24)), '[SLACK_TOKEN]'],
    [
      `POST ${assemble('https://hooks.sl', 'ack.com/services/T0AAAAAAA/B0BBBBBBB/', filled(MIXED, 24))} 200`,
      'POST [SLACK_TOKEN] 200',
    ],
    same('xoxo love'),
  ],
  STRIPE_KEY: [
    [assemble('sk', '_live_', filled(MIXED, 24)), '[STRIPE_KEY]'],
    [assemble('wh', 'sec_', filled(MIXED, 32)), '[STRIPE_KEY]'],
    same('task_live_update_pending'),
  ],
  GOOGLE_KEY: [
    [`key ${assemble('AI', 'za', filled(MIXED, 35))}`, 'key [GOOGLE_KEY]'],
    [assemble('GOC', 'SPX-', filled(MIXED, 28)), '[GOOGLE_KEY]'],
    same(assemble('AI', 'za', 'short')),
  ],
  AI_KEY: [
    [assemble('sk-', 'proj-', filled(MIXED, 40)), '[AI_KEY]'],
    [assemble('sk-', 'ant-api03-', filled(MIXED, 40)), '[AI_KEY]'],
    [assemble('hf', '_', filled(MIXED, 34)), '[AI_KEY]'],
    same('class="sk-loading-spinner-container-dots"'),
  ],
  NPM_TOKEN: [
    [assemble('np', 'm_', filled(MIXED, 36)), '[NPM_TOKEN]'],
    ['//registry.npmjs.org/:_authToken=abcdef12', '//registry.npmjs.org/:_authToken=[NPM_TOKEN]'],
    same('npm_config_registry=https://registry.npmjs.org/'),
  ],
  URL_PASSWORD: [
    ['postgres://app:s3cret@db:5432/x', 'postgres://app:[URL_PASSWORD]@db:5432/x'],
    ['redis://:hunter2@h:6379', 'redis://:[URL_PASSWORD]@h:6379'],
    ['mongodb+srv://u:p%40ss@c.mongodb.net', 'mongodb+srv://u:[URL_PASSWORD]@c.mongodb.net'],
    ['amqp://u:pa/ss@host/v', 'amqp://u:[URL_PASSWORD]@host/v'],
    ['https://u:p@ss@host/', 'https://u:[URL_PASSWORD]@host/'],
    ['jdbc:oracle:thin:scott/tiger@db:1521:x', 'jdbc:oracle:thin:scott/[URL_PASSWORD]@db:1521:x'],
    ['root:secret@tcp(db:3306)/x', 'root:[URL_PASSWORD]@tcp(db:3306)/x'],
    same('http://host:8080/path/user@example'),
    same('abfss://3f2504e0-4f89-11d3-9a0c-0305e82c3301@onelake.dfs.fabric.microsoft.com/x'),
    same('spark://MapOutputTracker@h.example.com:123'),
    same('http://user:$PASSWORD@host/'),
  ],
  BEARER_TOKEN: [
    ['Authorization: Basic dXNlcjpwYXNzd29yZA==', 'Authorization: Basic [BEARER_TOKEN]'],
    ['authorization: Bearer abc.def', 'authorization: Bearer [BEARER_TOKEN]'],
    ['{"Authorization":"Bearer abcdefgh12345"}', '{"Authorization":"Bearer [BEARER_TOKEN]"}'],
    ['sent Basic dXNlcjpwYXNzd29yZA== to', 'sent Basic [BEARER_TOKEN] to'],
    [`with Bearer ${filled(MIXED, 24)}`, 'with Bearer [BEARER_TOKEN]'],
    same('bearer token expired, basic authentication failed'),
    same('Authorization: Bearer [BEARER_TOKEN]'),
  ],
  CREDENTIAL: [],
  PHONE: [
    ['call +44 20 7946 0958 now', 'call [PHONE] now'],
    ['tel: (212) 555-0198', 'tel: [PHONE]'],
    ['06 12 34 56 78', '[PHONE]'],
    ['phone=0612345678', 'phone=[PHONE]'],
    ['555-123-4567 x123', '[PHONE]'],
    same('2024-05-06 12:34:56 1.2.3 10.20.30.40'),
    same('rows 5551234567'),
  ],
  IP_ADDRESS: [
    ['from 203.0.113.9:443', 'from [IP_ADDRESS]:443'],
    ['[2001:db8::1]:80', '[[IP_ADDRESS]]:80'],
    same('256.1.1.1 1.2.3 1.2.3.4.5 v1.2.3.4 12:34:56'),
  ],
  INTERNAL_IP: [
    ['from 10.1.2.3 and 192.168.0.7, 172.31.0.1', 'from [INTERNAL_IP] and [INTERNAL_IP], [INTERNAL_IP]'],
    ['fe80::1 ::1', '[INTERNAL_IP] [INTERNAL_IP]'],
    same('172.32.0.1 8.8.8.8'),
  ],
  MAC_ADDRESS: [
    ['eth0 00:1b:44:11:3a:b7 up', 'eth0 [MAC_ADDRESS] up'],
    ['00-1B-44-11-3A-B7', '[MAC_ADDRESS]'],
    ['001b.4411.3ab7', '[MAC_ADDRESS]'],
    same('00:1b:44:11:3a:b7:00:11 12:34:56'),
  ],
  AZURE_SUBSCRIPTION: [
    ['/subscriptions/3f2504e0-4f89-11d3-9a0c-0305e82c3301/rg', '/subscriptions/[AZURE_SUBSCRIPTION]/rg'],
    ['subscription_id=3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'subscription_id=[AZURE_SUBSCRIPTION]'],
    same('tenant 3f2504e0-4f89-11d3-9a0c-0305e82c3301'),
  ],
  US_ITIN: [['itin 912-70-1234', 'itin [US_ITIN]'], same('912-10-1234')],
  ABA_ROUTING: [
    ['routing number 021000021', 'routing number [ABA_ROUTING]'],
    same('021000021'),
    same('routing 021000022'),
  ],
  UK_NHS: [
    ['NHS 943 476 5919', 'NHS [UK_NHS]'],
    ['nhs_number=9434765919', 'nhs_number=[UK_NHS]'],
    same('943 476 5918'),
  ],
  UK_NINO: [
    ['nino AB 12 34 56 C.', 'nino [UK_NINO].'],
    ['AB123456C', '[UK_NINO]'],
    same('GB123456C QQ123456C AB123456E'),
  ],
  CRYPTO_ADDRESS: [
    ['pay 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'pay [CRYPTO_ADDRESS]'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', '[CRYPTO_ADDRESS]'],
    [`0x${filled(HEXADECIMAL, 40)}`, '[CRYPTO_ADDRESS]'],
    same('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb'),
    same(`0x${filled(HEXADECIMAL, 64)}`),
  ],
  URL: [['GET https://example.com/a?b=1, done', 'GET [URL], done'], same('example.com/a')],
};

describe.each(ENTITY_NAMES)('%s', (entity) => {
  const alone = createRedactor({ entities: [entity] });
  const others = createRedactor({ entities: ENTITIES[entity].byDefault ? 'default' : [entity] });

  test.each(CASES[entity])('%s', (before, after) => {
    const masked = others.redactText(before);
    expect(masked).toBe(after);
    expect(others.redactText(masked)).toBe(after);
  });

  test('is found without the other entities too', () => {
    for (const [before, after] of CASES[entity]) {
      if (before !== after) expect(alone.redactText(before)).not.toBe(before);
    }
  });

  test('is described', () => {
    const { finds, leaves, source, example } = ENTITIES[entity];
    expect([finds, leaves, source].every((text) => text.length >= 8)).toBe(true);
    expect(example[1]).toContain(`[${entity}]`);
  });
});

test('opt-in entities are off by default', () => {
  const redactor = createRedactor();
  for (const entity of ENTITY_NAMES.filter((name) => !ENTITIES[name].byDefault)) {
    for (const [before] of CASES[entity]) expect(redactor.redactText(before), entity).toBe(before);
  }
});
