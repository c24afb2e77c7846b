// Where a value starts that a type or an object is wrapped around: `Some("…")`, `Optional[…]`, `{"stringValue":"…"}`; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { testKinds } from '../../planted.ts';

testKinds({
  'objects printed by their type': {
    values: [],
    finds: [],
    leaves: [
      'token=Token{b1c2d3e',
      'token=Token{b1c2d3e4, type=x}',
      "token=Token{type=IDENT, text='x'}",
      'token=Token(type=IDENT)',
      'secret=Secret{name=x}',
      'password=Password{hidden}',
      'token=Token[IDENT]',
      'apiKey=ApiKey{id=5}',
      'token=AccessToken{expires=5}',
      'token=com.acme.Token{b1c2}',
      'token: Token { kind: Ident, len: 3 }',
      'token = &Token{Kind: 5}',
      'token=<Token object at 0x7f12>',
      'token=#<Token:0x0000>',
      'token=Token@1b2c3d4',
      'credentials=Credentials{user=bob}',
      'secret=SecretValue{****}',
      'password=Optional[Secret{x1}]',
    ],
  },
  'marks of YAML, C++ and casts': {
    values: ['hunter2', 'Winter#2024', 'lantern', 'q7Zk29vLmX04'],
    finds: [
      'password: !!str <V>',
      'password: &pw <V>',
      'password: !!str "<V>"',
      'password: &pw "<V>"',
      'password: !vault <V>',
      "password: !Sub '<V>'",
      'password = R"(<V>)"',
    ],
  },
});

testGroups({
  'values with their type': {
    finds: [
      ['password: (string) (len=9) "Wizard123",', 'password: (string) (len=9) "[CREDENTIAL]",'],
      ['["password"]=>\n  string(7) "lantern"', '["password"]=>\n  string(7) "[CREDENTIAL]"'],
      [' $ password: chr "lantern"', ' $ password: chr "[CREDENTIAL]"'],
    ],
    leaves: ['password: (string) required', '["password"]=>\n  NULL', ' $ password: chr NA'],
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
});
