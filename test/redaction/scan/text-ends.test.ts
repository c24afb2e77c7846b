// No value goes beyond the text in quotes that its name ends: `{"message":"Enter password:","user":"ann"}`; what stands beside such a name is found all the same.
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactText } from '../../../src/redaction/index.ts';
import { runsOf } from '../../support/long-form.ts';
import { testGroups } from '../groups.ts';
import { testKinds } from '../planted.ts';

const NAMES =
  'password|Password|passwd|pwd|pass|passphrase|secret|client secret|token|access_token|api_key|API key|private key|db_password|Passwort|contraseña|' +
  'mot de passe|пароль|密码|password_prod|password (for app)|X-Api-Key|Authorization|Cookie|auth|pin|credentials|user:password|' +
  'CREATE USER a PASSWORD|the password for ann|password to the db|getSecret("db")|vault kv put x password|spark.db.password|AccountKey|Unseal Key 1|' +
  'IDENTIFIED BY|https://ann:|https://a.b/?token|value';
const SEPARATORS = [
  ':',
  '=',
  ': ',
  ' =',
  ' is ',
  ' is: ',
  '',
  ' ',
  ' ->',
  ' => ',
  ' := ',
  ':\n',
  ": '",
  '="',
  " '",
  ':\\n',
  ' (',
];
const BEFORE = ['', 'Enter ', 'ask for the ', 'a=1 ', "don't forget the ", '"quoted" ', "the users' "];
/** What is nobody's secret, also where it follows the name of one. */
const WORDS = [
  'ann',
  'hello',
  'Welcome back',
  'info',
  '',
  'left and right',
  'k=v',
  ', ',
  '}',
  "it's",
  '"x y"',
  'apple:',
];
const KEYS = ['user', 'level', 'message', 'host', 'a', 'time'];

const questions = fc
  .tuple(fc.constantFrom(...BEFORE), fc.constantFrom(...NAMES.split('|')), fc.constantFrom(...SEPARATORS))
  .map((parts) => parts.join(''));
const texts = fc.oneof(questions, fc.constantFrom(...WORDS));
const fields = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.oneof(
    { weight: 6, arbitrary: texts },
    { weight: 1, arbitrary: fc.constantFrom(0, 42, true, null) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...KEYS), texts, { maxKeys: 3 }) },
  ),
  { minKeys: 1, maxKeys: 4 },
);

/** Ways to print an object. */
const PRINTERS: readonly (readonly [name: string, print: (value: unknown) => string])[] = [
  ['JSON', (value) => JSON.stringify(value)],
  ['JSON on several lines', (value) => JSON.stringify(value, null, 2)],
  ['JSON after other text', (value) => `2026-11-30 10:00:00 INFO don't panic: ${JSON.stringify(value)} done`],
  ['JSON in JSON', (value) => JSON.stringify({ log: JSON.stringify(value), z: 'end' })],
  ['JSON in JSON in JSON', (value) => JSON.stringify({ m: JSON.stringify({ log: JSON.stringify(value) }), z: 'end' })],
  ['what Node.js prints', (value) => inspect(value, { breakLength: Number.POSITIVE_INFINITY })],
  ['what Node.js prints on several lines', (value) => inspect(value, { breakLength: 20 })],
  ['what Node.js prints, in JSON', (value) => JSON.stringify({ message: inspect(value) })],
];

test.each(PRINTERS)('an object whose texts end in the name of a secret is left as it is: %s', (_, print) => {
  fc.assert(
    fc.property(fields, (value) => {
      const text = print(value);
      expect(redactText(text)).toBe(text);
    }),
    { numRuns: runsOf(400, 4000) },
  );
});

