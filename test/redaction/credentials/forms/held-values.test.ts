// The secrets in an object or list under the name of one, as text; the same as a value; and what only describes a secret.
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../../src/redaction/index.ts';
import { testGroups } from '../../groups.ts';
import { testKinds } from '../../planted.ts';

const { redactText, redactValue } = createRedactor();

testKinds({
  'objects whose fields have any name': {
    values: ['hunter2', 'Winter#2024', 'lantern', 'q7Zk29vLmX04'],
    finds: [
      '{"password":{"a":"<V>"}}',
      '{"password":{"db":"<V>","ftp":"<V>"},"user":"bob"}',
      '{"password":{"a":{"b":["<V>",{"c":"<V>"}]}}}',
      '{"password":[{"a":"<V>"},{"b":"<V>"}]}',
      '{"password":[["<V>","<V>"]]}',
      '{"password":{"a b":"<V>","c-d/e":"<V>","0":"<V>"}}',
      '{"password":{"a":null,"b":"","c":{},"d":[],"e":7,"f":true,"g":"<V>"}}',
      '{"password":{"user":"bob","id":7,"x":"<V>"}}',
      '{"api_key":{"prod":"<V>"},"dbPassword":{"a":"<V>"}}',
      '{"passwords":{"bob":"<V>"}}',
      '{"apiKey":{"id":"x9","key":"<V>"}}',
      '{\\"password\\":{\\"a\\":\\"<V>\\"}}',
      '{"m":"{\\"m\\":\\"{\\\\\\"password\\\\\\":{\\\\\\"a\\\\\\":\\\\\\"<V>\\\\\\"}}\\"}"}',
      '{\n  "password": {\n    "a": "<V>",\n    "b": [\n      "<V>"\n    ]\n  }\n}',
      '{"m":"{\\n  \\"password\\": {\\n    \\"a\\": \\"<V>\\"\\n  }\\n}"}',
      "{'password': {'a': '<V>', 'b': ['<V>']}}",
      "{ password: { a: '<V>' } }",
      "Map(1) { 'password' => { a: '<V>' } }",
      '{:password=>{:a=>"<V>"}}',
      'password = {\n  a = "<V>"\n  b = "<V>"\n}',
      'cut {"password":{"a":"<V>","b":',
      '{"password":{"type":"plain","api_key":{"a":"<V>"},"value":"<V>","hint":"purple"}}',
    ],
    leaves: [
      '{"password":{"type":"string","example":"purple7x"}}',
      '{"password":{"_errors":["Required"]}}',
      '{"password":{"reset":"Your password has been reset","other":"y"}}',
      '{"password":{"a":"is too short"}}',
      '{"id_token":{"sub":"ann","aud":"shop"}}',
      '{"token":{"a":"hunter2"}}',
      '{"secret":{"name":"db","file":"db-credentials"}}',
    ],
  },
  'what only looks chosen': {
    values: ['hunter2', 'Winter#2024', 'q7Zk29vLmX04'],
    finds: ['{"secret":{"db":"<V>"}}', 'password: { a: <V>, b: <V> }', 'password={a=<V>, b=<V>}'],
    leaves: ['{"secret":{"db":"lantern"}}', 'password: { a: value.text, b: 5 }'],
  },
});

const shapes: readonly (readonly [string, (name: string, secret: string) => unknown])[] = [
  ['an object', (name, secret) => ({ [name]: { a: secret } })],
  ['an object in an object', (name, secret) => ({ x: { [name]: { a: { b: secret }, user: 'bob' } } })],
  ['a list of objects', (name, secret) => ({ [name]: [{ a: secret }, { b: secret }] })],
  ['lists of lists', (name, secret) => ({ [name]: { a: [[secret], secret] } })],
  ['one that describes', (name, secret) => ({ [name]: { type: secret, a: secret, password: { b: secret } } })],
];

describe.each(shapes)('%s: a text has masked what the value has', (_, made) => {
  test.each(['password', 'passwords', 'secret', 'apiKey', 'client_secret', 'colour'])('under %s', (name) => {
    for (const secret of ['hunter2', 'Winter#2024', 'q7Zk29vLmX04']) {
      const value = made(name, secret);
      expect(JSON.parse(redactText(JSON.stringify(value)))).toEqual(redactValue(value));
      expect(JSON.parse(redactText(JSON.stringify(value, null, 2)))).toEqual(redactValue(value));
    }
  });
});

testGroups({
  'lists without quotes': {
    finds: [
      ['password: [foo1, hunter2]', 'password: [[CREDENTIAL], [CREDENTIAL]]'],
      ['password=[x9y8z7,hunter2]', 'password=[[CREDENTIAL],[CREDENTIAL]]'],
      ['password: [a, hunter2]', 'password: [a, [CREDENTIAL]]'],
      ['password: [null, "", "hunter2"]', 'password: [null, "", "[CREDENTIAL]"]'],
      ['token: [abc123, hunter2]', 'token: [[CREDENTIAL], [CREDENTIAL]]'],
    ],
    leaves: [
      'password: [required, min:8]',
      'passwords: [[CREDIT_CARD]-u app -p ',
      'password: [Required], email: x',
      'password=[C@1b2c3d, name=bob',
      'primary_key: [order_id, line_no]',
      'token: [identifier, keyword]',
    ],
  },
});

test('many levels and many fields are read to their end', () => {
  const deep = `{"password":${'{"a":'.repeat(20)}"hunter2"${'}'.repeat(21)}`;
  expect(redactText(deep)).toBe(deep.replace('hunter2', '[CREDENTIAL]'));
  const wide = JSON.stringify({
    password: Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`f${n}`, `hunter${n}x`])),
  });
  expect(redactText(wide)).not.toMatch(/hunter/);
});