test('whatever stands in the lists and under the keys of JSON, it stays JSON with the same keys', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, questions, fc.constantFrom(...WORDS), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(fc.oneof(questions, fc.constantFrom(...KEYS)), tie('value'), { maxKeys: 4 }),
  }));
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shape);
    if (typeof value !== 'object' || value === null) return '';
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shape(field)]));
  };
  fc.assert(
    fc.property(json.object, (value) => {
      for (const [text, parsed] of [
        [JSON.stringify(value), (redacted: string): unknown => JSON.parse(redacted)],
        [
          JSON.stringify({ log: JSON.stringify(value) }),
          (redacted: string): unknown => JSON.parse(JSON.parse(redacted).log),
        ],
      ] as const)
        expect(shape(parsed(redactText(text)))).toEqual(shape(value));
    }),
    { numRuns: runsOf(400, 4000) },
  );
});

testGroups({
  'texts that end in a name': {
    finds: [
      // The name of the next field is another one.
      ['{"message":"Enter password:","password":"hunter2"}', '{"message":"Enter password:","password":"[CREDENTIAL]"}'],
      ["{ q: 'pwd: \"', password: 'hunter2', b: \"it's\" }", "{ q: 'pwd: \"', password: '[CREDENTIAL]', b: \"it's\" }"],
      [
        '{"a":"say \\"password:\\" and","password":"hunter2"}',
        '{"a":"say \\"password:\\" and","password":"[CREDENTIAL]"}',
      ],
      // Quotes that are not escaped within others.
      ['he said "with password "lantern-harbor-42"", ok "y"', 'he said "with password "[CREDENTIAL]"", ok "y"'],
      // A line that was cut where it begins.
      ['f the text", password: "hunter2", user: "ann"', 'f the text", password: "[CREDENTIAL]", user: "ann"'],
      ['f the text","password":",x7Kq","a":"b"', 'f the text","password":"[CREDENTIAL]","a":"b"'],
    ],
    leaves: [
      'msg="Enter password:" user=ann level="info"',
      'msg="Enter password: " user=ann level="info"',
      '{"log":"msg=\\"Enter password:\\" user=ann level=\\"info\\""}',
      '"Enter password:",ann,5,"x y"',
      '"Enter password:","ann",5',
      'const a = "password:", b = "foo";',
      'console.log("password: " + x, "hello");',
      'fmt.Println("password:", user, "hello")',
      '<input placeholder="password:" name="x">',
      "<input placeholder='password: ' name='x' title='y z'>",
      'type "password:". Then press "return"',
      "b'Enter password:', b'user'",
      '{"message":"password:"',
      '{"message":"password:","',
      '{"message":"password:",\n"user":"ann"}',
      '{"command":"mysql -u root -p","user":"ann"}',
      '{"command":"mysql --password","user":"ann"}',
      'the users\' "password:", "next"',
      '["Password:","User:","Host:"]',
      '{"a":["Enter password:","Welcome back"]}',
    ],
  },
});

testKinds({
  'a value beside a text that is a name and a separator': {
    values: ['hunter2', 'Winter#2024', 'q7Zk29vLmX04'],
    finds: [
      '["password:","<V>"]',
      '["password: ", "<V>"]',
      "['password=', '<V>']",
      '"password:" "<V>"',
      "'password:' '<V>'",
      '"password:", "<V>"',
      '-H "X-Api-Key:" "<V>"',
      '"password=" + "<V>"',
      '"password: " . "<V>"',
      'cout << "password: " << "<V>" << endl',
      '{"log":"[\\"password:\\",\\"<V>\\"]"}',
    ],
  },
  'a key that ends in a separator': {
    values: ['hunter2', 'lantern', ',x7Kq'],
    finds: [
      '{"Password:":"<V>"}',
      '{"Password: ":"<V>","user":"ann"}',
      "{ 'Enter password:': '<V>' }",
      '{"Password:":{"db":"<V>"}}',
      '{"log":"{\\"Password:\\":\\"<V>\\"}"}',
    ],
  },
  'a value that looks like the end of a text': {
    values: [',x7Kq', '}x7Kq', ':x7Kq', '.x7Kq', ' x7Kq,'],
    finds: [
      'password: "<V>"',
      '"password": "<V>"',
      '{\\"password\\":\\"<V>\\"}',
      "{ 'password': '<V>' }",
      'say "a" password: "<V>"',
    ],
  },
});
